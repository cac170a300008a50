"""When a candidate is the paper that is meant."""

from __future__ import annotations

from typing import Any

import pytest

from paperweft.enrichment.matching import best_match, is_another, judge, title_similarity
from paperweft.model import Paper, SourceRecord

TITLE = "A Sufficiently Telling Title of a Paper about Gizmos"


def paper(title: str = TITLE, year: int | None = 2020, authors: tuple[str, ...] = ("Ann Davies", "B. Lee"), abstract: str = "") -> Paper:  # fmt: skip
    return Paper("title:x", title, abstract, year=year, authors=authors)


def record(title: str = TITLE, year: int | None = 2020, authors: tuple[str, ...] = ("A. Davies", "Bo Lee"), **more: Any) -> SourceRecord:  # fmt: skip
    return SourceRecord(source="s", origin="s", title=title, abstract=more.pop("abstract", ""), year=year, authors=authors, **more)  # fmt: skip


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (paper(), record()),
        (paper(), record(title=TITLE.upper() + ".")),
        (paper(), record(title=TITLE.replace("Gizmos", "Gismos"))),
        (paper(), record(year=2022)),
        (paper(year=None), record()),
        (paper(authors=()), record()),
        (paper(authors=(), year=None), record()),
        (paper(authors=("Davies, et al.",)), record()),
        (paper(authors=("Davies Ann",)), record()),
        (paper(title="GizmoNet"), record(title="GizmoNet")),
        (paper(year=None, authors=(), abstract="One long abstract. " * 9), record(abstract="One long abstract. " * 9)),
    ],
)
def test_the_same_paper_matches(ours: Paper, theirs: SourceRecord) -> None:
    assert judge(ours, theirs).reason == ""


@pytest.mark.parametrize(
    ("ours", "theirs", "reason"),
    [
        (paper(), record(title="A Sufficiently Other Title of a Paper on Widgets"), "another one"),
        (paper(title=TITLE + " 2"), record(title=TITLE + " 3"), "misprint"),
        (paper(title=TITLE + ", Part II"), record(title=TITLE + ", Part I"), "misprint"),
        (
            paper(title="Attention Is All You Need for Gizmos"),
            record(title="Attention Is Not All You Need for Gizmos"),
            "misprint",
        ),
        (paper(title=TITLE + " and Learning"), record(title=TITLE + " and Unlearning"), "misprint"),
        (paper(authors=()), record(title=TITLE.replace("Gizmos", "Gismos")), "not quite"),
        (paper(), record(authors=("C. Smith", "D. Jones")), "other authors"),
        (paper(), record(year=2010), "of 2010"),
        (
            paper("A Telling Title about Gizmos", year=None, authors=()),
            record("A Telling Title about Gizmos"),
            "neither author nor year",
        ),
        (
            paper("Introduction to the Special Issue on Gizmos in Our Time", None, ()),
            record("Introduction to the Special Issue on Gizmos in Our Time"),
            "neither",
        ),
        (paper(title="GizmoNet", authors=()), record(title="GizmoNet"), "too general"),
        (paper(title="Deep Learning", year=None), record(title="Deep learning"), "too general"),
        (paper(title=""), record(title=""), "another one"),
        (paper(title="???"), record(title="!!!"), "another one"),
    ],
)
def test_what_may_be_another_paper_does_not(ours: Paper, theirs: SourceRecord, reason: str) -> None:
    assert reason in judge(ours, theirs).reason


def test_the_best_of_several_is_taken_unless_two_works_fit() -> None:
    far, near = record(title="Something Else Entirely, at Some Length"), record(ids={"doi": "10.1/a"})
    found = best_match(paper(), [far, near])
    assert found and found.record is near and not found.reason
    torn = best_match(paper(), [near, record(ids={"doi": "10.1/b"})])
    assert torn and "several" in torn.reason
    nearest = best_match(paper(), [far])
    assert nearest and nearest.record is far and nearest.reason
    assert best_match(paper(), []) is None


def test_the_record_of_a_wrong_identifier_is_told() -> None:
    other = record(title="On the Diet of Brown Bears in Spring", authors=("E. Fox",))
    assert is_another(paper(), other)
    assert not is_another(paper(), record(title="Gizmos: a new title for the article"))
    assert not is_another(paper(title=""), other)


def test_only_equal_titles_are_wholly_alike() -> None:
    assert title_similarity("A–B: C", "ab c") == 1.0
    assert title_similarity("x" * 4000 + "a", "x" * 4000 + "b") < 1.0
    assert title_similarity("", "a") == 0.0
