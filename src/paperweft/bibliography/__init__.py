"""Works as entries of BibTeX and RIS files and rows of CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from paperweft.bibliography.bibtex import to_bibtex
from paperweft.bibliography.citekeys import citekeys
from paperweft.bibliography.entry import Entry, entry_of_ids, entry_of_paper, entry_of_record
from paperweft.bibliography.ris import to_ris
from paperweft.errors import PaperweftError
from paperweft.files import replacing

__all__ = [
    "FORMATS", "Entry", "citekeys", "entry_of_ids", "entry_of_paper", "entry_of_record", "to_bibtex", "to_ris",
    "write_bibliography",
]  # fmt: skip

#: Suffix -> what makes the file's text.
FORMATS: Mapping[str, Callable[[Sequence[Entry]], str]] = {".bib": to_bibtex, ".ris": to_ris}


def write_bibliography(path: Path, entries: Sequence[Entry]) -> None:
    """Writes ``entries`` in the format that the file's suffix names.

    Raises PaperweftError where the suffix is unknown or the file cannot be written.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise PaperweftError(
            f"no bibliography is written to {path.name!r}; end the file's name in {' or '.join(FORMATS)}"
        )
    text = form(entries)
    with replacing(path) as stream:
        stream.write(text)
