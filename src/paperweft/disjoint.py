"""Disjoint sets of numbers, for what is one thing because it shares something."""

from __future__ import annotations

from collections.abc import Hashable


class DisjointSets:
    """Disjoint sets of the numbers from 0, of which there are ``size`` at first; the least of a set stands for it."""

    def __init__(self, size: int = 0) -> None:
        self._above = list(range(size))
        self._first: dict[Hashable, int] = {}

    def add(self) -> int:
        """The next number, in a set of its own."""
        number = len(self._above)
        self._above.append(number)
        return number

    def find(self, number: int) -> int:
        """The number that stands for the set of ``number``."""
        above = self._above
        while above[number] != number:
            above[number] = number = above[above[number]]
        return number

    def join(self, one: int, other: int) -> None:
        """Makes the sets of both one."""
        one, other = self.find(one), self.find(other)
        self._above[max(one, other)] = min(one, other)

    def mark(self, number: int, *marks: Hashable) -> None:
        """Joins ``number`` with all that were given one of the ``marks``."""
        for mark in marks:
            self.join(number, self._first.setdefault(mark, number))

    def sets(self) -> list[list[int]]:
        """All sets, each in ascending order, sorted by their least numbers."""
        out: dict[int, list[int]] = {}
        for number in range(len(self._above)):
            out.setdefault(self.find(number), []).append(number)
        return list(out.values())
