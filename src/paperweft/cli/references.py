"""``references``: what a paper cites, as BibTeX or RIS."""

from __future__ import annotations

import sys
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, LibraryOption
from paperweft.cli.output import note
from paperweft.wording import counted


class Form(str, Enum):
    """Formats of a bibliography."""

    bibtex = "bibtex"
    ris = "ris"


@app.command(
    epilog="Examples:  paperweft references arxiv:2312.00752 -o mamba.bib   |   paperweft references 'Gu 2023' --format ris"
)
def references(
    paper: Annotated[str, typer.Argument(metavar="PAPER", help="A paper's id, title, citekey or short label.")],
    library: LibraryOption = DEFAULT_LIBRARY,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A .bib or .ris file; without it standard output.", show_default=False),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="What to print.")] = Form.bibtex,
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no service what works outside the library are called.")
    ] = False,
) -> None:
    """Print what a paper cites as BibTeX or RIS, works outside the library included."""
    from paperweft.bibliography import (
        FORMATS,
        entry_of_ids,
        entry_of_paper,
        entry_of_record,
        to_bibtex,
        to_ris,
        write_bibliography,
    )
    from paperweft.errors import PaperweftError
    from paperweft.workspace import Library

    if output and output.suffix.lower() not in FORMATS:
        raise PaperweftError(
            f"references are not written to {output.name!r}; end the file's name in {' or '.join(FORMATS)}"
        )
    with Library(library, create=False) as opened:
        found = opened.references(paper, offline=offline)
    entries = [entry_of_paper(node) for node in found.inside]
    entries += [entry_of_record(work.record) if work.record else entry_of_ids(work.ids) for work in found.outside]
    for failure in found.failures:
        note(f"{failure}; works it was asked about stand with their identifiers only")
    if output:
        write_bibliography(output, entries)
        print(f"{output}: {counted(len(entries), 'work')}, {len(found.inside)} of them in the library")
    else:
        sys.stdout.write((to_ris if form is Form.ris else to_bibtex)(entries))
    if not entries:
        note(f"no references of {found.paper.name!r} are known; `paperweft enrich --what citations` asks for them")
