"""Entities that more and more papers name: a year since when their share of the papers is higher, and how sure that is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from paperweft.graph.significance import log_likelihood
from paperweft.model import NAMING
from paperweft.record.graph_tables import GraphTables

_LEAST = 2  # papers; a single one is no trend


@dataclass(frozen=True, slots=True)
class Emerging:
    """An entity that ``papers`` of the ``of`` papers since the year ``since`` name, and ``papers_before`` of ``of_before``.

    ``score`` is the log-likelihood ratio of the two shares, ``growth`` their ratio (half a paper added to each count,
    so that nothing before is no infinity); ``by_year`` are the papers that name it.
    """

    id: str
    since: int
    score: float
    growth: float
    papers: int
    of: int
    papers_before: int
    of_before: int
    by_year: Mapping[int, int]

    @property
    def reason(self) -> str:
        """Why it is emerging, in words."""
        return f"{self.papers} of {self.of} papers since {self.since}, {self.papers_before} of {self.of_before} before"


def emerging(graph: GraphTables) -> list[Emerging]:
    """Entities whose share of the papers has grown, the surest first; only papers with a year count.

    Each is given with the year that parts its papers best: of all years, the one with the highest score. A paper counts
    that names any entity at all, since others were not read.
    """
    years = {node.id: int(node.properties["year"]) for node in graph.nodes("Paper") if node.properties.get("year")}
    papers: dict[str, Counter[int]] = defaultdict(Counter)
    reading: set[str] = set()
    for link in graph.links():
        if link.kind in NAMING and link.source in years:
            papers[link.target][years[link.source]] += 1
            reading.add(link.source)
    totals = Counter(years[paper] for paper in reading)
    found = (_best(entity, counts, totals) for entity, counts in sorted(papers.items()))
    return sorted((item for item in found if item), key=lambda item: (-item.score, item.id))


def undated(graph: GraphTables) -> int:
    """How many papers have no year."""
    return sum(not node.properties.get("year") for node in graph.nodes("Paper"))


def _best(entity: str, counts: Counter[int], totals: Counter[int]) -> Emerging | None:
    years = sorted(totals)
    total, named = sum(totals.values()), sum(counts.values())
    # Of each year but the first, since some paper must come before: the papers from it on.
    later = np.cumsum([counts[year] for year in reversed(years)])[-2::-1]
    later_total = np.cumsum([totals[year] for year in reversed(years)])[-2::-1]
    scores = np.where(later >= _LEAST, log_likelihood(later, named, later_total, total), 0.0)
    if not scores.size or scores.max() <= 0:
        return None
    place = scores.size - 1 - int(np.argmax(scores[::-1]))  # of equals the latest
    now, of = int(later[place]), int(later_total[place])
    growth = ((now + 0.5) / (of + 1)) / ((named - now + 0.5) / (total - of + 1))
    score, by_year = round(float(scores[place]), 4), dict(sorted(counts.items()))
    return Emerging(entity, years[place + 1], score, round(growth, 2), now, of, named - now, total - of, by_year)
