"""``build``, ``extract`` and ``push``: into the library, out of a source, into Neo4j."""

from __future__ import annotations

import sys
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import (
    DEFAULT_LIBRARY,
    AsOfOption,
    ConfidenceOption,
    FromOption,
    JsonOption,
    LedgerOption,
    LibraryOption,
    StoreOption,
)
from paperweft.cli.output import as_dict, note, print_json, progress, report_skipped
from paperweft.wording import counted

if TYPE_CHECKING:
    from paperweft.stores import Written
    from paperweft.workspace import GraphReport, Library

_SOURCES = "Files or folders of papers (docs/sources.md), - for standard input, zotero: for a running Zotero."
_Sources = Annotated[list[str], typer.Argument(metavar="SOURCE...", help=_SOURCES)]
_Processes = Annotated[int, typer.Option("--processes", min=1, help="Processes that extract side by side.")]
_Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 where a record was skipped.")]


@app.command(
    epilog="Examples:  paperweft build papers.txt   |   paperweft build a.jsonl b.csv --library ml.db   |   paperweft build   (link again)"
)
def build(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SOURCE...]", help=_SOURCES),
    ] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    form: FromOption = None,
    as_of: AsOfOption = None,
    no_extract: Annotated[bool, typer.Option("--no-extract", help="Read papers and citations only.")] = False,
    processes: _Processes = 1,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            "--min-confidence",
            min=0.0,
            max=1.0,
            show_default=False,
            help="Leave out links below it, from now on; 0 has them back.",
        ),
    ] = None,
    ledger: LedgerOption = None,
    store: StoreOption = None,
    strict: _Strict = False,
    json: JsonOption = False,
) -> None:
    """Read papers, extract their entities, link the graph.

    Without SOURCE what was left unextracted is extracted and the graph linked again. Building the same source twice
    changes nothing; an interrupted build is taken up where it stopped.
    """
    from paperweft.cli.enrich import hint, lacks_citations
    from paperweft.workspace import Library

    interrupted = False
    extracted = 0
    with Library(library, create=bool(sources), ledger=ledger) as opened:
        opened.ledger()  # one that cannot be read says so before a source is
        with progress() as show:
            added = opened.add(*(sources or ()), form=form.value if form else None, as_of=as_of, progress=show)
        # Papers and citations are usable from here on, whatever happens to the extraction.
        graph = opened.link(min_confidence=min_confidence, preliminary=not no_extract)
        if sources and not json:
            note(
                f"read {counted(added.papers, 'paper')}: {added.new} new, {added.changed} changed, {added.known} known"
                + (f", {added.removed} removed earlier" if added.removed else "")
            )
        report_skipped(added.skipped)
        if not no_extract:
            extracted, interrupted = extract_missing(opened, processes)
            if extracted:
                graph = opened.link()
        written = opened.push(store) if store else None
        lacks = lacks_citations(opened, library)
        if json:
            report = {**as_dict(added), "extracted": extracted, **as_dict(graph), "graph_hash": opened.graph_hash}
            more = {
                "store": as_dict(written) if written else None,
                "lacks_citations": as_dict(lacks) if lacks else None,
            }
            print_json({**report, "library": str(library), **more})
        else:
            print_graph(graph, library.name if library.parent == library else str(library))
            if written and store:
                note(_changes(store, written))
            if lacks:
                note(hint(lacks, graph.nodes["Paper"]))
    if interrupted:
        note("interrupted; what was extracted is in the graph, and `paperweft build` takes up the rest")
        raise typer.Exit(130)
    if strict and any(not item.furniture for item in added.skipped):
        raise typer.Exit(1)


def _changes(store: str, written: Written, *, dry_run: bool = False) -> str:
    """What a push changed, or would change: a line for the whole, then one each for added, updated and removed."""
    if not written.anything:
        return f"{store}: nothing to change"
    lines = []
    for what, kinds in (("added", written.added), ("updated", written.updated), ("removed", written.removed)):
        if kinds:
            lines.append(f"  {what:8} " + ", ".join(f"{kind} {count}" for kind, count in kinds.items()))
    heading = f"{store}: {written.total} nodes and links " + ("would change" if dry_run else "changed")
    if written.kept:
        lines.append(
            f"  {written.kept} of the removed nodes stay, without our labels and properties: others have linked them"
        )
    return "\n".join([heading, *lines])


