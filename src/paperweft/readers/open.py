"""Opens a source: a file, compressed or not, a folder of files, standard input, or a running Zotero."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from paperweft.errors import PaperweftError, SourceError
from paperweft.model import SourceRecord
from paperweft.readers.base import Skipped
from paperweft.readers.cleaning import clean_text
from paperweft.readers.decoding import DAMAGED, SNIFFED, STRAY, Peeked, decompressed, encoding_of
from paperweft.readers.formats import PARQUET, READERS, WANTED, check_format, format_of

#: How documents begin -> what they are: their text is what a reader can take.
_DOCUMENTS = {
    b"%PDF-": "a PDF; save its title and abstract as text, or give the papers' records (BibTeX, RIS, JSON, CSV)",
    b"{\\rtf": "an RTF document; save it as plain text, then give that file",
    b"PK\x03\x04": "a zip archive or an office document; unpack it, or save it as plain text or CSV",
}
_PACKED = frozenset({".gz", ".zst", ".bz2", ".xz"})
_ZOTERO = "zotero:"


def read_source(source: str, form: str | None = None) -> Iterator[SourceRecord | Skipped]:
    """Papers of a source, as they are read: a file, every file of a folder, or standard input (``-``).

    ``zotero:`` is the library of the Zotero that runs on this machine, ``zotero:NAME`` one of its collections. ``form``
    names the format; without it the content tells. Raises SourceError where nothing of the source can be read, before
    the first paper.
    """
    if form is not None:
        check_format(form)
    if source == "-":
        if sys.stdin is None:
            raise SourceError("standard input is closed; give a file, or send the papers into the command")
        yield from _read(sys.stdin.buffer, "stdin", "", form)
        return
    if not source:
        raise SourceError("a source has an empty name; give a file, or - for standard input")
    if source.startswith(_ZOTERO):
        from paperweft.readers.zotero_api import read_zotero

        yield from read_zotero(source.removeprefix(_ZOTERO))
        return
    path = Path(source)
    if path.is_dir():
        yield from _read_folder(path, form)
    else:
        yield from _read_file(path, clean_text(path.name), form)


def _read_file(path: Path, origin: str, form: str | None) -> Iterator[SourceRecord | Skipped]:
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise SourceError(f"there is no file {path}") from None
    except OSError as error:
        raise SourceError(f"{path} cannot be opened: {error.strerror}") from error
    suffixes = [suffix.lower() for suffix in path.suffixes]
    while suffixes and suffixes[-1] in _PACKED:
        suffixes.pop()
    with stream:
        yield from _read(stream, origin, suffixes[-1] if suffixes else "", form)


def _read_folder(folder: Path, form: str | None) -> Iterator[SourceRecord | Skipped]:
    """Every file in the folder and the folders in it, sorted by path; hidden ones are left out, a file without papers is
    reported and the rest read. Raises SourceError where no file has any."""
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    found, first_fault = False, ""
    for number, path in enumerate(files, start=1):
        origin = clean_text(path.relative_to(folder.parent).as_posix())
        try:
            for item in _read_file(path, origin, form):
                found = found or isinstance(item, SourceRecord)
                yield item
        except PaperweftError as error:
            first_fault = first_fault or f": {error}"
            yield Skipped(origin, number, str(error), unit="file")
    if not found:
        raise SourceError(f"no paper was found in the {len(files)} files of the folder {folder}{first_fault}")


def _read(stream: BinaryIO, origin: str, suffix: str, form: str | None) -> Iterator[SourceRecord | Skipped]:
    papers = 0
    try:
        for item in _records(stream, origin, suffix, form):
            papers += isinstance(item, SourceRecord)
            yield item
    except DAMAGED as error:
        raise SourceError(f"{origin} is damaged after {papers} papers ({error}); fetch or unpack it again") from error
    except OSError as error:  # the disk or the network drive gives out amid the file; gzip's own complaint too
        raise SourceError(f"{origin} cannot be read: {error.strerror or error}") from error


def _records(stream: BinaryIO, origin: str, suffix: str, form: str | None) -> Iterator[SourceRecord | Skipped]:
    opened = decompressed(stream)
    if not opened.head:
        raise SourceError(f"{origin} is empty")
    name, items = _open(opened, origin, suffix, form)
    found, first_fault = False, ""
    for item in items:
        if isinstance(item, SourceRecord):
            found = True
        elif not item.furniture and not first_fault:
            first_fault = f"; {item.unit} {item.line}: {item.reason}"
        yield item
    if not found:
        raise SourceError(f"no paper was found in {origin} (read as {name}): {WANTED[name]}{first_fault}")


def _open(opened: Peeked, origin: str, suffix: str, form: str | None) -> tuple[str, Iterator[SourceRecord | Skipped]]:
    """The format of what was opened, and its papers."""
    if form == PARQUET or (form is None and opened.head.startswith(b"PAR1")):
        from paperweft.readers.parquet import read_parquet

        return PARQUET, read_parquet(opened, origin)
    for magic, what in _DOCUMENTS.items():
        if opened.head.lstrip().startswith(magic):
            raise SourceError(f"{origin} is {what}")
    encoding = encoding_of(opened.head, origin)
    head = opened.head.decode(encoding, "replace")
    name = form or format_of(head, suffix, origin)
    faults = STRAY if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(io.BufferedReader(opened, SNIFFED), encoding=encoding, errors=faults, newline="")
    return name, READERS[name](text, origin)
