"""JSON in each of its shapes, and the forms that programs give to papers in it."""

from __future__ import annotations

import json
import sys
import tracemalloc
from pathlib import Path

import pytest

from paperweft.cli.options import SourceFormat
from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers import FORMATS, Skipped, read_source
from paperweft.readers.formats import WANTED

PAPER = {"title": "On the Shape of Widgets", "abstract": "We weigh widgets.", "doi": "10.1000/a"}


def read(tmp_path: Path, text: str, form: str | None = None) -> list[SourceRecord | Skipped]:
    (tmp_path / "a").write_text(text, encoding="utf-8")
    return list(read_source(str(tmp_path / "a"), form))


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(PAPER), json.dumps(PAPER, indent=2), json.dumps([PAPER]), json.dumps([PAPER], indent=2), json.dumps([None, PAPER]),
        json.dumps({"meta": {"count": 1}, "results": [PAPER]}), json.dumps({"total": 1, "data": [PAPER]}, indent=1), json.dumps({"items": [PAPER]}),
        json.dumps({"10.1000/A": [PAPER]}), json.dumps({"a": PAPER}), "\x1e" + json.dumps(PAPER) + "\n", f"\n\n  {json.dumps(PAPER)}\r\n\r\n",
    ],
)  # fmt: skip
def test_shapes(tmp_path: Path, text: str) -> None:
    (record,) = (item for item in read(tmp_path, text) if not isinstance(item, Skipped) or not item.furniture)
    assert isinstance(record, SourceRecord) and (record.title, record.ids) == (PAPER["title"], {"doi": "10.1000/a"})


def test_objects_one_after_another_and_pages_of_an_api(tmp_path: Path) -> None:
    pretty = "".join(json.dumps({**PAPER, "title": f"Paper {n}"}, indent=2) + "\n" for n in range(3))
    assert [item.title for item in read(tmp_path, pretty) if isinstance(item, SourceRecord)] == [
        "Paper 0",
        "Paper 1",
        "Paper 2",
    ]
    pages = "".join(json.dumps({"results": [{**PAPER, "title": f"Paper {n}"}]}) + "\n" for n in range(3))
    assert [item.title for item in read(tmp_path, pages) if isinstance(item, SourceRecord)] == [
        "Paper 0",
        "Paper 1",
        "Paper 2",
    ]


def test_a_row_with_a_list_of_its_own_is_a_row(tmp_path: Path) -> None:
    rows = "".join(json.dumps({**PAPER, "data": ["x", "y"], "items": []}) + "\n" for _ in range(2))
    assert len([item for item in read(tmp_path, rows) if isinstance(item, SourceRecord)]) == 2


def test_a_broken_array_says_where(tmp_path: Path) -> None:
    items = read(tmp_path, json.dumps([PAPER, PAPER])[:-1] + ', {"title": NaN}]')
    assert [isinstance(item, SourceRecord) for item in items] == [True, True, False]
    assert (
        isinstance(items[2], Skipped)
        and (items[2].line, items[2].unit) == (3, "element")
        and "write null" in items[2].reason
    )


def test_lines_longer_than_what_tells_the_format(tmp_path: Path) -> None:
    long = {**PAPER, "abstract": "We weigh widgets. " * 10_000}
    items = read(tmp_path, "".join(json.dumps(long) + "\n" for _ in range(3)))
    assert [item.line for item in items if isinstance(item, SourceRecord)] == [1, 2, 3]
    (one,) = read(tmp_path, json.dumps(long))
    assert isinstance(one, SourceRecord) and len(one.abstract) > 100_000
    (pretty,) = read(tmp_path, json.dumps(long, indent=1))
    assert isinstance(pretty, SourceRecord)


def test_a_named_form_decides_how_objects_are_read(tmp_path: Path) -> None:
    row = {"title": "T", "referenced_works": ["https://openalex.org/W1"], "outbound_citations": ["5"]}
    (told,) = read(tmp_path, json.dumps(row))
    assert isinstance(told, SourceRecord) and told.source == "openalex"
    (named,) = read(tmp_path, json.dumps(row), "semanticscholar")
    assert isinstance(named, SourceRecord) and named.references == ({"corpusid": "5"},)


def test_large_arrays_are_streamed(tmp_path: Path) -> None:
    """32 MB of papers in an array, of which never more than a few MB are in memory."""
    with (tmp_path / "a").open("w") as stream:
        stream.write("[")
        for n in range(8_000):
            stream.write(
                ("," if n else "")
                + json.dumps({**PAPER, "title": f"Paper {n}", "abstract": "We weigh widgets. " * 220})
            )
        stream.write("]")
    tracemalloc.start()
    count = sum(isinstance(item, SourceRecord) for item in read_source(str(tmp_path / "a")))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 8_000 and peak < 8e6


def test_the_options_name_every_format() -> None:
    assert tuple(form.value for form in SourceFormat) == FORMATS == tuple(dict.fromkeys(FORMATS))
    assert set(WANTED) == set(FORMATS)


def test_forms_of_the_archives(tmp_path: Path) -> None:
    items = read(
        tmp_path,
        json.dumps([
            {"paper_url": "https://paperswithcode.com/paper/x", "paper_title": "T", "paper_arxiv_id": "2001.00001", "repo_url": "https://github.com/a/b", "is_official": True},
            {"id": "math/0309136", "title": "A\n  title by Erd\\H{o}s", "abstract": " We use $\\alpha$. ", "authors": "P. Erd\\H{o}s and B. Bal\\'azs", "categories": "math.CO cs.DM",
             "versions": [{"version": "v1", "created": "Mon, 8 Sep 2003 10:00:00 GMT"}], "update_date": "2019-01-01", "doi": "10.1000/a 10.2000/b", "journal-ref": None},
        ]),
    )  # fmt: skip
    link, paper = items
    assert isinstance(link, SourceRecord) and (link.code, link.ids) == (
        ("https://github.com/a/b",),
        {"arxiv": "2001.00001"},
    )
    assert isinstance(paper, SourceRecord) and (paper.title, paper.abstract, paper.year) == (
        "A title by Erdős",
        "We use $\\alpha$.",
        2003,
    )
    assert paper.authors == ("P. Erdős", "B. Balázs") and paper.tags == ("math.CO", "cs.DM")
    assert paper.ids == {"arxiv": "math/0309136", "doi": "10.1000/a"} and paper.other_ids == (("doi", "10.2000/b"),)


def test_parquet_a_row_group_after_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [
        {"title": f"Paper Number {n}", "authors": ["A. Doe", "B. Roe"], "year": 2020, "doi": f"10.1000/{n}"}
        for n in range(2_500)
    ]
    parquet.write_table(pyarrow.Table.from_pylist([*rows, {"year": 2021}]), tmp_path / "a", row_group_size=1000)
    items = list(read_source(str(tmp_path / "a")))
    papers = [item for item in items if isinstance(item, SourceRecord)]
    assert [paper.line for paper in papers] == list(range(1, 2_501)) and papers[7].authors == ("A. Doe", "B. Roe")
    (skipped,) = (item for item in items if isinstance(item, Skipped))
    assert (skipped.line, skipped.unit) == (2_501, "row")
    (tmp_path / "b").write_bytes((tmp_path / "a").read_bytes()[:-500])
    with pytest.raises(SourceError, match="b cannot be read as Parquet"):
        list(read_source(str(tmp_path / "b")))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SourceError, match=r"pip install 'paperweft\[parquet\]'"):
        list(read_source(str(tmp_path / "a")))
