"""One pace for each host, kept by all threads and processes that share a folder.

A row of SQLite says when the host may be asked next, locked files which of its connections are taken; both are freed by
the system when a process dies, however it dies.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from paperweft.errors import PaperweftError

_BUSY = 600  # seconds that a process waits for another one's turn to end: longer than any answer takes
_POLL = 0.02  # seconds between two looks for a free connection
_STALE = 3_600.0  # seconds ahead that no turn lies: the clock was set back


@dataclass(frozen=True, slots=True)
class Pace:
    """``interval`` seconds between the beginnings of two requests, ``connections`` at once (0: any number)."""

    interval: float
    connections: int = 0


class Limits:
    """The turns of hosts. ``sleep`` stands in for time.sleep in tests. Raises PaperweftError where the folder cannot be used."""

    def __init__(self, folder: Path, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._folder = folder
        self._sleep = sleep
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with closing(self._open("turns")) as db:
                db.execute(
                    "CREATE TABLE IF NOT EXISTS turn"
                    " (host TEXT PRIMARY KEY, next REAL NOT NULL, interval REAL, connections INTEGER)"
                )
        except (OSError, sqlite3.Error) as error:
            raise PaperweftError(
                f"{folder} cannot be written ({error}); PAPERWEFT_CACHE names another folder for what services answer"
            ) from error

    @contextmanager
    def turn(self, host: str, pace: Pace) -> Iterator[None]:
        """Waits for the host's turn and holds one of its connections while the block runs."""
        with self._connection(host, pace):
            self.wait(host, pace)
            yield

    def wait(self, host: str, pace: Pace) -> None:
        """Takes the host's next free moment, and waits for it."""
        now = time.time()
        with closing(self._open("turns")) as db:
            db.execute("PRAGMA synchronous = OFF")  # a turn is worth no wait for the disk
            db.execute("BEGIN IMMEDIATE")
            row = db.execute("SELECT next, interval FROM turn WHERE host = ?", (host,)).fetchone()
            interval = pace.interval if row is None or row[1] is None else row[1]
            due = now if row is None or row[0] - now > _STALE else max(now, row[0])
            db.execute(
                "INSERT INTO turn (host, next) VALUES (?, ?) ON CONFLICT (host) DO UPDATE SET next = excluded.next",
                (host, due + interval),
            )
            db.execute("COMMIT")
        if due > now:
            self._sleep(due - now)

    def pause(self, host: str, seconds: float) -> None:
        """Nobody asks the host for so long."""
        with closing(self._open("turns")) as db:
            db.execute(
                "INSERT INTO turn (host, next) VALUES (?, ?)"
                " ON CONFLICT (host) DO UPDATE SET next = max(next, excluded.next)",
                (host, time.time() + seconds),
            )

    def learn(self, host: str, pace: Pace) -> None:
        """What the host itself says of its limits stands from now on in place of what callers bring."""
        with closing(self._open("turns")) as db:
            db.execute(
                "UPDATE turn SET interval = ?, connections = ?"
                " WHERE host = ? AND (interval IS NOT ? OR connections IS NOT ?)",
                (pace.interval, pace.connections, host, pace.interval, pace.connections),
            )

    @contextmanager
    def _connection(self, host: str, pace: Pace) -> Iterator[None]:
        """Holds one of the host's connections: an open transaction on one of as many files."""
        count = self._connections(host, pace)
        if not count:
            yield
            return
        name = re.sub(r"[^\w.-]", "_", host)
        slots = [self._open(f"{name}.{number}", timeout=0) for number in range(count)]
        try:
            began = time.monotonic()
            while not any(_taken(slot) for slot in slots):
                if time.monotonic() - began > _BUSY:
                    raise PaperweftError(
                        f"{host} has been asked by other processes for {_BUSY / 60:.0f} minutes; end those first"
                    )
                time.sleep(_POLL)
            yield
        finally:
            for slot in slots:
                slot.close()

    def _connections(self, host: str, pace: Pace) -> int:
        with closing(self._open("turns")) as db:
            row = db.execute("SELECT connections FROM turn WHERE host = ?", (host,)).fetchone()
        return int(row[0]) if row and row[0] is not None else pace.connections

    def _open(self, name: str, timeout: float = _BUSY) -> sqlite3.Connection:
        return sqlite3.connect(self._folder / f"{name}.lock", timeout=timeout, isolation_level=None)


def _taken(slot: sqlite3.Connection) -> bool:
    """Whether the slot was free, and is ours now."""
    try:
        slot.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        return False
    return True
