"""The graph as sorted node and link tables: what linking writes, and all that stores, pages and exports read."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paperweft.full_text import WEIGHTS, fts5_query
from paperweft.model import ENTITY_TYPES, Link, Node
from paperweft.names.forms import normal_form
from paperweft.record.schema import FILL_FULL_TEXT

_decode = json.JSONDecoder().raw_decode  # json.loads looks for spaces first, which we wrote none of


@dataclass(frozen=True, slots=True)
class StoredNode:
    """A row of the node table, its properties still JSON."""

    id: str
    label: str
    properties: str

    @property
    def line(self) -> str:
        """The canonical form."""
        return f'{{"id":{_json(self.id)},"labels":{_LABELS[self.label]},"properties":{self.properties}}}'

    @property
    def parsed(self) -> Node:
        """The node itself."""
        return Node(self.id, labels_of(self.label), _decode(self.properties)[0])


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A row of the link table, its properties still JSON."""

    source: str
    target: str
    kind: str
    properties: str

    @property
    def line(self) -> str:
        """The canonical form."""
        ends = f'"source":{_json(self.source)},"target":{_json(self.target)}'
        return f'{{"properties":{self.properties},{ends},"type":"{self.kind}"}}'

    @property
    def parsed(self) -> Link:
        """The link itself."""
        return Link(self.source, self.target, self.kind, _decode(self.properties)[0])


def canonical_node(node: Node) -> str:
    """A node as one line of JSON with sorted keys; equal graphs have equal lines."""
    return StoredNode(node.id, node.label, _json(dict(node.properties))).line


def canonical_link(link: Link) -> str:
    """A link as one line of JSON with sorted keys."""
    return StoredLink(link.source, link.target, link.kind, _json(dict(link.properties))).line


def content_hash(line: str) -> str:
    """A short hash of a node's or link's canonical form; it decides whether properties are written."""
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def labels_of(label: str) -> tuple[str, ...]:
    """All labels of a node whose telling label is ``label``."""
    return (label,) if label in ("Paper", "Author") else ("Entity", label)


_LABELS = {label: _json(labels_of(label)) for label in ("Paper", "Author", *ENTITY_TYPES)}


