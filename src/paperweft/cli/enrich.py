"""``enrich``: what papers lack, asked of services that know papers."""

from __future__ import annotations

import csv
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import DEFAULT_LIBRARY, JsonOption, LibraryOption
from paperweft.cli.output import Format, as_dict, note, print_json, print_rows, progress
from paperweft.wording import counted

if TYPE_CHECKING:
    from paperweft.enrichment.needs import What
    from paperweft.enrichment.run import EnrichReport
    from paperweft.enrichment.services import Plan
    from paperweft.workspace import Library

_PLAN_COLUMNS = ("service", "by_id", "by_title", "requests", "minutes", "cost", "key")


@app.command(
    epilog="Examples:  paperweft enrich --dry-run   |   paperweft enrich --what citations   |   "
    "paperweft enrich --what ids,years --from crossref"
)
def enrich(
    library: LibraryOption = DEFAULT_LIBRARY,
    what: Annotated[
        str, typer.Option("--what", help="What papers may lack, with commas between: ids, years, abstracts, citations.")
    ] = "ids,years,abstracts,citations",
    services: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="SERVICE",
            help="Ask this one (give it again for more, in order): semanticscholar, openalex, crossref, opencitations, arxiv.",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="How many papers to ask about at most.", show_default=False)
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print requests, minutes and costs; send nothing.")
    ] = False,
    unmatched: Annotated[
        Path, typer.Option("--unmatched", help="Where to list the papers that no service knows.")
    ] = Path("unmatched.csv"),
    no_extract: Annotated[
        bool, typer.Option("--no-extract", help="Leave entities of new abstracts for later.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Ask services for the ids, years, abstracts and citations that papers lack, then link again.

    Papers without an identifier are looked for by title, year and author. An interrupted run goes on where it stopped.
    """
    from paperweft.workspace import Library

    wanted = _what(what)
    names = [name.strip() for given in services or () for name in given.split(",") if name.strip()]
    with Library(library, create=False) as opened:
        if dry_run:
            _print_plan(opened, wanted, opened.plan(wanted, names, limit=limit), json)
            return
        _run(opened, library, wanted, names, limit, unmatched, no_extract, json)


def _run(
    opened: Library, library: Path, what: tuple[What, ...], services: list[str], limit: int | None, unmatched: Path,
    no_extract: bool, json: bool,
) -> None:  # fmt: skip
    from paperweft.cli.build import extract_missing, print_graph

    interrupted = False
    report = None
    try:
        with progress() as show:
            report = opened.enrich(what, services, limit=limit, progress=show)
    except KeyboardInterrupt:
        interrupted = True
    graph = opened.link()
    if not (no_extract or interrupted):
        extracted, interrupted = extract_missing(opened, processes=1)
        if extracted:
            graph = opened.link()
    rows = opened.unmatched()
    if rows or unmatched.exists():  # a list of an earlier run would be wrong now
        _write_unmatched(unmatched, rows)
    if json:
        print_json({**(as_dict(report) if report else {}), "unmatched": len(rows), **as_dict(graph)})
    else:
        if report:
            _tell(report)
        if rows:
            note(
                f"{counted(len(rows), 'paper')} that no service knows {'is' if len(rows) == 1 else 'are'} listed in {unmatched}"
            )
        print_graph(graph, str(library))
    if interrupted:
        note("interrupted; what came is in the library, and the same command takes up the rest")
        raise typer.Exit(130)
    if report and report.failures:
        for failure in report.failures:
            note(failure)
        note("what came before is in the library; the same command asks for the rest")
        raise typer.Exit(1)


def _what(given: str) -> tuple[What, ...]:
    from paperweft.enrichment.needs import WHAT

    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    unknown = [name for name in names if name not in WHAT]
    if unknown or not names:
        raise typer.BadParameter(
            f"{unknown[0] if unknown else given!r} is none of {', '.join(WHAT)}", param_hint="--what"
        )
    return tuple(name for name in WHAT if name in names)


def _tell(report: EnrichReport) -> None:
    if not report.asked:
        note("no paper lacks anything that these services have not been asked for in the last 30 days")
        return
    gained = ", ".join(f"{count} got {what}" for what, count in report.gained.items() if count) or "none got anything"
    found = f", {report.matched} of them found by title" if report.matched else ""
    note(f"asked about {counted(report.asked, 'paper')}: {report.answered} known to a service{found}; {gained}")


def _write_unmatched(path: Path, rows: list[tuple[object, ...]]) -> None:
    from paperweft.enrichment.unmatched import UNMATCHED_COLUMNS
    from paperweft.files import replacing

    with replacing(path) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(UNMATCHED_COLUMNS)
        writer.writerows(rows)


def _print_plan(opened: Library, what: tuple[What, ...], plans: list[Plan], json: bool) -> None:
    lacking = opened.lacking(what)
    if json:
        print_json({"lacking": lacking, "services": [{**as_dict(plan), "minutes": plan.minutes} for plan in plans]})
        return
    print("papers that lack " + ", ".join(f"{name}: {count}" for name, count in lacking.items()))
    rows = [
        (p.service, p.papers, p.titles, p.requests, p.minutes, f"${p.dollars:.4f}" if p.dollars else "free", _key(p))
        for p in plans
    ]
    print_rows(_PLAN_COLUMNS, rows, Format.table)
    if len(plans) > 1:
        note("each at most: a service is asked only about papers that those before it left lacking")


def _key(plan: Plan) -> str:
    if not plan.keys:
        return "none needed"
    return f"{plan.keys[0]} is set" if plan.has_key else f"{plan.keys[0]} is not set ({plan.key})"


_CITATIONS: tuple[What, ...] = ("citations",)


@dataclass(frozen=True, slots=True)
class LacksCitations:
    """How many papers of a build have no references, and what asking services for them comes to, the command with it."""

    papers: int
    command: str
    services: tuple[Plan, ...]


def lacks_citations(opened: Library, library: Path) -> LacksCitations | None:
    """What a build says of its papers without references; None where all have some, or services were asked lately."""
    without = opened.without_references()
    plans = tuple(plan for plan in opened.plan(_CITATIONS) if plan.requests) if without else ()
    if not plans:
        return None
    command = "paperweft enrich --what citations"
    if library != DEFAULT_LIBRARY:
        command += f" --library {shlex.quote(str(library))}"
    return LacksCitations(without, command, plans)


def hint(lacks: LacksCitations, papers: int) -> str:
    """One sentence: how many papers have no references, and the command that gets them with its requests, minutes and key."""
    first, *rest = lacks.services
    key = f"; {_key(first)}" if first.keys and not first.has_key else ""
    others = f"; then {' and '.join(plan.service for plan in rest)} for what is left" if rest else ""
    return (
        f"{lacks.papers} of {counted(papers, 'paper')} {'has' if lacks.papers == 1 else 'have'} no references: `{lacks.command}` "
        f"asks {first.service} for them in {counted(first.requests, 'request')}, about {counted(first.minutes, 'minute')}{key}{others}"
    )
