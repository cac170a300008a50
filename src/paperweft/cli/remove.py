"""``remove``: papers out of the library, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, JsonOption, LedgerOption, LibraryOption
from paperweft.cli.output import note, print_json
from paperweft.wording import counted

if TYPE_CHECKING:
    from paperweft.history import Difference
    from paperweft.workspace import Library

_SHOWN = 12


@app.command(
    epilog="Examples:  paperweft remove arxiv:2312.00752 --dry-run   |   paperweft remove 'Vaswani 2017'   |   "
    "paperweft remove --undo 'Vaswani 2017'"
)
def remove(
    papers: Annotated[
        list[str] | None, typer.Argument(metavar="PAPER...", help="Ids, titles or short labels of papers.")
    ] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; change nothing.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Bring papers back that were removed.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Print the papers that were removed.")] = False,
    ledger: LedgerOption = None,
    json: JsonOption = False,
) -> None:
    """Take papers out of the library, and what only they supported: entities, authors, links, citations, extraction.

    They stay out when their sources are built again. What sources said of them is kept aside, for --undo.
    """
    from paperweft.workspace import Library

    if not papers and not listed:
        raise typer.BadParameter("name the papers, or give --list", param_hint="PAPER...")
    if undo and dry_run:
        raise typer.BadParameter("--undo has no --dry-run", param_hint="--dry-run")
    with Library(library, create=False, ledger=ledger) as opened:
        if listed:
            _list(opened, json)
        elif undo:
            _undo(opened, papers or [], json)
        else:
            _remove(opened, papers or [], dry_run, json)


def _remove(opened: Library, names: list[str], dry_run: bool, json: bool) -> None:
    removal = opened.remove(*names, dry_run=dry_run)
    for warning in removal.warnings:
        note(f"warning: {warning}")
    if json:
        taken = {"papers": [{"id": i, "title": title} for i, title in removal.papers], "renamed": removal.renamed}
        print_json({**taken, **_gone(removal.difference), "dry_run": dry_run, "graph_hash": opened.graph_hash})
        return
    number = len(removal.papers)
    print(
        f"{'would remove' if dry_run else 'removed'} {counted(number, 'paper')}, and what only {_they(number)} supported"
    )
    for identifier, title in removal.papers:
        print(f"  - {title}  ({identifier})")
    _print_gone(removal.difference)
    for old, new in removal.renamed.items():
        print(f"  {old} {'would be' if dry_run else 'is'} {new} now")
    if not dry_run:
        note(f"`paperweft remove --undo {_quoted(removal.papers[0][0])}` brings it back")


def _undo(opened: Library, names: list[str], json: bool) -> None:

    back = [opened.restore(name)[0] for name in names]
    if json:
        papers = [{"id": item.paper_id, "title": item.title} for item in back]
        print_json({"papers": papers, "graph_hash": opened.graph_hash})
        return
    for item in back:
        print(f"brought back {item.title}  ({item.paper_id})")
    if missing := opened.report().not_extracted:  # this one among them where another extractor found its entities
        note(f"{counted(missing, 'paper')} not extracted yet; `paperweft build` looks for their entities")


def _list(opened: Library, json: bool) -> None:
    from paperweft.cli.output import Format, print_rows
    from paperweft.history.versions import local_time

    rows = [(item.title, item.paper_id, local_time(item.removed_at)) for item in opened.removed()]
    print_rows(("title", "id", "removed"), rows, Format.json if json else Format.table)


def _gone(difference: Difference) -> dict[str, Any]:
    """Ids of the entities and authors that go, and links by type."""
    went = [change for change in difference.nodes if change.what == "went"]
    links = [change.kind for change in difference.links if change.what == "went"]
    return {
        "entities": [change.id for change in went if change.label not in ("Paper", "Author")],
        "authors": [change.id for change in went if change.label == "Author"],
        "links": {kind: links.count(kind) for kind in sorted(set(links))},
    }


def _print_gone(difference: Difference) -> None:
    gone = _gone(difference)
    for noun, heading in (("entity", "entities"), ("author", "authors")):
        if ids := gone[heading]:
            shown = ", ".join(ids[:_SHOWN]) + (f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else "")
            print(f"  {counted(len(ids), noun)}: {shown}")
    if gone["links"]:
        kinds = ", ".join(f"{kind} {count}" for kind, count in gone["links"].items())
        print(f"  {counted(sum(gone['links'].values()), 'link')}: {kinds}")


def _they(number: int) -> str:
    return "it" if number == 1 else "they"


def _quoted(name: str) -> str:
    import shlex

    return shlex.quote(name)
