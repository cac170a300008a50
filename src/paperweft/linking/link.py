"""All papers' clusters -> entities, the papers' links to them, and lineage between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from paperweft.linking.clusters import Cluster, clusters_of, id_by_surface
from paperweft.linking.edits import Edited, replay
from paperweft.linking.groups import by_form, groups_of
from paperweft.linking.ids import Ids
from paperweft.linking.ledger import Ledger
from paperweft.model import ROLES, Entity, Extends, Extraction, Mention, Paper, Role
from paperweft.names.catalogue import Catalogue
from paperweft.names.forms import normal_form
from paperweft.names.variants import family

_BUILT = ("Model", "Method")  # what can be built from another
_CATALOGUED, _INFERRED = 1.0, 0.8  # confidence of VARIANT_OF from the catalogue, and from a name's form
_NO_DECISIONS = Ledger()


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
    """What linking makes: everything sorted, the ids given for the first time, and what of the ledger found no place."""

    entities: tuple[Entity, ...]
    papers: tuple[PaperEntity, ...]
    lineage: tuple[Lineage, ...]
    new_ids: Mapping[tuple[str, str], str]
    warnings: tuple[str, ...] = ()


def link(
    extractions: Iterable[tuple[str, Extraction]],
    catalogue: Catalogue,
    known_ids: Mapping[tuple[str, str], str],
    ledger: Ledger = _NO_DECISIONS,
    papers: Mapping[str, Paper] | None = None,
) -> Linked:
    """Links the mentions of all papers.

    ``extractions`` are (paper id, extraction), each paper once; ``known_ids`` the registry (normal form, type) -> id;
    ``papers`` are wanted where there is a ledger: its lines name papers and words of their sentences.
    Raises LedgerError where the ledger contradicts itself.
    """
    found: dict[str, list[Cluster]] = {}
    extends: dict[str, tuple[Extends, ...]] = {}
    for paper_id, extraction in sorted(extractions, key=lambda item: item[0]):
        found[paper_id] = clusters_of(paper_id, extraction, catalogue)
        extends[paper_id] = extraction.extends
    # Ids are given before the ledger has its say, so that what a line merges away has its own again without the line.
    ids = Ids(known_ids)
    groups = ids.name_groups(groups_of((c for clusters in found.values() for c in clusters), catalogue))
    edited = replay(ledger, groups, ids, catalogue, papers or {})
    entities = {}
    of_paper: dict[str, list[tuple[Cluster, str]]] = {}
    for identifier, group in edited.groups.items():
        name = group.name()
        entities[identifier] = Entity(identifier, name, group.type(), group.aliases(name), group.papers)
        for cluster in group.clusters:
            of_paper.setdefault(cluster.paper_id, []).append((cluster, identifier))
    relations = []
    for paper_id, held in of_paper.items():
        held.sort(key=lambda item: (item[0].order, item[1]))
        mentions: dict[str, list[Mention]] = {}
        for cluster, identifier in held:
            mentions.setdefault(identifier, []).extend(cluster.mentions)
        relations += [_relation(paper_id, identifier, ours) for identifier, ours in mentions.items()]
    lineage = _variants(edited, entities, catalogue)
    lineage += _extensions(extends, of_paper, edited, {(item.child, item.parent) for item in lineage})
    return Linked(
        entities=tuple(entities[key] for key in sorted(entities)),
        papers=tuple(sorted(relations, key=lambda r: (r.paper_id, r.entity_id))),
        lineage=tuple(sorted(lineage, key=lambda item: (item.child, item.parent, item.kind))),
        new_ids=ids.new,
        warnings=edited.warnings,
    )


def _relation(paper_id: str, entity_id: str, mentions: list[Mention]) -> PaperEntity:
    role = min((m.role for m in mentions), key=ROLES.index)
    telling = [m for m in mentions if m.role == role]
    # A sentence of the abstract says more than a title; among those the surest mention, then the earliest.
    evidence = min(telling, key=lambda m: (m.field == "title", -m.confidence, m.start))
    return PaperEntity(paper_id, entity_id, role, max(m.confidence for m in mentions), evidence, tuple(mentions))


def _variants(edited: Edited, entities: dict[str, Entity], catalogue: Catalogue) -> list[Lineage]:
    """VARIANT_OF from the catalogue, whose families become nodes where no paper names them, and from versioned names.

    A name's form alone ("CIFAR-10") makes no family: the family must be a model that some paper names.
    """
    out: list[Lineage] = []
    models = by_form({i: group for i, group in edited.groups.items() if group.type() == "Model"})

    def add(child: str, parent: str, confidence: float) -> None:
        parent = edited.final(parent)
        if child == parent or not {child, parent}.isdisjoint(edited.forbidden):
            return
        if parent not in entities:
            entry = catalogue.get(parent)
            if entry is None:  # merged into what lost its last mention
                return
            name, kind = edited.names.get(parent, entry.name), edited.types.get(parent, entry.type)
            entities[parent] = Entity(parent, name, kind)
        out.append(Lineage(child, parent, "VARIANT_OF", confidence))

    for identifier, group in sorted(edited.groups.items()):
        entry = group.entry
        while entry and entry.variant_of:
            add(edited.final(entry.id), entry.variant_of, _CATALOGUED)
            entry = catalogue[entry.variant_of]
        if (group.entry and group.entry.variant_of) or group.type() != "Model":
            continue
        base = family(group.name())
        form = normal_form(base) if base else ""
        known = next((e.id for e in catalogue.find(form) if e.type == "Model"), None) if form else None
        parent = models.get(form, known)
        if parent:
            add(identifier, parent, _INFERRED)
    return list({(item.child, item.parent): item for item in out}.values())


def _extensions(
    extends: Mapping[str, tuple[Extends, ...]],
    of_paper: Mapping[str, list[tuple[Cluster, str]]],
    edited: Edited,
    variants: set[tuple[str, str]],
) -> list[Lineage]:
    """EXTENDS wherever a paper says it, but for what is VARIANT_OF already."""
    said: dict[tuple[str, str], list[tuple[str, float]]] = {}
    well_known = by_form({i: g for i, g in edited.groups.items() if g.entry and g.entry.type in _BUILT})
    for paper_id, pairs in extends.items():
        surfaces = id_by_surface(of_paper.get(paper_id, ()))
        for pair in pairs:
            # The child is the paper's own; its parent may be named there only within the child's name (CRATE-MAE), and
            # must then be well known: the letters behind a hyphen are not always a name.
            child = surfaces.get(normal_form(pair.child))
            parent = surfaces.get(normal_form(pair.parent)) or well_known.get(normal_form(pair.parent))
            if child and parent and child != parent and (child, parent) not in variants:
                said.setdefault((child, parent), []).append((paper_id, pair.confidence))
    return [
        Lineage(
            child, parent, "EXTENDS", max(value for _, value in papers), tuple(sorted({paper for paper, _ in papers}))
        )
        for (child, parent), papers in said.items()
    ]
