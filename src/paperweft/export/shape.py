"""How attributes are named for each tool, so that it finds labels, weights and types where it looks for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from paperweft.export.graph import ExportGraph
from paperweft.model import Link, Node


@dataclass(frozen=True, slots=True)
class Tool:
    """The names under which a tool reads what it treats specially; ``formats`` are those it opens, the best first.

    ``kind`` is the attribute for a node's label (Paper, Model, ...), ``caption`` for the short text to show, ``full`` for
    a node's whole name, ``key`` for its id once more (where nodes are looked up by an attribute); ``relation`` are those
    for a link's type. ``column`` heads the ids in tables, and ``ends`` those of a link.
    """

    formats: tuple[str, ...]
    kind: str
    relation: tuple[str, ...]
    caption: str = ""
    full: str = ""
    key: str = ""
    column: str = "id"
    ends: tuple[str, str] = ("source", "target")


#: What `--for` takes -> names. networkx's are also those of files for no tool in particular.
TOOLS: Mapping[str, Tool] = {
    "gephi": Tool(
        ("gexf", "graphml", "csv"), "kind", ("kind", "label"), caption="label", column="Id", ends=("Source", "Target")
    ),
    "cytoscape": Tool(("cx2", "cyjs", "graphml", "csv"), "type", ("interaction",), caption="name"),
    "yed": Tool(("graphml",), "kind", ("kind",), caption="label"),
    # igraph takes an attribute `id` for itself and finds vertices by `name`; `type` would make a graph bipartite
    "igraph": Tool(("graphml", "csv", "parquet"), "kind", ("kind",), caption="label", key="name", column="name"),
    "networkx": Tool(("graphml", "csv", "parquet"), "label", ("kind",), caption="short", full="name"),
}


class Shape:
    """The attributes of a graph's nodes and links under a tool's names.

    ``node_attributes`` and ``link_attributes`` map each name to its type: "string", "string[]", "long" or "double".
    """

    def __init__(self, name: str, graph: ExportGraph) -> None:
        self.name, self.tool = name, TOOLS[name]
        names = [self.tool.key, self.tool.kind, self.tool.caption, self.tool.full]
        self._own = frozenset(filter(None, names)) | {"label"}  # a paper's short label is in the caption
        self.node_attributes = dict.fromkeys(filter(None, names), "string")
        self.node_attributes |= {k: v for k, v in graph.node_properties.items() if k not in self._own}
        self.link_attributes = {
            **dict.fromkeys(self.tool.relation, "string"),
            "weight": "double",
            **graph.link_properties,
        }

    def node(self, node: Node) -> dict[str, Any]:
        """The node's attributes; those without a value are left out."""
        tool, own = self.tool, self._own
        values: dict[str, Any] = {tool.key: node.id} if tool.key else {}
        values[tool.kind] = node.label
        if tool.full:
            values[tool.full] = node.name
        if tool.caption and (not tool.full or node.label == "Paper"):  # elsewhere the whole name is short
            values[tool.caption] = caption(node)
        for name, value in node.properties.items():
            if name not in own and value != [] and value is not None and value != "":
                values[name] = value
        return values

    def link(self, link: Link) -> dict[str, Any]:
        """The link's attributes; every link has a weight."""
        values: dict[str, Any] = dict.fromkeys(self.tool.relation, link.kind)
        values["weight"] = 1.0
        for name, value in link.properties.items():
            if value != [] and value is not None and value != "":
                values[name] = value
        return values


def caption(node: Node) -> str:
    """What stands beside a node in a drawing: a paper's short label, else its name."""
    return str(node.properties.get("label") or node.name)
