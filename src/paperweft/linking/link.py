"""All papers' clusters -> entities, the papers' links to them, and lineage between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from paperweft.linking.clusters import Cluster, cluster_by_surface, clusters_of
from paperweft.model import ENTITY_TYPES, ROLES, Entity, EntityType, Extends, Extraction, Mention, Role
from paperweft.names.catalogue import Catalogue, CatalogueEntry
from paperweft.names.forms import normal_form, singular, slug
from paperweft.names.variants import family

#: The share of a corpus's long forms that one of them needs, for a bare abbreviation to stand for it.
_DOMINANT = 0.8
_BUILT = ("Model", "Method")  # what can be built from another
_CATALOGUED, _INFERRED = 1.0, 0.8  # confidence of VARIANT_OF from the catalogue, and from a name's form


@dataclass(frozen=True, slots=True)
class PaperEntity:
    """One paper's relation to one entity; ``evidence`` is the mention whose sentence shows it."""

    paper_id: str
    entity_id: str
    role: Role
    confidence: float
    evidence: Mention
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """``child`` (entity id) is a version of, or is built from, ``parent``. ``kind`` is VARIANT_OF or EXTENDS."""

    child: str
    parent: str
    kind: str
    confidence: float
    paper_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking makes: everything sorted, and the ids given for the first time."""

    entities: tuple[Entity, ...]
    papers: tuple[PaperEntity, ...]
    lineage: tuple[Lineage, ...]
    new_ids: Mapping[tuple[str, str], str]


@dataclass
class _Group:
    """The clusters, over all papers, of one thing."""

    key: str
    entry: CatalogueEntry | None = None
    clusters: list[Cluster] = field(default_factory=list)

    def type(self) -> EntityType:
        if self.entry:
            return self.entry.type
        votes = [cluster.type_scores for cluster in self.clusters]
        return max(ENTITY_TYPES, key=lambda t: sum(vote[t] for vote in votes))

    def name(self) -> str:
        """The catalogue's name, else the name most often used; an acronym gives way to its long form.

        A name seen in the plural only is put in the singular where the singular is seen too, or where it is a common
        phrase; a phrase in lower case gets a capital.
        """
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
        seen = {surface for cluster in self.clusters for surface in (*cluster.surfaces, *cluster.names)}
        spellings = {surface.casefold(): surface for surface in sorted(seen, reverse=True)}
        spellings.pop(name.casefold(), None)
        return tuple(sorted(spellings.values()))


def link(
    extractions: Iterable[tuple[str, Extraction]],
    catalogue: Catalogue,
    known_ids: Mapping[tuple[str, str], str],
    min_confidence: float = 0.0,
) -> Linked:
    """Links the mentions of all papers.

    ``extractions`` are (paper id, extraction), each paper once; ``known_ids`` the registry (normal form, type) -> id.
    Relations under ``min_confidence`` are dropped, entities left without a paper with them.
    """
    by_paper: dict[str, list[Cluster]] = {}
    extends: dict[str, tuple[Extends, ...]] = {}
    longs: dict[str, Counter[str]] = {}
    for paper_id, extraction in sorted(extractions, key=lambda item: item[0]):
        by_paper[paper_id] = clusters_of(paper_id, extraction, catalogue)
        extends[paper_id] = extraction.extends
        for cluster in by_paper[paper_id]:
            for short in cluster.keys - cluster.long_keys:
                longs.setdefault(short, Counter()).update(cluster.long_keys)
    groups: dict[str, _Group] = {}
    group_of: dict[int, _Group] = {}
    for clusters in by_paper.values():
        for cluster in clusters:
            if min_confidence and max(m.confidence for m in cluster.mentions) < min_confidence:
                continue
            entry = _entry(cluster, catalogue)
            key = entry.id if entry else _key(cluster, longs)
            group = groups.setdefault(key, _Group(key, entry))
            group.clusters.append(cluster)
            group_of[id(cluster)] = group
    ids, new_ids = _give_ids(groups, known_ids)
    entities = {}
    for key, group in groups.items():
        name = group.name()
        papers = len({cluster.paper_id for cluster in group.clusters})
        entities[ids[key]] = Entity(ids[key], name, group.type(), group.aliases(name), papers)
    relations = []
    for paper_id, clusters in by_paper.items():
        held: dict[str, list[Mention]] = {}
        for cluster in clusters:
            if id(cluster) in group_of:
                held.setdefault(ids[group_of[id(cluster)].key], []).extend(cluster.mentions)
        relations += [_relation(paper_id, entity, mentions) for entity, mentions in held.items()]
    lineage = _variants(groups, ids, entities, catalogue)
    variants = {(item.child, item.parent) for item in lineage}
    said: dict[tuple[str, str], list[tuple[str, float]]] = {}
    elsewhere = _by_form({key: group for key, group in groups.items() if group.entry and group.entry.type in _BUILT})
    for paper_id, pairs in extends.items():
        surfaces = cluster_by_surface(c for c in by_paper[paper_id] if id(c) in group_of)
        for pair in pairs:
            # The child is the paper's own; its parent may be named there only within the child's name (CRATE-MAE), and
            # must then be well known: the letters behind a hyphen are not always a name.
            own, other = (surfaces.get(normal_form(surface)) for surface in (pair.child, pair.parent))
            parent_key = group_of[id(other)].key if other else elsewhere.get(normal_form(pair.parent))
            if own is None or parent_key is None:
                continue
            child, parent = ids[group_of[id(own)].key], ids[parent_key]
            if child != parent and (child, parent) not in variants:
                said.setdefault((child, parent), []).append((paper_id, pair.confidence))
    for (child, parent), papers_said in said.items():
        confidence = max(value for _, value in papers_said)
        lineage.append(
            Lineage(child, parent, "EXTENDS", confidence, tuple(sorted({paper for paper, _ in papers_said})))
        )
    return Linked(
        entities=tuple(entities[key] for key in sorted(entities)),
        papers=tuple(sorted(relations, key=lambda r: (r.paper_id, r.entity_id))),
        lineage=tuple(sorted(lineage, key=lambda item: (item.child, item.parent, item.kind))),
        new_ids=new_ids,
    )


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


def _give_ids(
    groups: Mapping[str, _Group], known: Mapping[tuple[str, str], str]
) -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """An id for each group: the catalogue's, the one it had before, or a slug of its name with a number where taken."""
    ids: dict[str, str] = {}
    new: dict[tuple[str, str], str] = {}
    taken = set(known.values())
    for key in sorted(groups):
        group = groups[key]
        if group.entry:
            ids[key] = group.entry.id
            taken.add(group.entry.id)
    for key in sorted(groups):
        if key in ids:
            continue
        kind = groups[key].type()
        registered = known.get((key, kind))
        if registered is None:
            base = registered = f"{kind.lower()}:{slug(groups[key].name())}"
            number = 2
            while registered in taken:
                registered = f"{base}-{number}"
                number += 1
            new[key, kind] = registered
        ids[key] = registered
        taken.add(registered)
    return ids, new


