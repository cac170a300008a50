"""One library file: its tables behind one handle, and its transactions."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from paperweft.record.builds import BuildTable
from paperweft.record.cited_works import CitedWorkTable
from paperweft.record.enquiries import EnquiryTable
from paperweft.record.graph_tables import GraphTables
from paperweft.record.measures import MeasureTable
from paperweft.record.mentions import ExtractionTable
from paperweft.record.papers import PaperTable
from paperweft.record.removed import RemovedTable
from paperweft.record.schema import explain, open_database


class Record:
    """The library file at ``path``, open. Use it as a context manager, or call :meth:`close`."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._db = open_database(path, create=create)
        self.papers = PaperTable(self._db)
        self.cited_works = CitedWorkTable(self._db)
        self.enquiries = EnquiryTable(self._db)
        self.extractions = ExtractionTable(self._db)
        self.graph = GraphTables(self._db)
        self.builds = BuildTable(self._db)
        self.removed = RemovedTable(self._db)
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
        except json.JSONDecodeError as error:  # what was stored was whole: pages of the file were overwritten
            raise explain(sqlite3.DatabaseError("malformed rows"), self.path) from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within the block everything is read as it was at the beginning, whatever others write."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            if self._db.in_transaction:  # a damaged file ends it by itself
                self._db.execute("COMMIT")

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

    @property
    def identity_rules(self) -> str:
        """The version of the rules by which this library's papers were told apart; empty where none were yet."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'identity_rules'").fetchone()
        return str(row[0]) if row else ""

    def set_identity_rules(self, version: str) -> None:
        """Says that all papers stand by these rules now; the caller holds the transaction."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('identity_rules', ?)", (version,))

    def entity_ids(self) -> dict[tuple[str, str], str]:
        """(normal form, type) -> id of every entity that ever had a node here."""
        return {(row[0], row[1]): row[2] for row in self._db.execute("SELECT form, type, id FROM entity_id")}

    def add_entity_ids(self, ids: dict[tuple[str, str], str]) -> None:
        """Enters newly given ids into the registry; one given earlier stays."""
        self._db.executemany(
            "INSERT OR IGNORE INTO entity_id VALUES (?, ?, ?)", [(*key, value) for key, value in ids.items()]
        )

    def change_entity_ids(self, gone: Iterable[tuple[str, str]], changed: Mapping[tuple[str, str], str]) -> None:
        """Strikes names from the registry and gives others another id; the caller holds the transaction."""
        self._db.executemany("DELETE FROM entity_id WHERE form = ? AND type = ?", gone)
        self._db.executemany(
            "UPDATE entity_id SET id = ? WHERE form = ? AND type = ?", [(value, *key) for key, value in changed.items()]
        )

    def mark(self, name: str) -> int | None:
        """The number that was kept under ``name`` by :meth:`set_mark`."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
        return int(row[0]) if row else None

    def set_mark(self, name: str, number: int) -> None:
        """Keeps a number under ``name``; the caller holds the transaction."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, str(number)))

    @property
    def is_empty(self) -> bool:
        """Whether no source was ever read into it."""
        tables = ("source_record", "removed_paper", "build")
        return not any(self._db.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0] for table in tables)

    def delete(self) -> None:
        """Deletes the file, once it is closed."""
        for name in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
            self.path.with_name(name).unlink(missing_ok=True)

    def close(self) -> None:
        """Closes the file; the write-ahead log is folded into it."""
        self._db.close()

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
