"""Zotero's own RDF export: items with their authors, tags and collections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TextIO
from xml.etree import ElementTree

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers.base import Skipped
from paperweft.readers.cleaning import clean_text
from paperweft.readers.csl import noted_ids
from paperweft.readers.fields import ids_in, known_ids
from paperweft.readers.markup import plain_text
from paperweft.readers.values import words_of, year_of
from paperweft.readers.zotero import NO_PAPER

_NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "z": "http://www.zotero.org/namespaces/export#", "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/", "bib": "http://purl.org/net/biblio#", "foaf": "http://xmlns.com/foaf/0.1/", "link": "http://purl.org/rss/1.0/modules/link/",
}  # fmt: skip
_ABOUT, _RESOURCE = (f"{{{_NS['rdf']}}}{name}" for name in ("about", "resource"))
_NO_PAPERS = frozenset({"attachment", "note", "annotation"})


def read_zotero_rdf(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    """One paper an item that has an item type; notes and attachments are passed over. Raises SourceError where the file is
    no XML; a place in it is the item's number."""
    try:
        root = ElementTree.fromstring(re.sub(r"^\ufeff?\s*<\?xml[^>]*\?>", "", stream.read()))
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise SourceError(f"{origin} is not RDF: {error}") from error
    parents = {str(node.get(_ABOUT)): node for node in root if node.get(_ABOUT)}
    collections: dict[str, tuple[str, ...]] = {}
    for collection in root.iterfind("z:Collection", _NS):
        name = _text(collection, "dc:title")
        for part in collection.iterfind("dcterms:hasPart", _NS):
            key = str(part.get(_RESOURCE))
            collections[key] = (*collections.get(key, ()), name)
    number = 0
    for node in root:
        kind = _text(node, "z:itemType")
        memo = node.tag == f"{{{_NS['bib']}}}Memo"
        if not kind and not memo:
            continue  # a journal, a collection: what items refer to
        number += 1
        if memo or kind in _NO_PAPERS:
            yield Skipped(origin, number, NO_PAPER, furniture=True, unit="item")
            continue
        record = _record(node, parents, collections.get(str(node.get(_ABOUT)), ()), origin, number)
        yield Skipped(origin, number, record, unit="item") if isinstance(record, str) else record


def _record(
    node: ElementTree.Element,
    parents: dict[str, ElementTree.Element],
    collections: tuple[str, ...],
    origin: str,
    number: int,
) -> SourceRecord | str:
    title, abstract = plain_text(_text(node, "dc:title")), plain_text(_text(node, "dcterms:abstract"))
    if not title and not abstract:
        return "an item of Zotero with neither a title nor an abstract"
    wholes = [
        whole
        for part in node.iterfind("dcterms:isPartOf", _NS)
        for whole in [*part, parents.get(str(part.get(_RESOURCE)))]
        if whole is not None
    ]
    url = _text(node, "dc:identifier/dcterms:URI/rdf:value") or None
    noted = noted_ids(node.findtext("dc:description", "", _NS))
    identifiers = [
        clean_text(part.text or "") for owner in (node, *wholes) for part in owner.iterfind("dc:identifier", _NS)
    ]
    dois = [text.removeprefix("DOI ") for text in identifiers if text.startswith("DOI ")]
    about = str(node.get(_ABOUT) or "")
    tags = [
        clean_text(part.text or "") or _text(part, "z:AutomaticTag/rdf:value")
        for part in node.iterfind("dc:subject", _NS)
    ]
    return SourceRecord(
        source="zotero",
        origin=origin,
        title=title,
        abstract=abstract,
        ids={**ids_in(url, about), **known_ids({**noted, "doi": next(iter(dois), noted.get("doi"))})},
        year=year_of(_text(node, "dc:date")),
        authors=tuple(dict.fromkeys(_people(node))),
        venue=next((plain_text(name) for whole in wholes if (name := _text(whole, "dc:title"))), None),
        url=url,
        citekey=_text(node, "z:citationKey") or noted.get("citation key"),
        collections=words_of(list(collections)),
        tags=words_of(tags),
        given_id=about or None,
        raw={"rdf": ElementTree.tostring(node, encoding="unicode")},
        line=number,
    )


def _people(node: ElementTree.Element) -> Iterator[str]:
    for person in node.iterfind("bib:authors/rdf:Seq/rdf:li/foaf:Person", _NS):
        given = _text(person, "foaf:givenName") or _text(person, "foaf:givenname")
        name = clean_text(f"{given} {_text(person, 'foaf:surname')}")
        if name:
            yield name


def _text(node: ElementTree.Element, path: str) -> str:
    found = node.find(path, _NS)
    return clean_text(found.text or "") if found is not None else ""
