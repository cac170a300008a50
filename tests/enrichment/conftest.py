"""A library of a few papers, and services that answer from a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from paperweft.clients import Answered
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from paperweft.workspace import Library


def found(name: str, title: str, ids: dict[str, str], **fields: Any) -> SourceRecord:
    """A record as a service gives it."""
    given = next(iter(ids.values()), title)
    return SourceRecord(source=name, origin=name, title=title, abstract=fields.pop("abstract", ""), ids=ids, given_id=given, **fields)  # fmt: skip


class Service:
    """Answers from ``records``; fails after ``fails_after`` questions. ``asked`` has every id and title asked for."""

    def __init__(self, *records: SourceRecord, fails_after: int | None = None) -> None:
        self.records = records
        self.fails_after = fails_after
        self.asked: list[str] = []

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        for place, wanted in enumerate(ids, start=1):
            self._ask(wanted)
            kind, _, value = wanted.partition(":")
            record = next((r for r in self.records if r.ids.get(kind) == value), None)
            yield record or Skipped("service", place, "service has no paper of this id", wanted)

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        self._ask(title)
        words = set(title.lower().split())
        return iter([r for r in self.records if len(words & set(r.title.lower().split())) > 2][:limit])

    def _ask(self, question: str) -> None:
        if self.fails_after is not None and len(self.asked) >= self.fails_after:
            raise ServiceError("service has had enough")
        self.asked.append(question)


def add(library: Library, folder: Path, *rows: dict[str, Any], name: str = "papers.jsonl") -> None:
    """Adds rows to the library, from a file of that name."""
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    library.add(path)
    library.link()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "l.db") as opened:
        yield opened
