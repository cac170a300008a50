"""``analyze``, and what ``query`` and ``push`` say of measures."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from paperweft.workspace import Library
from tests.cli.conftest import Run
from tests.conftest import OpenNeo4j, put
from tests.graph.test_projections import random_library
from tests.neo4j_server import Neo4jServer


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Library(tmp_path / "random.db") as library:
        random_library(library, 5)
    return tmp_path / "random.db"


def test_without_an_analysis_the_first_of_each_is_printed(run: Run, path: Path) -> None:
    done = run("analyze", "-l", path, "--top", 2)
    assert done.status == 0
    assert "measured pagerank, citation_pagerank, community" in done.err
    for title in ("papers by citation_pagerank", "communities by size", "cited together by papers"):
        assert title in done.out
    again = run("analyze", "-l", path, "--top", 2)
    assert again.out == done.out and "measured" not in again.err
    assert "papers without a year" in done.err
    rows = json.loads(run("analyze", "-l", path, "--top", 2, "--json").out)
    lines = run("analyze", "-l", path, "--top", 2, "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert {"analysis", "what", "value", "why", "id"} == rows[0].keys()


@pytest.mark.parametrize(
    "analysis", ["central", "communities", "cooccurrence", "cocitation", "coupling", "coauthors", "emerging"]
)
def test_every_analysis_in_every_format(run: Run, path: Path, analysis: str) -> None:
    rows = json.loads(run("analyze", analysis, "-l", path, "--top", 3, "--json").out)
    assert 0 < len(rows) <= 9
    table = list(csv.DictReader(io.StringIO(run("analyze", analysis, "-l", path, "--top", 3, "--format", "csv").out)))
    assert [row.keys() for row in table] == [row.keys() for row in rows]
    shown = run("analyze", analysis, "-l", path, "--top", 3)
    assert shown.status == 0 and not {"shared", "other_id"} & set(shown.out.split())


def test_betweenness_when_asked_for(run: Run, path: Path) -> None:
    assert "betweenness" not in run("analyze", "central", "-l", path, "--json").out
    done = run("analyze", "central", "--betweenness", "-l", path, "--json")
    assert "measured pagerank, citation_pagerank, betweenness, community" in done.err
    rows = [row["betweenness"] for row in json.loads(done.out) if row["label"] == "Paper"]
    assert rows == sorted(rows, reverse=True) and rows[0] > 0
    with Library(path) as library:
        graph = library._record.graph
        put(library._record, list(graph.nodes()), list(graph.links())[1:])
    assert "betweenness of an older graph went; --betweenness measures it again" in run("analyze", "-l", path).err


def test_a_node_and_options_of_pairs(run: Run, path: Path) -> None:
    rows = json.loads(run("analyze", "cooccurrence", "M1", "-l", path, "--json").out)
    assert rows and {row["entity"] for row in rows} == {"M1"}
    arguments = ("--min-weight", 2, "--normalise", "salton", "--years", "2001:", "--cited", "--json")
    rows = json.loads(run("analyze", "cocitation", "-l", path, *arguments).out)
    assert rows and all(row["papers"] >= 2 and 0 < row["weight"] <= 1 for row in rows)
    nothing = run("analyze", "coupling", "-l", path, "--min-weight", 99)
    assert nothing.status == 0 and "no rows" in nothing.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("central", "M1"), ("emerging", "M1"), ("communities", "--betweenness"), ("emerging", "--years", "2001:"),
        ("--min-weight", "2"), ("coupling", "--cited"), ("nonsense",), ("central", "--top", "0"), ("cocitation", "--normalise", "x"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_bad_usage(run: Run, path: Path, arguments: tuple[str, ...]) -> None:
    assert run("analyze", *arguments, "-l", path).status == 2


@pytest.mark.parametrize(
    "arguments", [("coupling", "M1"), ("coauthors", "Nobody"), ("coupling", "--years", "2005:2001")]
)
def test_mistakes_are_one_line(run: Run, path: Path, arguments: tuple[str, ...]) -> None:
    done = run("analyze", *arguments, "-l", path)
    assert done.status == 1 and done.err.count("\n") == 1 and done.err.startswith("paperweft: ")


def test_a_query_by_measures_says_what_they_lack(run: Run, path: Path) -> None:
    query = ("query", "-c", "MATCH (p:Paper) RETURN p.pagerank AS rank ORDER BY rank", "-l", path)
    assert "no node has the measure pagerank; `paperweft analyze` computes it" in run(*query).err
    run("analyze", "-l", path)
    assert run(*query).err == ""
    with Library(path) as library:
        graph = library._record.graph
        put(library._record, list(graph.nodes()), list(graph.links())[1:])
    assert "older graph" in run(*query).err


def test_push_writes_measures_when_asked(
    run: Run, path: Path, neo4j_server: Neo4jServer, open_neo4j: OpenNeo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    store = open_neo4j("nobody")
    address = ("-l", path, "--store", neo4j_server.uri)
    count = "MATCH (n:Paperweft) WHERE n.pagerank IS NOT NULL RETURN count(n) AS n"
    pushed = run("push", *address)
    assert pushed.status == 0 and "measures" not in pushed.out
    assert store.query(count).values == ((0,),)
    assert "  measures of 70 nodes would change" in run("push", *address, "--measures", "--dry-run").out
    assert "  measures of 70 nodes changed" in run("push", *address, "--measures").out
    assert store.query(count).values == ((70,),)
    assert run("push", *address).out.strip().endswith("nothing to change")
    assert json.loads(run("push", *address, "--measures", "--json").out)["measured"] == 0
    assert store.query(count).values == ((70,),)
