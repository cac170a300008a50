"""``view``: a neighbourhood as a page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import (
    DEFAULT_LIBRARY,
    CollectionOption,
    ConfidenceOption,
    LibraryOption,
    NameArgument,
    SinceOption,
)
from paperweft.cli.output import note


@app.command(
    epilog="Examples:  paperweft view Mamba --hops 2   |   paperweft view 'Masked Autoencoder' -o mae.html --open"
)
def view(
    name: NameArgument,
    library: LibraryOption = DEFAULT_LIBRARY,
    hops: Annotated[int, typer.Option("--hops", min=1, max=6, help="How many links away nodes may be.")] = 1,
    limit: Annotated[
        int,
        typer.Option("--limit", min=1, max=3000, help="How many nodes at most; the nearest and best connected stay."),
    ] = 150,
    min_confidence: ConfidenceOption = 0.0,
    collection: CollectionOption = None,
    since: SinceOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The page's file; by default the node's name.")
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write a node's neighbourhood as an interactive page, one file that needs no network."""
    from paperweft.names.forms import slug
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        opened.select(collection=collection, since=since)
        path = output or Path(f"{slug(opened.node(name).name)}.html")
        around = opened.view(name, path, hops=hops, limit=limit, min_confidence=min_confidence)
    print(f"{path}: {len(around.nodes)} nodes, {len(around.links)} links")
    if around.total > len(around.nodes):
        note(f"{around.total} nodes lie within {hops} hops; --limit shows more")
    if open_page:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
