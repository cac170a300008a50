"""Every format by its name, and the telling of formats by what a source begins with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TextIO

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers.base import Reader, Skipped
from paperweft.readers.csv_rows import delimiter_of, read_csv
from paperweft.readers.json_rows import read_json, read_jsonl
from paperweft.readers.objects import MAPPERS
from paperweft.readers.text import read_text


def _read_bibtex(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    from paperweft.readers.bibtex import read_bibtex  # takes 0.1 s to import

    return read_bibtex(stream, origin)


def _read_ris(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    from paperweft.readers.ris import read_ris

    return read_ris(stream, origin)


def _read_wos(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    from paperweft.readers.ris import read_wos

    return read_wos(stream, origin)


def _read_zotero_rdf(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    from paperweft.readers.zotero_rdf import read_zotero_rdf

    return read_zotero_rdf(stream, origin)


#: Format name -> reader of text.
READERS: Mapping[str, Reader] = {
    "text": read_text,
    "csv": read_csv,
    "jsonl": read_jsonl,
    "json": read_json,
    "bibtex": _read_bibtex,
    "ris": _read_ris,
    "wos": _read_wos,
    "zotero-rdf": _read_zotero_rdf,
    **{name: partial(read_json, mapper=mapper) for name, mapper in MAPPERS.items()},
}
#: The one format that is no text.
PARQUET = "parquet"
#: Every name that `--from` takes.
FORMATS: tuple[str, ...] = (*READERS, PARQUET)
#: What each format's reader looks for, said where nothing of it was found.
WANTED: Mapping[str, str] = {
    "text": "wanted are titles and abstracts as paragraphs in turn",
    "csv": "wanted is a header with a title or abstract column, and rows below it",
    "jsonl": "wanted is one JSON object a line with a title or an abstract",
    "json": "wanted are objects with a title or an abstract, in an array, in an answer's list or one a line",
    "bibtex": "wanted are entries such as @article{key, title = {...}}",
    "ris": "wanted are records from TY to ER with a title or an abstract",
    "wos": "wanted are records from PT to ER with a title or an abstract",
    "zotero-rdf": "wanted is what Zotero exports as RDF",
    PARQUET: "wanted are rows with a title or abstract column",
    **dict.fromkeys(MAPPERS, "wanted are its JSON objects with a title or an abstract"),
}
_BY_SUFFIX = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "csv", ".bib": "bibtex", ".bibtex": "bibtex", ".ris": "ris",
    ".rdf": "zotero-rdf",
}  # fmt: skip
_HTML = re.compile(r"<(?:!doctype html|html|head|body|article|div|p|h[1-6])\b", re.IGNORECASE)
_BIBTEX = re.compile(r"^[ \t]*@\s*[A-Za-z]\w*\s*[{(]\s*(?:[^\s,{}()\"=#%]*\s*,|[\w-]+\s*=|\s*\"|[^{}]*$)", re.MULTILINE)
_RIS = re.compile(r"^TY\s{1,3}-\s*\w", re.MULTILINE)
_WOS = re.compile(r"^FN .*(?:\r\n|\r|\n)VR |^PT [A-Z](?:\r\n|\r|\n)[A-Z][A-Z0-9] ", re.MULTILINE)
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def format_of(head: str, suffix: str, origin: str) -> str:
    """The name of the format of a source that begins with ``head``; the file's suffix decides where that tells nothing.

    Raises SourceError for pages of HTML and for XML that no reader takes.
    """
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        if _RDF in start:
            return "zotero-rdf"
        if _HTML.search(start):
            raise SourceError(
                f"{origin} is a page of HTML; open it in a browser and save it as text, then give that file"
            )
        if start.startswith("<?xml"):
            raise SourceError(f"{origin} is XML that no reader takes; export it as BibTeX, RIS, CSL-JSON or Zotero RDF")
    if start.startswith("["):
        return "json"
    if start.startswith(("{", "\x1e{")):
        return "jsonl" if suffix in (".jsonl", ".ndjson") else "json"
    for name, telling in (("ris", _RIS), ("wos", _WOS), ("bibtex", _BIBTEX)):
        if telling.search(start):
            return name
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    first = start.splitlines()[0] if start else ""
    named = suffix != ".txt" and len(first) < 2000 and delimiter_of(first) and any(c in first for c in ",\t;|")
    return "csv" if named else "text"


def check_format(name: str) -> str:
    """``name`` where it names a format. Raises SourceError, which lists them."""
    if name not in FORMATS:
        raise SourceError(f"there is no format {name}; --from takes {', '.join(FORMATS)}")
    return name
