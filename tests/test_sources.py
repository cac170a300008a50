"""Large sources are read in a process of their own, and nothing of it shows."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from paperweft.errors import SourceError
from paperweft.model import SourceRecord
from paperweft.workspace import Library, sources
from paperweft.workspace.sources import open_sources


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Has every source count as large; the processes that were started."""
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(popen(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(sources, "_LARGE", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(subprocess, "Popen", start)
    return started


def written(path: Path, count: int, first: int = 0) -> str:
    rows = [
        {"title": f"Paper {n} of many", "doi": f"10.1234/{n}", "abstract": "é " * 50}
        for n in range(first, first + count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "no JSON\n", encoding="utf-8")
    return str(path)


def test_apart_gives_the_same_in_the_same_order(
    tmp_path: Path, apart: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [
        written(tmp_path / "a.jsonl", 450),
        written(tmp_path / "b.jsonl", 1, first=450),
        written(tmp_path / "c.jsonl", 200, first=451),
    ]
    found = [list(items) for items in open_sources(paths)]
    assert len(apart) == 1
    monkeypatch.setattr(sources, "_LARGE", 1 << 40)
    assert found == [list(items) for items in open_sources(paths)] and len(apart) == 1
    assert [len(items) for items in found] == [451, 2, 201], "with the line that is no JSON"


def test_a_source_that_cannot_be_read_says_so_before_the_first_paper(
    tmp_path: Path, apart: list[subprocess.Popen[bytes]]
) -> None:
    good = written(tmp_path / "good.jsonl", 3)
    with Library(tmp_path / "library.db") as library:
        with pytest.raises(SourceError, match="there is no file"):
            library.add(good, tmp_path / "absent.jsonl")
        assert library.add(good).new == 3
    assert len(apart) == 2


def test_a_reading_process_that_is_killed_is_one_line_and_what_was_read_is_kept(
    tmp_path: Path, apart: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / "many.jsonl", 30_000)
    with Library(tmp_path / "library.db") as library:
        killed = False

        def kill(*_: object) -> None:
            nonlocal killed
            if not killed:
                killed = True
                apart[0].send_signal(signal.SIGKILL)

        with pytest.raises(SourceError, match="ended with status -9; what was read is kept"):
            library.add(path, progress=kill)
        monkeypatch.setattr(sources, "_LARGE", 1 << 40)
        report = library.add(path)
        assert report.known >= 1_000 and report.known + report.new == 30_000


def test_the_process_ends_when_nobody_takes_what_it_reads(tmp_path: Path, apart: list[subprocess.Popen[bytes]]) -> None:
    (items,) = open_sources([written(tmp_path / "many.jsonl", 30_000)])
    assert isinstance(next(items), SourceRecord)
    del items
    until = time.monotonic() + 30
    while apart[0].poll() is None:
        assert time.monotonic() < until
        time.sleep(0.05)
