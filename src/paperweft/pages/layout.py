"""Positions of nodes on a page: force-directed, deterministic, with room for every label."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import networkx as nx
import numpy as np

_SPACE = 95.0  # pixels between neighbours, on average
_BOX = np.array([105.0, 58.0])  # the room of a node with its label, in pixels
_ROUNDS = 60


def layout(
    nodes: Sequence[str], links: Sequence[tuple[str, str]], centre: str | None
) -> Mapping[str, tuple[float, float]]:
    """Pixel positions by Fruchterman and Reingold's method (networkx, fixed seed), then pushed apart where labels meet.

    Connected nodes lie near each other; ``centre`` lies in the middle.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(links)
    found = nx.spring_layout(graph, seed=7, iterations=120, k=1.6 / math.sqrt(max(1, len(nodes))))
    points = np.array([found[node] for node in nodes], dtype=float).reshape(len(nodes), 2)
    points *= _SPACE * math.sqrt(max(1, len(nodes))) * np.array([1.25, 0.9])  # pages are wider than high
    if centre is not None:
        points -= points[list(nodes).index(centre)]
    for _ in range(_ROUNDS):
        gap = points[:, None, :] - points[None, :, :]
        overlap = _BOX - np.abs(gap)
        meets = (overlap > 0).all(axis=2)
        np.fill_diagonal(meets, False)
        if not meets.any():
            break
        axis = overlap.argmin(axis=2)  # the shorter way out
        side = np.where(gap >= 0, 1.0, -1.0)
        side[np.tril_indices(len(nodes))] = np.where(gap[np.tril_indices(len(nodes))] > 0, 1.0, -1.0)
        push = np.zeros_like(points)
        for dimension in (0, 1):
            moved = np.where(meets & (axis == dimension), overlap[:, :, dimension] * side[:, :, dimension] / 2, 0.0)
            push[:, dimension] = moved.sum(axis=1)
        points += 0.5 * push
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(nodes, points, strict=True)}
