"""Surnames: what an author-year citation has of a name."""

from __future__ import annotations

from paperweft.names.forms import plain

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
#: How lists of authors end that leave out the rest.
_OTHERS = ("et al", "et al.", "others", "and others")


def listed(authors: tuple[str, ...]) -> tuple[tuple[str, ...], bool]:
    """The authors without "et al." or "others" at the end, and whether that stood there: then the list is cut."""
    if not authors:
        return (), False
    *names, last = authors
    if last.casefold() in _OTHERS:
        return tuple(names), True
    folded = last.casefold()
    cut = next((len(end) for end in _OTHERS if folded.endswith(f" {end}")), 0)
    return ((*names, last[:-cut].strip()), True) if cut else (authors, False)


def surname(name: str) -> str:
    """The last word of a name with the particles before it ("van den Oord"), without "Jr." and the like."""
    words = name.split()
    while len(words) > 1 and words[-1].strip(".,").casefold() in _SUFFIXES:
        words.pop()
    start = len(words) - 1
    while start > 0 and words[start - 1].islower():
        start -= 1
    return " ".join(words[start:]).strip(",")


def surname_keys(name: str) -> tuple[str, ...]:
    """Folded forms under which a person is cited: the surname with its particles, and its last word alone."""
    whole = surname(name)
    return tuple(dict.fromkeys(filter(None, (folded(whole), folded(whole.split()[-1]) if whole else ""))))


def folded(name: str) -> str:
    """A surname's letters, without case, accents, hyphens and the space that a line break left."""
    return plain(name).replace(" ", "")
