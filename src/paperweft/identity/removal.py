"""Papers go by hand, and come back: the others are told apart again as if they had never been."""

from __future__ import annotations

from collections.abc import Iterable

from paperweft.identity.removed import place_in_source
from paperweft.identity.resolve import identify_kin, known_by
from paperweft.record.papers import PaperTable
from paperweft.record.removed import Removed, RemovedTable


def remove_papers(table: PaperTable, removed: RemovedTable, ids: Iterable[str], now: str) -> None:
    """Takes the papers out of the library and leaves tombstones. The caller holds the transaction."""
    known: set[tuple[str, str]] = set()
    for identifier in ids:
        records = table.records_of(identifier)
        keys = {pair for record in records for pair in known_by(record)} | set(table.all_identifiers(identifier))
        places = {place_in_source(record, str(record.given_id)) for record in records}
        removed.remove(identifier, now, sorted(keys | places))
        known |= keys
    identify_kin(table, known, now[:10])


def restore_paper(table: PaperTable, removed: RemovedTable, paper: Removed, now: str) -> None:
    """Brings a removed paper back as it was, and takes its tombstones away. The caller holds the transaction.

    Raises LibraryError where another paper has come to have its id or its place in a source.
    """
    keys = removed.known_by(paper.number)
    removed.restore(paper)
    identify_kin(table, keys, now[:10], back=paper.paper_id)  # what finds it may be of other rules than when it went
