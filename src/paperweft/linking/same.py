"""Names of one paper that are one thing though no definition in brackets says so.

Titles coin names ("CRAFT: Cross-task Region-based Attack Framework with Token-alignment"), and authors write one name in
several ways. Each rule holds only between two names of one paper, most of them only for what it introduces itself: papers
seldom introduce two things whose names are so near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import combinations

from paperweft.model import EntityType, Mention
from paperweft.names.forms import normal_form, singular

#: Words that may stand behind a name without making it another ("trust region optimization", "Adam optimizer").
_BEHIND = re.compile(
    r"[\s-](?:learning|training|tuning|prompting|optimi[sz]ation|optimi[sz]er|network|layer|loss|mechanism|module|strategy|"
    r"selection|control|model+ing|estimator|objective|procedure|scheme|pipeline|system|library|toolkit|attack)s?$",
    re.IGNORECASE,
)
_NETWORK = re.compile(r"[\s-]networks?$", re.IGNORECASE)
_SIZE = re.compile(r"[\s-]\d+(?:\.\d+)?[kKmM]$")
_ASIDE = re.compile(r"\s*\([^()]*\)(?=\s\w)")
_SMALL = frozenset("a an and at by for from in into of on or the to via with".split())
_SHORTEST, _LONGEST = 3, 16  # letters of a coined name
_WORDS = 4  # names with fewer words are too near each other by nature
_CAPITALS_AT_STARTS = 0.6
_ALIKE, _ALIKE_LETTERS = 0.93, 15


def plain_name(text: str) -> str:
    """A name without an abbreviation that stands inside it: "path integral (PI) control", "CoT) prompting"."""
    text = _ASIDE.sub("", text)
    return " ".join(text.replace(")", " ").split()) if text.count(")") > text.count("(") else text


def without_general_word(name: str) -> str:
    """A name without a word behind it that may stand behind any name; itself where there is none."""
    return _BEHIND.sub("", name)


def same_names(names: Mapping[str, list[Mention]], defined: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(short, long) pairs of ``names`` that are one thing; ``names`` are those of one paper, with their mentions.

    ``defined`` are the normal forms of long forms that the paper abbreviates in brackets.
    """
    facts = {name: _Facts(name, mentions) for name, mentions in sorted(names.items())}
    for one, other in combinations(facts, 2):
        short, long = sorted((one, other), key=lambda name: (len(name), name))
        left, right = facts[short], facts[long]
        if left.form == right.form or not _kin(left.type, right.type):
            continue
        own = left.own and right.own and left.form not in defined
        if (
            _is_longer(left, right)
            or _NETWORK.sub("net", short).casefold() == _NETWORK.sub("net", long).casefold()
            or (own and (_is_reworded(left, right) or normal_form(_SIZE.sub("", long)) == left.form))
        ):
            yield short, long


