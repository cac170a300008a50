"""To files that other tools open: the graph, a part of it, or a network made of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperweft.errors import PaperweftError
from paperweft.export import ExportGraph, export_graph, format_of, part, projected, whole, with_measures
from paperweft.graph.neighbourhood import find_node, neighbourhood
from paperweft.model import MEASURES
from paperweft.record.graph_tables import GraphTables
from paperweft.saved_queries import SavedQuery, read_query
from paperweft.workspace.asking import Asking
from paperweft.workspace.measuring import Measuring

if TYPE_CHECKING:
    from paperweft.graph.projections import Network


class Exporting(Asking, Measuring):
    """Graphs and networks as files."""

    def export(
        self,
        path: str | Path,
        *,
        format: str | None = None,
        tool: str | None = None,
        around: str | None = None,
        hops: int = 1,
        query: SavedQuery | str | None = None,
        parameters: Mapping[str, Any] | None = None,
        min_confidence: float = 0.0,
    ) -> tuple[int, int]:
        """Writes the graph, or a part of it, in a format of :data:`paperweft.export.FORMATS`; returns its size.

        The format is that of the file's suffix unless it is named; ``tool`` (of :data:`paperweft.export.TOOLS`) names
        and draws things as that tool reads them. ``around`` keeps the nodes within ``hops`` links of a node, ``query``
        those that it returns, or returns the ids of; the links between them are kept too. Nodes have the measures that
        were last computed.
        """
        name = format_of(Path(path), format, tool)  # before a long query
        graph = self._graph(min_confidence)
        if around is not None:
            near = neighbourhood(graph, find_node(graph, around), hops, limit=sys.maxsize)
            chosen = part(graph, near.distance)
        elif query is not None:
            saved = read_query(query) if isinstance(query, str) else query
            values = {**saved.parameters, **(parameters or {})}
            rows = self.run(saved, values, min_confidence=min_confidence)
            chosen = part(graph, _selected(graph, rows.values))
        else:
            self._require_graph()
            chosen = whole(graph)
        written = export_graph(Path(path), self._measured(chosen, name), name, tool)
        return written.nodes, written.links

    def export_network(
        self, network: Network, path: str | Path, *, format: str | None = None, tool: str | None = None
    ) -> tuple[int, int]:
        """Writes a network in a format as :meth:`export` does; returns its size.

        Raises PaperweftError where the network is empty.
        """
        name = format_of(Path(path), format, tool)
        if not network.size[1]:
            lower = f" of {network.min_weight} or more" if network.min_weight > 1 else ""
            raise PaperweftError(f"the {network.kind} network has no edges{lower}, so there is nothing to export")
        written = export_graph(Path(path), self._measured(projected(network), name), name, tool)
        return written.nodes, written.links

    def old_measures(self) -> bool:
        """Whether the nodes have measures, and these are of an older graph."""
        from paperweft.graph.measures import MEASURES_VERSION

        table = self._record.measures
        return bool(table.names()) and not table.are_of(self.graph_hash, MEASURES_VERSION)

    def _measured(self, graph: ExportGraph, format: str) -> ExportGraph:
        """The graph with the measures that its nodes have; not in the canonical form, which is that of the graph alone."""
        table = self._record.measures
        types = {name: MEASURES[name] for name in table.names()}
        return with_measures(graph, types, table.__iter__) if types and format != "jsonl" else graph


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
