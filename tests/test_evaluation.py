"""The scoring of extraction, against cases worked out by hand and against the corpus's own scoring tool."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from paperweft.errors import SourceError
from paperweft.evaluation import Score, evaluate, expected_calibration_error, read_gold
from paperweft.provisional import extract_papers
from tests.conftest import ROOT


def wanted(name: str, kind: str = "Model", role: str = "uses", required: bool = True, *surfaces: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "role": role, "required": required, "surface": [name, *surfaces]}


def found(name: str, kind: str = "Model", role: str = "uses", confidence: float = 0.9) -> dict[str, Any]:
    return {"name": name, "type": kind, "role": role, "confidence": confidence, "mentions": [{"text": name}]}


def paper(*entities: dict[str, Any]) -> dict[str, Any]:
    return {"title": "T", "abstract": "A", "entities": list(entities)}


def test_right_wrong_missing_optional_and_duplicate() -> None:
    gold = paper(
        wanted("Masked Autoencoder", "Model", "uses", True, "MAE"),
        wanted("ImageNet", "Dataset", "evaluates_on"),
        wanted("attention", "Method", "uses", False),
        wanted("object detection", "Task"),
    )
    guess = paper(
        found("the masked autoencoders"), found("MAE"), found("ImageNet", "Model"), found("Attention", "Method"),
        found("Nothing", "Method"),
    )  # fmt: skip
    result = evaluate([gold], [guess])
    assert result.scores["with type"] == Score(1, 4, 2)  # the second node, the wrong type and the extra one are wrong
    assert result.scores["ignoring type"] == Score(2, 4, 2)
    assert result.scores["Task"] == Score(0, 0, 1)
    assert result.duplicates == 1
    assert sorted((f.kind, f.name) for f in result.faults) == [
        ("duplicate", "MAE"), ("extra", "Nothing"), ("miss", "object detection"), ("type", "ImageNet"),
    ]  # fmt: skip
    assert result.role_accuracy == 0.5


def test_a_paper_without_predictions_misses_all() -> None:
    result = evaluate([paper(wanted("BERT"))], [None])
    assert result.not_found == 1 and result.scores["with type"] == Score(0, 0, 1) and result.scores["with type"].f1 == 0


def test_reliability_counts_by_tenth_of_confidence() -> None:
    gold = paper(wanted("BERT"), wanted("GPT"))
    guess = paper(found("BERT", confidence=0.95), found("GPT", confidence=0.55), found("X", confidence=0.5))
    result = evaluate([gold], [guess])
    assert result.reliability == ((0.5, 2, 0.5, pytest.approx(0.525)), (0.9, 1, 1.0, 0.95))
    assert expected_calibration_error(result.reliability) == pytest.approx((2 * 0.025 + 0.05) / 3)


@pytest.mark.parametrize(
    "line", ["{", '{"title": "x"}', '{"title": "x", "abstract": "", "entities": [{"name": "y"}]}', "[]"]
)
def test_what_is_not_annotated_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(paper(wanted("BERT"))) + "\n" + line + "\n")
    with pytest.raises(SourceError, match="line 2"):
        read_gold(path)


def test_the_figures_are_those_of_the_corpus_own_tool(shared: Path, tmp_path: Path) -> None:
    """On papers of the corpus, and on predictions with a second node, a wrong type and a stray one in every third."""
    gold = read_gold(shared / "corpus" / "dev.jsonl")[:40]
    guesses = list(extract_papers([(p["title"], p["abstract"]) for p in gold]))
    for number, guess in enumerate(guesses):
        guess["id"] = gold[number]["id"]
        if number % 3 == 0 and guess["entities"]:
            first = guess["entities"][0]
            guess["entities"] += [dict(first, type="Dataset"), dict(first), found("Stray", "Method")]
    (tmp_path / "gold.jsonl").write_text("".join(json.dumps(p) + "\n" for p in gold))
    (tmp_path / "found.jsonl").write_text("".join(json.dumps(p) + "\n" for p in guesses))
    result = evaluate(gold, guesses)
    for types, names in (("Model,Method,Dataset", ("Model", "Method", "Dataset")), ("Task", ("Task",))):
        command = [
            sys.executable,
            shared / "tools" / "score_entities.py",
            "gold.jsonl",
            "found.jsonl",
            "--types",
            types,
            "--json",
        ]
        report = json.loads(subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout)
        for name in names:
            assert round(result.scores[name].f1, 3) == report[name]["f1"], name
        if types != "Task":
            assert round(result.scores["with type"].f1, 3) == report["all"]["f1"]
            assert round(result.scores["ignoring type"].f1, 3) == report["ignoring_type"]["f1"]
            assert result.duplicates == report["duplicates"]
            assert round(result.role_accuracy, 3) == report["role_accuracy"]


def test_quality_has_not_fallen(shared: Path) -> None:
    """F1 on dev, whole, against the figures that the repository states (training/quality.json)."""
    stated = json.loads((ROOT / "training" / "quality.json").read_text())
    gold = read_gold(shared / "corpus" / "dev.jsonl")
    result = evaluate(gold, extract_papers([(p["title"], p["abstract"]) for p in gold], processes=2))
    for name, f1 in stated.items():
        assert result.scores[name].f1 >= f1 - 0.01, name
