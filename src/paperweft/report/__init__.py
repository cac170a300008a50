"""A folder of pages about a whole library: an index with figures and a search, and a page for each of the top entities."""

from paperweft.report.write import write_report

__all__ = ["write_report"]
