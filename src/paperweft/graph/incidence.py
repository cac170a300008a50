"""Which things occur together on which others, and how often two of them meet: counting by blocks of rows.

A paper with 500 references makes 125,000 pairs, so no pair is kept: the incidences are (two integers each), and pairs
are counted for a block of things at a time, from all that those meet. See Gustavson, "Two Fast Algorithms for Sparse
Matrices", ACM TOMS 4(3), 1978 (rows of a sparse product one after another).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Numbers = NDArray[np.int64]
_BLOCK = 1 << 20  # meetings that are sorted at once: some 40 MB


@dataclass(frozen=True, slots=True)
class Meetings:
    """Pairs ``first[i] < second[i]`` (numbers of items) and ``counts[i]``, the bases on which both occur.

    Those are ``bases[starts[i] : starts[i] + counts[i]]``, ascending.
    """

    first: _Numbers
    second: _Numbers
    counts: _Numbers
    starts: _Numbers
    bases: _Numbers


class Incidence:
    """Items that occur on bases, from (item, basis) pairs of ids; a pair counts once.

    ``items`` and ``bases`` are the ids, sorted, whose places are their numbers; ``occurrences`` the number of bases of
    each item; ``totals`` how often each item meets another, over all bases.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        items: dict[str, int] = {}
        bases: dict[str, int] = {}
        left, right = array("q"), array("q")
        for item, basis in pairs:
            left.append(items.setdefault(item, len(items)))
            right.append(bases.setdefault(basis, len(bases)))
        self.items, item_of = _numbered(items, left)
        self.bases, basis_of = _numbered(bases, right)
        keys = np.unique(item_of * max(1, len(bases)) + basis_of)
        self._item, self._basis = np.divmod(keys, max(1, len(bases)))
        by_basis = np.argsort(self._basis, kind="stable")
        self._members = self._item[by_basis]  # of each basis, ascending
        self._place = np.empty_like(by_basis)  # of each incidence among the members
        self._place[by_basis] = np.arange(len(by_basis))
        self._starts = np.searchsorted(self._item, np.arange(len(items) + 1))
        self._ends = np.cumsum(np.bincount(self._basis, minlength=len(bases)))
        self.occurrences: _Numbers = np.diff(self._starts)
        met = np.bincount(self._basis, minlength=len(bases))[self._basis] - 1
        self.totals: _Numbers = np.bincount(self._item, weights=met, minlength=len(items)).astype(np.int64)

    def meetings(self, least: int, kept: NDArray[np.bool_] | None = None) -> Iterator[Meetings]:
        """The pairs that meet on at least ``least`` bases, sorted, block by block; only ``kept`` items where given."""
        able = self.occurrences >= max(1, least)
        if kept is not None:
            able &= kept
        later = np.where(able[self._item], self._ends[self._basis] - self._place - 1, 0)
        for start, end in self._blocks(later):
            # Each incidence of the block meets the members of its basis that come after it.
            lengths = later[start:end]
            before = np.cumsum(lengths) - lengths
            places = np.arange(lengths.sum()) - np.repeat(before - self._place[start:end] - 1, lengths)
            second = self._members[places]
            usable = able[second]
            keys = (np.repeat(self._item[start:end], lengths) * len(self.items) + second)[usable]
            bases = np.repeat(self._basis[start:end], lengths)[usable]
            order = np.argsort(keys, kind="stable")  # so that each pair's bases stay ascending
            pairs, starts, counts = np.unique(keys[order], return_index=True, return_counts=True)
            often = counts >= least
            first, second = np.divmod(pairs[often], max(1, len(self.items)))
            yield Meetings(first, second, counts[often], starts[often], bases[order])

    def _blocks(self, later: _Numbers) -> Iterator[tuple[int, int]]:
        """Ranges of incidences of whole items with some ``_BLOCK`` meetings each, or those of one item with more."""
        sums = np.concatenate(([0], np.cumsum(later)))[self._starts]
        row = 0
        while row < len(self.items):
            end = int(np.searchsorted(sums, sums[row] + _BLOCK, side="right")) - 1
            end = max(end, row + 1)
            if sums[end] > sums[row]:
                yield int(self._starts[row]), int(self._starts[end])
            row = end


def _numbered(ids: Mapping[str, int], numbers: array[int]) -> tuple[list[str], _Numbers]:
    """The ids sorted, and ``numbers`` (places in order of arrival) as places among those."""
    order = sorted(ids)
    place = np.empty(len(order), dtype=np.int64)
    place[[ids[name] for name in order]] = np.arange(len(order))
    return order, place[np.frombuffer(numbers, dtype=np.int64)] if numbers else place[:0]
