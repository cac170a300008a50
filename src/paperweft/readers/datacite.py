"""DOIs of DataCite (Zenodo, figshare, arXiv), as its API answers and its public data file holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paperweft.model import SourceRecord
from paperweft.readers.fields import known_ids
from paperweft.readers.markup import plain_text
from paperweft.readers.values import mapping_of, mappings_in, text_of, words_of, year_of

_CITES = frozenset({"Cites", "References"})
_KINDS = {"doi": "doi", "arxiv": "arxiv", "pmid": "pmid"}


def datacite_record(item: Mapping[str, Any], *, origin: str, line: int | None = None) -> SourceRecord | str:
    """The record of one DOI, or the reason why it is none. Tags are its subjects; references are what it says it cites."""
    about = mapping_of(item.get("attributes")) or item
    title = plain_text(
        text_of(next((t.get("title") for t in mappings_in(about.get("titles")) if t.get("title")), "")) or ""
    )
    abstract = plain_text(_abstract(about))
    if not title and not abstract:
        return "a DOI of DataCite with neither a title nor an abstract"
    doi = about.get("doi") or item.get("id")
    venue = mapping_of(about.get("container")).get("title") or about.get("publisher")
    return SourceRecord(
        source="datacite",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=known_ids({"doi": doi, "arxiv": _arxiv(about)}),
        year=year_of(about.get("publicationYear") or about.get("published")),
        authors=tuple(dict.fromkeys(_authors(about))),
        venue=text_of(venue),
        url=text_of(about.get("url")),
        tags=words_of([subject.get("subject") for subject in mappings_in(about.get("subjects"))]),
        references=tuple(_references(about)),
        given_id=text_of(doi),
        raw=item,
        line=line,
    )


def _abstract(about: Mapping[str, Any]) -> str:
    told = [d for d in mappings_in(about.get("descriptions")) if d.get("description")]
    chosen = next((d for d in told if d.get("descriptionType") == "Abstract"), None)
    return str(chosen["description"]) if chosen else ""


def _arxiv(about: Mapping[str, Any]) -> Any:
    for name in ("identifiers", "alternateIdentifiers"):
        for identifier in mappings_in(about.get(name)):
            for prefix in ("identifier", "alternateIdentifier"):
                if str(identifier.get(f"{prefix}Type")).lower() == "arxiv":
                    return identifier.get(prefix)
    return None


def _authors(about: Mapping[str, Any]) -> Iterator[str]:
    for creator in mappings_in(about.get("creators")):
        parts = [creator.get("givenName"), creator.get("familyName")]
        name = " ".join(str(part) for part in parts if part) if all(parts) else creator.get("name")
        if cleaned := text_of(name):
            yield cleaned


def _references(about: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    for related in mappings_in(about.get("relatedIdentifiers")):
        kind = _KINDS.get(str(related.get("relatedIdentifierType")).lower())
        if kind and related.get("relationType") in _CITES:
            target = known_ids({kind: related.get("relatedIdentifier")})
            if target:
                yield target