def _by_form(groups: Mapping[str, _Group]) -> dict[str, str]:
    """Normal form -> the key of the group that has it, the group with most papers where there are several."""
    out: dict[str, str] = {}
    for key in sorted(groups, key=lambda k: (-len(groups[k].clusters), k)):
        for cluster in groups[key].clusters:
            for form in sorted(cluster.keys):
                out.setdefault(form, key)
    return out


def _relation(paper_id: str, entity_id: str, mentions: list[Mention]) -> PaperEntity:
    role = min((m.role for m in mentions), key=ROLES.index)
    telling = [m for m in mentions if m.role == role]
    # A sentence of the abstract says more than a title; among those the surest mention, then the earliest.
    evidence = min(telling, key=lambda m: (m.field == "title", -m.confidence, m.start))
    return PaperEntity(paper_id, entity_id, role, max(m.confidence for m in mentions), evidence, tuple(mentions))


def _variants(
    groups: Mapping[str, _Group], ids: Mapping[str, str], entities: dict[str, Entity], catalogue: Catalogue
) -> list[Lineage]:
    """VARIANT_OF from the catalogue, whose families become nodes where no paper names them, and from versioned names.

    A name's form alone ("CIFAR-10") makes no family: the family must be a model that some paper names.
    """
    out: list[Lineage] = []
    models = _by_form({key: group for key, group in groups.items() if group.type() == "Model"})
    for key in sorted(groups):
        group = groups[key]
        entry = group.entry
        while entry and entry.variant_of:
            parent = catalogue[entry.variant_of]
            entities.setdefault(parent.id, Entity(parent.id, parent.name, parent.type))
            out.append(Lineage(entry.id, parent.id, "VARIANT_OF", _CATALOGUED))
            entry = parent
        if (group.entry and group.entry.variant_of) or group.type() != "Model":
            continue
        base = family(group.name())
        form = normal_form(base) if base else ""
        known = next((e.id for e in catalogue.find(form) if e.type == "Model"), None) if form else None
        found = ids[models[form]] if form in models else known
        if found and found != ids[key]:
            if found not in entities:
                entities[found] = Entity(found, catalogue[found].name, catalogue[found].type)
            out.append(Lineage(ids[key], found, "VARIANT_OF", _INFERRED))
    return list({(item.child, item.parent): item for item in out}.values())
