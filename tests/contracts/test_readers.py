"""What every reader does, and how sources are opened."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import zstandard

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers import READERS, Skipped, read_source
from paperweft.readers.objects import MAPPERS

TITLE, ABSTRACT = (
    "On the Shape of Widgets",
    "Widgets are round, we find. We propose RoundNet, which measures how round they are, and test it on WidgetBench.",
)
_WORDS = ABSTRACT.split()
#: Format name -> a source of one paper in it, as its own programs write it.
ROWS = {
    "text": f"{TITLE}\n\n{ABSTRACT}\n",
    "csv": f'Title,Abstract\n"{TITLE}","{ABSTRACT}"\n',
    "jsonl": json.dumps({"title": TITLE, "abstract": ABSTRACT}) + "\n",
    "json": json.dumps([{"title": TITLE, "abstract": ABSTRACT}]),
    "bibtex": f"% made by hand\n@article{{doe2020shape,\n  title = {{{{{TITLE}}}}},\n  abstract = {{{ABSTRACT}}},\n  author = {{Doe, Jane}},\n}}\n",
    "ris": f"TY  - JOUR\r\nTI  - {TITLE}\r\nAB  - {ABSTRACT}\r\nAU  - Doe, Jane\r\nER  - \r\n",
    "wos": f"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Doe, J\nTI {TITLE}\nAB {ABSTRACT}\nER\n\nEF\n",
    "zotero-rdf": (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:z="http://www.zotero.org/namespaces/export#" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#">\n'
        f'<bib:Article rdf:about="#item_1"><z:itemType>journalArticle</z:itemType><dc:title>{TITLE}</dc:title>'
        f"<dcterms:abstract>{ABSTRACT}</dcterms:abstract></bib:Article></rdf:RDF>\n"
    ),
    "openalex": json.dumps(
        {
            "id": "https://openalex.org/W11",
            "title": TITLE,
            "abstract_inverted_index": {w: [i for i, o in enumerate(_WORDS) if o == w] for w in _WORDS},
        }
    ),
    "semanticscholar": json.dumps([None, {"paperId": "a" * 40, "title": TITLE, "abstract": ABSTRACT}]),
    "crossref": json.dumps(
        {
            "status": "ok",
            "message-type": "work-list",
            "message": {"items": [{"DOI": "10.1/x", "title": [TITLE], "abstract": f"<jats:p>{ABSTRACT}</jats:p>"}]},
        }
    ),
    "arxiv": json.dumps(
        {"id": "2101.00001", "title": TITLE, "abstract": f"  {ABSTRACT}\n", "authors_parsed": [["Doe", "Jane", ""]]}
    ),
    "huggingface": json.dumps([{"paper": {"id": "2101.00001", "title": TITLE, "summary": ABSTRACT}, "title": TITLE}]),
    "paperswithcode": json.dumps(
        [{"paper_url": "https://paperswithcode.com/paper/x", "title": TITLE, "abstract": ABSTRACT, "proceeding": None}],
        indent=1,
    ),
    "zotero": json.dumps(
        [{"key": "ABCD2345", "data": {"itemType": "preprint", "title": TITLE, "abstractNote": ABSTRACT}}]
    ),
    "csl-json": json.dumps(
        [{"id": "x", "type": "article", "title": TITLE, "abstract": ABSTRACT, "issued": {"date-parts": [["2020"]]}}]
    ),
    "datacite": json.dumps(
        {
            "data": {
                "type": "dois",
                "attributes": {
                    "doi": "10.1/x",
                    "titles": [{"title": TITLE}],
                    "descriptions": [{"descriptionType": "Abstract", "description": ABSTRACT}],
                },
            }
        }
    ),
}
#: Forms of JSON whose characters may stand as escapes.
JSON = {"jsonl", "json", *MAPPERS}


def papers(items: Iterable[SourceRecord | Skipped]) -> list[SourceRecord]:
    """The papers among the items; there is nothing else that someone should mend."""
    assert not [item for item in items if isinstance(item, Skipped) and not item.furniture]
    return [item for item in items if isinstance(item, SourceRecord)]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_format_is_told_by_its_content(name: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(ROWS[name].replace("round", "ründ").encode(encoding))
    (record,) = papers(list(read_source(str(path))))
    assert (record.title, record.abstract) == (TITLE, ABSTRACT.replace("round", "ründ"))
    assert record.origin == "source" and record.raw


@pytest.mark.parametrize("name", READERS)
def test_every_reader_cleans_what_it_reads(name: str, tmp_path: Path) -> None:
    dirty = "Shape\\u200b \\u202eof" if name in JSON else "Shape\u200b \u202eof"
    (tmp_path / "s").write_text(ROWS[name].replace("Shape of", dirty), encoding="utf-8")
    (record,) = papers(list(read_source(str(tmp_path / "s"))))
    assert record.title == TITLE


@pytest.mark.parametrize("name", READERS)
def test_standard_input(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ROWS[name].encode())))
    (record,) = papers(list(read_source("-")))
    assert (record.title, record.origin) == (TITLE, "stdin")


COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_compressed_sources(name: str, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"source.{suffix}"
    path.write_bytes(COMPRESSORS[suffix](ROWS[name].encode()))
    (record,) = papers(list(read_source(str(path))))
    assert (record.title, record.abstract) == (TITLE, ABSTRACT)


@pytest.mark.parametrize("name", READERS)
def test_a_format_that_is_named_is_not_told_by_content(name: str, tmp_path: Path) -> None:
    path = tmp_path / "misleading.pdf"
    path.write_text(ROWS[name], encoding="utf-8")
    (record,) = papers(list(read_source(str(path), name)))
    assert record.title == TITLE
    with pytest.raises(SourceError, match=r"\(read as ris\)" if name != "ris" else r"\(read as wos\)"):
        list(read_source(str(path), "ris" if name != "ris" else "wos"))


def test_a_format_that_does_not_exist_lists_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"there is no format endnote; --from takes text, csv, .*parquet"):
        list(read_source(str(tmp_path / "x"), "endnote"))


@pytest.mark.parametrize("name", READERS)
def test_the_first_record_has_its_place(name: str, tmp_path: Path) -> None:
    (tmp_path / "s").write_text(ROWS[name], encoding="utf-8")
    (record,) = papers(list(read_source(str(tmp_path / "s"))))
    wanted = {"csv": 2, "bibtex": 2, "wos": 3, "semanticscholar": 2}
    assert record.line == wanted.get(name, 1)


@pytest.mark.parametrize("suffix", COMPRESSORS)
def test_a_compressed_file_that_is_cut_off(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "source"
    lines = "".join(json.dumps({"title": f"Paper {n} of many", "x": str(n**7)}) + "\n" for n in range(5_000))
    path.write_bytes(COMPRESSORS[suffix](lines.encode())[:-2000])
    with pytest.raises(SourceError, match=r"source (is damaged after \d+ papers|cannot be read)") as error:
        list(read_source(str(path)))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"), (b"%PDF-1.7\n...", "is a PDF"), (b"<!DOCTYPE html><html>", "save it as text"), (b"\x89PNG\r\n\x1a\n\0\0\0", "is not text"),
        (b"\x1f\x8b\x08\0", "damaged"), (b"<?xml version='1.0'?><feed/>", "is XML that no reader takes"), (b"PK\x03\x04..", "office document"), (b"   \n\n ", "no paper was found"), (b"hello", "no paper was found"),
        (b"\n{\\rtf1\\ansi We propose}", "RTF document"), (b"<!-- saved -->\n<div><p>We propose", "save it as text"),
        (bytes(range(1, 256)) * 9, "is not text"), (b'{"title": 1', "no paper was found"), (b'["a"]', "no paper was found"), (b"[1", "is not JSON"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_do(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(content)
    with pytest.raises(SourceError, match=says) as error:
        list(read_source(str(tmp_path / "s")))
    assert "\n" not in str(error.value)


def test_a_missing_file_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no file"):
        list(read_source(str(tmp_path / "absent.txt")))
    with pytest.raises(SourceError, match="no paper was found in the 0 files of the folder"):
        list(read_source(str(tmp_path)))


def test_a_folder_is_every_file_in_it(tmp_path: Path) -> None:
    snapshot = tmp_path / "works"
    for day in ("2024-01-01", "2024-01-02"):
        folder = snapshot / f"updated_date={day}"
        folder.mkdir(parents=True)
        (folder / "part_000.gz").write_bytes(gzip.compress(ROWS["openalex"].encode()))
    (snapshot / ".DS_Store").write_bytes(b"\0\0")
    (snapshot / "a.bib").write_text(ROWS["bibtex"])
    (snapshot / "cover.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    items = list(read_source(str(snapshot)))
    assert [item.origin for item in items if isinstance(item, SourceRecord)] == [
        "works/a.bib",
        "works/updated_date=2024-01-01/part_000.gz",
        "works/updated_date=2024-01-02/part_000.gz",
    ]
    (skipped,) = (item for item in items if isinstance(item, Skipped))
    assert (skipped.origin, skipped.unit) == ("works/cover.png", "file") and "not text" in skipped.reason


class _Failing(io.RawIOBase):
    """A file whose disk gives out after the first read."""

    def __init__(self) -> None:
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if self._begun:
            raise OSError(5, "Input/output error")
        self._begun = True
        row = ROWS["jsonl"].encode()
        memoryview(buffer)[: len(row)] = row  # type: ignore[arg-type]
        return len(row)


def test_a_source_that_cannot_be_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(_Failing())))
    items = read_source("-")
    with pytest.raises(SourceError, match=r"^stdin cannot be read: Input/output error$"):
        list(items)


def test_no_standard_input_and_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(SourceError, match="standard input is closed"):
        list(read_source("-"))
    with pytest.raises(SourceError, match="empty name"):
        list(read_source(""))


def read(path: Path, text: str) -> list[SourceRecord | Skipped]:
    path.write_text(text, encoding="utf-8")
    return list(read_source(str(path)))


def test_a_bad_line_is_reported_and_the_rest_read(tmp_path: Path) -> None:
    good = json.dumps({"title": "A Good Paper"})
    items = read(
        tmp_path / "a.jsonl",
        f'{good}\n{{"title": \n\n[1]\n{{"year": 2020}}\n{{"schema": 99, "title": "x"}}\n{good.replace("Good", "Late")}\n',
    )
    assert [i.title for i in items if isinstance(i, SourceRecord)] == ["A Good Paper", "A Late Paper"]
    assert [i.line for i in items if isinstance(i, Skipped)] == [2, 4, 5, 6]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_csv_under_the_names_people_use(delimiter: str, tmp_path: Path) -> None:
    header = delimiter.join(["Paper Title", "Summary", "Publication Year", "Author Names", "DOI", "Keywords"])
    row = delimiter.join(
        [
            '"A ""B"" C"',
            '"Two\nlines"',
            "2021-03-04",
            '"Doe, Jane and Roe, Richard"',
            "https://doi.org/10.1234/ABC",
            '"x|y"' if delimiter != "|" else "x",
        ]
    )
    (record,) = read(tmp_path / "a.csv", f"{header}\n{row}\n")
    assert isinstance(record, SourceRecord)
    assert (record.title, record.abstract, record.year, record.authors, record.ids) == (
        'A "B" C',
        "Two lines",
        2021,
        ("Jane Doe", "Richard Roe"),
        {"doi": "10.1234/abc"},
    )
    assert record.line == 2


def test_csv_without_a_title_column_names_its_header(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="foo,bar"):
        read(tmp_path / "a.csv", "foo,bar\n1,2\n")


def test_csv_rows_with_too_many_cells_are_reported(tmp_path: Path) -> None:
    items = read(tmp_path / "a.csv", "title,abstract\nOne,fine\nTwo,not, quoted\n")
    assert [type(item).__name__ for item in items] == ["SourceRecord", "Skipped"] and items[1].line == 3


def test_references_come_in_many_forms(tmp_path: Path) -> None:
    row = {
        "title": "T",
        "references": [
            "https://arxiv.org/abs/1706.03762v5",
            {"doi": "10.48550/arXiv.1810.04805"},
            {"ids": {"openalex": "https://openalex.org/W12"}},
            "no id",
            {"title": "x"},
        ],
    }
    (record,) = read(tmp_path / "a.jsonl", json.dumps(row))
    assert isinstance(record, SourceRecord)
    assert record.references == ({"arxiv": "1706.03762"}, {"arxiv": "1810.04805"}, {"openalex": "W12"})


def test_text_that_is_not_utf8_is_read_as_windows_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(ROWS["text"].replace("round", "ründ").encode("cp1252"))
    (record,) = read_source(str(tmp_path / "a.txt"))
    assert isinstance(record, SourceRecord) and "ründ" in record.abstract


def test_an_unclosed_quote_swallows_nothing_silently(tmp_path: Path) -> None:
    items = read(tmp_path / "a.csv", 'title,abstract\nFirst Paper,fine\n"Second, never closed\nThird Paper,fine\n')
    assert [type(item).__name__ for item in items] == ["SourceRecord", "Skipped"]
    assert isinstance(items[1], Skipped) and items[1].line == 3 and "not CSV" in items[1].reason


def test_odd_values_are_text_or_nothing(tmp_path: Path) -> None:
    text = '{"title": NaN, "abstract": 5, "year": NaN, "authors": {"a": 1}, "references": {"x": 1}}\n' + json.dumps(
        {
            "title": "\ud800 Alone",
            "id": "\udfff",
            "authors": [1, None, {"given": "A", "family": "B"}],
            "tags": 7,
            "references": ["\ud800", {"doi": 7}],
        }
    )
    first, second = read(tmp_path / "a.jsonl", text)
    assert isinstance(first, SourceRecord) and (first.title, first.abstract, first.year, first.authors) == (
        "",
        "5",
        None,
        (),
    )
    assert isinstance(second, SourceRecord) and second.title == "\ufffd Alone" and second.authors == ("1", "A B")
    second.title.encode(), str(second.given_id).encode()


def test_nan_stands_for_what_is_missing(tmp_path: Path) -> None:
    items = read(
        tmp_path / "a.jsonl", '{"title": "Kept", "abstract": NaN, "year": NaN}\n{"title": NaN, "abstract": NaN}\n'
    )
    assert isinstance(items[0], SourceRecord) and (items[0].title, items[0].abstract, items[0].year) == (
        "Kept",
        "",
        None,
    )
    assert isinstance(items[1], Skipped) and items[1].reason == "neither a title nor an abstract"


def test_a_source_of_faults_only_says_the_first(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="line 2: not JSON"):
        read(tmp_path / "a.jsonl", "\nnot json\n")
