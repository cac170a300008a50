"""Views, exports and counts of a collection, or of what came since a day; days and collections in Cypher."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paperweft.record.library import Record
from tests.cli.conftest import Run
from tests.conftest import put
from tests.graph.test_selection import LINKS, NODES


@pytest.fixture
def library_path(record: Record, tmp_path: Path) -> Path:
    put(record, NODES, LINKS)
    return tmp_path / "small.db"


def test_stats_view_and_export_show_the_selection(library_path: Path, run: Run, tmp_path: Path) -> None:
    chosen = ("--library", library_path, "--collection", "Thesis")
    counts = json.loads(run("stats", *chosen, "--json").out)
    assert counts["nodes"] == {"Author": 1, "Model": 2, "Paper": 1} and counts["links"]["USES"] == 1
    assert run("export", "graph.jsonl", *chosen).status == 0
    lines = [json.loads(line) for line in (tmp_path / "graph.jsonl").read_text().splitlines()]
    assert {line["id"] for line in lines if "id" in line} == {"author:x", "model:a", "model:a-2", "p1"}
    assert run("view", "A 2", *chosen, "-o", "a.html").out == "a.html: 3 nodes, 2 links\n"
    everything = json.loads(run("stats", "--library", library_path, "--json").out)
    assert everything["nodes"]["Paper"] == 3


@pytest.mark.parametrize("day", ["yesterday", "2024-13-01", "2024-1-1", "20240101"])
def test_a_day_that_is_none_is_bad_usage(day: str, library_path: Path, run: Run) -> None:
    ran = run("stats", "--library", library_path, "--since", day)
    assert ran.status == 2 and "no date" in ran.err


def test_collections_tags_and_days_can_be_asked_for_in_cypher(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(
        "@article{doe, title={On the Shape of Widgets}, groups={Thesis, Shapes}, keywords={round; flat}}\n"
        "@article{roe, title={Another Paper on Gadgets}, groups={Other}}\n"
    )
    assert run("build", "a.bib", "--no-extract", "--as-of", "2024-01-31").status == 0
    query = (
        "MATCH (p:Paper) WHERE 'Thesis' IN p.collections AND 'flat' IN p.tags AND p.first_seen >= '2024-01-01' "
        "RETURN p.citekey AS key, p.collections AS collections, p.first_seen AS day"
    )
    assert json.loads(run("query", "-c", query, "--json").out) == [
        {"key": "doe", "collections": ["Thesis", "Shapes"], "day": "2024-01-31"}
    ]
    assert "no paper since 2024-02" in run("stats", "--since", "2024-02").err
    assert run("build", "a.bib", "--as-of", "2024").status == 2
