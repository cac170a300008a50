"""CSV and TSV with a header line that names a title or an abstract column."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from typing import TextIO

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers.base import Skipped
from paperweft.readers.fields import FIELD_NAMES, fold, record_of

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))  # abstracts and reference lists outgrow the default of 128 KB


def delimiter_of(header: str) -> str | None:
    """The delimiter under which ``header`` names a title or an abstract column; None where it is no header of ours."""
    for delimiter in (",", "\t", ";", "|"):
        names = {fold(name) for row in csv.reader([header], delimiter=delimiter) for name in row}
        if names & {*FIELD_NAMES["title"][:4], *FIELD_NAMES["abstract"][:4]}:
            return delimiter
    return None


def read_csv(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    """One paper a row. Raises SourceError where the header names neither a title nor an abstract column."""
    header = stream.readline()
    delimiter = delimiter_of(header.strip("\r\n"))
    if delimiter is None:
        raise SourceError(f"{origin} has no title or abstract column; its first line is: {header.strip()[:100]!r}")
    columns = next(csv.reader([header], delimiter=delimiter))
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
        record = record_of(dict(zip(columns, row, strict=False)), source="csv", origin=origin, line=line)
        yield Skipped(origin, line, record, row[0][:80] if row else "") if isinstance(record, str) else record
