"""Word logits of the recogniser -> readings: spans with types, roles and confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from paperweft.extraction.encoding import Word
from paperweft.extraction.spans import VECTOR, FloatArray, SpanScorer, softmax, span_bounds
from paperweft.model import ENTITY_TYPES, ROLES, EntityType, FieldName, Role

#: Where the heads' scores begin and end in a row of logits: roles, then the span head's vectors.
_ROLES = slice(0, len(ROLES))
VECTORS = slice(_ROLES.stop, _ROLES.stop + 3 * VECTOR)
LOGITS = VECTORS.stop
#: Spans less likely than this to name anything are not read.
FLOOR = 0.1
_PARENTHESIS = re.compile(r"^(?P<long>[^()]+?)\s*\((?P<short>[^()]+)\)?$")
_EDGES = " \t\n.,;:!?'\"`“”‘’-–—/()[]{}"
#: Brackets and signs that end a name rather than stand beside it ("C++", "A*", "f(x)") stay.
_KEEP_AFTER = "+*#"


@dataclass(frozen=True, slots=True)
class Reading:
    """A span of one field as the recogniser reads it.

    ``start``/``end`` are code points into ``field``; ``type_scores`` and ``role_scores`` are probabilities;
    ``confidence`` is that the span is an entity worth a node rather than nothing, ``generic`` that it is a generic phrase
    rather than either.
    """

    field: FieldName
    start: int
    end: int
    type_scores: dict[EntityType, float]
    role_scores: dict[Role, float]
    confidence: float
    generic: float


def decode(words: Sequence[Word], logits: FloatArray, scorer: SpanScorer, texts: dict[FieldName, str]) -> list[Reading]:
    """All spans that may name something, however unsure and however they overlap, in text order.

    ``logits`` is (words, LOGITS). Which of overlapping readings stand is for those to say who know more than one span.
    """
    if not words:
        return []
    classes = scorer(logits[:, VECTORS])
    bounds = span_bounds(len(words))
    title = sum(word.field == "title" for word in words)
    within = (bounds[:, 0] >= title) | (bounds[:, 1] < title)
    roles = softmax(logits[:, _ROLES])
    readings: list[Reading] = []
    for index in np.flatnonzero(within & (classes[:, 0] <= 1 - FLOOR)):
        first, last = bounds[index]
        chances = classes[index]
        wanted, generic = chances[1 : 1 + len(ENTITY_TYPES)], chances[1 + len(ENTITY_TYPES) :]
        types = (wanted + generic) / (1 - chances[0])
        reading = Reading(
            words[first].field, words[first].start, words[last].end,
            dict(zip(ENTITY_TYPES, types.tolist(), strict=True)),
            dict(zip(ROLES, roles[first : last + 1].mean(axis=0).tolist(), strict=True)),
            float(wanted.sum() / (wanted.sum() + chances[0])), float(generic.sum()),
        )  # fmt: skip
        readings += _tidy(reading, texts[reading.field])
    return sorted(readings, key=lambda r: (r.field != "title", r.start, r.end))


def _tidy(reading: Reading, text: str) -> Iterator[Reading]:
    """The reading without marks at its edges; a long form with its abbreviation in brackets becomes two."""
    start, end = reading.start, reading.end
    while end < len(text) and text[end] in _KEEP_AFTER:  # "C++": the marks are words of their own to the encoder
        end += 1
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    if not any(character.isalpha() for character in text[start:end]):
        return  # "100" of "CIFAR-10/100" names nothing by itself
    both = _PARENTHESIS.match(text[start:end])
    if both:
        for group in ("long", "short"):
            left, right = both.span(group)
            yield replace(reading, start=start + left, end=start + right)
    else:
        yield replace(reading, start=start, end=end)
