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
    SinceOption,
)
from paperweft.cli.output import note
from paperweft.wording import counted


@app.command(
    epilog="Examples:  paperweft view Mamba --hops 2   |   paperweft view 'Masked Autoencoder' -o mae.html --open   |   "
    "paperweft view --all"
)
def view(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME-or-ID", help="A node's name, alias, title or id.", show_default=False),
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help="The whole graph, as communities that open.")] = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    hops: Annotated[int, typer.Option("--hops", min=1, max=6, help="How many links away nodes may be.")] = 1,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            min=1,
            max=3000,
            help="How many nodes at most; the nearest and best connected stay. [default: 150; with --all 3000]",
            show_default=False,
        ),
    ] = None,
    min_confidence: ConfidenceOption = 0.0,
    collection: CollectionOption = None,
    since: SinceOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The page's file; by default the node's name.")
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write a node's neighbourhood, or the whole graph, as an interactive page, one file that needs no network."""
    from paperweft.names.forms import slug
    from paperweft.workspace import Library

    if (name is None) is not whole:
        raise typer.BadParameter("give the NAME of a node, or --all for the whole graph, one of them")
    with Library(library, create=False) as opened:
        opened.select(collection=collection, since=since)
        if name is None:
            path = output or Path(f"{library.stem}.html")
            around = opened.view_all(path, limit=limit or 3000, min_confidence=min_confidence)
        else:
            path = output or Path(f"{slug(opened.node(name).name)}.html")
            around = opened.view(name, path, hops=hops, limit=limit or 150, min_confidence=min_confidence)
        old = opened.old_measures()
    print(f"{path}: {counted(len(around.nodes), 'node')}, {counted(len(around.links), 'link')}")
    if whole and around.total > len(around.nodes):
        note(f"of {around.total} nodes; each community shows its best connected")
    elif around.total > len(around.nodes):
        note(f"{around.total} nodes lie within {hops} hops; --limit shows more")
    if old:
        note("the measures are of an older graph; `paperweft analyze` renews them")
    if open_page:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())
