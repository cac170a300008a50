"""Identifiers of papers in their normal form, from the many ways in which sources write them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from paperweft.model import IDENTIFIER_KINDS
from paperweft.names.forms import plain, slug

_ARXIV_NEW = r"\d{4}\.\d{4,5}"
_ARXIV_OLD = r"[a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_ARXIV = re.compile(
    rf"(?:^|arxiv[.:/]\s*|arxiv\.org/(?:abs|pdf|html)/)(?P<id>{_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?(?:\.pdf)?$", re.I
)
_DOI = re.compile(r"(?:^|doi:\s*|doi\.org/)(?P<id>10\.\d{4,9}/\S+)$", re.IGNORECASE)
_ARXIV_DOI = re.compile(rf"^10\.48550/arxiv\.(?P<id>{_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?$", re.IGNORECASE)
_OPENALEX = re.compile(r"(?:^|openalex:|openalex\.org/(?:works/)?)(?P<id>W\d+)$", re.IGNORECASE)
_S2 = re.compile(r"(?:^|s2:)(?P<id>[0-9a-f]{40})$", re.IGNORECASE)
_PMID = re.compile(r"(?:^|pmid:\s*|pubmed\.ncbi\.nlm\.nih\.gov/)(?P<id>\d{1,9})/?$", re.IGNORECASE)
_ACL = re.compile(r"(?:^|acl:|aclanthology\.org/)(?P<id>[A-Z]\d{2}-\d{4}|\d{4}\.[\w-]+\.\d+)/?$", re.IGNORECASE)
#: Semantic Scholar's number of a paper, by which its bulk files cite; a bare number says so only where it was named.
_CORPUSID = re.compile(r"(?:^|corpusid:)(?P<id>\d{1,12})$", re.IGNORECASE)
_PATTERNS = {
    "doi": _DOI, "arxiv": _ARXIV, "openalex": _OPENALEX, "s2": _S2, "pmid": _PMID, "acl": _ACL, "corpusid": _CORPUSID,
}  # fmt: skip


def identifier_of(value: str, kind: str | None = None) -> tuple[str, str] | None:
    """(kind, normal value) of an identifier, URL or prefixed id; None where it is none that we know.

    ``kind`` says what the source called it; without it the form decides, and a bare number is none.
    An arXiv DOI is an arXiv id; versions ("v2") are dropped; DOIs are lower case.
    """
    text = unquote(value.strip()).split("?")[0].split("#")[0] if "://" in value else value.strip()
    for name in (kind,) if kind else IDENTIFIER_KINDS:
        match = _PATTERNS[name].search(text) if name in _PATTERNS else None
        if not match or (kind is None and name in ("pmid", "corpusid") and text.isdigit()):
            continue
        found = match["id"]
        if name == "doi":
            arxiv = _ARXIV_DOI.match(found)
            if arxiv:
                return "arxiv", arxiv["id"].lower()
            return "doi", found.rstrip(".,;").lower()
        if name == "openalex":
            return name, found.upper()
        if name == "acl":
            return name, found
        return name, found.lower()
    return None


def normalise_identifiers(given: Mapping[str, Any]) -> dict[str, str]:
    """The known identifiers among ``given`` (kind -> value), in normal form; values that fit no kind are left out."""
    out: dict[str, str] = {}
    for kind, value in given.items():
        if value in (None, ""):
            continue
        found = identifier_of(str(value), kind.lower()) if kind.lower() in IDENTIFIER_KINDS else None
        if found:
            out.setdefault(*found)
    return out


def title_key(title: str) -> str:
    """What two records of one title agree on: its letters and digits, folded."""
    return plain(title).replace(" ", "")


def paper_id(ids: Mapping[str, str], title: str, abstract: str) -> str:
    """The id under which a new paper enters: its best identifier, else a readable slug of the title with a hash.

    The order is doi, arxiv, openalex, s2, pmid, acl, corpusid. The hash covers the folded title, or the abstract where there is
    no title.
    """
    for kind in IDENTIFIER_KINDS:
        if kind in ids:
            return f"{kind}:{ids[kind]}"
    basis = title_key(title) or f"abstract:{abstract}"
    digest = hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"title:{slug(title) if title_key(title) else 'untitled'}-{digest}"
