"""What denies that a record describes a paper whose text or title is the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from paperweft.model import SourceRecord

_YEARS_APART = 2  # from preprint to print


def contradicts(record: SourceRecord, ids: Collection[tuple[str, str]], years: Iterable[int]) -> bool:
    """Whether the record is another paper than the one of those identifiers and years, though their text is one.

    It is where it has another identifier of the same kind, or was published more than two years apart.
    """
    for kind, value in record.ids.items():
        known = {other for name, other in ids if name == kind}
        if known and value not in known:
            return True
    years = list(years)
    return record.year is not None and bool(years) and min(abs(record.year - y) for y in years) > _YEARS_APART
