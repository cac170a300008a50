"""``gaps``: the works that the library cites most and lacks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, FormatOption, JsonOption, LibraryOption
from paperweft.cli.output import Format, note, print_rows
from paperweft.wording import counted

if TYPE_CHECKING:
    from paperweft.citations.gaps import Gap

_TABLE = ("cited", "title", "year", "id")
_COLUMNS = ("cited", "title", "year", "authors", "venue", "id", "ids", "cited_by")


@app.command(
    epilog="Examples:  paperweft gaps --min-cited 5   |   paperweft gaps -o gaps.bib && paperweft build gaps.bib"
)
def gaps(
    library: LibraryOption = DEFAULT_LIBRARY,
    min_cited: Annotated[int, typer.Option("--min-cited", min=1, help="Works that so many papers cite.")] = 3,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many works at most, the most cited first.")] = 50,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no service what the works are called.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="A .bib, .ris or .csv file to write.", show_default=False)
    ] = None,
    form: FormatOption = Format.table,
    json: JsonOption = False,
) -> None:
    """Rank the works that the library cites most and lacks, by how many of its papers cite them."""
    from paperweft.workspace import Library

    _check(output)
    with Library(library, create=False) as opened:
        found = opened.gaps(min_cited=min_cited, limit=limit, offline=offline)
    form = Format.json if json else form
    for failure in found.failures:
        note(f"{failure}; works it was asked about stand without titles")
    if output:
        _write(output, found.works)
        print(f"{output}: {counted(len(found.works), 'work')}")
    elif form is Format.table and found.works:
        print_rows(_TABLE, [(len(gap.cited_by), _title(gap), _year(gap), gap.id) for gap in found.works], form)
    elif form is not Format.table:
        print_rows(_COLUMNS, [_row(gap) for gap in found.works], form)
    if not found.total:
        note(f"no work outside the library is cited by {min_cited} of its papers; `paperweft enrich` gets citations")
    elif found.total > len(found.works):
        note(f"the {len(found.works)} most cited of {found.total}; --limit shows more")


def _check(output: Path | None) -> None:
    from paperweft.bibliography import FORMATS
    from paperweft.errors import PaperweftError

    if output and output.suffix.lower() not in (*FORMATS, ".csv"):
        raise PaperweftError(
            f"gaps are not written to {output.name!r}; end the file's name in {', '.join(FORMATS)} or .csv"
        )


def _write(output: Path, works: tuple[Gap, ...]) -> None:
    import csv

    from paperweft.bibliography import entry_of_ids, entry_of_record, write_bibliography
    from paperweft.files import replacing
    from paperweft.stores.values import cell

    if output.suffix.lower() != ".csv":
        entries = [entry_of_record(gap.record) if gap.record else entry_of_ids(gap.ids) for gap in works]
        write_bibliography(output, entries)
        return
    with replacing(output) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows([[cell(value, exact=True) for value in _row(gap)] for gap in works])


def _row(gap: Gap) -> tuple[Any, ...]:
    record = gap.record
    authors, venue = (list(record.authors), record.venue) if record else ([], None)
    ids = [":".join(pair) for pair in gap.ids]
    return (len(gap.cited_by), _title(gap), _year(gap), authors, venue, gap.id, ids, list(gap.cited_by))


def _title(gap: Gap) -> str | None:
    return gap.record.title if gap.record else None


def _year(gap: Gap) -> int | None:
    return gap.record.year if gap.record else None
