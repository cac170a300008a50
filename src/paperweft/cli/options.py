"""Options that several commands share."""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
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


class SourceFormat(str, Enum):
    """Formats of sources; the readers' own table is not loaded for --help."""

    text = "text"
    csv = "csv"
    jsonl = "jsonl"
    json = "json"
    bibtex = "bibtex"
    ris = "ris"
    wos = "wos"
    zotero_rdf = "zotero-rdf"
    openalex = "openalex"
    semanticscholar = "semanticscholar"
    crossref = "crossref"
    arxiv = "arxiv"
    huggingface = "huggingface"
    paperswithcode = "paperswithcode"
    zotero = "zotero"
    csl_json = "csl-json"
    datacite = "datacite"
    parquet = "parquet"


class Normalise(str, Enum):
    """What the counts of a network are divided by."""

    none = "none"
    association = "association"
    salton = "salton"


def _day(value: str | None) -> str | None:
    """An ISO date, or the beginning of one where that is enough to compare with. Raises typer.BadParameter."""
    if value is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
            raise ValueError
        date.fromisoformat(value + "-01-01"[len(value) - 10 :] if len(value) < 10 else value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no date; write it as 2024-01-31") from None
    return value


def _whole_day(value: str | None) -> str | None:
    if value is not None and len(value) < 10:
        raise typer.BadParameter(f"{value!r} is no day; write it as 2024-01-31")
    return _day(value)


FromOption = Annotated[
    SourceFormat | None,
    typer.Option("--from", help="The format of the sources; without it their content tells.", show_default=False),
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        callback=_whole_day,
        show_default=False,
        help="The day on which new papers count as first seen; by default today.",
    ),
]
CollectionOption = Annotated[
    str | None,
    typer.Option(
        "--collection",
        metavar="NAME",
        show_default=False,
        help="Only the papers of a collection, and what they support.",
    ),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="DATE",
        callback=_day,
        show_default=False,
        help="Only papers that came into the library on that day or later, and what they support.",
    ),
]


def parameter(text: str) -> tuple[str, str]:
    """Name and value of a query's parameter as -p takes it. Raises BadParameter where there is no name."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise typer.BadParameter(f"{text!r} is no parameter; write -p name=value")
    return name.strip(), value
