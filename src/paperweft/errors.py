"""The errors that paperweft raises on purpose. Each message is one line that says what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class PaperweftError(Exception):
    """Base of every error that is the user's to mend; the command line prints its message and exits with 1."""


class SourceError(PaperweftError):
    """A source cannot be read at all: missing, empty, not text, or of a kind that no reader takes."""


class LibraryError(PaperweftError):
    """The library file cannot be used: not a library, of a newer schema, locked, or lacking what was asked for."""


class NodeNotFoundError(PaperweftError):
    """No node has the name or id that was asked for.

    ``near`` holds the names that come closest, best first.
    """

    def __init__(self, wanted: str, near: Sequence[str] = ()) -> None:
        self.wanted = wanted
        self.near = tuple(near)
        hint = f"; near names: {', '.join(near)}" if near else "; `paperweft query --list` shows what can be asked"
        super().__init__(f"no node is called {wanted!r}{hint}")


class AmbiguousNodeError(PaperweftError):
    """Several nodes answer to the name. ``candidates`` holds (id, name) pairs; an id names one of them."""

    def __init__(self, wanted: str, candidates: Sequence[tuple[str, str]]) -> None:
        self.wanted = wanted
        self.candidates = tuple(candidates)
        listed = ", ".join(f"{identifier} ({name})" for identifier, name in candidates)
        super().__init__(f"several nodes are called {wanted!r}; give an id: {listed}")


class LedgerError(PaperweftError):
    """The alias ledger cannot be read, or its decisions contradict each other or this library."""


class QueryError(PaperweftError):
    """A Cypher query failed, or its file, name or parameters are wrong."""


class StoreError(PaperweftError):
    """A graph store cannot be reached, opened or written."""


class ServiceError(PaperweftError):
    """A service of papers cannot be reached, refuses, or answers with what cannot be understood."""


class RateLimitError(ServiceError):
    """A service wants to be left alone for longer than it is worth waiting. ``until`` is when it may be asked again."""

    def __init__(self, message: str, until: datetime) -> None:
        self.until = until
        super().__init__(message)
