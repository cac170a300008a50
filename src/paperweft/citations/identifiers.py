"""Identifiers that a text cites: DOIs, arXiv ids, ACL Anthology ids, bare or as addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paperweft.citations.markup import without_markup, without_trailing
from paperweft.identity.identifiers import identifier_of

# A line break may stand behind the slash of a DOI's prefix and of an address's host.
_DOI = re.compile(r"(?<![\w.])(?P<prefix>10\.\d{4,9}/)\s?(?P<suffix>[^\s\"<>{}|\\^`]+)")
_ARXIV = re.compile(
    r"(?:arxiv\s?[:.]\s*|arxiv\.org\s?/\s?(?:abs|pdf|html)/\s?|huggingface\.co/papers/|(?:www\.)?alphaxiv\.org/abs/)"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?!\d)",
    re.IGNORECASE,
)
_ACL = re.compile(r"aclanthology\.org/\s?(?P<id>[A-Z]\d{2}-\d{4}|\d{4}\.[\w-]+\.\d+)(?!\d)", re.IGNORECASE)


def identifiers_in(text: str) -> Iterator[tuple[str, str]]:
    """(kind, normal value) of every identifier of a work in ``text``, in no particular order, each once."""
    if "10." not in text and "rxiv" not in text.lower() and "huggingface" not in text and "aclanthology" not in text:
        return  # nearly every abstract
    plain = without_markup(text)
    found = [("doi", without_trailing(m["prefix"] + m["suffix"])) for m in _DOI.finditer(plain)]
    found += [("arxiv", m["id"]) for m in _ARXIV.finditer(plain)]
    found += [("acl", m["id"]) for m in _ACL.finditer(plain)]
    yield from dict.fromkeys(pair for kind, value in found if (pair := identifier_of(value, kind)))
