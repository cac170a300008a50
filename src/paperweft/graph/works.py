"""Cited works, in the library or not: one work however many identifiers its citations give."""

from __future__ import annotations

from collections.abc import Iterable

from paperweft.disjoint import DisjointSets
from paperweft.model import IDENTIFIER_KINDS, Citation

_RANK = {kind: place for place, kind in enumerate(IDENTIFIER_KINDS)}


class Works:
    """Identifiers that occur in one citation name one work, and so do all that one paper of the library has.

    Two papers of the library are never one work, whatever a citation says. ``identifiers`` are (kind, value, paper id)
    of the library's papers, ``citations`` all of its citations.
    """

    def __init__(self, identifiers: Iterable[tuple[str, str, str]], citations: Iterable[Citation]) -> None:
        self._number: dict[tuple[str, str], int] = {}
        self._sets = DisjointSets()
        self._name: dict[int, str] = {}  # root -> paper of the library
        papers: dict[str, int] = {}
        direct: set[tuple[str, str]] = set()
        for kind, value, paper in identifiers:
            direct.add((kind, value))
            number = self._enter((kind, value))
            self._join(papers.setdefault(paper, number), number)
            self._name[self._sets.find(number)] = paper
        for citation in citations:
            first, *others = [self._enter(pair) for pair in citation.target.items()]
            for other in others:
                self._join(first, other)
        self._direct = frozenset(direct)
        self._papers = frozenset(self._name)
        best: dict[int, tuple[int, str, str]] = {}
        for (kind, value), number in self._number.items():
            root = self._sets.find(number)
            if root not in self._name:
                key = (_RANK.get(kind, len(_RANK)), kind, value)
                best[root] = min(best.get(root, key), key)
        self._name.update((root, f"{kind}:{value}") for root, (_, kind, value) in best.items())

    def cited_by(self, citation: Citation) -> str:
        """The work that a citation names: the id of a paper of the library, else an identifier ("doi:10.1000/x").

        Where its identifiers belong to several papers of the library, the first in the order of IDENTIFIER_KINDS counts,
        one that the paper has itself before one that other citations give it.
        """
        pairs = sorted(
            citation.target.items(), key=lambda pair: (pair not in self._direct, _RANK.get(pair[0], len(_RANK)))
        )
        roots = [self._sets.find(self._number[pair]) for pair in pairs]
        return self._name[next((root for root in roots if root in self._papers), roots[0])]

    def _enter(self, pair: tuple[str, str]) -> int:
        if pair not in self._number:
            self._number[pair] = self._sets.add()
        return self._number[pair]

    def _join(self, one: int, other: int) -> None:
        one, other = sorted((self._sets.find(one), self._sets.find(other)))
        if one == other or (one in self._name and other in self._name):
            return
        self._sets.join(one, other)
        if other in self._name:
            self._name[one] = self._name.pop(other)
