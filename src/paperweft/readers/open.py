"""Opens a source, tells its format, and hands it to the reader."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers.base import Reader, Skipped
from paperweft.readers.cleaning import clean_text
from paperweft.readers.csv_rows import delimiter_of, read_csv
from paperweft.readers.json_rows import read_json, read_jsonl
from paperweft.readers.text import read_text

#: Format name -> reader.
READERS: Mapping[str, Reader] = {"text": read_text, "jsonl": read_jsonl, "json": read_json, "csv": read_csv}
_SUFFIXES = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}
_SNIFFED = 65_536
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_COMPRESSED = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
#: How documents begin -> what they are: their text is what a reader can take.
_DOCUMENTS = {
    b"%PDF-": "a PDF; save its title and abstract as text, or give the papers' records (JSONL, CSV)",
    b"{\\rtf": "an RTF document; save it as plain text, then give that file",
    b"PK\x03\x04": "a zip archive or an office document; unpack it, or save it as plain text or CSV",
}
_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|div|p|h[1-6])\b", re.IGNORECASE)
_CONTROLS = bytes([*range(1, 9), *range(14, 26), *range(28, 32), 127])  # what no text in Windows-1252 has
_MOST_CONTROLS = 0.01  # the share that stray ones may have


def read_source(source: str) -> Iterator[SourceRecord | Skipped]:
    """Papers of a file, or of standard input where ``source`` is ``-``, as they are read.

    Raises SourceError where nothing of the source can be read, before the first paper.
    """
    if source == "-":
        if sys.stdin is None:
            raise SourceError("standard input is closed; give a file, or send the papers into the command")
        yield from _read(sys.stdin.buffer, "stdin", "")
        return
    if not source:
        raise SourceError("a source has an empty name; give a file, or - for standard input")
    path = Path(source)
    if path.is_dir():
        raise SourceError(f"{source} is a folder; give the files in it, as in `paperweft build {source}/*.jsonl`")
    try:
        stream = path.open("rb")
    except FileNotFoundError:
        raise SourceError(f"there is no file {source}") from None
    except OSError as error:
        raise SourceError(f"{source} cannot be opened: {error.strerror}") from error
    with stream:
        yield from _read(stream, clean_text(path.name), path.suffix.lower())


def _read(stream: BinaryIO, origin: str, suffix: str) -> Iterator[SourceRecord | Skipped]:
    try:
        yield from _records(stream, origin, suffix)
    except OSError as error:  # the disk or the network drive gives out amid the file
        raise SourceError(f"{origin} cannot be read: {error.strerror or error}") from error


def _records(stream: BinaryIO, origin: str, suffix: str) -> Iterator[SourceRecord | Skipped]:
    buffered = io.BufferedReader(stream, _SNIFFED) if not isinstance(stream, io.BufferedReader) else stream  # type: ignore[type-var]
    head = buffered.peek(_SNIFFED)
    if not head:
        raise SourceError(f"{origin} is empty")
    encoding = _encoding(head, origin)
    text = io.TextIOWrapper(buffered, encoding=encoding, errors="replace", newline="")
    name = _format(head.decode(encoding, "replace"), suffix, origin)
    found, first_fault = False, ""
    for item in READERS[name](text, origin):
        if isinstance(item, SourceRecord):
            found = True
        elif not item.furniture and not first_fault:
            first_fault = f"; line {item.line}: {item.reason}"
        yield item
    text.detach()
    if not found:
        raise SourceError(f"no paper was found in {origin} (read as {name}): {_WANTED[name]}{first_fault}")


_WANTED = {
    "text": "wanted are titles and abstracts as paragraphs in turn",
    "jsonl": "wanted is one JSON object a line with a title or an abstract",
    "json": "wanted is an array of objects with a title or an abstract",
    "csv": "wanted is a header with a title or abstract column, and rows below it",
}


def _encoding(head: bytes, origin: str) -> str:
    """The text encoding of a source that begins with ``head``. Raises SourceError for what is no text."""
    for magic, name in _DOCUMENTS.items():
        if head.lstrip().startswith(magic):
            raise SourceError(f"{origin} is {name}")
    for magic, name in _COMPRESSED.items():
        if head.startswith(magic):
            raise SourceError(f"{origin} is compressed ({name}); unpack it first")
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if b"\0" in head:
        raise SourceError(f"{origin} is not text; give plain text, JSONL or CSV")
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 4:  # not merely a character cut by the end of what was peeked at
            if len(head) - len(head.translate(None, _CONTROLS)) > _MOST_CONTROLS * len(head):
                raise SourceError(f"{origin} is not text; give plain text, JSONL or CSV") from None
            return "cp1252"
    return "utf-8"


def _format(head: str, suffix: str, origin: str) -> str:
    """The reader's name, by suffix and by how the source begins."""
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("<") and _HTML.search(start):
        raise SourceError(f"{origin} is a page of HTML; open it in a browser and save it as text, then give that file")
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if start.startswith("["):
        return "json"
    if start.startswith("{"):
        return "jsonl"
    first = start.splitlines()[0] if start else ""
    return (
        "csv"
        if suffix != ".txt" and len(first) < 2000 and delimiter_of(first) and any(c in first for c in ",\t;|")
        else "text"
    )
