"""What every reader takes and gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TextIO

from paperweft.model import SourceRecord


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a source that became no paper: its line (from 1), why, and how it begins.

    ``unit`` says what ``line`` counts where there are no lines: elements of a list, rows, files. ``furniture`` marks
    what is plainly no paper (dates, headings of a page, notes of a reference manager), which no one needs to mend.
    """

    origin: str
    line: int
    reason: str
    text: str = ""
    furniture: bool = False
    unit: str = "line"


class Reader(Protocol):
    """Reads one format. Yields papers and what it skipped, in the order of the source, and never raises for one bad record."""

    def __call__(self, stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
        """``stream`` is decoded text at its beginning; ``origin`` is what to call the source (a file name, "stdin")."""
        ...


class Mapper(Protocol):
    """Maps one decoded record of a program or an API to a source record, or to the reason why it is none."""

    def __call__(self, item: Mapping[str, Any], /, *, origin: str, line: int | None = None) -> SourceRecord | str:
        """``line`` is the record's place in ``origin``."""
        ...
