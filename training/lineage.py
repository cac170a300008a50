"""Fits which of a paper's entities extend which, on the annotators' ``extends``.

    python -m training.lineage CORPUS/train.jsonl --measure CORPUS/dev.jsonl --component src/paperweft/data/recogniser

Fitted on annotated entities with their annotated roles, so that the encoder is not needed; how often a form was a parent is
counted in the other folds only. What is printed for --measure is over entities as annotated and, with the component, over
those that it finds; the annotated pairs of both are those between required entities.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import spacy

from paperweft.evaluation import Score, spellings
from paperweft.extraction.components import sentence_of
from paperweft.extraction.lineage import FEATURES, Named, pairs_of
from paperweft.extraction.network import LINEAGE
from paperweft.model import ENTITY_TYPES, ROLES, Mention
from paperweft.names.forms import normal_form
from training.boosting import fit, importances, probabilities, settings
from training.corpus import annotated_spans, read_papers

_FOLDS = 5
_NAMED = 3  # papers that must name a form before its share as a parent ships


def things(paper: dict[str, Any], bounds: list[tuple[int, int]]) -> list[tuple[Named, str]]:
    """The paper's required entities that stand in its text, with the names that annotators gave them."""
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for field, start, end, entity in sorted(annotated_spans(paper), key=lambda s: (s[0] != "title", s[1])):
        if entity["required"] and entity["type"] in ENTITY_TYPES and entity["role"] in ROLES:
            text = paper[field]
            left, right = sentence_of(bounds, 0, start, end, text, field)  # type: ignore[arg-type]
            scores = {kind: float(kind == entity["type"]) for kind in ENTITY_TYPES}
            by_name[entity["name"]].append(
                Mention(text[start:end], field, start, end, scores, 1.0, entity["role"], left, right)  # type: ignore[arg-type]
            )
    return [
        (Named(frozenset(normal_form(m.text) for m in mentions), tuple(mentions)), name)
        for name, mentions in by_name.items()
    ]


def parent_counts(
    papers: Iterable[Sequence[tuple[Named, str]]], built: Iterable[set[str]]
) -> dict[str, tuple[int, int]]:
    """Normal form -> (papers whose own entity extends it, papers that name it)."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for found, parents in zip(papers, built, strict=True):
        for thing, name in found:
            for form in thing.forms:
                counts[form][0] += name in parents
                counts[form][1] += 1
    return {form: (a, b) for form, (a, b) in counts.items()}


def rows_of(
    papers: Sequence[dict[str, Any]], found: Sequence[list[tuple[Named, str]]], parents: Mapping[str, tuple[int, int]]
) -> tuple[list[list[float]], list[bool]]:
    """The numbers of all pairs, and which of them annotators drew."""
    rows, right = [], []
    for paper, named in zip(papers, found, strict=True):
        extends = {(e["name"], parent) for e in paper["entities"] for parent in e.get("extends", ())}
        name_of = {id(thing): name for thing, name in named}
        for child, parent, numbers in pairs_of([t for t, _ in named], paper["title"], paper["abstract"], parents):
            rows.append(numbers)
            right.append((name_of[id(child)], name_of[id(parent)]) in extends)
    return rows, right


def wanted(papers: Iterable[dict[str, Any]]) -> int:
    """The annotated pairs between required entities."""
    count = 0
    for paper in papers:
        required = {e["name"] for e in paper["entities"] if e["required"]}
        count += sum(
            e["name"] in required and p in required for e in paper["entities"] for p in set(e.get("extends", ()))
        )
    return count


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", type=Path)
    cli.add_argument("--measure", type=Path, required=True)
    cli.add_argument("--component", type=Path, required=True)
    args = cli.parse_args()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")

    def prepare(path: Path) -> tuple[list[dict[str, Any]], list[list[tuple[Named, str]]], list[set[str]]]:
        papers = read_papers(path)
        docs = nlp.pipe(paper["abstract"] for paper in papers)
        found = [
            things(p, [(s.start_char, s.end_char) for s in doc.sents]) for p, doc in zip(papers, docs, strict=True)
        ]
        return papers, found, [{parent for e in p["entities"] for parent in e.get("extends", ())} for p in papers]

    papers, found, built = prepare(args.corpus)
    rows: list[list[float]] = []
    right: list[bool] = []
    chance: list[float] = []
    by_fold = []
    for fold in range(_FOLDS):
        inside = [i for i in range(len(papers)) if i % _FOLDS == fold]
        rest = [i for i in range(len(papers)) if i % _FOLDS != fold]
        counts = parent_counts([found[i] for i in rest], [built[i] for i in rest])
        by_fold.append(rows_of([papers[i] for i in inside], [found[i] for i in inside], counts))
    for fold in range(_FOLDS):
        others = [by_fold[k] for k in range(_FOLDS) if k != fold]
        model = fit([r for part, _ in others for r in part], [y for _, part in others for y in part])
        rows += by_fold[fold][0]
        right += by_fold[fold][1]
        chance += probabilities(model, by_fold[fold][0])
    pairs = wanted(papers)
    threshold, f1 = max(
        ((t / 100, _score(chance, right, t / 100, pairs).f1) for t in range(10, 80, 2)), key=lambda pair: pair[1]
    )
    model = fit(rows, right)
    counts = parent_counts(found, built)
    saved = {
        "threshold": threshold, **settings(model, FEATURES),
        "parents": {form: pair for form, pair in sorted(counts.items()) if pair[1] >= _NAMED},
    }  # fmt: skip
    (args.component / LINEAGE).write_text(
        json.dumps(saved, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8"
    )
    print(f"{pairs} pairs of {len(papers)} papers; threshold {threshold}, out of fold F1 {f1:.3f}")
    print(importances(model, FEATURES))
    papers, found, _ = prepare(args.measure)
    shipped = {form: tuple(pair) for form, pair in saved["parents"].items()}
    rows, right = rows_of(papers, found, shipped)
    _tell("entities as annotated", _score(probabilities(model, rows), right, threshold, wanted(papers)))
    _tell("entities as found", measure(papers))


def measure(papers: Sequence[dict[str, Any]]) -> Score:
    """EXTENDS as the shipped component finds it: a pair is right where both its ends share a spelling with an annotated pair's."""
    from paperweft.extraction import Extractor
    from paperweft.linking import link
    from paperweft.names.catalogue import shipped_catalogue

    right = predicted = 0
    for paper, extraction in zip(papers, Extractor().extract((p["title"], p["abstract"]) for p in papers), strict=True):
        linked = link([("", extraction)], shipped_catalogue(), {})
        forms = {e.id: spellings({"name": e.name, "aliases": e.aliases}, "aliases") for e in linked.entities}
        known = {e["name"]: spellings(e, "surface") for e in paper["entities"]}
        drawn = [(known[e["name"]], known.get(p, set())) for e in paper["entities"] for p in e.get("extends", ())]
        for item in linked.lineage:
            if item.kind == "EXTENDS":
                predicted += 1
                right += any(forms[item.child] & child and forms[item.parent] & parent for child, parent in drawn)
    return Score(right, predicted, wanted(papers))


def _score(chance: Sequence[float], right: Sequence[bool], threshold: float, pairs: int) -> Score:
    taken = [y for p, y in zip(chance, right, strict=True) if p >= threshold]
    return Score(sum(taken), len(taken), pairs)


def _tell(what: str, score: Score) -> None:
    print(f"EXTENDS, {what}: precision {score.precision:.3f}, recall {score.recall:.3f}, F1 {score.f1:.3f}")


if __name__ == "__main__":
    main()
