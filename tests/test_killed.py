"""kill -9 at any point loses nothing that was committed, and what was broken off is taken up where it stopped."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from paperweft.workspace import Library
from tests.conftest import ROOT
from tests.killing import committed

_KILLED = -9


class Killer:
    """A process that imported everything once, and forks one child for each run."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.killing"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, folder: Path, *arguments: str, at: int | None = None) -> dict[str, Any]:
        """Runs a command in the folder, counting its steps up to ``at`` (-1: to the end), where it is killed."""
        job = {"folder": str(folder), "arguments": arguments, **({} if at is None else {"at": at})}
        assert self._process.stdin and self._process.stdout
        print(json.dumps(job), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    opened = Killer()
    yield opened
    opened.close()


def write_papers(path: Path, numbers: range) -> None:
    rows = (
        {
            "id": f"p{n}", "title": f"Paper of the Number {n} about Things", "year": 2020 + n % 3,
            "ids": {"arxiv": f"2001.{n:05}"}, "references": [f"2001.{(n + 1) % 12:05}"],
            "authors": [f"Ann Number {n}", "Bob Ray"],
            "abstract": f"It introduces the model Foo{n}. It uses the method Bar{n % 3}. It uses the task Tasking.",
        }
        for n in numbers
    )  # fmt: skip
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.fixture
def begun(killer: Killer, tmp_path: Path) -> Path:
    """A folder with a library of five papers, and a source of twelve."""
    folder = tmp_path / "begun"
    folder.mkdir()
    write_papers(folder / "five.jsonl", range(5))
    write_papers(folder / "twelve.jsonl", range(12))
    (folder / "follow.txt").write_text("Bar1\n")
    assert killer(folder, "update", "five.jsonl")["status"] == 0
    return folder


def spread(total: int, points: int) -> list[int]:
    """``points`` steps over a run of ``total``."""
    return sorted({1 + round(n * (total - 1) / (points - 1)) for n in range(points)})


def graph_hash(folder: Path) -> str:
    with Library(folder / "paperweft.db", create=False) as library:
        return library.graph_hash


def killed(killer: Killer, begun: Path, points: int, *arguments: str) -> Iterator[tuple[Path, Path]]:
    """Kills the command at many points, each in a folder of its own, and runs it again.

    Checks after each that the file is sound, holds what was committed, neither less nor more, and that running again ends
    where a run that nobody kills does. Yields the folder of that run and each other one, before the command is run again.
    """
    unbroken = begun.with_name("unbroken")
    shutil.copytree(begun, unbroken)
    whole = killer(unbroken, *arguments, at=-1)
    assert whole["status"] == 0
    at_points = spread(whole["steps"], points)
    assert len(at_points) == points
    for at in at_points:
        folder = begun.with_name(f"killed-{at}")
        shutil.copytree(begun, folder)
        library = folder / "paperweft.db"
        answer = killer(folder, *arguments, at=at)
        assert answer["status"] == _KILLED, at
        if library.exists() and library.stat().st_size:
            with closing(sqlite3.connect(library)) as database:
                assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if (
            answer["committed"] is not None
        ):  # None: SQLite was about to change the journal's mode, and nobody could look
            assert committed(library) == answer["committed"], at
        yield unbroken, folder
        again = killer(folder, *arguments)
        assert again["status"] == 0, at
        assert graph_hash(folder) == graph_hash(unbroken), at
        shutil.rmtree(folder)


def test_a_build_killed_at_fifty_points(killer: Killer, tmp_path: Path) -> None:
    """From a folder without a library: making the file, reading, the first linking, extraction, the last linking."""
    empty = tmp_path / "empty"
    empty.mkdir()
    write_papers(empty / "twelve.jsonl", range(12))
    stages = set()
    for _, folder in killed(killer, empty, 50, "build", "twelve.jsonl"):
        library = folder / "paperweft.db"
        if library.exists() and committed(library):
            with closing(sqlite3.connect(library)) as database:
                counts = [
                    database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
                    for table in ("paper", "extraction", "build")
                ]
            stages.add(tuple(counts))
    assert {(0, 0, 0), (12, 0, 0), (12, 0, 1), (12, 12, 1)} <= stages and len(stages) > 6, stages


def test_a_build_into_a_library_killed_at_points(killer: Killer, begun: Path) -> None:
    for unbroken, folder in killed(killer, begun, 8, "build", "twelve.jsonl"):
        with Library(folder / "paperweft.db", create=False) as library:
            assert library.report().nodes["Paper"] in (5, 12)
            assert library.builds()[0].papers == 5
        assert graph_hash(unbroken) != graph_hash(begun)


def test_an_update_killed_at_points_is_told_by_the_next(killer: Killer, begun: Path) -> None:
    """Its news is written to a file; one that was killed before it was written is told by the next run."""
    wanted: list[Any] = []
    command = ("update", "twelve.jsonl", "--format", "json", "-o", "news.json")
    before: list[tuple[Path, bool]] = []
    for unbroken, folder in killed(killer, begun, 14, *command):
        wanted = json.loads((unbroken / "news.json").read_text())["papers"]
        written = (folder / "news.json").exists()
        before.append((folder, written))
        if written:
            assert json.loads((folder / "news.json").read_text())["papers"] == wanted
            continue
        assert killer(folder, *command)["status"] == 0
        assert json.loads((folder / "news.json").read_text())["papers"] == wanted
        assert killer(folder, *command)["status"] == 0
        assert json.loads((folder / "news.json").read_text())["papers"] == []
    assert len(wanted) == 7


def test_a_removal_killed_at_points(killer: Killer, begun: Path) -> None:
    unbroken = begun.with_name("unbroken")
    shutil.copytree(begun, unbroken)
    remove = ("remove", "arxiv:2001.00003")
    total = killer(unbroken, *remove, at=-1)["steps"]
    states = {graph_hash(begun), graph_hash(unbroken)}
    for at in spread(total, 8):
        folder = begun.with_name("killed")
        shutil.copytree(begun, folder)
        assert killer(folder, *remove, at=at)["status"] == _KILLED
        assert graph_hash(folder) in states
        with Library(
            folder / "paperweft.db", create=False
        ) as library:  # the paper is there and in the graph, or neither
            assert len(library.removed()) == 5 - library.report().nodes["Paper"]
        shutil.rmtree(folder)


def test_a_decision_killed_at_points_leaves_a_whole_ledger(killer: Killer, begun: Path) -> None:
    """The old one or the new one; the next build makes the graph that it says, whatever the graph was then."""
    old, new = begun / "aliases.toml", begun.with_name("unbroken") / "aliases.toml"
    old.write_text('# mine\nrename = [{entity = "model:foo1", name = "Foo One"}]\n')
    assert killer(begun, "build")["status"] == 0
    merge = ("alias", "merge", "model:foo2", "model:foo3")
    shutil.copytree(begun, new.parent)
    total = killer(new.parent, *merge, at=-1)["steps"]
    wanted = {ledger.read_text(): graph_hash(ledger.parent) for ledger in (old, new)}
    assert len(wanted) == len(set(wanted.values())) == 2
    found = []
    for at in [*spread(total, 6), total - 1]:
        folder = begun.with_name(f"killed-{at}")
        shutil.copytree(begun, folder)
        assert killer(folder, *merge, at=at)["status"] == _KILLED
        found.append((folder / "aliases.toml").read_text())
        assert graph_hash(folder) in (wanted[old.read_text()], wanted[found[-1]])
        assert killer(folder, "build")["status"] == 0
        assert graph_hash(folder) == wanted[found[-1]]
    assert set(found) == set(wanted)


@pytest.mark.parametrize("name", ["graph.graphml", "graph.jsonl"])
def test_an_export_killed_at_points_leaves_the_old_file_or_the_new(killer: Killer, begun: Path, name: str) -> None:
    (begun / name).write_text("old")
    for unbroken, folder in killed(killer, begun, 3, "export", name):
        assert (folder / name).read_text() in ("old", (unbroken / name).read_text())


def test_a_build_with_the_shipped_extractor_killed_amid_extraction(tmp_path: Path) -> None:
    papers = (ROOT / "examples" / "landmark-papers.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "nine.jsonl").write_text("".join(papers[:9]), encoding="utf-8")
    command = [sys.executable, "-m", "tests.killing", "--at-extraction"]
    build = ["build", str(tmp_path / "nine.jsonl"), "--library"]
    environment = {"cwd": ROOT, "stdout": subprocess.DEVNULL}
    whole = tmp_path / "whole.db"
    assert subprocess.run([*command, "999", *build, str(whole)], **environment).returncode == 0  # type: ignore[call-overload]
    broken = tmp_path / "broken.db"
    for done in (3, 6):  # extraction is committed by three here: the fifth paper's is on its way when the process dies
        assert subprocess.run([*command, "4", *build, str(broken)], **environment).returncode == _KILLED  # type: ignore[call-overload]
        with closing(sqlite3.connect(broken)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert database.execute("SELECT count(*) FROM extraction").fetchone()[0] == done
    assert subprocess.run([*command, "999", *build, str(broken)], **environment).returncode == 0  # type: ignore[call-overload]
    with Library(whole) as first, Library(broken) as second:
        assert first.graph_hash == second.graph_hash
