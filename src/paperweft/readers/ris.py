"""RIS, and the plain text of the Web of Science.

A file is cut into its records here, so that each has its line and a broken one spoils no other; rispy reads each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TextIO

import rispy

from paperweft.model import SourceRecord
from paperweft.readers.base import Skipped
from paperweft.readers.cleaning import clean_text
from paperweft.readers.fields import ids_in, known_ids, other_dois
from paperweft.readers.markup import plain_text
from paperweft.readers.values import date_of, people_of, words_of, year_of

#: A tag line; some exporters write fewer spaces around the hyphen.
_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])\s{1,3}-(?:\s+|$)(.*)$", re.DOTALL)
_WOS_LINE = re.compile(r"([A-Z][A-Z0-9])(?: |$)")
_WOS_REFERENCE = re.compile(r"\bDOI \[?(10\.\d{4,9}/[^\s,\]]+)", re.IGNORECASE)
_PARSER_FAULTS = (KeyError, TypeError, ValueError, AttributeError, IndexError)


def read_ris(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    """One paper a record. What stands between records is passed over; a line without a tag goes on with the one above."""
    for line, lines in _records(stream, "TY", _ris_tag):
        yield _paper(rispy.RisParser(), [_spaced(text) for text in lines], _ris_record, origin, line)


def read_wos(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    """One paper a record of the Web of Science. References are the cited works that have a DOI."""
    for line, lines in _records(stream, "PT", _wos_tag):
        yield _paper(rispy.WokParser(), [text for text in lines if text.strip()], _wos_record, origin, line)


def _ris_tag(text: str) -> str:
    match = _RIS_LINE.match(text)
    return match[1] if match else ""


def _wos_tag(text: str) -> str:
    match = _WOS_LINE.match(text)
    return match[1] if match else ""


def _spaced(text: str) -> str:
    """A tag line as rispy knows it, another as it is."""
    match = _RIS_LINE.match(text)
    return f"{match[1]}  - {match[2]}" if match else text


def _records(stream: TextIO, start: str, tag_of: Callable[[str], str]) -> Iterator[tuple[int, list[str]]]:
    """(line, lines) of each record, from its start tag to its end tag or, where that is missing, the next start."""
    record: list[str] = []
    began = 0
    for number, line in enumerate(stream, start=1):
        text = line.rstrip("\r\n").lstrip("\ufeff")
        tag = tag_of(text)
        if tag == start:
            if record:
                yield began, record
            record, began = [text], number
        elif tag == "ER" and record:
            yield began, record
            record = []
        elif record:
            record.append(text)
    if record:
        yield began, record


def _paper(
    parser: rispy.RisParser,
    lines: list[str],
    record_of: Callable[[Mapping[str, Any], str, int], SourceRecord | str],
    origin: str,
    line: int,
) -> SourceRecord | Skipped:
    try:
        (fields,) = parser.parse_lines(iter([*lines, "ER  - "]))
    except _PARSER_FAULTS as error:
        return Skipped(origin, line, f"not RIS ({type(error).__name__}: {error})", clean_text(lines[0])[:80])
    record = record_of(fields, origin, line)
    return Skipped(origin, line, record, clean_text(" ".join(lines))[:80]) if isinstance(record, str) else record


def _all(fields: Mapping[str, Any], *names: str) -> list[str]:
    """The values of the fields in order, those of lists one by one, without empty ones."""
    values = [
        value
        for name in names
        for value in (fields[name] if isinstance(fields.get(name), list) else [fields.get(name)])
    ]
    return [str(value) for value in values if value and str(value).strip()]


def _first(fields: Mapping[str, Any], *names: str) -> str:
    return plain_text(next(iter(_all(fields, *names)), ""))


def _ris_record(fields: Mapping[str, Any], origin: str, line: int) -> SourceRecord | str:
    unknown = {f"unknown {tag}": value for tag, value in (fields.get("unknown_tag") or {}).items()}
    fields = {**fields, **unknown}
    title = _first(fields, "title", "primary_title", "unknown BT", "unknown CT", "translated_title", "short_title")
    abstract = _first(fields, "abstract", "notes_abstract")
    if not title and not abstract:
        return "a record with neither a title (TI, T1) nor an abstract (AB, N2)"
    links = _all(fields, "urls", "unknown LK", "unknown L3", "file_attachments2")
    given = _first(fields, "id") or _first(fields, "accession_number")
    databases = " ".join(_all(fields, "name_of_database", "database_provider")).lower()
    pubmed = _first(fields, "accession_number") if re.search(r"pubmed|medline|\bnlm\b", databases) else ""
    identifier = clean_text(_first(fields, "id"))
    ids = {**ids_in(*links, *_all(fields, "type_of_work")), **known_ids({"doi": fields.get("doi"), "pmid": pubmed})}
    return SourceRecord(
        source="ris",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=ids,
        other_ids=other_dois(fields.get("doi"), ids),
        year=next((year for name in ("year", "publication_year", "date") if (year := year_of(fields.get(name)))), None),
        authors=people_of(_all(fields, "authors", "first_authors")),
        venue=_first(
            fields, "secondary_title", "alternate_title3", "journal_name", "alternate_title2", "alternate_title1"
        )
        or None,
        url=next(iter(_all(fields, "urls")), None),
        citekey=identifier if re.match(r"[^\W\d]\S*$", identifier) else None,
        tags=words_of([word.lstrip("*") for value in _all(fields, "keywords") for word in re.split(r"\s*;\s*", value)]),
        given_id=given or None,
        raw=fields,
        line=line,
    )


def _wos_record(fields: Mapping[str, Any], origin: str, line: int) -> SourceRecord | str:
    title, abstract = _first(fields, "document_title"), _first(fields, "abstract")
    if not title and not abstract:
        return "a record with neither a title (TI) nor an abstract (AB)"
    keywords = " ; ".join(_all(fields, "author_keywords", "keywords_plus"))
    cited = " \n".join(_all(fields, "cited_references"))
    return SourceRecord(
        source="wos",
        origin=origin,
        title=title,
        abstract=abstract,
        ids=known_ids({"doi": _first(fields, "doi"), "pmid": _first(fields, "pubmed_id")}),
        year=year_of(fields.get("publication_year")) or year_of(fields.get("early_access_date")),
        authors=people_of(_all(fields, "author_full_name") or _all(fields, "authors")),
        venue=_first(fields, "publication_name") or None,
        tags=words_of(re.split(r"\s*;\s*", keywords)),
        references=tuple(target for doi in _WOS_REFERENCE.findall(cited) if (target := known_ids({"doi": doi}))),
        retrieved_at=date_of(fields.get("date_generated")),
        given_id=_first(fields, "accession_number") or None,
        raw=fields,
        line=line,
    )
