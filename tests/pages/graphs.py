"""Neighbourhoods made by hand."""

from __future__ import annotations

from typing import Any

from paperweft.graph.neighbourhood import Neighbourhood
from paperweft.model import Link, Node


def paper(identifier: str, **properties: Any) -> Node:
    return Node(identifier, ("Paper",), {"title": identifier, "label": identifier, "abstract": "", **properties})


def entity(identifier: str, label: str = "Model", **properties: Any) -> Node:
    return Node(identifier, ("Entity", label), {"name": identifier, "aliases": [], "papers": 1, **properties})


def author(identifier: str) -> Node:
    return Node(identifier, ("Author",), {"name": identifier})


def around(nodes: list[Node], links: list[Link], total: int | None = None) -> Neighbourhood:
    """A neighbourhood of the first node; the others by degree, authors last."""
    degrees = {node.id: 0 for node in nodes}
    for link in links:
        degrees[link.source] += 1
        degrees[link.target] += 1
    ordered = sorted(nodes, key=lambda n: (n is not nodes[0], n.label == "Author", -degrees[n.id], n.id))
    return Neighbourhood(
        nodes[0], tuple(ordered), tuple(links), dict.fromkeys(degrees, 1), degrees, total or len(nodes)
    )


def clusters(count: int, size: int) -> tuple[list[Node], list[Link]]:
    """A hub that all others are linked to, and ``count`` clusters of ``size`` papers that cite one another in a ring."""
    hub = entity("model:hub")
    nodes, links = [hub], []
    for c in range(count):
        members = [paper(f"title:{c:03}-{n:03}") for n in range(size)]
        nodes += members
        for n, member in enumerate(members):
            links.append(Link(member.id, hub.id, "USES", {"confidence": 0.9}))
            for step in (1, 2, 3):
                links.append(Link(member.id, members[(n + step) % size].id, "CITES", {"sources": []}))
    return nodes, links
