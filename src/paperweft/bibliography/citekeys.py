"""Keys by which texts cite entries, each once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, count
from string import ascii_lowercase

from paperweft.bibliography.entry import Entry, name_parts
from paperweft.names.forms import plain

# What BibTeX takes for something else, or its tools stumble over.
_UNUSABLE = re.compile(r"[\s{}()\[\]\",'=#%~\\@]+")
_EMPTY_WORDS = frozenset("a an the on of in for and to from with is are at by towards toward via".split())


def citekeys(entries: Sequence[Entry]) -> list[str]:
    """A key for each entry: the one that it came with, where it is usable and the first of its kind, else
    ``vaswani2017attention``, with ``a``, ``b`` behind it where that is taken. BibTeX tells no case apart in keys."""
    kept: list[str | None] = []
    taken: set[str] = set()
    for entry in entries:
        own = _UNUSABLE.sub("", entry.citekey or "")
        kept.append(own if own and own.casefold() not in taken else None)
        if own:
            taken.add(own.casefold())
    out = []
    for entry, own_key in zip(entries, kept, strict=True):
        key = own_key or _free(_UNUSABLE.sub("", entry.citekey or "") or _made(entry), taken)
        taken.add(key.casefold())
        out.append(key)
    return out


def _made(entry: Entry) -> str:
    who = plain(name_parts(entry.authors[0])[0]).replace(" ", "") if entry.authors else ""
    words = [word for word in plain(entry.title).split() if word not in _EMPTY_WORDS]
    year = str(entry.year or "")
    key = _ascii(who) + year + _ascii(words[0] if words else "")
    return (
        key
        if who or words
        else next((_ascii(plain(f"{k} {v}").replace(" ", "")) for k, v in entry.ids.items()), "work")
    )


def _ascii(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isalnum())


def _free(key: str, taken: set[str]) -> str:
    if not key:
        key = "work"
    endings = chain([""], ascii_lowercase, (f"x{number}" for number in count(1)))
    return next(key + ending for ending in endings if (key + ending).casefold() not in taken)
