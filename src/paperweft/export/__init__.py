"""Exports: one module a format, one table from name to writer. Each streams nodes and links into files."""

from paperweft.export.graph import ExportGraph, part, projected, whole, with_measures
from paperweft.export.neo4j_admin import write_neo4j_csv
from paperweft.export.shape import TOOLS
from paperweft.export.write import FORMATS, Written, export_graph, files_of, format_of

__all__ = [
    "FORMATS", "TOOLS", "ExportGraph", "Written", "export_graph", "files_of", "format_of", "part", "projected", "whole", "with_measures",
    "write_neo4j_csv",
]  # fmt: skip
