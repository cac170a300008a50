"""What every reader takes and gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TextIO

from paperweft.model import SourceRecord


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a source that became no paper: its line (from 1), why, and how it begins.

    ``furniture`` marks what is plainly no paper (dates, headings of a page), which no one needs to mend.
    """

    origin: str
    line: int
    reason: str
    text: str = ""
    furniture: bool = False


class Reader(Protocol):
    """Reads one format. Yields papers and what it skipped, in the order of the source, and never raises for one bad record."""

    def __call__(self, stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
        """``stream`` is decoded text at its beginning; ``origin`` is what to call the source (a file name, "stdin")."""
        ...
