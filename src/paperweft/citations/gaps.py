"""The works that a library cites most and lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from paperweft.citations.works import Works
from paperweft.model import IDENTIFIER_KINDS, SourceRecord
from paperweft.record.cited_works import CitedWorkTable, Identifier


@dataclass(frozen=True, slots=True)
class Gap:
    """A work that the library lacks: its identifiers, best first, and the papers that cite it; ``record`` describes it, once known."""

    ids: tuple[Identifier, ...]
    cited_by: tuple[str, ...]
    record: SourceRecord | None = None

    @property
    def id(self) -> str:
        """The best identifier, as ``kind:value``."""
        return ":".join(self.ids[0])


def gaps(table: CitedWorkTable, held: Callable[[Identifier], bool], least: int) -> list[Gap]:
    """The works that at least ``least`` papers cite and that are not in the library, the most cited first.

    A work under several identifiers counts once, where references give these together. ``held`` tells whether an
    identifier is one of the library's (or of a paper that was removed from it).
    """
    works = Works()
    citing: dict[Identifier, set[str]] = {}
    for paper, ids in table.references(met_again=least > 1):
        works.join(ids)
        citing.setdefault(ids[0], set()).add(paper)
    by_work: dict[int, set[str]] = {}
    for identifier, papers in citing.items():
        by_work.setdefault(works.work(identifier), set()).update(papers)
    cited_enough = {work: papers for work, papers in by_work.items() if len(papers) >= least}
    known_as = {work: set(ids) for ids in works if (work := works.work(next(iter(ids)))) in cited_enough}
    of_those = {identifier: work for work, ids in known_as.items() for identifier in ids}
    for _, reference in table.references():
        for identifier in reference if len(reference) > 1 else ():
            if identifier in of_those:
                known_as[of_those[identifier]].update(reference)
    return ranked(
        Gap(ordered(ids), tuple(sorted(cited_enough[work])))
        for work, ids in known_as.items()
        if not any(held(identifier) for identifier in ids)
    )


def described(found: Iterable[Gap], records: Iterable[SourceRecord]) -> list[Gap]:
    """``found`` with the records that share an identifier with them; gaps that a record shows to be one work are joined."""
    gaps_found = list(found)
    works = Works()
    for gap in gaps_found:
        works.join(gap.ids)
    by_work: dict[Identifier, SourceRecord] = {}
    wanted = {identifier for gap in gaps_found for identifier in gap.ids}
    for record in records:
        ids = [*record.ids.items(), *record.other_ids]
        if wanted.intersection(ids):
            works.join(ids)
            by_work.setdefault(ids[0], record)
    records_of: dict[int, SourceRecord] = {}
    for identifier, record in by_work.items():
        records_of.setdefault(works.work(identifier), record)
    joined: dict[int, Gap] = {}
    for gap in gaps_found:
        work = works.work(gap.ids[0])
        known = records_of.get(work)
        before = joined.get(work, gap)
        all_ids = {*before.ids, *gap.ids, *(known.ids.items() if known else ())}
        papers = tuple(sorted({*before.cited_by, *gap.cited_by}))
        joined[work] = replace(gap, ids=ordered(all_ids), cited_by=papers, record=known)
    return ranked(joined.values())


def ordered(ids: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Identifiers in the order in which they name a paper."""
    rank = {kind: place for place, kind in enumerate(IDENTIFIER_KINDS)}
    return tuple(sorted(ids, key=lambda pair: (rank.get(pair[0], len(rank)), pair)))


def ranked(found: Iterable[Gap]) -> list[Gap]:
    """The most cited first; of equals by identifier."""
    return sorted(found, key=lambda gap: (-len(gap.cited_by), gap.ids))
