"""VOSviewer's JSON for undirected networks; see https://app.vosviewer.com/docs/file-types/json-file-type/.

Descriptions may hold HTML there, so names are escaped. Each link lists the papers that support it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any, TextIO

from paperweft.errors import PaperweftError
from paperweft.export.graph import ExportGraph
from paperweft.export.shape import caption
from paperweft.export.text import plain
from paperweft.model import Node

_MOST_CLUSTERS = 1000
#: Counts and sums of a network's nodes: what VOSviewer calls weights, from which it takes sizes.
_WEIGHTS = {"occurrences": "Occurrences", "links": "Links", "link_strength": "Total link strength", "papers": "Papers"}
_SCORES = {"year": "Year", "pagerank": "PageRank", "citation_pagerank": "Citation PageRank"}


def write_vosviewer(graph: ExportGraph, stream: TextIO) -> None:
    """Writes the network, an item and a link at a time. Raises PaperweftError where the graph is directed."""
    if graph.directed:
        raise PaperweftError("VOSviewer shows undirected networks; add --network cooccurrence (or another kind)")
    _write(stream, '{"network":{"items":[', map(_item, graph.nodes()))
    links = (
        {
            "source_id": link.source, "target_id": link.target, "strength": link.properties.get("weight", 1.0),
            "papers": link.properties.get("papers", []),
        }
        for link in graph.links()
    )  # fmt: skip
    _write(stream, '],\n"links":[', links)
    stream.write("]}}\n")


def _item(node: Node) -> dict[str, Any]:
    properties = node.properties
    item: dict[str, Any] = {"id": node.id, "label": plain(caption(node))}
    item["description"] = f"<b>{html.escape(plain(node.name))}</b><br>{html.escape(node.label)}"
    url = str(properties.get("url") or "")
    if url.startswith(("http://", "https://")):
        item["url"] = url
    if 0 < properties.get("community", 0) <= _MOST_CLUSTERS:
        item["cluster"] = properties["community"]
    weights = {title: properties[name] for name, title in _WEIGHTS.items() if name in properties}
    scores = {title: properties[name] for name, title in _SCORES.items() if name in properties}
    return item | ({"weights": weights} if weights else {}) | ({"scores": scores} if scores else {})


def _write(stream: TextIO, head: str, items: Iterator[dict[str, Any]]) -> None:
    stream.write(head)
    for number, item in enumerate(items):
        stream.write((",\n" if number else "\n") + json.dumps(item, ensure_ascii=False, separators=(",", ":")))
