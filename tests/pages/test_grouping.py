"""What a page draws at first."""

from __future__ import annotations

import pytest

from paperweft.model import Link
from paperweft.pages.grouping import VISIBLE, Arrangement, Arranger, Group
from tests.pages.graphs import around, author, clusters, entity, paper


def shown(arrangement: Arrangement) -> int:
    return len(arrangement.nodes) + len(arrangement.groups)


def everything(arrangement: Arrangement) -> list[str]:
    return [*arrangement.nodes, *(i for group in arrangement.groups for i in group.members())]


def depths(groups: tuple[Group, ...], depth: int = 1) -> list[tuple[int, Group]]:
    return [item for g in groups for item in [(depth, g), *depths(g.groups, depth + 1)]]


def test_few_nodes_are_all_drawn() -> None:
    nodes, links = clusters(7, 21)
    arranged = Arranger(around(nodes, links)).neighbourhood()
    assert arranged.groups == () and set(arranged.nodes) == {node.id for node in nodes}


@pytest.mark.parametrize(("count", "size"), [(8, 21), (40, 25), (3, 900), (400, 5)])
def test_many_nodes_are_drawn_as_groups_that_hold_each_once(count: int, size: int) -> None:
    nodes, links = clusters(count, size)
    arranged = Arranger(around(nodes, links)).neighbourhood()
    assert shown(arranged) <= VISIBLE and arranged.groups and nodes[0].id in arranged.nodes
    assert sorted(everything(arranged)) == sorted(node.id for node in nodes)
    for _, group in depths(arranged.groups):
        assert len(group.nodes) + len(group.groups) <= 90, "opening one shows what a reader can take in"
        assert group.total == len(list(group.members())) and group.name


def test_groups_are_communities() -> None:
    nodes, links = clusters(10, 40)
    arranged = Arranger(around(nodes, links)).neighbourhood()
    mixed = [group for group in arranged.groups if len({i[:9] for i in group.members()}) > 1]
    assert not mixed, "no group holds two clusters"


def test_nodes_without_links_between_them_are_grouped_by_label() -> None:
    hub = entity("model:hub")
    labels = ["Model", "Method", "Dataset", "Task"]
    leaves = [entity(f"x:{n:04}", labels[n % 4]) for n in range(1000)]
    links = [Link(leaf.id, hub.id, "EXTENDS", {}) for leaf in leaves]
    arranged = Arranger(around([hub, *leaves], links)).neighbourhood()
    assert {group.name for group in arranged.groups} == {f"More {label.lower()}s" for label in labels}
    assert sorted(everything(arranged)) == sorted([hub.id, *(leaf.id for leaf in leaves)])


def test_authors_are_grouped_where_they_would_be_too_many() -> None:
    nodes, links = clusters(5, 20)
    people = [author(f"author:{n}") for n in range(120)]
    links += [Link(person.id, nodes[1].id, "WROTE", {}) for person in people]
    arranged = Arranger(around([*nodes, *people], links)).neighbourhood()
    assert [(group.name, group.total) for group in arranged.groups] == [("Authors", 120)]
    assert len(arranged.nodes) == len(nodes)


def test_small_communities_of_a_whole_graph_are_drawn_as_they_are() -> None:
    nodes, links = clusters(2, 20)
    nodes += [paper("title:alone"), paper("title:pair-1"), paper("title:pair-2")]
    found = [
        [n.id for n in nodes[:21]],
        [n.id for n in nodes[21:41]],
        ["title:pair-1", "title:pair-2"],
        ["title:alone"],
    ]
    arranged = Arranger(around(nodes, links)).communities(found, [21, 500, 2, 1])
    assert arranged.nodes == ("title:pair-1", "title:pair-2", "title:alone")
    assert [group.total for group in arranged.groups] == [21, 500]


def test_the_same_graph_is_arranged_the_same() -> None:
    nodes, links = clusters(20, 30)
    assert Arranger(around(nodes, links)).neighbourhood() == Arranger(around(nodes, links)).neighbourhood()
