"""The library from Python: what adding keeps, and what a page of hostile records does to it."""

from __future__ import annotations

import json
import threading
import tracemalloc
from pathlib import Path

import pytest

from paperweft.errors import PaperweftError
from paperweft.workspace import Library, building


def jsonl(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_two_records_of_one_id_are_both_kept(tmp_path: Path) -> None:
    source = jsonl(
        tmp_path / "a.jsonl",
        {"id": 1, "title": "The First of the Two Papers"},
        {"id": 1, "title": "A Second One of the Same Id"},
    )
    with Library(tmp_path / "l.db") as library:
        assert library.add(source).new == 2
        assert library.add(source).known == 2
        library.link()
        assert library.node("A Second One of the Same Id").id != library.node("The First of the Two Papers").id


def test_records_that_no_file_could_hold_are_stored(tmp_path: Path) -> None:
    source = jsonl(
        tmp_path / "a.jsonl",
        {"id": "\ud800", "title": "\ud800 Lone", "venue": "\udfff", "tags": ["\ud800"], "extra": "\ud800"},
    )
    with Library(tmp_path / "l.db") as library:
        assert library.add(source).new == 1 and library.add(source).known == 1
        library.link()
        library.export(tmp_path / "g.graphml")


def test_a_source_in_another_order_gives_the_same_papers(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"title": f"Paper of the Number {n}", "ids": {"arxiv": f"2001.0000{n}"}, "references": [f"2001.0000{9 - n}"]}
        for n in range(10)
    ]
    hashes = set()
    for name, ordered in (("a", rows), ("b", rows[::-1])):
        with Library(tmp_path / f"{name}.db") as library:
            library.add(jsonl(tmp_path / "papers.jsonl", *ordered))
            library.link()
            hashes.add(library.graph_hash)
    assert len(hashes) == 1


def test_two_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    sources = [
        jsonl(tmp_path / f"{n}.jsonl", *({"title": f"Paper {i} from the Source Number {n}"} for i in range(300)))
        for n in range(2)
    ]
    Library(tmp_path / "l.db").close()

    def add(source: Path) -> None:
        with Library(tmp_path / "l.db") as library:
            library.add(source)
            library.link()

    threads = [threading.Thread(target=add, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Library(tmp_path / "l.db") as library:
        assert library.link().nodes["Paper"] == 600


def test_a_library_without_a_graph_says_so(tmp_path: Path) -> None:
    with Library(tmp_path / "l.db") as library, pytest.raises(PaperweftError, match="has no graph yet"):
        library.query("most-cited")


def test_a_line_of_json_is_kept_as_it_came(tmp_path: Path) -> None:
    line = '{"id":"https://openalex.org/W1",  "title": "A Work of Some Length \\u00e9", "authorships": [], "n": 1.50}'
    source = tmp_path / "works.jsonl"
    source.write_text(line + "\n")
    with Library(tmp_path / "l.db") as library:
        assert library.add(source).new == 1 and library.add(source).known == 1
        assert library._record._db.execute("SELECT raw FROM source_record").fetchone()[0] == line
        source.write_text(json.dumps(json.loads(line), sort_keys=True) + "\n")  # the same, written in another way
        assert library.add(source).known == 1


def test_reading_holds_no_more_of_a_long_file_than_of_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records are let go of batch by batch; what stays of one is its place in the source."""
    monkeypatch.setattr(building, "_READ_EVERY", 50)
    peaks = []
    for count in (200, 600):
        source = jsonl(
            tmp_path / f"{count}.jsonl",
            *({"id": n, "title": f"Paper of the Number {n}", "abstract": "word " * 200} for n in range(count)),
        )
        with Library(tmp_path / f"{count}.db") as library:
            tracemalloc.start()
            library.add(source)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]
