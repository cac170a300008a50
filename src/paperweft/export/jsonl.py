"""The canonical form: a line of JSON for each node, then for each link, keys and lines sorted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from paperweft.model import Link, Node
from paperweft.record.graph_tables import canonical_link, canonical_node


def write_jsonl(stream: TextIO, nodes: Iterable[Node], links: Iterable[Link]) -> None:
    """Writes the graph to ``stream``; equal graphs give equal bytes."""
    for node in nodes:
        stream.write(canonical_node(node) + "\n")
    for link in links:
        stream.write(canonical_link(link) + "\n")
