"""``update``: Monday in one command."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from paperweft.cli import app
from paperweft.cli.documents import LimitOption, OutputOption, give
from paperweft.cli.options import DEFAULT_LIBRARY, JsonOption, LedgerOption, LibraryOption
from paperweft.cli.output import note, progress, report_skipped
from paperweft.wording import counted


class NewsFormat(str, Enum):
    """Formats of news."""

    text = "text"
    markdown = "markdown"
    json = "json"


@app.command(
    epilog="Examples:  paperweft update huggingface   |   paperweft update 'arxiv:state space models' saved-page.txt   |   "
    "paperweft update huggingface --format markdown -o monday.md"
)
def update(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE...",
            help="huggingface (papers of the day and trending), SERVICE:WORDS (arxiv, openalex, semanticscholar, crossref), or files.",
        ),
    ],
    library: LibraryOption = DEFAULT_LIBRARY,
    follow: Annotated[
        Path | None,
        typer.Option(
            "--follow",
            help="Names to follow, one a line; by default follow.txt beside the library.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[NewsFormat, typer.Option("--format", help="How to print the news.")] = NewsFormat.text,
    limit: LimitOption = 0,
    output: OutputOption = None,
    processes: Annotated[int, typer.Option("--processes", min=1, help="Processes that extract side by side.")] = 1,
    ledger: LedgerOption = None,
    json: JsonOption = False,
) -> None:
    """Fetch and build, then say what is new since the last update: papers, entities, papers on the names you follow.

    Run twice, the second has nothing to say. An update that is broken off is told by the next.
    """
    from paperweft.history.reports import news_document, news_json
    from paperweft.workspace import Library

    with Library(library, ledger=ledger) as opened:
        with progress() as show:
            done = opened.update(*sources, follow=follow, processes=processes, progress=show)
        added = done.added
        note(
            f"read {counted(added.papers, 'paper')}: {added.new} new, {added.changed} changed, {added.known} known"
            + (f", {added.removed} removed earlier" if added.removed else "")
        )
        report_skipped(added.skipped)
        form = NewsFormat.json if json else form
        give(news_document(done.news), lambda: news_json(done.news), form.value, limit, output)
        opened.told(done.news)
    for failure in done.failures:
        note(f"paperweft: {failure}")
    if done.failures:
        raise typer.Exit(1)
