"""Zotero: its API's JSON, Better BibTeX's, its RDF and CSV, and a running one over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped, read_source
from tests.service import Asked, Reply, Service

DATA: dict[str, Any] = {
    "key": "AAAA1111", "itemType": "preprint", "title": "On the <i>Shape</i> of Widgets", "abstractNote": "We weigh widgets.",
    "creators": [
        {"creatorType": "editor", "firstName": "E.", "lastName": "Ditor"},
        {"creatorType": "author", "firstName": "Jane", "lastName": "Doe"},
        {"creatorType": "author", "name": "The Widget Group"},
    ],
    "date": "2020-03-04", "repository": "arXiv", "archiveID": "arXiv:2001.00001", "DOI": "10.1000/A", "url": "https://example.org/x",
    "extra": "PMID: 123\nCitation Key: doe2020", "tags": [{"tag": "round"}, {"tag": "flat", "type": 1}], "collections": ["CCCC1111"],
    "dateAdded": "2021-02-03T04:05:06Z",
}  # fmt: skip
NOTE = {"key": "NNNN1111", "itemType": "note", "note": "<p>Remember</p>"}


def read(path: Path, text: str) -> list[SourceRecord | Skipped]:
    path.write_text(text, encoding="utf-8")
    return list(read_source(str(path)))


def check(record: SourceRecord | Skipped, collections: tuple[str, ...]) -> None:
    assert isinstance(record, SourceRecord)
    assert (record.title, record.abstract, record.year) == ("On the Shape of Widgets", "We weigh widgets.", 2020)
    assert record.authors == ("Jane Doe", "The Widget Group") and record.tags == ("round", "flat")
    assert record.ids.items() >= {"arxiv": "2001.00001", "doi": "10.1000/a", "pmid": "123"}.items()
    assert (record.citekey, record.collections) == ("doe2020", collections)


def test_what_the_api_gives(tmp_path: Path) -> None:
    record, note = read(tmp_path / "a", json.dumps([{"key": DATA["key"], "version": 1, "data": DATA}, {"data": NOTE}]))
    check(record, ("CCCC1111",))
    assert isinstance(record, SourceRecord) and record.retrieved_at == "2021-02-03"
    assert isinstance(note, Skipped) and note.furniture and note.unit == "element"


def test_what_better_bibtex_exports(tmp_path: Path) -> None:
    item = {name: value for name, value in DATA.items() if name not in ("key", "collections")} | {
        "itemID": 7,
        "citationKey": "doe2020",
    }
    export = {
        "config": {"label": "BetterBibTeX JSON"}, "items": [item],
        "collections": {"K": {"key": "K", "name": "Thesis", "items": [7]}, "L": {"key": "L", "name": "Shapes", "parent": "K", "items": [7]}},
    }  # fmt: skip
    (record,) = read(tmp_path / "a", json.dumps(export))
    check(record, ("Thesis", "Shapes"))


RDF = """<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dcterms="http://purl.org/dc/terms/" xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:link="http://purl.org/rss/1.0/modules/link/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <bib:Article rdf:about="#item_1">
        <z:itemType>preprint</z:itemType>
        <dcterms:isPartOf rdf:resource="urn:issn:1234-5678"/>
        <bib:authors><rdf:Seq>
            <rdf:li><foaf:Person><foaf:surname>Doe</foaf:surname><foaf:givenName>Jane</foaf:givenName></foaf:Person></rdf:li>
            <rdf:li><foaf:Person><foaf:surname>The Widget Group</foaf:surname></foaf:Person></rdf:li>
        </rdf:Seq></bib:authors>
        <dc:subject>round</dc:subject>
        <dc:subject><z:AutomaticTag><rdf:value>flat</rdf:value></z:AutomaticTag></dc:subject>
        <dc:title>On the &lt;i&gt;Shape&lt;/i&gt; of Widgets</dc:title>
        <dcterms:abstract>We weigh widgets.</dcterms:abstract>
        <dc:date>2020-03-04</dc:date>
        <dc:identifier><dcterms:URI><rdf:value>https://arxiv.org/abs/2001.00001</rdf:value></dcterms:URI></dc:identifier>
        <dc:identifier>DOI 10.1000/A</dc:identifier>
        <dc:description>PMID: 123
Citation Key: doe2020</dc:description>
    </bib:Article>
    <bib:Journal rdf:about="urn:issn:1234-5678"><dc:title>Journal of Widgets</dc:title></bib:Journal>
    <bib:Memo rdf:about="#item_2"><rdf:value>&lt;p&gt;Remember&lt;/p&gt;</rdf:value></bib:Memo>
    <z:Attachment rdf:about="#item_3"><z:itemType>attachment</z:itemType><dc:title>PDF</dc:title></z:Attachment>
    <z:Collection rdf:about="#collection_1"><dc:title>Thesis</dc:title><dcterms:hasPart rdf:resource="#item_1"/></z:Collection>
