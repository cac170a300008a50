"""Cleaning of titles and abstracts: the text that is stored, and into which all offsets point."""

from __future__ import annotations

import re
import unicodedata

# Controls, bidirectional controls, zero-width characters (not the joiners, which scripts need), soft hyphens, BOMs.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean_text(text: str) -> str:
    """``text`` in Unicode's NFC form on one line: white space runs become a space, invisible controls are dropped.

    Lone surrogates, which no file can hold, become U+FFFD.
    """
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():  # no controls, no surrogates
        return " ".join(text.split())
    text = _SURROGATE.sub("\ufffd", text)
    return " ".join(_INVISIBLE.sub("", text).split())
