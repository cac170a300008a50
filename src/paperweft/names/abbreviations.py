"""Abbreviations and their long forms, as a text itself gives them.

The algorithm is that of A. Schwartz and M. Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text", PSB 2003: a short form in brackets, and before it the shortest stretch whose letters contain those of
the short form in order, the first one at the start of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BRACKETED = re.compile(r"\(([^()]{2,60})\)")
_SHORT_LIMIT = 12  # characters of a short form; longer brackets are asides, or hold the long form
_STOP = frozenset("a an and are as by for from in is of on or that the to we which with".split())


@dataclass(frozen=True, slots=True)
class AbbreviationSpan:
    """A definition in a text: offsets are code points of the short form, then of the long form."""

    short_start: int
    short_end: int
    long_start: int
    long_end: int


def find_abbreviations(text: str) -> Iterator[AbbreviationSpan]:
    """The definitions ``long form (SF)`` and ``SF (long form)`` in ``text``, in order."""
    for match in _BRACKETED.finditer(text):
        inner, at = match[1], match.start(1)
        short = re.split(r"[,;]\s", inner)[0].rstrip()
        before = len(text[: match.start()].rstrip())
        if is_short_form(short):
            start = _long_form(short, text, before)
            if start is not None:
                yield AbbreviationSpan(at, at + len(short), start, before)
                continue
        word = re.search(r"[^\s()]+$", text[:before])
        if word and is_short_form(word[0]) and len(inner.split()) > 1 and _long_form(word[0], inner, len(inner)) == 0:
            yield AbbreviationSpan(word.start(), before, at, at + len(inner))


def is_short_form(text: str) -> bool:
    """At most two words and twelve characters, with a letter, a letter or digit first, and not a plain word."""
    return (
        2 <= len(text) <= _SHORT_LIMIT
        and len(text.split()) <= 2
        and text[0].isalnum()
        and any(c.isalpha() for c in text)
        and any(c.isupper() or c.isdigit() for c in text)
    )


def _long_form(short: str, text: str, end: int) -> int | None:
    """Where the long form that ends at ``end`` begins; None where the letters of ``short`` are not found in order."""
    letters = [
        c for c in (short[:-1] if short.endswith("s") and short[:-1].isupper() else short).casefold() if c.isalnum()
    ]
    words = min(len(letters) + 5, len(letters) * 2)
    window = [m.start() for m in re.finditer(r"\S+", text[:end])][-words:]
    if not window or not letters:
        return None
    low = window[0]
    position = end
    for index in range(len(letters) - 1, -1, -1):
        position -= 1
        while position >= low:
            starts_word = position == 0 or not text[position - 1].isalnum()
            if text[position].casefold() == letters[index] and (index > 0 or starts_word):
                break
            position -= 1
        if position < low:
            return None
    found = text[position:end]
    too_short = len(found) < len(short) or len(found.split()) < 1
    if too_short or found.casefold().split()[0] in _STOP or any(c in found for c in "()[]{};:") or ". " in found:
        return None
    return None if short.casefold() in found.casefold().split() else position
