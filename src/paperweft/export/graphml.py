"""GraphML that networkx, igraph, Gephi, Cytoscape and, with its own node graphics, yEd read.

Keys are declared first, one type each, so that the file is written while nodes and links stream by. Ids are strings;
no node attribute is called ``id``, which igraph takes for itself; lists are joined with ``|``.
See http://graphml.graphdrawing.org/specification.html.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TextIO

from paperweft.batches import batches_of
from paperweft.export.graph import ExportGraph
from paperweft.export.looks import Look, Looks
from paperweft.export.shape import Shape
from paperweft.export.text import flat, identifier, in_element
from paperweft.export.yed import YED_KEYS, YED_NAMESPACE, edge_graphics, node_graphics
from paperweft.model import Link, Node

_TYPES = {"string": "string", "string[]": "string", "long": "int", "double": "double"}
_GEPHI = {"r": "int", "g": "int", "b": "int", "x": "double", "y": "double", "size": "double"}
_IGRAPH = {"color": "string", "x": "double", "y": "double", "size": "double"}
_AT_ONCE = 500  # elements a write


def write_graphml(graph: ExportGraph, shape: Shape, stream: TextIO) -> None:
    """Writes the graph to ``stream``, some nodes or links at a time."""
    drawn = {"gephi": _GEPHI, "igraph": _IGRAPH}.get(shape.name, {})
    looks = Looks(graph) if drawn or shape.name == "yed" else None
    yed = shape.name == "yed"
    stream.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f"{YED_NAMESPACE if yed else ''}xsi:schemaLocation="
        '"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    )
    node_types = {name: _TYPES[type] for name, type in shape.node_attributes.items()} | drawn
    link_types = {name: _TYPES[type] for name, type in shape.link_attributes.items()}
    for domain, types in (("node", node_types), ("edge", link_types)):
        for name, type in types.items():
            stream.write(f'  <key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{type}"/>\n')
    stream.write(YED_KEYS if yed else "")
    stream.write(f'  <graph edgedefault="{"directed" if graph.directed else "undirected"}">\n')

    node_tags, link_tags = _tags("node", node_types), _tags("edge", link_types)
    even = _data(link_tags, {"weight": 1.0})
    heads: dict[str, str] = {}  # link type -> the data elements that say it, of which there are few

    def node_element(node: Node) -> str:
        values = shape.node(node)
        graphics = ""
        if looks:
            look = looks(node)
            values |= _drawn(look, shape.name) if drawn else {}
            graphics = node_graphics(node, look) if yed else ""
        return f'    <node id="{identifier(node.id)}">{_data(node_tags, values)}{graphics}</node>\n'

    def link_element(link: Link) -> str:
        ends = f'source="{identifier(link.source)}" target="{identifier(link.target)}"'
        graphics = edge_graphics(link, graph.directed) if yed else ""
        head = heads.get(link.kind)
        if head is None:
            head = heads[link.kind] = _data(link_tags, dict.fromkeys(shape.tool.relation, link.kind))
        weight = "" if "weight" in link.properties else even
        return f"    <edge {ends}>{head}{weight}{_data(link_tags, link.properties)}{graphics}</edge>\n"

    _write_all(stream, graph.nodes(), node_element)
    _write_all(stream, graph.links(), link_element)
    stream.write("  </graph>\n</graphml>\n")


def _write_all(stream: TextIO, items: Iterable[Any], element: Callable[[Any], str]) -> None:
    for some in batches_of(map(element, items), _AT_ONCE):
        stream.write("".join(some))


def _tags(domain: str, names: Iterable[str]) -> dict[str, str]:
    return {name: f'<data key="{domain}-{name}">' for name in names}


def _data(tags: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """A data element for each value that is not empty."""
    texts = []
    for name, value in values.items():
        if isinstance(value, str):
            if value:
                texts.append(f"{tags[name]}{in_element(value)}</data>")
        elif isinstance(value, list | tuple):
            if value:
                texts.append(f"{tags[name]}{in_element(flat(value))}</data>")
        elif value is not None:
            texts.append(f"{tags[name]}{value}</data>")
    return "".join(texts)


def _drawn(look: Look, tool: str) -> dict[str, Any]:
    values: dict[str, Any] = dict(zip("rgb", look.rgb, strict=True)) if tool == "gephi" else {"color": look.colour}
    if look.place:  # GraphML's tools let y point up
        values |= {"x": look.place[0], "y": -look.place[1], "size": look.size}
    return values
