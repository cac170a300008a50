"""Which source gave how many references, and CITES with its sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paperweft.identity import Coverage, add_records, coverage
from paperweft.linking.ledger import Reject
from paperweft.model import SourceRecord
from paperweft.record.library import Record
from paperweft.workspace import Library
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture

TITLE = "A Sufficiently Telling Title of a Paper"


def rec(source: str, title: str, references: list[dict[str, str]], **ids: str) -> SourceRecord:
    return SourceRecord(source=source, origin=source, title=title, abstract="", ids=ids, references=tuple(references))


def test_each_work_counts_once_and_a_source_without_references_is_named(record: Record) -> None:
    with record.transaction():
        add_records(
            record.papers,
            [
                rec("openalex", TITLE, [], arxiv="1706.03762"),
                rec("crossref", TITLE, [{"doi": "10.1/a"}, {"doi": "10.1/b"}, {"doi": "10.1/b"}], arxiv="1706.03762"),
                rec("semanticscholar", TITLE, [{"s2": "1", "doi": "10.1/a"}, {"arxiv": "1409.00001"}, {"arxiv": "1706.03762"}], arxiv="1706.03762"),
                rec("openalex", "The Cited Paper of That Name", [], doi="10.1/a"),
            ],
            "2026",
        )  # fmt: skip
    first, cited = coverage(record.papers)
    assert first == Coverage("arxiv:1706.03762", TITLE, {"crossref": 2, "openalex": 0, "semanticscholar": 3}, 4, 1)
    assert cited == Coverage("doi:10.1/a", "The Cited Paper of That Name", {"openalex": 0}, 0, 0)
    assert list(map(tuple, record.papers.resolved_citations())) == [
        ("arxiv:1706.03762", "doi:10.1/a", "crossref"), ("arxiv:1706.03762", "doi:10.1/a", "semanticscholar")
    ]  # fmt: skip


def test_one_reference_is_one_link_though_its_identifiers_find_two_papers(record: Record) -> None:
    with record.transaction():
        add_records(
            record.papers,
            [
                rec("s", TITLE, [{"arxiv": "1409.00001", "doi": "10.1/a"}]),
                rec("s", "The Cited Paper of That Name", [], doi="10.1/a"), rec("s", "Its Preprint by Another Name", [], arxiv="1409.00001"),
            ],
            "2026",
        )  # fmt: skip
    assert [cited for _, cited, _ in record.papers.resolved_citations()] == ["doi:10.1/a"]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    path, source = tmp_path / "l.db", tmp_path / "papers.jsonl"
    rows = [
        {"id": "a", "source": "openalex", "title": TITLE, "authors": ["Ann Lee"], "year": 2021, "doi": "10.1000/x", "openalex": "W1"},
        {"id": "b", "source": "crossref", "title": TITLE, "doi": "10.1000/x", "references": ["10.1000/y", "10.1000/absent"]},
        {"id": "c", "source": "openalex", "title": "The Cited Paper of That Name", "doi": "10.1000/y"},
    ]  # fmt: skip
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with Library(path) as opened:
        opened.add(source)
        opened.link()
    return path


def test_coverage_for_people_and_programs(library: Path, run: Run) -> None:  # noqa: F811
    table = run("stats", "--coverage", "--library", library)
    assert "crossref 2, openalex none" in " ".join(table.out.split())
    assert (
        "1 of 2 papers have references" in table.out and "1 have none from any source; `paperweft enrich`" in table.out
    )
    rows = json.loads(run("stats", "--coverage", "--json", "--library", library).out)
    assert rows[1] == {
        "paper_id": "doi:10.1000/x", "title": TITLE, "references": 2, "in_library": 1, "not_in_library": 1,
        "sources": {"crossref": 2, "openalex": 0},
    }  # fmt: skip
    assert run("stats", "--coverage", "--format", "csv", "--library", library).out.count("\n") == 3
    assert run("stats", "--format", "csv", "--library", library).out.startswith("what,count\nAuthor,1\n")


def test_show_says_which_source_each_value_is_of(library: Path, run: Run) -> None:  # noqa: F811
    shown = run("show", "openalex:W1", "--sources", "--library", library).out
    assert "title      crossref" in shown and "year       openalex" in shown and "openalex:W1" in shown
    said = json.loads(run("show", TITLE, "--sources", "--json", "--library", library).out)
    assert said["field_sources"]["authors"] == "openalex" and [r["source"] for r in said["records"]] == [
        "openalex",
        "crossref",
    ]


def test_a_decision_holds_for_a_paper_by_an_id_that_was_merged_away(library: Path) -> None:
    ledger = library.with_name("aliases.toml")
    with Library(library) as opened:
        opened.add(_tie(library.with_name("tie.jsonl")))
        opened.link()
        kept = opened.paper("doi:10.1000/y").id
        assert kept == "doi:10.1000/x"
        ledger.write_text('reject = [{paper = "doi:10.1000/y", entity = "model:gpt"}]\n')
        (warning,) = opened.link().warnings  # of the entity alone: the paper is known
        assert "no model:gpt" in warning and "no paper" not in warning
        assert opened.ledger().decisions == (Reject(paper="doi:10.1000/y", entity="model:gpt"),)


def _tie(path: Path) -> Path:
    row = {"id": "tie", "title": TITLE, "doi": "10.1000/x", "ids": {"acl": "P16-1162"}}
    other = {"id": "tie2", "title": "The Cited Paper of That Name", "doi": "10.1000/y", "ids": {"acl": "P16-1162"}}
    path.write_text(json.dumps(row) + "\n" + json.dumps(other) + "\n")
    return path
