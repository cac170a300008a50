"""Papers removed by hand: what a record must say to be one of them."""

from __future__ import annotations

from collections.abc import Iterable

from paperweft.identity.evidence import agreement, joined, work_of
from paperweft.identity.identifiers import identifier_of, title_key
from paperweft.model import SourceRecord
from paperweft.record.papers import PaperTable
from paperweft.record.removed import Removed, RemovedTable

#: Kinds of what a paper is known by that its text gives: another paper may have the same.
_OF_THE_TEXT = frozenset({"title", "text", "author"})


def place_in_source(record: SourceRecord, source_id: str) -> tuple[str, str]:
    """What a record without any identifier is known by when its source is read again."""
    return "place", "\t".join((record.source, record.origin, source_id))


def is_removed(table: PaperTable, record: SourceRecord, keys: Iterable[tuple[str, str]]) -> bool:
    """Whether ``record``, known by ``keys``, describes a paper that was removed: by the rules by which it would have
    joined the paper, had that stayed."""
    for number, kinds in table.tombstones(keys).items():
        if not kinds <= _OF_THE_TEXT:
            return True
        removed = joined(work_of(known) for known in table.removed_records(number))
        if agreement(work_of(record), removed):
            return True
    return False


def find_removed(removed: RemovedTable, name: str) -> list[Removed]:
    """The removed papers that ``name`` names: by id, by an identifier, or by title."""
    exact = [item for item in removed if item.paper_id == name]
    if exact:
        return exact
    identifier, title = identifier_of(name), title_key(name)
    return [
        item
        for item in removed
        if (identifier and identifier in removed.known_by(item.number)) or (title and title == title_key(item.title))
    ]
