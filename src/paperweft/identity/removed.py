"""Papers removed by hand: what a record must say to be one of them, and who inherits what they were known by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from paperweft.identity.agreement import contradicts
from paperweft.identity.identifiers import identifier_of, title_key
from paperweft.model import SourceRecord
from paperweft.record.papers import PaperTable
from paperweft.record.removed import Removed, RemovedTable

#: Kinds of what a paper is known by that its text gives: another paper may have the same.
_OF_THE_TEXT = ("title", "text")
Keys = Callable[[SourceRecord], Iterable[tuple[str, str]]]


def place_in_source(record: SourceRecord, source_id: str) -> tuple[str, str]:
    """What a record without any identifier is known by when its source is read again."""
    return "place", "\t".join((record.source, record.origin, source_id))


def is_removed(table: PaperTable, record: SourceRecord, keys: Sequence[tuple[str, str]]) -> bool:
    """Whether ``record``, known by ``keys``, describes a paper that was removed.

    An identifier or the place in its source says so, the text or a telling title where nothing contradicts: by the same
    rules the record would have joined the paper, had it stayed.
    """
    for number, kinds in table.tombstones(keys).items():
        if not kinds <= set(_OF_THE_TEXT) or not contradicts(record, *table.tombstone_facts(number)):
            return True
    return False


def remove_papers(table: PaperTable, removed: RemovedTable, ids: Iterable[str], now: str, keys_of: Keys) -> None:
    """Takes the papers out of the library and leaves tombstones. ``keys_of`` gives what a record is known by.

    A title that several papers have was the first one's; where that goes, it is the next one's.
    """
    freed: set[tuple[str, str]] = set()
    for identifier in ids:
        known = table.all_identifiers(identifier)
        places = [place_in_source(record, str(record.given_id)) for record in table.records_of(identifier)]
        removed.remove(identifier, now, [*known, *places])
        freed |= {pair for pair in known if pair[0] in _OF_THE_TEXT}
    for paper_id, record in table.records():
        table.add_identifiers(paper_id, [pair for pair in keys_of(record) if pair in freed])


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
