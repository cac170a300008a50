"""``stats``: what is in the library."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import (
    DEFAULT_LIBRARY,
    CollectionOption,
    FormatOption,
    JsonOption,
    LibraryOption,
    SinceOption,
)
from paperweft.cli.output import Format, as_dict, print_json, print_rows

if TYPE_CHECKING:
    from paperweft.identity import Coverage

_TITLE = 40  # characters of a title in a table


@app.command(epilog="Examples:  paperweft stats --json   |   paperweft stats --coverage --format csv")
def stats(
    library: LibraryOption = DEFAULT_LIBRARY,
    collection: CollectionOption = None,
    since: SinceOption = None,
    coverage: Annotated[
        bool,
        typer.Option("--coverage", help="For each paper, which source gave how many references, and what is missing."),
    ] = False,
    form: FormatOption = Format.table,
    json: JsonOption = False,
) -> None:
    """Count what is in the library."""
    from paperweft.workspace import Library

    form = Format.json if json else form
    with Library(library, create=False) as opened:
        opened.select(collection=collection, since=since)
        if coverage:
            _print_coverage(opened.coverage(), form)
            return
        report = opened.report()
        version = opened.graph_hash
    counts = {**report.nodes, **report.links}
    if form is Format.json:
        print_json({**as_dict(report), "graph_hash": version})
        return
    if report.not_english:
        counts["not English"] = report.not_english
    if report.not_extracted:
        counts["not extracted"] = report.not_extracted
    if form is not Format.table:
        print_rows(("what", "count"), list(counts.items()), form)
        return
    for label, count in counts.items():
        print(f"{label:14} {count}")


def _print_coverage(papers: Sequence[Coverage], form: Format) -> None:
    """A row for each paper, those with the fewest references first; for people the sums of it, too."""
    columns = ("paper_id", "title", "references", "in_library", "not_in_library", "sources")
    if form is not Format.table:
        rows = [(p.paper_id, p.title, p.references, p.in_library, p.not_in_library, dict(p.sources)) for p in papers]
        print_rows(columns, rows, form)
        return
    shown = [
        (
            p.title[: _TITLE - 1] + "…" if len(p.title) > _TITLE else p.title or p.paper_id,
            p.references,
            p.in_library,
            ", ".join(f"{source} {count or 'none'}" for source, count in p.sources.items()),
        )
        for p in papers
    ]
    print_rows(("paper", "references", "in library", "by source"), shown, form)
    given: Counter[str] = Counter()
    described: Counter[str] = Counter()
    having: Counter[str] = Counter()
    for paper in papers:
        for source, count in paper.sources.items():
            given[source] += count
            described[source] += 1
            having[source] += count > 0
    for source in sorted(described):
        print(
            f"{source}: {given[source]} references, of {having[source]} of the {described[source]} papers that it describes"
        )
    lacking = sum(not paper.references for paper in papers)
    print(f"{len(papers) - lacking} of {len(papers)} papers have references")
    if lacking:
        print(f"{lacking} have none from any source; `paperweft enrich` asks others for them")
