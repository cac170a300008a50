"""Over all papers: which clusters are one thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from paperweft.linking.clusters import Cluster
from paperweft.linking.senses import is_ordinary_word
from paperweft.model import ENTITY_TYPES, EntityType
from paperweft.names.catalogue import Catalogue, CatalogueEntry
from paperweft.names.forms import normal_form, singular

#: The share of a corpus's long forms that one of them needs, for a bare abbreviation to stand for it.
_DOMINANT = 0.8


@dataclass
class Group:
    """The clusters, over all papers, of one thing.

    ``given_name`` and ``given_type`` stand in place of what the clusters would say; ``also`` are more names of it.
    """

    key: str
    entry: CatalogueEntry | None = None
    clusters: list[Cluster] = field(default_factory=list)
    given_name: str | None = None
    given_type: EntityType | None = None
    also: set[str] = field(default_factory=set)

    def type(self) -> EntityType:
        """The catalogue's type, else a vote of all mentions weighted with their confidence."""
        if self.given_type:
            return self.given_type
        if self.entry:
            return self.entry.type
        votes = [cluster.type_scores for cluster in self.clusters]
        return max(ENTITY_TYPES, key=lambda t: sum(vote[t] for vote in votes))

    def name(self) -> str:
        """The catalogue's name, else the name most often used; an acronym gives way to its long form.

        A name seen in the plural only is put in the singular where the singular is seen too, or where it is a common
        phrase; a phrase in lower case gets a capital.
        """
        if self.given_name:
            return self.given_name
        if self.entry:
            return self.entry.name
        names: Counter[str] = Counter()
        for cluster in self.clusters:
            names.update(cluster.names)
        longs = set().union(*(cluster.long_keys for cluster in self.clusters))
        spelled = [name for name in names if normal_form(name) in longs]
        best = max(names, key=lambda name: (names[name], -len(name), name))
        if spelled and best.isupper() and best.isalpha():
            best = max(spelled, key=lambda name: (names[name], name))
        head, _, last = best.rpartition(" ")
        once = f"{head} {singular(last)}".strip()
        # "bag-of-words" and the like are plural by nature; "LLMs" never is.
        if once in names or last[:-1].isupper() or (best == best.lower() and not re.search(r"\bof\b", best)):
            best = once
        return best[0].upper() + best[1:] if best == best.lower() else best

    def aliases(self, name: str) -> tuple[str, ...]:
        """Every other surface, one for each spelling but for case."""
        seen = self.also | {surface for cluster in self.clusters for surface in (*cluster.surfaces, *cluster.names)}
        spellings = {surface.casefold(): surface for surface in sorted(seen, reverse=True)}
        spellings.pop(name.casefold(), None)
        return tuple(sorted(spellings.values()))

    @property
    def papers(self) -> int:
        """How many papers name it."""
        return len({cluster.paper_id for cluster in self.clusters})


def groups_of(clusters: Iterable[Cluster], catalogue: Catalogue) -> dict[str, Group]:
    """Key -> group, each cluster in one."""
    held = list(clusters)
    longs: dict[str, Counter[str]] = {}
    for cluster in held:
        for short in cluster.keys - cluster.long_keys:
            longs.setdefault(short, Counter()).update(cluster.long_keys)
    groups: dict[str, Group] = {}
    for cluster in held:
        entry = _entry(cluster, catalogue)
        key = entry.id if entry else _key(cluster, longs)
        groups.setdefault(key, Group(key, entry)).clusters.append(cluster)
    return groups


def by_form(groups: Mapping[str, Group]) -> dict[str, str]:
    """Normal form -> the id of the group that has it, the group with most papers where there are several."""
    out: dict[str, str] = {}
    for identifier in sorted(groups, key=lambda i: (-len(groups[i].clusters), groups[i].key)):
        for cluster in groups[identifier].clusters:
            for form in sorted(cluster.keys):
                out.setdefault(form, identifier)
    return out


def _entry(cluster: Cluster, catalogue: Catalogue) -> CatalogueEntry | None:
    """The catalogue entry that the cluster names, long forms first.

    An abbreviation that the paper itself spells out otherwise than the catalogue does is another thing.
    """
    scores = cluster.type_scores
    for keys in (cluster.long_keys, cluster.keys - cluster.long_keys):
        found = {entry.id: entry for key in sorted(keys) for entry in catalogue.find(key)}
        if keys is not cluster.long_keys and cluster.long_keys:
            spelled = {
                entry: [n for n in (entry.name, *entry.aliases) if " " in n or "-" in n] for entry in found.values()
            }
            found = {entry.id: entry for entry, names in spelled.items() if not names}
        found = {i: entry for i, entry in found.items() if not is_ordinary_word(entry, cluster.surfaces, scores)}
        if found:
            return max(found.values(), key=lambda entry: scores[entry.type])
    return None


def _key(cluster: Cluster, longs: Mapping[str, Counter[str]]) -> str:
    """What clusters of one thing in different papers agree on: a long form where there is one, else the name's form.

    A bare abbreviation stands for the long form that nearly all papers give for it.
    """
    if cluster.long_keys:
        return min(cluster.long_keys)
    key = cluster.order
    given = longs.get(key)
    if given:
        long, count = max(given.items(), key=lambda item: (item[1], item[0]))
        if count >= _DOMINANT * sum(given.values()):
            return long
    return key
