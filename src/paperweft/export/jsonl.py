"""The canonical form: a line of JSON for each node, then for each link, keys and lines sorted."""

from __future__ import annotations

from typing import TextIO

from paperweft.export.graph import ExportGraph
from paperweft.record.graph_tables import canonical_link, canonical_node


def write_jsonl(graph: ExportGraph, stream: TextIO) -> None:
    """Writes the graph to ``stream``; equal graphs give equal bytes."""
    for node in graph.nodes():
        stream.write(canonical_node(node) + "\n")
    for link in graph.links():
        stream.write(canonical_link(link) + "\n")
