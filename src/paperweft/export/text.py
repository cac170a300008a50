"""Texts that XML can hold: escaped, without control characters."""

from __future__ import annotations

import re
from typing import Any

#: Control characters save tab and line ends; then what no file of Unicode text may hold: lone surrogates, noncharacters.
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_NO_TEXT = "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_UNWANTED = re.compile(f"[{_CONTROL}{_NO_TEXT}]")

#: Between the items of a list where a format has no lists.
SEPARATOR = "|"


def plain(text: str) -> str:
    """The text without control characters; U+FFFD stands for each lone surrogate or noncharacter."""
    return _UNWANTED.sub(_replacement, text)


def flat(value: Any) -> str:
    """A value as one text: the items of a list joined with ``|``."""
    return SEPARATOR.join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def in_element(text: str) -> str:
    """The text as it stands between tags."""
    if not text.isprintable():  # then it may have what XML cannot hold; nothing printable is of that kind
        return _escaped(plain(text)).replace("\r", "&#13;")
    return _escaped(text)


def in_attribute(text: str) -> str:
    """The text as it stands between double quotes."""
    if text.isprintable():
        return _escaped(text).replace('"', "&quot;")
    text = _escaped(plain(text)).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def identifier(text: str) -> str:
    """An id as it stands between double quotes in XML: what XML cannot hold is written %07, so that ids stay apart."""
    return in_attribute(text if text.isprintable() else _UNWANTED.sub(_percent, text))


def _escaped(text: str) -> str:
    """Without loop or table: this is called for every value of a graph."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def _percent(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def _replacement(match: re.Match[str]) -> str:
    return "" if match[0] < "\xa0" else "\ufffd"
