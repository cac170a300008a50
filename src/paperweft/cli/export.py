"""``export``: the graph as files for other tools."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, CollectionOption, ConfidenceOption, LibraryOption, SinceOption
from paperweft.cli.output import note


class Target(str, Enum):
    """Programs that want files of their own."""

    neo4j = "neo4j"


@app.command(epilog="Examples:  paperweft export graph.graphml   |   paperweft export import/ --for neo4j")
def export(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="The file; its suffix (.graphml, .jsonl) says the format. A folder for neo4j."
        ),
    ],
    library: LibraryOption = DEFAULT_LIBRARY,
    target: Annotated[
        Target | None, typer.Option("--for", help="CSV files with the command by which neo4j-admin imports them.")
    ] = None,
    min_confidence: ConfidenceOption = 0.0,
    collection: CollectionOption = None,
    since: SinceOption = None,
) -> None:
    """Write the whole graph for other tools: GraphML, canonical JSON lines, or CSV files for neo4j-admin."""
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        opened.select(collection=collection, since=since)
        if target is Target.neo4j:
            command = opened.export_for_neo4j(file, os.environ.get("NEO4J_DATABASE") or "neo4j")
            nodes, links = (sum(counts.values()) for counts in opened.counts())
            note("with the server stopped, run the following; it replaces what the database holds:")
            print(command)
            note(f"{file}: {nodes} nodes, {links} links")
            return
        nodes, links = opened.export(file, min_confidence=min_confidence)
    print(f"{file}: {nodes} nodes, {links} links")
