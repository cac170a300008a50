"""Source records as rows: what of a record is stored, and the record that a row gives back."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from paperweft.model import Raw, SourceRecord

_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_encode_ascii = json.JSONEncoder(check_circular=False).encode  # lone surrogates stay as they came

#: The columns of ``source_record`` that give a record back.
COLUMNS = "id, source, source_id, origin, retrieved_at, content, paper_id, entered_as"


@dataclass(frozen=True, slots=True)
class Stored:
    """A source record with its place in the library: ``id`` is 0 where it has none yet.

    ``paper_id`` is the paper that it describes, ``entered_as`` the one that it came to when it was new; they differ
    after papers were merged. ``row`` is what stands in the library, where that was asked for: content and raw, as JSON.
    """

    record: SourceRecord
    source_id: str
    id: int = 0
    paper_id: str = ""
    entered_as: str = ""
    row: tuple[str, str] = ("", "")


def content_of(record: SourceRecord) -> str:
    """The cleaned fields of a record as JSON, from which its paper is derived."""
    content: dict[str, Any] = {
        "title": record.title, "abstract": record.abstract, "ids": dict(record.ids), "year": record.year,
        "authors": record.authors, "venue": record.venue, "url": record.url, "citekey": record.citekey,
        "collections": record.collections, "tags": record.tags, "code": record.code,
    }  # fmt: skip
    if record.other_ids:
        content["other_ids"] = record.other_ids
    return _encode(content)


def raw_of(record: SourceRecord) -> str:
    """The record as it came, as JSON."""
    raw = record.raw
    if isinstance(raw, Raw):
        return raw.text
    return _encode_ascii(raw if isinstance(raw, dict) else dict(raw))


def same_record(stored: Stored, record: SourceRecord) -> bool:
    """Whether the library has the record just so."""
    came = (content_of(record), raw_of(record))
    return stored.row == came or all(json.loads(a) == json.loads(b) for a, b in zip(stored.row, came, strict=True))


def stored_from(row: sqlite3.Row, *, with_row: bool = False) -> Stored:
    """The record of a row that has :data:`COLUMNS`, and ``raw`` where ``with_row``."""
    content = json.loads(row["content"])
    record = SourceRecord(
        source=row["source"], origin=row["origin"], title=content["title"], abstract=content["abstract"],
        ids=content["ids"], other_ids=tuple((kind, value) for kind, value in content.get("other_ids", ())), year=content["year"],
        authors=tuple(content["authors"]), venue=content["venue"], url=content["url"], citekey=content["citekey"],
        collections=tuple(content["collections"]), tags=tuple(content["tags"]), code=tuple(content.get("code", ())),
        retrieved_at=row["retrieved_at"], given_id=row["source_id"],
    )  # fmt: skip
    as_it_stands = (row["content"], row["raw"]) if with_row else ("", "")
    return Stored(record, row["source_id"], row["id"], row["paper_id"], row["entered_as"], as_it_stands)