class GraphTables:
    """Nodes sorted by id and links sorted by (source, target, kind), streamed; the hash names the graph."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def replace(self, nodes: Iterable[Node], links: Iterable[Link]) -> None:
        """Writes a whole new graph in place of the one that stands; the caller holds the transaction."""
        for table in ("graph_node", "graph_link", "graph_name"):
            self._db.execute(f"DELETE FROM {table}")
        for node in nodes:
            self._db.execute(
                "INSERT INTO graph_node VALUES (?, ?, ?, ?)",
                (node.id, node.label, node.name, _json(dict(node.properties))),
            )
            self._db.executemany(
                "INSERT OR IGNORE INTO graph_name VALUES (?, ?)", [(form, node.id) for form in _forms(node)]
            )
        self._db.executemany(
            "INSERT INTO graph_link VALUES (?, ?, ?, ?)",
            ((link.source, link.target, link.kind, _json(dict(link.properties))) for link in links),
        )
        self._index_text()
        digest = hashlib.sha256()
        for line in self.canonical():
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('graph_hash', ?)", (digest.hexdigest(),))

    def _index_text(self) -> None:
        self._db.execute("INSERT INTO graph_text (graph_text) VALUES ('delete-all')")
        self._db.execute("DELETE FROM graph_text_node")
        for statement in FILL_FULL_TEXT.split(";")[:-1]:  # executescript would commit the caller's transaction
            self._db.execute(statement)

    def canonical(self) -> Iterator[str]:
        """The canonical form: a line of JSON for each node, then for each link."""
        for node in self.stored_nodes():
            yield node.line
        for link in self.stored_links():
            yield link.line

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical form; empty before the first linking."""
        row = self._db.execute("SELECT value FROM meta WHERE key = 'graph_hash'").fetchone()
        return row[0] if row else ""

    def nodes(self, label: str | None = None) -> Iterator[Node]:
        """All nodes, or those of one label, sorted by id."""
        query = "SELECT * FROM graph_node" + (" WHERE label = ?" if label else "") + " ORDER BY id"
        for row in self._db.execute(query, (label,) if label else ()):
            yield _node(row)

    def links(self, kind: str | None = None) -> Iterator[Link]:
        """All links, or those of one type, sorted by source, target and type."""
        query = "SELECT * FROM graph_link" + (" WHERE kind = ?" if kind else "") + " ORDER BY source, target, kind"
        for row in self._db.execute(query, (kind,) if kind else ()):
            yield _link(row)

    def stored_nodes(self) -> Iterator[StoredNode]:
        """All nodes as they are stored, sorted by id: for what needs their canonical form more often than their values."""
        for row in self._db.execute("SELECT id, label, properties FROM graph_node ORDER BY id"):
            yield StoredNode(*row)

    def stored_links(self) -> Iterator[StoredLink]:
        """All links as they are stored, sorted by source, target and type."""
        for row in self._db.execute(
            "SELECT source, target, kind, properties FROM graph_link ORDER BY source, target, kind"
        ):
            yield StoredLink(*row)

    def node(self, identifier: str) -> Node | None:
        """The node of that id."""
        row = self._db.execute("SELECT * FROM graph_node WHERE id = ?", (identifier,)).fetchone()
        return _node(row) if row else None

    def links_of(self, identifier: str) -> Iterator[Link]:
        """Every link that begins or ends at the node, sorted."""
        query = "SELECT * FROM graph_link WHERE {} = ? ORDER BY source, target, kind"
        for column in ("source", "target"):
            for row in self._db.execute(query.format(column), (identifier,)):
                yield _link(row)

    def named(self, name: str) -> list[Node]:
        """Nodes whose id, name, title or alias is ``name``, compared by normal form; sorted by id."""
        exact = self.node(name)
        if exact:
            return [exact]
        rows = self._db.execute(
            "SELECT n.* FROM graph_name g JOIN graph_node n ON n.id = g.node WHERE g.form = ? ORDER BY n.id",
            (normal_form(name),),
        )
        return [_node(row) for row in rows]

    def search(self, words: list[str], limit: int) -> list[Node]:
        """Up to ``limit`` nodes whose title, abstract, name and aliases hold all the words, the best first."""
        rows = self._db.execute(
            "SELECT n.* FROM graph_text f JOIN graph_text_node t ON t.number = f.rowid JOIN graph_node n ON n.id = t.node"
            f" WHERE graph_text MATCH ? ORDER BY bm25(graph_text, {', '.join(map(str, WEIGHTS.values()))}), n.id LIMIT ?",
            (fts5_query(words), limit),
        )
        return [_node(row) for row in rows]

    def names(self) -> Iterator[tuple[str, str]]:
        """(name, id) of every node, sorted by id."""
        for row in self._db.execute("SELECT name, id FROM graph_node ORDER BY id"):
            yield row["name"], row["id"]

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """How many nodes of each label and links of each type there are."""
        nodes = self._db.execute("SELECT label, count(*) FROM graph_node GROUP BY label ORDER BY label")
        links = self._db.execute("SELECT kind, count(*) FROM graph_link GROUP BY kind ORDER BY kind")
        return {row[0]: row[1] for row in nodes}, {row[0]: row[1] for row in links}

    @property
    def size(self) -> int:
        """How many nodes and links there are."""
        return sum(sum(counts.values()) for counts in self.counts())

    def degrees(self, identifiers: Sequence[str]) -> Mapping[str, int]:
        """The number of links at each of the nodes, in the whole graph."""
        query = "SELECT (SELECT count(*) FROM graph_link WHERE source = ?1) + (SELECT count(*) FROM graph_link WHERE target = ?1)"
        return {identifier: self._db.execute(query, (identifier,)).fetchone()[0] for identifier in identifiers}


def _forms(node: Node) -> set[str]:
    """The normal forms that find a node."""
    properties = node.properties
    names = [
        node.id,
        node.name,
        *properties.get("aliases", ()),
        properties.get("citekey") or "",
        properties.get("label") or "",
    ]
    for prefix, key in (("doi:", "doi"), ("arxiv:", "arxiv_id")):
        if properties.get(key):
            names += [properties[key], prefix + properties[key]]
    return {form for form in map(normal_form, names) if form}


def _node(row: sqlite3.Row) -> Node:
    identifier, label, _, properties = row
    return Node(identifier, labels_of(label), _decode(properties)[0])


def _link(row: sqlite3.Row) -> Link:
    source, target, kind, properties = row
    return Link(source, target, kind, _decode(properties)[0])
