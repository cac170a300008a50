"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from paperweft.cli.output import Format

LibraryOption = Annotated[
    Path, typer.Option("--library", "-l", envvar="PAPERWEFT_LIBRARY", help="The library file.", show_default=True)
]
DEFAULT_LIBRARY = Path("paperweft.db")
LedgerOption = Annotated[
    Path | None,
    typer.Option("--ledger", help="The alias ledger; by default aliases.toml beside the library.", show_default=False),
]
ConfidenceOption = Annotated[
    float,
    typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out links below it, and entities left without any."),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="NEO4J_URI",
        help="Address of a Neo4j server (bolt://...); without it the embedded store.",
        show_default=False,
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to print rows.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
NameArgument = Annotated[str, typer.Argument(metavar="NAME-or-ID", help="A node's name, alias, title or id.")]
OptionalNameArgument = Annotated[
    str | None, typer.Argument(metavar="[NAME-or-ID]", help="A node's name, alias, title or id.", show_default=False)
]
