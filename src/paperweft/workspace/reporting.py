"""A folder of pages about the whole library."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paperweft.graph.neighbourhood import find_node, neighbourhood, widened
from paperweft.workspace.giving import Giving

if TYPE_CHECKING:
    from paperweft.report.write import Written

_AROUND = 80  # nodes of a neighbourhood's page: readable at a glance


class Reporting(Giving):
    """Figures and pages that people look at rather than read."""

    def write_report(self, folder: str | Path, *, top: int = 12, min_confidence: float = 0.0) -> Written:
        """Writes an index with figures and a search over all nodes, and a page for the ``top`` entities of each type.

        Raises PaperweftError where the folder cannot be written or holds somebody else's index.html.
        """
        from paperweft.pages import render, write_page
        from paperweft.report import write_report

        self._require_graph()
        graph = self._graph(min_confidence)

        def draw(identifier: str, path: Path) -> None:
            around = neighbourhood(graph, find_node(graph, identifier), 1, _AROUND)
            measures = self._measures_of(around)
            write_page(path, render(around, embedded=widened(graph, around, 0), place=self._place(), measures=measures))

        return write_report(Path(folder), graph, self.path.stem, draw, limit=top, measures=self._record.measures)
