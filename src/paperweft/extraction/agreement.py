"""A paper's readings once they have heard each other: one name, one type, one role, one calibrated confidence."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from paperweft.extraction.decoding import Reading
from paperweft.extraction.lexicon import Lexicon
from paperweft.extraction.trees import Trees
from paperweft.model import ENTITY_TYPES, ROLES, Abbreviation, EntityType, FieldName
from paperweft.names.forms import normal_form

#: What the confidence of a name rests on.
FEATURES: tuple[str, ...] = (
    "best reading", "mean reading", "generic", "readings", "in title", "before a colon", "abbreviated", "coined", "capitalised",
    "words", "wanted over absent", "wanted over generic", "wanted", "seen", "listed", "head wanted over generic",
    "head seen", *ENTITY_TYPES, "introduced", "rival",
)  # fmt: skip
_COINED = re.compile(r"[^\W\d_]*(?:[a-z\d][A-Z]|[A-Z]{2}|[A-Za-z]\d|\d[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Name:
    """The readings of one name in one paper: every surface of one normal form, and those that abbreviate them.

    No two of ``readings`` overlap; ``rival`` is the confidence of the surest reading of another name that overlaps one.
    """

    forms: frozenset[str]
    readings: tuple[Reading, ...]
    surfaces: frozenset[str]
    abbreviated: bool
    rival: float

    def shared(self, scores: str) -> dict[str, float]:
        """The readings' ``type_scores`` or ``role_scores``, averaged by confidence."""
        weight = sum(reading.confidence for reading in self.readings)
        keys = getattr(self.readings[0], scores)
        return {key: sum(r.confidence * getattr(r, scores)[key] for r in self.readings) / weight for key in keys}


def names_of(
    readings: Sequence[Reading], texts: Mapping[FieldName, str], abbreviations: Iterable[Abbreviation]
) -> list[Name]:
    """The readings by name, in the order in which the names first stand in the text."""
    forms = [normal_form(texts[reading.field][reading.start : reading.end]) for reading in readings]
    parent = {form: form for form in forms if form}
    pairs = [(normal_form(pair.short), normal_form(pair.long)) for pair in abbreviations]

    def root(form: str) -> str:
        while parent[form] != form:
            form = parent[form]
        return form

    for short, long in pairs:
        if short in parent and long in parent:
            parent[root(short)] = root(long)
    groups: dict[str, list[int]] = {}
    for index, form in enumerate(forms):
        if form:
            groups.setdefault(root(form), []).append(index)
    paired = {form for pair in pairs for form in pair}
    name_of = {index: key for key, group in groups.items() for index in group}
    rivals = dict.fromkeys(groups, 0.0)
    for i, left in enumerate(readings):  # sorted by their start: what overlaps follows at once
        for j in range(i + 1, len(readings)):
            right = readings[j]
            if right.field != left.field or right.start >= left.end:
                break
            if i in name_of and j in name_of and name_of[i] != name_of[j]:
                rivals[name_of[i]] = max(rivals[name_of[i]], right.confidence)
                rivals[name_of[j]] = max(rivals[name_of[j]], left.confidence)
    names = []
    for key, group in groups.items():
        best = _apart(sorted((readings[i] for i in group), key=lambda r: (-r.confidence, r.start - r.end)))
        surfaces = frozenset(texts[r.field][r.start : r.end] for r in best)
        names.append(
            Name(
                frozenset(map(normal_form, surfaces)), tuple(sorted(best, key=_place)), surfaces,
                any(forms[i] in paired for i in group), rivals[key],
            )
        )  # fmt: skip
    return names


def _place(reading: Reading) -> tuple[bool, int, int]:
    return reading.field != "title", reading.start, reading.end


def _apart(readings: Iterable[Reading]) -> list[Reading]:
    """Those of ``readings`` that overlap none before them."""
    taken: dict[FieldName, list[tuple[int, int]]] = {"title": [], "abstract": []}
    kept = []
    for reading in readings:
        if all(reading.end <= start or reading.start >= end for start, end in taken[reading.field]):
            taken[reading.field].append((reading.start, reading.end))
            kept.append(reading)
    return kept


