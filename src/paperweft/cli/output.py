"""How commands print: rows in a format, notes on stderr, progress."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paperweft.readers import Skipped
    from paperweft.workspace import Progress


class Format(str, Enum):
    """Formats of rows."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


def note(text: str) -> None:
    """A line for people, on stderr."""
    print(text, file=sys.stderr)


def print_json(value: Any) -> None:
    """A value as indented JSON on stdout."""
    import json

    from paperweft.stores.values import jsonable

    print(json.dumps(jsonable(value), ensure_ascii=False, indent=2))


def as_dict(report: Any) -> dict[str, Any]:
    """A report (a dataclass) as plain mappings and lists."""
    from dataclasses import asdict

    return asdict(report)


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]], form: Format, caption: str = "") -> None:
    """Rows on stdout: a table for people, an array of objects, an object a line, or CSV."""
    import csv
    import json

    from paperweft.stores.values import cell, jsonable

    objects: Iterable[Mapping[str, Any]] = (dict(zip(columns, row, strict=True)) for row in rows)
    if form is Format.json:
        print_json(list(objects))
    elif form is Format.jsonl:
        for item in objects:
            print(json.dumps(jsonable(item), ensure_ascii=False))
    elif form is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[cell(value, exact=True) for value in row] for row in rows])
    else:
        _print_table(columns, rows, caption)


def _print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]], caption: str) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from paperweft.stores.values import cell

    console = Console(width=None if sys.stdout.isatty() else 110)
    if caption:
        console.print(Text(caption, style="italic"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    numbers = [all(isinstance(row[i], int | float | None) for row in rows) and bool(rows) for i in range(len(columns))]
    for name, number in zip(columns, numbers, strict=True):
        table.add_column(Text(name), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell(value)) for value in row))
    console.print(table)


def report_skipped(skipped: Sequence[Skipped]) -> None:
    """Says on stderr what became no paper: each record with its place, page furniture and notes in one line a source."""
    furniture: dict[tuple[str, str, str], list[int]] = {}
    for item in skipped:
        if item.furniture:
            furniture.setdefault((item.origin, item.reason, item.unit), []).append(item.line)
        else:
            beginning = f": {item.text}" if item.text else ""
            note(f"skipped {item.origin}, {item.unit} {item.line}: {item.reason}{beginning}")
    for (origin, reason, unit), places in furniture.items():
        shown = ", ".join(map(str, sorted(places)[:12])) + (", …" if len(places) > 12 else "")
        what = reason.removeprefix("no paper: ")
        note(f"passed over {len(places)} {unit}s of {origin} that are {what} ({unit}s {shown})")


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress bar on stderr where that is a terminal; elsewhere one line with an estimate as each stage gets going."""
    if not sys.stderr.isatty():
        yield _plain_progress()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def show(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show


def _plain_progress() -> Progress:
    import time

    began: dict[str, float] = {}
    told: set[str] = set()

    def show(stage: str, done: int, total: int | None) -> None:
        if stage not in began:
            began[stage] = time.monotonic() if done == 0 else time.monotonic() - 1e-3
        elapsed = time.monotonic() - began[stage]
        if done and total and done < total and stage not in told:
            told.add(stage)
            what = "nodes and links" if stage == "pushing" else "papers"
            note(f"{stage}: {done} of {total} {what}, about {elapsed / done * (total - done):.0f} s to go")

    return show
