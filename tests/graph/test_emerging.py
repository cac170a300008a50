"""Significance and emerging entities against their definitions."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paperweft.graph.emerging import emerging, undated
from paperweft.graph.significance import log_likelihood, mutual_information
from paperweft.model import Link, Node
from paperweft.record.library import Record
from tests.conftest import put


def g_squared(table: list[list[int]]) -> float:
    """2 Σ O ln(O / E) over a table of any size, from its margins."""
    total = sum(map(sum, table))
    out = 0.0
    for row in table:
        for column, observed in enumerate(row):
            expected = sum(row) * sum(other[column] for other in table) / total
            out += 2 * observed * math.log(observed / expected) if observed else 0
    return out


TABLES = st.tuples(*[st.integers(0, 60)] * 4).filter(sum)


@given(table=TABLES)
def test_the_ratio_is_that_of_the_table(table: tuple[int, int, int, int]) -> None:
    both, first, second, neither = table
    one, other, total = both + first, both + second, sum(table)
    found = float(log_likelihood(both, one, other, total))
    assert log_likelihood([both], [one], other, total).tolist() == [found]
    assert abs(found) == pytest.approx(g_squared([[both, first], [second, neither]]), abs=1e-7)
    assert log_likelihood(both, other, one, total) == pytest.approx(found, abs=1e-7)
    more = both * total - one * other
    assert found * more >= 0
    assume(both)
    assert (mutual_information(both, one, other, total) > 1e-12) == (more > 0)


def test_dunnings_own_example() -> None:
    """ "the swiss" in his table 1: 110 of 221 and 2442 of 29114."""
    assert log_likelihood(110, 110 + 2442, 110 + 111, 110 + 2442 + 111 + 29114) == pytest.approx(270.72, abs=0.01)


def test_things_that_are_independent_say_nothing() -> None:
    assert log_likelihood(10, 20, 50, 100) == pytest.approx(0)
    assert mutual_information(10, 20, 50, 100) == 0
    assert mutual_information(10, 10, 10, 80) == 3


def named(years: dict[str, int | None], names: dict[str, list[str]]) -> tuple[list[Node], list[Link]]:
    nodes = [Node(p, ("Paper",), {"title": p} | ({"year": year} if year else {})) for p, year in years.items()]
    nodes += [Node(entity, ("Entity", "Model"), {"name": entity}) for entity in names]
    return nodes, [Link(paper, entity, "USES", {}) for entity, papers in names.items() for paper in papers]


def test_a_new_name_emerges_and_an_old_or_fading_one_does_not(record: Record) -> None:
    years: dict[str, int | None] = {f"p{year}-{n}": year for year in range(2015, 2025) for n in range(6)}
    years["undated"] = None
    names = {
        "everywhere": [paper for paper in years if paper.endswith(("-0", "-1", "-2", "-3", "-4", "-5"))],
        "new": [f"p{year}-{n}" for year in (2022, 2023, 2024) for n in range(3)] + ["undated"],
        "fading": [f"p{year}-{n}" for year in (2015, 2016) for n in range(4)],
        "once": ["p2024-5"],
    }
    put(record, *named(years, names))
    (item,) = emerging(record.graph)
    assert (item.id, item.since, item.papers, item.of, item.papers_before, item.of_before) == (
        "new",
        2022,
        9,
        18,
        0,
        42,
    )
    assert item.score == pytest.approx(log_likelihood(9, 9, 18, 60), abs=1e-3)
    assert item.growth == pytest.approx((9.5 / 19) / (0.5 / 43), abs=1e-2)
    assert item.reason == "9 of 18 papers since 2022, 0 of 42 before"
    assert item.by_year == {2022: 3, 2023: 3, 2024: 3}
    assert undated(record.graph) == 1


@pytest.mark.parametrize("seed", range(3))
def test_the_year_is_the_one_that_parts_best(record: Record, seed: int) -> None:
    chance = random.Random(seed)
    years: dict[str, int | None] = {f"p{n}": chance.choice([None, *range(2000, 2012)]) for n in range(120)}
    names = {f"model:{n}": chance.sample(sorted(years), chance.randrange(1, 25)) for n in range(20)}
    put(record, *named(years, names))
    dated = {p: year for p, year in years.items() if year and any(p in papers for papers in names.values())}
    expected = {}
    for entity, papers in names.items():
        for since in sorted(set(dated.values()))[1:]:
            late = [p for p in dated if dated[p] >= since]
            here = [p for p in late if p in papers]
            early = [p for p in dated if dated[p] < since]
            before = [p for p in early if p in papers]
            score = g_squared([[len(here), len(late) - len(here)], [len(before), len(early) - len(before)]])
            risen = len(here) / len(late) > len(before) / len(early)
            if risen and len(here) >= 2 and score > expected.get(entity, (0,))[0] + 1e-9:
                expected[entity] = (score, len(here), len(late))
    found = {item.id: (item.score, item.papers, item.of) for item in emerging(record.graph)}
    assert found.keys() == expected.keys() and found
    for entity, values in expected.items():
        assert found[entity] == pytest.approx(values, abs=1e-3)
    scores = [item.score for item in emerging(record.graph)]
    assert scores == sorted(scores, reverse=True)


def test_one_year_or_none_shows_nothing_emerging(record: Record) -> None:
    put(record, *named({"a": 2020, "b": 2020, "c": None}, {"model:x": ["a", "b", "c"]}))
    assert emerging(record.graph) == []
