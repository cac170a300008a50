"""Numbers with their nouns."""

from __future__ import annotations

import pytest

from paperweft.wording import counted, plural


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "paper", "0 papers"),
        (1, "paper", "1 paper"),
        (2, "more entity", "2 more entities"),
        (1, "entity", "1 entity"),
    ],
)
def test_the_noun_goes_with_the_number(number: int, noun: str, said: str) -> None:
    assert counted(number, noun) == said


def test_a_plural_by_itself() -> None:
    assert (plural("dataset"), plural("entity")) == ("datasets", "entities")
