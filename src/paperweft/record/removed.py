"""Papers that were removed by hand: their rows, kept to bring them back, and the tombstones that keep them out."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from paperweft.errors import LibraryError

_Rows: TypeAlias = "dict[str, list[dict[str, Any]]]"


@dataclass(frozen=True, slots=True)
class Removed:
    """A paper that was removed: ``number`` tells it from others that had the same id."""

    number: int
    paper_id: str
    title: str
    removed_at: str


class RemovedTable:
    """Takes papers out of the library and brings them back; the caller holds the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def remove(self, paper_id: str, now: str, known_by: Iterable[tuple[str, str]]) -> None:
        """Moves a paper's rows out of all tables, its text's extraction with them unless another paper has the text.

        ``known_by`` are (kind, value) pairs by which it is known when it comes again.
        """
        rows = self._rows_of(paper_id)
        (paper,) = rows["paper"]
        number = self._db.execute(
            "INSERT INTO removed_paper (paper_id, title, removed_at, rows) VALUES (?, ?, ?, ?) RETURNING number",
            (paper_id, paper["title"], now, zlib.compress(json.dumps(rows, ensure_ascii=False).encode())),
        ).fetchone()[0]
        self._db.executemany("INSERT OR IGNORE INTO tombstone VALUES (?, ?, ?)", [(*pair, number) for pair in known_by])
        for table, column in self._referring("source_record"):
            self._db.executemany(
                f"DELETE FROM {table} WHERE {column} = ?", [(record["id"],) for record in rows["source_record"]]
            )
        for table, column in self._referring("paper"):
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (paper_id,))
        self._db.execute("DELETE FROM paper WHERE id = ?", (paper_id,))
        if "extraction" in rows:
            self._db.execute("DELETE FROM extraction WHERE text_hash = ?", (paper["text_hash"],))

    def restore(self, removed: Removed) -> None:
        """Brings the paper back as it was, and takes its tombstones away.

        Raises LibraryError where another paper has come to have its id or its place in a source.
        """
        rows = self._kept(removed.number)
        try:
            for table in ("paper", "source_record", *sorted(rows.keys() - {"paper", "source_record"})):
                for row in rows.get(table, ()):
                    self._insert(table, row)
        except sqlite3.IntegrityError:
            raise LibraryError(
                f"{removed.paper_id} cannot come back: another paper has its id or its record's place now; remove that one first"
            ) from None
        self._db.execute("DELETE FROM removed_paper WHERE number = ?", (removed.number,))

    def __iter__(self) -> Iterator[Removed]:
        """The removed papers, first removed first."""
        for row in self._db.execute("SELECT number, paper_id, title, removed_at FROM removed_paper ORDER BY number"):
            yield Removed(*row)

    def known_by(self, number: int) -> set[tuple[str, str]]:
        """The (kind, value) pairs by which a removed paper is known."""
        rows = self._db.execute("SELECT kind, value FROM tombstone WHERE removed = ?", (number,))
        return {(row[0], row[1]) for row in rows}

    def _rows_of(self, paper_id: str) -> _Rows:
        out = {"paper": self._select("paper", "id", paper_id)}
        for table, column in self._referring("paper"):
            out[table] = self._select(table, column, paper_id)
        for table, column in self._referring("source_record"):
            out[table] = [row for record in out["source_record"] for row in self._select(table, column, record["id"])]
        text = out["paper"][0]["text_hash"]
        if self._db.execute("SELECT count(*) FROM paper WHERE text_hash = ?", (text,)).fetchone()[0] == 1:
            out |= {table: self._select(table, "text_hash", text) for table in ("extraction", "mention")}
        return out

    def _select(self, table: str, column: str, value: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in self._db.execute(f"SELECT * FROM {table} WHERE {column} = ?", (value,))]

    def _referring(self, table: str) -> list[tuple[str, str]]:
        """(table, column) of every reference to a row of ``table``, whichever part of paperweft made it."""
        names = [
            row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return [
            (name, key["from"])
            for name in names
            for key in self._db.execute(f"PRAGMA foreign_key_list({name})")
            if key["table"] == table
        ]

    def _insert(self, table: str, row: Mapping[str, Any]) -> None:
        """A row back into its table; its number there is another where it was given away meanwhile."""
        again = "OR IGNORE" if table in ("extraction", "mention") else ""  # read again meanwhile, from another paper
        if table == "paper" and self._select(table, "position", row["position"]):
            row = {**row, "position": None}
        self._db.execute(
            f"INSERT {again} INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
        )

    def _kept(self, number: int) -> _Rows:
        (blob,) = self._db.execute("SELECT rows FROM removed_paper WHERE number = ?", (number,)).fetchone()
        rows: _Rows = json.loads(zlib.decompress(blob))
        ids = [record["id"] for record in rows["source_record"]]
        if any(self._select("source_record", "id", number) for number in ids):
            (last,) = self._db.execute("SELECT max(id) FROM source_record").fetchone()
            fresh = {number: max(last, *ids) + place for place, number in enumerate(ids, start=1)}
            for table, column in [("source_record", "id"), *self._referring("source_record")]:
                rows[table] = [{**row, column: fresh[row[column]]} for row in rows.get(table, ())]
        return rows
