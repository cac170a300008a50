"""Which records are one paper: the same groups whatever the order in which the records came."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, product

from paperweft.disjoint import DisjointSets
from paperweft.identity.evidence import Strength, Work, agreement, denied, joined

#: A text that more works than these have says nothing of which paper is meant.
CROWD = 50


def groups(works: Sequence[Work]) -> list[list[int]]:
    """The places in ``works`` (one for each record) that are one paper each.

    Records that share an identifier are. What they say together is then compared with others of the same text, the
    strongest agreement first; works are joined unless something denies it, and one that could go with either of two
    papers that deny each other stays by itself.
    """
    by_ids = DisjointSets(len(works))
    for place, work in enumerate(works):
        by_ids.mark(place, *work.ids)
        if not work.ids and agreement(work, work):  # the same entry from another file
            by_ids.mark(place, work)
    parts = by_ids.sets()
    wholes = [joined(works[place] for place in part) for part in parts]
    return sorted(sorted(place for n in group for place in parts[n]) for group in _by_text(wholes))


def _by_text(works: Sequence[Work]) -> list[list[int]]:
    pairs = _agreeing(works)
    held = [[n] for n in range(len(works))]  # the works of each group, empty once it was joined to another
    at = list(range(len(works)))
    known: dict[tuple[int, int], bool] = {}

    def deny(one: int, other: int) -> bool:
        for pair in product(held[one], held[other]):
            if pair not in known:
                known[pair] = denied(works[pair[0]], works[pair[1]])
            if known[pair]:
                return True
        return False

    def disagree(some: Iterable[int]) -> bool:
        return any(deny(one, other) for one, other in combinations(sorted(some), 2))

    for strength in sorted(set(pairs.values()), reverse=True):
        near: dict[int, set[int]] = {}
        for (one, other), found in pairs.items():
            one, other = at[one], at[other]
            if found == strength and one != other and not deny(one, other):
                near.setdefault(one, set()).add(other)
                near.setdefault(other, set()).add(one)
        torn = {n for n, others in near.items() if disagree(others)}
        union = DisjointSets(len(works))
        for one, others in near.items():
            for other in others:
                if not {one, other} & torn:
                    union.join(one, other)
        for first, *rest in union.sets():
            if rest and not disagree([first, *rest]):
                for n in rest:
                    held[first] += held[n]
                    held[n] = []
                for work in held[first]:
                    at[work] = first
    return [group for group in held if group]


def _agreeing(works: Sequence[Work]) -> dict[tuple[int, int], Strength]:
    by_key: dict[str, list[int]] = {}
    for n, work in enumerate(works):
        for key in work.keys:
            by_key.setdefault(key, []).append(n)
    pairs: dict[tuple[int, int], Strength] = {}
    for places in by_key.values():
        if 1 < len(places) <= CROWD:
            for pair in combinations(places, 2):
                found = pairs.get(pair) or agreement(works[pair[0]], works[pair[1]])
                if found:
                    pairs[pair] = found
    return pairs
