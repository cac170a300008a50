"""``push``, and what other commands do with ``--store``, against a real Neo4j."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from paperweft.workspace import Library
from tests.cli.conftest import Run
from tests.conftest import OpenNeo4j
from tests.neo4j_server import Neo4jServer


@pytest.fixture
def store(neo4j_server: Neo4jServer, open_neo4j: OpenNeo4j, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty Neo4j that the environment has the password of."""
    monkeypatch.setenv("NEO4J_USERNAME", neo4j_server.user)
    monkeypatch.setenv("NEO4J_PASSWORD", neo4j_server.password)
    open_neo4j("nobody")
    return neo4j_server.uri


def test_push_tells_what_would_change_changes_it_and_then_nothing(run: Run, sample_path: Path, store: str) -> None:
    arguments = ("push", "-l", sample_path, "--store", store)
    with Library(sample_path) as library:
        nodes, links = library.counts()
        counts = {**nodes, **links}
    total = sum(counts.values())
    dry = run(*arguments, "--dry-run")
    assert dry.out.splitlines()[0] == f"{store}: {total} nodes and links would change" and "CITES 787" in dry.out
    assert json.loads(run(*arguments, "--dry-run", "--json").out) == {
        "added": dict(sorted(counts.items())), "updated": {}, "removed": {}, "kept": 0
    }  # fmt: skip
    done = run(*arguments)
    assert done.out.splitlines() == [
        f"{store}: {total} nodes and links changed",
        "  added    " + ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())),
    ]
    assert run(*arguments).out == f"{store}: nothing to change\n"
    assert "150 papers" not in run("query", "most-cited", "-l", sample_path, "--store", store).err
    found = json.loads(run("search", "mamba", "-l", sample_path, "--store", store, "--json").out)
    assert found[0]["id"] == "model:mamba" and any(row["text"] for row in found)
    wrong = run("query", "-c", "MATCH (p:Paper)\nRETRUN p", "-l", sample_path, "--store", store)
    assert (
        wrong.status == 1 and wrong.err.splitlines()[1:] == ["  RETRUN p", "  ^"] and "(line 2, column 1)" in wrong.err
    )
    writes = run("query", "-c", "CREATE (:X)", "-l", sample_path, "--store", store)
    assert writes.status == 1 and "--write" in writes.err


def test_a_push_that_would_empty_the_database_is_refused_in_one_line(
    run: Run, sample_path: Path, store: str, tmp_path: Path
) -> None:
    run("push", "-l", sample_path, "--store", store)
    with Library(sample_path) as library, library._record.transaction():
        library._record.graph.replace([], [])
    refused = run("push", "-l", sample_path, "--store", store)
    assert refused.status == 1 and refused.err.count("\n") == 1 and "--prune" in refused.err
    assert "removed " in run("push", "-l", sample_path, "--store", store, "--prune").out
    assert run("push", "-l", sample_path, "--store", store).out == f"{store}: nothing to change\n"


def test_build_pushes_where_it_is_told_a_store(run: Run, store: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "On Gizmos"}\n')
    assert f"{store}: 1 nodes and links changed" in run("build", "a.jsonl", "--no-extract", "--store", store).err
    report = json.loads(run("build", "a.jsonl", "--no-extract", "--store", store, "--json").out)
    assert report["store"] == {"added": {}, "updated": {}, "removed": {}, "kept": 0}


def test_a_wrong_password_is_one_line(run: Run, sample_path: Path, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "wrong")
    ran = run("push", "-l", sample_path, "--store", store)
    assert ran.status == 1 and ran.err.count("\n") == 1 and "NEO4J_PASSWORD" in ran.err
