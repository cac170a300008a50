"""Every recorded file of papers in ../shared/payloads: nothing of it is lost, by a count that knows nothing of the readers."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped, read_source
from tests.conftest import ROOT

PAYLOADS = ROOT.parent / "shared" / "payloads"
_ENTRY = re.compile(r"^[ \t%]*@\s*(?!comment|string|preamble)\w+\s*[{(]", re.MULTILINE | re.IGNORECASE)
_LISTS = ("results", "data", "items")


def _text(path: Path) -> str:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def bibtex_entries(path: Path) -> int:
    return len(_ENTRY.findall(_text(path)))


def ris_records(path: Path) -> int:
    return len(re.findall(r"^(?:TY  - |PT )", _text(path), re.MULTILINE))


def lines(path: Path) -> int:
    return sum(1 for line in _text(path).split("\n") if line.strip())


def json_objects(path: Path) -> int:
    """Objects in the array, in the answer's list, under ids, or the one there is."""
    value: Any = json.loads(_text(path))
    value = value.get("message", value) if isinstance(value, dict) else value
    if isinstance(value, dict):
        value = next((value[name] for name in _LISTS if isinstance(value.get(name), list)), value)
    if isinstance(value, dict) and all(isinstance(inner, list) for inner in value.values()):
        value = [item for inner in value.values() for item in inner]
    return len(value) if isinstance(value, list) else 1


COUNTS: dict[str, Callable[[Path], int]] = {
    "bibtex/*.bib": bibtex_entries,
    "crossref/*.bib": bibtex_entries,
    "ris/*": ris_records,
    "csl_json/*.json": json_objects,
    "zotero/*.json": json_objects,
    "hf_papers/*.json": json_objects,
    "pwc/*.json": json_objects,
    "crossref/list_*.json": json_objects,
    "crossref/cursor_*.json": json_objects,
    "crossref/work_*.json": json_objects,
    "crossref/dump_*.json": json_objects,
    "crossref/citeproc_*.json": json_objects,
    "crossref/datacite_*.json": json_objects,
    "openalex/work_*.json": json_objects,
    "openalex/search_*.json": json_objects,
    "openalex/list_*.json": json_objects,
    "semanticscholar/*_page*.json": json_objects,
    "semanticscholar/batch_*.json": json_objects,
    "semanticscholar/bulk_*.json": json_objects,
    "semanticscholar/lib_*.json": json_objects,
    "semanticscholar/paper_*.json": json_objects,
    "arxiv_kaggle/*.jsonl": lines,
    "s2orc/*.jsonl": lines,
    "openalex_snapshot/*.gz": lines,
}
FILES = [
    pytest.param(path, count, id=f"{path.parent.name}/{path.name}")
    for pattern, count in COUNTS.items()
    for path in sorted(PAYLOADS.glob(pattern))
    if not path.name.endswith(".meta.json")
]


def read(path: Path) -> list[SourceRecord | Skipped]:
    """What is read up to the error that says that nothing in it is a paper."""
    items: list[SourceRecord | Skipped] = []
    try:
        for item in read_source(str(path)):
            items.append(item)
    except SourceError as error:
        assert "no paper was found" in str(error), error
    return items


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize(("path", "count"), FILES)
def test_nothing_is_lost(path: Path, count: Callable[[Path], int]) -> None:
    items = read(path)
    # A @string that is written wrongly is reported too, and is no paper.
    items = [item for item in items if not (isinstance(item, Skipped) and item.text.lower().startswith("@string"))]
    assert len(items) == count(path)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("path", [param.values[0] for param in FILES], ids=[param.id for param in FILES])
def test_titles_and_abstracts_are_text(path: Path) -> None:
    for item in read(path):
        if isinstance(item, SourceRecord):
            text = f"{item.title} {item.abstract}"
            assert not re.search(r"</?(?:jats:)?(?:p|i|b|em|sub|sup|title|sec|italic|span)\b[^<>]*>|&(?:amp|lt|gt|quot);", text), text[:200]  # fmt: skip
            assert "{{" not in item.title and "}}" not in item.title
            assert item.year is None or 1500 < item.year < 2030
            assert not any("\\" in name for name in item.authors), item.authors
            assert set(item.ids) <= {"doi", "arxiv", "openalex", "s2", "pmid", "acl", "corpusid"}


def test_what_is_known_of_some(shared: Path) -> None:
    """By eye, from the files themselves."""

    def first(name: str) -> SourceRecord:
        return next(item for item in read_source(str(shared / "payloads" / name)) if isinstance(item, SourceRecord))

    gbk = first("bibtex/gbk_encoded.bib")
    assert (gbk.authors, gbk.venue, gbk.citekey) == (("凯撒",), "测试期刊", "凯撒2013")
    names = first("bibtex/literal_names.bib").authors
    assert (
        names[0] == "Comilla Sasson"
        and "Council on Cardiopulmonary, Critical Care, Perioperative and Resuscitation" in names
    )
    assert first("bibtex/unknown_command.bib").ids == {"arxiv": "astro-ph/0405395", "doi": "10.1051/0004-6361:20040307"}
    assert first("bibtex/crossref_inherit.bib").year == 2011
    assert "Ecology_and_Power" in first("bibtex/jabref51_groups_19abs.bib").collections
    assert "about 50% in a narrow wavelength range" in first("bibtex/percent_preamble.bib").abstract
    assert first("arxiv_kaggle/arxiv-metadata-oai-snapshot.head.jsonl").authors[0] == "C. Balázs"
    assert first("openalex_snapshot/works_part_test.jsonl.gz").abstract.startswith(
        "Using social comparison theory as an overarching"
    )
    assert len(first("ris/example_wos.ris").references) == 54
    assert first("hf_papers/daily_papers_one.json").code == ("https://github.com/marco-garosi/CIRCLE",)