</rdf:RDF>
"""


def test_rdf(tmp_path: Path) -> None:
    record, memo, attachment = read(tmp_path / "a.rdf", RDF)
    check(record, ("Thesis",))
    assert isinstance(record, SourceRecord) and record.venue == "Journal of Widgets"
    assert all(isinstance(item, Skipped) and item.furniture for item in (memo, attachment))


def test_csv(tmp_path: Path) -> None:
    header = '"Key","Item Type","Publication Year","Author","Title","DOI","Url","Abstract Note","Date","Date Added","Manual Tags","Extra"'
    row = '"AAAA1111","preprint","2020","Doe, Jane; The Widget Group","On the Shape of Widgets","10.1000/A","","We weigh widgets.","2020-03-04","2021-02-03 04:05:06","round; flat","arXiv: 2001.00001 [cs]\nPMID: 123\nCitation Key: doe2020"'
    (record,) = read(tmp_path / "a.csv", f"\ufeff{header}\n{row}\n")
    check(record, ())
    assert isinstance(record, SourceRecord) and record.retrieved_at == "2021-02-03"


class _Zotero:
    """A Zotero of 150 items in two collections, one within the other, whose answers have 100 at most."""

    disabled = False
    links = True

    def __call__(self, asked: Asked) -> Reply:
        if self.disabled:
            return Reply("Local API is not enabled", 403)
        items = {
            "/api/users/0/collections": [
                {"key": "CCCC1111", "data": {"key": "CCCC1111", "name": "Thesis", "parentCollection": False}},
                {"key": "CCCC2222", "data": {"key": "CCCC2222", "name": "Chapter 1", "parentCollection": "CCCC1111"}},
            ],
            "/api/users/0/items/top": [
                {"key": f"K{n}", "data": {**DATA, "key": f"K{n}", "title": f"Paper Number {n}"} if n else {**NOTE, "key": "K0"}} for n in range(150)
            ],
            "/api/users/0/collections/CCCC1111/items/top": [{"key": "K1", "data": DATA}],
            "/api/users/0/collections/CCCC2222/items/top": [
                {"key": "K1", "data": DATA}, {"key": "K2", "data": {**DATA, "title": "Within", "collections": ["CCCC2222"]}},
            ],
        }.get(asked.path)  # fmt: skip
        if items is None:
            return Reply(status=404)
        start, limit = int(asked.query.get("start", 0)), int(asked.query.get("limit", 100))
        headers = {"Total-Results": str(len(items))}
        if self.links and start + limit < len(items):
            address = f"http://{asked.headers['Host']}{asked.path}?start={start + limit}&limit={limit}"
            headers["Link"] = f'<{address}>; rel="next", <{address}>; rel="last"'
        return Reply(items[start : start + limit], headers=headers)


@pytest.fixture
def zotero(monkeypatch: pytest.MonkeyPatch, serve: Callable[[_Zotero], Service]) -> _Zotero:
    running = _Zotero()
    monkeypatch.setenv("ZOTERO_LOCAL_API", serve(running).url)
    return running


@pytest.mark.parametrize("links", [True, False])
def test_a_running_zotero_is_read_page_after_page(zotero: _Zotero, links: bool) -> None:
    zotero.links = links
    items = list(read_source("zotero:"))
    papers = [item for item in items if isinstance(item, SourceRecord)]
    assert [paper.title for paper in papers] == [f"Paper Number {n}" for n in range(1, 150)]
    assert {paper.collections for paper in papers} == {("Thesis",)} and {paper.origin for paper in papers} == {
        "zotero:"
    }
    assert [item.furniture for item in items if isinstance(item, Skipped)] == [True]


@pytest.mark.parametrize("name", ["Thesis", "thesis", "CCCC1111"])
def test_a_collection_has_those_within_it(zotero: _Zotero, name: str) -> None:
    papers = list(read_source(f"zotero:{name}"))
    assert [(p.title, p.collections) for p in papers if isinstance(p, SourceRecord)] == [
        ("On the Shape of Widgets", ("Thesis",)), ("Within", ("Chapter 1",)),
    ]  # fmt: skip


def test_what_goes_wrong_says_what_to_do(zotero: _Zotero, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="no collection Dissertation; it has Chapter 1, Thesis"):
        list(read_source("zotero:Dissertation"))
    zotero.disabled = True
    with pytest.raises(SourceError, match="Allow other applications on this computer"):
        list(read_source("zotero:"))
    monkeypatch.setenv("ZOTERO_LOCAL_API", "http://127.0.0.1:9")
    with pytest.raises(SourceError, match=r"Zotero does not answer at http://127.0.0.1:9 .*start Zotero 7"):
        list(read_source("zotero:"))
