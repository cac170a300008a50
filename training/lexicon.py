"""Counts what annotators made of each name: worth a node, a generic phrase, or nothing.

    python -m training.lexicon CORPUS/train.jsonl --names names.jsonl --tokenizer tokenizer.json \
        --held-out 500 --out src/paperweft/data/recogniser/lexicon.json

For each normal form: in how many papers it was required (by type), optional, and written without being annotated. The
confidence of a reading rests on these counts beside the encoder's word, so that they must not be taken from papers that
the confidence is fitted or measured on: the held-out ones, and dev.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from paperweft.extraction.encoding import encode
from paperweft.extraction.lexicon import head_of
from paperweft.model import ENTITY_TYPES
from paperweft.names.forms import normal_form
from training.catalogue import NOISY
from training.corpus import annotated_spans, read_papers

_WORDS = 8  # longest name whose unannotated uses are counted
_PAPERS = 2  # a form that fewer papers write says too little to ship


def phrases(tokenizer: Tokenizer, paper: dict[str, Any]) -> Iterator[tuple[str, int, int, str]]:
    """(field, start, end, text in lower case) of every run of up to eight words of title and abstract."""
    words = encode(tokenizer, paper["title"], paper["abstract"]).words
    for index, first in enumerate(words):
        for last in words[index : index + _WORDS]:
            if last.field != first.field:
                break
            yield first.field, first.start, last.end, paper[first.field][first.start : last.end].casefold()


def count(papers: Iterable[dict[str, Any]], tokenizer: Tokenizer) -> dict[str, Counter[str]]:
    """Normal form -> papers by what became of it there: "Model" ... "Task" (required), "optional", "absent"."""
    papers = list(papers)
    spans = [annotated_spans(paper) for paper in papers]
    form_of: dict[str, str] = {}
    for paper, found in zip(papers, spans, strict=True):
        for field, start, end, _ in found:
            surface = paper[field][start:end]
            if form := normal_form(surface):
                form_of[surface.casefold()] = form
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for paper, found in zip(papers, spans, strict=True):
        fate: dict[str, str] = {}
        covered: dict[str, list[tuple[int, int]]] = {"title": [], "abstract": []}
        for field, start, end, entity in sorted(found, key=lambda item: item[3]["required"]):
            covered[field].append((start, end))
            if form := normal_form(paper[field][start:end]):
                fate[form] = entity["type"] if entity["required"] else "optional"
        for field, start, end, text in phrases(tokenizer, paper):
            form = form_of.get(text, "")
            if form and form not in fate and all(end <= a or start >= b for a, b in covered[field]):
                fate[form] = "absent"
        for form, what in fate.items():
            counts[form][what] += 1
    return counts


def by_head(papers: Iterable[dict[str, Any]]) -> dict[str, Counter[str]]:
    """Last word of annotated phrases -> how often they were required (by type) and optional, a phrase once a paper."""
    heads: dict[str, Counter[str]] = defaultdict(Counter)
    for paper in papers:
        for entity in paper["entities"]:
            fate = entity["type"] if entity["required"] else "optional"
            for head in {head_of(surface) for surface in entity["surface"]} - {""}:
                heads[head][fate] += 1
    return heads


def listed(path: Path) -> Counter[str]:
    """Normal form -> how many public lists have the name."""
    counts: Counter[str] = Counter()
    with path.open(encoding="utf-8") as handle:
        for row in map(json.loads, handle):
            for form in {normal_form(name) for name in (row["name"], *row["aliases"])}:
                counts[form] = max(counts[form], len(set(row["sources"]) - NOISY))
    return counts


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", type=Path)
    cli.add_argument("--tokenizer", type=Path, required=True)
    cli.add_argument("--names", type=Path, required=True, help="public name lists, a JSON object a line")
    cli.add_argument("--held-out", type=int, required=True, help="papers at the end of the corpus that are not counted")
    cli.add_argument("--fraction", type=float, default=1.0, help="share of the rest to count, for a learning curve")
    cli.add_argument("--out", type=Path, required=True)
    args = cli.parse_args()
    papers = read_papers(args.corpus)
    papers = papers[: len(papers) - args.held_out]
    papers = papers[: math.ceil(len(papers) * args.fraction)]
    counts, lists = count(papers, Tokenizer.from_file(str(args.tokenizer))), listed(args.names)
    columns = (*ENTITY_TYPES, "optional", "absent")
    kept = {form for form, c in counts.items() if c.total() >= _PAPERS} | {form for form in lists if len(form) > 1}
    tables = {
        "columns": (*columns, "listed"),
        "forms": {f: [*(counts[f][name] for name in columns), lists[f]] for f in sorted(kept)},
        "heads": {h: [c[name] for name in columns] for h, c in sorted(by_head(papers).items()) if c.total() >= _PAPERS},
    }
    args.out.write_text(json.dumps(tables, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(kept)} forms, {len(tables['heads'])} heads")


if __name__ == "__main__":
    main()
