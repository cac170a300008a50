"""Builds: what made each graph that the library has had, and the way back to it.

Beside each build lies what leads from its graph to the one before, so that the graph of any build can be had again from
the graph tables, which are that of the last one. That takes as much room as the builds changed, whatever the graph's size.
"""

from __future__ import annotations

import heapq
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

#: Key of a node (id,) or a link (source, target, kind), and its row: (label, name, properties) or (properties,), the
#: properties as canonical JSON. None where there is no such row; an empty row where all that is known is that it is there.
Key: TypeAlias = "tuple[str, ...]"
Row: TypeAlias = "tuple[str, ...] | None"

_NOTHING = "0"  # in the place of a change: there was no graph before
_TABLES = (("graph_node", ("id",), 1), ("graph_link", ("source", "target", "kind"), 3))


@dataclass(frozen=True, slots=True)
class Build:
    """One build: the size of its graph, and the versions of what made it (``ledger`` is empty where there was none).

    ``number`` counts builds from 1; ``row`` is its row. ``exact`` says whether properties of its graph are known, not
    only ids.
    """

    number: int
    row: int
    finished_at: str
    graph_hash: str
    extractor: str | None
    catalogue: str
    ledger: str
    min_confidence: float
    papers: int
    nodes: int
    links: int
    exact: bool = True


