"""Two tables in CSV (RFC 4180, UTF-8): nodes and links, a header each, lists joined with ``|``.

Control characters are removed and line ends are ``\\n``. Else values stand as they are: a title that begins with ``=`` is
not altered, since no tool for graphs takes it for a formula (a spreadsheet does; see docs/exports.md).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any, TextIO

from paperweft.export.graph import ExportGraph
from paperweft.export.shape import Shape
from paperweft.export.text import flat, plain


def write_csv(graph: ExportGraph, shape: Shape, nodes: TextIO, links: TextIO) -> None:
    """Writes the tables, a row at a time."""
    tool = shape.tool
    columns = [name for name in shape.node_attributes if name != tool.column]
    rows = csv.writer(nodes, lineterminator="\n")
    rows.writerow([tool.column, *(_heading(name, tool.column) for name in columns)])
    for node in graph.nodes():
        values = shape.node(node)
        rows.writerow([_cell(node.id), *_cells(columns, values)])
    gephi = ["directed" if graph.directed else "undirected"] if shape.name == "gephi" else []
    columns = list(shape.link_attributes)
    rows = csv.writer(links, lineterminator="\n")
    rows.writerow([*tool.ends, *(["Type"] if gephi else []), *(_heading(name, tool.column) for name in columns)])
    for link in graph.links():
        rows.writerow([_cell(link.source), _cell(link.target), *gephi, *_cells(columns, shape.link(link))])


def _heading(name: str, column: str) -> str:
    """Gephi's own columns begin with a capital."""
    return name.capitalize() if column == "Id" and name in ("label", "weight", "kind") else name


def _cells(columns: list[str], values: Mapping[str, Any]) -> list[str]:
    return [_cell(flat(values[name])) if name in values else "" for name in columns]


def _cell(text: str) -> str:
    """Until Python 3.13 the csv module puts no quotes around a cell for a lone carriage return."""
    return plain(text.replace("\r\n", "\n").replace("\r", "\n"))