def coined_names(names: Mapping[str, list[Mention]], defined: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(short, long) pairs where the letters of one name are made of the words of the other.

    ``defined`` are the normal forms of long forms that the paper abbreviates otherwise, in brackets. For what the paper introduces
    the letters must come in order, most of them from the beginnings of words; for everything else the letters must be
    the first ones of all its words. A number at the end tells things apart (DPE1, DPE2).
    """
    facts = [_Facts(name, mentions) for name, mentions in sorted(names.items())]
    likely: dict[str, dict[str, str]] = {}
    for left in facts:
        capitals = "".join(c for c in left.name if c.isupper()).casefold()
        if not _SHORTEST <= len(left.form) <= _LONGEST or len(capitals) < 2 or left.name[-1].isdigit():
            continue
        words = left.name.split()
        initials = capitals if len(words) > 1 and all(word != word.lower() for word in words) else left.form
        for right in facts:
            if (
                len(right.surface.split()) < 2
                or len(right.form) < 1.5 * len(left.form)
                or not _kin(left.type, right.type)
            ):
                continue
            if len(initials) > 2 and initials == right.initials:
                yield left.name, right.name
            elif (
                left.own
                and right.own
                and right.form not in defined
                and any(is_coined_from(part, right.surface) for part in left.parts)
            ):
                likely.setdefault(right.name, {})[left.form] = left.name
    for long, shorts in likely.items():
        if len(shorts) == 1:  # two names from the same words tell two things apart
            yield next(iter(shorts.values())), long


def is_coined_from(short: str, long: str) -> bool:
    """Whether the letters of ``short`` are found in ``long`` in order, its capitals where words begin; numbers may lack.

    Of a short form that is all capitals a part may come from within words, as in ROMEVA.

    >>> is_coined_from("BOSCH", "Black-box Binary Optimization for Short-context Head Selection")
    True
    >>> is_coined_from("MaCBetH", "Matrix Completion with the Bethe Hessian")
    True
    >>> is_coined_from("ConvNet", "Conditional Neural Field")
    False
    """
    letters = [c for c in short if c.isalpha()]
    starts = [n == 0 or not long[n - 1].isalnum() or c.isupper() for n, c in enumerate(long)]
    small = {m.start() for m in re.finditer(r"[^\W_]+", long) if m[0] in _SMALL}
    text = long.casefold()
    if not letters or not text or len(text) != len(long) or text[0] != letters[0].casefold():
        return False
    # The most capitals at beginnings, over all ways to find the letters in order: best[n] ends at the n-th place of long.
    best = {0: int(letters[0].isupper())}
    for letter in letters[1:]:
        following: dict[int, int] = {}
        reach = -1
        for n, character in enumerate(text):
            if reach >= 0 and character == letter.casefold():
                following[n] = reach + (letter.isupper() and starts[n] and n not in small)
            reach = max(reach, best.get(n, -1))
        best = following
    capitals = sum(letter.isupper() for letter in letters)
    needed = _CAPITALS_AT_STARTS * capitals if capitals == len(letters) else capitals
    return bool(best) and max(best.values()) >= max(needed, 2)


class _Facts:
    """What the rules ask of a name."""

    def __init__(self, name: str, mentions: list[Mention]) -> None:
        self.name = name
        self.form = normal_form(name)
        self.words = [singular(word) for word in re.findall(r"[^\W_]+", name.casefold())]
        self.surface = max((m.text for m in mentions), key=lambda text: (len(text), text))
        self.own = any(m.role == "introduces" for m in mentions)
        self.type = max(mentions, key=lambda m: (m.confidence, m.start)).type
        last = name.rpartition("-")[2]  # Video-QTR: what stands before the hyphen may be no part of the long form
        self.parts = (name, last) if len(last) > 2 and last.isupper() else (name,)
        self.initials = (
            "".join(word[0] for word in self.words if word not in _SMALL) if len(self.words) > 2 else self.form
        )


def _kin(left: EntityType, right: EntityType) -> bool:
    """Models and methods are told apart with less certainty than datasets and tasks are."""
    return left == right or {left, right} == {"Model", "Method"}


def _is_longer(left: _Facts, right: _Facts) -> bool:
    """Whether the longer name is the shorter one and a word that may stand behind any name."""
    shorter = without_general_word(right.surface)
    return len(left.form) >= _SHORTEST and shorter != right.surface and normal_form(shorter) == left.form


def _is_reworded(left: _Facts, right: _Facts) -> bool:
    """Whether one name has all the words of the other and one more at most, or is spelled a little otherwise.

    A number or version makes another thing.
    """
    few, many = sorted((left.words, right.words), key=len)
    more = [word for word in many if word not in few]
    if (
        min(len(left.form), len(right.form)) >= _ALIKE_LETTERS
        and _digits(left) == _digits(right)
        and SequenceMatcher(None, left.form, right.form).ratio() >= _ALIKE
    ):
        return True
    return (
        len(many) >= _WORDS
        and len(many) - len(few) <= 1
        and len(more) <= 1
        and all(word in many for word in few)
        and not any(c.isdigit() for word in more for c in word)
    )


def _digits(name: _Facts) -> list[str]:
    return re.findall(r"\d+", name.form)
