"""How good extraction is: the nodes drawn for a paper against those that an annotator drew.

A prediction stands for an annotated entity when they share a spelling, folded. An annotated entity that was required and
is found with its type is right; a second node for it is wrong (a duplicate), and so is a node for nothing annotated. What
stands only for optional entities counts neither way, since annotators were free to list them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paperweft.errors import SourceError
from paperweft.model import ENTITY_TYPES

#: The types that are scored together; tasks are a group of their own.
NAMED: tuple[str, ...] = tuple(kind for kind in ENTITY_TYPES if kind != "Task")
_KIND = re.compile(
    r"\s+(?:data ?sets?|benchmarks?|corp(?:us|ora)|models?|frameworks?|methods?|algorithms?|approach(?:es)?|architectures?|tasks?)$"
)
_ARTICLE = re.compile(r"^(?:the|an?)\s+")


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 from their counts."""

    right: int
    predicted: int
    wanted: int

    @property
    def precision(self) -> float:
        """Right over predicted, 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Right over wanted, 0 where nothing was wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / (self.predicted + self.wanted) if self.predicted + self.wanted else 0.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was wrong: ``kind`` is "miss", "extra", "type" or "duplicate"."""

    kind: str
    paper: str
    name: str
    type: str
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures over the annotated papers.

    ``scores`` has "with type", "ignoring type" (over models, methods and datasets) and one score for each type;
    ``reliability`` a row for each tenth of confidence: lower bound, predictions, share of them right, mean confidence.
    """

    papers: int
    not_found: int
    scores: Mapping[str, Score]
    duplicates: int
    role_accuracy: float
    reliability: tuple[tuple[float, int, float, float], ...]
    faults: tuple[Fault, ...] = field(repr=False)


@dataclass
class _Tally:
    right: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    found: int = 0
    roles: list[bool] = field(default_factory=list)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The annotated papers of a JSONL file. Raises SourceError with the line that is not of that form."""
    papers = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read as annotated papers: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            paper = json.loads(line)
            assert isinstance(paper["title"], str) and isinstance(paper["abstract"], str)
            assert all({"name", "type", "surface", "role", "required"} <= entity.keys() for entity in paper["entities"])
        except (ValueError, KeyError, TypeError, AttributeError, AssertionError):
            raise SourceError(
                f"{path}, line {number}: wanted is one object a line with title, abstract and entities, each of these with "
                "name, type, surface, role and required (training/README.md describes the form)"
            ) from None
        papers.append(paper)
    if not papers:
        raise SourceError(f"{path} has no annotated papers")
    return papers


def evaluate(gold: Sequence[Mapping[str, Any]], predicted: Iterable[Mapping[str, Any] | None]) -> Evaluation:
    """Scores ``predicted``, as ``extract`` gives papers, one for each of ``gold`` in its order (None where there is none)."""
    named, tasks = _Tally(), _Tally()
    not_found = 0
    for paper, guess in zip(gold, predicted, strict=True):
        not_found += guess is None
        entities = guess["entities"] if guess else []
        _score_paper(paper, [e for e in entities if e["type"] in NAMED], NAMED, named)
        _score_paper(paper, [e for e in entities if e["type"] == "Task"], ("Task",), tasks)
    scores = {
        "with type": Score(named.right.total(), named.predicted.total(), named.wanted.total()),
        "ignoring type": Score(named.found, named.predicted.total(), named.wanted.total()),
        **{
            kind: Score(tally.right[kind], tally.predicted[kind], tally.wanted[kind])
            for tally, kinds in ((named, NAMED), (tasks, ("Task",)))
            for kind in kinds
        },
    }
    faults = (*named.faults, *tasks.faults)
    return Evaluation(
        len(gold), not_found, scores, sum(f.kind == "duplicate" for f in named.faults),
        sum(named.roles) / len(named.roles) if named.roles else 0.0,
        _reliability([*named.judged, *tasks.judged]), faults,
    )  # fmt: skip


def _score_paper(
    paper: Mapping[str, Any], guesses: Sequence[Mapping[str, Any]], kinds: Sequence[str], tally: _Tally
) -> None:
    """Adds one paper's predictions of ``kinds`` to ``tally``."""
    golds = paper["entities"]
    known = [spellings(g, "names", "surface") for g in golds]
    answers: dict[int, list[Mapping[str, Any]]] = {}

    def fault(kind: str, name: str, type_: str, wanted: str = "") -> None:
        tally.faults.append(Fault(kind, paper["title"], name, type_, wanted))

    for guess in guesses:
        own = spellings(guess, "mentions")
        shared = [(len(own & forms), index) for index, forms in enumerate(known) if own & forms]
        required = [(guess["type"] in _types(golds[i]), n, -i) for n, i in shared if golds[i]["required"]]
        if required:
            answers.setdefault(-max(required)[2], []).append(guess)
        elif not shared:
            tally.predicted[guess["type"]] += 1
            tally.judged.append((guess.get("confidence", 1.0), False))
            fault("extra", guess["name"], guess["type"])
    for index, entity in enumerate(golds):
        mine = bool(_types(entity) & set(kinds))
        if entity["required"] and mine:
            tally.wanted[entity["type"]] += 1
        found = answers.get(index, [])
        if not found:
            if entity["required"] and mine:
                fault("miss", entity["name"], entity["type"])
            continue
        tally.predicted.update(guess["type"] for guess in found)
        best = next((guess for guess in found if guess["type"] in _types(entity)), found[0])
        for guess in found:
            tally.judged.append((guess.get("confidence", 1.0), guess is best))
            if guess is not best:
                fault("duplicate", guess["name"], guess["type"], entity["name"])
        if best["type"] in _types(entity):
            # Counted under the annotator's type, which another accepted one may stand for.
            tally.right[entity["type"]] += 1
        else:
            fault("type", best["name"], best["type"], entity["type"])
        if mine:
            tally.found += 1
            tally.roles.append(best.get("role") in entity.get("roles", [entity["role"]]))


def _types(entity: Mapping[str, Any]) -> set[str]:
    return set(entity.get("types", [entity["type"]]))


def spellings(entity: Mapping[str, Any], *lists: str) -> set[str]:
    """What an entity is compared by: the name and the surfaces in the named lists, folded: without article, kind noun, plural, case and marks."""
    texts = [entity["name"], *(item for key in lists for item in entity.get(key) or ())]
    folded = set()
    for item in texts:
        text = _ARTICLE.sub("", str(item["text"] if isinstance(item, Mapping) else item).strip().lower())
        folded.add(re.sub(r"[^a-z0-9]", "", _KIND.sub("", text)).removesuffix("s"))
    return folded - {""}


def _reliability(judged: Sequence[tuple[float, bool]]) -> tuple[tuple[float, int, float, float], ...]:
    """Predictions by tenth of confidence; those that stand only for optional entities are not among them."""
    rows = []
    for tenth in range(10):
        inside = [(c, right) for c, right in judged if tenth == min(int(c * 10), 9)]
        if inside:
            share = sum(right for _, right in inside) / len(inside)
            rows.append((tenth / 10, len(inside), share, sum(c for c, _ in inside) / len(inside)))
    return tuple(rows)


def expected_calibration_error(reliability: Sequence[tuple[float, int, float, float]]) -> float:
    """The mean distance between confidence and the share that is right, over predictions (Guo et al., 2017)."""
    total = sum(count for _, count, _, _ in reliability)
    return sum(count * abs(share - mean) for _, count, share, mean in reliability) / total if total else 0.0
