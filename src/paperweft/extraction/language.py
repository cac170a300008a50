"""Whether a text is English: by script and by the share of English function words. Deterministic and cheap."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS = frozenset(
    (
        "the of and to in a is for we that on with this are as by an from be our which it can these at or have "
        "has their not such been more also than using both but its while how between into through during they "
        "when where however"
    ).split()
)
_ENOUGH_WORDS = 20  # fewer say nothing: short texts are taken to be English where they are in Latin script
_SHARE = 0.12  # English abstracts have 0.25 to 0.45, other languages in Latin script under 0.08


def is_english(text: str) -> bool:
    """True where ``text`` is in Latin script and, if long enough to tell, has English function words."""
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return True
    if sum(c < "\u0250" or "\u0370" <= c < "\u0400" or c > "\U0001d3ff" for c in letters) < 0.7 * len(letters):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    return len(words) < _ENOUGH_WORDS or sum(word in _FUNCTION_WORDS for word in words) >= _SHARE * len(words)
