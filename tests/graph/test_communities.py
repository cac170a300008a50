"""Communities: the same for the same graph, as good as others find them, called by what is in them."""

from __future__ import annotations

import random

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperweft.graph.communities import Community, communities, described
from paperweft.model import Link, Node

LINKS = st.lists(st.tuples(st.integers(0, 20).map(str), st.integers(0, 20).map(str)), max_size=60)


def groups(found: dict[str, int]) -> list[set[str]]:
    return [
        {node for node, number in found.items() if number == wanted} for wanted in range(1, max(found.values()) + 1)
    ]


@given(links=LINKS, seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_order_and_direction_do_not_matter(links: list[tuple[str, str]], seed: int) -> None:
    ids = [str(i) for i in range(22)]
    found = communities(ids, links)
    chance = random.Random(seed)
    mixed = [pair if chance.random() < 0.5 else pair[::-1] for pair in chance.sample(links, len(links))]
    random.seed(seed)  # whatever others draw
    assert communities(chance.sample(ids, len(ids)), mixed) == found
    assert found.keys() == set(ids)
    sizes = [len(group) for group in groups(found)]
    assert sizes == sorted(sizes, reverse=True)
    assert all(sizes)


@given(links=LINKS)
@settings(max_examples=60, deadline=None)
def test_a_community_is_connected_and_lone_nodes_stand_alone(links: list[tuple[str, str]]) -> None:
    graph = nx.Graph([pair for pair in links if pair[0] != pair[1]])
    graph.add_nodes_from(str(i) for i in range(22))
    for group in groups(communities(graph.nodes, links)):
        assert nx.is_connected(graph.subgraph(group))


@pytest.mark.parametrize("seed", range(5))
def test_modularity_is_no_worse_than_networkx_finds(seed: int) -> None:
    graph = nx.planted_partition_graph(6, 20, 0.35, 0.03, seed=seed)
    found = groups(communities(map(str, graph), ((str(a), str(b)) for a, b in graph.edges)))
    ours = nx.community.modularity(graph, [set(map(int, group)) for group in found])
    theirs = max(
        nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=trial)) for trial in range(3)
    )
    assert ours >= theirs - 0.005


def test_planted_communities_are_found() -> None:
    links = [(f"{group}{a}", f"{group}{b}") for group in "xyz" for a in range(8) for b in range(a)]
    links += [("x0", "y0"), ("y1", "z1")]
    ids = {end for pair in links for end in pair} | {"alone"}
    found = groups(communities(ids, [*links, ("x0", "nobody"), ("alone", "alone")]))
    assert sorted(map(sorted, found)) == sorted([["alone"], *([f"{g}{i}" for i in range(8)] for g in "xyz")])


def test_two_links_count_twice() -> None:
    ring = [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")]
    assert groups(communities("abcd", [*ring, *[("a", "b")] * 9, *[("c", "d")] * 9])) == [{"a", "b"}, {"c", "d"}]


def test_random_numbers_of_others_are_left_alone() -> None:
    random.seed(3)
    expected = [random.random() for _ in range(3)]
    random.seed(3)
    communities("abc", [("a", "b")])
    assert [random.random() for _ in range(3)] == expected


def test_no_nodes_no_communities() -> None:
    assert communities([], []) == {}
    assert described({}, [], []) == []


def test_a_community_is_called_by_its_best_linked_entities() -> None:
    nodes = [Node(f"p{n}", ("Paper",), {"title": f"Title {n}", "label": f"Doe {n}"}) for n in range(4)]
    nodes += [Node(f"model:{n}", ("Entity", "Model"), {"name": f"M{n}"}) for n in range(5)]
    nodes += [Node("author:a", ("Author",), {"name": "A"})]
    links = [Link("p0", f"model:{n}", "USES", {}) for n in range(4)]
    links += [Link("p1", f"model:{n}", "USES", {}) for n in (2, 3)] + [Link("p2", "model:3", "USES", {})]
    links += [Link("p2", "model:4", "USES", {}), Link("p3", "model:0", "USES", {})]
    membership = {"p0": 1, "p1": 1, "p2": 1, "model:0": 1, "model:1": 1, "model:2": 1, "model:3": 1, "p3": 2}
    first, second = described(membership, nodes, links)
    assert first.name == "M3, M2, M0"
    assert first.members == ("p0", "model:3", "model:2", "p1", "model:0", "model:1", "p2")
    assert second == Community(2, "Doe 3", ("p3",))
