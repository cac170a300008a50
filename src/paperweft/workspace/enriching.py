"""What papers lack, asked of services; what the library cites and lacks; references as a bibliography."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paperweft.citations.gaps import Gap, described, gaps
from paperweft.citations.references import works_outside
from paperweft.errors import PaperweftError
from paperweft.model import Node
from paperweft.progress import Progress
from paperweft.record.cited_works import Identifier
from paperweft.workspace.building import Building

if TYPE_CHECKING:
    from paperweft.enrichment.needs import What
    from paperweft.enrichment.run import EnrichReport
    from paperweft.enrichment.services import Knows, Plan

#: Who is asked what works outside the library are called: batches of a hundred first.
_TITLES_FROM = ("semanticscholar", "openalex")


@dataclass(frozen=True, slots=True)
class Gaps:
    """The works most cited that the library lacks, how many there are in all, and what services said that failed."""

    works: tuple[Gap, ...]
    total: int
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class References:
    """What a paper cites: papers of the library, and works outside it; and what services said that failed."""

    paper: Node
    inside: tuple[Node, ...]
    outside: tuple[Gap, ...]
    failures: tuple[str, ...] = ()


class Enriching(Building):
    """From services that know papers."""

    def enrich(
        self,
        what: Collection[What] | None = None,
        services: Sequence[str] | None = None,
        *,
        limit: int | None = None,
        progress: Progress | None = None,
    ) -> EnrichReport:
        """Asks services about papers that lack ids, years, abstracts or citations, at most ``limit`` of them.

        Committed as answers come; papers that were asked about in the last 30 days are not asked about again. Link (and
        extract, where texts changed) afterwards. What a service says where it fails is in the report's ``failures``.
        """
        from paperweft.enrichment.needs import WHAT
        from paperweft.enrichment.run import enrich
        from paperweft.enrichment.services import DEFAULT_SERVICES

        self._identify()
        with open_clients(services or DEFAULT_SERVICES) as clients:
            return enrich(self._record, clients, what or WHAT, limit=limit, progress=progress)

    def lacking(self, what: Collection[What] | None = None) -> dict[What, int]:
        """How many papers lack each thing."""
        from paperweft.enrichment.needs import WHAT, count_lacking, needs

        counts = count_lacking(needs(self._record, what or WHAT))
        return {name: count for name, count in counts.items() if name in (what or WHAT)}

    def without_references(self) -> int:
        """How many papers no source gave references of."""
        return self._record.papers.count() - len(self._record.cited_works.papers())

    def plan(
        self,
        what: Collection[What] | None = None,
        services: Sequence[str] | None = None,
        *,
        limit: int | None = None,
    ) -> list[Plan]:
        """What :meth:`enrich` would ask of each service, at most; sends nothing."""
        from paperweft.enrichment.needs import WHAT
        from paperweft.enrichment.run import planned
        from paperweft.enrichment.services import DEFAULT_SERVICES, known_services

        return planned(self._record, what or WHAT, known_services(services or DEFAULT_SERVICES), limit)

    def unmatched(self) -> list[tuple[Any, ...]]:
        """A row of ``enrichment.unmatched.UNMATCHED_COLUMNS`` for each paper that no service knew."""
        from paperweft.enrichment.unmatched import unmatched

        return unmatched(self._record)

    def gaps(self, *, min_cited: int = 3, limit: int = 50, offline: bool = False) -> Gaps:
        """The works that at least ``min_cited`` papers cite and that the library lacks, the ``limit`` most cited of them.

        They are looked up in Semantic Scholar and OpenAlex, in batches, unless ``offline``.
        """
        if min_cited < 1:
            raise PaperweftError("a work that nobody cites is no gap; give --min-cited 1 or more")
        found = gaps(self._record.cited_works, self._held, min_cited)
        top, failures = self._described(found[:limit], offline)
        top = [gap for gap in top if not any(self._held(identifier) for identifier in gap.ids)]
        return Gaps(tuple(top), len(found), failures)

    def references(self, name: str, *, offline: bool = False) -> References:
        """What the paper of that id, title or label cites. Works outside the library are looked up unless ``offline``."""
        paper = self.paper(name)
        graph = self._record.graph
        cited = [link.target for link in graph.links_of(paper.id) if link.kind == "CITES" and link.source == paper.id]
        inside = sorted((node for target in cited if (node := graph.node(target))), key=_by_author)
        found = works_outside(paper.id, self._record.cited_works.of(paper.id), self._in_library)
        outside, failures = self._described(found, offline)
        return References(paper, tuple(inside), tuple(outside), failures)

    def _described(self, found: list[Gap], offline: bool) -> tuple[list[Gap], tuple[str, ...]]:
        if offline or not found:
            return found, ()
        from paperweft.enrichment.lookup import look_up

        with open_clients(_TITLES_FROM) as clients:
            records, failures = look_up([gap.ids for gap in found], clients)
        return described(found, records), tuple(failures)

    def _in_library(self, identifier: Identifier) -> bool:
        return self._record.papers.find(*identifier) is not None

    def _held(self, identifier: Identifier) -> bool:
        """Whether the library has the work, or had it removed."""
        return self._in_library(identifier) or bool(self._record.papers.tombstones([identifier]))


@contextmanager
def open_clients(services: Sequence[str]) -> Iterator[dict[str, Knows]]:
    """Clients by name, in order, on one connection pool with one set of limits. Raises PaperweftError for unknown names."""
    from paperweft.clients import Http
    from paperweft.clients.request import client_of
    from paperweft.enrichment.services import known_services

    names = known_services(services)
    with Http() as http:
        yield {name: client_of(name, http) for name in names}


def _by_author(node: Node) -> tuple[str, str]:
    return (str(node.properties.get("label", "")).casefold(), node.id)
