"""``show``: one node and its links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, ConfidenceOption, JsonOption, LibraryOption, NameArgument
from paperweft.cli.output import print_json

if TYPE_CHECKING:
    from paperweft.graph.neighbourhood import Neighbourhood
    from paperweft.model import SourceRecord

_LISTED = (
    "title",
    "name",
    "authors",
    "year",
    "venue",
    "url",
    "doi",
    "arxiv_id",
    "code",
    "aliases",
    "papers",
    "first_seen",
    "abstract",
)


@app.command(epilog="Examples:  paperweft show Mamba   |   paperweft show arxiv:2312.00752 --json")
def show(
    name: NameArgument,
    library: LibraryOption = DEFAULT_LIBRARY,
    min_confidence: ConfidenceOption = 0.0,
    sources: Annotated[
        bool, typer.Option("--sources", help="Of a paper: every record of it, and which source each value is of.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Print a node with its links and the sentences that are their evidence."""
    from paperweft.stores.values import cell
    from paperweft.workspace import Library

    with Library(library, create=False) as opened:
        if sources:
            _print_sources(*opened.sources(name), json=json)
            return
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


def _print_sources(fields: Mapping[str, str], records: Sequence[SourceRecord], *, json: bool) -> None:
    """Which source a paper's values are of, then what each record says."""
    said: list[dict[str, Any]] = [
        {
            "source": r.source, "origin": r.origin, "id": r.given_id, "retrieved_at": r.retrieved_at, "ids": {**r.ids},
            "other_ids": [":".join(pair) for pair in r.other_ids], "title": r.title, "year": r.year, "venue": r.venue,
            "authors": list(r.authors),
        }
        for r in records
    ]  # fmt: skip
    if json:
        print_json({"field_sources": fields, "records": said})
        return
    for field, source in fields.items():
        print(f"{field:10} {source}")
    for record in said:
        print(f"\n{record.pop('source')}  ({record.pop('origin')}, {record.pop('retrieved_at')})")
        names = [*(f"{kind}:{value}" for kind, value in record.pop("ids").items()), *record.pop("other_ids")]
        for key, value in {"ids": ", ".join(names), **record, "authors": ", ".join(record["authors"])}.items():
            if value:
                print(f"  {key}: {value}")


def _own_links(around: Neighbourhood) -> list[Any]:
    assert around.centre is not None
    return [link for link in around.links if around.centre.id in (link.source, link.target)]
