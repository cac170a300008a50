"""``search``: full text over titles, abstracts and names."""

from __future__ import annotations

from typing import Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, FormatOption, JsonOption, LibraryOption, StoreOption
from paperweft.cli.output import Format, note, print_rows


@app.command(epilog="Examples:  paperweft search masked autoencoder   |   paperweft search diffusion --limit 5 --json")
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Words that must all be there, in any form.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    store: StoreOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many rows at most.")] = 25,
    form: FormatOption = Format.table,
    json: JsonOption = False,
) -> None:
    """Find papers, authors and entities by the words of their titles, abstracts, names and aliases, the best first."""
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        found = opened.search(" ".join(words), store=store, limit=limit)
    print_rows(found.columns, found.values, Format.json if json else form)
    if not found:
        note("no rows")
