"""Source records join the papers that they describe, or found new ones; the graph's paper ids stay whatever is learned later.

Records come in batches. All that could be one paper with a record of the batch, by an identifier or by its text, is loaded,
grouped (:mod:`paperweft.identity.grouping`) and written again, so that a batch costs a few queries and the order in which
records come decides nothing but ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from paperweft.batches import batches_of
from paperweft.disjoint import DisjointSets
from paperweft.identity.derive import derive, preferred_ids
from paperweft.identity.evidence import Work, joined, work_of
from paperweft.identity.grouping import CROWD, groups
from paperweft.identity.identifiers import paper_id
from paperweft.identity.removed import is_removed, place_in_source
from paperweft.model import SourceRecord
from paperweft.record.papers import Derived, PaperTable, text_hash
from paperweft.record.source_records import Stored, same_record

Added = Literal["new", "changed", "known", "removed"]

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class _Member:
    """A record with what it says of identity, and its place among the records that came now (None: it stood there)."""

    stored: Stored
    work: Work
    came: int | None = None


def add_record(table: PaperTable, record: SourceRecord, now: str) -> tuple[str, Added]:
    """Stores one record; see :func:`add_records`."""
    return add_records(table, [record], now)[0]


def add_records(table: PaperTable, records: Sequence[SourceRecord], now: str) -> list[tuple[str, Added]]:
    """Stores ``records`` and derives their papers; returns the paper's id of each and what became of it.

    ``now`` is the date of import, ISO 8601. The caller holds the transaction. Of two records of one source, origin and
    id the later one stands in place of the earlier.
    """
    keys = [(record.source, source_id(record), record.origin) for record in records]
    out: list[tuple[str, Added]] = []
    begin, seen = 0, set[tuple[str, str, str]]()
    for end, key in enumerate(keys):
        if key in seen:
            out += _add_distinct(table, records[begin:end], keys[begin:end], now)
            begin, seen = end, set()
        seen.add(key)
    return out + _add_distinct(table, records[begin:], keys[begin:], now)


def _add_distinct(
    table: PaperTable, records: Sequence[SourceRecord], keys: Sequence[tuple[str, str, str]], now: str
) -> list[tuple[str, Added]]:
    out: list[tuple[str, Added]] = [("", "removed")] * len(records)
    before = table.stored(keys)
    any_removed = table.any_removed()
    members = []
    for came, (record, key) in enumerate(zip(records, keys, strict=True)):
        if any_removed and is_removed(table, record, [*known_by(record), place_in_source(record, key[1])]):
            continue
        stored = before.get(key)
        if stored and same_record(stored, record):
            out[came] = (stored.paper_id, "known")
            continue
        stored = replace(stored, record=record) if stored else Stored(record, key[1])
        members.append(_Member(stored, work_of(record), came))
    for derived, group in _store(table, _with_kin(table, members), now):
        arrived = [member.came for member in group if member.came is not None]
        for came in arrived:
            founded = not derived.stands and came == arrived[0] and not any(member.stored.id for member in group)
            out[came] = (derived.paper.id, "new" if founded else "changed")
    return out


def identify_again(table: PaperTable, now: str) -> None:
    """Derives every paper anew from the source records alone, after the rules of identity have changed.

    Papers keep their ids; where one falls into several, the id stays with the part that has the identifier it names, else
    with the record that came first. The caller holds the transaction.
    """
    numbers: list[int] = []
    papers: list[tuple[str, str]] = []
    works: list[Work] = []
    for stored in table.all_stored():
        numbers.append(stored.id)
        papers.append((stored.paper_id, stored.entered_as))
        works.append(work_of(stored.record))
    union = DisjointSets(len(numbers))
    for n, work in enumerate(works):
        union.mark(n, *work.ids, *work.keys, *(("id", paper) for paper in papers[n] if paper))
    del works
    table.forget_identifiers()
    for some in batches_of(union.sets(), _AT_ONCE):
        loaded = {stored.id: stored for stored in table.stored_of([numbers[n] for one in some for n in one])}
        _store(table, [[_member(loaded[numbers[n]]) for n in one] for one in some], now)


def identify_kin(table: PaperTable, keys: Iterable[tuple[str, str]], now: str, back: str | None = None) -> None:
    """Derives the papers that are found by some of the texts anew, when one of them has gone or come ``back``: it may have
    been what kept others apart. The caller holds the transaction."""
    found = table.with_text(keys, CROWD) | ({back} if back else set())
    members = [_member(stored) for stored in table.stored_in(found)]
    if members:
        _store(table, _with_kin(table, members), now)


def source_id(record: SourceRecord) -> str:
    """The id that the source gave, else one of its identifiers, else the hash of its text."""
    if record.given_id:
        return record.given_id
    if record.ids:
        return min(f"{kind}:{value}" for kind, value in record.ids.items())
    return text_hash(record.title, record.abstract)


def known_by(record: SourceRecord) -> list[tuple[str, str]]:
    """(kind, value) of all that finds a record's paper: its identifiers, and what its text is found by."""
    work = work_of(record)
    return [*sorted(work.ids), *(_pair(key) for key in sorted(work.keys))]


