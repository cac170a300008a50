"""arXiv's XML -> source records: entries of Atom feeds, and records of OAI-PMH in its forms ``arXiv`` and ``arXivRaw``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from paperweft.identity.identifiers import identifier_of
from paperweft.model import SourceRecord
from paperweft.readers.cleaning import clean_text
from paperweft.readers.fields import known_ids, other_dois
from paperweft.readers.latex import decode_accents, latex_text
from paperweft.readers.values import year_of

_BRACKETS = re.compile(r"\([^()]*\)")
_BETWEEN_NAMES = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+")
_ERRORS = "arxiv.org/api/errors"


def parsed(content: bytes) -> Element | None:
    """The root of an XML document; None where it is none."""
    try:
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        return None


def feed_error(feed: Element) -> str | None:
    """What an Atom feed says went wrong: errors come as an entry titled "Error"."""
    for entry in children(feed, "entry"):
        if text(entry, "title") == "Error" and _ERRORS in text(entry, "id"):
            return text(entry, "summary") or "an error that it does not name"
    return None


def atom_record(entry: Element) -> SourceRecord | str:
    """The record of an entry of a feed, or the reason why it is none."""
    authors = [text(author, "name") for author in children(entry, "author")]
    tags = [category.get("term", "") for category in children(entry, "category")]
    return _record(
        text(entry, "id"), text(entry, "title"), text(entry, "summary"), authors, tags,
        published=text(entry, "published"), doi=text(entry, "doi"), journal=text(entry, "journal_ref"),
        raw={"atom": ElementTree.tostring(entry, encoding="unicode")},
    )  # fmt: skip


def oai_record(record: Element) -> SourceRecord | str:
    """The record of an OAI-PMH ``record``, or the reason why it is none."""
    header = next(children(record, "header"), None)
    if header is not None and header.get("status") == "deleted":
        return "deleted at arXiv"
    body = next((inner for metadata in children(record, "metadata") for inner in metadata), None)
    if body is None:
        return "an OAI-PMH record without metadata"
    people = next(children(body, "authors"), None)
    structured = [
        " ".join(filter(None, (text(author, "forenames"), text(author, "keyname"), text(author, "suffix"))))
        for author in (children(people, "author") if people is not None else ())
    ]
    version = next(children(body, "version"), None)
    return _record(
        text(body, "id"), text(body, "title"), text(body, "abstract"),
        structured or _names(text(body, "authors")), text(body, "categories").split(),
        published=text(body, "created") or (text(version, "date") if version is not None else ""),
        doi=text(body, "doi"), journal=text(body, "journal-ref"),
        raw={"oai": ElementTree.tostring(record, encoding="unicode")},
    )  # fmt: skip


def _record(
    id: str,
    title: str,
    abstract: str,
    authors: list[str],
    tags: list[str],
    *,
    published: str,
    doi: str,
    journal: str,
    raw: dict[str, str],
) -> SourceRecord | str:
    found = identifier_of(id.replace("http://", "https://"), "arxiv")
    if not found:
        return f"an entry of arXiv without an id of a paper ({id[:80]})"
    if not title and not abstract:
        return "an entry of arXiv with neither a title nor an abstract"
    ids = known_ids({"arxiv": found[1], "doi": doi})
    return SourceRecord(
        source="arxiv",
        origin="arxiv",
        title=clean_text(decode_accents(title)),
        abstract=clean_text(decode_accents(abstract)),
        ids=ids,
        other_ids=other_dois(doi, ids),
        year=year_of(published),
        authors=tuple(dict.fromkeys(filter(None, map(latex_text, authors)))),
        venue=latex_text(journal) or None,
        url=f"https://arxiv.org/abs/{found[1]}",
        tags=tuple(dict.fromkeys(filter(None, tags))),
        given_id=found[1],
        raw=raw,
    )


def _names(people: str) -> list[str]:
    """Names from the one line in which ``arXivRaw`` has them, without the affiliations in brackets."""
    bare = people
    while (shorter := _BRACKETS.sub(" ", bare)) != bare:
        bare = shorter
    return [clean_text(name) for name in _BETWEEN_NAMES.split(bare)]


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that name in whatever namespace: arXiv has changed them more than once."""
    return (child for child in element if child.tag.rpartition("}")[2] == name)


def text(element: Element, name: str) -> str:
    """The cleaned text of the first child of that name; empty where there is none."""
    child = next(children(element, name), None)
    return clean_text("".join(child.itertext())) if child is not None else ""
