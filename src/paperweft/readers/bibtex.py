"""BibTeX and BibLaTeX, with what JabRef, BibDesk, Mendeley and Zotero make of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from typing import TextIO

from bibtexparser.library import Library
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.middlewares.parsestack import default_parse_stack
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ExplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from paperweft.model import SourceRecord
from paperweft.readers.base import Skipped
from paperweft.readers.cleaning import clean_text
from paperweft.readers.fields import ids_in, known_ids, other_dois
from paperweft.readers.latex import latex_text
from paperweft.readers.markup import plain_text
from paperweft.readers.values import date_of, year_of

logging.getLogger("bibtexparser").addHandler(logging.NullHandler())  # what it finds wrong is reported by us

#: "@article{" with a field where the key should be, as some exporters write it.
_NO_KEY = re.compile(r"(@\s*(?!string|comment|preamble)[A-Za-z]\w*\s*[{(])(\s*[A-Za-z][\w-]*\s*=)", re.IGNORECASE)
_SORTED_AS = re.compile(r"\\noopsort\s*\{[^{}]*\}")  # what a year is sorted by is not the year
_ARXIV = re.compile(r"arxiv[.:/\s]*(?:abs/|preprint\s+arxiv:)?\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})", re.I)
_CORR = re.compile(r"^(?:abs/)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})$", re.I)
#: What an entry takes from the one it refers to; its identifiers, abstract and keywords are its own.
_INHERITED = ("year", "date", "journal", "journaltitle", "publisher", "series", "eventtitle")
_VENUES = ("journal", "journaltitle", "booktitle", "eventtitle", "howpublished", "school", "institution", "publisher")
_GROUP = re.compile(r"^\d+ (?:Explicit|Static)Group:(.*)$", re.MULTILINE)


def read_bibtex(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    """One paper an entry, all of those that share a key; an entry that cannot be parsed is reported with its line."""
    text = _NO_KEY.sub(r"\1,\2", stream.read().replace("\r\n", "\n").replace("\r", "\n"))
    blocks = _parsed(text)
    entries = [block for block in blocks if isinstance(block, Entry)]
    by_key = {entry.key.lower(): _fields(entry) for entry in reversed(entries)}  # the first of a key is referred to
    groups = _groups(blocks)
    for block in blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, Entry):
            fields = _fields(block)
            parent = by_key.get(fields.get("crossref", "").lower())
            if parent:
                fields = {**_inherited(block.entry_type, parent), **fields}
            record = _record(block, fields, groups.get(block.key, ()), origin, line)
            yield (
                Skipped(origin, line, record, f"@{block.entry_type}{{{block.key}")
                if isinstance(record, str)
                else record
            )
        elif isinstance(block, ParsingFailedBlock):
            yield Skipped(origin, line, f"not BibTeX ({_reason(block)})", clean_text((block.raw or "")[:200])[:80])


def _parsed(text: str) -> list[Block]:
    """The blocks of a file in order, strings put in their places and enclosing braces taken off."""
    blocks: list[Block] = []
    strings: dict[str, String] = {}
    keys: list[str] = []
    for split in Splitter(text).split().blocks:
        block = split
        # Both of one key are kept; of a field that comes twice the first counts.
        while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and block.ignore_error_block:
            block = block.ignore_error_block
        if isinstance(block, Entry):
            keys.append(block.key)
            block.key = f"{len(keys) - 1}"  # the parser would set those aside whose key stood before
        elif isinstance(block, String):
            block.key = block.key.lower()  # names of strings know no case
            if strings.setdefault(block.key, block) is not block:
                continue
        blocks.append(block)
    library = Library(blocks)
    for middleware in default_parse_stack():
        library = middleware.transform(library)
    for block in library.blocks:
        if isinstance(block, Entry) and block.key.isdigit():
            block.key = keys[int(block.key)]
    return list(library.blocks)


def _fields(entry: Entry) -> dict[str, str]:
    fields: dict[str, str] = {}
    for field in entry.fields:
        value = str(field.value).strip()
        if value:
            fields.setdefault(field.key.lower(), value)
    return fields


def _inherited(kind: str, parent: Mapping[str, str]) -> dict[str, str]:
    """What an entry has from the one that its ``crossref`` names: year and venue, and a book's authors for its parts."""
    fields = {name: parent[name] for name in _INHERITED if name in parent}
    booktitle = parent.get("booktitle") or parent.get("title")
    if booktitle and kind.lower() != "article":
        fields["booktitle"] = booktitle
    if kind.lower() in ("inbook", "book") and "author" in parent:
        fields["author"] = parent["author"]
    return fields


