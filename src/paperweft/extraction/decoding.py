"""Word logits of the recogniser -> readings: spans with types, roles and confidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from paperweft.extraction.encoding import Word
from paperweft.model import ENTITY_TYPES, ROLES, EntityType, FieldName, Role
from paperweft.names.forms import normal_form

FloatArray = npt.NDArray[np.float32]

#: Word tags: outside; begin and inside of an entity that any expert would want; the same of a generic phrase.
TAGS: tuple[str, ...] = ("O", "B", "I", "B-generic", "I-generic")
#: Where the heads' scores begin and end in a row of logits: tags, then types, then roles.
_TYPES = slice(len(TAGS), len(TAGS) + len(ENTITY_TYPES))
_ROLES = slice(len(TAGS) + len(ENTITY_TYPES), len(TAGS) + len(ENTITY_TYPES) + len(ROLES))
LOGITS = _ROLES.stop
_PARENTHESIS = re.compile(r"^(?P<long>[^()]+?)\s*\((?P<short>[^()]+)\)?$")
_EDGES = " \t\n.,;:!?'\"`“”‘’-–—/()[]{}"
#: Brackets and signs that end a name rather than stand beside it ("C++", "A*", "f(x)") stay.
_KEEP_AFTER = "+*#"


@dataclass(frozen=True, slots=True)
class Reading:
    """A span of one field as the recogniser reads it.

    ``start``/``end`` are code points into ``field``; ``type_scores`` and ``role_scores`` are probabilities;
    ``confidence`` is that the span is an entity worth a node.
    """

    field: FieldName
    start: int
    end: int
    type_scores: dict[EntityType, float]
    role_scores: dict[Role, float]
    confidence: float


def _softmax(logits: FloatArray) -> FloatArray:
    exponent = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(exponent / exponent.sum(axis=-1, keepdims=True), dtype=np.float32)


def _best_path(scores: FloatArray, breaks: npt.NDArray[np.bool_]) -> list[int]:
    """Viterbi over outside (0), begin (1) and inside (2); inside follows begin or inside only, and never at a break.

    ``scores`` is (words, 3), log probabilities.
    """
    back = np.zeros(scores.shape, dtype=np.int64)
    best = scores[0].copy()
    best[2] = -np.inf
    for word in range(1, len(scores)):
        top = int(best.argmax())
        inside = 1 if best[1] >= best[2] else 2
        back[word] = (top, top, inside)
        carry = best[inside] if not breaks[word] else -np.inf
        best = np.array([best[top], best[top], carry]) + scores[word]
    path = [int(best.argmax())]
    for word in range(len(scores) - 1, 0, -1):
        path.append(int(back[word][path[-1]]))
    return path[::-1]


def decode(words: Sequence[Word], logits: FloatArray, texts: dict[FieldName, str]) -> list[Reading]:
    """All candidate spans, however unsure, in text order. ``logits`` is (words, LOGITS)."""
    if not words:
        return []
    tags = _softmax(logits[:, : len(TAGS)])
    wanted = tags[:, 1] + tags[:, 2]
    scores = np.log(np.stack([tags[:, 0], tags[:, 1] + tags[:, 3], tags[:, 2] + tags[:, 4]], axis=1) + 1e-9)
    worth = wanted / (wanted + tags[:, 0] + 1e-9)
    types, roles = _softmax(logits[:, _TYPES]), _softmax(logits[:, _ROLES])
    breaks = np.array([i > 0 and words[i - 1].field != word.field for i, word in enumerate(words)])
    path = _best_path(scores.astype(np.float32), breaks)
    readings: list[Reading] = []
    start: int | None = None
    for index in range(len(path) + 1):
        if start is not None and (index == len(path) or path[index] != 2):
            inside = slice(start, index)
            reading = Reading(
                words[start].field, words[start].start, words[index - 1].end,
                dict(zip(ENTITY_TYPES, types[inside].mean(axis=0).tolist(), strict=True)),
                dict(zip(ROLES, roles[inside].mean(axis=0).tolist(), strict=True)),
                float(np.exp(np.log(worth[inside] + 1e-9).mean())),
            )  # fmt: skip
            readings += _tidy(reading, texts[reading.field])
            start = None
        if index < len(path) and path[index] == 1:
            start = index
    return readings


def _tidy(reading: Reading, text: str) -> Iterator[Reading]:
    """The reading without marks at its edges; a long form with its abbreviation in brackets becomes two."""
    start, end = reading.start, reading.end
    while end < len(text) and text[end] in _KEEP_AFTER:  # "C++": the marks are words of their own to the encoder
        end += 1
    while start < end and text[start] in _EDGES:
        start += 1
    while start < end and text[end - 1] in _EDGES:
        end -= 1
    if start >= end:
        return
    both = _PARENTHESIS.match(text[start:end])
    if both:
        for group in ("long", "short"):
            left, right = both.span(group)
            yield replace(reading, start=start + left, end=start + right)
    else:
        yield replace(reading, start=start, end=end)


def agree(readings: Sequence[Reading], texts: dict[FieldName, str], threshold: float) -> list[Reading]:
    """One paper's readings after they have heard each other.

    Readings of one surface (folded) share type and role scores, averaged by confidence, and the best confidence among
    them; those below ``threshold`` go; every further occurrence of an accepted surface is read in the same way.
    """
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        form = normal_form(texts[reading.field][reading.start : reading.end])
        if form:
            groups.setdefault(form, []).append(reading)
    accepted: list[Reading] = []
    for group in groups.values():
        best = max(reading.confidence for reading in group)
        if best < threshold:
            continue
        weight = sum(reading.confidence for reading in group)
        types = {t: sum(r.confidence * r.type_scores[t] for r in group) / weight for t in ENTITY_TYPES}
        roles = {x: sum(r.confidence * r.role_scores[x] for r in group) / weight for x in ROLES}
        accepted += [replace(r, type_scores=types, role_scores=roles, confidence=best) for r in group]
    return sorted([*accepted, *_further(accepted, texts)], key=lambda r: (r.field != "title", r.start, r.end))


def _further(accepted: Sequence[Reading], texts: dict[FieldName, str]) -> Iterator[Reading]:
    """Occurrences of accepted surfaces that were not read, longest surfaces first, none inside another reading."""
    taken: dict[FieldName, list[tuple[int, int]]] = {"title": [], "abstract": []}
    surfaces: dict[str, Reading] = {}
    for reading in accepted:
        taken[reading.field].append((reading.start, reading.end))
        surfaces.setdefault(texts[reading.field][reading.start : reading.end], reading)
    for surface in sorted(surfaces, key=lambda s: (-len(s), s)):
        pattern = re.compile(rf"(?<![^\W_]){re.escape(surface)}(?![^\W_])")
        for field, text in texts.items():
            for match in pattern.finditer(text):
                start, end = match.span()
                if all(end <= left or start >= right for left, right in taken[field]):
                    taken[field].append((start, end))
                    yield replace(surfaces[surface], field=field, start=start, end=end)
