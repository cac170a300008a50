"""A fetch into a file: record by record, so that whatever interrupts it, what came before is there and is not asked for again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Protocol, TextIO

from paperweft.clients.base import Answered
from paperweft.clients.http import Http
from paperweft.clients.journal import AnswerJournal
from paperweft.clients.request import FetchRequest, fetch
from paperweft.errors import PaperweftError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from paperweft.readers.interchange import row_of


class Sink(Protocol):
    """Where lines go."""

    def write(self, text: str, /) -> object:
        """Takes ``text``."""
        ...

    def flush(self) -> object:
        """Passes on what it took."""
        ...


class Fetching:
    """The papers of a request on their way to a stream. ``written`` counts them, those of an earlier run included;
    ``can_go_on`` says that a run that breaks off can be carried on."""

    def __init__(self, request: FetchRequest) -> None:
        request.check()
        self._request = request
        self._keys: set[str] = set()
        self.can_go_on = False

    @property
    def written(self) -> int:
        """How many papers were written."""
        return len(self._keys)

    def to_stream(self, stream: Sink, http: Http) -> Iterator[Answered]:
        """Writes the papers to ``stream`` as they come, and yields all that comes."""
        for item in fetch(self._request, http):
            if isinstance(item, Skipped):
                yield item
            elif self._is_new(row_key(row_of(item))):
                stream.write(line_of(item))
                stream.flush()
                yield item

    def to_file(self, path: Path, *, cache: bool = True, refresh: bool = False) -> Iterator[Answered]:
        """The same to the file at ``path``, with a journal beside it until all has come.

        Where the journal of an earlier run of the same request is there, the file is carried on from its last whole
        line; otherwise it is replaced, as the first paper comes. Raises PaperweftError where the file cannot be written, or the
        journal is another request's.
        """
        if not path.parent.is_dir():
            raise PaperweftError(f"there is no folder {path.parent} for {path.name}")
        with closing(AnswerJournal(path.with_name(path.name + ".journal"), self._request.fingerprint)) as journal:
            if journal.resumed:
                self._take_up(path)
            self.can_go_on = True
            try:
                with (
                    Http(cache=cache, refresh=refresh, journal=journal) as http,
                    _Lazy(path, journal.resumed) as stream,
                ):
                    yield from self.to_stream(stream, http)
                    stream.begin()  # a fetch that finds nothing leaves an empty file
            except OSError as error:
                raise PaperweftError(f"{path} cannot be written: {error.strerror or error}") from error
            journal.finish()

    def _is_new(self, key: str) -> bool:
        new = key not in self._keys
        self._keys.add(key)
        return new

    def _take_up(self, path: Path) -> None:
        """Cuts off a half line, and reads which papers are there."""
        try:
            with path.open("r+b") as stream:
                whole = 0
                for line in stream:
                    if not line.endswith(b"\n"):
                        break
                    self._keys.add(row_key(json.loads(line)))
                    whole += len(line)
                stream.truncate(whole)
        except FileNotFoundError:
            return
        except (OSError, ValueError, AttributeError) as error:
            raise PaperweftError(
                f"{path} is not what the interrupted fetch wrote ({error}); delete {path.name}.journal to begin anew"
            ) from error


class _Lazy:
    """A file that is opened, and what it held given up, with the first line that goes to it."""

    def __init__(self, path: Path, append: bool) -> None:
        self._path = path
        self._append = append
        self._stream: TextIO | None = None

    def begin(self) -> TextIO:
        """Opens the file."""
        if self._stream is None:
            self._stream = self._path.open("a" if self._append else "w", encoding="utf-8", newline="\n")
        return self._stream

    def write(self, text: str) -> None:
        """Writes ``text``."""
        self.begin().write(text)

    def flush(self) -> None:
        """Gives what was written to the system, which keeps it though this process is killed."""
        self.begin().flush()

    def __enter__(self) -> _Lazy:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._stream is not None:
            self._stream.flush()
            os.fsync(self._stream.fileno())
            self._stream.close()


def line_of(record: SourceRecord) -> str:
    """The record as a line of JSON, with the time at which it was had."""
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    row = row_of(replace(record, retrieved_at=record.retrieved_at or now))
    line = json.dumps(row, ensure_ascii=False) + "\n"
    return line.encode("utf-8", "replace").decode("utf-8")  # lone surrogates, which JSON may spell and no file can hold


def row_key(row: dict[str, object]) -> str:
    """What two rows of one fetch have in common if they are one record."""
    return json.dumps([row.get(name) for name in ("source", "id", "ids", "other_ids", "title")], sort_keys=True)
