"""What differs between a graph and what a library has in a server, worked out on disk so that memory stays flat."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from paperweft.record.graph_tables import GraphTables, StoredLink, StoredNode, content_hash

_Stored = TypeVar("_Stored", StoredNode, StoredLink)
_Key = tuple[str, ...]
_Pair = tuple[_Key, str, "_Stored | None", "str | None"]  # key, kind, our item, their content


@dataclass(frozen=True, slots=True)
class Change(Generic[_Stored]):
    """A node or link to be added, updated or removed.

    ``kind`` is a label or a relationship type; ``item`` what it is to be, None where it is to go; ``known`` says that
    the library has it there; ``content`` is the hash of the item's canonical form.
    """

    kind: str
    item: _Stored | None
    known: bool
    content: str = ""

    @property
    def what(self) -> str:
        """added, updated or removed."""
        return "removed" if self.item is None else "updated" if self.known else "added"


@dataclass(frozen=True, slots=True)
class Written:
    """What a write changes in a store, counted by label and relationship type. An equal graph changes nothing.

    ``kept`` counts nodes that were withdrawn but stay, without our labels and properties, since others have linked them.
    """

    added: Mapping[str, int]
    updated: Mapping[str, int]
    removed: Mapping[str, int]
    kept: int = 0

    @property
    def total(self) -> int:
        """How many nodes and links are added, updated or removed."""
        return sum(sum(kinds.values()) for kinds in (self.added, self.updated, self.removed))

    @property
    def anything(self) -> bool:
        """Whether the store differs from before."""
        return self.total > 0


class Holdings:
    """What a library has in a server: ids and content hashes, in a temporary file that SQLite deletes by itself."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("CREATE TABLE node (id TEXT PRIMARY KEY, label TEXT, content TEXT) WITHOUT ROWID")
        self._db.execute(
            "CREATE TABLE link (source TEXT, target TEXT, kind TEXT, content TEXT, PRIMARY KEY (source, target, kind))"
            " WITHOUT ROWID"
        )

    def add_nodes(self, rows: Iterable[tuple[str, str, str | None]]) -> None:
        """Takes (id, label, content) of nodes."""
        self._add("INSERT OR REPLACE INTO node VALUES (?, ?, ?)", rows)

    def add_links(self, rows: Iterable[tuple[str, str, str, str | None]]) -> None:
        """Takes (source, target, kind, content) of links."""
        self._add("INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?)", rows)

    def _add(self, statement: str, rows: Iterable[tuple[str | None, ...]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany(statement, rows)
        self._db.execute("COMMIT")

    @property
    def size(self) -> int:
        """How many nodes and links there are."""
        return sum(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("node", "link"))

    def node_changes(self, graph: GraphTables) -> Iterator[Change[StoredNode]]:
        """What makes these nodes those of ``graph``, sorted by id."""
        for _, kind, node, there in self._joined_nodes(graph):
            content = content_hash(node.line) if node else ""
            if node is None or content != there:
                yield Change(kind, node, there is not None, content)

    def link_changes(self, graph: GraphTables) -> Iterator[Change[StoredLink]]:
        """What makes these links those of ``graph``, sorted by source, target and kind."""
        for key, _, link, there in self._joined_links(graph):
            content = content_hash(link.line) if link else ""
            if link is None or content != there:
                yield Change(key[2], link, there is not None, content)

    def nodes_gone(self, graph: GraphTables) -> Iterator[str]:
        """Ids of nodes that ``graph`` lacks."""
        return (key[0] for key, _, node, _ in self._joined_nodes(graph) if node is None)

    def links_gone(self, graph: GraphTables) -> Iterator[tuple[str, tuple[str, ...]]]:
        """(kind, (source, target, kind)) of links that ``graph`` lacks."""
        return ((key[2], key) for key, _, link, _ in self._joined_links(graph) if link is None)

    def _joined_nodes(self, graph: GraphTables) -> Iterator[_Pair[StoredNode]]:
        ours = (((node.id,), node.label, node) for node in graph.stored_nodes())
        theirs = self._db.execute("SELECT id, label, content FROM node ORDER BY id")
        return _joined(ours, (((row[0],), row[1], row[2]) for row in theirs))

    def _joined_links(self, graph: GraphTables) -> Iterator[_Pair[StoredLink]]:
        ours = (((link.source, link.target, link.kind), link.kind, link) for link in graph.stored_links())
        theirs = self._db.execute("SELECT source, target, kind, content FROM link ORDER BY source, target, kind")
        return _joined(ours, ((row[:3], row[2], row[3]) for row in theirs))

    def preview(self, graph: GraphTables) -> Written:
        """The changes counted."""
        counts: dict[str, Counter[str]] = {"added": Counter(), "updated": Counter(), "removed": Counter()}
        changes: Iterator[Change[Any]] = chain(self.node_changes(graph), self.link_changes(graph))
        for change in changes:
            counts[change.what][change.kind] += 1
        return written(counts)

    def close(self) -> None:
        """Lets the temporary file go."""
        self._db.close()


def written(counts: Mapping[str, Mapping[str, int]], kept: int = 0) -> Written:
    """What was counted under added, updated and removed, sorted by kind."""
    added, updated, removed = (dict(sorted(counts[what].items())) for what in ("added", "updated", "removed"))
    return Written(added, updated, removed, kept)


def _joined(
    ours: Iterator[tuple[_Key, str, _Stored]], theirs: Iterator[tuple[_Key, str, str | None]]
) -> Iterator[_Pair[_Stored]]:
    """(key, kind, our item, their content) of two streams sorted by key; an absent side is None.

    Keys compare in Python as in SQLite: the order of code points is that of their UTF-8 bytes.
    """
    mine: tuple[_Key, str, _Stored] | None = next(ours, None)
    there = next(theirs, None)
    while mine or there:
        if there is None or (mine is not None and mine[0] < there[0]):
            assert mine is not None
            yield mine[0], mine[1], mine[2], None
            mine = next(ours, None)
        elif mine is None or there[0] < mine[0]:
            yield there[0], there[1], None, there[2]
            there = next(theirs, None)
        else:
            yield mine[0], mine[1], mine[2], there[2] or ""  # without a hash it is there and differs
            mine, there = next(ours, None), next(theirs, None)
