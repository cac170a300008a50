"""``stats``: what is in the library."""

from __future__ import annotations

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, CollectionOption, JsonOption, LibraryOption, SinceOption
from paperweft.cli.output import as_dict, print_json


@app.command(epilog="Example:  paperweft stats --json")
def stats(
    library: LibraryOption = DEFAULT_LIBRARY,
    collection: CollectionOption = None,
    since: SinceOption = None,
    json: JsonOption = False,
) -> None:
    """Count what is in the library."""
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        opened.select(collection=collection, since=since)
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
