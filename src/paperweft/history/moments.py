"""Builds by number, date and distance in time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from paperweft.errors import LibraryError
from paperweft.record.builds import Build

_NUMBER = re.compile(r"(?:build:)?(\d+)$", re.IGNORECASE)
_AGO = re.compile(r"(\d+)\s*(h|d|w)$", re.IGNORECASE)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_DAYS = {"today": 0, "yesterday": 1}


def is_moment(name: str) -> bool:
    """Whether ``name`` is meant as a build or a moment, not as a file."""
    return bool(_NUMBER.match(name)) or _moment(name, datetime.now(), end=False) is not None


def build_at(name: str, builds: Sequence[Build], now: datetime, *, end: bool = False) -> Build | None:
    """The build of a number ("3", "build:3"), or the last one before a moment: a day or time in ISO 8601, "today",
    "yesterday", so long ago ("7d", "2w", "12h"). None is the graph before the first build, which has the number 0.

    Times are this machine's. A day stands for its beginning, or for its end where ``end``, so that a span from day to
    day holds both. Raises LibraryError where there is no such build.
    """
    number = _NUMBER.match(name)
    if number:
        wanted = int(number[1])
        if wanted > len(builds):
            raise LibraryError(f"there is no build {wanted}; the last one is {len(builds)} (`paperweft diff --list`)")
        return builds[wanted - 1] if wanted else None
    moment = _moment(name, now, end=end)
    if moment is None:
        raise LibraryError(
            f"{name!r} is no library file, no build (`paperweft diff --list` shows them) and no moment"
            " (2026-11-28, 2026-11-28T09:30, yesterday, 7d)"
        )
    before = [build for build in builds if datetime.fromisoformat(build.finished_at) < moment.astimezone()]
    return before[-1] if before else None


def _moment(name: str, now: datetime, *, end: bool) -> datetime | None:
    ago = _AGO.match(name)
    if ago:
        try:
            return now - int(ago[1]) * _UNITS[ago[2].lower()]
        except OverflowError:
            return datetime.min.replace(year=2)
    day: date | None = None
    if name.lower() in _DAYS:
        day = now.date() - timedelta(days=_DAYS[name.lower()])
    elif re.match(r"\d{4}-\d\d-\d\d", name):
        try:
            if len(name) > 10:
                return datetime.fromisoformat(re.sub("[zZ]$", "+00:00", name))
            day = date.fromisoformat(name)
        except ValueError:
            return None
    return datetime.combine(day + timedelta(days=end), time()) if day else None
