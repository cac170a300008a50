"""What the library cites most and lacks; what one paper cites."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from paperweft.citations.gaps import Gap, described, gaps
from paperweft.enrichment.lookup import look_up
from paperweft.workspace import Library
from tests.enrichment.conftest import Service, found


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "l.db") as opened:
        yield opened


def fill(library: Library, folder: Path, *references: list[dict[str, str]], **more: Any) -> None:
    """A paper for each list of references."""
    rows = [
        {"title": f"A Citing Paper of the Number {n}", "ids": {"doi": f"10.1234/{n}"}, "references": works, **more}
        for n, works in enumerate(references)
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    library.add(folder / "a.jsonl")
    library.link()


def summary(library: Library, least: int) -> list[tuple[str, int]]:
    return [(gap.id, len(gap.cited_by)) for gap in gaps(library._record.cited_works, library._held, least)]


DOI, ARXIV, W = {"doi": "10.1234/gap"}, {"arxiv": "2001.00001"}, {"openalex": "W1"}


def test_the_most_cited_come_first_and_those_in_the_library_not_at_all(library: Library, tmp_path: Path) -> None:
    own = {"doi": "10.1234/0"}
    fill(library, tmp_path, [DOI, ARXIV], [DOI, own], [DOI, ARXIV, own], [W, own])
    assert summary(library, 2) == [("doi:10.1234/gap", 3), ("arxiv:2001.00001", 2)]
    assert summary(library, 3) == [("doi:10.1234/gap", 3)]
    assert summary(library, 1)[-1] == ("openalex:W1", 1) and len(summary(library, 1)) == 3


def test_one_work_under_several_identifiers_counts_once(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path, [DOI], [{**DOI, **ARXIV}], [{**ARXIV, **W}], [W, DOI])
    assert summary(library, 2) == [("doi:10.1234/gap", 4)]
    (gap,) = gaps(library._record.cited_works, library._held, 4)
    assert gap.ids == (("doi", "10.1234/gap"), ("arxiv", "2001.00001"), ("openalex", "W1"))
    assert gap.cited_by == tuple(f"doi:10.1234/{n}" for n in range(4))


def test_a_work_that_is_held_under_any_of_its_identifiers_is_no_gap(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path, [DOI], [DOI], [{**DOI, "arxiv": "2001.00009"}], [])
    assert summary(library, 2) == [("doi:10.1234/gap", 3)]
    (tmp_path / "b.jsonl").write_text('{"title": "The Gap Itself, at Last", "arxiv": "2001.00009"}\n')
    library.add(tmp_path / "b.jsonl")
    assert summary(library, 2) == []


def test_titles_join_what_references_keep_apart() -> None:
    apart = [
        Gap((("doi", "10.1234/gap"),), ("a", "b")),
        Gap((("openalex", "W1"),), ("b", "c", "d")),
        Gap((("s2", "0" * 40),), ("e",)),
    ]
    records, failures = look_up(
        [gap.ids for gap in apart],
        {
            "semanticscholar": Service(found("semanticscholar", "The Gap", {"doi": "10.1234/gap"}, year=2019)),
            "openalex": Service(found("openalex", "The Gap", {"openalex": "W1", "doi": "10.1234/gap"})),
        },
    )
    one, other = described(apart, records)
    assert (
        failures == []
        and one.record is not None
        and (one.record.title, one.cited_by) == ("The Gap", ("a", "b", "c", "d"))
    )
    assert one.ids == (("doi", "10.1234/gap"), ("openalex", "W1"))
    assert other.record is None


def test_a_service_that_fails_leaves_titles_to_the_next() -> None:
    next_one = Service(found("openalex", "The Gap", {"doi": "10.1234/gap"}))
    records, failures = look_up(
        [(("doi", "10.1234/gap"),)], {"semanticscholar": Service(fails_after=0), "openalex": next_one}
    )
    assert [record.title for record in records] == ["The Gap"] and failures == ["service has had enough"]
    look_up([(("openalex", "W1"),)], {"semanticscholar": (unasked := Service())})
    assert unasked.asked == []


def test_references_are_the_papers_of_the_library_and_works_outside_it(library: Library, tmp_path: Path) -> None:
    fill(library, tmp_path, [DOI, {"doi": "10.1234/1"}, {**ARXIV, **W}, W], [])
    cited = library.references("A Citing Paper of the Number 0", offline=True)
    assert [node.id for node in cited.inside] == ["doi:10.1234/1"]
    assert [work.ids for work in cited.outside] == [
        (("doi", "10.1234/gap"),),
        (("arxiv", "2001.00001"), ("openalex", "W1")),
    ]
    assert library.references("doi:10.1234/1", offline=True).outside == ()
