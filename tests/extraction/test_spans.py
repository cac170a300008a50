"""The span head's arithmetic against its definition, and what decoding makes of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from paperweft.extraction.decoding import LOGITS, decode
from paperweft.extraction.encoding import Word
from paperweft.extraction.spans import MAX_WORDS, SPAN_CLASSES, VECTOR, FloatArray, SpanScorer, softmax, span_bounds
from paperweft.model import FieldName


@pytest.fixture
def scorer(tmp_path: Path) -> SpanScorer:
    random = np.random.default_rng(3)
    shapes = {"widths": (MAX_WORDS, VECTOR), "weight": (VECTOR, len(SPAN_CLASSES)), "bias": (len(SPAN_CLASSES),)}
    np.savez(tmp_path / "s.npz", **{n: random.normal(size=s).astype(np.float32) for n, s in shapes.items()})  # type: ignore[arg-type]
    return SpanScorer(tmp_path / "s.npz")


@pytest.mark.parametrize("words", [1, 5, MAX_WORDS + 4])
def test_every_span_is_scored_as_the_definition_says(scorer: SpanScorer, tmp_path: Path, words: int) -> None:
    vectors = np.random.default_rng(words).normal(size=(words, 3 * VECTOR)).astype(np.float32)
    with np.load(tmp_path / "s.npz") as saved:
        widths, weight, bias = saved["widths"], saved["weight"], saved["bias"]
    bounds, scores = span_bounds(words), scorer(vectors)
    assert sorted(map(tuple, bounds.tolist())) == [
        (i, j) for i in range(words) for j in range(i, min(words, i + MAX_WORDS))
    ]
    for (first, last), found in zip(bounds.tolist(), scores, strict=True):
        inside = vectors[first : last + 1, 2 * VECTOR :].mean(axis=0)
        hidden = vectors[first, :VECTOR] + vectors[last, VECTOR : 2 * VECTOR] + inside + widths[last - first]
        np.testing.assert_allclose(found, softmax(np.maximum(hidden, 0) @ weight + bias), rtol=1e-3, atol=1e-4)


class _Fixed:
    """A scorer that finds exactly the given spans, the surer ones first."""

    def __init__(self, chances: dict[tuple[int, int], float]) -> None:
        self._chances = chances

    def __call__(self, vectors: FloatArray) -> FloatArray:
        bounds = span_bounds(len(vectors))
        scores = np.zeros((len(bounds), len(SPAN_CLASSES)), dtype=np.float32)
        for row, pair in enumerate(map(tuple, bounds.tolist())):
            scores[row, 1] = self._chances.get(pair, 0.0)
            scores[row, 0] = 1 - scores[row, 1]
        return scores


def test_all_that_may_be_something_is_read_and_nothing_across_fields() -> None:
    texts: dict[FieldName, str] = {"title": "Big Net", "abstract": "Net on Fashion MNIST"}
    words = [
        Word("title", 0, 3), Word("title", 4, 7),
        Word("abstract", 0, 3), Word("abstract", 4, 6), Word("abstract", 7, 14), Word("abstract", 15, 20),
    ]  # fmt: skip
    chances = {(0, 1): 0.7, (1, 2): 0.99, (4, 4): 0.6, (4, 5): 0.8, (5, 5): 0.7, (2, 2): 0.05}
    found = decode(words, np.zeros((6, LOGITS), dtype=np.float32), _Fixed(chances), texts)
    assert [(texts[r.field][r.start : r.end], round(r.confidence, 2)) for r in found] == [
        ("Big Net", 0.7), ("Fashion", 0.6), ("Fashion MNIST", 0.8), ("MNIST", 0.7),
    ]  # fmt: skip
    assert found[0].type_scores["Model"] == pytest.approx(1) and found[0].generic == 0
