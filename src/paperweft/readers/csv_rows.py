"""CSV and TSV with a header line that names a title or an abstract column: anyone's, Zotero's, the Web of Science's."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from typing import TextIO

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers.base import Skipped
from paperweft.readers.csl import noted_ids
from paperweft.readers.fields import FIELD_NAMES, fold, record_of
from paperweft.readers.values import date_of

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # abstracts and reference lists outgrow the default of 128 KB

#: Columns of the Web of Science's tab-delimited export, which go by its tags.
_WOS = {
    "TI": "title", "AB": "abstract", "AF": "authors", "SO": "venue", "PY": "year", "DI": "doi", "PM": "pmid", "DE": "tags", "UT": "id",
}  # fmt: skip


def delimiter_of(header: str) -> str | None:
    """The delimiter under which ``header`` names a title or an abstract column; None where it is no header of ours."""
    for delimiter in (",", "\t", ";", "|"):
        row = next(csv.reader([header], delimiter=delimiter), [])
        names = {fold(name) for name in row}
        if names & {*FIELD_NAMES["title"][:4], *FIELD_NAMES["abstract"][:4]} or {"PT", "TI", "AB"} <= set(row):
            return delimiter
    return None


def read_csv(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    """One paper a row. Raises SourceError where the header names neither a title nor an abstract column."""
    header = stream.readline().lstrip("\ufeff")
    try:
        delimiter = delimiter_of(header.strip("\r\n"))
    except csv.Error:
        delimiter = None
    if delimiter is None:
        raise SourceError(f"{origin} has no title or abstract column; its first line is: {header.strip()[:100]!r}")
    columns = next(csv.reader([header], delimiter=delimiter))
    named = [_WOS.get(name, name) for name in columns] if {"PT", "TI", "AB"} <= set(columns) else columns
    # strict: an unclosed quote would swallow the rest of the file as one cell
    rows = csv.reader(stream, delimiter=delimiter, strict=True)
    while True:
        line = rows.line_num + 2
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Skipped(origin, line, f"not CSV ({error})")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(columns):
            yield Skipped(
                origin,
                line,
                f"{len(row)} cells under {len(columns)} columns; quote cells that hold the delimiter",
                row[0][:80],
            )
            continue
        record = record_of(_known(dict(zip(named, row, strict=False))), source="csv", origin=origin, line=line)
        yield Skipped(origin, line, record, row[0][:80] if row else "") if isinstance(record, str) else record


def _known(row: Mapping[str, str]) -> dict[str, str]:
    """The row with what Zotero keeps in its columns Extra and Date Added under the names that they have elsewhere."""
    if "Item Type" not in row:
        return dict(row)
    noted = noted_ids(row.get("Extra"))
    known = {"citekey": noted.pop("citation key", ""), "retrieved_at": date_of(row.get("Date Added")) or "", **noted}
    return {**known, **{name: value for name, value in row.items() if value}}
