"""Entities that more and more papers name: a year since when their share of the papers is higher, and how sure that is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from paperweft.graph.significance import log_likelihood
from paperweft.model import RELATIONSHIP_OF_ROLE
from paperweft.record.graph_tables import GraphTables

_NAMES = frozenset(RELATIONSHIP_OF_ROLE.values())
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
        if link.kind in _NAMES and link.source in years:
            papers[link.target][years[link.source]] += 1
            reading.add(link.source)
    totals = Counter(years[paper] for paper in reading)
    found = (_best(entity, counts, totals) for entity, counts in sorted(papers.items()))
    return sorted((item for item in found if item), key=lambda item: (-item.score, item.id))


def undated(graph: GraphTables) -> int:
    """How many papers have no year."""
    return sum(not node.properties.get("year") for node in graph.nodes("Paper"))


def _best(entity: str, counts: Counter[int], totals: Counter[int]) -> Emerging | None:
    total, named = sum(totals.values()), sum(counts.values())
    best: Emerging | None = None
    later, later_total = 0, 0
    for year in sorted(totals, reverse=True)[:-1]:  # some paper must come before
        later, later_total = later + counts[year], later_total + totals[year]
        score = log_likelihood(later, named, later_total, total)
        if later >= _LEAST and score > (best.score if best else 0.0):
            before, before_total = named - later, total - later_total
            growth = ((later + 0.5) / (later_total + 1)) / ((before + 0.5) / (before_total + 1))
            best = Emerging(
                entity, year, round(score, 4), round(growth, 2), later, later_total, before, before_total, dict(sorted(counts.items()))
            )  # fmt: skip
    return best