def standing(names: Sequence[Name], confidence: Sequence[float], threshold: float) -> dict[int, list[Reading]]:
    """Which names reach ``threshold`` and keep a place of their own, by index, with the readings that they keep.

    Of overlapping readings those of the surer name stand.
    """
    order = sorted(
        (-confidence[i], -reading.confidence, i, n)
        for i, name in enumerate(names)
        if confidence[i] >= threshold
        for n, reading in enumerate(name.readings)
    )
    owner = {id(names[i].readings[n]): i for _, _, i, n in order}
    kept: dict[int, list[Reading]] = {}
    for reading in _apart(names[i].readings[n] for _, _, i, n in order):
        kept.setdefault(owner[id(reading)], []).append(reading)
    return kept


def features(name: Name, texts: Mapping[FieldName, str], lexicon: Lexicon) -> list[float]:
    """The numbers of :data:`FEATURES` for one name."""
    counts, head = lexicon.of(name.forms), lexicon.of_head(name.surfaces)
    types, roles = name.shared("type_scores"), name.shared("role_scores")
    confidences = [reading.confidence for reading in name.readings]
    return [
        _logit(max(confidences)),
        _logit(sum(confidences) / len(confidences)),
        _logit(max(reading.generic for reading in name.readings)),
        math.log(len(confidences)),
        float(any(reading.field == "title" for reading in name.readings)),
        float(any(r.field == "title" and texts["title"][r.end : r.end + 1] == ":" for r in name.readings)),
        float(name.abbreviated),
        float(any(_COINED.search(surface) for surface in name.surfaces)),
        float(any(surface.istitle() for surface in name.surfaces)),
        math.log(max(len(surface.split()) for surface in name.surfaces)),
        math.log((counts.wanted + 1) / (counts.absent + 1)),
        math.log((counts.wanted + 1) / (counts.generic + 1)),
        math.log1p(counts.wanted),
        math.log1p(counts.papers),
        float(counts.listed),
        math.log((head.wanted + 1) / (head.generic + 1)),
        math.log1p(head.papers),
        *(types[kind] for kind in ENTITY_TYPES),
        roles["introduces"],
        _logit(name.rival),
    ]


def _logit(probability: float) -> float:
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))


@dataclass(frozen=True, slots=True)
class Judge:
    """Trees over :data:`FEATURES`, fitted on papers that the encoder never saw.

    ``confidence`` takes the features of a name and gives the probability that an annotator would draw a node for it.
    ``threshold`` is the confidence at which F1 was best there; ``type_prior`` the power of the lexicon's say in a name's
    type against the encoder's.
    """

    confidence: Trees
    type_prior: float
    threshold: float

    @classmethod
    def load(cls, path: Path) -> Judge:
        """The judge that training wrote."""
        saved = json.loads(path.read_text(encoding="utf-8"))
        return cls(Trees.of(saved, FEATURES), saved["type_prior"], saved["threshold"])

    def types(self, name: Name, lexicon: Lexicon) -> dict[EntityType, float]:
        """The name's type probabilities, after the lexicon has been heard."""
        counts, scores = lexicon.of(name.forms), name.shared("type_scores")
        heard = {kind: scores[kind] * counts.type_share(kind) ** self.type_prior for kind in ENTITY_TYPES}
        total = sum(heard.values())
        return {kind: score / total for kind, score in heard.items()}


def agree(
    readings: Sequence[Reading],
    texts: Mapping[FieldName, str],
    abbreviations: Iterable[Abbreviation],
    lexicon: Lexicon,
    judge: Judge,
    threshold: float,
) -> list[Reading]:
    """The readings whose names reach ``threshold``, with what their names share, and every other place they stand at."""
    names = names_of(readings, texts, abbreviations)
    confidence = [judge.confidence(features(name, texts, lexicon)) for name in names]
    accepted: list[Reading] = []
    for index, kept in standing(names, confidence, threshold).items():
        types, roles = judge.types(names[index], lexicon), names[index].shared("role_scores")
        accepted += [
            replace(
                reading, confidence=confidence[index],
                type_scores=types, role_scores={r: roles[r] for r in ROLES},
            )
            for reading in kept
        ]  # fmt: skip
    return sorted([*accepted, *_further(accepted, texts)], key=_place)


def _further(accepted: Sequence[Reading], texts: Mapping[FieldName, str]) -> Iterator[Reading]:
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
