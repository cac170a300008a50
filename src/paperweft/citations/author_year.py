"""Citations by author and year in running text: "Davies et al., 2024", "(Dai and Le, 2015; Peters et al., 2018a)"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LETTERS = r"[^\W\d_]+"
_WORD = rf"{_LETTERS}(?:(?:['’`‐-]|-\s){_LETTERS})*"  # "John- son" is what a line break leaves
_NAME = rf"(?:(?:van|von|de|der|den|del|della|dos|da|di|du|la|le|ten|ter|zu|bin|ibn)\s+)*{_WORD}"
# What stands before a year: the people, "et al.", a bracket, perhaps a venue ("Lattanzi et al. (SPAA 2011").
_PEOPLE = re.compile(
    rf"(?<!\w)(?P<list>(?:{_NAME},\s+)*)(?P<first>{_NAME})(?:,?\s+(?:and|\\?&)\s+(?P<second>{_NAME}(?:\s+{_WORD})?))?"
    r"(?P<others>,?\s+et\.?\s+al\.?)?(?:['’]s?)?[.,]*\s*(?P<bracket>[(\[]\s*(?(others)(?:[^\W\d_a-z][\w&]{1,11},?\s+)?))?$"
)
_YEAR = re.compile(r"(?<![\w./–-])(?P<year>(?:19|20)\d\d)(?P<letters>[a-z](?:\s?,\s?[a-z](?![a-z]))*)?(?![\w/–-])")
_ALSO = re.compile(r"\s*[,;&]?\s*(?:and\s+)?$")  # between two years of the same people
_LONGEST_PEOPLE, _LONGEST_BRACKET = 160, 600  # characters looked back


@dataclass(frozen=True, slots=True)
class AuthorYear:
    """One cited work as a text names it; ``names`` are surnames as they stand there, in order.

    ``others`` says that more authors follow ("et al."), ``joined`` that the names were given as a whole ("and");
    the first of ``names`` may be another capitalised word with a comma behind it ("However, Jones and Lee").
    """

    names: tuple[str, ...]
    others: bool
    joined: bool
    year: int
    letter: str = ""


def author_years(text: str) -> Iterator[AuthorYear]:
    """Every citation by author and year in ``text``, in order; a list of years of the same people gives one each."""
    people: tuple[tuple[str, ...], bool, bool] | None = None
    end = 0
    for found in _YEAR.finditer(text):
        if people is None or not _ALSO.match(text[end : found.start()]):
            people = _people(text, found.start())
        end = found.end()
        if people:
            letters = re.findall(r"[a-z]", found["letters"] or "") or [""]
            for letter in dict.fromkeys(letters):
                yield AuthorYear(*people, int(found["year"]), letter)


def _people(text: str, end: int) -> tuple[tuple[str, ...], bool, bool] | None:
    """(names, others, joined) of the people named just before ``end``, or None where that is no citation."""
    found = _PEOPLE.search(text[max(0, end - _LONGEST_PEOPLE) : end])
    if not found:
        return None
    names = [*re.findall(_NAME, found["list"]), found["first"]]
    while names and not _capitalised(names[0]):
        names.pop(0)
    if not names or not (found["others"] or found["bracket"] or _in_bracket(text, end)):
        return None
    second = found["second"]
    if second:
        names += [second] if _capitalised(second) else []
    return tuple(names), bool(found["others"]), bool(second)


def _capitalised(name: str) -> bool:
    """Whether the surname proper, after its particles, begins with a capital."""
    return any(word[0].isupper() for word in name.split())


def _in_bracket(text: str, end: int) -> bool:
    begin = max(0, end - _LONGEST_BRACKET)
    return any(text.rfind(left, begin, end) > text.rfind(right, begin, end) for left, right in ("()", "[]"))
