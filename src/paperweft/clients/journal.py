"""The answers of a fetch that is under way, beside its output, so that an interrupted one goes on where it stopped.

The next run of the same request asks the journal first, and the service from the first question on that the journal
has no answer to. So a client needs no bookmarks of its own, whatever its paging.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from contextlib import suppress
from pathlib import Path

from paperweft.clients.http import Answer
from paperweft.errors import PaperweftError

_APPLICATION = 0x70776A31  # "pwj1"


class AnswerJournal:
    """The journal at ``path`` of the request that ``fingerprint`` describes; made where there is none.

    ``resumed`` says whether it has answers of an earlier run. An answer is kept once the next question is asked, so that one that the
    client could not take (a page of HTML, say) is asked for again. Raises PaperweftError where the journal is another request's, or
    cannot be read or written.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._path = path
        self._met: Counter[str] = Counter()
        self._last: tuple[str, int, int, str, bytes] | None = None
        try:
            self._db = sqlite3.connect(path, timeout=1, isolation_level=None)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")  # until it is closed: one fetch writes one output
            stored = self._opened(fingerprint)
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise PaperweftError(
                    f"another fetch that is running has {path}; wait for it, or give another output"
                ) from error
            raise PaperweftError(
                f"{path} cannot be used as the journal of a fetch ({error}); delete it, or give another output"
            ) from error
        if stored != fingerprint:
            self._db.close()
            raise PaperweftError(
                f"{path} belongs to another fetch that was interrupted; finish that one, delete the journal, or give another output"
            )
        self.resumed = self._db.execute("SELECT 1 FROM answer LIMIT 1").fetchone() is not None

    def recall(self, request: str) -> Answer | None:
        """The answer that the request had, this often asked, in the earlier run."""
        self._keep()
        self._met[request] += 1
        row = self._db.execute(
            "SELECT status, url, content FROM answer WHERE request = ? AND occurrence = ?",
            (request, self._met[request]),
        ).fetchone()
        return Answer(row[0], zlib.decompress(row[2]), row[1]) if row else None

    def record(self, request: str, answer: Answer) -> None:
        """Keeps the answer to the request that was asked for last."""
        self._last = (request, self._met[request], answer.status, answer.url, zlib.compress(answer.content))

    def _keep(self) -> None:
        if self._last is None:
            return
        try:
            self._db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)", self._last)
        except sqlite3.Error as error:
            raise PaperweftError(f"{self._path} cannot be written: {error}") from error
        self._last = None

    def close(self) -> None:
        """Closes it and leaves it for the next run, unless there is nothing in it."""
        with suppress(sqlite3.Error):  # it was closed already
            if self._db.execute("SELECT 1 FROM answer LIMIT 1").fetchone() is None:
                self.finish()
        self._db.close()

    def finish(self) -> None:
        """The fetch came to its end: the journal goes."""
        self._db.close()
        self._path.unlink(missing_ok=True)

    def _opened(self, fingerprint: str) -> str:
        """The fingerprint that the file has, now or already."""
        application = self._db.execute("PRAGMA application_id").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and application != _APPLICATION:
            raise sqlite3.DatabaseError("it is something else")
        self._db.executescript(
            f"BEGIN IMMEDIATE; PRAGMA application_id = {_APPLICATION};"
            "CREATE TABLE IF NOT EXISTS request (fingerprint TEXT NOT NULL);"
            "CREATE TABLE IF NOT EXISTS answer (request TEXT, occurrence INTEGER, status INTEGER NOT NULL,"
            " url TEXT NOT NULL, content BLOB NOT NULL, PRIMARY KEY (request, occurrence)) WITHOUT ROWID; COMMIT"
        )
        self._db.execute("INSERT INTO request SELECT ? WHERE NOT EXISTS (SELECT 1 FROM request)", (fingerprint,))
        return str(self._db.execute("SELECT fingerprint FROM request").fetchone()[0])
