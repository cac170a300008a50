"""The whole graph for a page: its communities, and the best connected nodes of each."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from paperweft.graph.neighbourhood import Neighbourhood, links_among
from paperweft.pages.grouping import Arrangement, Arranger, Community, gathered
from paperweft.pages.plain import one_line
from paperweft.record.graph_tables import GraphTables

_COMMUNITIES = 40  # drawn at first; smaller ones are put together
_NAMED = 2  # nodes that a community is named after
_KEPT = 8  # nodes of each that are embedded however large the others are


def whole_graph(graph: GraphTables, limit: int) -> tuple[Neighbourhood, Arrangement]:
    """The graph as a Neighbourhood without a centre, and its communities as the first sight of a page.

    Communities are those of all nodes but authors, who would join papers by their names alone; an author belongs where
    most of his or her papers do. At most ``limit`` nodes are in the Neighbourhood, the best connected of each community;
    ``total`` counts all.
    """
    tables = _Tables(graph)
    order = {i: (label == "Author", -tables.degrees[i], i) for i, label in tables.labels.items()}
    communities, between = tables.communities()
    ranked = [[*c.members[:_NAMED], *sorted(c.members[_NAMED:], key=order.__getitem__)] for c in communities]
    chosen = set([i for members in ranked for i in members[:_KEPT]][:limit])
    others = sorted(order.keys() - chosen, key=order.__getitem__)
    chosen.update(others[: limit - len(chosen)])
    ids = sorted(chosen, key=order.__getitem__)
    around = Neighbourhood(
        centre=None,
        nodes=tuple(node for i in ids if (node := graph.node(i))),
        links=tuple(links_among(graph, ids)),
        distance={},
        degrees={i: tables.degrees[i] for i in ids},
        total=len(order),
    )
    drawn = [
        replace(community, members=tuple(i for i in members if i in chosen))
        for community, members in zip(communities, ranked, strict=True)
    ]
    return around, Arranger(around).communities(drawn, between if len(ids) < len(order) else {})


class _Tables:
    """What all nodes and links are needed for: labels, captions, degrees, ends."""

    def __init__(self, graph: GraphTables) -> None:
        self.labels: dict[str, str] = {}
        self.degrees: Counter[str] = Counter()
        self._names: dict[str, str] = {}
        self._pairs: list[tuple[str, str]] = []
        self._wrote: dict[str, list[str]] = {}
        for node in graph.nodes():
            self.labels[node.id] = node.label
            self._names[node.id] = one_line(node.properties.get("label") or node.name, 80)
        for link in graph.links():
            self.degrees.update((link.source, link.target))
            if link.kind == "WROTE":
                self._wrote.setdefault(link.source, []).append(link.target)
            else:
                self._pairs.append((link.source, link.target))

    def communities(self) -> tuple[list[Community], Counter[tuple[int, int]]]:
        """The communities, the largest first, and how many links join two of them.

        All members of each, those first that it is named after.
        """
        found = gathered([i for i, label in self.labels.items() if label != "Author"], self._pairs)
        last = [i for small in found[_COMMUNITIES - 1 :] for i in small]
        found = [*found[: _COMMUNITIES - 1], last] if last else found
        home = {i: number for number, members in enumerate(found) for i in members}
        inside: Counter[str] = Counter()
        between: Counter[tuple[int, int]] = Counter()
        for one, other in self._pairs:
            if home[one] == home[other]:
                inside.update((one, other))
            else:
                between[min(home[one], home[other]), max(home[one], home[other])] += 1
        found = [self._named_first(members, inside) for members in found]
        for author, papers in self._wrote.items():
            found[Counter(home[paper] for paper in papers).most_common(1)[0][0]].append(author)
        communities = [
            Community("\n".join(self._names[i] for i in members[:_NAMED]), tuple(members), len(members))
            for members in found
        ]
        return communities, between

    def _named_first(self, members: list[str], inside: Mapping[str, int]) -> list[str]:
        """The members, first the best linked entities, else papers, by the links within the community."""
        best = heapq.nsmallest(_NAMED, members, key=lambda i: (self.labels[i] == "Paper", -inside[i], i))
        return [*best, *(i for i in members if i not in best)]
