"""Gradient-boosted regression trees (Friedman, 2001) as training wrote them, evaluated in plain Python."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree. Node i asks whether feature ``feature[i]`` is at most ``threshold[i]``; leaves have feature -1."""

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def __call__(self, numbers: Sequence[float]) -> float:
        node = 0
        while (feature := self.feature[node]) >= 0:
            node = (self.left if numbers[feature] <= self.threshold[node] else self.right)[node]
        return self.value[node]


@dataclass(frozen=True, slots=True)
class Trees:
    """A probability from a list of numbers: the logistic function of ``base`` and all trees' values."""

    base: float
    trees: tuple[Tree, ...]

    @classmethod
    def of(cls, saved: Mapping[str, Any], features: Sequence[str]) -> Trees:
        """The trees in a component's settings. Raises ValueError where they were fitted on other features."""
        if tuple(saved["features"]) != tuple(features):
            raise ValueError("the component was fitted on other features than this version of paperweft computes")
        return cls(
            saved["base"],
            tuple(Tree(**{key: tuple(column) for key, column in tree.items()}) for tree in saved["trees"]),
        )

    def __call__(self, numbers: Sequence[float]) -> float:
        return 1 / (1 + math.exp(-self.base - sum(tree(numbers) for tree in self.trees)))
