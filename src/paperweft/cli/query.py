"""``query``: Cypher from a file, by name or as given."""

from __future__ import annotations

from typing import Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import (
    DEFAULT_LIBRARY,
    ConfidenceOption,
    FormatOption,
    JsonOption,
    LibraryOption,
    StoreOption,
    parameter,
)
from paperweft.cli.output import Format, note, print_rows


@app.command(
    epilog="Examples:  paperweft query --list   |   paperweft query models-on-dataset -p dataset=ImageNet   |   "
    "paperweft query -c 'MATCH (m:Model) RETURN m.name AS model, m.papers AS papers ORDER BY papers DESC, model LIMIT 5'"
)
def query(
    name: Annotated[
        str | None, typer.Argument(metavar="[FILE.cypher|NAME]", help="A file, or one of --list by name.")
    ] = None,
    cypher: Annotated[str | None, typer.Option("--cypher", "-c", help="Cypher itself.")] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter; several as needed.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the queries that come with paperweft.")] = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    store: StoreOption = None,
    write: Annotated[bool, typer.Option("--write", help="Let the query change the store.")] = False,
    min_confidence: ConfidenceOption = 0.0,
    timeout: Annotated[float | None, typer.Option("--timeout", min=0.1, help="Give up after so many seconds.")] = None,
    form: FormatOption = Format.table,
    json: JsonOption = False,
) -> None:
    """Ask the graph a question in Cypher.

    Parameters that -p does not give have the example values of the query's file. A row about models and a dataset says
    that papers name both; the evidence sentences say how.
    """
    from paperweft.saved_queries import SavedQuery, load_query, shipped_queries, typed_parameters
    from paperweft.workspace import Library

    form = Format.json if json else form
    if listing:
        rows = [(q.name, q.question, [f"{k}={v}" for k, v in q.parameters.items()]) for q in shipped_queries()]
        print_rows(("name", "question", "parameters"), rows, form)
        return
    if (name is None) == (cypher is None):
        raise typer.BadParameter(
            "give a query's name or file, or Cypher after -c (`paperweft query --list` shows names)"
        )
    saved = SavedQuery("", "", {}, cypher) if cypher is not None else load_query(str(name))
    given = dict(parameter(text) for text in parameters or ())
    values = typed_parameters(given, saved.parameters)
    with Library(library, create=False) as opened:
        rows_found = opened.run(saved, values, store=store, write=write, timeout=timeout, min_confidence=min_confidence)
        print_rows(rows_found.columns, rows_found.values, form, saved.question)
        measures = opened.lacking_measures(saved.text) if store is None else None
        if measures:
            note(measures)
        if not rows_found:
            note("no rows")
            for lack in opened.lacks(saved):
                note(lack)
