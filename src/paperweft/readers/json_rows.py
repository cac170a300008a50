"""JSON Lines, and a JSON array of objects: one paper an object, as `paperweft fetch` writes them or as people do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers.base import Skipped
from paperweft.readers.fields import record_of
from paperweft.readers.interchange import SCHEMA, exactly


def read_jsonl(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    """One paper a line; empty lines do not count, a line that is no JSON object is reported."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Skipped(origin, number, f"not JSON ({error})", line.strip()[:80])
            continue
        yield _paper(row, origin, number)


def read_json(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    """An array of papers. Raises SourceError where the file is no JSON array."""
    try:
        rows = json.load(stream)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{origin} is not JSON: {error}") from error
    if not isinstance(rows, list):
        raise SourceError(
            f"{origin} holds no list of papers; give JSON Lines, or an array of objects with title and abstract"
        )
    for number, row in enumerate(rows, start=1):
        yield _paper(row, origin, number)


def _paper(row: Any, origin: str, number: int) -> SourceRecord | Skipped:
    text = json.dumps(row, ensure_ascii=False)[:80]
    if not isinstance(row, dict):
        return Skipped(origin, number, "not a JSON object", text)
    schema = row.get("schema", SCHEMA)
    if isinstance(schema, int) and schema > SCHEMA:
        return Skipped(origin, number, f"written by a newer paperweft (schema {schema}); upgrade paperweft", text)
    record = record_of(row, source="jsonl", origin=origin, line=number)
    if isinstance(record, str):
        return Skipped(origin, number, record, text)
    return exactly(record, row) if row.get("schema") == SCHEMA else record
