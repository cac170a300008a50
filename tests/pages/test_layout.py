"""Positions: room for every circle with its caption, the same every time."""

from __future__ import annotations

import itertools
import math

import pytest

from paperweft.pages.grouping import Arrangement, Arranger, Group
from paperweft.pages.layout import Circle, Layout, places
from tests.pages.graphs import around, clusters


def meets(one: tuple[Circle, float, float], other: tuple[Circle, float, float]) -> bool:
    """Whether two circles with the captions under them meet, by more than a pixel."""
    (w1, h1, d1), (w2, h2, d2) = one[0].box, other[0].box
    return abs(one[1] - other[1]) < w1 + w2 - 1 and abs(one[2] + d1 - other[2] - d2) < h1 + h2 - 1


@pytest.mark.parametrize("shape", ["star", "path", "none", "full"])
def test_no_two_meet(shape: str) -> None:
    circles = [Circle(8 + n % 17, "a caption\nof two lines" if n % 3 else "short") for n in range(90)]
    pairs = {
        "star": [(0, n) for n in range(1, 90)],
        "path": [(n, n + 1) for n in range(89)],
        "none": [],
        "full": list(itertools.combinations(range(90), 2)),
    }[shape]
    found = [(circle, *point) for circle, point in zip(circles, places(circles, pairs, 0), strict=True)]
    assert found[0][1:] == (0.0, 0.0), "the centre lies in the middle"
    assert not [1 for one, other in itertools.combinations(found, 2) if meets(one, other)]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_very_few(count: int) -> None:
    points = places([Circle(9, "x")] * count, [(0, 1)] if count > 1 else [], None)
    assert len(points) == count and all(math.isfinite(x) and math.isfinite(y) for x, y in points)


def test_linked_nodes_lie_nearer() -> None:
    points = places([Circle(9, "x")] * 40, [(n, n + 1) for n in range(39)], None)
    beside = sum(math.dist(points[n], points[n + 1]) for n in range(39)) / 39
    assert beside < 0.5 * sum(math.dist(a, b) for a, b in itertools.combinations(points, 2)) / 780


def test_what_a_group_holds_lies_in_its_circle_at_every_depth() -> None:
    nodes, links = clusters(12, 120)
    arrangement = Arranger(around(nodes, links)).neighbourhood()
    laid = Layout(
        arrangement, {n.id: Circle(9, "name") for n in nodes}, [(k.source, k.target) for k in links], nodes[0].id
    )
    assert len(laid.nodes) == len(nodes) and len(laid.groups) == len(laid.walked) == len(laid.parents)
    assert min(place.scale for place in laid.nodes.values()) == pytest.approx(1.0)

    def inside(place: object, number: int) -> bool:
        outer = laid.groups[number]
        return math.dist((place.x, place.y), (outer.x, outer.y)) + place.radius <= outer.radius  # type: ignore[attr-defined]

    for identifier, number in laid.group_of.items():
        assert inside(laid.nodes[identifier], number)
    for place, parent in zip(laid.groups, laid.parents, strict=True):
        assert parent < 0 or inside(place, parent)


def test_what_is_added_finds_room_and_moves_nothing() -> None:
    nodes, links = clusters(3, 20)
    pairs = [(k.source, k.target) for k in links]
    more = [f"more:{n}" for n in range(80)]
    circles = {identifier: Circle(9, "a name\nof two lines") for identifier in [*(n.id for n in nodes), *more]}
    group = Group("group", tuple(n.id for n in nodes[41:]), (), 20)
    laid = Layout(Arrangement(tuple(n.id for n in nodes[:41]), (group,)), circles, pairs, nodes[0].id)
    before = dict(laid.nodes)
    laid.add(more, [(identifier, nodes[n % 20].id) for n, identifier in enumerate(more)])
    assert {identifier: laid.nodes[identifier] for identifier in before} == before
    top = [i for i in laid.nodes if i not in laid.group_of]
    scale = laid.nodes[top[0]].scale
    found = [(circles[i], laid.nodes[i].x / scale, laid.nodes[i].y / scale) for i in top]
    found.append((Circle(laid.groups[0].radius / scale), laid.groups[0].x / scale, laid.groups[0].y / scale))
    assert not [1 for one, other in itertools.combinations(found, 2) if meets(one, other)]
