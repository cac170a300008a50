"""What is exported: nodes and links that stream as often as they are asked for, and the attributes they may have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from paperweft.model import ENTITY_TYPES, PROPERTIES, RELATIONSHIP_TYPES, Link, Node
from paperweft.record.graph_tables import GraphTables

if TYPE_CHECKING:
    from paperweft.graph.projections import Network

#: Begins a stream of (node id, its measures), sorted by id.
Measures = Callable[[], Iterable[tuple[str, Mapping[str, Any]]]]


def _union(kinds: Iterable[str]) -> dict[str, str]:
    """Property -> type over several labels or relationship types, in the order of the model."""
    return {name: type for kind in kinds for name, type in PROPERTIES[kind].items()}


#: Property -> type ("string", "string[]", "long", "double") over all labels, and over all relationship types.
NODE_PROPERTIES: Mapping[str, str] = _union(("Paper", "Author", *ENTITY_TYPES))
LINK_PROPERTIES: Mapping[str, str] = _union(RELATIONSHIP_TYPES)


@dataclass(frozen=True, slots=True)
class ExportGraph:
    """A graph to be written. ``nodes`` and ``links`` begin a stream at every call, in the same order each time.

    ``node_properties`` and ``link_properties`` declare what nodes and links may have, one type each.
    """

    nodes: Callable[[], Iterable[Node]]
    links: Callable[[], Iterable[Link]]
    node_properties: Mapping[str, str] = field(default_factory=lambda: NODE_PROPERTIES)
    link_properties: Mapping[str, str] = field(default_factory=lambda: LINK_PROPERTIES)
    directed: bool = True


def whole(graph: GraphTables) -> ExportGraph:
    """All of the graph."""
    return ExportGraph(graph.nodes, graph.links)


def part(graph: GraphTables, identifiers: Iterable[str]) -> ExportGraph:
    """The nodes of those ids and the links between them, in the order of the graph."""
    inside = frozenset(identifiers)

    def nodes() -> Iterator[Node]:
        return (node for node in graph.nodes() if node.id in inside)

    def links() -> Iterator[Link]:
        return (link for link in graph.links() if link.source in inside and link.target in inside)

    return ExportGraph(nodes, links)


def projected(network: Network) -> ExportGraph:
    """A weighted, undirected network, each edge with the papers that support it."""
    from paperweft.graph.projections import NETWORK_PROPERTIES

    kind = network.kind.upper()

    def links() -> Iterator[Link]:
        for edge in network.edges:
            properties = {"weight": edge.weight, "count": edge.count, "papers": list(edge.papers)}
            yield Link(edge.source, edge.target, kind, properties)

    return ExportGraph(
        nodes=lambda: network.nodes,
        links=links,
        node_properties={**NODE_PROPERTIES, **NETWORK_PROPERTIES},
        link_properties={"weight": "double", "count": "long", "papers": "string[]"},
        directed=False,
    )


def with_measures(graph: ExportGraph, types: Mapping[str, str], measures: Measures) -> ExportGraph:
    """The graph with measures among its nodes' properties. ``measures`` begins a stream of (node id, measures) sorted by
    id, as the graph's nodes are.
    """

    def nodes() -> Iterator[Node]:
        rows = iter(measures())
        row = next(rows, None)
        for node in graph.nodes():
            while row and row[0] < node.id:
                row = next(rows, None)
            found = row[1] if row and row[0] == node.id else {}
            yield replace(node, properties={**node.properties, **found}) if found else node

    return replace(graph, nodes=nodes, node_properties={**graph.node_properties, **types})
