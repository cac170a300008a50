"""Items of Zotero: as its API gives them, and as Better BibTeX exports them (JSON)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from paperweft.model import SourceRecord
from paperweft.readers.csl import noted_ids
from paperweft.readers.fields import ids_in, known_ids, other_dois
from paperweft.readers.markup import plain_text
from paperweft.readers.values import date_of, list_of, mapping_of, mappings_in, text_of, words_of, year_of

#: Why attachments, notes and annotations are passed over; they stand beside papers in every Zotero library.
NO_PAPER = "no paper: notes or attachments"
_NO_PAPERS = frozenset({"attachment", "note", "annotation"})
_VENUES = ("publicationTitle", "proceedingsTitle", "conferenceName", "bookTitle", "encyclopediaTitle", "websiteTitle", "repository", "university", "publisher")  # fmt: skip


def zotero_record(
    item: Mapping[str, Any],
    *,
    origin: str,
    line: int | None = None,
    collections: Mapping[str, tuple[str, ...]] | None = None,
) -> SourceRecord | str:
    """The record of one item, or the reason why it is none (NO_PAPER for notes and attachments).

    ``collections`` maps the key of a collection, or of an item, to names of collections; a collection without a name
    there goes by its key. The day on which an item came into Zotero is the record's ``retrieved_at``.
    """
    data = mapping_of(item.get("data")) or item
    if data.get("itemType") in _NO_PAPERS:
        return NO_PAPER
    title = plain_text(text_of(data.get("title") or data.get("caseName") or data.get("subject")) or "")
    abstract = plain_text(text_of(data.get("abstractNote")) or "")
    if not title and not abstract:
        return "an item of Zotero with neither a title nor an abstract"
    noted = noted_ids(data.get("extra"), data.get("archiveID"), data.get("reportNumber"))
    ids = ids_in(data.get("url"))
    ids |= known_ids(
        {**noted, "doi": data.get("DOI") or noted.get("doi"), "pmid": data.get("PMID") or noted.get("pmid")}
    )
    named = collections or {}
    key = text_of(data.get("key") or item.get("key") or data.get("itemKey") or data.get("itemID"))
    within = [name for entry in list_of(data.get("collections")) for name in named.get(str(entry), (text_of(entry),))]
    within += named.get(f"item {data.get('itemID')}", ())
    return SourceRecord(
        source="zotero",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=ids,
        other_ids=other_dois(data.get("DOI"), ids),
        year=year_of(data.get("date")),
        authors=tuple(dict.fromkeys(_authors(data))),
        venue=next((found for name in _VENUES if (found := plain_text(text_of(data.get(name)) or ""))), None),
        url=text_of(data.get("url")),
        citekey=text_of(data.get("citationKey") or data.get("citekey")) or noted.get("citation key"),
        collections=words_of(within),
        tags=words_of([tag.get("tag") if isinstance(tag, Mapping) else tag for tag in list_of(data.get("tags"))]),
        retrieved_at=date_of(data.get("dateAdded")),
        given_id=key,
        raw=item,
        line=line,
    )


def _authors(data: Mapping[str, Any]) -> Iterator[str]:
    """Its authors, or whoever Zotero has in their place (presenters, inventors), but no editors and translators."""
    people = list(mappings_in(data.get("creators")))
    kinds = [person.get("creatorType") for person in people]
    main = (
        "author"
        if "author" in kinds
        else next((k for k in kinds if k not in ("editor", "translator", "seriesEditor")), None)
    )
    for person, kind in zip(people, kinds, strict=True):
        parts = [person.get("firstName"), person.get("lastName")]
        if kind == main and (name := text_of(person.get("name") or " ".join(str(part) for part in parts if part))):
            yield name


def collections_of_export(value: Any) -> dict[str, tuple[str, ...]]:
    """What a Better BibTeX export says of collections: "item NUMBER" -> names, and key -> name."""
    names: dict[str, tuple[str, ...]] = {}
    if not isinstance(value, Mapping):
        return names
    for key, collection in value.items():
        about = mapping_of(collection)
        name = text_of(about.get("name")) or str(key)
        names[str(key)] = (name,)
        for item in list_of(about.get("items")):
            place = f"item {item}"
            names[place] = (*names.get(place, ()), name)
    return names
