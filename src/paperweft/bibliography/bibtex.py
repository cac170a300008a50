"""Entries as BibTeX, in LaTeX's own letters as far as it has them, as the oldest tools read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from paperweft.bibliography.citekeys import citekeys
from paperweft.bibliography.entry import Entry, name_parts

# Words that styles may not write in lower case: capitals behind the first letter, or beside a digit.
_CAPITALS = re.compile(r"(?<![\w{\\])(?=\S*(?:\w[A-Z]|[A-Z]\d|\d[A-Z]))[^\s{}]*\w")


def to_bibtex(entries: Sequence[Entry]) -> str:
    """The text of a .bib file, an entry for each, in order."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry as Block
    from bibtexparser.model import Field

    library = Library()
    for key, entry in zip(citekeys(entries), entries, strict=True):
        fields = [Field(name, value) for name, value in _fields(entry).items() if value]
        library.add(Block(_type(entry), key, fields))
    return str(write_string(library))


def _type(entry: Entry) -> str:
    if entry.is_in_proceedings:
        return "inproceedings"
    return "misc" if entry.is_preprint else "article"


def _fields(entry: Entry) -> dict[str, str]:
    """Names, words and titles are LaTeX; identifiers and addresses stand as they are, since tools take them so."""
    people = [_person(name) for name in entry.authors] + (["others"] if entry.people_left_out and entry.authors else [])
    container = "booktitle" if entry.is_in_proceedings else "howpublished" if entry.is_preprint else "journal"
    arxiv = {"eprint": entry.ids["arxiv"], "archiveprefix": "arXiv"} if "arxiv" in entry.ids else {}
    return {
        "title": _protected(entry.title),
        "author": " and ".join(people),
        "year": str(entry.year or ""),
        container: _latex(entry.venue or ""),
        "doi": entry.ids.get("doi", ""),
        **arxiv,
        "pmid": entry.ids.get("pmid", ""),
        "url": _verbatim(entry.address or ""),
        "keywords": _latex(", ".join(entry.keywords)),
        "abstract": _latex(entry.abstract),
    }


def _person(name: str) -> str:
    family, given = name_parts(name)
    if not given:
        return f"{{{_latex(family)}}}" if " " in family or "," in family else _latex(family)
    first, _, suffix = given.partition(", ")
    parts = [family, suffix, first] if suffix else [family, first]
    return ", ".join(_latex(part) for part in parts)


def _protected(title: str) -> str:
    """A title with its names in braces: {BERT}, {LLaMA}, {GPT-4}."""
    pieces, end = [], 0
    for found in _CAPITALS.finditer(title):
        pieces += [_latex(title[end : found.start()]), f"{{{_latex(found[0])}}}"]
        end = found.end()
    return "".join([*pieces, _latex(title[end:])])


def _verbatim(address: str) -> str:
    return re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", address)


def _latex(text: str) -> str:
    """``text`` in LaTeX; formulas between dollars stay."""
    pieces = _FORMULA.split(text)
    latex = "".join(
        piece if number % 2 and _is_formula(piece) else str(_encoder().unicode_to_latex(piece))
        for number, piece in enumerate(pieces)
    )
    # BibTeX counts braces behind backslashes too.
    return latex if _is_balanced(latex) else _LONE_BRACE.sub(lambda found: _NAMED_BRACES[found[0]], latex)


_FORMULA = re.compile(r"(\$[^$\s](?:[^$]*[^$\s\\])?\$(?!\d))")
_LONE_BRACE = re.compile(r"\\[{}]")
_NAMED_BRACES = {"\\{": r"\ensuremath{\lbrace}", "\\}": r"\ensuremath{\rbrace}"}


def _is_formula(piece: str) -> bool:
    """Whether it has something that only formulas have ("$5 and $6" are prices), and can stand in an entry."""
    return piece.isascii() and _is_balanced(piece) and bool(re.search(r"[\\^_={}]|^\$\w\$$", piece))


def _is_balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from pylatexenc.latexencode import RULE_DICT, RULE_REGEX, UnicodeToLatexConversionRule, UnicodeToLatexEncoder

    own = [
        UnicodeToLatexConversionRule(RULE_DICT, {ord('"'): '{"}'}),
        UnicodeToLatexConversionRule(RULE_REGEX, [(re.compile(r"-(?=-)"), "-{}")]),
    ]
    return UnicodeToLatexEncoder(
        conversion_rules=[*own, "defaults"], unknown_char_policy="keep", unknown_char_warning=False,
        replacement_latex_protection="braces-after-macro",
    )  # fmt: skip
