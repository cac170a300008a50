"""Which program or API wrote a JSON object, told by its keys, and the record that it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from paperweft.model import SourceRecord
from paperweft.readers.arxiv import arxiv_record
from paperweft.readers.base import Mapper, Skipped
from paperweft.readers.cleaning import clean_text
from paperweft.readers.crossref import crossref_record
from paperweft.readers.csl import csl_record
from paperweft.readers.datacite import datacite_record
from paperweft.readers.fields import record_of
from paperweft.readers.huggingface import huggingface_record
from paperweft.readers.openalex import openalex_record
from paperweft.readers.paperswithcode import paperswithcode_record
from paperweft.readers.semanticscholar import semanticscholar_record
from paperweft.readers.values import mapping_of
from paperweft.readers.zotero import NO_PAPER, collections_of_export, zotero_record

SCHEMA = 1  # of what `paperweft fetch` writes


def own_record(row: Mapping[str, Any], /, *, origin: str, line: int | None = None) -> SourceRecord | str:
    """A row of named fields: paperweft's own form, or anyone's."""
    schema = row.get("schema", SCHEMA)
    if isinstance(schema, int) and schema > SCHEMA:
        return f"written by a newer paperweft (schema {schema}); upgrade paperweft"
    return record_of(row, source="jsonl", origin=origin, line=line)


#: Name of a form of JSON objects -> how it is read.
MAPPERS: Mapping[str, Mapper] = {
    "openalex": openalex_record,
    "semanticscholar": semanticscholar_record,
    "crossref": crossref_record,
    "arxiv": arxiv_record,
    "huggingface": huggingface_record,
    "paperswithcode": paperswithcode_record,
    "zotero": zotero_record,
    "csl-json": csl_record,
    "datacite": datacite_record,
}
#: Keys that only one form has, at the top of its objects.
_TELLING: tuple[tuple[str, frozenset[str]], ...] = (
    ("openalex", frozenset({"abstract_inverted_index", "authorships", "referenced_works"})),
    ("arxiv", frozenset({"authors_parsed", "journal-ref"})),
    ("zotero", frozenset({"itemType"})),
    (
        "semanticscholar",
        frozenset(
            "externalIds externalids corpusid corpusId citedPaper citingPaper outbound_citations inbound_citations s2_url "
            "mag_field_of_study bib_entries paperAbstract outCitations s2FieldsOfStudy s2fieldsofstudy".split()
        ),
    ),
    ("huggingface", frozenset({"submittedOnDailyAt", "discussionId", "ai_summary", "githubRepo", "upvotes"})),
    ("crossref", frozenset({"is-referenced-by-count", "reference-count", "content-domain", "deposited", "issn-type"})),
    ("csl-json", frozenset({"citation-key", "container-title"})),
)  # fmt: skip
_OF_PAPERS = frozenset({"title", "abstract", "DOI"})
_SHA = re.compile(r"[0-9a-f]{40}$")


def form_of(item: Mapping[str, Any]) -> str | None:
    """The form that the object's keys tell; None for a row of named fields."""
    if "schema" in item:
        return None
    identifier = item.get("id")
    if isinstance(identifier, str) and identifier.startswith("https://openalex.org/"):
        return "openalex"
    keys = item.keys()
    for name, telling in _TELLING:
        if not telling.isdisjoint(keys):
            return name
    if isinstance(item.get("DOI"), str) and isinstance(item.get("title"), list):
        return "crossref"  # an answer to `select=`
    if "itemType" in mapping_of(item.get("data")):
        return "zotero"
    if "attributes" in item and mapping_of(item.get("attributes")).keys() & {"titles", "doi"}:
        return "datacite"
    if isinstance(item.get("titles"), list) and "creators" in item:
        return "datacite"
    if isinstance(item.get("paper"), Mapping) and mapping_of(item["paper"]).keys() & {"id", "summary"}:
        return "huggingface"
    if "summary" in item and "publishedAt" in item:
        return "huggingface"
    if "paper_url" in item and item.keys() & {"url_abs", "paper_url_abs", "repo_url", "proceeding"}:
        return "paperswithcode"
    if isinstance(item.get("paperId"), str) and _SHA.match(item["paperId"]):
        return "semanticscholar"
    if "categories" in item and isinstance(item.get("versions"), list):
        return "arxiv"
    if "type" in item and isinstance(item.get("issued"), Mapping | str):
        return "csl-json"
    return None


def records_in(
    value: Any, origin: str, line: int, *, mapper: Mapper | None = None, unit: str = "line"
) -> Iterator[SourceRecord | Skipped]:
    """The record of a decoded value, or those inside it where it is an answer about one paper or has papers under their ids."""
    if value is None:
        reason = "no paper: nulls, for papers that the source lacks"
        yield Skipped(origin, line, reason, unit=unit, furniture=True)
        return
    if not isinstance(value, Mapping):
        yield Skipped(origin, line, "not a JSON object", beginning(value), unit=unit)
        return
    value = _unwrapped(value)
    record = _record(value, origin, line, mapper)
    if isinstance(record, str) and (inner := _papers_under_ids(value)):
        for item in inner:
            found = _record(item, origin, line, mapper)
            yield Skipped(origin, line, found, beginning(item), unit=unit) if isinstance(found, str) else found
    elif isinstance(record, str):
        yield Skipped(origin, line, record, beginning(value), furniture=record == NO_PAPER, unit=unit)
    else:
        yield record


def _record(item: Mapping[str, Any], origin: str, line: int, mapper: Mapper | None) -> SourceRecord | str:
    return (mapper or MAPPERS.get(form_of(item) or "", own_record))(item, origin=origin, line=line)


def _unwrapped(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one paper in an answer of Crossref or DataCite."""
    if "message-type" in value and isinstance(value.get("message"), Mapping):
        return mapping_of(value["message"])
    data = mapping_of(value.get("data"))
    return data if "attributes" in data else value


def _papers_under_ids(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The papers of an object that has nothing but papers, or lists of papers, each under its id."""
    papers: list[Mapping[str, Any]] = []
    for inner in value.values():
        items = inner if isinstance(inner, list) else [inner]
        if not items or not all(isinstance(item, Mapping) and item.keys() & _OF_PAPERS for item in items):
            return []
        papers += items
    return papers


def mapper_of_export(head: Mapping[str, Any]) -> Mapper | None:
    """How to read the items of a Better BibTeX export whose other members are ``head``: with their collections' names."""
    collections = collections_of_export(head.get("collections"))
    return partial(zotero_record, collections=collections) if collections else None


def beginning(value: Any) -> str:
    """How a value begins, in one line."""
    try:
        return clean_text(json.dumps(value, ensure_ascii=False))[:80]
    except RecursionError:
        return ""
