"""Cited works under several identifiers: references that share one are of one work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paperweft.disjoint import DisjointSets
from paperweft.record.cited_works import Identifier


class Works:
    """Sets of identifiers that name one work each, made by what references give together."""

    def __init__(self) -> None:
        self._number: dict[Identifier, int] = {}
        self._sets = DisjointSets()

    def join(self, ids: Iterable[Identifier]) -> None:
        """The identifiers are of one work."""
        numbers = [self._enter(identifier) for identifier in ids]
        for other in numbers[1:]:
            self._sets.join(numbers[0], other)

    def work(self, identifier: Identifier) -> int:
        """The number of the work that the identifier names; another number once others are joined to it."""
        return self._sets.find(self._enter(identifier))

    def __iter__(self) -> Iterator[set[Identifier]]:
        """The works as sets of identifiers."""
        works: dict[int, set[Identifier]] = {}
        for identifier, number in self._number.items():
            works.setdefault(self._sets.find(number), set()).add(identifier)
        yield from works.values()

    def _enter(self, identifier: Identifier) -> int:
        if identifier not in self._number:
            self._number[identifier] = self._sets.add()
        return self._number[identifier]
