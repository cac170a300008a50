"""What tells whether two works are one paper: identifiers, titles, authors, years. docs/identity.md says it for users.

A *work* is what some records that share an identifier say together. Two works of one title agree, or something denies it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from paperweft.identity.identifiers import title_key
from paperweft.model import SourceRecord
from paperweft.names.forms import plain
from paperweft.record.papers import text_hash

#: Changes with the rules of this package: a library that was identified by others is identified again from its records.
RULES = "2"
#: Letters and digits that a title needs to say by itself which paper it is; a shorter one needs author and year besides.
_TELLING = 15
_YEARS, _YEARS_OF_PREPRINT = 2, 5

# Registrants that take deposits from authors (preprint servers, repositories): their DOI stands beside the publisher's.
_DEPOSITED = re.compile(
    r"10\.(?:"
    r"48550/|1101/(?:\d{6}|\d{4}\.\d\d\.\d\d\.)|64898/"  # arXiv; bioRxiv and medRxiv
    r"|2139/ssrn|20944/preprints|21203/rs\.|26434/chemrxiv|36227/techrxiv|22541/au\.|22541/essoar|1002/essoar"
    r"|312(?:19|2\d|3[0-6])/|35542/|17605/osf|32942/|51094/|33774/|14293/pr"  # the servers of OSF, and others
    r"|7287/peerj\.preprints|2196/preprints|1590/scielopreprints|5194/egusphere|5194/[a-z]+-\d{4}-\d+$|3386/w\d"
    r"|5281/zenodo|6084/m9\.figshare|13140/rg"
    r")"
)
# F1000's journals and eLife give each version of an article a DOI of its own, the number of the version last.
_VERSIONED = re.compile(r"^(10\.(?:12688|7554)/.+)\.\d$")

# Words of front matter: a title of nothing else ("Introduction to the Special Issue") is that of many papers.
_FRONT_MATTER = frozenset(
    """a about abstract abstracts acknowledgement acknowledgements acknowledgment acknowledgments afterword an and annual
    announcement announcements appendix association at author authors award awards back background board book books by
    calendar call chair chairs comment commentary comments committee conclusion conclusions conference congress contents
    contributors correction corrections correspondence corrigenda corrigendum cover discussion editor editorial editorials
    editors erratum errata events foreword for from front future general guest guidelines highlights in index information
    instructions international introduction introductory issue issues its journal keynote letter letters list masthead
    matter meeting members memoriam message minutes new news note notes notice number obituary of on organization other our
    outlook overview page pages panel papers part perspective perspectives poster posters preface preliminary president
    proceedings program programme publication publications publisher publishers references rejoinder remarks reply report
    reports response responses results retraction review reviewer reviewers reviews section selected session society special
    subject summary supplement supplementary supporting symposium table tables thanks the this title to untitled update
    volume welcome with workshop year
    january february march april may june july august september october november december s""".split()
)
_NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?|[ivxlc]+")
# What publishers write onto the title of the paper itself; a notice ("Retraction: ...", "Correction to ...") is another work.
_STAMP = re.compile(
    r"^\s*(?:retracted(?:\s+(?:article|paper|chapter))?|withdrawn)\s*[:.\]-]\s*|\s*\(preprint\)\s*$", re.I
)

_GROUP = re.compile(
    r"\b(?:collaborations?|consorti(?:um|a)|group|team|network|committee|investigators|project|initiative|society|association"
    r"|institute|university|others|et al)\b",
    re.IGNORECASE,
)
_SUFFIX = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "a", "œ": "o", "ı": "i"})
_UMLAUT = re.compile(r"([aou])e")
_INITIALS = 3


@dataclass(frozen=True, slots=True)
class Work:
    """What records say together, as far as it bears on identity.

    ``ids`` are (kind, value); ``keys`` what two records of one text have in common (see :func:`text_keys`); ``texts``
    hashes of title and abstract, where there is one; ``names`` are those of the authors.
    """

    ids: frozenset[tuple[str, str]]
    keys: frozenset[str]
    texts: frozenset[str]
    names: frozenset[str]
    years: frozenset[int]

    def values(self, kind: str) -> frozenset[str]:
        """Its identifiers of one kind."""
        return frozenset(value for name, value in self.ids if name == kind)

    @property
    def published(self) -> frozenset[str]:
        """The DOIs that publishers gave it, versions of one article taken together."""
        return frozenset(_VERSIONED.sub(r"\1", doi) for doi in self.values("doi") if not is_deposited(doi))

    @property
    def is_preprint(self) -> bool:
        """Whether it is known from a preprint server or repository alone."""
        return is_preprint(self.ids)


def is_deposited(doi: str) -> bool:
    """Whether a DOI is that of a preprint server or a repository, not a publisher's."""
    return bool(_DEPOSITED.match(doi))


def is_preprint(ids: Iterable[tuple[str, str]]) -> bool:
    """Whether identifiers are those of a preprint or deposit alone: no publisher's DOI, no id of the ACL Anthology."""
    deposited = False
    for kind, value in ids:
        if kind == "acl" or (kind == "doi" and not is_deposited(value)):
            return False
        deposited = deposited or kind in ("doi", "arxiv")
    return deposited


