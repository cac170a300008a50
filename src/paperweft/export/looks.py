"""How nodes look in tools that draw: a colour by label, and in graphs that are not too large a place and a size."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from paperweft.export.graph import ExportGraph
from paperweft.model import Node

#: Graphs of more nodes or links are left to the tool's own layout.
MOST_NODES, MOST_LINKS = 10_000, 100_000
_ROUNDS = 150
_SPACE = 90.0  # between neighbours, in the unit of places and sizes
_SMALLEST, _GROWTH, _LARGEST = 10.0, 4.0, 80.0  # diameters
_OTHER = "#808080"


def colours() -> Mapping[str, str]:
    """Label -> colour, as on the pages."""
    from paperweft.pages.palette import NODE_COLOURS  # here, since paperweft.pages loads networkx

    return NODE_COLOURS


class Look(NamedTuple):
    """A node's colour (#rrggbb), its diameter, and its place where it has one; y points down."""

    colour: str
    size: float
    place: tuple[float, float] | None

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, 0 to 255."""
        return int(self.colour[1:3], 16), int(self.colour[3:5], 16), int(self.colour[5:7], 16)


class Looks:
    """The look of each node of a graph; the same graph has the same looks."""

    def __init__(self, graph: ExportGraph) -> None:
        self._drawn, self._colours = _drawing(graph), colours()

    def __call__(self, node: Node) -> Look:
        place, degree = self._drawn.get(node.id, (None, 0))
        size = round(min(_LARGEST, _SMALLEST + _GROWTH * math.sqrt(degree)), 1)
        return Look(self._colours.get(node.label, _OTHER), size, place)


def _drawing(graph: ExportGraph) -> Mapping[str, tuple[tuple[float, float], int]]:
    """Node -> place by the method of Fruchterman and Reingold, and degree; nothing for a graph that is too large."""
    import igraph
    import numpy as np

    numbers = {node.id: number for number, node in enumerate(islice(graph.nodes(), MOST_NODES + 1))}
    if not 0 < len(numbers) <= MOST_NODES:
        return {}
    pairs = [(numbers[x.source], numbers[x.target]) for x in islice(graph.links(), MOST_LINKS + 1)]
    if len(pairs) > MOST_LINKS:
        return {}
    igraph.set_random_number_generator(random.Random(7))
    try:
        drawn = igraph.Graph(len(numbers), pairs).simplify()
        points = np.array(drawn.layout_fruchterman_reingold(niter=_ROUNDS, grid=len(numbers) > 1000).coords)
    finally:
        igraph.set_random_number_generator(random)
    points -= points.mean(axis=0)
    points *= _SPACE * math.sqrt(len(points)) / (points.std() * 4 or 1)
    degrees = Counter(number for pair in pairs for number in pair)
    return {
        identifier: ((round(float(points[number, 0]), 1), round(float(points[number, 1]), 1)), degrees[number])
        for identifier, number in numbers.items()
    }
