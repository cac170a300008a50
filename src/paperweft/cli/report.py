"""``report``: the whole library as a folder of pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, ConfidenceOption, LibraryOption
from paperweft.cli.output import note


@app.command(epilog="Example:  paperweft report site/ --open")
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the pages; made where it is missing.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    top: Annotated[
        int, typer.Option("--top", min=1, max=100, help="How many entities of each type get a page of their own.")
    ] = 12,
    min_confidence: ConfidenceOption = 0.0,
    open_page: Annotated[bool, typer.Option("--open", help="Open the index in the browser.")] = False,
) -> None:
    """Write figures, a search over all nodes, and pages of the top entities: a folder that needs no network."""
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        written = opened.write_report(folder, top=top, min_confidence=min_confidence)
        old = opened.old_measures()
    print(f"{folder / 'index.html'}: {written.pages} pages, {written.entities} entities have one of their own")
    if old:
        note("the measures are of an older graph; `paperweft analyze` renews them")
    if open_page:
        import webbrowser

        webbrowser.open((folder / "index.html").resolve().as_uri())
