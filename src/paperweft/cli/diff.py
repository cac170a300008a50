"""``diff``: what came, went and changed."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paperweft.cli import app
from paperweft.cli.documents import LimitOption, OutputOption, give
from paperweft.cli.options import DEFAULT_LIBRARY, JsonOption, LibraryOption

if TYPE_CHECKING:
    from paperweft.workspace import Library


class ReportFormat(str, Enum):
    """Formats of a difference."""

    text = "text"
    markdown = "markdown"
    json = "json"
    html = "html"


_VERSION = "A library's file, a build's number, or a moment: 2026-11-28, 2026-11-28T09:30, yesterday, 7d."


@app.command(
    epilog="Examples:  paperweft diff 7d   |   paperweft diff 2026-11-01 2026-11-30 --format markdown -o november.md   |   "
    "paperweft diff mine.db theirs.db   |   paperweft diff --list"
)
def diff(
    before: Annotated[
        str | None, typer.Argument(metavar="A", help=_VERSION + " By default the build before the last.")
    ] = None,
    after: Annotated[
        str | None, typer.Argument(metavar="[B]", help="The same; by default the library as it is.")
    ] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    form: Annotated[ReportFormat, typer.Option("--format", help="How to print.")] = ReportFormat.text,
    limit: LimitOption = 25,
    output: OutputOption = None,
    listed: Annotated[bool, typer.Option("--list", help="Print the builds of the library instead.")] = False,
    json: JsonOption = False,
) -> None:
    """Say which papers, entities and links came, went or changed between two builds, moments or libraries.

    What changed because of another extractor, catalogue, ledger or confidence, while its papers are the same, comes apart.
    """
    from paperweft.history import is_moment
    from paperweft.history.reports import difference_document, difference_json
    from paperweft.workspace import Library

    if json:
        form = ReportFormat.json
    if before and after and not is_moment(before) and not is_moment(after):
        library = Path(before)  # two other libraries: none of one's own is needed
    with Library(library, create=False) as opened:
        if listed:
            _list(opened, form is ReportFormat.json)
            return
        difference = opened.diff(before, after)
    give(difference_document(difference), lambda: difference_json(difference), form.value, limit, output)


def _list(opened: Library, as_json: bool) -> None:
    """The builds: when, how large, and what made them otherwise than the one before."""
    from paperweft.cli.output import Format, print_rows
    from paperweft.history.versions import local_time

    makers = ("extractor", "catalogue", "ledger", "min_confidence")
    rows, last = [], None
    for build in opened.builds():
        changed = [name for name in makers if last and getattr(last, name) != getattr(build, name)]
        rows.append(
            (build.number, local_time(build.finished_at), build.papers, build.nodes, build.links, ", ".join(changed))
        )
        last = build
    columns = ("build", "finished", "papers", "nodes", "links", "made by another")
    print_rows(columns, rows, Format.json if as_json else Format.table)
