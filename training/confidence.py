"""Fits what a reading's confidence rests on, and the threshold, on papers that the encoder never saw.

    python -m training.confidence CORPUS/train.jsonl --held-out 500 --component src/paperweft/data/recogniser

The component's encoder reads the held-out papers; each name that it reads is right where annotators required it, wrong
where they had nothing of the kind, and left out where they thought it optional. The fitted trees, the power of the lexicon
in types and the threshold go into the component's settings. dev.jsonl plays no part.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from paperweft.evaluation import spellings
from paperweft.extraction.abbreviations import find_definitions
from paperweft.extraction.agreement import FEATURES, Name, features, names_of, standing
from paperweft.extraction.decoding import decode
from paperweft.extraction.encoding import EncodedText
from paperweft.extraction.language import is_english
from paperweft.extraction.lexicon import Lexicon
from paperweft.extraction.network import CONFIDENCE, LEXICON, SPANS, Network
from paperweft.extraction.spans import FloatArray, SpanScorer
from paperweft.model import ENTITY_TYPES, FieldName
from training.boosting import fit, importances, probabilities, settings
from training.corpus import read_papers

_PRIORS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Case:
    """A name that was read in a paper; ``entity`` is the annotated one it stands for, None where it stands for none."""

    paper: int
    name: Name
    numbers: list[float]
    entity: int | None
    required: bool


def encode(papers: Sequence[dict[str, Any]], component: Path) -> list[tuple[EncodedText, FloatArray] | None]:
    """What the component's encoder makes of ``papers``; None for those that are not in English."""
    network = Network(component, threads=0)
    return [network(p["title"], p["abstract"]) if is_english(f"{p['title']} {p['abstract']}") else None for p in papers]


def cases_of(
    papers: Sequence[dict[str, Any]], encoded: Sequence[tuple[EncodedText, FloatArray] | None], component: Path
) -> list[Case]:
    """All names that the component reads in ``papers``."""
    scorer, lexicon = SpanScorer(component / SPANS), Lexicon.load(component / LEXICON)
    cases = []
    for index, paper in enumerate(papers):
        texts: dict[FieldName, str] = {"title": paper["title"], "abstract": paper["abstract"]}
        pair = encoded[index]
        if pair is None:
            continue
        readings = decode(pair[0].words, pair[1], scorer, texts)
        for name in names_of(readings, texts, find_definitions(texts, readings)):
            entity = _entity_of(name, paper["entities"])
            required = entity is not None and paper["entities"][entity]["required"]
            cases.append(Case(index, name, features(name, texts, lexicon), entity, required))
    return cases


def _entity_of(name: Name, entities: Sequence[dict[str, Any]]) -> int | None:
    """The annotated entity that shares most spellings with the name, a required one before an optional one."""
    own = {form for surface in name.surfaces for form in spellings({"name": surface})}
    shared = [
        (entity["required"], len(own & forms), -index)
        for index, entity in enumerate(entities)
        if own & (forms := spellings(entity, "names", "surface"))
    ]
    return -max(shared)[2] if shared else None


def fit_cases(cases: Iterable[Case]) -> GradientBoostingClassifier:
    """The trees that tell required names from what was not annotated; optional ones are left out."""
    settled = [case for case in cases if case.entity is None or case.required]
    return fit([case.numbers for case in settled], [case.required for case in settled])


def best_threshold(cases: Sequence[Case], confidence: Sequence[float], wanted: int) -> tuple[float, float]:
    """The threshold at which F1 over required names is best, and that F1. A second name of one entity counts as wrong."""
    by_paper: dict[int, list[int]] = {}
    for index, case in enumerate(cases):
        by_paper.setdefault(case.paper, []).append(index)
    scored = []
    for threshold in np.arange(0.2, 0.81, 0.02):
        right, predicted = set(), 0
        for paper, places in by_paper.items():
            kept = standing([cases[i].name for i in places], [confidence[i] for i in places], float(threshold))
            for case in (cases[places[i]] for i in kept):
                if case.entity is None or case.required:
                    predicted += 1
                    if case.entity is not None:
                        right.add((paper, case.entity))
        scored.append((2 * len(right) / (predicted + wanted), round(float(threshold), 2)))
    f1, threshold = max(scored)
    return threshold, f1


def best_prior(cases: Sequence[Case], papers: Sequence[dict[str, Any]], lexicon: Lexicon) -> float:
    """The power of the lexicon at which most required names get the annotators' type; the least among equals."""

    def right(power: float) -> int:
        count = 0
        for case in cases:
            if case.entity is not None and case.required:
                counts, scores = lexicon.of(case.name.forms), case.name.shared("type_scores")
                kind = max(ENTITY_TYPES, key=lambda t: scores[t] * counts.type_share(t) ** power)
                count += kind == papers[case.paper]["entities"][case.entity]["type"]
        return count

    return max(_PRIORS, key=lambda power: (right(power), -power))


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("corpus", type=Path)
    cli.add_argument("--held-out", type=int, required=True, help="papers at the end of the corpus, not trained on")
    cli.add_argument("--component", type=Path, required=True)
    args = cli.parse_args()
    papers = read_papers(args.corpus)[-args.held_out :]
    cases = cases_of(papers, encode(papers, args.component), args.component)
    # The threshold is chosen where the trees have not been fitted: each fifth of the papers judged by the other four.
    out_of_fold = [0.0] * len(cases)
    for fold in range(5):
        model = fit_cases(case for case in cases if case.paper % 5 != fold)
        places = [index for index, case in enumerate(cases) if case.paper % 5 == fold]
        for index, value in zip(places, probabilities(model, [cases[i].numbers for i in places]), strict=True):
            out_of_fold[index] = value
    wanted = sum(entity["required"] for paper in papers for entity in paper["entities"])
    threshold, f1 = best_threshold(cases, out_of_fold, wanted)
    model = fit_cases(cases)
    prior = best_prior(cases, papers, Lexicon.load(args.component / LEXICON))
    saved = {"threshold": threshold, "type_prior": prior, **settings(model, FEATURES)}
    (args.component / CONFIDENCE).write_text(json.dumps(saved, separators=(",", ":")) + "\n", encoding="utf-8")
    print(
        f"{len(cases)} names of {len(papers)} papers; threshold {threshold}, F1 there {f1:.3f} over all types together"
    )
    print(importances(model, FEATURES))


if __name__ == "__main__":
    main()
