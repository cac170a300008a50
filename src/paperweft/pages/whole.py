"""The whole graph for a page: its communities, and the best connected nodes of each."""

from __future__ import annotations

from collections import Counter

from paperweft.graph.neighbourhood import Neighbourhood, links_among
from paperweft.pages.grouping import Arrangement, Arranger, gathered
from paperweft.record.graph_tables import GraphTables

_COMMUNITIES = 40  # drawn at first; smaller ones are put together
_KEPT = 8  # nodes of each that are embedded however large the others are


def whole_graph(graph: GraphTables, limit: int) -> tuple[Neighbourhood, Arrangement]:
    """The graph as a Neighbourhood without a centre, and its communities as the first sight of a page.

    Communities are those of all nodes but authors, who would join papers by their names alone; an author belongs where
    most of his or her papers do. At most ``limit`` nodes are in the Neighbourhood, the best connected of each community;
    ``total`` counts all.
    """
    labels = {node.id: node.label for node in graph.nodes()}
    degrees: Counter[str] = Counter()
    pairs: list[tuple[str, str]] = []
    wrote: dict[str, list[str]] = {}
    for link in graph.links():
        degrees.update((link.source, link.target))
        if link.kind == "WROTE":
            wrote.setdefault(link.source, []).append(link.target)
        else:
            pairs.append((link.source, link.target))
    found = gathered([i for i, label in labels.items() if label != "Author"], pairs)
    found = [*found[: _COMMUNITIES - 1], [i for small in found[_COMMUNITIES - 1 :] for i in small]]
    home = {i: number for number, members in enumerate(found) for i in members}
    for author, papers in wrote.items():
        number = Counter(home[paper] for paper in papers).most_common(1)[0][0]
        found[number].append(author)
    for members in found:
        members.sort(key=lambda i: (labels[i] == "Author", -degrees[i], i))
    ranked = [i for members in found for i in members[:_KEPT]]
    chosen = set(ranked[:limit])
    others = sorted(labels.keys() - chosen, key=lambda i: (labels[i] == "Author", -degrees[i], i))
    chosen.update(others[: limit - len(chosen)])
    kept = [[i for i in members if i in chosen] for members in found]
    nodes = sorted(chosen, key=lambda i: (labels[i] == "Author", -degrees[i], i))
    around = Neighbourhood(
        centre=None,
        nodes=tuple(node for i in nodes if (node := graph.node(i))),
        links=tuple(links_among(graph, nodes)),
        distance={},
        degrees={i: degrees[i] for i in nodes},
        total=len(labels),
    )
    return around, Arranger(around).communities(kept, [len(members) for members in found])
