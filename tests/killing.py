"""Runs a command and has it killed by SIGKILL at a point that can be named: the n-th step of its work on files.

A step is an SQL statement about to run, some thousand instructions within a long one, or a file about to be made or to
take another's place. Steps are counted, not timed, so that the points lie over the whole run, and the same on each.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import paperweft.extraction
from paperweft.cli import main
from paperweft.workspace import building, living
from tests.stub import StubExtractor

_INSTRUCTIONS = 1_000
_connect = sqlite3.connect


def committed(library: Path) -> dict[str, str] | None:
    """Table -> hash of its rows, as another process sees them; None where it cannot look now."""
    if not library.exists() or not library.stat().st_size:
        return {}
    try:
        with closing(_connect(f"file:{library}?mode=ro", uri=True, timeout=0)) as database:
            tables = [
                row[0]
                for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
                if not row[0].startswith(("graph_text_", "sqlite_")) or row[0] == "graph_text_node"
            ]
            tables.remove("graph_text") if "graph_text" in tables else None
            return {
                name: hashlib.sha256(
                    repr(sorted(map(repr, database.execute(f"SELECT * FROM {name}")))).encode()
                ).hexdigest()
                for name in tables
            }
    except sqlite3.OperationalError:
        return None


def run(arguments: list[str]) -> None:
    """The command line in this process, without what it prints."""
    sys.argv = ["paperweft", *arguments]
    with Path(os.devnull).open("w") as nowhere:
        sys.stdout = sys.stderr = nowhere
        try:
            main()
        except SystemExit as end:
            if end.code:
                os._exit(int(end.code))


def steps(arguments: list[str], at: int | None, seen: Callable[[], None] = lambda: None) -> int:
    """Runs the command and counts its steps; at step ``at``, calls ``seen`` and kills this process."""
    count = 0

    def step(*_: Any) -> None:
        nonlocal count
        count += 1
        if count == at:
            seen()
            os.kill(os.getpid(), signal.SIGKILL)

    def connect(*given: Any, **options: Any) -> sqlite3.Connection:
        connection = _connect(*given, **options)
        connection.set_trace_callback(step)
        connection.set_progress_handler(step, _INSTRUCTIONS)  # type: ignore[arg-type]
        return connection

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **options: Any) -> Any:
            step()
            return function(*given, **options)

        return call

    sqlite3.connect = connect  # type: ignore[assignment]
    tempfile.mkstemp = counted(tempfile.mkstemp)
    Path.replace = counted(Path.replace)  # type: ignore[method-assign]
    run(arguments)
    return count


def prepare(*, stub: bool) -> None:
    """Small transactions, and one moment for all runs: the graph has the day of import."""
    building._READ_EVERY, building._COMMIT_EVERY = 5, 3
    for module in (building, living):
        module.now = lambda: "2026-11-28T09:30:00.000+00:00"
    if stub:
        paperweft.extraction.Extractor = StubExtractor  # type: ignore[assignment, misc]


def in_child(work: Callable[[], None]) -> int:
    """Runs ``work`` in a forked process; its exit status, negative where a signal ended it."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException as error:
            os.write(2, repr(error).encode())
        finally:
            os._exit(70)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _serve() -> None:
    """Reads jobs, a JSON object a line, and answers each: a pytest with threads of its own had better not fork."""
    import json

    prepare(stub=True)
    answers = sys.stdout
    with tempfile.TemporaryDirectory() as folder:  # whatever commands import, they import here, once for all children
        source = Path(folder) / "one.jsonl"
        source.write_text('{"title": "A Paper", "abstract": "It introduces the model Foo. It uses the model Bar."}')
        library = ["--library", str(Path(folder) / "paperweft.db")]
        run(["update", str(source), *library, "--json"])
        run(["build", str(source), *library])
        run(["alias", "merge", "model:foo", "model:bar", *library])
        for name in ("graph.graphml", "graph.jsonl"):
            run(["export", str(Path(folder) / name), *library])
        run(["remove", "A Paper", *library])
    for line in sys.stdin:
        job = json.loads(line)
        reader, writer = os.pipe()

        def work(job: dict[str, Any] = job, writer: int = writer) -> None:
            os.chdir(job["folder"])
            library = Path("paperweft.db")

            def tell(**facts: Any) -> None:
                os.write(writer, json.dumps(facts).encode())

            if "at" in job:
                count = steps(job["arguments"], job["at"], lambda: tell(committed=committed(library)))
                tell(steps=count)
            else:
                run(job["arguments"])

        status = in_child(work)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            told = pipe.read()
        print(json.dumps({"status": status, **json.loads(told or b"{}")}), file=answers, flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == [
        "--at-extraction"
    ]:  # with the extractor that users have: how many papers it may read, then the command

        def at_extraction(connection: sqlite3.Connection, left: list[int]) -> sqlite3.Connection:
            def step(statement: str) -> None:
                left[0] -= "INTO extraction" in statement
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            connection.set_trace_callback(step)
            return connection

        remaining = [int(sys.argv[2])]
        sqlite3.connect = lambda *given, **options: at_extraction(_connect(*given, **options), remaining)  # type: ignore
        prepare(stub=False)
        run(sys.argv[3:])
    else:
        _serve()
