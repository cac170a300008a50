"""Sources opened for reading: large ones in a process of their own, so that reading and storing have a core each.

That process is a plain child that pickles what it reads into a pipe, not one of ``multiprocessing``, which would run the
caller's own script again. It ends with its parent: the pipe then has no reader.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

from paperweft.batches import batches_of
from paperweft.errors import PaperweftError, SourceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped, read_source

#: Papers of a source as they are read, and what became none.
Items: TypeAlias = Iterator["SourceRecord | Skipped"]
_LARGE = 16 * 1024 * 1024  # bytes on disk from which a process of its own is worth its start, some tenths of a second
_AT_ONCE, _AHEAD = 200, 8  # papers a message, messages that wait to be taken
_CHILD = (
    "import sys; sys.path[:] = sys.argv.pop(1).split(chr(0o12)); from paperweft.workspace.sources import send; send()"
)


def open_sources(sources: Sequence[str], form: str | None = None) -> list[Items]:
    """What each of the sources has, to be read in their order.

    Raises SourceError where one cannot be read, before anything of the others is given out.
    """
    paths = [Path(source) for source in sources]
    apart = (os.cpu_count() or 1) > 1 and sum(map(_size, paths)) >= _LARGE and "-" not in sources
    return _read_apart(sources, form) if apart else _peeked(sources, form)


def _size(path: Path) -> int:
    """Bytes of a file, or of the files of a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def _peeked(sources: Sequence[str], form: str | None) -> list[Items]:
    """The sources with the first of each already read: one that cannot be read says so now."""
    return [_again(next(items, None), items) for items in [read_source(source, form) for source in sources]]


def _again(first: SourceRecord | Skipped | None, items: Items) -> Items:
    if first is not None:
        yield first
    yield from items


def _read_apart(sources: Sequence[str], form: str | None) -> list[Items]:
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD, "\n".join(sys.path), form or "", *sources],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    received = _received(process)
    next(received)  # all sources are open, or the error is raised here
    return [_until_end(received) for _ in sources]


def _received(process: subprocess.Popen[bytes]) -> Iterator[list[SourceRecord | Skipped]]:
    """The lists that the process sends, an empty one where a source ends; ends the process when it is closed."""
    assert process.stdout is not None
    try:
        while True:
            try:
                message = pickle.load(process.stdout)
            except (EOFError, pickle.UnpicklingError):  # it ended, perhaps amid a message
                if process.wait() == 0:
                    return
                raise SourceError(
                    f"the process that read the sources ended with status {process.returncode}; what was read is kept,"
                    " and the same command takes up the rest"
                ) from None
            if isinstance(message, PaperweftError):
                raise message
            yield message
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _until_end(received: Iterator[list[SourceRecord | Skipped]]) -> Items:
    while batch := next(received):
        yield from batch


def send() -> None:
    """The other side: reads the sources that the command line names, and writes them to standard output.

    A thread writes, since a pipe holds little: what is read meanwhile waits in the queue.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle
    form, *sources = sys.argv[1:]
    waiting: deque[Future[int]] = deque()
    with ThreadPoolExecutor(1) as writer:

        def give(message: object) -> None:
            waiting.append(writer.submit(sys.stdout.buffer.write, pickle.dumps(message, pickle.HIGHEST_PROTOCOL)))
            if len(waiting) > _AHEAD:
                waiting.popleft().result()

        try:
            opened = _peeked(sources, form or None)
            give([])
            for items in opened:
                for batch in batches_of(items, _AT_ONCE):
                    give(batch)
                give([])
        except PaperweftError as error:
            give(error)
        except BrokenPipeError:
            os._exit(1)  # the parent has gone
