"""The whole way, from sources to graph, query, page and export: what Python users and the commands call.

One module for each direction; :class:`Library` has them all.
"""

from __future__ import annotations

from pathlib import Path

from paperweft.progress import Progress
from paperweft.workspace.base import GraphReport
from paperweft.workspace.building import AddReport
from paperweft.workspace.enriching import Enriching
from paperweft.workspace.living import Living, Removal, Update
from paperweft.workspace.measuring import Measuring
from paperweft.workspace.reporting import Reporting

__all__ = ["AddReport", "GraphReport", "Library", "Progress", "Removal", "Update", "open"]


class Library(Living, Enriching, Reporting, Measuring):
    """A library of papers in one SQLite file, and the graph woven from it.

    Use it as a context manager, or call :meth:`close`. ``ledger`` is the file of aliases; without it ``aliases.toml``
    beside the library is read, where there is one.
    """


def open(path: str | Path, *, create: bool = True, ledger: str | Path | None = None) -> Library:
    """Opens the library at ``path``, making it where there is none. Raises LibraryError where the file is none of ours."""
    return Library(path, create=create, ledger=ledger)
