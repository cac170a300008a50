"""What the graph's structure says: measures of its nodes, communities, networks, what emerges."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paperweft.errors import NodeNotFoundError, PaperweftError
from paperweft.graph.neighbourhood import find_node
from paperweft.model import MEASURES, Node
from paperweft.progress import Progress
from paperweft.workspace.base import OpenLibrary

if TYPE_CHECKING:
    from paperweft.analysis import Findings
    from paperweft.graph.projections import Kind, Network, Normalisation, Years

_USE = re.compile(rf"\.\s*(?:{'|'.join(MEASURES)})\b")


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures that nodes have, whether they were computed just now, and which went, being of an older graph."""

    measures: tuple[str, ...]
    anew: bool
    dropped: tuple[str, ...] = ()


class Measuring(OpenLibrary):
    """Analyses of the graph. Those that need measures compute them where the library's are absent or of an older graph."""

    def analyze(self, *, betweenness: bool = False) -> Measured:
        """Measures the graph's nodes and stores that beside the graph: ``pagerank``, ``citation_pagerank``, ``community``,
        and ``betweenness`` where asked for, which takes nodes times links.

        What was measured on the graph as it stands is not computed again.
        """
        from paperweft.graph.measures import MEASURES_VERSION, measured

        self._require_graph()
        table, graph = self._record.measures, self._record.graph
        before = table.names()
        if table.are_of(graph.hash, MEASURES_VERSION) and (not betweenness or "betweenness" in before):
            return Measured(tuple(before), anew=False)
        with self._record.transaction():
            table.replace(measured(graph, betweenness=betweenness), graph.hash, MEASURES_VERSION)
        names = tuple(table.names())
        return Measured(names, anew=True, dropped=tuple(name for name in before if name not in names))

    def measures(self, ids: Sequence[str] | None = None) -> Mapping[str, Mapping[str, Any]]:
        """Node id -> measure -> value as last computed, of the nodes given or of all; nodes without any are absent."""
        table = self._record.measures
        return dict(table) if ids is None else table.of(ids)

    def lacking_measures(self, query: str) -> str | None:
        """What to know of the measures that a query's text asks for: none computed yet, or of an older graph."""
        from paperweft.graph.measures import MEASURES_VERSION

        table = self._record.measures
        asked = {name.lstrip(". ") for name in _USE.findall(query)}
        if not asked:
            return None
        missing = sorted(asked - set(table.names()))
        if missing:
            wanted = "paperweft analyze" + (" --betweenness" if "betweenness" in missing else "")
            return f"no node has the measure {missing[0]}; `{wanted}` computes it"
        if not table.are_of(self.graph_hash, MEASURES_VERSION):
            return "the measures are of an older graph; `paperweft analyze` renews them"
        return None

    def central(self, *, top: int = 10, by: str | None = None) -> Findings:
        """The ``top`` papers, entities and authors by PageRank, or by another measure ("betweenness")."""
        from paperweft.analysis import central

        self.analyze(betweenness=by == "betweenness")
        return central(self._record.graph, self._record.measures, top, by=by)

    def communities(self, name: str | None = None, *, top: int = 10) -> Findings:
        """The largest communities, or the members of the one in which a node is.

        Raises NodeNotFoundError or AmbiguousNodeError.
        """
        from paperweft.analysis import communities, members

        self.analyze()
        if name is None:
            return communities(self._record.graph, self._record.measures, top)
        return members(self._record.graph, self._record.measures, self.node(name), top)

    def network(
        self,
        kind: Kind,
        *,
        min_weight: int = 1,
        normalise: Normalisation = "none",
        years: Years | str | None = None,
        cited: bool = False,
        min_confidence: float = 0.0,
    ) -> Network:
        """An undirected, weighted network of papers, entities or authors; see :func:`paperweft.graph.projections.project`.

        ``years`` may be written "2019:2023".
        """
        from paperweft.graph.projections import parse_years, project

        self._require_graph()
        given = parse_years(years) if isinstance(years, str) else years
        graph, papers = self._graph(min_confidence), self._record.papers
        return project(graph, papers, kind, min_weight=min_weight, normalise=normalise, years=given, cited=cited)

    def pairs(self, kind: Kind, name: str | None = None, *, top: int = 10, **options: Any) -> Findings:
        """The strongest pairs of a network, or of one node in it; ``options`` are those of :meth:`network`.

        Raises NodeNotFoundError or AmbiguousNodeError.
        """
        from paperweft.analysis import pairs

        about = self._end(kind, name).id if name is not None else None
        return pairs(self._record.graph, self.network(kind, **options), top, about)

    def _end(self, kind: Kind, name: str) -> Node:
        """The node of that name that can be in a network of ``kind``."""
        what = {"cooccurrence": "Entity", "coauthors": "Author"}.get(kind, "Paper")
        try:
            return find_node(self._record.graph, name, what)
        except NodeNotFoundError:
            other = self.node(name)
            raise PaperweftError(
                f"{other.name} is a node of the kind {other.label}; {kind} joins nodes of the kind {what}"
            ) from None

    def emerging(self, *, top: int = 10) -> Findings:
        """Entities that a growing share of the papers names, the surest first, each with the reason."""
        from paperweft.analysis import rising

        self._require_graph()
        return rising(self._record.graph, top)

    def overview(self, *, top: int = 5) -> Findings:
        """The first of everything, in rows of one form."""
        from paperweft.analysis import overview

        self.analyze()
        kinds: tuple[Kind, ...] = ("cooccurrence", "cocitation", "coupling")
        networks = (self.network(kind) for kind in kinds)
        return overview(self._record.graph, self._record.measures, networks, top)

    def push_measures(self, store: str, *, dry_run: bool = False, progress: Progress | None = None) -> int:
        """Writes the measures to the nodes that this library has in the Neo4j database at the address ``store``.

        They are computed where they are absent or of an older graph. Returns how many nodes differ; with ``dry_run``
        nothing is written.
        """
        self.analyze()
        with closing(self._open_neo4j(store)) as opened:
            return opened.write_measures(self._record.measures, dry_run=dry_run, progress=progress)
