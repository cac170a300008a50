"""Is this candidate the paper that is meant? Rules by title, year and author, for papers without an identifier.

A wrong match gives a paper another one's identifiers, abstract and references, and nothing later shows it; a missed one
is listed with its nearest candidate. So a title must be (nearly) the same, and something besides it must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from paperweft.citations.people import folded, listed, surname_keys
from paperweft.identity.identifiers import title_key
from paperweft.model import Paper, SourceRecord
from paperweft.names.forms import plain

#: Titles this much alike may differ by a misprint or British spelling ...
_ALIKE = 0.93
#: ... which change so many letters in one place; "Unlearning" and "not" add more.
_MISPRINT_ADDS, _MISPRINT_CHANGES = 1, 2
_YEARS = 2  # a preprint and its article
#: Letters and words from which a title says by itself which paper it is; below it an author and a year must agree too.
_TELLING_LETTERS, _TELLING_WORDS = 25, 4
#: Letters and words from which an equal title needs nothing besides it, unless it is one that comes back each year.
_UNIQUE_LETTERS, _UNIQUE_WORDS = 40, 6
_RECURRING = re.compile(
    r"\b(?:proceedings|workshop|symposium|conference|special (?:issue|section)|editorial|preface|foreword|erratum|corrigendum|"
    r"correction|annual|yearly|report of|minutes|newsletter|book review|in memoriam)\b",
    re.IGNORECASE,
)
_ANOTHER = 0.5  # the record under an identifier is taken for another paper below it, where no author agrees


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be the paper: how alike the titles are, 0 to 1, and why it is not ("" where it is)."""

    record: SourceRecord
    similarity: float
    reason: str = ""


def judge(paper: Paper, record: SourceRecord) -> Candidate:
    """Whether ``record`` describes ``paper``.

    It does where the titles are equal in letters and digits, or alike but for a misprint (numbers always equal); years are
    at most two apart where both have one; a first author's surname is shared where both name any; and, besides the title,
    author or year do agree. Where the title is short or general ("Editorial note") or not quite equal, both must. An equal
    title of many words that no series repeats needs neither, nor does one whose abstract is the same.
    """
    similarity = title_similarity(paper.title, record.title)
    if similarity < _ALIKE:
        return Candidate(record, similarity, "the nearest title is another one")
    if similarity < 1 and not _misprinted(paper.title, record.title):
        return Candidate(record, similarity, "the nearest title differs by more than a misprint")
    shared = _share_author(paper.authors, record.authors)
    if shared is False:
        return Candidate(record, similarity, "a paper of that title has other authors")
    same_year = None if paper.year is None or record.year is None else abs(paper.year - record.year) <= _YEARS
    if same_year is False:
        return Candidate(record, similarity, f"a paper of that title is of {record.year}")
    if similarity == 1 and _is_unique(paper.title):
        return Candidate(record, similarity)
    if not shared and not same_year and not _same_abstract(paper, record):
        return Candidate(record, similarity, "neither author nor year is known to tell it from others of that title")
    if not (shared and same_year) and not _same_abstract(paper, record):
        if not _is_telling(paper.title):
            return Candidate(record, similarity, "the title is too general to go by without both author and year")
        if similarity < 1:
            return Candidate(record, similarity, "the title is not quite the same, and author or year is not known")
    return Candidate(record, similarity)


def best_match(paper: Paper, records: Iterable[SourceRecord]) -> Candidate | None:
    """The candidate that is the paper, else the nearest one with the reason against it; None without candidates.

    Two different works that both pass (a title that was used twice in one year) are no match.
    """
    judged = sorted((judge(paper, record) for record in records), key=lambda c: -c.similarity)
    passed = [candidate for candidate in judged if not candidate.reason]
    if not passed:
        return judged[0] if judged else None
    first, *others = passed
    if any(_differ(first.record, other.record) for other in others if other.similarity == first.similarity):
        return Candidate(first.record, first.similarity, "several works of that title fit")
    return first


def is_another(paper: Paper, record: SourceRecord) -> bool:
    """Whether the record that a service has under the paper's identifier is plainly another paper: the identifier is wrong."""
    if not paper.title or not record.title or title_similarity(paper.title, record.title) >= _ANOTHER:
        return False
    return not _share_author(paper.authors, record.authors)


def title_similarity(one: str, other: str) -> float:
    """How alike two titles are, 0 to 1: 1 where their letters and digits are the same, whatever their case and marks."""
    left, right = title_key(one), title_key(other)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    # A ratio that rounds to 1 must not pass for equality.
    return min(matcher.ratio(), 0.999) if matcher.quick_ratio() >= _ANOTHER else matcher.quick_ratio()


def _misprinted(one: str, other: str) -> bool:
    """Whether titles that are alike differ by a few letters here and there, and not in a number."""
    if _numbers(one) != _numbers(other):
        return False
    for what, a, b, c, d in SequenceMatcher(None, title_key(one), title_key(other), autojunk=False).get_opcodes():
        if what == "replace" and max(b - a, d - c) > _MISPRINT_CHANGES:
            return False
        if what in ("insert", "delete") and max(b - a, d - c) > _MISPRINT_ADDS:
            return False
    return True


def _numbers(title: str) -> list[str]:
    """What tells parts, versions and sizes apart: numbers, also Roman ones at the end."""
    text = plain(title)
    return re.findall(r"\d+", text) + re.findall(r"\b(?:ii|iii|iv|v|vi|vii|viii|ix|x)\b", text)


def _is_telling(title: str) -> bool:
    return len(title_key(title)) >= _TELLING_LETTERS and len(plain(title).split()) >= _TELLING_WORDS


def _is_unique(title: str) -> bool:
    long = len(title_key(title)) >= _UNIQUE_LETTERS and len(plain(title).split()) >= _UNIQUE_WORDS
    return long and not _RECURRING.search(title)


def _share_author(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool | None:
    """Whether a first author's surname stands among the other's authors; None where one names nobody."""
    (left, _), (right, _) = listed(ours), listed(theirs)
    if not left or not right:
        return None
    first_of_ours, first_of_theirs = _keys(left[:1]), _keys(right[:1])
    return bool(first_of_ours & _keys(right) or first_of_theirs & _keys(left))


def _keys(names: Iterable[str]) -> set[str]:
    """Surnames, and first words too: in names of some languages the family name stands first."""
    return {key for name in names for key in (*surname_keys(name), folded(name.split()[0]) if name.split() else "") if len(key) > 1}  # fmt: skip


def _same_abstract(paper: Paper, record: SourceRecord) -> bool:
    return bool(paper.abstract) and title_similarity(paper.abstract[:600], record.abstract[:600]) > _ALIKE


def _differ(one: SourceRecord, other: SourceRecord) -> bool:
    """Whether two records are of different works: some kind of identifier contradicts."""
    return any(one.ids[kind] != other.ids[kind] for kind in one.ids.keys() & other.ids.keys())
