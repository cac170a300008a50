"""LaTeX in titles, names and abstracts -> text."""

from __future__ import annotations

import re
from functools import lru_cache

from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.model import Entry, Field
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from paperweft.readers.cleaning import clean_text

#: What needs a decoder; text with nothing of it only loses its braces.
_COMMANDS = re.compile(r"[\\$~^_]")
_PERCENT = re.compile(r"(?<!\\)%")
_DOLLAR = re.compile(r"(?<!\\)\$")
#: Between dollars that is a formula and not the text between two prices.
_FORMULA = re.compile(r"[\\^_=<>+]|^\s*\S{1,12}\s*$")
_ACCENT = re.compile(
    r"\{?\\(?:[`'^\"~=.]\s*\{?\\?[A-Za-z]\}?|[uvHtcdbkr](?:\s+\\?[A-Za-z]|\s*\{\\?[A-Za-z]\})|(?:ss|[oOlLij]|ae|AE|oe|OE|aa|AA)(?![A-Za-z])(?:\{\}|\s)?)\}?"
)
_SIGNS = re.compile(r"[\\{}$]")
_LIGATURES = (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"))
_MOST = 200_000  # characters; a field that is longer is no title, name or abstract, and the decoder takes its time


def _decoder() -> LatexDecodingMiddleware:
    context = get_default_latex_context_db()
    shown = {"url": "%s", "href": "%(2)s", "mbox": "%s", "hbox": "%s", "textsuperscript": "%s", "textsubscript": "%s"}
    macros = [MacroTextSpec(name, replacement) for name, replacement in shown.items()]
    context.add_context_category("paperweft", prepend=True, macros=macros)
    return LatexDecodingMiddleware(decoder=LatexNodes2Text(latex_context=context, math_mode="text"))


@lru_cache(maxsize=1)
def _shared_decoder() -> LatexDecodingMiddleware:
    return _decoder()


def latex_text(value: str) -> str:
    """The text that a field of BibTeX shows, cleaned: accents and symbols as characters, without braces and commands.

    Formulas become what Unicode has for them. What LaTeX would not take (a bare %, a price in dollars) stays as it is.
    """
    value = value[:_MOST]
    if not _COMMANDS.search(value):
        value = value.replace("{", "").replace("}", "")
        for written, meant in _LIGATURES:
            value = value.replace(written, meant)
        return clean_text(value)
    value = _with_prices(value)
    decoded = _shared_decoder().transform_entry(
        Entry("misc", "", [Field("value", _PERCENT.sub(r"\\%", value))]), Library()
    )
    text = clean_text(str(decoded.fields[0].value)) if isinstance(decoded, Entry) else ""
    return text or clean_text(_SIGNS.sub(" ", value))  # a journal's own macro (\\aap) is better than nothing


def _with_prices(value: str) -> str:
    """``value`` with the dollars escaped that enclose no formula."""
    places = [match.start() for match in _DOLLAR.finditer(value)]
    parts, done, number = [], 0, 0
    while number < len(places):
        place = places[number]
        if number + 1 < len(places) and _FORMULA.search(value[place + 1 : places[number + 1]]):
            number += 2
            continue
        parts += [value[done:place], r"\$"]
        done = place + 1
        number += 1
    return "".join([*parts, value[done:]])


def decode_accents(text: str) -> str:
    """``text`` with its LaTeX accents and letters as characters (Bal\\'azs), and all else, formulas too, as it stands."""
    return _ACCENT.sub(lambda match: _accent(match[0]), text) if "\\" in text else text


@lru_cache(maxsize=4096)
def _accent(command: str) -> str:
    return latex_text(command) or command
