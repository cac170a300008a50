"""A node's surroundings: every node within some hops, the nearest and best connected first where there are too many."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from paperweft.errors import AmbiguousNodeError, NodeNotFoundError
from paperweft.graph.as_networkx import to_networkx
from paperweft.model import Link, Node
from paperweft.names.forms import similarity
from paperweft.record.graph_tables import GraphTables

if TYPE_CHECKING:
    import networkx as nx

_NEAR, _NEAR_ENOUGH = 5, 0.6


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """``nodes`` sorted by distance from ``centre`` (None for a whole graph), then degree; ``links`` join those nodes.

    ``distance`` gives the hops of each node; ``degrees`` its links in the whole graph; ``total`` how many nodes there
    would be without the limit.
    """

    centre: Node | None
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    distance: dict[str, int]
    degrees: dict[str, int]
    total: int

    def _repr_html_(self) -> str:
        """What a notebook shows: the page of :meth:`paperweft.Library.view`, in a frame, offline."""
        from paperweft.pages import framed, render  # only a notebook asks: nothing else here knows of pages

        return framed(render(self))

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The neighbourhood as a networkx graph; see :func:`paperweft.graph.as_networkx.to_networkx`."""
        return to_networkx(self.nodes, self.links)


def find_node(graph: GraphTables, name: str, kind: str | None = None) -> Node:
    """The one node that ``name`` names: its id, name, title or alias; ``kind`` is its first label, where that matters.

    Where an entity and papers share the name, the entity is meant (a paper is found by its id or whole title).

    Raises NodeNotFoundError (with near names) and AmbiguousNodeError (with the candidates).
    """
    found = [node for node in graph.named(name) if kind in (None, node.labels[0])]
    if len(found) > 1:
        own = [node for node in found if node.name.casefold() == name.strip().casefold()]
        found = own or found
    if len(found) > 1:
        entities = [node for node in found if node.labels[0] == "Entity"]
        found = entities if len(entities) == 1 else found
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousNodeError(name, [(node.id, node.name) for node in found])
    raise NodeNotFoundError(name, near_names(graph, name))


def near_names(graph: GraphTables, name: str) -> list[str]:
    """Up to five names of nodes that come near ``name``, best first."""
    scored = ((similarity(name, candidate), candidate) for candidate, _ in graph.names())
    best = heapq.nsmallest(_NEAR, {(-score, other) for score, other in scored if score >= _NEAR_ENOUGH})
    return list(dict.fromkeys(other for _, other in best))


def neighbourhood(graph: GraphTables, centre: Node, hops: int = 1, limit: int = 150) -> Neighbourhood:
    """The nodes within ``hops`` links of ``centre`` in either direction, at most ``limit`` of them.

    Authors are reached but not passed through: a shared name says little, and everything is two authors away.
    """
    distance = {centre.id: 0}
    frontier = [centre.id]
    for hop in range(1, hops + 1):
        following = []
        for identifier in frontier:
            if hop > 1 and identifier.startswith("author:"):
                continue
            for link in graph.links_of(identifier):
                other = link.target if link.source == identifier else link.source
                if other not in distance:
                    distance[other] = hop
                    following.append(other)
        frontier = following
    degrees = dict(graph.degrees(list(distance)))
    kept = sorted(distance, key=lambda i: (distance[i], i.startswith("author:"), -degrees[i], i))[:limit]
    return Neighbourhood(
        centre=centre,
        nodes=tuple(node for identifier in kept if (node := graph.node(identifier))),
        links=tuple(links_among(graph, kept)),
        distance={identifier: distance[identifier] for identifier in kept},
        degrees={identifier: degrees[identifier] for identifier in kept},
        total=len(distance),
    )


def widened(graph: GraphTables, around: Neighbourhood, room: int) -> Neighbourhood:
    """``around``, then up to ``room`` nodes a link further on, those with most links into it first.

    ``total`` stays that of ``around``. As everywhere, authors are reached but not passed through, and come last.
    """
    joined: Counter[str] = Counter()
    for identifier in around.distance:
        if not identifier.startswith("author:"):
            for link in graph.links_of(identifier):
                other = link.target if link.source == identifier else link.source
                if other not in around.distance:
                    joined[other] += 1
    further = sorted(joined, key=lambda i: (i.startswith("author:"), -joined[i], i))[:room]
    beyond = max(around.distance.values(), default=0) + 1
    identifiers = [*around.distance, *further]
    return replace(
        around,
        nodes=(*around.nodes, *(node for identifier in further if (node := graph.node(identifier)))),
        links=tuple(links_among(graph, identifiers)),
        distance={**around.distance, **dict.fromkeys(further, beyond)},
        degrees={**around.degrees, **graph.degrees(further)},
    )


def links_among(graph: GraphTables, identifiers: list[str]) -> list[Link]:
    """The links that join the nodes, sorted."""
    inside = set(identifiers)
    return [
        link
        for identifier in sorted(inside)
        for link in graph.links_of(identifier)
        if link.source == identifier and link.target in inside
    ]
