"""Measures beside the graph: stored, typed, told apart by the graph they are of."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from paperweft.model import MEASURES, Link, Node
from paperweft.record import schema
from paperweft.record.library import Record
from tests.conftest import put

NODES = [
    Node("arxiv:1", ("Paper",), {"title": "One"}),
    Node("author:a", ("Author",), {"name": "A"}),
    Node("model:x", ("Entity", "Model"), {"name": "X"}),
    Node("task:y", ("Entity", "Task"), {"name": "Y"}),
]
ROWS = [
    ("task:y", "pagerank", 0.3), ("model:x", "community", 2.0), ("model:x", "pagerank", 0.3), ("arxiv:1", "pagerank", 0.1),
    ("gone", "pagerank", 0.9),
]  # fmt: skip


def measure(record: Record, rows: list[tuple[str, str, float]] = ROWS, version: int = 1) -> None:
    with record.transaction():
        record.measures.replace(rows, record.graph.hash, version)


def test_measures_are_read_as_they_were_stored(record: Record) -> None:
    put(record, NODES, [])
    assert (record.measures.hash, record.measures.names(), list(record.measures)) == ("", [], [])
    measure(record)
    assert record.measures.names() == ["pagerank", "community"]
    assert record.measures.of(["model:x", "author:a", "nobody", "arxiv:1"]) == {
        "model:x": {"pagerank": 0.3, "community": 2}, "arxiv:1": {"pagerank": 0.1},
    }  # fmt: skip
    assert isinstance(record.measures.of(["model:x"])["model:x"]["community"], int)
    everything = list(record.measures)
    assert [node for node, _ in everything] == ["arxiv:1", "model:x", "task:y"]  # of the graph's nodes alone
    assert dict(everything) == record.measures.of([node.id for node in NODES])
    assert set(MEASURES) >= {name for _, name, _ in ROWS}


def test_of_takes_any_number_of_nodes(record: Record) -> None:
    measure(record, [(f"n{i}", "pagerank", i / 2000) for i in range(2000)])
    found = record.measures.of([f"n{i}" for i in range(0, 3000, 2)])
    assert len(found) == 1000 and found["n998"] == {"pagerank": 998 / 2000}


def test_the_highest_come_first_and_ties_by_id(record: Record) -> None:
    put(record, NODES, [])
    measure(record)
    assert record.measures.top("pagerank", None, 9) == ["model:x", "task:y", "arxiv:1"]
    assert record.measures.top("pagerank", "Entity", 1) == ["model:x"]
    assert record.measures.top("pagerank", "Task", 5) == ["task:y"]
    assert record.measures.top("betweenness", "Paper", 5) == []


def test_measures_of_another_graph_or_version_are_told(record: Record) -> None:
    put(record, NODES, [])
    assert not record.measures.are_of(record.graph.hash, 1)
    measure(record)
    assert record.measures.are_of(record.graph.hash, 1)
    assert not record.measures.are_of(record.graph.hash, 2)
    put(record, NODES, [Link("arxiv:1", "model:x", "USES", {})])
    assert not record.measures.are_of(record.graph.hash, 1)
    assert record.measures.of(["model:x"])  # of the older graph, and still there


def test_the_hash_follows_the_values_and_the_graph_s_hash_does_not(record: Record) -> None:
    put(record, NODES, [])
    before = record.graph.hash
    measure(record)
    first = record.measures.hash
    measure(record, ROWS[::-1])
    assert record.measures.hash == first
    measure(record, [*ROWS[1:], ("task:y", "pagerank", 0.30000001)])
    assert record.measures.hash != first
    assert record.graph.hash == before
    put(record, NODES, [])
    assert record.graph.hash == before


def test_a_library_from_before_the_measures_gets_their_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = next(n for n, script in enumerate(schema.MIGRATIONS) if "CREATE TABLE measure " in script)
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:before])
        patched.setattr(schema, "SCHEMA_VERSION", before)
        with Record(tmp_path / "a.db", create=True) as record:
            put(record, NODES, [])
        assert sqlite3.connect(tmp_path / "a.db").execute("PRAGMA user_version").fetchone() == (before,)
    with Record(tmp_path / "a.db") as record:
        measure(record)
        assert record.measures.names() == ["pagerank", "community"]
