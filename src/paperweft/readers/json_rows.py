"""JSON in each of its shapes: an object a line, an array, an answer with its records in a list, objects one after another.

Lines are decoded one by one, so that a bad one spoils no other; everything else is streamed by ijson, so that an array
of a gigabyte takes no more memory than its largest element.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, TextIO

import ijson
import orjson

from paperweft.errors import SourceError
from paperweft.model import Raw, SourceRecord
from paperweft.readers.base import Mapper, Skipped
from paperweft.readers.decoding import SNIFFED
from paperweft.readers.objects import mapper_of_export, records_in
from paperweft.readers.values import list_of
from paperweft.readers.zotero import zotero_record

#: Where answers and exports keep their records.
_LISTS = frozenset({"message.items", "results", "data", "items", "papers"})
_LINES = None
#: How many more brackets may open than close in one read: ijson takes time quadratic in the depth of nesting.
_DEEPEST = 1_000
_OPEN = re.compile(r"\{$|\{.*[,{\[]$")  # the first line of an object that is written over several
_BREAK = re.compile("\r\n|\r|\n")


def read_jsonl(stream: TextIO, origin: str, mapper: Mapper | None = None) -> Iterator[SourceRecord | Skipped]:
    """One paper a line; empty lines do not count, a line that is no JSON object is reported."""
    yield from _read_lines(enumerate(stream, start=1), origin, mapper)


def read_json(stream: TextIO, origin: str, mapper: Mapper | None = None) -> Iterator[SourceRecord | Skipped]:
    """Papers in JSON of any shape. Raises SourceError where the file is no JSON at all."""
    head = stream.read(SNIFFED)
    if head.endswith("\r"):
        head += stream.read(1)
    place = _place_of_records(head)
    if place is _LINES:
        yield from _read_lines(_lines(head, stream), origin, mapper)
        return
    text = _Bytes(head, stream)
    if place == "items.item" and mapper in (None, zotero_record) and '"BetterBibTeX' in head[:4096]:
        yield from _read_export(text, origin)
        return
    number, found = 0, False
    try:
        for number, item in enumerate(ijson.items(text, place, use_float=True, multiple_values=True), start=1):
            if _too_deep(item):
                yield Skipped(origin, number, "nested too deeply to be a paper", unit="element")
                continue
            for record in records_in(item, origin, number, mapper=mapper, unit="element"):
                found = found or isinstance(record, SourceRecord)
                yield record
    except (ijson.JSONError, ValueError, ArithmeticError, RecursionError) as error:
        reason = _reason(error)
        if not found:
            raise SourceError(f"{origin} is not JSON: {reason}") from error
        yield Skipped(origin, number + 1, f"not JSON from here on ({reason})", unit="element")


def _read_export(text: _Bytes, origin: str) -> Iterator[SourceRecord | Skipped]:
    """A Better BibTeX export: whole, since the names of collections come after the items."""
    try:
        export = json.loads(text.read(-1))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{origin} is not JSON: {error}") from error
    mapper = mapper_of_export(export) or zotero_record
    for number, item in enumerate(list_of(export.get("items")), start=1):
        yield from records_in(item, origin, number, mapper=mapper, unit="element")


def _read_lines(
    lines: Iterator[tuple[int, str]], origin: str, mapper: Mapper | None
) -> Iterator[SourceRecord | Skipped]:
    for number, line in lines:
        line = line.strip().lstrip("\x1e")  # RFC 7464 begins each text with a record separator
        if not line:
            continue
        try:
            value = _decoded(line)
        except (ValueError, RecursionError) as error:
            yield Skipped(origin, number, f"not JSON ({error})", line[:80])
            continue
        for record in records_in(value, origin, number, mapper=mapper):
            if isinstance(record, SourceRecord) and record.raw is value:
                record = replace(record, raw=Raw(line))  # less memory, and nothing to encode again
            yield record


def _decoded(line: str) -> Any:
    """What ``line`` encodes, by orjson in a third of the time; what that refuses (NaN, lone surrogates) by the standard
    library, whose words say what is wrong. Raises ValueError and RecursionError."""
    try:
        return orjson.loads(line)
    except ValueError:
        return json.loads(line)


def _place_of_records(head: str) -> str | None:
    """Where in the JSON that begins with ``head`` its records are, as ijson names places; _LINES for one a line."""
    first, *others = list(filter(None, map(str.strip, _BREAK.split(head)))) or [""]
    if _is_deep(head):
        return "item"  # reading it says so
    previous: tuple[str, str] | None = None
    try:
        for prefix, event, value in ijson.parse(io.BytesIO(head.encode("utf-8", "replace")), multiple_values=True):
            if previous is None and event == "start_array":
                return "item"
            if previous is None and event != "start_map":
                return _LINES
            if (prefix, event) == ("", "end_map") or (
                event == "map_key" and value in ("title", "abstract") and not prefix
            ):
                break  # one paper, whatever lists it has
            within = previous[0] if previous and previous[1] == "start_array" else None
            if within in _LISTS and event in ("start_map", "null", "end_array"):
                return f"{within}.item"
            previous = prefix, event
    except (ijson.JSONError, ValueError):
        pass  # cut off, or no JSON: its reader says where
    # What spans several lines is one object, or several one after another.
    return "" if others and not _is_object(first) and _OPEN.match(first) else _LINES


def _is_deep(part: str) -> bool:
    return sum(map(part.count, "[{")) - sum(map(part.count, "]}")) > _DEEPEST


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(head: str, stream: TextIO) -> Iterator[tuple[int, str]]:
    number = 0
    *whole, last = _BREAK.split(head)
    for number, line in enumerate(whole, start=1):
        yield number, line
    yield number + 1, last + stream.readline()
    yield from enumerate(stream, start=number + 2)


class _Bytes:
    """What was read ahead, and then the rest of the stream, in the UTF-8 that ijson takes."""

    def __init__(self, head: str, stream: TextIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Up to ``size`` characters, all where it is negative; ijson asks for none to learn the type."""
        if size == 0:
            return b""
        if size < 0:
            return (self._head + self._stream.read()).encode("utf-8", "replace")
        part, self._head = (self._head[:size], self._head[size:]) if self._head else (self._stream.read(size), "")
        if _is_deep(part):
            raise ValueError("nested too deeply")
        return part.encode("utf-8", "replace")


def _too_deep(item: Any) -> bool:
    """Whether nothing could write ``item`` out again: C code reads nesting that Python's own cannot follow."""
    try:
        json.dumps(item)
    except RecursionError:
        return True
    return False


def _reason(error: Exception) -> str:
    text = str(error.args[0] if error.args else error)
    if isinstance(error.args[0] if error.args else None, bytes):
        text = error.args[0].decode("utf-8", "replace")
    first = text.strip().splitlines()[0].strip() if text.strip() else type(error).__name__
    return f"{first}; JSON has no NaN, write null" if re.search(r"[:\[,]\s*(?:NaN|-?Infinity)", text) else first
