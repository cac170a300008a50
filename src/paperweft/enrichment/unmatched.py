"""The papers that no service knows, with the reason and the nearest candidate."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from paperweft.record.enquiries import Enquiry
from paperweft.record.library import Record

UNMATCHED_COLUMNS = (
    "paper", "title", "year", "authors", "asked", "reason", "candidate_title", "candidate_year", "candidate_authors",
    "candidate_id", "similarity",
)  # fmt: skip


def unmatched(record: Record) -> list[tuple[Any, ...]]:
    """A row of UNMATCHED_COLUMNS for each paper that was asked about and that no service has answered yet.

    The reason is that of the service whose candidate comes nearest, else of the one asked last.
    """
    answered = record.enquiries.answered()
    vain = {paper: list(asked) for paper, asked in groupby(record.enquiries.in_vain(), key=lambda e: e.paper_id)}
    rows = []
    for paper in record.papers:
        if paper.id in vain and paper.id not in answered:
            asked = vain[paper.id]
            told = max(asked, key=_nearness)
            services = ", ".join(enquiry.service for enquiry in asked)
            people = "; ".join(paper.authors)
            rows.append((paper.id, paper.title, paper.year, people, services, told.reason, *_candidate(told)))
    return rows


def _nearness(enquiry: Enquiry) -> tuple[float, str]:
    return (enquiry.candidate["similarity"] if enquiry.candidate else -1.0, enquiry.asked_at)


def _candidate(enquiry: Enquiry) -> Iterator[Any]:
    found = enquiry.candidate or {}
    yield from (found.get(key) for key in ("title", "year", "authors", "id", "similarity"))
