"""What Cytoscape reads: CX2 with colours, labels and places, and Cytoscape.js JSON.

See https://cytoscape.org/cx/cx2/specification/ and https://js.cytoscape.org/#notation/elements-json.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, TextIO

from paperweft.export.graph import ExportGraph
from paperweft.export.looks import Looks, colours
from paperweft.export.shape import Shape
from paperweft.model import Link

_TYPES = {"string": "string", "string[]": "list_of_string", "long": "long", "double": "double"}
_EDGE_COLOUR = "#9AA1AC"


def write_cx2(graph: ExportGraph, shape: Shape, stream: TextIO) -> None:
    """Writes the graph as CX2, a node and a link at a time.

    CX2 numbers its nodes; a table on disk holds the number of each id, so that memory stays flat.
    """
    looks = Looks(graph)
    declared = {
        "nodes": {name: {"d": _TYPES[type]} for name, type in {"key": "string", **shape.node_attributes}.items()},
        "edges": {name: {"d": _TYPES[type]} for name, type in {"name": "string", **shape.link_attributes}.items()},
        "networkAttributes": {"name": {"d": "string"}},
    }
    numbers = _Numbers(node.id for node in graph.nodes())

    def nodes() -> Iterator[Any]:
        for number, node in enumerate(graph.nodes()):
            place = looks(node).place
            at = {"x": place[0], "y": place[1]} if place else {}
            yield {"id": number, **at, "v": {"key": node.id, **shape.node(node)}}

    def edges() -> Iterator[Any]:
        for number, link in enumerate(graph.links()):
            values = {"name": _edge_name(link), **shape.link(link)}
            yield {"id": number, "s": numbers[link.source], "t": numbers[link.target], "v": values}

    links = sum(1 for _ in graph.links())
    counts = {"attributeDeclarations": 1, "networkAttributes": 1, "nodes": len(numbers), "edges": links, "visualProperties": 1}  # fmt: skip
    stream.write('[{"CXVersion":"2.0","hasFragments":false},\n')
    stream.write(_json({"metaData": [{"elementCount": count, "name": name} for name, count in counts.items()]}))
    stream.write(",\n" + _json({"attributeDeclarations": [declared]}))
    stream.write(",\n" + _json({"networkAttributes": [{"name": "paperweft"}]}))
    _array(stream, ',\n{"nodes":[', nodes(), "]}")
    _array(stream, ',\n{"edges":[', edges(), "]}")
    stream.write(",\n" + _json({"visualProperties": [_style(graph.directed)]}))
    stream.write(',\n{"status":[{"success":true}]}]\n')
    numbers.close()


def write_cyjs(graph: ExportGraph, shape: Shape, stream: TextIO) -> None:
    """Writes the graph as Cytoscape.js JSON, a node and a link at a time."""
    looks = Looks(graph)

    def nodes() -> Iterator[Any]:
        for node in graph.nodes():
            look = looks(node)
            place = {"position": {"x": look.place[0], "y": look.place[1]}} if look.place else {}
            yield {"data": {**shape.node(node), "id": node.id, "color": look.colour}, **place}

    def edges() -> Iterator[Any]:
        for number, link in enumerate(graph.links()):
            ends = {"id": f"e{number}", "source": link.source, "target": link.target}
            yield {"data": {"name": _edge_name(link), **shape.link(link), **ends}}

    head = {"format_version": "1.0", "generated_by": "paperweft", "target_cytoscapejs_version": "~2.1"}
    stream.write(_json({**head, "data": {"shared_name": "paperweft", "name": "paperweft"}})[:-1])
    _array(stream, ',\n"elements":{"nodes":[', nodes(), "]")
    _array(stream, ',\n"edges":[', edges(), "]}}\n")


def _edge_name(link: Link) -> str:
    """As Cytoscape itself names edges."""
    return f"{link.source} ({link.kind}) {link.target}"


def _style(directed: bool) -> dict[str, Any]:
    """Colours by type and captions by name, as mappings that Cytoscape's style panel shows."""
    by_type = [{"v": label, "vp": colour.upper()} for label, colour in colours().items()]
    node = {
        "NODE_SHAPE": "ellipse", "NODE_WIDTH": 30.0, "NODE_HEIGHT": 30.0, "NODE_BACKGROUND_COLOR": "#808080",
        "NODE_BORDER_WIDTH": 0.0, "NODE_LABEL_FONT_SIZE": 10, "NODE_LABEL_COLOR": "#222222",
    }  # fmt: skip
    edge = {
        "EDGE_LINE_COLOR": _EDGE_COLOUR, "EDGE_WIDTH": 1.0, "EDGE_TARGET_ARROW_COLOR": _EDGE_COLOUR,
        "EDGE_TARGET_ARROW_SHAPE": "triangle" if directed else "none",
    }  # fmt: skip
    return {
        "default": {"network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"}, "node": node, "edge": edge},
        "nodeMapping": {
            "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}},
            "NODE_BACKGROUND_COLOR": {
                "type": "DISCRETE",
                "definition": {"attribute": "type", "type": "string", "map": by_type},
            },
        },
        "edgeMapping": {},
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _array(stream: TextIO, head: str, items: Iterable[Any], tail: str) -> None:
    separators = chain(["\n"], iter(lambda: ",\n", None))
    stream.write(head)
    for separator, item in zip(separators, items, strict=False):
        stream.write(separator + _json(item))
    stream.write(tail)


class _Numbers:
    """Id -> place in the order of the nodes, in a table that SQLite moves to disk as it grows."""

    def __init__(self, identifiers: Iterable[str]) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("CREATE TABLE number (id BLOB PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID")
        self._db.execute("BEGIN")
        rows = ((_key(identifier), number) for number, identifier in enumerate(identifiers))
        self._db.executemany("INSERT INTO number VALUES (?, ?)", rows)
        self._db.execute("COMMIT")

    def __len__(self) -> int:
        return int(self._db.execute("SELECT count(*) FROM number").fetchone()[0])

    def __getitem__(self, identifier: str) -> int:
        return int(self._db.execute("SELECT number FROM number WHERE id = ?", (_key(identifier),)).fetchone()[0])

    def close(self) -> None:
        self._db.close()


def _key(identifier: str) -> bytes:
    return identifier.encode("utf-8", "surrogatepass")
