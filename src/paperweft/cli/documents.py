"""How documents (what came and went, what is new) are given: in a format, on stdout or in a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from paperweft.history.document import Document

LimitOption = Annotated[
    int, typer.Option("--limit", min=0, help="Lines of each list at most; 0 shows all, as JSON does.")
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="A file to write instead of printing.", show_default=False)
]


def give(
    document: Document, as_json: Callable[[], Mapping[str, Any]], form: str, limit: int, output: Path | None
) -> None:
    """Writes a document as text, markdown, json or html, and has it out before it returns."""
    from paperweft.files import replacing
    from paperweft.history.document import as_markdown, as_page, as_text

    if form == "json":
        import json

        text = json.dumps(as_json(), ensure_ascii=False, indent=2) + "\n"
    else:
        text = {"text": as_text, "markdown": as_markdown, "html": as_page}[form](document, limit)
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        with replacing(output) as stream:
            stream.write(text)
