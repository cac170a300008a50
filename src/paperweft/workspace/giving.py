"""To other tools: pages, files, Neo4j."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperweft.export import write_neo4j_csv
from paperweft.graph.neighbourhood import Neighbourhood, find_node, neighbourhood, widened
from paperweft.progress import Progress
from paperweft.workspace.exporting import Exporting

if TYPE_CHECKING:
    from paperweft.stores import Written


_BEYOND = 100  # nodes that a page holds beyond those asked for


class Giving(Exporting):
    """What leaves the library for a browser, a file or a server."""

    def view(
        self, name: str, path: str | Path, *, hops: int = 1, limit: int = 150, min_confidence: float = 0.0
    ) -> Neighbourhood:
        """Writes the neighbourhood of a node as one HTML page that needs no network.

        The page also holds some of what lies a link further on, for its reader to open.
        """
        from paperweft.pages import render, write_page

        graph = self._graph(min_confidence)
        around = neighbourhood(graph, find_node(graph, name), hops, limit)
        embedded = widened(graph, around, _BEYOND)
        write_page(
            Path(path), render(around, embedded=embedded, place=self._place(), measures=self._measures_of(embedded))
        )
        return around

    def view_all(self, path: str | Path, *, limit: int = 3000, min_confidence: float = 0.0) -> Neighbourhood:
        """Writes the whole graph as one HTML page of communities that open; the page holds ``limit`` nodes at most."""
        from paperweft.pages import render, whole_graph, write_page

        self._require_graph()
        around, arrangement = whole_graph(self._graph(min_confidence), limit)
        measures = self._measures_of(around)
        page = render(around, arrangement=arrangement, title=self.path.stem, place=self._place(), measures=measures)
        write_page(Path(path), page)
        return around

    def _measures_of(self, around: Neighbourhood) -> Mapping[str, Mapping[str, Any]]:
        """The measures that its nodes have, as last computed."""
        return self._record.measures.of([node.id for node in around.nodes])

    def _place(self) -> list[str]:
        """The options that make a command work on this library, as far as they are not the defaults."""
        options = [] if self.path == Path("paperweft.db") else ["--library", str(self.path)]
        return [*options, "--ledger", str(self.ledger_path)] if self._ledger_given else options

    def export_for_neo4j(self, folder: str | Path, database: str = "neo4j", *, min_confidence: float = 0.0) -> str:
        """Writes CSV files for neo4j-admin into a folder; returns the command that imports them into ``database``."""
        graph = self._graph(min_confidence)
        return write_neo4j_csv(Path(folder), graph.nodes(), graph.links(), self._record.id, database)

    def push(
        self,
        store: str,
        *,
        prune: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
        min_confidence: float = 0.0,
    ) -> Written:
        """Makes the Neo4j database at the address ``store`` hold this library's graph, from ``min_confidence`` on;
        returns what that changes.

        With ``dry_run`` nothing is written. Raises StoreError where more than a tenth of what this library has there
        would be removed, unless ``prune``.
        """
        with closing(self._open_neo4j(store)) as opened:
            if dry_run:
                return opened.preview(self._graph(min_confidence))
            return opened.write(self._graph(min_confidence), prune=prune, progress=progress)