def extract_missing(opened: Library, processes: int) -> tuple[int, bool]:
    """Extracts what is missing; returns how many papers were read, and whether the user stopped it."""
    missing = opened.unextracted()
    if not missing:
        opened.settle()
        return 0, False
    note(f"extracting entities from {counted(missing, 'paper')}")
    try:
        with progress() as show:
            show("extracting", 0, missing)
            opened.extract(processes=processes, progress=show)
    except KeyboardInterrupt:
        return missing - opened.unextracted(), True
    return missing, False


def print_graph(graph: GraphReport, library: str) -> None:
    nodes = ", ".join(counted(count, label.lower()) for label, count in graph.nodes.items())
    print(f"{library}: {nodes or 'no nodes'}; {counted(sum(graph.links.values()), 'link')}")
    if graph.links:
        print("  " + ", ".join(f"{kind} {count}" for kind, count in graph.links.items()))
    for warning in graph.warnings:
        note(f"warning: {warning}")
    if graph.min_confidence:
        note(f"links with a confidence below {graph.min_confidence:g} are left out; --min-confidence 0 has them back")
    if graph.not_english:
        note(f"{_papers(graph.not_english)} not in English; no entities were looked for in them")
    if graph.not_extracted:
        note(f"{_papers(graph.not_extracted)} not extracted yet; `paperweft build` finds the entities in them")


def _papers(number: int) -> str:
    return f"{counted(number, 'paper')} {'is' if number == 1 else 'are'}"


class ExtractFormat(str, Enum):
    """Formats of ``extract``."""

    jsonl = "jsonl"
    table = "table"
    html = "html"


@app.command(
    epilog="Examples:  paperweft extract papers.txt   |   paperweft extract - --format html < page.txt > page.html"
)
def extract(
    sources: _Sources,
    source_format: FromOption = None,
    form: Annotated[
        ExtractFormat, typer.Option("--format", help="An object a line, a table, or a page of marked texts.")
    ] = ExtractFormat.jsonl,
    processes: _Processes = 1,
    min_confidence: ConfidenceOption = 0.0,
    strict: _Strict = False,
) -> None:
    """Print the entities of papers with their evidence; touches no library.

    Ids of entities are provisional: a library may know better. Offsets are Python code points into title or abstract.
    """
    import json as json_module

    from paperweft.cli.output import Format, print_rows
    from paperweft.provisional import extract_source
    from paperweft.readers import Skipped

    skipped, shown = [], []
    given = source_format.value if source_format else None
    for source in sources:
        for paper in extract_source(source, form=given, processes=processes, min_confidence=min_confidence):
            if isinstance(paper, Skipped):
                skipped.append(paper)
            elif form is ExtractFormat.html:
                shown.append(paper)
            elif form is ExtractFormat.jsonl:
                print(json_module.dumps(paper, ensure_ascii=False), flush=not sys.stdout.isatty())
            else:
                rows = [
                    (e["name"], e["type"], e["role"], e["confidence"], [m["text"] for m in e["mentions"]])
                    for e in paper["entities"]
                ]
                print_rows(("name", "type", "role", "confidence", "mentions"), rows, Format.table, paper["title"])
    if form is ExtractFormat.html:
        from paperweft.pages.highlight import highlighted

        print(highlighted(shown))
    report_skipped(skipped)
    if strict and any(not item.furniture for item in skipped):
        raise typer.Exit(1)


@app.command(
    epilog="Examples:  NEO4J_PASSWORD=... paperweft push --store bolt://localhost:7687   |   "
    "paperweft push --store neo4j+s://....databases.neo4j.io --dry-run"
)
def push(
    library: LibraryOption = DEFAULT_LIBRARY,
    store: StoreOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would change; write nothing.")] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Let more than a tenth of what the library has there be removed.")
    ] = False,
    measures: Annotated[
        bool, typer.Option("--measures", help="Write pagerank, community and the like to the nodes too.")
    ] = False,
    min_confidence: ConfidenceOption = 0.0,
    json: JsonOption = False,
) -> None:
    """Write the graph into Neo4j: adds and updates what differs, removes what is gone, touches nothing else."""
    from paperweft.errors import StoreError
    from paperweft.workspace import Library

    if store is None:
        raise StoreError("say where to push to: --store bolt://localhost:7687, or NEO4J_URI")
    with Library(library, create=False) as opened, progress() as show:
        written = opened.push(store, prune=prune, dry_run=dry_run, progress=show, min_confidence=min_confidence)
        measured = opened.push_measures(store, dry_run=dry_run, progress=show) if measures else None
    if json:
        print_json({**as_dict(written), **({} if measured is None else {"measured": measured})})
        return
    print(_changes(store, written, dry_run=dry_run))
    if measured is not None:
        print(f"  measures of {measured} nodes " + ("would change" if dry_run else "changed"))
