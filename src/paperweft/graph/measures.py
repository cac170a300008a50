"""Measures of nodes: PageRank over the graph and over its citations, betweenness, community.

igraph computes them, since networkx takes minutes where it takes seconds (ARCHITECTURE has the figures). In memory are the
ids and two integers a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from paperweft.graph.communities import communities
from paperweft.record.graph_tables import GraphTables

if TYPE_CHECKING:
    import igraph

DAMPING = 0.85
#: To be raised when the same graph gets other values.
MEASURES_VERSION = 1


def measured(graph: GraphTables, *, betweenness: bool = False) -> Iterator[tuple[str, str, float]]:
    """(node id, measure, value), measure by measure; values have ten digits that count.

    - ``pagerank``: of every node, over all links. Rank flows from a paper to the papers it cites, the entities it names
      and its authors, and from an entity to those it is built from; it sums to 1.
    - ``citation_pagerank``: of every paper, over citations alone; it sums to 1. Absent where there are no citations.
    - ``betweenness``: of papers and entities, the share of shortest paths between two others that go through the node.
    - ``community``: of papers and entities, a number from 1, the largest first.

    Authors are in no community and on no path, since equal names are one author and would join what has nothing in common.
    """
    ids: list[str] = []
    papers: list[str] = []
    authors: set[str] = set()
    for node in graph.nodes():
        ids.append(node.id)
        if node.label == "Paper":
            papers.append(node.id)
        elif node.label == "Author":
            authors.add(node.id)
    credits: list[tuple[str, str]] = []
    joined: list[tuple[str, str]] = []
    citations: list[tuple[str, str]] = []
    for link in graph.links():
        ends = (link.source, link.target)
        credits.append(ends[::-1] if link.kind == "WROTE" else ends)
        if link.kind == "CITES":
            citations.append(ends)
        if link.kind != "WROTE":
            joined.append(ends)
    yield from _pagerank("pagerank", ids, credits)
    if citations:
        yield from _pagerank("citation_pagerank", papers, citations)
    others = [identifier for identifier in ids if identifier not in authors]
    for identifier, number in communities(others, joined).items():
        yield identifier, "community", number
    if betweenness:
        yield from _betweenness(others, joined)


def _pagerank(name: str, ids: list[str], links: list[tuple[str, str]]) -> Iterator[tuple[str, str, float]]:
    if ids:
        ranks = _graph(ids, links, directed=True).pagerank(damping=DAMPING)
        yield from ((identifier, name, _rounded(rank)) for identifier, rank in zip(ids, ranks, strict=True))


def _betweenness(ids: list[str], links: list[tuple[str, str]]) -> Iterator[tuple[str, str, float]]:
    graph = _graph(ids, links, directed=False).simplify()
    pairs = (len(ids) - 1) * (len(ids) - 2) / 2
    for identifier, paths in zip(ids, graph.betweenness(directed=False), strict=True):
        yield identifier, "betweenness", _rounded(paths / pairs) if pairs > 0 else 0.0


def _rounded(value: float) -> float:
    return float(f"{value:.10g}")


def _graph(ids: list[str], links: Iterable[tuple[str, str]], *, directed: bool) -> igraph.Graph:
    import igraph

    place: Mapping[str, int] = {identifier: number for number, identifier in enumerate(ids)}
    return igraph.Graph(n=len(ids), edges=[(place[a], place[b]) for a, b in links], directed=directed)
