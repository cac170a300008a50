"""What services of papers were asked about which paper, and what came of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A service was asked about a paper by an identifier (``kind:value``) or by "title".

    ``reason`` says why nothing came of it, and is empty where a record came. ``candidate`` is the nearest record of another
    paper: title, year, authors, id, similarity.
    """

    paper_id: str
    service: str
    asked_at: str
    asked_by: str
    reason: str = ""
    candidate: Mapping[str, Any] | None = None


class EnquiryTable:
    """Reads and writes enquiries; the caller holds the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def put(self, enquiry: Enquiry) -> None:
        """Keeps the enquiry in place of an earlier one of the same paper and service; none where the paper is no more."""
        self._db.execute(
            "INSERT OR REPLACE INTO enquiry SELECT id, ?, ?, ?, ?, ? FROM paper WHERE id = ?",
            (
                enquiry.service, enquiry.asked_at, enquiry.asked_by, enquiry.reason,
                json.dumps(dict(enquiry.candidate)) if enquiry.candidate else None, enquiry.paper_id,
            ),
        )  # fmt: skip

    def since(self, moment: str) -> dict[tuple[str, str], Enquiry]:
        """(paper, service) -> the enquiries from ``moment`` (ISO 8601) on."""
        rows = self._db.execute("SELECT * FROM enquiry WHERE asked_at >= ?", (moment,))
        return {(row["paper_id"], row["service"]): _enquiry(row) for row in rows}

    def answered(self) -> set[str]:
        """The papers of which some service had a record."""
        return {row[0] for row in self._db.execute("SELECT DISTINCT paper_id FROM enquiry WHERE reason = ''")}

    def in_vain(self) -> Iterator[Enquiry]:
        """Enquiries of which nothing came, by paper in order of arrival, then by time."""
        rows = self._db.execute(
            "SELECT e.* FROM enquiry e JOIN paper p ON p.id = e.paper_id WHERE e.reason <> ''"
            " ORDER BY p.position, e.asked_at, e.service"
        )
        return map(_enquiry, rows)


def _enquiry(row: sqlite3.Row) -> Enquiry:
    return Enquiry(
        row["paper_id"], row["service"], row["asked_at"], row["asked_by"], row["reason"],
        json.loads(row["candidate"]) if row["candidate"] else None,
    )  # fmt: skip
