"""Cited works, in the library or not: one work however many identifiers its citations give."""

from __future__ import annotations

from collections.abc import Iterable

from paperweft.model import IDENTIFIER_KINDS, Citation

_RANK = {kind: place for place, kind in enumerate(IDENTIFIER_KINDS)}


class Works:
    """Identifiers that occur in one citation name one work, and so do all that one paper of the library has.

    Two papers of the library are never one work, whatever a citation says. ``identifiers`` are (kind, value, paper id)
    of the library's papers, ``citations`` all of its citations.
    """

    def __init__(self, identifiers: Iterable[tuple[str, str, str]], citations: Iterable[Citation]) -> None:
        self._number: dict[tuple[str, str], int] = {}
        self._above: list[int] = []
        self._name: dict[int, str] = {}  # root -> paper of the library
        papers: dict[str, int] = {}
        for kind, value, paper in identifiers:
            number = self._enter((kind, value))
            self._join(papers.setdefault(paper, number), number)
            self._name[self._root(number)] = paper
        for citation in citations:
            first, *others = [self._enter(pair) for pair in citation.target.items()]
            for other in others:
                self._join(first, other)
        self._papers = set(papers)
        best: dict[int, tuple[int, str, str]] = {}
        for (kind, value), number in self._number.items():
            root = self._root(number)
            if root not in self._name:
                key = (_RANK.get(kind, len(_RANK)), kind, value)
                best[root] = min(best.get(root, key), key)
        self._name.update((root, f"{kind}:{value}") for root, (_, kind, value) in best.items())

    def cited_by(self, citation: Citation) -> set[str]:
        """The works that a citation names, by the ids of papers of the library, else by identifier ("doi:10.1/x").

        It is one, unless its identifiers belong to several papers of the library.
        """
        return {self._name[self._root(self._number[pair])] for pair in citation.target.items()}

    def _enter(self, pair: tuple[str, str]) -> int:
        number = self._number.setdefault(pair, len(self._above))
        if number == len(self._above):
            self._above.append(number)
        return number

    def _root(self, number: int) -> int:
        above = self._above
        while above[number] != number:
            above[number] = number = above[above[number]]
        return number

    def _join(self, one: int, other: int) -> None:
        one, other = sorted((self._root(one), self._root(other)))
        if one == other:
            return
        if one in self._name and other in self._name:
            return
        self._above[other] = one
        if other in self._name:
            self._name[one] = self._name.pop(other)
