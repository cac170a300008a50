"""Works of Crossref, as its API answers, its public data file holds them, and DOI content negotiation gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from paperweft.identity.identifiers import identifier_of, normalise_identifiers
from paperweft.model import SourceRecord
from paperweft.readers.csl import csl_people, csl_year
from paperweft.readers.markup import plain_text
from paperweft.readers.values import list_of, mapping_of, mappings_in, text_of, words_of

#: Where the year stands, best first; ``created`` and ``deposited`` say when Crossref heard of it and do not count.
_DATES = ("issued", "published", "published-print", "published-online", "posted", "published-other", "content-created")
#: Relations between one work's preprint and its article.
_SAME_WORK = ("has-preprint", "is-preprint-of")
_IN_TEXT = re.compile(
    r"(?:\bdoi:?\s*|doi\.org/)(?P<doi>10\.\d{4,9}/[^\s\"<>]+)|"
    r"(?:arxiv[.:/]\s*(?:abs/)?|arxiv\.org/(?:abs|pdf)/|\babs/)(?P<arxiv>\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})",
    re.IGNORECASE,
)


def crossref_record(work: Mapping[str, Any], *, origin: str, line: int | None = None) -> SourceRecord | str:
    """The record of one work (an answer's ``message``, or one of its ``items``), or the reason why it is none.

    A preprint that Crossref relates to the work, or the article that it became, gives its identifiers. References are those with a DOI, or with a
    DOI or arXiv id in their text.
    """
    title = _title(work)
    abstract = plain_text(str(work.get("abstract") or ""))
    if not title and not abstract:
        return "a Crossref work with neither a title nor an abstract"
    doi = work.get("DOI")
    ids = normalise_identifiers({"doi": doi})
    related = list(dict.fromkeys(_same_work(work)))
    for kind, value in related:
        if kind == "arxiv":
            ids.setdefault(kind, value)
    return SourceRecord(
        source="crossref",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=ids,
        other_ids=tuple(pair for pair in related if ids.get(pair[0]) != pair[1]),
        year=next(filter(None, (csl_year(mapping_of(work.get(key))) for key in _DATES)), None),
        authors=tuple(dict.fromkeys(csl_people(work.get("author")))),
        venue=plain_text(text_of(work.get("container-title")) or "") or None,
        url=text_of(work.get("URL")),
        tags=words_of(list_of(work.get("subject"))),
        references=tuple(_references(work)),
        given_id=str(doi).lower() if doi else None,
        raw=work,
        line=line,
    )


def _title(work: Mapping[str, Any]) -> str:
    for key in ("title", "original-title", "short-title"):
        found = plain_text(text_of(work.get(key)) or "")
        if found:
            return found
    return ""


def _same_work(work: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Identifiers of the work's preprint, or of the article that the preprint became."""
    relations = mapping_of(work.get("relation"))
    for kind in _SAME_WORK:
        for related in mappings_in(relations.get(kind)):
            value = str(related.get("id") or "")
            found = identifier_of(value, "arxiv") if related.get("id-type") == "arxiv" else identifier_of(value)
            if found and found[0] in ("arxiv", "doi"):
                yield found


def _references(work: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    for reference in mappings_in(work.get("reference")):
        target = normalise_identifiers({"doi": reference.get("DOI")})
        if not target:
            keys = ("unstructured", "article-title", "journal-title", "volume-title", "volume")
            match = _IN_TEXT.search(" ".join(str(reference[key]) for key in keys if reference.get(key)))
            kind = match.lastgroup if match else None
            target = normalise_identifiers({kind: match[kind].rstrip(").,;]")}) if match and kind else {}
        if target:
            yield target
