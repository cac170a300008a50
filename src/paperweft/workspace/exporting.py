"""To files that other tools open: the graph, a part of it, or a network made of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from paperweft.errors import PaperweftError
from paperweft.export import export_graph, format_of, part, projected, whole
from paperweft.graph.neighbourhood import find_node, neighbourhood
from paperweft.graph.projections import Kind, Network, Normalisation, Years, project
from paperweft.record.graph_tables import GraphTables
from paperweft.saved_queries import SavedQuery
from paperweft.workspace.asking import Asking


class Exporting(Asking):
    """Graphs and networks as files."""

    def export(
        self,
        path: str | Path,
        *,
        format: str | None = None,
        tool: str | None = None,
        around: str | None = None,
        hops: int = 1,
        query: SavedQuery | None = None,
        parameters: Mapping[str, Any] | None = None,
        min_confidence: float = 0.0,
    ) -> tuple[int, int]:
        """Writes the graph, or a part of it, in a format of :data:`paperweft.export.FORMATS`; returns its size.

        The format is that of the file's suffix unless it is named; ``tool`` (of :data:`paperweft.export.TOOLS`) names
        and draws things as that tool reads them. ``around`` keeps the nodes within ``hops`` links of a node, ``query``
        those that it returns, or returns the ids of; the links between them are kept too.
        """
        format_of(Path(path), format, tool)  # before a long query
        graph = self._graph(min_confidence)
        if around is not None:
            near = neighbourhood(graph, find_node(graph, around), hops, limit=sys.maxsize)
            chosen = part(graph, near.distance)
        elif query is not None:
            values = {**query.parameters, **(parameters or {})}
            rows = self.run(query, values, min_confidence=min_confidence)
            chosen = part(graph, _selected(graph, rows.values))
        else:
            self._require_graph()
            chosen = whole(graph)
        written = export_graph(Path(path), chosen, format, tool)
        return written.nodes, written.links

    def network(
        self,
        kind: Kind,
        *,
        min_weight: int = 1,
        normalise: Normalisation = "none",
        years: Years | None = None,
        cited: bool = False,
        min_confidence: float = 0.0,
    ) -> Network:
        """A weighted network made of the graph; see :func:`paperweft.graph.projections.project`."""
        self._require_graph()
        graph = self._graph(min_confidence)
        options: Mapping[str, Any] = {"min_weight": min_weight, "normalise": normalise, "years": years, "cited": cited}
        return project(graph, self._record.papers, kind, **options)

    def export_network(
        self, network: Network, path: str | Path, *, format: str | None = None, tool: str | None = None
    ) -> tuple[int, int]:
        """Writes a network in a format as :meth:`export` does; returns its size."""
        written = export_graph(Path(path), projected(network), format, tool)
        return written.nodes, written.links


def _selected(graph: GraphTables, rows: Iterable[tuple[Any, ...]]) -> set[str]:
    """The ids among the values of a query's rows, and those of the nodes among them.

    Raises PaperweftError where there is none.
    """
    found: set[str] = set()
    empty = True
    for row in rows:
        empty = False
        found.update(identifier for value in row for identifier in _ids(value))
    inside = {identifier for identifier in found if graph.node(identifier)}
    if empty:
        raise PaperweftError("the query returns no rows, so there is nothing to export")
    if not inside:
        raise PaperweftError("the query returns no ids of nodes; return them, as in: MATCH (p:Paper) RETURN p.id")
    return inside


def _ids(value: Any) -> Iterator[str]:
    from paperweft.stores.values import NodeValue, RelationshipValue

    if isinstance(value, str):
        yield value
    elif isinstance(value, NodeValue):
        yield str(value.get("id"))
    elif isinstance(value, RelationshipValue):
        yield from (str(end) for end in (value.source, value.target))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _ids(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _ids(item)
