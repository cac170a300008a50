"""``show``, ``view``, ``export`` and ``stats``: looking at the graph."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, ConfidenceOption, JsonOption, LibraryOption
from paperweft.cli.output import as_dict, note, print_json

if TYPE_CHECKING:
    from paperweft.graph.neighbourhood import Neighbourhood

_Name = Annotated[str, typer.Argument(metavar="NAME-or-ID", help="A node's name, alias, title or id.")]
_LISTED = (
    "title",
    "name",
    "authors",
    "year",
    "venue",
    "url",
    "doi",
    "arxiv_id",
    "aliases",
    "papers",
    "first_seen",
    "abstract",
)


@app.command(epilog="Examples:  paperweft show Mamba   |   paperweft show arxiv:2312.00752 --json")
def show(
    name: _Name,
    library: LibraryOption = DEFAULT_LIBRARY,
    min_confidence: ConfidenceOption = 0.0,
    json: JsonOption = False,
) -> None:
    """Print a node with its links and the sentences that are their evidence."""
    from paperweft.stores.values import cell
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        around = opened.neighbourhood(name, hops=1, limit=1_000_000, min_confidence=min_confidence)
    centre = around.centre
    assert centre is not None
    if json:
        links = [{"source": x.source, "type": x.kind, "target": x.target, **x.properties} for x in _own_links(around)]
        print_json({"id": centre.id, "labels": centre.labels, **centre.properties, "links": links})
        return
    print(f"{centre.name}  ({centre.label}, {centre.id})")
    for key in _LISTED:
        value = centre.properties.get(key)
        if value not in (None, "", []) and value != centre.name:
            print(f"  {key}: {cell(value)}")
    names = {node.id: node.name for node in around.nodes}
    heading = None
    for link in sorted(
        _own_links(around), key=lambda x: (x.source != centre.id, x.kind, -x.properties.get("confidence", 0))
    ):
        out = link.source == centre.id
        if (link.kind, out) != heading:
            heading = (link.kind, out)
            print(f"\n{link.kind} {'→' if out else '←'}")
        confidence = link.properties.get("confidence")
        print(
            f"  {names[link.target if out else link.source]}"
            + (f"  {confidence:.2f}" if confidence is not None else "")
        )
        if link.properties.get("evidence"):
            print(f"      “{link.properties['evidence']}”")


def _own_links(around: Neighbourhood) -> list[Any]:
    assert around.centre is not None
    return [link for link in around.links if around.centre.id in (link.source, link.target)]


@app.command(
    epilog="Examples:  paperweft view Mamba --hops 2   |   paperweft view 'Masked Autoencoder' -o mae.html --open"
)
def view(
    name: _Name,
    library: LibraryOption = DEFAULT_LIBRARY,
    hops: Annotated[int, typer.Option("--hops", min=1, max=6, help="How many links away nodes may be.")] = 1,
    limit: Annotated[
        int,
        typer.Option("--limit", min=1, max=3000, help="How many nodes at most; the nearest and best connected stay."),
    ] = 150,
    min_confidence: ConfidenceOption = 0.0,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The page's file; by default the node's name.")
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write a node's neighbourhood as an interactive page, one file that needs no network."""
    from paperweft.names.forms import slug
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        path = output or Path(f"{slug(opened.node(name).name)}.html")
        around = opened.view(name, path, hops=hops, limit=limit, min_confidence=min_confidence)
    print(f"{path}: {len(around.nodes)} nodes, {len(around.links)} links")
    if around.total > len(around.nodes):
        note(f"{around.total} nodes lie within {hops} hops; --limit shows more")
    if open_page:
        import webbrowser

        webbrowser.open(path.resolve().as_uri())


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
) -> None:
    """Write the whole graph for other tools: GraphML, canonical JSON lines, or CSV files for neo4j-admin."""
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        if target is Target.neo4j:
            command = opened.export_for_neo4j(file, os.environ.get("NEO4J_DATABASE") or "neo4j")
            nodes, links = (sum(counts.values()) for counts in opened.counts())
            note("with the server stopped, run the following; it replaces what the database holds:")
            print(command)
            note(f"{file}: {nodes} nodes, {links} links")
            return
        nodes, links = opened.export(file, min_confidence=min_confidence)
    print(f"{file}: {nodes} nodes, {links} links")


@app.command(epilog="Example:  paperweft stats --json")
def stats(library: LibraryOption = DEFAULT_LIBRARY, json: JsonOption = False) -> None:
    """Count what is in the library."""
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        report = opened.report()
        version = opened.graph_hash
    if json:
        print_json({**as_dict(report), "graph_hash": version})
        return
    for label, count in {**report.nodes, **report.links}.items():
        print(f"{label:14} {count}")
    if report.not_english:
        print(f"{'not English':14} {report.not_english}")
    if report.not_extracted:
        print(f"{'not extracted':14} {report.not_extracted}")
