"""Works of OpenAlex, as its API answers and as lines of its snapshot hold them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from paperweft.identity.identifiers import identifier_of, normalise_identifiers
from paperweft.model import SourceRecord
from paperweft.readers.markup import plain_text
from paperweft.readers.values import list_of, mapping_of, mappings_in, text_of, year_of

_WORK = "https://openalex.org/W"


def openalex_record(work: Mapping[str, Any], *, origin: str, line: int | None = None) -> SourceRecord | str:
    """The record of one work, or the reason why it is none (an author or a source of the snapshot, say).

    Tags are its topics and keywords; references are OpenAlex ids.
    """
    title = plain_text(str(work.get("title") or work.get("display_name") or ""))
    abstract = plain_text(_abstract(work))
    name = str(work.get("id") or "").rpartition("/")[2]
    if name and not name.upper().startswith("W"):
        return f"OpenAlex's {name} is no work; give the files of `works`"
    if not title and not abstract:
        return "an OpenAlex work with neither a title nor an abstract"
    places = [mapping_of(work.get("primary_location")), *mappings_in(work.get("locations"))]
    return SourceRecord(
        source="openalex",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=_ids(work, places),
        year=year_of(work.get("publication_year") or work.get("publication_date")),
        authors=tuple(_authors(work)),
        venue=text_of(_venue(work, places[0])),
        url=text_of(places[0].get("landing_page_url") or work.get("doi") or work.get("id")),
        tags=tuple(dict.fromkeys(_tags(work))),
        references=tuple(_references(work)),
        given_id=name or None,
        raw=work,
        line=line,
    )


def _abstract(work: Mapping[str, Any]) -> str:
    """The abstract, put together from its inverted index where it has no plain one.

    Words of one position keep the order in which the index names them; the index may come as a JSON string, and
    within an object that gives its length.
    """
    plain = work.get("abstract")
    if isinstance(plain, str) and plain.strip():
        return plain
    index = work.get("abstract_inverted_index")
    if isinstance(index, str):
        try:
            index = json.loads(index)
        except (ValueError, RecursionError):
            return ""
    index = mapping_of(index)
    index = mapping_of(index.get("InvertedIndex")) or index
    placed = [
        (position, word)
        for word, positions in index.items()
        for position in list_of(positions)
        if isinstance(position, int)
    ]
    placed.sort(key=lambda pair: pair[0])
    return " ".join(word for _, word in placed)


def _ids(work: Mapping[str, Any], places: list[Mapping[str, Any]]) -> dict[str, str]:
    ids = normalise_identifiers({"openalex": work.get("id"), "doi": work.get("doi"), **mapping_of(work.get("ids"))})
    if "arxiv" not in ids:
        for place in places:
            for key in ("landing_page_url", "pdf_url"):
                address = place.get(key)
                found = identifier_of(address) if isinstance(address, str) and "arxiv" in address.lower() else None
                if found and found[0] == "arxiv":
                    return {**ids, "arxiv": found[1]}
    return ids


def _authors(work: Mapping[str, Any]) -> Iterator[str]:
    for authorship in mappings_in(work.get("authorships")):
        name = mapping_of(authorship.get("author")).get("display_name") or authorship.get("raw_author_name")
        cleaned = text_of(name)
        if cleaned:
            yield cleaned


def _venue(work: Mapping[str, Any], primary: Mapping[str, Any]) -> Any:
    """Where it appeared: the primary location's source; ``host_venue`` in snapshots before 2023."""
    return (
        mapping_of(primary.get("source")).get("display_name")
        or primary.get("raw_source_name")
        or mapping_of(work.get("host_venue")).get("display_name")
    )


def _tags(work: Mapping[str, Any]) -> Iterator[str]:
    for kind in ("topics", "keywords"):
        for item in mappings_in(work.get(kind)):
            name = text_of(item.get("display_name") or item.get("keyword"))
            if name:
                yield name


def _references(work: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    for address in list_of(work.get("referenced_works")):
        if isinstance(address, str) and address.startswith(_WORK) and address[len(_WORK) :].isdigit():
            yield {"openalex": address[len(_WORK) - 1 :]}  # the usual form, told without a regular expression
        elif (found := identifier_of(str(address))) and found[0] == "openalex":
            yield dict([found])
