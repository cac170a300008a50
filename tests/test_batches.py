"""Streams cut into lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from paperweft.batches import batches_of


@pytest.mark.parametrize(
    ("count", "lists"),
    [(0, []), (1, [[0]]), (3, [[0, 1, 2]]), (4, [[0, 1, 2], [3]]), (6, [[0, 1, 2], [3, 4, 5]])],
)
def test_all_is_there_in_order_and_a_list_can_be_cut_as_a_stream_can(count: int, lists: list[list[int]]) -> None:
    assert list(batches_of(range(count), 3)) == list(batches_of(iter(range(count)), 3)) == lists


def test_nothing_is_taken_before_it_is_asked_for() -> None:
    taken = []

    def numbers() -> Iterator[int]:
        for number in range(10):
            taken.append(number)
            yield number

    batches = batches_of(numbers(), 2)
    assert taken == []
    assert next(batches) == [0, 1] and taken == [0, 1]
