"""Measures of the graph's nodes, beside the graph: they are no part of it, so its hash and a push pass them over."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from paperweft.batches import batches_of
from paperweft.model import MEASURES

_AT_ONCE = 500  # ids in one statement


class MeasureTable:
    """Reads and writes measures; the caller holds the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def replace(self, rows: Iterable[tuple[str, str, float]], graph: str, version: int) -> None:
        """Stores (node id, measure, value) in place of all that stood there, as measured on the graph of that hash."""
        self._db.execute("DELETE FROM measure")
        self._db.executemany("INSERT INTO measure VALUES (?, ?, ?)", rows)
        digest = hashlib.sha256()
        for row in self._db.execute("SELECT node, name, value FROM measure ORDER BY node, name"):
            digest.update(f"{row[0]}\t{row[1]}\t{row[2]!r}\n".encode("utf-8", "surrogatepass"))
        values = {"measured_graph": f"{graph} {version}", "measures_hash": digest.hexdigest()}
        self._db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def are_of(self, graph: str, version: int) -> bool:
        """Whether what is stored was measured on the graph of that hash, by that version."""
        return self._meta("measured_graph") == f"{graph} {version}"

    @property
    def hash(self) -> str:
        """SHA-256 of all values; empty where nothing was measured yet."""
        return self._meta("measures_hash")

    def _meta(self, key: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def names(self) -> list[str]:
        """The measures that some node has, in the order of :data:`paperweft.model.MEASURES`."""
        there = {row[0] for row in self._db.execute("SELECT DISTINCT name FROM measure")}
        return [name for name in MEASURES if name in there]

    def of(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Node id -> measure -> value, for those of the nodes that have any."""
        out: dict[str, dict[str, Any]] = {}
        for some in batches_of(ids, _AT_ONCE):
            query = f"SELECT node, name, value FROM measure WHERE node IN ({', '.join('?' * len(some))})"
            for node, name, value in self._db.execute(query, some):
                out.setdefault(node, {})[name] = _typed(name, value)
        return out

    def __iter__(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(node id, its measures) of all nodes of the graph that have any, streamed, sorted by id as the graph's nodes are."""
        rows = self._db.execute(
            "SELECT m.node, m.name, m.value FROM measure m JOIN graph_node n ON n.id = m.node ORDER BY m.node, m.name"
        )
        for node, values in groupby(rows, key=lambda row: row[0]):
            yield node, {name: _typed(name, value) for _, name, value in values}

    def top(self, measure: str, label: str | None, limit: int) -> list[str]:
        """Ids of the nodes of a label (or "Entity") where the measure is highest; ties by id."""
        labels = ("Model", "Method", "Dataset", "Task") if label == "Entity" else (label,)
        rows = self._db.execute(
            "SELECT m.node FROM measure m JOIN graph_node n ON n.id = m.node WHERE m.name = ?"
            + (f" AND n.label IN ({', '.join('?' * len(labels))})" if label else "")
            + " ORDER BY m.value DESC, m.node LIMIT ?",
            (measure, *(labels if label else ()), limit),
        )
        return [row[0] for row in rows]


def _typed(name: str, value: float) -> float | int:
    return int(value) if MEASURES[name] == "long" else value
