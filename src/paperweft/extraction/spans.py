"""The recogniser's span head: what each run of words is, scored as a whole.

A span from word i to word j is scored from three projections of the encoder's word vectors and a vector for its width::

    hidden = relu(start[i] + end[j] + mean(inside[i..j]) + width[j - i])
    scores = hidden @ weight + bias

as span-based recognisers do (Eberts and Ulges, SpERT, 2020; Zaratiana et al., GLiNER, 2024). Scoring the whole span
rather than word by word is what keeps "Fashion-MNIST" from being read as "Fashion".
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from paperweft.model import ENTITY_TYPES

FloatArray = npt.NDArray[np.float32]

#: Words in the longest span that is scored; 99.96 % of annotated ones are no longer.
MAX_WORDS = 12
#: Width of each of the three projections.
VECTOR = 128
#: What a span can be: nothing, an entity worth a node of some type, or a generic phrase that names some type.
SPAN_CLASSES: tuple[str, ...] = ("O", *ENTITY_TYPES, *(f"{name}-generic" for name in ENTITY_TYPES))


def softmax(logits: FloatArray) -> FloatArray:
    """Probabilities over the last axis."""
    exponent = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(exponent / exponent.sum(axis=-1, keepdims=True), dtype=np.float32)


class SpanScorer:
    """The span head's weights, from the file that training wrote."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as saved:
            self._widths, self._weight, self._bias = saved["widths"], saved["weight"], saved["bias"]

    def __call__(self, vectors: FloatArray) -> FloatArray:
        """(words, 3 * VECTOR) -> probabilities (spans, SPAN_CLASSES); see :func:`span_bounds` for their order."""
        start, end, inner = vectors[:, :VECTOR], vectors[:, VECTOR : 2 * VECTOR], vectors[:, 2 * VECTOR :]
        words = len(vectors)
        sums = np.concatenate([np.zeros((1, VECTOR), dtype=np.float32), np.cumsum(inner, axis=0)])
        scores = []
        for more in range(min(MAX_WORDS, words)):
            count = words - more
            hidden = start[:count] + end[more:] + self._widths[more]
            hidden += (sums[more + 1 :] - sums[:count]) / np.float32(more + 1)
            np.maximum(hidden, 0, out=hidden)
            scores.append(hidden @ self._weight + self._bias)
        return softmax(np.concatenate(scores))


def span_bounds(words: int) -> npt.NDArray[np.int64]:
    """(spans, 2): first and last word of every span of ``words`` words, short ones first."""
    return np.concatenate(
        [np.stack([np.arange(words - more), np.arange(more, words)], axis=1) for more in range(min(MAX_WORDS, words))]
    )