def _pair(key: str) -> tuple[str, str]:
    kind, _, value = key.partition(":")
    return kind, value


def _member(stored: Stored) -> _Member:
    return _Member(stored, work_of(stored.record))


def _with_kin(table: PaperTable, members: list[_Member]) -> list[list[_Member]]:
    """The members in sets that share nothing, each with all records of the library that could be one paper with some."""
    coming = {member.stored.id for member in members if member.stored.id}
    all_members = list(members)
    asked: set[tuple[str, str]] = set()
    papers: set[str] = set()
    fresh = members
    while fresh:
        ids = {pair for member in fresh for pair in member.work.ids} - asked
        keys = {_pair(key) for member in fresh for key in member.work.keys} - asked
        asked |= ids | keys
        found = (
            table.owners(ids) | table.with_text(keys, CROWD) | {m.stored.paper_id for m in fresh if m.stored.paper_id}
        )
        kin = table.stored_in(found - papers)
        papers |= found
        fresh = [_member(stored) for stored in kin if stored.id not in coming]
        all_members += fresh
    union = DisjointSets(len(all_members))
    for n, member in enumerate(all_members):
        union.mark(n, *member.work.ids, *member.work.keys, *_papers_of(member))
    return [[all_members[n] for n in one] for one in union.sets()]


def _papers_of(member: _Member) -> list[tuple[str, str]]:
    """The ids of papers that the record is or was of, as marks that no identifier equals."""
    return [("id", paper) for paper in (member.stored.paper_id, member.stored.entered_as) if paper]


def _store(table: PaperTable, sets: Iterable[list[_Member]], now: str) -> list[tuple[Derived, list[_Member]]]:
    """Groups each set, derives the papers of its groups and stores them; returns each paper with its records."""
    found: list[tuple[list[_Member], str, list[str]]] = []
    for members in sets:
        if len(members) == 1 and not members[0].stored.id:
            found.append((members, "", []))
            continue
        members.sort(key=_arrival)
        held = [[members[n] for n in part] for part in groups([member.work for member in members])]
        found += [(group, kept, former) for group, (kept, former) in zip(held, _ids(held), strict=True)]
    found.sort(key=lambda item: _arrival(item[0][0]))
    out: list[tuple[Derived, list[_Member]]] = []
    for (group, kept, former), identifier in zip(found, _new_ids(table, found), strict=True):
        records = [member.stored.record for member in group]
        stood = [member.stored.record.retrieved_at or now for member in group if member.stored.id]
        paper = derive(kept or identifier, records, min(stood)[: len(now)] if stood else now)
        work = joined(member.work for member in group)
        derived = Derived(
            paper=paper,
            other_ids=tuple(sorted(work.ids - paper.ids.items())),
            texts=tuple(map(_pair, work.keys)),
            records=tuple((member.stored, member.came is not None) for member in group),
            former=tuple(former),
            stands=bool(kept),
        )
        out.append((derived, group))
    table.put([derived for derived, _ in out], now)
    return out


def _arrival(member: _Member) -> tuple[bool, int]:
    return (False, member.stored.id) if member.stored.id else (True, member.came or 0)


def _ids(held: Sequence[list[_Member]]) -> list[tuple[str, list[str]]]:
    """For each group the id that it keeps ("" where it has none yet), and former ids that find it from now on.

    An id goes with the identifier that it names, else with the record that came first under it.
    """
    claims: dict[str, list[tuple[bool, bool, tuple[bool, int], int]]] = {}
    for n, group in enumerate(held):
        ids = {f"{kind}:{value}" for member in group for kind, value in member.work.ids}
        for member in group:
            for paper in (member.stored.paper_id, member.stored.entered_as):
                if paper:
                    claim = (paper not in ids, paper != member.stored.paper_id, _arrival(member), n)
                    claims.setdefault(paper, []).append(claim)
    own: list[list[tuple[bool, tuple[bool, int], str]]] = [[] for _ in held]
    for paper, all_claims in claims.items():
        _, former, first, n = min(all_claims)
        own[n].append((former, first, paper))
    return [
        (min(papers)[2], sorted(p for *_, p in papers if p != min(papers)[2])) if papers else ("", []) for papers in own
    ]


def _new_ids(table: PaperTable, found: Sequence[tuple[list[_Member], str, list[str]]]) -> list[str]:
    """The ids of those that have none yet, with a number where another paper has it (two of one short title, say)."""
    wanted = [
        "" if kept else paper_id(preferred_ids([m.stored.record for m in group]), group[0].stored.record.title, group[0].stored.record.abstract)
        for group, kept, _ in found
    ]  # fmt: skip
    taken = table.taken(identifier for identifier in wanted if identifier)
    out = []
    for identifier in wanted:
        free, number = identifier, 2
        while free and (free in taken or (free != identifier and table.taken([free]))):
            free, number = f"{identifier}-{number}", number + 1
        taken.add(free)
        out.append(free)
    return out
