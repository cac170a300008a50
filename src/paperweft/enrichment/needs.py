"""Which papers lack what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from paperweft.model import Paper
from paperweft.record.library import Record

What = Literal["ids", "years", "abstracts", "citations"]
WHAT: tuple[What, ...] = ("ids", "years", "abstracts", "citations")


@dataclass(frozen=True, slots=True)
class Need:
    """A paper and what it lacks of what was asked for."""

    paper: Paper
    lacks: frozenset[What]


def needs(record: Record, what: Collection[What] = WHAT) -> list[Need]:
    """The papers that lack anything of ``what``, in order of arrival.

    Ids: no identifier at all. Citations: no source gave a reference to a work by an identifier; what abstracts cite in
    passing does not count.
    """
    citing = record.cited_works.papers() if "citations" in what else set()
    return [need for paper in record.papers if (need := Need(paper, _lacks(paper, what, citing))).lacks]


def count_lacking(found: Iterable[Need]) -> dict[What, int]:
    """How many papers lack each thing."""
    counts: dict[What, int] = dict.fromkeys(WHAT, 0)
    for need in found:
        for what in need.lacks:
            counts[what] += 1
    return counts


def _lacks(paper: Paper, what: Collection[What], citing: Collection[str]) -> frozenset[What]:
    absent: dict[What, bool] = {
        "ids": not paper.ids,
        "years": paper.year is None,
        "abstracts": not paper.abstract,
        "citations": paper.id not in citing,
    }
    return frozenset(name for name in what if absent[name])
