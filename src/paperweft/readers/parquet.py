"""Parquet, a row group after another. Reading it takes pyarrow, which the extra `paperweft[parquet]` brings."""

from __future__ import annotations

import json
from collections.abc import Iterator

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.readers.base import Mapper, Skipped
from paperweft.readers.decoding import Peeked
from paperweft.readers.objects import records_in

_ROWS = 1_000  # how many are in memory as Python objects at a time


def read_parquet(opened: Peeked, origin: str, mapper: Mapper | None = None) -> Iterator[SourceRecord | Skipped]:
    """One paper a row, with columns named as keys of JSON objects are. Raises SourceError without pyarrow, and where the
    file is damaged."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise SourceError(
            f"{origin} is Parquet, which takes pyarrow to read: pip install 'paperweft[parquet]'"
        ) from None
    number = 0
    try:
        file = parquet.ParquetFile(opened.whole())
        for batch in file.iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                number += 1
                plain = json.loads(json.dumps(row, default=str))  # dates, decimals and bytes as text
                yield from records_in(plain, origin, number, mapper=mapper, unit="row")
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        if not number:
            raise SourceError(f"{origin} cannot be read as Parquet: {reason}") from error
        yield Skipped(origin, number + 1, f"cannot be read from here on ({reason})", unit="row")
