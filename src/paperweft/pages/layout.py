"""Positions of nodes on a page: by the distances of the graph, deterministic, with room for every caption.

Each level of groups is laid out by itself and drawn into the circle of its group at a smaller scale, so that opening a
group moves nothing else, and no level is larger than what is seen at once.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from paperweft.pages.grouping import Arrangement, Group
from paperweft.pages.plain import cut

_SPREAD, _FEW = 1.45, 16.0  # the page's area over that of all circles with their captions; few stand further apart
_ASPECT = 1.3  # width to height: pages are wider than high
_PART = 22  # characters a line of a group's caption
_ROUNDS, _GROWTH, _SLACK = 300, 1.004, 0.5  # of pushing captions apart; the last in pixels
_LETTER, _LINE, _GAP = 6.7, 15.0, 14.0  # pixels: of a caption's letter and line, and between neighbours
_INSIDE = 0.86  # how much of a group's circle its nodes may fill

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """A circle: centre and radius in pixels of the page, and the scale of its level, 1 at the innermost."""

    x: float
    y: float
    radius: float
    scale: float


@dataclass(frozen=True, slots=True)
class Circle:
    """What needs room: a radius in pixels, and the caption under it."""

    radius: float
    caption: str = ""

    @property
    def box(self) -> tuple[float, float, float]:
        """Half the width, half the height, and how far the box's middle lies under the circle's."""
        lines = self.caption.split("\n") if self.caption else []
        width = max(2 * self.radius, _LETTER * max(map(len, lines), default=0)) + _GAP
        height = 2 * self.radius + _LINE * len(lines) + _GAP
        return width / 2, height / 2, _LINE * len(lines) / 2


def group_radius(group: Group) -> float:
    """The radius of a closed group, in pixels of its level."""
    return min(64.0, 18.0 + 3.2 * math.sqrt(group.total))


def group_caption(group: Group) -> str:
    """What stands under a closed group."""
    return "\n".join(cut(name, _PART) for name in group.name.split("\n"))


class Layout:
    """Places for the nodes and groups of an arrangement; ``groups`` are numbered in the order of a walk from the top."""

    def __init__(
        self,
        arrangement: Arrangement,
        circles: Mapping[str, Circle],
        links: Iterable[tuple[str, str]],
        centre: str | None,
    ) -> None:
        self._circles = circles
        self._links = list(links)
        self.nodes: dict[str, Place] = {}
        self.groups: list[Place] = []
        #: The number of each group's parent, -1 at the top, and of each grouped node's group.
        self.parents: list[int] = []
        self.group_of: dict[str, int] = {}
        self.walked: list[Group] = []
        self._level(arrangement.nodes, arrangement.groups, centre, -1, Place(0.0, 0.0, 0.0, 1.0))
        smallest = min((place.scale for place in self.nodes.values()), default=1.0)
        self.nodes = {identifier: _scaled(place, smallest) for identifier, place in self.nodes.items()}
        self.groups = [_scaled(place, smallest) for place in self.groups]

    def _level(
        self, nodes: Sequence[str], groups: Sequence[Group], centre: str | None, parent: int, within: Place
    ) -> None:
        """Lays out one level into the circle ``within`` (at the top into a plane of its own), and the levels in it."""
        items = [*(self._circles[i] for i in nodes), *(Circle(group_radius(g), group_caption(g)) for g in groups)]
        index = {identifier: n for n, identifier in enumerate(nodes)}
        for number, group in enumerate(groups, len(nodes)):
            index.update(dict.fromkeys(group.members(), number))
        pairs = sorted({(index[a], index[b]) for a, b in self._links if a in index and b in index})
        middle = index.get(centre) if centre else None
        points = places(items, [(a, b) for a, b in pairs if a != b], middle, 1.0 if within.radius else _ASPECT)
        scale = within.scale
        if within.radius:
            reach = max((math.hypot(x, y) + item.radius for (x, y), item in zip(points, items, strict=True)), default=1)
            scale = within.scale * min(1.0, _INSIDE * within.radius / within.scale / reach)
        absolute = [(within.x + x * scale, within.y + y * scale) for x, y in points]
        for identifier, (x, y) in zip(nodes, absolute, strict=False):
            self.nodes[identifier] = Place(x, y, self._circles[identifier].radius * scale, scale)
            if parent >= 0:
                self.group_of[identifier] = parent
        for group, (x, y) in zip(groups, absolute[len(nodes) :], strict=True):
            place = Place(x, y, group_radius(group) * scale, scale)
            self.groups.append(place)
            self.parents.append(parent)
            self.walked.append(group)
            self._level(group.nodes, group.groups, None, len(self.groups) - 1, place)

    def add(self, identifiers: Sequence[str], links: Iterable[tuple[str, str]]) -> None:
        """Places further nodes beyond those they are linked to; what is placed already stays."""
        anchors: dict[str, list[tuple[float, float]]] = defaultdict(list)
        new = set(identifiers)
        for pair in links:
            for one, other in (pair, pair[::-1]):
                if one in new and other in self.nodes:
                    anchors[one].append((self.nodes[other].x, self.nodes[other].y))
        top = [i for i in self.nodes if i not in self.group_of]
        placed = [self.nodes[i] for i in top]
        placed += [place for place, parent in zip(self.groups, self.parents, strict=True) if parent < 0]
        scale = max((place.scale for place in placed), default=1.0)
        standing = [self._circles[i] for i in top] + [Circle(p.radius / scale) for p in placed[len(top) :]]
        field = _Field(standing, np.array([(p.x / scale, p.y / scale) for p in placed]).reshape(len(placed), 2))
        for identifier in identifiers:
            at = np.mean(anchors[identifier] or [(0.0, 0.0)], axis=0) / scale
            out = at / max(1.0, float(np.hypot(*at)))
            circle = self._circles[identifier]
            x, y = field.nearest_free(circle, at + 60.0 * out)
            self.nodes[identifier] = Place(x * scale, y * scale, circle.radius * scale, scale)


class _Field:
    """A plane with boxes in it, which finds room for more."""

    def __init__(self, circles: Sequence[Circle], points: Vector) -> None:
        self._boxes = np.array([circle.box for circle in circles]).reshape(len(circles), 3)
        self._middles = points + np.stack([np.zeros(len(circles)), self._boxes[:, 2]], axis=1)

    def nearest_free(self, circle: Circle, start: Vector) -> tuple[float, float]:
        """The first place on a spiral out from ``start`` where the circle and its caption meet nothing; it is taken then."""
        width, height, below = circle.box
        room = self._boxes[:, :2] + np.array([width, height])
        for step in range(20_000):
            turn = 2.399963 * step  # the golden angle, in radians: an even spiral
            point = start + 9.0 * math.sqrt(step) * np.array([1.2 * math.cos(turn), math.sin(turn)])
            middle = point + np.array([0.0, below])
            if not (np.abs(self._middles - middle) < room).all(axis=1).any():
                break
        self._boxes = np.vstack([self._boxes, circle.box])
        self._middles = np.vstack([self._middles, middle])
        return float(point[0]), float(point[1])


def _scaled(place: Place, smallest: float) -> Place:
    factor = 1.0 / smallest
    return Place(place.x * factor, place.y * factor, place.radius * factor, place.scale * factor)


def places(
    circles: Sequence[Circle], pairs: Sequence[tuple[int, int]], centre: int | None, aspect: float = _ASPECT
) -> list[tuple[float, float]]:
    """Pixel positions by Kamada and Kawai's method (igraph, from a circle), then pushed apart until no captions meet.

    ``centre`` lies in the middle, else the middle of all does; ``aspect`` is width to height.
    """
    import igraph

    if not circles:
        return []
    graph = igraph.Graph(n=len(circles), edges=pairs).simplify()
    points = np.array(graph.layout_kamada_kawai(seed=graph.layout_circle()).coords, dtype=float)
    points -= points.mean(axis=0)
    area = sum(4 * width * height for width, height, _ in (circle.box for circle in circles)) * (
        _SPREAD + _FEW / len(circles)
    )
    extent = np.sqrt((points**2).mean(axis=0)).mean() or 1.0  # of an even disc half its radius, about
    points *= 0.5 * math.sqrt(area / math.pi) / extent * np.array([math.sqrt(aspect), 1 / math.sqrt(aspect)])
    points = _apart(points, circles)
    points -= points[centre] if centre is not None else (points.max(axis=0) + points.min(axis=0)) / 2
    return [(float(x), float(y)) for x, y in points]


def _apart(points: Vector, circles: Sequence[Circle]) -> Vector:
    """The points moved by about as little as it takes that no two boxes meet."""
    boxes = np.array([circle.box for circle in circles])
    need = boxes[:, None, :2] + boxes[None, :, :2]
    middle = np.stack([np.zeros(len(circles)), boxes[:, 2]], axis=1)
    lower = np.tril_indices(len(circles))
    points = points.copy()
    for _ in range(_ROUNDS):
        gap = (points + middle)[:, None, :] - (points + middle)[None, :, :]
        overlap = need - np.abs(gap)
        meets = (overlap > _SLACK).all(axis=2)
        np.fill_diagonal(meets, False)
        if not meets.any():
            break
        points *= _GROWTH  # where pushing goes round in a circle, there is more room soon
        axis = overlap.argmin(axis=2)  # the shorter way out
        side = np.where(gap >= 0, 1.0, -1.0)
        side[lower] = np.where(gap[lower] > 0, 1.0, -1.0)
        for dimension in (0, 1):
            moved = np.where(meets & (axis == dimension), overlap[:, :, dimension] * side[:, :, dimension] / 2, 0.0)
            points[:, dimension] += 0.6 * moved.sum(axis=1)
    return points
