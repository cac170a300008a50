"""Rows with named fields (JSON objects, CSV rows) -> source records, under the names that people give those fields."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from paperweft.identity.identifiers import identifier_of, normalise_identifiers
from paperweft.model import IDENTIFIER_KINDS, SourceRecord
from paperweft.readers.cleaning import clean_text
from paperweft.readers.markup import has_markup, plain_text
from paperweft.readers.values import code_of, people_of, text_of, words_of, year_of

#: Our field -> the names under which it is found, folded to lower case without spaces, hyphens and underscores.
FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "papertitle", "articletitle", "documenttitle", "name"),
    "abstract": ("abstract", "summary", "abstracttext", "paperabstract", "abstractnote", "description"),
    "year": ("year", "publicationyear", "pubyear", "published", "publicationdate", "date", "publishedat", "submitted"),
    "authors": ("authors", "author", "authornames", "creators"),
    "venue": ("venue", "journal", "booktitle", "publicationtitle", "containertitle", "conference", "sourcetitle"),
    "url": ("url", "link", "paperurl", "urlabs"),
    "citekey": ("citekey", "citationkey", "bibtexkey"),
    "collections": ("collections", "collection"),
    "tags": ("tags", "keywords", "manualtags"),
    "references": ("references", "citations", "referencedworks", "cites"),
    "code": ("code", "codeurls", "codeurl", "repourl", "githubrepo", "github"),
    "id": ("id", "paperid", "key"),
    "doi": ("doi",),
    "arxiv": ("arxiv", "arxivid", "eprint"),
    "openalex": ("openalex", "openalexid"),
    "s2": ("s2", "s2id", "semanticscholarid"),
    "pmid": ("pmid", "pubmedid"),
    "acl": ("acl", "aclid"),
    "corpusid": ("corpusid",),
}


#: What parts several identifiers in one field: white space, commas and the like before something that begins as a DOI does.
_SEVERAL = re.compile(r"[\s;,|]+(?=(?:https?://|doi:?\s*)?(?:[\w.]+/)?10\.\d{4,9}/)|[;|\s]+$", re.IGNORECASE)


def known_ids(given: Mapping[str, Any]) -> dict[str, str]:
    """The known identifiers among ``given`` (kind -> value), in normal form.

    Where one field holds several DOIs the first counts, and an arXiv DOI beside it as the arXiv id that it is.
    """
    ids: dict[str, str] = {}
    for kind, value in given.items():
        for name, found in _parts(kind, value):
            ids.setdefault(name, found)
    return ids


def other_dois(value: Any, ids: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The DOIs in a field that are not the one in ``ids``, as a record's ``other_ids``."""
    return tuple(dict.fromkeys(pair for pair in _parts("doi", value) if ids.get(pair[0]) != pair[1]))


def _parts(kind: str, value: Any) -> Iterator[tuple[str, str]]:
    if value in (None, "", [], {}):
        return
    text = clean_text(str(value))
    for part in _SEVERAL.split(text) if kind.lower() == "doi" else (text,):
        yield from normalise_identifiers({kind: part}).items()


def ids_in(*values: Any) -> dict[str, str]:
    """Identifiers that addresses and ids of unknown kind hold (https://arxiv.org/abs/..., doi:10....)."""
    ids: dict[str, str] = {}
    for value in values:
        found = identifier_of(clean_text(str(value))) if value not in (None, "", [], {}) else None
        if found:
            ids.setdefault(*found)
    return ids


def fold(name: str) -> str:
    """A column's or key's name without case, spaces, hyphens and underscores."""
    return re.sub(r"[\s_\-.]", "", name).lower()


def pick_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row's values under our field names; where several names give one field, the first in FIELD_NAMES wins."""
    folded: dict[str, Any] = {}
    for key, value in row.items():
        missing = value in (None, "", [], {}) or value != value  # NaN, as data frames write what they lack
        if key is not None and not missing:
            folded.setdefault(fold(str(key)), value)
    out = {}
    for name, keys in FIELD_NAMES.items():
        found = next((folded[key] for key in keys if key in folded), None)
        if found is not None:
            out[name] = found
    return out


def record_of(row: Mapping[str, Any], *, source: str, origin: str, line: int | None) -> SourceRecord | str:
    """The record that ``row`` describes, or the reason why it is none."""
    fields = pick_fields(row)
    title, abstract = (_clean(str(fields.get(name, ""))) for name in ("title", "abstract"))
    if not title and not abstract:
        return "neither a title nor an abstract"
    ids = dict(row["ids"]) if isinstance(row.get("ids"), Mapping) else {}
    ids.update({kind: fields[kind] for kind in IDENTIFIER_KINDS if kind in fields})
    normal = known_ids({str(kind): value for kind, value in ids.items()})
    normal = {**ids_in(*str(fields.get("id") or "").split(), fields.get("url")), **normal}
    given = fields.get("id")
    return SourceRecord(
        source=clean_text(str(row.get("source") or source)), origin=origin, title=title, abstract=abstract, ids=normal, other_ids=other_dois(ids.get("doi"), normal),
        year=year_of(fields.get("year")), authors=people_of(fields.get("authors")), venue=text_of(fields.get("venue")),
        url=text_of(fields.get("url")), citekey=text_of(fields.get("citekey")), collections=words_of(fields.get("collections")),
        tags=words_of(fields.get("tags")), code=code_of(fields.get("code")), references=_references(fields.get("references")),
        retrieved_at=text_of(row.get("retrieved_at")), given_id=clean_text(str(given)) or None if given is not None else None,
        raw=dict(row), line=line,
    )  # fmt: skip


def _clean(text: str) -> str:
    """The text as it is but for white space: its offsets may be someone's. Where it is plainly marked up, its plain text."""
    return plain_text(text) if has_markup(text) else clean_text(text)


def _references(value: Any) -> tuple[Mapping[str, str], ...]:
    """Cited works by their identifiers; what has none that we know cannot be linked and is left to the raw record."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = re.split(r"[\s;|]+", value)
    out = []
    for item in value if isinstance(value, list) else []:
        if isinstance(item, Mapping):
            nested = item.get("ids")
            given = nested if isinstance(nested, Mapping) else item
            target = normalise_identifiers({str(kind): clean_text(str(value)) for kind, value in given.items()})
        else:
            found = identifier_of(clean_text(str(item)))
            target = dict([found]) if found else {}
        if target and target not in out:
            out.append(target)
    return tuple(out)
