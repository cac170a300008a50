"""``analyze``: what the graph's structure says."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, FormatOption, JsonOption, LibraryOption, Normalise
from paperweft.cli.output import Format, note, print_rows

if TYPE_CHECKING:
    from paperweft.analysis import Findings
    from paperweft.workspace import Library


class What(str, Enum):
    """Analyses; without one the first of each."""

    central = "central"
    communities = "communities"
    cooccurrence = "cooccurrence"
    cocitation = "cocitation"
    coupling = "coupling"
    coauthors = "coauthors"
    emerging = "emerging"


_NETWORKS = (What.cooccurrence, What.cocitation, What.coupling, What.coauthors)
_TOP, _TOP_OF_ALL = 10, 5


@app.command(
    epilog="Examples:  paperweft analyze   |   paperweft analyze central --betweenness   |   "
    "paperweft analyze coupling 'Masked Autoencoders Are Scalable Vision Learners'   |   "
    "paperweft analyze cooccurrence --years 2020: --min-weight 3"
)
def analyze(
    what: Annotated[
        What | None,
        typer.Argument(metavar="ANALYSIS", help="One of them; by default the first rows of each."),
    ] = None,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A node, for its pairs (the four networks) or its community."),
    ] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    top: Annotated[
        int | None, typer.Option("--top", min=1, show_default=False, help="Rows at most; 10, of each analysis 5.")
    ] = None,
    betweenness: Annotated[
        bool,
        typer.Option("--betweenness", help="Measure betweenness too; `central` ranks by it. Slow on large graphs."),
    ] = False,
    min_weight: Annotated[
        int, typer.Option("--min-weight", min=1, help="Pairs that so many papers support (coupling: cited works).")
    ] = 1,
    normalise: Annotated[
        Normalise, typer.Option("--normalise", help="Rank pairs by association strength or Salton's cosine.")
    ] = Normalise.none,
    years: Annotated[
        str | None, typer.Option("--years", metavar="A:B", help="Pairs of papers of these years alone.")
    ] = None,
    cited: Annotated[
        bool, typer.Option("--cited", help="With cited works that the library lacks (cocitation).")
    ] = False,
    form: FormatOption = Format.table,
    json: JsonOption = False,
) -> None:
    """Say what the graph's structure shows: central nodes, communities, pairs, what emerges.

    Measures of nodes (pagerank, citation_pagerank, community, betweenness) are kept in the library: queries, pages and
    exports have them, `push --measures` writes them to Neo4j.
    """
    from paperweft.workspace import Library

    _refuse(what, name, betweenness, years is not None or min_weight > 1 or normalise is not Normalise.none, cited)
    form = Format.json if json else form
    with Library(library, create=False) as opened:
        if what in (None, What.central, What.communities):
            _measure(opened, betweenness)
        if what is None:
            found = opened.overview(top=top or _TOP_OF_ALL)
        elif what is What.central:
            found = opened.central(top=top or _TOP, by="betweenness" if betweenness else None)
        elif what is What.communities:
            found = opened.communities(name, top=top or _TOP)
        elif what is What.emerging:
            found = opened.emerging(top=top or _TOP)
        else:
            found = opened.pairs(
                what.value, name, top=top or _TOP,
                min_weight=min_weight, normalise=normalise.value, years=years, cited=cited,
            )  # fmt: skip
    _print(found, form)


def _refuse(what: What | None, name: str | None, betweenness: bool, pairs: bool, cited: bool) -> None:
    """Raises BadParameter where an option or NAME is given to an analysis that has no use for it."""
    if name is not None and what not in (*_NETWORKS, What.communities):
        raise typer.BadParameter(f"{what.value if what else 'analyze'} takes no NAME")
    if betweenness and what not in (None, What.central):
        raise typer.BadParameter("--betweenness goes with central, or with no analysis named")
    if pairs and what not in _NETWORKS:
        raise typer.BadParameter(
            f"--min-weight, --normalise and --years go with {', '.join(item.value for item in _NETWORKS)}"
        )
    if cited and what is not What.cocitation:
        raise typer.BadParameter("--cited goes with cocitation")


def _measure(opened: Library, betweenness: bool) -> None:
    done = opened.analyze(betweenness=betweenness)
    if done.anew:
        note(f"measured {', '.join(done.measures)}")
    if done.dropped:
        note(
            f"{', '.join(done.dropped)} of an older graph went"
            + ("; --betweenness measures it again" if "betweenness" in done.dropped else "")
        )


def _print(found: Findings, form: Format) -> None:
    columns, rows = list(found.columns), [list(row) for row in found.values]
    if form is Format.table:  # for people: what is there to be read on by programs stays out
        shown = [place for place, column in enumerate(columns) if column not in ("id", "other_id", "shared", "by_year")]
        columns, rows = [columns[place] for place in shown], [[row[place] for place in shown] for row in rows]
    if form is Format.table and columns[0] == "analysis":
        for title in dict.fromkeys(row[0] for row in rows):
            print_rows(columns[1:], [row[1:] for row in rows if row[0] == title], form, title)
    else:
        print_rows(columns, rows, form)
    if not rows:
        note("no rows")
    for text in found.notes:
        note(text)
