"""The plain-text reader."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from paperweft.model import SourceRecord
from paperweft.readers import Skipped, read_source
from paperweft.readers.text import read_text

A = "We propose a widget that turns gadgets into gizmos at scale. It outperforms earlier widgets on three benchmarks and needs no tuning at all."
B = "Gizmos are hard to find in practice. This paper studies where they hide, and releases a dataset of ten thousand gizmos with their gadgets."


def read(text: str) -> tuple[list[tuple[str, str]], list[Skipped]]:
    items = list(read_text(io.StringIO(text), "page.txt"))
    return [(r.title, r.abstract) for r in items if isinstance(r, SourceRecord)], [
        s for s in items if isinstance(s, Skipped)
    ]


BOTH = [("Widgets for All", A), ("Where Gizmos Hide: A Study", B)]


@pytest.mark.parametrize(
    "text",
    [
        f"Widgets for All\n\n{A}\n\nWhere Gizmos Hide: A Study\n\n{B}\n",
        f"Widgets for All\n{A}\nWhere Gizmos Hide: A Study\n{B}",
        f"\n\n\nWidgets for All\n\n\n \t\n{A}\n\n\n\nWhere Gizmos Hide: A Study\n\n\n{B}\n\n\n",
        f"Widgets for All\r\n\r\n{A}\r\n\r\nWhere Gizmos Hide: A Study\r\n\r\n{B}\r\n",
        f"Title: Widgets for All\n\nAbstract: {A}\n\nTitle: Where Gizmos Hide: A Study\n\nAbstract: {B}",
    ],
    ids=["plain", "no blank lines", "blank-line noise", "CRLF", "labelled"],
)
def test_titles_and_abstracts_in_turn(text: str) -> None:
    assert read(text.replace(A, A + " " + A).replace(B, B + " " + B))[0] == [(t, f"{a} {a}") for t, a in BOTH]


def test_wrapped_text() -> None:
    import textwrap

    text = "\n\n".join(f"{title}\n{textwrap.fill(abstract, 72)}" for title, abstract in BOTH)
    assert read(text)[0] == BOTH
    text = "\n\n".join(f"{title}\n\n{textwrap.fill(abstract, 72)}" for title, abstract in BOTH)
    assert read(text)[0] == BOTH


def test_headings_and_dates_between_papers_are_reported_not_read() -> None:
    papers, skipped = read(
        f"new\n\nMar 13\n\nWidgets for All\n\n{A}\n\n14 March 2024\n\nComputer Vision\n\nWhere Gizmos Hide: A Study\n\n{B}\n\n2024-03-15\n"
    )
    assert papers == BOTH
    assert sorted((s.line, s.text) for s in skipped) == [
        (1, "new"),
        (3, "Mar 13"),
        (9, "14 March 2024"),
        (11, "Computer Vision"),
        (17, "2024-03-15"),
    ]
    assert all(s.furniture for s in skipped)


@pytest.mark.parametrize(
    "aside",
    [
        "Published on Mar 12",
        "Submitted by someone",
        "Jane Doe, Richard van Roe and J. Smith",
        "112",
        "3.4k stars",
        "arXiv:2403.01234",
        "GitHub",
        "Mar 12 · 5 authors",
        "by Jane Doe",
    ],
)
def test_asides_between_title_and_abstract_are_not_the_title(aside: str) -> None:
    papers, skipped = read(
        f"Widgets for All\n\n{aside}\n\n{A}\n\n{aside}\n\nWhere Gizmos Hide: A Study\n\n{aside}\n\n{B}"
    )
    assert papers == BOTH and {s.text for s in skipped} == {aside} and len(skipped) == 3


@pytest.mark.parametrize(
    "title",
    [
        "Code Llama: Open Foundation Models for Code",
        "View Synthesis by Appearance Flow",
        "Published Work and Its Readers",
        "Comments on Widgets: A Reply",
    ],
)
def test_titles_that_begin_like_asides_are_titles(title: str) -> None:
    papers, _ = read(f"Computer Vision\n\n{title}\n\n{A}\n\nMachine Learning\n\n{title} Again\n\n{B}")
    assert papers == [(title, A), (f"{title} Again", B)]


def test_a_missing_abstract_between_two_papers_leaves_its_title() -> None:
    papers, _ = read(f"Widgets for All\n\n{A}\n\nA Paper Without an Abstract\n\nWhere Gizmos Hide: A Study\n\n{B}")
    assert papers == [BOTH[0], ("A Paper Without an Abstract", ""), BOTH[1]]


def test_an_abstract_in_two_paragraphs_is_one() -> None:
    papers, _ = read(
        f"Widgets for All\n\n{A}\n\n{B}\n\nWhere Gizmos Hide: A Study\n\n{B}\n\nCode is at https://example.org/gizmos\n"
    )
    assert papers == [
        ("Widgets for All", f"{A} {B}"),
        ("Where Gizmos Hide: A Study", f"{B} Code is at https://example.org/gizmos"),
    ]


def test_a_missing_last_abstract_leaves_the_paper() -> None:
    assert read(f"Widgets for All\n\n{A}\n\nWhere Gizmos Hide: A Study")[0] == [
        BOTH[0],
        ("Where Gizmos Hide: A Study", ""),
    ]


def test_an_abstract_without_a_title_is_reported_with_its_line() -> None:
    papers, skipped = read(f"{A}\n\nWhere Gizmos Hide: A Study\n\n{B}")
    assert papers == [BOTH[1]] and [(s.line, s.furniture) for s in skipped] == [(1, False)]


def test_the_seed_page_has_72_papers(shared: Path) -> None:
    items = list(read_source(str(shared / "seed" / "trending-papers.txt")))
    records = [item for item in items if isinstance(item, SourceRecord)]
    assert len(records) == 72
    assert all(len(record.abstract) > 300 and 10 < len(record.title) < 200 for record in records)
    assert [item.line for item in items if isinstance(item, Skipped)] and all(
        item.furniture for item in items if isinstance(item, Skipped)
    )
