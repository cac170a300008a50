"""One library file: its tables behind one handle, and its transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from paperweft.record.graph_tables import GraphTables
from paperweft.record.measures import MeasureTable
from paperweft.record.mentions import ExtractionTable
from paperweft.record.papers import PaperTable
from paperweft.record.schema import explain, open_database


class Record:
    """The library file at ``path``, open. Use it as a context manager, or call :meth:`close`."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._db = open_database(path, create=create)
        self.papers = PaperTable(self._db)
        self.extractions = ExtractionTable(self._db)
        self.graph = GraphTables(self._db)
        self.measures = MeasureTable(self._db)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commits at the end of the block, rolls back where it raises.

        Raises LibraryError where another process writes to the library and does not finish within ten seconds, where
        the disk is full, or where the file is damaged.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk makes SQLite roll back by itself
                    self._db.execute("ROLLBACK")
                raise
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise explain(error, self.path) from error

    @property
    def id(self) -> str:
        """The library's own id, given when it was made."""
        return str(self._db.execute("SELECT value FROM meta WHERE key = 'library_id'").fetchone()[0])

    @property
    def min_confidence(self) -> float:
        """The confidence that links need to be in this library's graph, 0 to 1; set by the builds."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'min_confidence'").fetchone()
        return float(row[0]) if row else 0.0

    def set_min_confidence(self, least: float) -> None:
        """Keeps it for this build and those that follow; the caller holds the transaction."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('min_confidence', ?)", (str(least),))

    def entity_ids(self) -> dict[tuple[str, str], str]:
        """(normal form, type) -> id of every entity that ever had a node here."""
        return {(row[0], row[1]): row[2] for row in self._db.execute("SELECT form, type, id FROM entity_id")}

    def add_entity_ids(self, ids: dict[tuple[str, str], str]) -> None:
        """Enters newly given ids into the registry; one given earlier stays."""
        self._db.executemany(
            "INSERT OR IGNORE INTO entity_id VALUES (?, ?, ?)", [(*key, value) for key, value in ids.items()]
        )

    def close(self) -> None:
        """Closes the file; the write-ahead log is folded into it."""
        self._db.close()

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
