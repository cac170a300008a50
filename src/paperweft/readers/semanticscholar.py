"""Papers of Semantic Scholar in each of its forms: the Graph API, the bulk datasets, S2ORC and the Open Research Corpus.

The forms name the same things differently and never use one name for two things, so that one mapping reads them all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from paperweft.identity.identifiers import normalise_identifiers
from paperweft.model import SourceRecord
from paperweft.readers.markup import plain_text
from paperweft.readers.values import list_of, mapping_of, mappings_in, text_of, year_of

#: Identifier kind -> its names among the external ids, folded to lower case, and as fields of S2ORC.
_EXTERNAL = {"doi": "doi", "arxiv": "arxiv", "acl": "acl", "pubmed": "pmid", "corpusid": "corpusid"}
_FIELDS = {
    "doi": ("doi",),
    "arxiv": ("arxiv_id",),
    "acl": ("acl_id",),
    "pmid": ("pubmed_id", "pmid"),
    "corpusid": ("corpusId", "corpusid", "paper_id"),
    "s2": ("paperId", "sha", "id"),
}


def semanticscholar_record(paper: Mapping[str, Any], *, origin: str, line: int | None = None) -> SourceRecord | str:
    """The record of one paper, or the reason why it is none.

    An element of a list of references or citations stands for the paper in it. Tags are fields of study. Citations
    that others make (``citations``, ``inbound_citations``) are not the paper's own and stay in the raw record.
    """
    inner = mapping_of(paper.get("citedPaper")) or mapping_of(paper.get("citingPaper")) or paper
    title, abstract = _texts(inner)
    if not title and not abstract:
        return "a Semantic Scholar paper with neither a title nor an abstract"
    ids = semanticscholar_ids(inner)
    return SourceRecord(
        source="semanticscholar",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=ids,
        year=year_of(inner.get("year") or inner.get("publicationDate") or inner.get("publicationdate")),
        authors=tuple(dict.fromkeys(_authors(inner))),
        venue=_venue(inner),
        url=text_of(inner.get("url") or inner.get("s2_url") or inner.get("s2Url")),
        tags=tuple(dict.fromkeys(_fields_of_study(inner))),
        references=tuple(_references(inner)),
        given_id=text_of(inner.get("paperId") or inner.get("corpusid") or inner.get("paper_id") or inner.get("id")),
        raw=paper,
        line=line,
    )


def semanticscholar_ids(paper: Mapping[str, Any]) -> dict[str, str]:
    """The paper's identifiers, its own and the external ones."""
    opened = mapping_of(paper.get("openaccessinfo"))
    external = (
        mapping_of(paper.get("externalIds"))
        or mapping_of(paper.get("externalids"))
        or mapping_of(opened.get("externalids"))
    )
    given: dict[str, Any] = {}
    for name, value in external.items():
        kind = _EXTERNAL.get(str(name).lower())
        if kind:
            given[kind] = value
    for kind, names in _FIELDS.items():
        for name in names:
            if paper.get(name) not in (None, ""):
                given.setdefault(kind, paper[name])
    return normalise_identifiers(given)


def _texts(paper: Mapping[str, Any]) -> tuple[str, str]:
    """Title and abstract; in full texts, stretches of ``text`` that annotations name."""
    body = mapping_of(paper.get("content")) or mapping_of(paper.get("body"))
    found = []
    for names in (("title",), ("abstract", "paperAbstract")):
        value = next((paper[name] for name in names if paper.get(name)), None)
        if isinstance(value, list):  # S2ORC's parses: paragraphs
            value = " ".join(str(part.get("text") or "") for part in mappings_in(value))
        found.append(plain_text(str(value)) if value else _annotated(body, names[0]))
    return found[0], found[1]


def _annotated(body: Mapping[str, Any], name: str) -> str:
    text, spans = body.get("text"), mapping_of(body.get("annotations")).get(name)
    if isinstance(spans, str):
        try:
            spans = json.loads(spans)
        except (ValueError, RecursionError):
            return ""
    if not isinstance(text, str):
        return ""
    parts = []
    for span in mappings_in(spans):
        try:
            parts.append(text[int(span["start"]) : int(span["end"])])
        except (KeyError, TypeError, ValueError):
            continue
    return plain_text(" ".join(parts))


def _authors(paper: Mapping[str, Any]) -> Iterator[str]:
    for author in list_of(paper.get("authors")):
        if isinstance(author, Mapping):
            middle = author.get("middle")
            parts = [author.get("first"), *(middle if isinstance(middle, list) else [middle]), author.get("last"), author.get("suffix")]  # fmt: skip
            author = author.get("name") or " ".join(str(part) for part in parts if part)
        name = text_of(author)
        if name:
            yield name


def _venue(paper: Mapping[str, Any]) -> str | None:
    """The venue, else the journal. S2ORC has journals as text and the Open Research Corpus as ``journalName``."""
    published = mapping_of(paper.get("publicationVenue"))
    for value in (paper.get("venue"), published.get("name"), paper.get("journal"), paper.get("journalName")):
        found = plain_text(text_of(value) or "")
        if found:
            return found
    return None


def _fields_of_study(paper: Mapping[str, Any]) -> Iterator[str]:
    for name in ("s2FieldsOfStudy", "s2fieldsofstudy", "fieldsOfStudy", "mag_field_of_study"):
        for field in list_of(paper.get(name)):
            found = text_of(field.get("category") if isinstance(field, Mapping) else field)
            if found:
                yield found


def _references(paper: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    """Cited papers that have an identifier; many of the API's have none, or are null."""
    for item in mappings_in(paper.get("references")):
        target = semanticscholar_ids(mapping_of(item.get("citedPaper")) or item)
        if target:
            yield target
    for name, kind in (("outbound_citations", "corpusid"), ("outCitations", "s2")):
        for number in list_of(paper.get(name)):
            target = normalise_identifiers({kind: number})
            if target:
                yield target
    entries = paper.get("bib_entries")
    for entry in mappings_in(list(entries.values()) if isinstance(entries, Mapping) else entries):
        target = normalise_identifiers({"corpusid": entry.get("link")})
        if target:
            yield target
