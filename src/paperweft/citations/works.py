"""Cited works under several identifiers: references that share one are of one work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

#: (kind, value)
Identifier = tuple[str, str]


class Works:
    """Sets of identifiers that name one work each, made by what references give together."""

    def __init__(self) -> None:
        self._above: dict[Identifier, Identifier] = {}

    def join(self, ids: Iterable[Identifier]) -> None:
        """The identifiers are of one work."""
        first = None
        for identifier in ids:
            root = self._root(identifier)
            if first is None:
                first = root
            elif root != first:
                first, other = min(first, root), max(first, root)
                self._above[other] = first

    def same(self, one: Identifier, other: Identifier) -> bool:
        """Whether both are of one work."""
        return self._root(one) == self._root(other)

    def name(self, identifier: Identifier) -> Identifier:
        """The identifier that stands for the work: the least of them."""
        return self._root(identifier)

    def __iter__(self) -> Iterator[set[Identifier]]:
        """The works as sets of identifiers."""
        sets: dict[Identifier, set[Identifier]] = {}
        for identifier in self._above:
            sets.setdefault(self._root(identifier), set()).add(identifier)
        yield from sets.values()

    def _root(self, identifier: Identifier) -> Identifier:
        above = self._above
        above.setdefault(identifier, identifier)
        while above[identifier] != identifier:
            above[identifier] = identifier = above[above[identifier]]
        return identifier
