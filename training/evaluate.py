"""Measures a trained component, or a choice of thresholds, against annotated abstracts.

    python -m training.evaluate GOLD.jsonl --scorer score_entities.py [--component FOLDER] [--thresholds 0.5,0.7,0.9]

Each paper is encoded once, at one thread and one window at a time as the package does, and decoded again for every threshold.
Mentions are linked within their paper, as ``paperweft extract`` links them. With several thresholds, the papers are
also halved (even and odd lines): the threshold that is best on one half is measured on the other, which is the fair figure.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.pipeline import Sentencizer

from paperweft.extraction.components import abbreviations, roles
from paperweft.extraction.decoding import FloatArray, agree, decode
from paperweft.extraction.encoding import EncodedText
from paperweft.extraction.language import is_english
from paperweft.extraction.network import Network, component_folder
from paperweft.extraction.pipeline import extraction_of
from paperweft.model import FieldName, SourceRecord
from paperweft.workspace import describe
from training.corpus import read_papers

Encoded = tuple[EncodedText, FloatArray]
Report = dict[str, Any]


def predict(
    nlp: Language, papers: Sequence[dict[str, Any]], encoded: Sequence[Encoded | None], threshold: float
) -> list[dict[str, Any]]:
    """The papers with the entities found at ``threshold``; a paper that was not encoded is not English and has none."""
    found = []
    sentences = Sentencizer()
    for paper, pair in zip(papers, encoded, strict=True):
        entities: list[dict[str, Any]] = []
        if pair is not None:
            texts: dict[FieldName, str] = {"title": paper["title"], "abstract": paper["abstract"]}
            doc = nlp.make_doc(f"{paper['title']}\n{paper['abstract']}")
            words, logits = pair[0].words, pair[1]
            doc.user_data.update(title_end=len(paper["title"]), english=True)
            doc.user_data["readings"] = agree(decode(words, logits, texts), texts, threshold)
            found_here = extraction_of(roles(abbreviations(sentences(doc))))
            record = SourceRecord("evaluation", "", paper["title"], paper["abstract"])
            entities = describe(record, found_here)["entities"]
        found.append({"id": paper["id"], "title": paper["title"], "entities": entities})
    return found


def score(scorer: Path, gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], types: str) -> Report:
    """What the scoring tool says of ``found``, for the comma-separated ``types``."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, rows in (("gold", gold), ("found", found)):
            path = Path(folder) / f"{name}.jsonl"
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
            paths.append(str(path))
        command = [sys.executable, str(scorer), *paths, "--types", types, "--json"]
        report: Report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return report


def summary(scorer: Path, gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> Report:
    """The figures that training/README.md quotes: models, methods and datasets together, then tasks by themselves."""
    main_types = score(scorer, gold, found, "Model,Method,Dataset")
    return {
        "papers": len(gold),
        "f1": main_types["all"]["f1"], "p": main_types["all"]["p"], "r": main_types["all"]["r"],
        "f1_ignoring_type": main_types["ignoring_type"]["f1"], "role_accuracy": main_types["role_accuracy"],
        **{t: main_types[t]["f1"] for t in ("Model", "Method", "Dataset")},
        "Task": score(scorer, gold, found, "Task")["all"]["f1"],
    }  # fmt: skip


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("gold", type=Path)
    cli.add_argument("--scorer", type=Path, required=True)
    cli.add_argument("--component", type=Path, default=component_folder())
    cli.add_argument("--thresholds", help="comma-separated; without it the component's own")
    args = cli.parse_args()
    papers = read_papers(args.gold)
    network = Network(args.component, threads=1)
    began = time.monotonic()
    encoded = [
        network(p["title"], p["abstract"]) if is_english(f"{p['title']} {p['abstract']}") else None for p in papers
    ]
    pace = len(papers) / (time.monotonic() - began)
    print(
        json.dumps({"encoder_papers_per_s_one_thread": round(pace, 1), "not_english": encoded.count(None)}), flush=True
    )
    nlp = spacy.blank("en")
    own = str(network.config["threshold"])
    found = {float(t): predict(nlp, papers, encoded, float(t)) for t in (args.thresholds or own).split(",")}
    for threshold, rows in found.items():
        print(json.dumps({"threshold": threshold, **summary(args.scorer, papers, rows)}), flush=True)
    if len(found) > 1:
        for tuned, measured in ((0, 1), (1, 0)):
            chosen = max(found, key=lambda t: summary(args.scorer, papers[tuned::2], found[t][tuned::2])["f1"])
            fair = summary(args.scorer, papers[measured::2], found[chosen][measured::2])
            print(json.dumps({"tuned_on_other_half": chosen, **fair}), flush=True)


if __name__ == "__main__":
    main()
