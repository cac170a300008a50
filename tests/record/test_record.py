"""The library file: schema, migrations, transactions, graph tables."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from paperweft.errors import LibraryError
from paperweft.model import Abbreviation, Extends, Extraction, Link, Node
from paperweft.record import schema
from paperweft.record.graph_tables import GraphTables
from paperweft.record.library import Record
from paperweft.workspace import Library
from tests.conftest import MakeMention


def test_a_new_library_is_in_wal_mode_with_an_id_of_its_own(tmp_path: Path) -> None:
    with Record(tmp_path / "a.db", create=True) as first, Record(tmp_path / "b.db", create=True) as second:
        assert first.id != second.id
    database = sqlite3.connect(tmp_path / "a.db")
    assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert database.execute("PRAGMA user_version").fetchone()[0] == schema.SCHEMA_VERSION


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    Record(tmp_path / "a.db", create=True).close()
    database = sqlite3.connect(tmp_path / "a.db")
    database.execute("PRAGMA user_version = 999")
    database.close()
    with pytest.raises(LibraryError, match="newer paperweft"):
        Record(tmp_path / "a.db")


def test_an_older_schema_is_migrated_after_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Record(tmp_path / "a.db", create=True) as record:
        identifier = record.id
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (x);"))
    monkeypatch.setattr(schema, "SCHEMA_VERSION", len(schema.MIGRATIONS))
    with Record(tmp_path / "a.db") as record:
        assert record.id == identifier
    assert sqlite3.connect(tmp_path / "a.db").execute("SELECT count(*) FROM later").fetchone() == (0,)
    before = len(schema.MIGRATIONS) - 1
    copy = sqlite3.connect(tmp_path / f"a.db.schema-{before}")
    assert copy.execute("PRAGMA user_version").fetchone() == (before,)


def test_a_copy_that_does_not_fit_is_not_left_and_nothing_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Record(tmp_path / "a.db", create=True).close()
    before = len(schema.MIGRATIONS)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "CREATE TABLE later (x);"))
    monkeypatch.setattr(schema, "SCHEMA_VERSION", len(schema.MIGRATIONS))

    def full(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:100])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(schema.shutil, "copy2", full)
        with pytest.raises(LibraryError, match=r"No space left on device.*make room"):
            Record(tmp_path / "a.db")
    assert not (tmp_path / f"a.db.schema-{before}").exists()
    assert sqlite3.connect(tmp_path / "a.db").execute("PRAGMA user_version").fetchone() == (before,)
    Record(tmp_path / "a.db").close()


def test_a_library_from_before_the_full_text_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        patched.setattr(schema, "SCHEMA_VERSION", 1)
        patched.setattr(GraphTables, "_index_text", lambda self: None)
        with Record(tmp_path / "a.db", create=True) as record, record.transaction():
            record.graph.replace([Node("a", ("Paper",), {"title": "On Gizmos", "abstract": "Gadgets."})], [])
    with Record(tmp_path / "a.db") as record:
        assert [node.id for node in record.graph.search(["gizmo"], 5)] == ["a"]
        assert [node.id for node in record.graph.search(["gizmo", "gadget"], 5)] == ["a"]
        with record.transaction():
            record.graph.replace([Node("b", ("Paper",), {"title": "On Sprockets"})], [])
        assert not record.graph.search(["gizmo"], 5) and record.graph.search(["sprocket"], 5)


@pytest.mark.parametrize(
    "content", [b"hello, I am no database, and long enough to be looked at by anyone who would read me" * 20]
)
def test_a_file_that_is_no_library_is_refused_and_left_alone(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="no paperweft library"):
        Record(path, create=True)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "a.db")
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    before = (tmp_path / "a.db").read_bytes()
    with pytest.raises(LibraryError, match="no paperweft library"):
        Record(tmp_path / "a.db", create=True)
    assert (tmp_path / "a.db").read_bytes() == before


def test_a_missing_library_and_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="paperweft build"):
        Record(tmp_path / "a.db")
    with pytest.raises(LibraryError, match="folder"):
        Record(tmp_path / "no" / "a.db", create=True)


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with Record(tmp_path / "a.db", create=True) as record:
        with pytest.raises(RuntimeError), record.transaction():
            record.graph.replace([Node("a", ("Paper",), {"title": "A"})], [])
            raise RuntimeError
        assert list(record.graph.nodes()) == []


def test_a_second_writer_gets_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sqlite3.connect
    monkeypatch.setattr(schema.sqlite3, "connect", lambda path, **options: real(path, **{**options, "timeout": 0.05}))
    with (
        Record(tmp_path / "a.db", create=True) as first,
        Record(tmp_path / "a.db") as second,
        first.transaction(),
        pytest.raises(LibraryError, match="in use"),
        second.transaction(),
    ):
        pass


def test_a_folder_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="is a folder"):
        Record(tmp_path, create=True)


def test_a_full_disk_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    with Record(tmp_path / "a.db", create=True) as record:
        with record.transaction():
            record.graph.replace([Node("a", ("Paper",), {"title": "A"})], [])
        pages = record._db.execute("PRAGMA page_count").fetchone()[0]
        record._db.execute(f"PRAGMA max_page_count = {pages}")  # SQLite then says that the disk is full
        many = [Node(f"n{i}", ("Paper",), {"title": "x" * 500}) for i in range(500)]
        with pytest.raises(LibraryError, match="full; make room"), record.transaction():
            record.graph.replace(many, [])
        assert [node.id for node in record.graph.nodes()] == ["a"]


def test_extractions_come_back_as_they_went_in(tmp_path: Path, mention: MakeMention) -> None:
    found = Extraction(
        (mention("Llama 2"), mention("MMLU", "Dataset", "evaluates_on", 0.5)),
        (Abbreviation("MAE", "masked autoencoder"),),
        (Extends("a", "b", 0.7),),
    )
    with Record(tmp_path / "a.db", create=True) as record, record.transaction():
        record.extractions.put("h", "v1", found, "2026-01-01")
        record.extractions.put("h", "v1", found, "2026-01-01")
        record._db.execute(
            "INSERT INTO paper VALUES (1, 'p', 't', 'a', NULL, '[]', NULL, NULL, NULL, '[]', '[]', '[]', '2026', '{}', 'h')"
        )
        assert list(record.extractions.by_paper("v1")) == [("p", found)]
        assert record.extractions.missing("v1") == [] and record.extractions.missing("v2") == [("h", "t", "a")]


def test_equal_graphs_have_equal_hashes_whatever_the_order(tmp_path: Path) -> None:
    nodes = [
        Node("b", ("Paper",), {"title": "B", "year": 1}),
        Node("a", ("Entity", "Model"), {"papers": 1, "name": "A"}),
    ]
    links = [Link("b", "a", "USES", {"confidence": 1.0}), Link("b", "a", "CITES", {})]
    hashes = set()
    with Record(tmp_path / "a.db", create=True) as record:
        for order in (1, -1):
            with record.transaction():
                record.graph.replace(nodes[::order], links[::order])
            hashes.add(record.graph.hash)
        assert len(hashes) == 1
        assert [node.id for node in record.graph.nodes()] == ["a", "b"]
        assert [link.kind for link in record.graph.links_of("a")] == ["CITES", "USES"]


def test_a_library_that_cannot_be_written_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without the right to write: whoever runs the tests may be root, so that the answer of the system is set."""
    path = tmp_path / "read.db"
    with Library(path) as library, library._record.transaction():
        library._record.graph.replace([Node("a", ("Paper",), {"title": "On Gizmos"})], [])
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Library(path, create=False) as library:
        assert library.node("On Gizmos").id == "a" and library.search("gizmo").values
        assert library.query("MATCH (p:Paper) RETURN p.id AS id").values == (("a",),)
        with pytest.raises(LibraryError, match="permissions"), library._record.transaction():
            library._record.set_mark("x", 1)
    assert [item.name for item in tmp_path.iterdir()] == ["read.db"]
    monkeypatch.setattr(schema, "SCHEMA_VERSION", len(schema.MIGRATIONS) + 1)
    with pytest.raises(LibraryError, match="copy it to a folder"):
        Library(path)


def test_what_a_build_left_that_was_killed_as_it_began_is_no_strangers_database(tmp_path: Path) -> None:
    database = sqlite3.connect(tmp_path / "a.db")
    database.execute("PRAGMA journal_mode = WAL")  # makes a file without a table
    database.close()
    with pytest.raises(LibraryError, match="is empty"):
        Record(tmp_path / "a.db")
    with Record(tmp_path / "a.db", create=True) as record:
        assert record.papers.count() == 0
