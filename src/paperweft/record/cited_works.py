"""Works that the library's papers cite, in the library file: by the identifiers that sources gave, in the library or not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby

#: A cited work's identifier: (kind, value).
Identifier = tuple[str, str]


class CitedWorkTable:
    """Reads the citations as sets of identifiers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def references(self, *, met_again: bool = False) -> Iterator[tuple[str, tuple[Identifier, ...]]]:
        """(citing paper, identifiers) of each reference; with ``met_again`` without the identifiers that no other has.

        A work is cited twice only by way of those, and leaving out the others leaves out most of a library.
        """
        again = (
            " JOIN (SELECT kind, value FROM citation GROUP BY kind, value HAVING count(*) > 1) m"
            " ON m.kind = c.kind AND m.value = c.value"
        )
        rows = self._db.execute(
            "SELECT r.paper_id, c.source_record, c.ordinal, c.kind, c.value FROM citation c"
            f" JOIN source_record r ON r.id = c.source_record{again if met_again else ''}"
            " ORDER BY c.source_record, c.ordinal, c.kind"
        )
        for (paper, _, _), reference in groupby(rows, key=_reference):
            yield paper, tuple((row["kind"], row["value"]) for row in reference)

    def of(self, paper_id: str) -> list[tuple[Identifier, ...]]:
        """The works that a paper cites, each with the identifiers of one reference of one source, in the sources' order."""
        rows = self._db.execute(
            "SELECT c.source_record, c.ordinal, c.kind, c.value FROM citation c JOIN source_record r ON r.id = c.source_record"
            " WHERE r.paper_id = ? ORDER BY c.source_record, c.ordinal, c.kind",
            (paper_id,),
        )
        works: dict[tuple[int, int], list[Identifier]] = {}
        for source, ordinal, kind, value in rows:
            works.setdefault((source, ordinal), []).append((kind, value))
        return [tuple(ids) for ids in works.values()]

    def papers(self) -> set[str]:
        """The papers that cite anything."""
        rows = self._db.execute(
            "SELECT DISTINCT r.paper_id FROM source_record r WHERE EXISTS (SELECT 1 FROM citation c WHERE c.source_record = r.id)"
        )
        return {row[0] for row in rows}


def _reference(row: sqlite3.Row) -> tuple[str, int, int]:
    return row["paper_id"], row["source_record"], row["ordinal"]
