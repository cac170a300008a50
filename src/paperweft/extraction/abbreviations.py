"""The abbreviations that a paper defines: by Schwartz and Hearst's rule, and by where names that were read stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from paperweft.extraction.decoding import Reading
from paperweft.model import Abbreviation, FieldName
from paperweft.names.abbreviations import find_abbreviations, is_short_form
from paperweft.names.forms import normal_form

_BRACKET = re.compile(r"\s*\(\s*")


def find_definitions(texts: Mapping[FieldName, str], readings: Sequence[Reading]) -> list[Abbreviation]:
    """Each definition in title and abstract once, by the normal forms of its two sides."""
    pairs: dict[tuple[str, str], Abbreviation] = {}
    for text in texts.values():
        for span in find_abbreviations(text):
            short, long = text[span.short_start : span.short_end], text[span.long_start : span.long_end]
            pairs.setdefault((normal_form(short), normal_form(long)), Abbreviation(short, long))
    for short, long in _appositions(readings, texts):
        pairs.setdefault((normal_form(short), normal_form(long)), Abbreviation(short, long))
    return list(pairs.values())


def _appositions(readings: Sequence[Reading], texts: Mapping[FieldName, str]) -> Iterator[tuple[str, str]]:
    """(short, long) where one name that was read stands in brackets behind another, of whose letters it is made.

    These are the definitions that the order of letters hides: "2D Selective Scan (SS2D)", "asynchronous advantage
    actor-critic (A3C)".
    """
    inside: dict[tuple[FieldName, int], list[Reading]] = {}
    for reading in readings:
        inside.setdefault((reading.field, reading.start), []).append(reading)
    for left in readings:
        text = texts[left.field]
        bracket = _BRACKET.match(text, left.end)
        for right in inside.get((left.field, bracket.end()), ()) if bracket else ():
            if text[right.end : right.end + 1] not in ("", ")", ",", ";"):
                continue
            long, short = text[left.start : left.end], text[right.start : right.end]
            letters = Counter(c for c in short.casefold() if c.isalpha())
            if is_short_form(short) and len(short) < len(long) and letters <= Counter(long.casefold()):
                yield short, long
