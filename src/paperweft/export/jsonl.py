"""The canonical form: a line of JSON for each node, then for each link, keys and lines sorted."""

from __future__ import annotations

import json
from typing import Any, TextIO

from paperweft.export.graph import ExportGraph


def write_jsonl(graph: ExportGraph, stream: TextIO) -> None:
    """Writes the graph to ``stream``; equal graphs give equal bytes. What is written of a library's whole graph is that of
    which its hash is taken; a network has other labels and types.
    """
    for node in graph.nodes():
        stream.write(_line({"id": node.id, "labels": list(node.labels), "properties": dict(node.properties)}))
    for link in graph.links():
        ends = {"source": link.source, "target": link.target, "type": link.kind}
        stream.write(_line({**ends, "properties": dict(link.properties)}))


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
