"""Exports: one module a format, one table from suffix to writer. Each streams nodes and links into a file."""

from paperweft.export.neo4j_admin import write_neo4j_csv
from paperweft.export.write import WRITERS, export_graph

__all__ = ["WRITERS", "export_graph", "write_neo4j_csv"]
