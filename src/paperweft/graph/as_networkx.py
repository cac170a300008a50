"""The graph, or a part of it, as a networkx graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from paperweft.model import Link, Node

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(nodes: Iterable[Node], links: Iterable[Link]) -> nx.MultiDiGraph[str]:
    """A directed multigraph keyed by node id.

    Nodes carry ``label`` (Paper, Author, Model, Method, Dataset or Task), ``name`` and their properties (a paper's
    short label as ``short``); links are keyed by their type and carry it as ``kind``.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in nodes:
        properties = dict(node.properties)
        if "label" in properties:
            properties["short"] = properties.pop("label")
        graph.add_node(node.id, **{**properties, "label": node.label, "name": node.name})
    for link in links:
        graph.add_edge(link.source, link.target, key=link.kind, kind=link.kind, **dict(link.properties))
    return graph
