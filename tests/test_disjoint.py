"""Disjoint sets, against sets of Python's that are joined one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from paperweft.disjoint import DisjointSets

NUMBERS = st.integers(0, 11)


@given(st.lists(st.tuples(NUMBERS, NUMBERS)))
def test_sets_are_those_joined_one_by_one_and_the_least_stands_for_each(pairs: list[tuple[int, int]]) -> None:
    sets = DisjointSets(10)
    assert [sets.add(), sets.add()] == [10, 11]
    plain = [{number} for number in range(12)]
    for one, other in pairs:
        sets.join(one, other)
        whole = plain[one] | plain[other]
        for number in whole:
            plain[number] = whole
    assert [sets.find(number) for number in range(12)] == [min(whole) for whole in plain]
    assert sets.sets() == [sorted(plain[n]) for n in range(12) if n == min(plain[n])]


def test_what_has_a_mark_in_common_is_joined() -> None:
    sets = DisjointSets(4)
    sets.mark(0, "a")
    sets.mark(2, "b", ("c", 1))
    sets.mark(3, ("c", 1), "a")
    assert sets.sets() == [[0, 2, 3], [1]]