class BuildTable:
    """The builds of a library; the caller holds the transaction where something is written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def remember(self) -> None:
        """Keeps the graph as it stands until :meth:`log` compares."""
        for table, key, _ in _TABLES:
            self._db.execute(f"DROP TABLE IF EXISTS temp.before_{table}")
            rest = "label, name, properties" if table == "graph_node" else "properties"
            names = f"{', '.join(key)}, {rest}"
            self._db.execute(
                f"CREATE TEMP TABLE before_{table} ({names}, PRIMARY KEY ({', '.join(key)})) WITHOUT ROWID"
            )
            order = ", ".join(key)
            self._db.execute(f"INSERT INTO before_{table} SELECT {names} FROM main.{table} ORDER BY {order}")

    def log(
        self,
        now: str,
        graph_hash: str,
        extractor: str | None,
        catalogue: str,
        papers: int,
        ledger: str,
        min_confidence: float,
        *,
        preliminary: bool = False,
    ) -> None:
        """Enters the graph as it stands, made since :meth:`remember`; an unchanged graph adds no build."""
        last = self._db.execute("SELECT graph_hash FROM build ORDER BY id DESC LIMIT 1").fetchone()
        if last and last[0] == graph_hash:
            if not preliminary:
                self.settle()
        else:
            counts = [self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table, *_ in _TABLES]
            self._db.execute(
                "INSERT INTO build (finished_at, graph_hash, extractor, catalogue, papers, nodes, links, manifest, ledger,"
                " min_confidence, undo, preliminary) VALUES (?, ?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?)",
                (now, graph_hash, extractor, catalogue, papers, *counts, ledger, min_confidence, self._undo(),
                 preliminary),
            )  # fmt: skip
        for table, *_ in _TABLES:
            self._db.execute(f"DROP TABLE temp.before_{table}")

    def settle(self) -> None:
        """Makes the last build one that stands by itself, where it was preliminary."""
        self._db.execute("UPDATE build SET preliminary = 0 WHERE id = (SELECT max(id) FROM build) AND preliminary")

    def _undo(self) -> bytes:
        """What leads from the graph as it stands back to the remembered one, as it is stored: a line of JSON for each row
        that went or changed, with what it was, and for each that came; one line where there was no graph at all."""
        packer = zlib.compressobj()
        blob = bytearray()
        for change in self._changes():
            line = json.dumps(change, ensure_ascii=False, separators=(",", ":")) + "\n"
            blob += packer.compress(line.encode("utf-8", "surrogatepass"))
        return bytes(blob + packer.flush())

    def _changes(self) -> Iterator[tuple[str, Key, Row]]:
        if not self._db.execute("SELECT EXISTS (SELECT 1 FROM temp.before_graph_node)").fetchone()[0]:
            yield _NOTHING, (), None
            return
        for part, (table, key, width) in zip("nl", _TABLES, strict=True):
            on = " AND ".join(f"b.{name} = g.{name}" for name in key)
            differs = "g.properties <> b.properties" + (" OR g.label <> b.label" if part == "n" else "")
            before = self._db.execute(
                f"SELECT b.* FROM temp.before_{table} b LEFT JOIN main.{table} g ON {on} WHERE g.{key[0]} IS NULL OR {differs}"
            )
            for row in before:
                yield part, tuple(row[:width]), tuple(row[width:])
            came = self._db.execute(
                f"SELECT {', '.join(f'g.{name}' for name in key)} FROM main.{table} g"
                f" LEFT JOIN temp.before_{table} b ON {on} WHERE b.{key[0]} IS NULL"
            )
            for row in came:
                yield part, tuple(row), None

    def __iter__(self) -> Iterator[Build]:
        """The builds, oldest first: what was preliminary is part of the build that followed."""
        rows = self._db.execute("SELECT *, undo IS NOT NULL AS known FROM build ORDER BY id").fetchall()
        last = rows[-1]["id"] if rows else 0
        number = 0
        for place, row in enumerate(rows):
            if row["preliminary"] and row["id"] != last:
                continue
            number += 1
            exact = all(later["known"] for later in rows[place + 1 :])
            yield Build(
                number, row["id"], row["finished_at"], row["graph_hash"], row["extractor"], row["catalogue"],
                row["ledger"], row["min_confidence"], row["papers"], row["nodes"], row["links"], exact,
            )  # fmt: skip

    def nodes(self, row: int | None = None) -> Iterator[tuple[Key, Row]]:
        """The nodes after the build of that ``row`` (0: before the first; None: as the graph stands), sorted by key."""
        return self._state(row, "n")

    def links(self, row: int | None = None) -> Iterator[tuple[Key, Row]]:
        """The links after the build of that ``row``, as :meth:`nodes`."""
        return self._state(row, "l")

    def ever(self, row: int) -> set[str]:
        """Ids of nodes that were in a graph before the build of that ``row``: all that went or changed until then."""
        gone: set[str] = set()
        for number, blob in self._db.execute("SELECT id, undo FROM build WHERE id <= ?", (row,)).fetchall():
            if blob is None:
                gone.update(key[0] for key, _ in self._manifest(number, "n"))
            else:
                gone.update(key[0] for part, key, before in _unpacked(blob) if part == "n" and before is not None)
        return gone

    @property
    def settled(self) -> int:
        """The row of the last build that is whole; 0 where there is none."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM build WHERE NOT preliminary").fetchone()[0])

    def _state(self, row: int | None, part: str) -> Iterator[tuple[Key, Row]]:
        table, key, width = _TABLES[part == "l"]
        if row == 0:
            return
        changes: dict[Key, Row] = {}
        if row is not None:
            undone = self._db.execute("SELECT undo FROM build WHERE id > ? ORDER BY id", (row,)).fetchall()
            if any(blob is None for (blob,) in undone):
                yield from self._manifest(row, part)
                return
            for (blob,) in undone:  # the earliest change after the build tells the row that the build had
                for kind, changed, before in _unpacked(blob):
                    if kind == part:
                        changes.setdefault(changed, before)
                    elif kind == _NOTHING:
                        yield from _brought(changes)
                        return
        names = f"{', '.join(key)}, " + ("label, name, properties" if part == "n" else "properties")
        rows = self._db.execute(f"SELECT {names} FROM {table} ORDER BY {', '.join(key)}")
        standing = ((tuple(item[:width]), tuple(item[width:])) for item in rows)
        kept = (item for item in standing if item[0] not in changes)
        yield from heapq.merge(kept, _brought(changes))

    def _manifest(self, row: int, part: str) -> Iterator[tuple[Key, Row]]:
        """The ids of a build from before properties were kept."""
        (blob,) = self._db.execute("SELECT manifest FROM build WHERE id = ?", (row,)).fetchone()
        if not blob:  # such a build cannot be followed by one that lacks the way back to it
            return
        nodes, _, links = zlib.decompress(blob).decode("utf-8", "surrogatepass").partition("\n\n")
        if part == "n":
            yield from (((line,), ()) for line in nodes.split("\n") if line)
            return
        ends = (line.split("\t") for line in links.split("\n") if line)
        yield from ((key, ()) for key in sorted((source, target, kind) for source, kind, target in ends))


def _brought(changes: Mapping[Key, Row]) -> Iterator[tuple[Key, Row]]:
    return ((key, before) for key, before in sorted(changes.items()) if before is not None)


def _unpacked(blob: bytes) -> Iterator[tuple[str, Key, Row]]:
    for line in zlib.decompress(blob).decode("utf-8", "surrogatepass").split("\n"):
        if line:
            part, key, row = json.loads(line)
            yield part, tuple(key), None if row is None else tuple(row)
