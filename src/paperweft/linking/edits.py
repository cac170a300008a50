"""Replays the alias ledger on groups: who is merged into whom, which mentions are split off, what is no node."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from paperweft.errors import LedgerError
from paperweft.linking.clusters import Cluster
from paperweft.linking.groups import Group
from paperweft.linking.ids import Ids
from paperweft.linking.ledger import Decision, Forbid, Ledger, Merge, Reject, Rename, Retype, Split
from paperweft.model import EntityType, Mention, Paper
from paperweft.names.catalogue import Catalogue
from paperweft.names.forms import normal_form

_ID = re.compile(r"^(?:model|method|dataset|task):\S+$")


@dataclass(frozen=True, slots=True)
class _Moved:
    """A split whose two ends are known: its mentions of ``entity`` go to ``target``."""

    decision: Split
    entity: str
    target: str


@dataclass
class Edited:
    """Groups by id as the ledger has them, and what it says of ids that have no group (families of the catalogue)."""

    groups: dict[str, Group]
    merged: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, EntityType] = field(default_factory=dict)
    forbidden: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()

    def final(self, identifier: str) -> str:
        """The id of what ``identifier`` was merged into, itself where it was not."""
        return self.merged.get(identifier, identifier)


def replay(
    ledger: Ledger, groups: dict[str, Group], ids: Ids, catalogue: Catalogue, papers: Mapping[str, Paper]
) -> Edited:
    """The groups after all decisions of the ledger.

    Raises LedgerError where decisions contradict each other, go round in a circle, or give a name that several have.
    """
    return _Replay(ledger, groups, ids, catalogue, papers).run() if ledger.decisions else Edited(groups)


class _Replay:
    def __init__(
        self, ledger: Ledger, groups: dict[str, Group], ids: Ids, catalogue: Catalogue, papers: Mapping[str, Paper]
    ) -> None:
        self._ledger, self._groups, self._ids, self._catalogue, self._papers = ledger, groups, ids, catalogue, papers
        self._types = {identifier: group.type() for identifier, group in groups.items()}
        self._made: dict[str, Group] = {}
        self._into: dict[str, tuple[str, Decision]] = {}
        self._names: dict[str, tuple[str, Decision]] = {}
        self._retyped: dict[str, tuple[EntityType, Decision]] = {}
        self._forbidden: dict[str, Decision] = {}
        self._rejected: dict[tuple[str, str], Decision] = {}
        self._splits: list[_Moved] = []
        self._used: set[int] = set()
        self._warnings: list[str] = []

    def run(self) -> Edited:
        # Splits first: what they make can be merged, renamed and retyped by other lines.
        for decision in sorted(self._ledger.decisions, key=lambda d: not isinstance(d, Split)):
            self._take(decision)
        for identifier in self._into:
            self._chain(identifier)
        for moved in self._splits:
            again = next((self._into[i] for i in self._chain(moved.target) if i in self._into), None)
            if moved.entity in self._chain(moved.target) and again:
                raise self._clash(moved.decision, again[1])
        groups = self._route()
        renamed = {identifier: name for identifier, (name, _) in self._names.items()}
        types = {identifier: kind for identifier, (kind, _) in self._retyped.items()}
        for identifier, group in groups.items():
            if identifier in renamed:
                group.also.add(group.name())
                group.given_name = renamed[identifier]
            group.given_type = types.get(identifier, group.given_type)
        for decision in (*(m.decision for m in self._splits), *self._rejected.values()):
            if id(decision) not in self._used:
                self._warn(decision, "finds nothing to change here")
        return Edited(
            groups, {i: self._chain(i)[-1] for i in self._into}, renamed, types,
            frozenset(self._forbidden), tuple(self._warnings),
        )  # fmt: skip

    # What the lines say

    def _take(self, decision: Decision) -> None:
        entity = self._find(decision.entity, decision)
        if isinstance(decision, Split):
            self._splits.append(_Moved(decision, entity, self._target(decision, entity)))
            for paper in decision.papers:
                self._know_paper(paper, decision)
        elif isinstance(decision, Merge):
            into = decision.into if self._catalogue.get(decision.into) else self._find(decision.into, decision)
            if into == entity:
                if decision.into == decision.entity:
                    raise LedgerError(f"{self._ledger.source}: {decision}: nothing can be merged into itself")
                self._warn(decision, "they are one entity already")
                return
            self._once(self._into, entity, into, decision)
        elif isinstance(decision, Rename):
            self._once(self._names, entity, decision.name, decision)
        elif isinstance(decision, Retype):
            self._once(self._retyped, entity, decision.type, decision)
        elif isinstance(decision, Forbid):
            self._forbidden[entity] = decision
        elif isinstance(decision, Reject):
            self._know_paper(decision.paper, decision)
            self._rejected[decision.paper, entity] = decision
        said = [table[entity][1] for table in (self._into, self._names, self._retyped) if entity in table]
        said += [self._forbidden[entity]] if entity in self._forbidden else []
        if len(said) > 1 and (entity in self._into or entity in self._forbidden):
            raise self._clash(said[0], said[-1])

    def _once(self, table: dict[str, tuple[Any, Decision]], entity: str, value: Any, decision: Decision) -> None:
        """Enters what a line says of an entity. Raises LedgerError where another line says otherwise."""
        before = table.get(entity)
        if before and before[0] != value:
            raise self._clash(before[1], decision)
        table[entity] = (value, decision)

    def _clash(self, one: Decision, other: Decision) -> LedgerError:
        return LedgerError(f"{self._ledger.source}: `{one}` and `{other}` contradict each other; delete one of them")

    def _warn(self, decision: Decision, what: str) -> None:
        self._warnings.append(f"{self._ledger.source}: `{decision}`: {what}")

    def _know_paper(self, paper: str, decision: Decision) -> None:
        if paper not in self._papers:
            self._used.add(id(decision))
            self._warn(decision, f"this library has no paper {paper}")

    def _find(self, wanted: str, decision: Decision) -> str:
        """The id of an entity given by id or name; ``wanted`` itself, with a warning, where the library lacks it.

        Raises LedgerError where several entities have the name.
        """
        if wanted in self._groups or wanted in self._made or wanted in self._families:
            return wanted
        found: set[str] = set()
        if not _ID.match(wanted):
            found |= self._forms.get(normal_form(wanted), set())
            found |= {i for i, made in self._made.items() if normal_form(made.name()) == normal_form(wanted)}
        own = {i for i in found if normal_form(self._name(i)) == normal_form(wanted)}
        found = own or found
        if len(found) > 1:
            listed = ", ".join(sorted(found))
            raise LedgerError(
                f"{self._ledger.source}: `{decision}`: several are called {wanted!r}; write an id: {listed}"
            )
        if found:
            return next(iter(found))
        self._used.add(id(decision))
        self._warn(decision, f"this library has no {wanted}")
        return wanted

    @cached_property
    def _families(self) -> set[str]:
        """Ids that have a node because the catalogue knows a version of theirs that is named here."""
        out: set[str] = set()
        for group in self._groups.values():
            entry = group.entry
            while entry and entry.variant_of:
                out.add(entry.variant_of)
                entry = self._catalogue.get(entry.variant_of)
        return out

    @cached_property
    def _forms(self) -> dict[str, set[str]]:
        """Normal form -> ids of the entities that have it among their names."""
        out: dict[str, set[str]] = {}
        for identifier, group in self._groups.items():
            for form in (normal_form(group.name()), *(form for cluster in group.clusters for form in cluster.keys)):
                out.setdefault(form, set()).add(identifier)
        return out

    def _name(self, identifier: str) -> str:
        return (self._made.get(identifier) or self._groups[identifier]).name()

    def _target(self, split: Split, entity: str) -> str:
        """Where a split's mentions go: an entity there is, else one that is made, in a registry like all others."""
        if split.as_ in self._groups or (_ID.match(split.as_) and self._catalogue.get(split.as_)):
            return split.as_
        form = normal_form(split.as_)
        if not form or _ID.match(split.as_):
            raise LedgerError(
                f"{self._ledger.source}: `{split}`: {split.as_!r} is no entity here and no name for a new one"
            )
        kind = split.type or self._types.get(entity, "Method")
        there = [
            i for i in sorted(self._forms.get(form, ()))
            if i != entity and (not split.type or self._types[i] == kind) and normal_form(self._name(i)) == form
        ]  # fmt: skip
        if len(there) > 1:
            raise LedgerError(
                f"{self._ledger.source}: `{split}`: several are called {split.as_!r}; write an id: {', '.join(there)}"
            )
        if there:
            return there[0]
        entry = next((e for e in self._catalogue.find(form) if e.id != entity and split.type in (None, e.type)), None)
        if entry:
            return entry.id
        if form in (group.key for group in self._groups.values() if group.type() == kind):
            form += " (split)"  # the form names the entity that is split; the registry needs another key
        identifier = self._ids.give(form, kind, split.as_)
        self._made[identifier] = Group(form, None, [], split.as_, kind)
        return identifier

    # What they do

    def _chain(self, identifier: str) -> list[str]:
        """The id and what it is merged into, one after another. Raises LedgerError where that goes round in a circle."""
        out = [identifier]
        while out[-1] in self._into:
            following, decision = self._into[out[-1]]
            if following in out:
                first = self._into[following][1]
                raise LedgerError(
                    f"{self._ledger.source}: `{first}` and `{decision}` go round in a circle; delete one of them"
                )
            if not (following in self._groups or following in self._made or self._catalogue.get(following)):
                break  # the library lacks it, which was said; the entity stays as it is
            out.append(following)
        return out

    def _route(self) -> dict[str, Group]:
        """Every cluster, or the pieces of it, in the group where it belongs now."""
        held: dict[str, list[tuple[Cluster, bool]]] = {}
        also: dict[str, set[str]] = {}
        for identifier in sorted(self._groups):
            group = self._groups[identifier]
            chain = self._chain(identifier)
            splits = [moved for moved in self._splits if moved.entity in chain]
            for cluster in group.clusters:
                for piece, start in self._pieces(cluster, identifier, splits):
                    path = chain if start == identifier else self._chain(start)
                    rejections = [self._rejected[key] for i in path if (key := (piece.paper_id, i)) in self._rejected]
                    self._used.update(map(id, rejections))
                    if not rejections and not any(i in self._forbidden for i in path):
                        held.setdefault(path[-1], []).append((piece, start == path[-1]))
            if len(chain) > 1:
                also.setdefault(chain[-1], set()).add(group.name())
        out: dict[str, Group] = {}
        for identifier in sorted(held):
            entry = self._catalogue.get(identifier)
            stood = self._groups.get(identifier) or self._made.get(identifier) or Group(identifier, entry)
            own = [cluster for cluster, is_own in held[identifier] if is_own]
            name = stood.given_name or (Group(stood.key, stood.entry, own) if own else stood).name()
            out[identifier] = Group(
                stood.key, stood.entry, [cluster for cluster, _ in held[identifier]], name,
                self._types.get(identifier) or stood.given_type, also.get(identifier, set()),
            )  # fmt: skip
        return out

    def _pieces(self, cluster: Cluster, identifier: str, splits: list[_Moved]) -> Iterator[tuple[Cluster, str]]:
        """The cluster, or its parts, with the id that each has before merging."""
        goes: dict[str, list[Mention]] = {}
        for mention in cluster.mentions:
            taken: _Moved | None = None
            for moved in splits:
                if self._meant(moved.decision, cluster, mention):
                    self._used.add(id(moved.decision))
                    if taken and taken.target != moved.target:
                        raise self._clash(taken.decision, moved.decision)
                    taken = moved
            goes.setdefault(taken.target if taken else identifier, []).append(mention)
        if len(goes) == 1:
            yield cluster, next(iter(goes))
            return
        for start, mentions in goes.items():
            yield cluster.part(mentions), start

    def _meant(self, split: Split, cluster: Cluster, mention: Mention) -> bool:
        """Whether a split moves the mention. A word moves all mentions of a paper: it shows what the paper means."""
        if split.papers:
            return cluster.paper_id in split.papers
        if split.surfaces:
            return mention.text.casefold() in {surface.casefold() for surface in split.surfaces}
        word = re.compile(rf"(?<!\w){re.escape(split.word)}(?!\w)", re.IGNORECASE)
        return any(word.search(self._sentence(cluster.paper_id, m)) for m in cluster.mentions)

    def _sentence(self, paper_id: str, mention: Mention) -> str:
        paper = self._papers[paper_id]
        text = paper.title if mention.field == "title" else paper.abstract
        return text[mention.sentence_start : mention.sentence_end]
