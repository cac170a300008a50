"""``fetch``: papers from a service, as lines that ``build`` reads."""

from __future__ import annotations

import sys
from datetime import date, datetime, timezone
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paperweft.cli import app
from paperweft.cli.output import note, progress
from paperweft.errors import PaperweftError
from paperweft.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paperweft.clients.base import Answered
    from paperweft.clients.collect import Fetching
    from paperweft.clients.request import FetchRequest


class Service(str, Enum):
    """Services of papers."""

    openalex = "openalex"
    semanticscholar = "semanticscholar"
    arxiv = "arxiv"
    huggingface = "huggingface"
    crossref = "crossref"
    opencitations = "opencitations"


@app.command(
    epilog="Examples:  paperweft fetch arxiv 1706.03762 -o papers.jsonl   |   paperweft fetch openalex graph neural networks --max 200   |"
    "   paperweft fetch huggingface daily   |   paperweft fetch semanticscholar --cites arxiv:1706.03762 --depth 2"
)
def fetch(
    service: Annotated[Service, typer.Argument(help="Whom to ask.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORDS or IDS...]",
            help="Words to search for; or ids (DOI, arXiv, OpenAlex, ...); for huggingface also `daily [DATE]` or `trending`.",
            show_default=False,
        ),
    ] = None,
    ids: Annotated[
        str | None,
        typer.Option(
            "--ids", help="A file with an id a line (- is standard input), or ids with commas.", show_default=False
        ),
    ] = None,
    titles: Annotated[
        str | None,
        typer.Option("--titles", help="A file with a title a line (- is standard input).", show_default=False),
    ] = None,
    cites: Annotated[
        list[str] | None,
        typer.Option("--cites", metavar="ID", help="Papers that cite the paper ID.", show_default=False),
    ] = None,
    cited_by: Annotated[
        list[str] | None,
        typer.Option("--cited-by", metavar="ID", help="Papers that the paper ID cites.", show_default=False),
    ] = None,
    depth: Annotated[int, typer.Option("--depth", min=1, help="Steps along the citations.")] = 1,
    limit: Annotated[int, typer.Option("--max", min=1, help="Papers at most.")] = 100,
    set: Annotated[
        str | None,
        typer.Option("--set", metavar="CATEGORY", help="All of an arXiv category (cs.LG, stat).", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="With --set: new or changed from that day on.", show_default=False
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="With --set: up to that day.", show_default=False)
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file to write; by default standard output.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would take, and send nothing.")] = False,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask again for what the cache has.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Neither read nor write the cache.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 where something was not found.")] = False,
) -> None:
    """Fetch papers from a service, as JSON Lines that `paperweft build` reads.

    An interrupted fetch into a file goes on where it stopped when it is run again.
    """
    from paperweft.clients.collect import Fetching
    from paperweft.clients.estimate import estimate
    from paperweft.clients.http import Http

    request = _request(
        service.value, words or [], ids, titles, cites or [], cited_by or [], depth, limit, set, since, until
    )
    if dry_run:
        print(estimate(request))
        return
    fetching = Fetching(request)
    if output and str(output) != "-":
        missing = _show(fetching.to_file(output, cache=not no_cache, refresh=refresh), fetching, output)
    else:
        with Http(cache=not no_cache, refresh=refresh) as http:
            missing = _show(fetching.to_stream(sys.stdout, http), fetching, None)
    if strict and missing:
        raise typer.Exit(1)


def _show(items: Iterator[Answered], fetching: Fetching, output: Path | None) -> int:
    """Follows a fetch and says what came of it; returns how much was not found."""
    from paperweft.readers import Skipped

    missing = 0
    try:
        with progress() as show:
            for item in items:
                if isinstance(item, Skipped):
                    missing += 1
                    note(f"not found: {item.text or f'number {item.line}'} ({item.reason})")
                show("fetching", fetching.written, None)
    except (PaperweftError, KeyboardInterrupt) as stop:
        if fetching.can_go_on and output and output.with_name(output.name + ".journal").exists():
            note(
                f"{output} has {counted(fetching.written, 'paper')} so far; run the same command again to go on from there"
            )
        raise stop
    if output:
        note(f"{output}: {counted(fetching.written, 'paper')}" + (f", {missing} not found" if missing else ""))
    return missing


def _request(
    service: str,
    words: list[str],
    ids: str | None,
    titles: str | None,
    cites: list[str],
    cited_by: list[str],
    depth: int,
    limit: int,
    set: str | None,
    since: str | None,
    until: str | None,
) -> FetchRequest:
    from paperweft.clients.request import FetchRequest
    from paperweft.identity.identifiers import identifier_of

    query: str | None = " ".join(words).strip() or None
    daily, trending, listed = None, False, tuple(_ids(ids)) if ids else ()
    if service == "huggingface" and (not words or words[0] == "daily") and len(words) <= 2:
        others = (ids, titles, cites, cited_by, set)
        if words or not any(others):
            daily, query = _day(words[1] if len(words) > 1 else "today"), None
    elif service == "huggingface" and words == ["trending"]:
        trending, query = True, None
    if query and all(identifier_of(word) for word in words):
        listed, query = (*words, *listed), None
    return FetchRequest(
        service, query, listed, tuple(_lines(titles)) if titles else (), tuple(cites), tuple(cited_by), depth, limit,
        daily, trending, set, _day(since) if since else None, _day(until) if until else None,
    )  # fmt: skip


def _day(text: str) -> date:
    if text == "today":
        return datetime.now(timezone.utc).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PaperweftError(f"{text!r} is no date; write it as 2026-11-28") from None


def _ids(source: str) -> list[str]:
    """Ids of a list file, or from the option itself."""
    if source != "-" and not Path(source).exists():
        from paperweft.identity.identifiers import identifier_of

        given = [part.strip() for part in source.split(",") if part.strip()]
        if all(identifier_of(part) for part in given):
            return given
    return _lines(source)


def _lines(source: str) -> list[str]:
    """The lines of a list file that are neither empty nor a comment (#). Raises PaperweftError where there are none."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PaperweftError(f"{source} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise PaperweftError(f"{source} is not a UTF-8 text file with an entry a line") from None
    lines = [line.strip() for line in text.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise PaperweftError(f"{source} has no entries; wanted is one a line")
    return found
