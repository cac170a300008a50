"""``export``: the graph, a part of it or a network made of it, as files for other tools."""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import (
    DEFAULT_LIBRARY,
    CollectionOption,
    ConfidenceOption,
    LibraryOption,
    Normalise,
    SinceOption,
    parameter,
)
from paperweft.cli.output import note
from paperweft.wording import counted

if TYPE_CHECKING:
    from paperweft.workspace import Library


class Target(str, Enum):
    """Programs that names and looks can be shaped for."""

    gephi = "gephi"
    cytoscape = "cytoscape"
    yed = "yed"
    igraph = "igraph"
    networkx = "networkx"
    neo4j = "neo4j"


class FileFormat(str, Enum):
    """Formats, where the suffix does not say."""

    graphml = "graphml"
    gexf = "gexf"
    cx2 = "cx2"
    cyjs = "cyjs"
    csv = "csv"
    parquet = "parquet"
    jsonl = "jsonl"
    nt = "nt"
    ttl = "ttl"
    vosviewer = "vosviewer"


class NetworkKind(str, Enum):
    """Networks that can be made of the graph."""

    cocitation = "cocitation"
    coupling = "coupling"
    cooccurrence = "cooccurrence"
    coauthors = "coauthors"


@app.command(
    epilog="Examples:  paperweft export graph.graphml   |   paperweft export mamba.gexf --for gephi --around Mamba --hops 2   |   "
    "paperweft export map.json --format vosviewer --network cooccurrence --min-weight 2   |   paperweft export import/ --for neo4j"
)
def export(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The file; its suffix (.graphml, .gexf, .cx2, .cyjs, .json, .csv, .parquet, .jsonl, .nt, .ttl) says the "
            "format. A folder for neo4j, and for csv and parquet where --format says so.",
        ),
    ],
    library: LibraryOption = DEFAULT_LIBRARY,
    form: Annotated[FileFormat | None, typer.Option("--format", help="The format, if not by suffix.")] = None,
    target: Annotated[
        Target | None, typer.Option("--for", help="Name and draw things as this program reads them.")
    ] = None,
    around: Annotated[
        str | None, typer.Option("--around", metavar="NAME-or-ID", help="Only what is near a node.")
    ] = None,
    hops: Annotated[
        int | None, typer.Option("--hops", min=1, max=6, help="How many links away; 1 if not said.")
    ] = None,
    query: Annotated[
        str | None,
        typer.Option(
            "--query",
            metavar="FILE|NAME|CYPHER",
            help="Only the nodes whose ids a query returns, and links between them.",
        ),
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter of the query.")
    ] = None,
    network: Annotated[
        NetworkKind | None, typer.Option("--network", help="Instead of the graph, an undirected network made of it.")
    ] = None,
    min_weight: Annotated[
        int | None,
        typer.Option("--min-weight", min=1, help="How many papers an edge of the network needs; 1 if not said."),
    ] = None,
    normalise: Annotated[
        Normalise | None, typer.Option("--normalise", help="Divide weights; none if not said.", show_default=False)
    ] = None,
    years: Annotated[
        str | None, typer.Option("--years", metavar="A:B", help="Only papers of these years make the network.")
    ] = None,
    cited: Annotated[
        bool, typer.Option("--cited", help="In cocitation, works that the library lacks are nodes too.")
    ] = False,
    min_confidence: ConfidenceOption = 0.0,
    collection: CollectionOption = None,
    since: SinceOption = None,
) -> None:
    """Write the graph for other tools: for Gephi, Cytoscape, yEd, igraph, networkx, Neo4j, VOSviewer, or as tables or RDF."""
    from paperweft.export import files_of, format_of
    from paperweft.saved_queries import read_query, typed_parameters
    from paperweft.workspace import Library

    if sum(choice is not None for choice in (around, query, network)) > 1:
        raise typer.BadParameter("--around, --query and --network do not go together; give one of them")
    if hops and around is None:
        raise typer.BadParameter("--hops goes with --around")
    if parameters and query is None:
        raise typer.BadParameter("-p goes with --query")
    if network is None and (min_weight or normalise or years or cited):
        raise typer.BadParameter("--min-weight, --normalise, --years and --cited go with --network")
    if cited and network is not NetworkKind.cocitation:
        raise typer.BadParameter("--cited goes with --network cocitation")
    if target is Target.neo4j:
        if form or around or query or network:
            raise typer.BadParameter("--for neo4j writes the whole graph as CSV files, nothing else")
        with Library(library, create=False) as opened:
            opened.select(collection=collection, since=since)
            _for_neo4j(opened, file, min_confidence)
        return
    tool = target.value if target else None
    name = format_of(file, form.value if form else None, tool)
    with Library(library, create=False) as opened:
        opened.select(collection=collection, since=since)
        if network:
            made = opened.network(
                network.value, min_weight=min_weight or 1, normalise=normalise.value if normalise else "none",
                years=years, cited=cited, min_confidence=min_confidence,
            )  # fmt: skip
            if made.undated:
                note(f"passed over {counted(made.undated, 'paper')} without a year")
            if made.outside:
                note(f"{made.outside} cited works are not in the library; --cited makes them nodes")
            nodes, links = opened.export_network(made, file, format=name, tool=tool)
        else:
            saved = read_query(query) if query else None
            given = dict(parameter(text) for text in parameters or ())
            nodes, links = opened.export(
                file, format=name, tool=tool, around=around, hops=hops or 1, query=saved,
                parameters=typed_parameters(given, saved.parameters) if saved else None, min_confidence=min_confidence,
            )  # fmt: skip
        if name != "jsonl" and opened.old_measures():
            note("the nodes' measures are of an older graph; `paperweft analyze` renews them")
    print(f"{', '.join(map(str, files_of(file, name)))}: {counted(nodes, 'node')}, {counted(links, 'link')}")


def _for_neo4j(opened: Library, folder: Path, min_confidence: float) -> None:
    command = opened.export_for_neo4j(
        folder, os.environ.get("NEO4J_DATABASE") or "neo4j", min_confidence=min_confidence
    )
    nodes, links = (sum(counts.values()) for counts in opened.counts(min_confidence))
    note("with the server stopped, run the following; it replaces what the database holds:")
    print(command)
    note(f"{folder}: {counted(nodes, 'node')}, {counted(links, 'link')}")
