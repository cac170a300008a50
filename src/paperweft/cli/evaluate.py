"""``eval``: how good extraction is on annotated abstracts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paperweft.cli import app
from paperweft.cli.options import FormatOption, JsonOption
from paperweft.cli.output import Format, as_dict, note, print_json, print_rows, progress

if TYPE_CHECKING:
    from paperweft.evaluation import Evaluation


@app.command(
    name="eval", epilog="Examples:  paperweft eval dev.jsonl   |   paperweft eval dev.jsonl --errors --format csv"
)
def evaluate(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD.jsonl", help="Annotated papers (training/README.md has the form).")
    ],
    processes: Annotated[int, typer.Option("--processes", min=1, help="Processes that extract side by side.")] = 1,
    errors: Annotated[bool, typer.Option("--errors", help="Print everything that is wrong instead.")] = False,
    form: FormatOption = Format.table,
    json: JsonOption = False,
) -> None:
    """Extract from annotated papers and score what is found: P, R and F1 by type, roles, duplicates, reliability."""
    import time

    from paperweft.evaluation import evaluate as score
    from paperweft.evaluation import expected_calibration_error, read_gold
    from paperweft.provisional import extract_papers

    papers = read_gold(gold)
    began = time.monotonic()
    with progress() as show:
        found = []
        for paper in extract_papers([(p["title"], p["abstract"]) for p in papers], processes=processes):
            found.append(paper)
            show("extracting", len(found), len(papers))
    rate = len(papers) / (time.monotonic() - began)
    result = score(papers, found)
    form = Format.json if json else form
    if errors:
        rows = [(f.kind, f.type, f.name, f.wanted, f.paper) for f in result.faults]
        print_rows(("fault", "type", "name", "wanted", "paper"), rows, form)
        return
    if form in (Format.json, Format.jsonl):
        figures = {k: v for k, v in as_dict(result).items() if k != "faults"}
        scores = {
            name: {"precision": s.precision, "recall": s.recall, "f1": s.f1, **as_dict(s)}
            for name, s in result.scores.items()
        }
        print_json({**figures, "scores": scores, "papers_per_s": rate})
        return
    _print_scores(result, form)
    if form is Format.table:
        print(
            f"papers {result.papers}, duplicates {result.duplicates}, role accuracy {result.role_accuracy:.3f}, {rate:.1f} papers/s"
        )
        tenths = [
            (f"{low:.1f}-{low + 0.1:.1f}", count, round(mean, 3), round(share, 3))
            for low, count, share, mean in result.reliability
        ]
        caption = f"Reliability (expected calibration error {expected_calibration_error(result.reliability):.3f})"
        print_rows(("confidence", "nodes", "mean confidence", "share right"), tenths, form, caption)
    note("counted as an annotator would draw a paper's nodes; optional entities count neither way")


def _print_scores(result: Evaluation, form: Format) -> None:
    rows = [
        (name, round(s.precision, 3), round(s.recall, 3), round(s.f1, 3), s.right, s.predicted, s.wanted)
        for name, s in result.scores.items()
    ]
    print_rows(("", "precision", "recall", "F1", "right", "predicted", "wanted"), rows, form)
