"""Out of the library: queries, searches, neighbourhoods."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from paperweft.errors import PaperweftError
from paperweft.full_text import excerpt, search_words
from paperweft.graph.as_networkx import to_networkx
from paperweft.graph.neighbourhood import Neighbourhood, find_node, neighbourhood
from paperweft.graph.suggest import Suggestion, suggestions
from paperweft.identity import Coverage, coverage
from paperweft.model import SourceRecord
from paperweft.saved_queries import SavedQuery, read_query
from paperweft.workspace.base import OpenLibrary

if TYPE_CHECKING:
    import networkx as nx

    from paperweft.stores import Rows, Store


class Asking(OpenLibrary):
    """Rows, nodes and neighbourhoods."""

    def query(
        self,
        query: str,
        *,
        store: str | None = None,
        write: bool = False,
        timeout: float | None = None,
        min_confidence: float = 0.0,
        **parameters: Any,
    ) -> Rows:
        """Asks a query by name or file, or Cypher itself where the text has a space; keywords are its parameters.

        ``store`` is the address of a Neo4j server; without it the embedded engine answers, on the links that have
        ``min_confidence`` (a server has what was pushed to it).
        """
        saved = read_query(query)
        values = {**saved.parameters, **parameters}
        return self.run(saved, values, store=store, write=write, timeout=timeout, min_confidence=min_confidence)

    def run(
        self,
        saved: SavedQuery,
        parameters: Mapping[str, Any],
        *,
        store: str | None = None,
        write: bool = False,
        timeout: float | None = None,
        min_confidence: float = 0.0,
    ) -> Rows:
        """Runs a query with all its parameters given; see :meth:`query`."""
        with ExitStack() as stack:
            if min_confidence and store:
                raise PaperweftError("a server has what was pushed to it; give the confidence to the push")
            if min_confidence:
                from paperweft.stores.embedded import EmbeddedStore

                self._require_graph()
                folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
                opened: Store = EmbeddedStore(
                    Path(folder) / "graph.kgl", self._graph(min_confidence), self._record.measures
                )
            else:
                opened = self._open_store(store)
            stack.callback(opened.close)
            return opened.query(saved.text, parameters, write=write, timeout=timeout)

    def lacks(self, saved: SavedQuery) -> list[str]:
        """What a query goes by that the library has none of, a sentence each: citations, years.

        A year that is merely among the columns explains no lack of rows.
        """
        _, links = self.counts()
        out = []
        if "CITES" in saved.text and not links.get("CITES"):
            out.append(
                "this library has no citations between its papers: its sources gave none, or their targets are not in it"
            )
        if ".year" in saved.text.rpartition("RETURN")[0] and not any(paper.year for paper in self._record.papers):
            out.append("no paper of this library has a year: its sources gave none")
        return out

    def search(self, words: str, *, store: str | None = None, limit: int = 25) -> Rows:
        """Nodes whose title, abstract, name and aliases hold all the words (in any form), the best first.

        ``store`` is the address of a Neo4j server; without it the library's own index answers. Raises QueryError
        where there is no word to look for.
        """
        from paperweft.stores import Rows

        wanted = search_words(words)
        if store is None:
            self._require_graph()
            found = self._record.graph.search(wanted, limit)
        else:
            with closing(self._open_neo4j(store)) as opened:
                found = opened.search(wanted, limit)
        rows = (
            (node.label, node.name, excerpt(node.properties.get("abstract") or "", wanted), node.id) for node in found
        )
        return Rows(("label", "name", "text", "id"), tuple(rows))

    def coverage(self) -> list[Coverage]:
        """What is known of each selected paper's references, those with the fewest first."""
        selection = self._selection
        chosen = {node.id for node in self._record.graph.nodes("Paper") if selection.has(node)} if selection else None
        found = (item for item in coverage(self._record.papers) if chosen is None or item.paper_id in chosen)
        return sorted(found, key=lambda item: (item.references, item.paper_id))

    def sources(self, name: str) -> tuple[Mapping[str, str], list[SourceRecord]]:
        """What describes the paper of that id or title: field -> the source that its value is of, and every source record.

        Raises NodeNotFoundError or AmbiguousNodeError.
        """
        paper = self.paper(name).id
        return self._record.papers.field_sources(paper), self._record.papers.records_of(paper)

    def suggestions(self) -> list[Suggestion]:
        """Likely duplicates and likely junk among the entities, the likeliest first."""
        return suggestions(self._record.graph)

    def neighbourhood(
        self, name: str, *, hops: int = 1, limit: int = 150, min_confidence: float = 0.0
    ) -> Neighbourhood:
        """The nodes within ``hops`` links of a node, at most ``limit``, nearest and best connected first.

        Links under ``min_confidence`` are passed over, and entities left without any.
        """
        graph = self._graph(min_confidence)
        return neighbourhood(graph, find_node(graph, self._named(name)), hops, limit)

    def to_networkx(self, *, min_confidence: float = 0.0) -> nx.MultiDiGraph[str]:
        """The graph as a networkx graph."""
        graph = self._graph(min_confidence)
        return to_networkx(graph.nodes(), graph.links())
