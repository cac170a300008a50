"""Exports: one module a format, one table from suffix to writer. Each streams nodes and links into a file."""

from paperweft.export.write import WRITERS, export_graph

__all__ = ["WRITERS", "export_graph"]
