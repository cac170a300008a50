"""What people may call a build."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from paperweft.errors import LibraryError
from paperweft.history import build_at, is_moment
from paperweft.record.builds import Build

NOW = datetime(2026, 11, 28, 12, 0)


def build(number: int, finished: datetime) -> Build:
    moment = finished.astimezone().isoformat(timespec="milliseconds")
    return Build(number, number * 2, moment, f"h{number}", "x", "c", "", 0.0, 1, 1, 1)


BUILDS = [
    build(1, datetime(2026, 11, 1, 9, 0)),
    build(2, datetime(2026, 11, 20, 0, 0)),
    build(3, datetime(2026, 11, 20, 23, 59)),
    build(4, datetime(2026, 11, 28, 8, 0)),
]


@pytest.mark.parametrize(
    ("name", "as_a", "as_b"),
    [
        ("1", 1, 1), ("build:3", 3, 3), ("BUILD:4", 4, 4), ("0", None, None),
        ("2026-11-20", 1, 3), ("2026-11-21", 3, 3), ("2026-11-01", None, 1), ("2020-01-01", None, None), ("2099-01-01", 4, 4),
        ("2026-11-20T12:00", 2, 2), ("2026-11-20 12:00:30", 2, 2),
        ("today", 3, 4), ("yesterday", 3, 3), ("Yesterday", 3, 3), ("8d", 2, 2), ("2w", 1, 1), ("3h", 4, 4), ("5h", 3, 3),
        ("99999999d", None, None),
    ],
)  # fmt: skip
def test_a_build_is_found_by_number_date_and_distance(name: str, as_a: int | None, as_b: int | None) -> None:
    """As A, a day stands for its beginning, as B for its end, so that the span holds the builds of both days."""
    assert is_moment(name)
    for end, wanted in ((False, as_a), (True, as_b)):
        found = build_at(name, BUILDS, NOW, end=end)
        assert (found and found.number) == wanted


def test_a_moment_with_a_zone_is_that_moment() -> None:
    moment = datetime.fromisoformat(BUILDS[1].finished_at)
    later = (moment + timedelta(seconds=1)).astimezone().isoformat()
    found = build_at(later, BUILDS, NOW)
    assert found and found.number == 2
    utc = (moment - timedelta(seconds=1)).isoformat().replace("+00:00", "Z")
    found = build_at(utc, BUILDS, NOW)
    assert found and found.number == 1


def test_what_is_no_build_says_what_there_is() -> None:
    with pytest.raises(LibraryError, match="no build 9; the last one is 4"):
        build_at("9", BUILDS, NOW)
    for name in ("mine.db", "last week", "2026-13-01", "7x", ""):
        assert not is_moment(name)
        with pytest.raises(LibraryError, match="diff --list"):
            build_at(name, BUILDS, NOW)
