"""GraphML that networkx, igraph, Gephi, yEd and Cytoscape read.

Keys are declared first, one type each, so that the file is written while nodes and links stream by. Ids are strings;
no node attribute is called ``id``, which igraph takes for itself; lists are joined with ``|``; a paper's short label is
``short``, since ``label`` says what kind of node it is.
See http://graphml.graphdrawing.org/specification.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, TextIO
from xml.sax.saxutils import escape, quoteattr

from paperweft.model import Link, Node

_NODE_KEYS: Mapping[str, str] = {
    "label": "string", "name": "string", "title": "string", "short": "string", "abstract": "string", "year": "int",
    "authors": "string", "venue": "string", "url": "string", "doi": "string", "arxiv_id": "string", "citekey": "string",
    "collections": "string", "tags": "string", "code": "string", "first_seen": "string", "aliases": "string", "papers": "int",
}  # fmt: skip
_LINK_KEYS: Mapping[str, str] = {
    "kind": "string", "weight": "double", "confidence": "double", "count": "int", "evidence": "string", "field": "string",
    "start": "int", "end": "int", "position": "int", "paper_ids": "string", "sources": "string",
}  # fmt: skip
# What XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_graphml(stream: TextIO, nodes: Iterable[Node], links: Iterable[Link]) -> None:
    """Writes a directed graph to ``stream``, a node and a link at a time."""
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    )
    for domain, keys in (("node", _NODE_KEYS), ("edge", _LINK_KEYS)):
        for name, kind in keys.items():
            stream.write(f'  <key id="{domain}-{name}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n')
    stream.write('  <graph edgedefault="directed">\n')
    for node in nodes:
        values = {**node.properties, "label": node.label, "name": node.name, "short": node.properties.get("label")}
        stream.write(f"    <node id={_attribute(node.id)}>{_data('node', _NODE_KEYS, values)}</node>\n")
    for link in links:
        values = {"kind": link.kind, "weight": 1.0, **link.properties}
        ends = f"source={_attribute(link.source)} target={_attribute(link.target)}"
        stream.write(f"    <edge {ends}>{_data('edge', _LINK_KEYS, values)}</edge>\n")
    stream.write("  </graph>\n</graphml>\n")


def _data(domain: str, keys: Mapping[str, str], values: Mapping[str, Any]) -> str:
    return "".join(
        f'<data key="{domain}-{name}">{escape(_text(values[name]))}</data>'
        for name in keys
        if values.get(name) not in (None, "", [])
    )


def _text(value: Any) -> str:
    text = "|".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)
    return _FORBIDDEN.sub("\ufffd", text)


def _attribute(value: str) -> str:
    return quoteattr(_text(value))