def work_of(record: SourceRecord) -> Work:
    """What one record says."""
    return Work(
        ids=frozenset((*record.ids.items(), *record.other_ids)),
        keys=frozenset(text_keys(record)),
        texts=frozenset((text_hash(record.title, record.abstract),) if record.abstract else ()),
        names=frozenset(record.authors),
        years=frozenset(() if record.year is None else (record.year,)),
    )


def joined(works: Iterable[Work]) -> Work:
    """What several works say, taken for one."""
    each = list(works)
    if len(each) == 1:
        return each[0]
    return Work(
        ids=frozenset().union(*(work.ids for work in each)),
        keys=frozenset().union(*(work.keys for work in each)),
        texts=frozenset().union(*(work.texts for work in each)),
        names=frozenset().union(*(work.names for work in each)),
        years=frozenset().union(*(work.years for work in each)),
    )


def text_keys(record: SourceRecord) -> list[str]:
    """What another record of the same text has too: "title:..." for a title that says by itself which paper it is,
    "author:..." for a shorter title with its first author, "text:..." for title and abstract where the title is not telling.
    """
    title = _STAMP.sub("", record.title)
    key = title_key(title)
    generic = not key or _is_generic(title)
    if len(key) >= _TELLING and not generic:
        return [f"title:{key}"]
    keys = [f"text:{text_hash(record.title, record.abstract)}"] if record.abstract else []
    if record.authors and not generic:
        keys += [f"author:{key} {' '.join(pair)}" for pair in sorted(author_keys(record.authors[:1]))]
    return keys


def _is_generic(title: str) -> bool:
    return all(word in _FRONT_MATTER or _NUMBER.fullmatch(word) for word in plain(title).split())


def author_keys(authors: Iterable[str]) -> frozenset[tuple[str, str]]:
    """(family name, initial) of each person, folded; both readings where the order of a name's parts is not certain.

    Groups ("ATLAS Collaboration") and names of one word are no evidence, and give none.
    """
    return frozenset(key for author in authors for key in _author_keys(author))


@lru_cache(maxsize=4096)
def _author_keys(author: str) -> tuple[tuple[str, str], ...]:
    if _GROUP.search(author):
        return ()
    words = [_UMLAUT.sub(r"\1", word) for word in plain(author).translate(_LETTERS).split() if word not in _SUFFIX]
    if len(words) < 2:
        return ()
    keys = [(word, words[0][0]) for word in words[1:] if len(word) > 1]
    if len(words[0]) > 1:
        keys.append((words[0], words[-1][0]))
    last = author.replace(".", "").split()[-1]
    if last.isupper() and len(last) <= _INITIALS and len(words[0]) > 1:  # "Vaswani AN", as PubMed writes
        keys += [(word, last[0].casefold()) for word in words[:-1] if len(word) > 1]
    return tuple(keys)


def share_author(one: Work, other: Work) -> bool | None:
    """Whether the works have an author in common; None where one of them tells no names that could be compared."""
    ours, theirs = author_keys(one.names), author_keys(other.names)
    if not ours or not theirs:
        return None
    if ours & theirs:
        return True
    scripts = {all(family.isascii() for family, _ in keys) for keys in (ours, theirs)}
    return False if len(scripts) == 1 else None  # names in two scripts cannot be compared


def years_apart(one: Work, other: Work) -> int | None:
    """The least difference between their years; None where one of them has none."""
    return min((abs(a - b) for a in one.years for b in other.years), default=None)


def denied(one: Work, other: Work) -> bool:
    """Whether something says that two works of one title are two papers."""
    shared = share_author(one, other)
    if shared is False:
        return True
    if one.published and other.published and not one.published & other.published:
        return True
    preprint = one.is_preprint or other.is_preprint
    for kind in {kind for kind, _ in one.ids} & {kind for kind, _ in other.ids} - {"doi"}:
        if one.values(kind) & other.values(kind):
            continue
        # Indexes hold a preprint and its article, and often one paper twice; arXiv and the ACL Anthology do not.
        if kind in ("arxiv", "acl") or (kind == "pmid" and not preprint) or not shared:
            return True
    apart = years_apart(one, other)
    return apart is not None and apart > (_YEARS_OF_PREPRINT if shared and preprint else _YEARS)


#: How well two works agree, comparable: the same text, a shared author, years close together.
Strength = tuple[bool, bool, int]


def agreement(one: Work, other: Work) -> Strength | None:
    """How well two works agree on being one paper; None where they do not, or where something denies it."""
    common = one.keys & other.keys
    apart = years_apart(one, other)
    same_text = bool(one.texts & other.texts)
    by_title = any(key.startswith("title:") for key in common)
    by_author = apart is not None and any(key.startswith("author:") for key in common)
    if not (same_text or by_title or by_author) or denied(one, other):
        return None
    return same_text, bool(share_author(one, other)), -(_YEARS_OF_PREPRINT + 1 if apart is None else apart)
