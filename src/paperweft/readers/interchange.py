"""The form in which paperweft itself writes source records, one JSON object a line, and reads them back as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paperweft.identity.identifiers import identifier_of, normalise_identifiers
from paperweft.model import SourceRecord
from paperweft.readers.cleaning import clean_text

SCHEMA = 1
_LISTS = ("authors", "collections", "tags", "code")
_TEXTS = ("venue", "url", "citekey", "retrieved_at")


def row_of(record: SourceRecord) -> dict[str, Any]:
    """The record as a JSON object, without what it lacks and without the answer that it was made from."""
    row: dict[str, Any] = {"schema": SCHEMA, "source": record.source, "id": record.given_id, "ids": dict(record.ids)}
    row["other_ids"] = [list(pair) for pair in record.other_ids]
    row.update(title=record.title, abstract=record.abstract, year=record.year)
    row.update({name: list(getattr(record, name)) for name in _LISTS})
    row.update({name: getattr(record, name) for name in _TEXTS})
    row["references"] = [dict(target) for target in record.references]
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}


def exactly(record: SourceRecord, row: Mapping[str, Any]) -> SourceRecord:
    """``record`` as ``row`` of this form has it, word for word: where other rows need to be guessed at (are these names or one name
    with a comma?), this form says it. What is not of the form stays as it was read."""
    changes: dict[str, Any] = {
        name: clean_text(row[name]) for name in ("title", "abstract") if isinstance(row.get(name), str)
    }
    for name in _LISTS:
        value = row.get(name)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            changes[name] = tuple(filter(None, map(clean_text, value)))
    if isinstance(row.get("ids"), Mapping):
        changes["ids"] = normalise_identifiers(row["ids"])
    targets = row.get("references")
    if isinstance(targets, list) and all(isinstance(target, Mapping) for target in targets):
        changes["references"] = tuple(filter(None, map(normalise_identifiers, targets)))
    pairs = row.get("other_ids")
    if isinstance(pairs, list):
        pairs = [pair for pair in pairs if isinstance(pair, list) and len(pair) == 2]
        changes["other_ids"] = tuple(filter(None, (identifier_of(str(value), str(kind)) for kind, value in pairs)))
    return replace(record, **changes)
