"""Builds: the graph of each can be had again, at the price of what changed."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

import pytest

from paperweft.model import Link, Node
from paperweft.record import schema
from paperweft.record.builds import BuildTable, Key, Row
from paperweft.record.graph_tables import GraphTables
from paperweft.record.library import Record

State = tuple[list[tuple[Key, Row]], list[tuple[Key, Row]]]


def build(record: Record, nodes: list[Node], links: list[Link], *, preliminary: bool = False) -> State:
    with record.transaction():
        record.builds.remember()
        record.graph.replace(nodes, links)
        record.builds.log("2026-11-28", record.graph.hash, "v1", "c1", 1, "", 0.0, preliminary=preliminary)
    return list(record.builds.nodes()), list(record.builds.links())


def paper(identifier: str, **properties: object) -> Node:
    return Node(identifier, ("Paper",), {"title": identifier.upper(), **properties})


def test_the_graph_of_every_build_can_be_had_again(record: Record) -> None:
    cite = Link("a", "b", "CITES", {"sources": ["x"]})
    graphs: list[tuple[list[Node], list[Link]]] = [
        ([paper("a"), paper("b")], [cite]),
        ([paper("a", year=2020), paper("b"), paper("c")], [cite, Link("c", "a", "CITES", {})]),
        ([paper("b"), paper("é"), paper("Z")], []),
        ([paper("a"), paper("b")], [Link("a", "b", "CITES", {"sources": ["x", "y"]})]),
        ([], []),
        ([paper("a"), paper("b")], [cite]),
    ]
    states = [build(record, *graph) for graph in graphs]
    builds = list(record.builds)
    assert [item.number for item in builds] == [1, 2, 3, 4, 5, 6] and all(item.exact for item in builds)
    for item, (nodes, links) in zip(builds, states, strict=True):
        assert list(record.builds.nodes(item.row)) == nodes
        assert list(record.builds.links(item.row)) == links
    assert list(record.builds.nodes(0)) == list(record.builds.links(0)) == []


def test_an_unchanged_graph_is_no_build(record: Record) -> None:
    for _ in range(3):
        build(record, [paper("a")], [])
    assert len(list(record.builds)) == 1


def test_a_preliminary_build_is_part_of_the_next(record: Record) -> None:
    first, _ = build(record, [paper("a")], [])
    build(record, [paper("a"), paper("b")], [], preliminary=True)
    assert len(list(record.builds)) == 2  # what is in the graph now has a build, though it was broken off
    assert record.builds.settled == 1
    build(record, [paper("a"), paper("b"), paper("c")], [])
    one, two = record.builds
    assert (one.number, two.number) == (1, 2) and list(record.builds.nodes(one.row)) == first
    build(record, [paper("a")], [], preliminary=True)
    build(record, [paper("a")], [])  # nothing to extract: the preliminary one stands
    assert len(list(record.builds)) == 3 and record.builds.settled == list(record.builds)[-1].row


def test_the_way_back_takes_no_more_room_than_the_change(record: Record) -> None:
    many = [paper(f"p{n}", abstract=f"abstract {n * n}") for n in range(500)]
    build(record, many, [])
    build(record, [*many, paper("q")], [])
    (size,) = record._db.execute("SELECT length(undo) + length(manifest) FROM build WHERE id = 2").fetchone()
    assert size < 100


def test_ever_knows_what_went(record: Record) -> None:
    for nodes in ([paper("a"), paper("b")], [paper("a")], [paper("c")]):
        build(record, nodes, [])
    first, second, third = record.builds
    assert record.builds.ever(first.row) == set()
    assert record.builds.ever(second.row) == {"b"}
    assert record.builds.ever(third.row) == {"a", "b"}


def test_builds_from_before_properties_were_kept_have_their_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:3])
        patched.setattr(schema, "SCHEMA_VERSION", 3)
        connection = schema.open_database(tmp_path / "a.db", create=True)
        tables = GraphTables(connection)
        for number, names in enumerate(("ab", "abc"), start=1):
            tables.replace([paper(name) for name in names], [Link("a", "b", "CITES", {})])
            blob = zlib.compress("\n".join([*names, "", "a\tCITES\tb"]).encode())
            connection.execute(
                "INSERT INTO build (finished_at, graph_hash, catalogue, papers, nodes, links, manifest) VALUES"
                " ('2026-01-01', ?, 'c', ?, ?, 1, ?)",
                (f"h{number}", len(names), len(names), blob),
            )
        connection.close()
    with Record(tmp_path / "a.db") as record:
        build(record, [paper("b"), paper("c"), paper("d")], [])
        old, last, new = record.builds
        assert (old.exact, last.exact, new.exact) == (False, True, True)
        assert list(record.builds.nodes(old.row)) == [(("a",), ()), (("b",), ())]
        assert list(record.builds.links(old.row)) == [(("a", "b", "CITES"), ())]
        assert [key for key, _ in record.builds.nodes(last.row)] == [("a",), ("b",), ("c",)]
        assert dict(record.builds.nodes(last.row))[("a",)] == ("Paper", "A", '{"title":"A"}')
        assert record.builds.ever(old.row) == {"a", "b"}


def test_a_build_that_fails_leaves_no_trace(record: Record) -> None:
    build(record, [paper("a")], [])
    with pytest.raises(sqlite3.IntegrityError), record.transaction():
        record.builds.remember()
        record.graph.replace([paper("b"), paper("b")], [])
    assert [key for key, _ in BuildTable(record._db).nodes()] == [("a",)]
    build(record, [paper("b")], [])
    assert len(list(record.builds)) == 2