def _record(
    entry: Entry, fields: Mapping[str, str], groups: tuple[str, ...], origin: str, line: int
) -> SourceRecord | str:
    title = plain_text(latex_text(fields.get("title", "")))
    if title and fields.get("subtitle"):
        title = f"{title}: {latex_text(fields['subtitle'])}"
    abstract = plain_text(latex_text(fields.get("abstract", "")))
    if not title and not abstract:
        return "an entry with neither a title nor an abstract"
    key = clean_text(entry.key)
    url = latex_text(fields.get("url", "")) or None
    ids = _ids(fields, url)
    return SourceRecord(
        source="bibtex",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=ids,
        other_ids=other_dois(_plain(fields.get("doi", "")), ids),
        year=year_of(_SORTED_AS.sub("", fields.get("year", ""))) or year_of(fields.get("date")),
        authors=tuple(dict.fromkeys(_people(fields.get("author", "")))),
        venue=next((text for name in _VENUES if name in fields and (text := latex_text(fields[name]))), None),
        url=url,
        citekey=key or None,
        collections=tuple(dict.fromkeys([*groups, *_list(fields, "groups"), *_list(fields, "mendeley-groups")])),
        tags=_list(fields, "keywords") or _list(fields, "keyword"),
        retrieved_at=date_of(fields.get("date-added") or fields.get("timestamp")),
        given_id=key or None,
        raw={"entry_type": entry.entry_type, "key": entry.key, "fields": dict(fields)},
        line=line,
    )


def _ids(fields: Mapping[str, str], url: str | None) -> dict[str, str]:
    ids = known_ids({"doi": _plain(fields.get("doi", "")), "pmid": fields.get("pmid"), "acl": fields.get("aclid")})
    kind = (fields.get("archiveprefix") or fields.get("eprinttype") or "").lower()
    eprint = _plain(fields.get("eprint", ""))
    if kind in ("arxiv", ""):
        ids = {**known_ids({"arxiv": eprint}), **ids}
    elif kind == "pubmed":
        ids = {**known_ids({"pmid": eprint}), **ids}
    journal, volume = fields.get("journal", ""), fields.get("volume", "")
    for name in ("journal", "journaltitle", "note", "howpublished", "number", "annote"):
        found = _ARXIV.search(fields.get(name, ""))
        if found:
            ids = {**known_ids({"arxiv": found[1]}), **ids}
    if journal == "CoRR" and (found := _CORR.match(volume)):  # as DBLP writes it
        ids = {**known_ids({"arxiv": found[1]}), **ids}
    return {**ids_in(url, _plain(fields.get("ee", ""))), **ids}


def _plain(value: str) -> str:
    """An identifier without what escapes its signs in LaTeX."""
    return re.sub(r"\\(?=[_&%#{}])|[{}]", "", value).strip()


def _people(value: str) -> Iterator[str]:
    """Names, given name first; one in braces stays as it is, "others" names nobody."""
    for name in split_multiple_persons_names(value) if value else ():
        try:
            parts = parse_single_name_into_parts(name, strict=False)
            whole = " ".join([*parts.first, *parts.von, *parts.last, *parts.jr])
        except (ValueError, IndexError):
            whole = name
        text = latex_text(whole)
        if text and text.lower() not in ("others", "et al", "et al."):
            yield text


def _list(fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Keywords or groups: between semicolons where there are any, else between commas."""
    value = fields.get(name, "")
    parts = re.split(r"\s*;\s*" if ";" in value else r"\s*,\s*", value) if value else []
    return tuple(dict.fromkeys(text for part in parts if (text := latex_text(part))))


def _groups(blocks: list[Block]) -> dict[str, tuple[str, ...]]:
    """Key -> names of the groups to which JabRef, before its version 4, says that the entry belongs."""
    groups: dict[str, tuple[str, ...]] = {}
    for block in blocks:
        if isinstance(block, ExplicitComment) and block.comment.lstrip().lower().startswith("jabref-meta: group"):
            for match in _GROUP.finditer(re.sub(r"\n(?!\d+ )", "", block.comment)):
                name, _, *keys = re.split(r"\\;", match[1])
                for key in keys:
                    if key.strip(" ;"):
                        groups[key.strip(" ;")] = (*groups.get(key.strip(" ;"), ()), name)
    return groups


def _reason(block: ParsingFailedBlock) -> str:
    error = block.error
    return clean_text(str(getattr(error, "abort_reason", None) or error)) or type(error).__name__
