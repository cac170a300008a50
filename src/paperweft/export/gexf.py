"""GEXF 1.3, Gephi's own format: typed attributes, colours, sizes and places as it reads them.

``kind`` on an edge keeps two links of other types between the same nodes apart. Lists are joined with ``|``. A text of more
than 500,000 characters is cut, since Gephi's parser opens no file with an attribute over 524,288.
See https://gexf.net and https://docs.gephi.org/desktop/User_Manual/Import/GEXF_File_Format.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TextIO

from paperweft.export.graph import ExportGraph
from paperweft.export.looks import Look, Looks
from paperweft.export.shape import Shape, caption
from paperweft.export.text import flat, identifier, in_attribute

_TYPES = {"string": "string", "string[]": "string", "long": "integer", "double": "double"}
#: Attributes that stand in the element itself.
_BUILT_IN = frozenset({"label", "weight"})
_LONGEST = 500_000


def write_gexf(graph: ExportGraph, shape: Shape, stream: TextIO) -> None:
    """Writes the graph to ``stream``, a node and a link at a time."""
    looks = Looks(graph) if shape.name == "gephi" else None
    stream.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd" version="1.3">\n'
        "  <meta><creator>paperweft</creator></meta>\n"
        f'  <graph defaultedgetype="{"directed" if graph.directed else "undirected"}" idtype="string" mode="static">\n'
    )
    for domain, types in (("node", shape.node_attributes), ("edge", shape.link_attributes)):
        stream.write(f'    <attributes class="{domain}" mode="static">\n')
        for name, type in types.items():
            if name not in _BUILT_IN:
                stream.write(f'      <attribute id="{name}" title="{name}" type="{_TYPES[type]}"/>\n')
        stream.write("    </attributes>\n")
    stream.write("    <nodes>\n")
    for node in graph.nodes():
        head = f'<node id="{identifier(node.id)}" label="{in_attribute(_cut(caption(node)))}">'
        look = _viz(looks(node)) if looks else ""
        stream.write(f"      {head}{_values(shape.node(node))}{look}</node>\n")
    stream.write("    </nodes>\n    <edges>\n")
    for number, link in enumerate(graph.links()):
        values = shape.link(link)
        ends = f'source="{identifier(link.source)}" target="{identifier(link.target)}"'
        label = in_attribute(link.kind)
        kind = f' kind="{label}"' if graph.directed else ""  # a network has one kind, and Gephi need not tell any apart
        head = f'<edge id="{number}" {ends} label="{label}"{kind} weight="{values["weight"]}">'
        stream.write(f"      {head}{_values(values)}</edge>\n")
    stream.write("    </edges>\n  </graph>\n</gexf>\n")


def _values(values: Mapping[str, Any]) -> str:
    texts = [
        f'<attvalue for="{name}" value="{in_attribute(_cut(flat(value)))}"/>'
        for name, value in values.items()
        if name not in _BUILT_IN
    ]
    return f"<attvalues>{''.join(texts)}</attvalues>" if texts else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def _viz(look: Look) -> str:
    red, green, blue = look.rgb
    text = f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
    if look.place:  # y points up
        text += f'<viz:position x="{look.place[0]}" y="{-look.place[1]}" z="0.0"/><viz:size value="{look.size}"/>'
    return text
