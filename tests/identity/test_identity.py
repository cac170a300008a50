"""Identifiers, and which records are one paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paperweft.identity import add_record, identifier_of, paper_id
from paperweft.model import Paper, SourceRecord
from paperweft.record.library import Record


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("arXiv:2312.00752v2", ("arxiv", "2312.00752")), ("https://arxiv.org/pdf/2312.00752v1.pdf", ("arxiv", "2312.00752")), ("cs/9901001", ("arxiv", "cs/9901001")),
        ("10.48550/arXiv.2312.00752", ("arxiv", "2312.00752")), ("https://doi.org/10.1162/NECO.1997.9.8.1735", ("doi", "10.1162/neco.1997.9.8.1735")),
        ("https://openalex.org/W2741809807", ("openalex", "W2741809807")), ("https://aclanthology.org/P16-1162/", ("acl", "P16-1162")), ("12345", None), ("hello", None), ("", None),
    ],
)  # fmt: skip
def test_identifiers_in_their_many_spellings(value: str, expected: tuple[str, str] | None) -> None:
    assert identifier_of(value) == expected


def test_ids_go_by_precedence_and_titles_get_a_readable_one() -> None:
    assert paper_id({"arxiv": "1", "doi": "10.1/x"}, "T", "") == "doi:10.1/x"
    made = paper_id({}, "A Study of Gizmos", "")
    assert made.startswith("title:a-study-of-gizmos-") and made == paper_id({}, "a study  of GIZMOS!", "other")
    assert paper_id({}, "", "abc").startswith("title:untitled-")
    assert paper_id({}, "", "abc") != paper_id({}, "", "abd")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record(tmp_path / "l.db", create=True) as opened:
        yield opened


def add(record: Record, **fields: object) -> tuple[str, str]:
    values: dict[str, object] = {"source": "jsonl", "origin": "a.jsonl", "title": "", "abstract": "", **fields}
    with record.transaction():
        return add_record(record.papers, SourceRecord(**values), "2026-01-02")  # type: ignore[arg-type]


def papers(record: Record) -> list[Paper]:
    return list(record.papers)


LONG = "A Sufficiently Telling Title of a Paper"


def test_the_same_record_again_is_known_and_changes_nothing(record: Record) -> None:
    assert add(record, title=LONG, abstract="x")[1] == "new"
    before = papers(record)
    assert add(record, title=LONG, abstract="x")[1] == "known"
    assert papers(record) == before


def test_an_id_learned_later_joins_and_the_first_id_stays(record: Record) -> None:
    first, _ = add(record, title=LONG, abstract="x")
    second, what = add(record, source="openalex", title=LONG.upper(), abstract="x", ids={"doi": "10.1/x"}, year=2020)
    assert (second, what) == (first, "changed")
    third, _ = add(record, source="crossref", title="Another Title Altogether, Really", ids={"doi": "10.1/x"})
    assert third == first
    (paper,) = papers(record)
    assert paper.id.startswith("title:") and paper.ids == {"doi": "10.1/x"} and paper.year == 2020
    assert paper.field_sources["year"] == "openalex"


def test_a_further_id_of_the_same_kind_finds_the_paper_too(record: Record) -> None:
    """OpenAlex merges works: the old id is answered by the new one, and older citations name the old one."""
    first, _ = add(record, title=LONG, ids={"openalex": "W2"}, other_ids=(("openalex", "W1"),))
    assert record.papers.find("openalex", "W1") == record.papers.find("openalex", "W2") == first
    (stored,) = record.papers.records_of(first)
    assert stored.ids == {"openalex": "W2"} and stored.other_ids == (("openalex", "W1"),)
    assert add(record, source="old", title="Another Title Altogether, Really", ids={"openalex": "W1"})[0] == first


def test_equal_titles_with_different_ids_or_years_are_two_papers(record: Record) -> None:
    add(record, title=LONG, ids={"doi": "10.1/x"}, year=2001)
    add(record, title=LONG, ids={"doi": "10.1/y"})
    add(record, title=LONG, given_id="third", year=2020)
    assert len(papers(record)) == 3


def test_short_titles_say_nothing_but_equal_texts_do(record: Record) -> None:
    add(record, title="Editorial", abstract="One text.")
    add(record, title="Editorial", abstract="Another text.")
    add(record, title="Editorial", abstract="One text.", origin="copy.jsonl")
    assert [len(p.origins) for p in papers(record)] == [2, 1]
    assert len({p.id for p in papers(record)}) == 2


def test_a_record_that_ties_two_papers_merges_them_and_both_ids_find_it(record: Record) -> None:
    first, _ = add(record, title="First Title of Some Length", ids={"doi": "10.1/x"})
    second, _ = add(record, title="Second Title of Some Length", ids={"arxiv": "2001.00001"})
    merged, _ = add(
        record, title="First Title of Some Length", ids={"doi": "10.1/x", "arxiv": "2001.00001"}, source="crossref"
    )
    assert merged == first and len(papers(record)) == 1
    assert record.papers.find("id", second) == first
    assert len(record.papers.records_of(first)) == 3


def test_citations_find_papers_whichever_comes_first(record: Record) -> None:
    add(
        record,
        title="Citing Paper of Some Length",
        ids={"doi": "10.1/a"},
        references=({"arxiv": "2001.00002"}, {"doi": "10.1/absent"}, {"doi": "10.1/a"}),
    )
    assert list(map(tuple, record.papers.resolved_citations())) == []
    add(record, title="Cited Paper of Some Length", ids={"arxiv": "2001.00002"})
    assert list(map(tuple, record.papers.resolved_citations())) == [("doi:10.1/a", "arxiv:2001.00002", "jsonl")]
