"""Measures against networkx, which computes them another way."""

from __future__ import annotations

import random
from collections import defaultdict

import networkx as nx
import pytest
from networkx.algorithms.link_analysis.pagerank_alg import _pagerank_python

from paperweft.graph.measures import DAMPING, measured
from paperweft.model import Link, Node
from paperweft.record.library import Record
from tests.conftest import put


def some_graph(seed: int, *, cited: bool = True) -> tuple[list[Node], list[Link]]:
    """Papers, authors and entities with every kind of link, dead ends, lone nodes and doubled links among them."""
    chance = random.Random(seed)
    papers = [f"arxiv:{i}" for i in range(40)]
    entities = [f"model:{i}" for i in range(20)]
    authors = [f"author:{i}" for i in range(12)]
    nodes = [Node(i, ("Paper",), {"title": i}) for i in papers]
    nodes += [Node(i, ("Entity", "Model"), {"name": i}) for i in entities]
    nodes += [Node(i, ("Author",), {"name": i}) for i in authors]
    links = {}

    def add(source: str, target: str, kind: str) -> None:
        links[source, target, kind] = Link(source, target, kind, {})

    for _ in range(110 if cited else 0):
        later, earlier = sorted(chance.sample(range(35), 2), reverse=True)
        add(papers[later], papers[earlier], "CITES")
    for _ in range(60):
        add(chance.choice(papers), chance.choice(entities[:17]), chance.choice(["USES", "INTRODUCES"]))
        add(chance.choice(authors), chance.choice(papers), "WROTE")
    for _ in range(12):
        child, parent = chance.sample(entities, 2)
        add(child, parent, "EXTENDS")
        add(child, parent, chance.choice(["EXTENDS", "VARIANT_OF"]))
    return nodes, list(links.values())


def found(
    record: Record, nodes: list[Node], links: list[Link], *, betweenness: bool = True
) -> dict[str, dict[str, float]]:
    put(record, nodes, links)
    out: dict[str, dict[str, float]] = defaultdict(dict)
    for node, name, value in measured(record.graph, betweenness=betweenness):
        assert node not in out[name]
        out[name][node] = value
    return out


def networkx_pagerank(ids: list[str], pairs: list[tuple[str, str]]) -> dict[str, float]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(ids)
    for pair in pairs:
        weight = graph.edges[pair]["weight"] + 1 if graph.has_edge(*pair) else 1
        graph.add_edge(*pair, weight=weight)
    return dict(_pagerank_python(graph, alpha=DAMPING, max_iter=1000, tol=1e-14))  # nx.pagerank itself needs scipy


@pytest.mark.parametrize("seed", range(4))
def test_pagerank_is_that_of_networkx(record: Record, seed: int) -> None:
    nodes, links = some_graph(seed)
    measures = found(record, nodes, links)
    credits = [(x.target, x.source) if x.kind == "WROTE" else (x.source, x.target) for x in links]
    assert measures["pagerank"] == pytest.approx(networkx_pagerank([n.id for n in nodes], credits), rel=1e-7)
    papers = [node.id for node in nodes if node.label == "Paper"]
    citations = [(x.source, x.target) for x in links if x.kind == "CITES"]
    assert measures["citation_pagerank"] == pytest.approx(networkx_pagerank(papers, citations), rel=1e-7)
    for name in ("pagerank", "citation_pagerank"):
        assert sum(measures[name].values()) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(4))
def test_betweenness_is_that_of_networkx(record: Record, seed: int) -> None:
    nodes, links = some_graph(seed)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(node.id for node in nodes if node.label != "Author")
    graph.add_edges_from((x.source, x.target) for x in links if x.kind != "WROTE")
    expected = nx.betweenness_centrality(graph)
    assert max(expected.values()) > 0.05
    assert found(record, nodes, links)["betweenness"] == pytest.approx(expected, abs=1e-9)


def test_authors_join_no_communities(record: Record) -> None:
    nodes, links = some_graph(1)
    community_of = found(record, nodes, links)["community"]
    assert community_of.keys() == {node.id for node in nodes if node.label != "Author"}
    without = [link for link in links if link.kind != "WROTE"]
    assert found(record, nodes, without)["community"] == community_of
    for link in without:
        assert link.source in community_of


def test_the_same_graph_has_the_same_measures(record: Record) -> None:
    nodes, links = some_graph(2)
    first = found(record, nodes, links)
    chance = random.Random(9)
    assert found(record, chance.sample(nodes, len(nodes)), chance.sample(links, len(links))) == first


def test_what_has_no_citations_has_no_rank_by_them(record: Record) -> None:
    measures = found(record, *some_graph(3, cited=False), betweenness=False)
    assert measures.keys() == {"pagerank", "community"}


@pytest.mark.parametrize("size", range(4))
def test_graphs_of_hardly_any_nodes(record: Record, size: int) -> None:
    nodes = [Node(f"p{n}", ("Paper",), {"title": "x"}) for n in range(size)]
    links = [Link("p1", "p0", "CITES", {})] if size > 1 else []
    measures = found(record, nodes, links)
    assert all(len(values) == size for values in measures.values())
    assert set(measures.get("betweenness", {}).values()) <= {0.0}
