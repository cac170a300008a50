"""CSL-JSON, what reference managers, pandoc and DOI content negotiation give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from paperweft.model import SourceRecord
from paperweft.readers.fields import ids_in, known_ids, other_dois
from paperweft.readers.markup import plain_text
from paperweft.readers.values import list_of, mapping_of, mappings_in, text_of, words_of, year_of

#: "arXiv: 2101.00001 [cs]" and the like, which managers keep in a note or as a report's number.
_NOTED = re.compile(r"^[ \t]*(?P<kind>doi|arxiv|pmid|citation key)\s*:\s*(?P<value>\S+)", re.IGNORECASE | re.MULTILINE)


def csl_record(item: Mapping[str, Any], *, origin: str, line: int | None = None) -> SourceRecord | str:
    """The record of one CSL item, or the reason why it is none."""
    title = plain_text(text_of(item.get("title")) or "")
    abstract = plain_text(text_of(item.get("abstract")) or "")
    if not title and not abstract:
        return "a CSL item with neither a title nor an abstract"
    given = text_of(item.get("id"))
    noted = noted_ids(item.get("note"), item.get("number"))
    key = text_of(item.get("citation-key")) or noted.pop("citation key", None)
    ids = ids_in(item.get("URL"), given)
    ids |= known_ids(
        {**noted, "doi": item.get("DOI") or noted.get("doi"), "pmid": item.get("PMID") or noted.get("pmid")}
    )
    keywords = item.get("keyword") or item.get("keywords")
    return SourceRecord(
        source="csl",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=ids,
        other_ids=other_dois(item.get("DOI"), ids),
        year=csl_year(mapping_of(item.get("issued")) or {"raw": item.get("issued")}),
        authors=tuple(dict.fromkeys(csl_people(item.get("author")))),
        venue=plain_text(text_of(item.get("container-title") or item.get("event-title") or item.get("event")) or "") or None,
        url=text_of(item.get("URL")),
        citekey=key or (given if given and _looks_like_a_key(given) else None),
        tags=words_of(keywords),
        given_id=given,
        raw=item,
        line=line,
    )  # fmt: skip


def noted_ids(*notes: Any) -> dict[str, str]:
    """Identifiers and the citation key that stand in a note, one a line: "arXiv: 2101.00001 [cs]"."""
    lines = [str(part) for note in notes if note for part in (note if isinstance(note, list) else [note])]
    return {match["kind"].lower(): match["value"] for match in _NOTED.finditer("\n".join(lines))}


def csl_people(value: Any) -> Iterator[str]:
    """Names, given name first, of CSL's name objects."""
    for person in mappings_in(value):
        parts = [
            person.get(name) for name in ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
        ]
        name = person.get("literal") or person.get("name") or " ".join(str(part) for part in parts if part)
        if cleaned := plain_text(str(name)):
            yield cleaned


def csl_year(date: Mapping[str, Any]) -> int | None:
    """The year of CSL's date object: the first of its parts, else what it has as text."""
    parts = list_of(date.get("date-parts"))
    first = list_of(parts[0]) if parts else []
    return year_of(first[0] if first else date.get("raw") or date.get("literal") or date.get("date-time"))


def _looks_like_a_key(given: str) -> bool:
    """Whether an item's id is a citation key and not a number or an address, as content negotiation and Zotero have."""
    return bool(re.match(r"[^\W\d][^\s/]*$", given))
