"""How a paper's readings of one name agree, and what their confidence rests on."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from paperweft.extraction.agreement import FEATURES, Judge, agree, features, names_of, standing
from paperweft.extraction.decoding import Reading
from paperweft.extraction.lexicon import Counts, Lexicon, head_of
from paperweft.extraction.trees import Tree, Trees
from paperweft.model import ENTITY_TYPES, ROLES, Abbreviation, EntityType, FieldName

TEXTS: dict[FieldName, str] = {
    "title": "Masked Autoencoders: a study",
    "abstract": "A masked autoencoder (MAE) beats BERT. MAE is small; BERT and Mae are not.",
}
EMPTY = Lexicon({}, {})


def reading(
    surface: str, field: FieldName = "abstract", confidence: float = 0.8, kind: EntityType = "Model", nth: int = 0
) -> Reading:
    start = -1
    for _ in range(nth + 1):
        start = TEXTS[field].index(surface, start + 1)
    types = {t: 0.7 if t == kind else 0.1 for t in ENTITY_TYPES}
    roles = {r: 0.5 if r == "uses" else 0.1 for r in ROLES}
    return Reading(field, start, start + len(surface), types, roles, confidence, 0.05)


def judge(*, threshold: float = 0.5, type_prior: float = 0.5) -> Judge:
    """One that goes by the best reading alone: sure above 0.5, sure not below."""
    best = FEATURES.index("best reading")
    tree = Tree((best, -1, -1), (0.0, 0, 0), (1, 0, 0), (2, 0, 0), (0.0, -3.0, 3.0))
    return Judge(Trees(0.0, (tree,)), type_prior, threshold)


def test_spellings_and_abbreviations_of_one_thing_are_one_name() -> None:
    readings = [
        reading("Masked Autoencoders", "title"), reading("masked autoencoder"), reading("MAE"), reading("BERT"), reading("MAE", nth=1),
    ]  # fmt: skip
    first, second = names_of(readings, TEXTS, [Abbreviation("MAE", "masked autoencoder")])
    assert first.surfaces == {"Masked Autoencoders", "masked autoencoder", "MAE"} and first.abbreviated
    assert second.surfaces == {"BERT"} and not second.abbreviated


def test_features_say_what_they_are_called() -> None:
    lexicon = Lexicon({"bert": Counts((7, 0, 0, 0), 1, 0, 3)}, {})
    (name,) = names_of([reading("BERT", confidence=0.9), reading("BERT", confidence=0.6, nth=1)], TEXTS, [])
    found = dict(zip(FEATURES, features(name, TEXTS, lexicon), strict=True))
    assert found["best reading"] == pytest.approx(math.log(9)) and found["readings"] == math.log(2)
    assert (
        found["wanted over absent"] == math.log(8)
        and found["wanted over generic"] == math.log(4)
        and found["listed"] == 3
    )
    assert found["coined"] == 1 and found["in title"] == 0 and found["Model"] == pytest.approx(0.7)


def test_names_below_the_threshold_go_and_accepted_ones_are_found_everywhere() -> None:
    readings = [reading("MAE", confidence=0.9), reading("BERT", confidence=0.3)]
    found = agree(readings, TEXTS, [], EMPTY, judge(), 0.5)
    assert [(r.start, TEXTS[r.field][r.start : r.end]) for r in found] == [(22, "MAE"), (39, "MAE")]
    assert {round(r.confidence, 3) for r in found} == {round(1 / (1 + math.exp(-3)), 3)}
    assert agree(readings, TEXTS, [], EMPTY, judge(), 0.99) == []


def test_of_overlapping_readings_the_surer_name_stands() -> None:
    whole, part, other = (
        reading("masked autoencoder", confidence=0.6),
        reading("autoencoder", confidence=0.7),
        reading("BERT"),
    )
    names = names_of([whole, part, other], TEXTS, [])
    assert [round(name.rival, 2) for name in names] == [0.7, 0.6, 0]
    assert standing(names, [0.9, 0.8, 0.7], 0.5) == {0: [whole], 2: [other]}
    assert standing(names, [0.7, 0.8, 0.7], 0.5) == {1: [part], 2: [other]}
    assert standing(names, [0.4, 0.45, 0.7], 0.5) == {2: [other]}


def test_the_lexicon_has_a_say_in_types() -> None:
    lexicon = Lexicon({"bert": Counts((0, 50, 0, 0))}, {})
    (name,) = names_of([reading("BERT")], TEXTS, [])
    types = judge(type_prior=1.0).types(name, lexicon)
    assert max(types, key=lambda kind: types[kind]) == "Method" and sum(types.values()) == pytest.approx(1)
    assert judge(type_prior=0.0).types(name, lexicon) == pytest.approx(name.shared("type_scores"))


def test_heads_are_last_words_of_phrases_only() -> None:
    assert (head_of("contrastive learning"), head_of("Neural Networks"), head_of("BERT")) == ("learning", "network", "")
    lexicon = Lexicon({}, {"learning": Counts((0, 9, 0, 0), 2)})
    assert lexicon.of_head({"CL", "contrastive learning"}).wanted == 9 and lexicon.of_head({"BERT"}).papers == 0


def test_a_judge_of_other_features_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "confidence.json"
    path.write_text(json.dumps({"features": ["other"], "base": 0, "trees": [], "type_prior": 0, "threshold": 0.5}))
    with pytest.raises(ValueError, match="other features"):
        Judge.load(path)
