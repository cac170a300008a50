"""Undirected, weighted networks made of the graph: what is cited together, cites alike, is named together, writes together.

- ``cocitation``: two works that one paper cites.
- ``coupling``: two papers of the library that cite one work (bibliographic coupling), in the library or not.
- ``cooccurrence``: two entities that one paper names.
- ``coauthors``: two authors of one paper.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from paperweft.errors import PaperweftError
from paperweft.graph.incidence import Incidence, Meetings
from paperweft.graph.works import Works
from paperweft.model import NAMING, Node
from paperweft.record.graph_tables import GraphTables
from paperweft.record.papers import PaperTable

Kind = Literal["cocitation", "coupling", "cooccurrence", "coauthors"]
Normalisation = Literal["none", "association", "salton"]
#: What a network's nodes have besides the properties of the graph's, with types as in ``model.PROPERTIES``.
NETWORK_PROPERTIES: Mapping[str, str] = {"occurrences": "long", "links": "long", "link_strength": "double"}

_NAMED = 20  # papers that an edge names at most


#: Scores of edges, from their counts and the occurrences of their two ends.
Score = Callable[[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Years:
    """Years from ``first`` to ``last``, both included; None leaves that side open."""

    first: int | None = None
    last: int | None = None

    def __contains__(self, year: int) -> bool:
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)


def parse_years(text: str) -> Years:
    """Reads "2019:2023", "2019:", ":2023" or "2019". Raises PaperweftError where it is none of these."""
    match = re.fullmatch(r"\s*(\d{4})?\s*(:)?\s*(\d{4})?\s*", text)
    if not match or not any(match.groups()) or (match[3] and not match[2]) or text.strip() == ":":
        raise PaperweftError(f"{text!r} are no years; write 2019:2023, 2019: or :2023")
    first, last = (int(part) if part else None for part in (match[1], match[3] if match[2] else match[1]))
    if first is not None and last is not None and first > last:
        raise PaperweftError(f"the years {text} end before they begin; write {last}:{first}")
    return Years(first, last)


@dataclass(frozen=True, slots=True)
class Edge:
    """An undirected edge, ``source < target`` (node ids).

    ``count`` is the number of papers (for coupling: of cited works) that support it, ``weight`` that number normalised;
    ``papers`` are the ids of up to 20 of them, sorted. Works outside the library have an identifier ("doi:10.1000/x").
    """

    source: str
    target: str
    weight: float
    count: int
    papers: tuple[str, ...]


class Network:
    """A projection. Edges are counted anew whenever they are asked for, so that memory stays that of the incidences.

    Only nodes with an edge are in it. ``undated`` counts the papers passed over because they have no year, ``outside``
    the cited works that are no nodes because the library lacks them.
    """

    def __init__(
        self,
        graph: GraphTables,
        kind: Kind,
        incidence: Incidence,
        *,
        min_weight: int = 1,
        normalise: Normalisation = "none",
        kept: NDArray[np.bool_] | None = None,
        undated: int = 0,
    ) -> None:
        self.kind, self.normalise, self.min_weight, self.undated = kind, normalise, min_weight, undated
        self.outside = 0 if kept is None else int((~kept).sum())
        self._graph, self._incidence, self._kept = graph, incidence, kept
        self._weigh = _weighing(normalise, incidence)
        size = len(incidence.items)
        self._links: NDArray[np.int64] = np.zeros(size, dtype=np.int64)
        self._strength: NDArray[np.float64] = np.zeros(size)
        for block in incidence.meetings(min_weight, kept):
            weights = self._weigh(block.first, block.second, block.counts)
            for ends in (block.first, block.second):
                self._links += np.bincount(ends, minlength=size)
                self._strength += np.bincount(ends, weights=weights, minlength=size)

    @property
    def size(self) -> tuple[int, int]:
        """How many nodes and edges there are."""
        return int((self._links > 0).sum()), int(self._links.sum()) // 2

    @property
    def occurrences(self) -> dict[str, int]:
        """Id -> how many papers (for coupling: cited works) it occurs on, of nodes with and without an edge."""
        return dict(zip(self._incidence.items, self._incidence.occurrences.tolist(), strict=True))

    @property
    def papers(self) -> int:
        """How many papers (for coupling: cited works) the network was made of."""
        return len(self._incidence.bases)

    @property
    def nodes(self) -> Iterator[Node]:
        """The nodes sorted by id, as the graph has them, with :data:`NETWORK_PROPERTIES`.

        ``occurrences`` is the number of papers (for coupling: of cited works) on which the node occurs, ``links`` that of
        its edges, ``link_strength`` the sum of their weights. A work outside the library has the label ``Work`` and
        nothing else but its identifier.
        """
        incidence = self._incidence
        for number in np.flatnonzero(self._links):
            identifier = incidence.items[number]
            node = self._graph.node(identifier) or Node(identifier, ("Work",), {"name": identifier})
            properties = {
                "occurrences": int(incidence.occurrences[number]), "links": int(self._links[number]),
                "link_strength": round(float(self._strength[number]), 6),
            }  # fmt: skip
            yield replace(node, properties={**node.properties, **properties})

    @property
    def edges(self) -> Iterator[Edge]:
        """The edges sorted by source, then target."""
        for block in self._incidence.meetings(self.min_weight, self._kept):
            weights = self._weigh(block.first, block.second, block.counts)
            for place in range(len(block.first)):
                yield self._edge(block, place, weights)

    def heaviest(self, top: int, *, about: str | None = None, score: Score | None = None) -> list[Edge]:
        """The ``top`` edges by weight, or by ``score``, the highest first; ties by count, source, target.

        Only the edges of the node ``about`` where that is given.
        """
        occurrences, items = self._incidence.occurrences, self._incidence.items
        best: list[tuple[float, int, str, str, Edge]] = []
        for block in self._incidence.meetings(self.min_weight, self._kept):
            first, second, counts = block.first, block.second, block.counts
            weights = self._weigh(first, second, counts)
            scores = score(counts, occurrences[first], occurrences[second]) if score else weights
            able = scores >= -best[-1][0] if len(best) == top else np.ones(len(first), dtype=np.bool_)
            if about is not None:
                number = bisect_left(items, about)
                able &= ((first == number) | (second == number)) & (items[number : number + 1] == [about])
            places = np.flatnonzero(able)
            order = np.lexsort((second[places], first[places], -counts[places], -scores[places]))
            for place in places[order[:top]]:
                edge = self._edge(block, int(place), weights)
                best.append((-float(scores[place]), -edge.count, edge.source, edge.target, edge))
            best = sorted(best, key=lambda item: item[:4])[:top]
        return [item[-1] for item in best]

    def _edge(self, block: Meetings, place: int, weights: NDArray[np.float64]) -> Edge:
        items, bases = self._incidence.items, self._incidence.bases
        start, count = int(block.starts[place]), int(block.counts[place])
        return Edge(
            items[block.first[place]],
            items[block.second[place]],
            round(float(weights[place]), 6),
            count,
            tuple(bases[number] for number in block.bases[start : start + min(count, _NAMED)]),
        )


def project(
    graph: GraphTables,
    papers: PaperTable,
    kind: Kind,
    *,
    min_weight: int = 1,
    normalise: Normalisation = "none",
    years: Years | None = None,
    cited: bool = False,
) -> Network:
    """The network of ``kind``, of edges that at least ``min_weight`` papers support (for coupling: cited works).

    ``normalise`` divides those counts: ``association`` by the expected one as VOSviewer does (van Eck & Waltman 2009),
    ``salton`` by the geometric mean of the ends' occurrences (the cosine). Both go by all occurrences, those under
    ``min_weight`` and, in co-citation, those of works outside the library too; such works are nodes only where ``cited``.
    ``years`` keeps papers of these years alone; those without a year are counted in ``undated``.
    """
    dates = {node.id: node.properties.get("year") for node in graph.nodes("Paper")}
    usable = {paper for paper, year in dates.items() if years is None or (year is not None and year in years)}
    undated = sum(year is None for year in dates.values()) if years else 0
    kept = None
    if kind == "cooccurrence":
        pairs = ((link.target, link.source) for link in graph.links() if link.kind in NAMING and link.source in usable)
        incidence = Incidence(pairs)
    elif kind == "coauthors":
        incidence = Incidence((link.source, link.target) for link in graph.links("WROTE") if link.target in usable)
    else:
        citing = _citing(papers, usable)
        incidence = Incidence(((work, paper) if kind == "cocitation" else (paper, work)) for paper, work in citing)
        if kind == "cocitation" and not cited:
            kept = np.fromiter((item in dates for item in incidence.items), dtype=np.bool_)
    return Network(graph, kind, incidence, min_weight=min_weight, normalise=normalise, kept=kept, undated=undated)


def _citing(papers: PaperTable, usable: set[str]) -> Iterator[tuple[str, str]]:
    """(citing paper, cited work), for the citing papers that are usable; none cites itself."""
    works = Works(papers.cited_identifiers(), papers.citations())
    for citation in papers.citations():
        if citation.paper_id in usable:
            work = works.cited_by(citation)
            if work != citation.paper_id:
                yield citation.paper_id, work


_Weigh = Callable[[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]


def _weighing(normalise: Normalisation, incidence: Incidence) -> _Weigh:
    if normalise == "salton":
        occurrences = incidence.occurrences
        return lambda first, second, counts: counts / np.sqrt(occurrences[first] * occurrences[second])
    if normalise == "association":
        totals, all_of_them = incidence.totals.astype(np.float64), float(incidence.totals.sum())
        return lambda first, second, counts: all_of_them * counts / (totals[first] * totals[second])
    return lambda first, second, counts: counts.astype(np.float64)
