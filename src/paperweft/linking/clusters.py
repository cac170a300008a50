"""Within one paper: which mentions name one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from paperweft.linking.same import coined_names, plain_name, same_names, without_general_word
from paperweft.linking.senses import is_measure, is_metric
from paperweft.model import ENTITY_TYPES, Abbreviation, EntityType, Extraction, Mention
from paperweft.names.catalogue import Catalogue
from paperweft.names.forms import normal_form, trim
from paperweft.names.variants import without_size

_ADJECTIVE = re.compile(r"(?<=\w)[- ](?:based|style|like|driven|powered|inspired)$", re.IGNORECASE)


@dataclass
class Cluster:
    """The mentions of one thing in one paper.

    ``keys`` are their normal forms; ``long_keys`` those of long forms that the paper gives for them.
    ``names`` counts how often each name (a surface without size, article and generic noun) stands for it.
    """

    paper_id: str
    keys: set[str] = field(default_factory=set)
    long_keys: set[str] = field(default_factory=set)
    names: dict[str, int] = field(default_factory=dict)
    surfaces: set[str] = field(default_factory=set)
    name_of_surface: dict[str, str] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)

    @property
    def type_scores(self) -> dict[EntityType, float]:
        """Type probabilities summed over the mentions, each weighted with its confidence."""
        return {t: sum(m.type_scores.get(t, 0.0) * m.confidence for m in self.mentions) for t in ENTITY_TYPES}

    def part(self, mentions: list[Mention]) -> Cluster:
        """A cluster of some of the mentions, with the names that these give alone."""
        out = Cluster(self.paper_id, mentions=mentions)
        for mention in mentions:
            name = self.name_of_surface[mention.text]
            out.keys.add(normal_form(name))
            out.names[name] = out.names.get(name, 0) + 1
            out.surfaces.add(mention.text)
            out.name_of_surface[mention.text] = name
        out.long_keys = self.long_keys & out.keys
        return out

    @property
    def order(self) -> str:
        """A key that sorts clusters the same way in every run."""
        return min(self.keys)


def name_of(surface: str, catalogue: Catalogue, *, sized: bool) -> str:
    """The name in a surface: without article, generic noun and adjective ending, and without size where ``sized``.

    A word that may stand behind any name goes where the catalogue knows the name without it.

    What the catalogue knows as it stands ("LAION-5B", "GPT-4o mini") is left alone.
    """
    text = trim(plain_name(surface))
    text = _ADJECTIVE.sub("", text)
    shorter = without_general_word(text)
    if shorter != shorter.lower() and not catalogue.find(normal_form(text)) and catalogue.find(normal_form(shorter)):
        text = shorter  # "CoT prompting", "Adam optimizer"
    if sized and not catalogue.find(normal_form(text)):
        text = trim(without_size(text))
    return text


def clusters_of(paper_id: str, extraction: Extraction, catalogue: Catalogue) -> list[Cluster]:
    """The paper's clusters in a fixed order, metrics left out."""
    parent: dict[str, str] = {}

    def root(key: str) -> str:
        parent.setdefault(key, key)
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    named = [(m, name_of(m.text, catalogue, sized=m.type != "Dataset")) for m in extraction.mentions]
    measures: set[str] = set()
    spelled: dict[str, str] = {}  # normal form of a short or long form -> as the paper writes it
    long_keys: set[str] = set()
    by_name: dict[str, list[Mention]] = {}
    for mention, name in named:
        by_name.setdefault(name, []).append(mention)
    defined = frozenset(normal_form(trim(pair.long)) for pair in extraction.abbreviations)
    coined = [Abbreviation(short, long) for short, long in coined_names(by_name, defined)]
    for pair in (*extraction.abbreviations, *coined):
        short, long = normal_form(pair.short), normal_form(trim(pair.long))
        if not short or not long:
            continue
        if is_measure(pair.long):
            measures |= {short, long}
        parent[root(short)] = root(long)
        long_keys.add(long)
        spelled[short], spelled[long] = pair.short, trim(pair.long)
    for one, other in same_names(by_name, defined):
        parent[root(normal_form(one))] = root(normal_form(other))
    clusters: dict[str, Cluster] = {}
    for mention, name in named:
        key = normal_form(name)
        if not key or key in measures or (is_metric(key) and root(key) == key):
            continue
        cluster = clusters.setdefault(root(key), Cluster(paper_id))
        cluster.keys.add(key)
        cluster.names[name] = cluster.names.get(name, 0) + 1
        cluster.surfaces.add(mention.text)
        cluster.name_of_surface[mention.text] = name
        cluster.mentions.append(mention)
    for cluster_root, cluster in clusters.items():
        for form in sorted(spelled):
            if root(form) == cluster_root:
                cluster.keys.add(form)
                cluster.names.setdefault(spelled[form], 0)
                if form in long_keys:
                    cluster.long_keys.add(form)
    return sorted(clusters.values(), key=lambda c: c.order)


def id_by_surface(clusters: Iterable[tuple[Cluster, str]]) -> dict[str, str]:
    """Surface, folded, -> the id that its cluster has."""
    return {
        normal_form(surface): identifier for cluster, identifier in clusters for surface in sorted(cluster.surfaces)
    }
