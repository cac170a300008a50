"""HTML, JATS and MathML in titles and abstracts -> plain text.

Only names of elements that these languages have count as markup: abstracts are full of "p < 0.05" and "<mask>", which
a parser of HTML would take for tags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from paperweft.readers.cleaning import clean_text

_BLOCKS = (
    "p sec title label list list-item def-list disp-quote disp-formula abstract trans-abstract br div li ul ol dl dt dd tr "
    "table tbody thead td th h1 h2 h3 h4 h5 h6 hr section article blockquote pre body html header footer figure"
)
_INLINES = (
    "i b u em strong sub sup span a italic bold sc underline monospace roman sans-serif overline strike named-content "
    "styled-content xref ext-link uri email inline-formula inline-graphic graphic alternatives tex-math fn font small big tt code "
    "kbd var cite q s del ins mark abbr img scp inf break institution"
)
_MATH = (
    "math mi mo mn mrow msub msup msubsup mfrac msqrt mroot mover munder munderover mtext mspace mstyle mfenced "
    "mtable mtr mtd mpadded mphantom menclose mmultiscripts mprescripts none merror semantics annotation annotation-xml"
)


_ATTRIBUTES = r"(?:\s+[\w:-]+\s*=[^<>]*)?\s*"  # "<b and c>" has none, and is no tag
_PREFIX = "(?:jats:|mml:|m:|xhtml:)?"


def _tag(names: str, *, slash: str = "/?") -> re.Pattern[str]:
    alternatives = "|".join(sorted(names.split(), key=len, reverse=True))
    return re.compile(rf"<{slash}{_PREFIX}(?:{alternatives}){_ATTRIBUTES}/?>", re.IGNORECASE)


_BLOCK, _INLINE, _MATHS = _tag(_BLOCKS), _tag(_INLINES), _tag(_MATH)
_CLOSED = _tag(f"{_BLOCKS} {_INLINES}", slash="/")
_OPEN_MATH = _tag("math", slash="")
#: What stands between two marks: (how it opens, how it closes).
_COMMENT = re.compile(r"<!--"), re.compile(r"-->")
_CDATA = re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")
_UNSEEN = _tag("script style annotation", slash=""), _tag("script style annotation", slash="/")
_TEX = _tag("tex-math", slash=""), _tag("tex-math", slash="/")
_FORMULA = _OPEN_MATH, _tag("math", slash="/")
_HEADING = _tag("title", slash=""), _tag("title", slash="/")
#: White space with line breaks that a pretty-printer put between a bracket or a stop and an inline element.
_PRINTED_OPEN = re.compile(r"(?<=[(\[{/‐-–])\s+(?=<(?!/))")
_PRINTED_CLOSE = re.compile(r"(?<=>)\s+(?=[)\]},.;:%/‐-–])")
_ABSTRACT = re.compile(
    r"^(?:abstract|summary)\s*[:.—–]+\s*(?=\S)|^abstract\s+(?=(?:we|this|these|the|in|here|our|an?|as|while|although|"
    r"recent|background|objectives?|aims?|purpose|introduction|motivation|importance|context)\b)",
    re.IGNORECASE,
)
_MOST_LAYERS = 3  # how often publishers were seen to escape what was escaped


def plain_text(html_or_jats: str) -> str:
    """Cleaned text of an abstract or a title that may hold HTML, JATS or MathML, escaped or not.

    Blocks are parted by spaces, headings within an abstract end in a colon, a heading that only says "Abstract" goes.
    """
    text = html_or_jats
    for _ in range(_MOST_LAYERS):
        if "<" in text:
            text = _strip(text)
        if "&" not in text:
            break
        before, text = text, html.unescape(text)
        if before == text:
            break
    return _ABSTRACT.sub("", clean_text(text))


def has_markup(text: str) -> bool:
    """Whether an element that JATS or HTML have is closed in ``text``, as only marked-up text does."""
    return "</" in text and bool(_CLOSED.search(text))


def _strip(text: str) -> str:
    """``text`` without the tags of one layer of markup."""
    text = _replace(text, _COMMENT, lambda inner, rest: " ")
    text = _replace(text, _CDATA, lambda inner, rest: inner)
    text = _replace(text, _UNSEEN, lambda inner, rest: " ")
    # A formula comes as TeX and as MathML; the TeX is often a whole document with a preamble.
    text = _replace(text, _TEX, lambda inner, rest: "" if _OPEN_MATH.match(rest) else inner)
    text = _replace(text, _FORMULA, lambda inner, rest: " ".join(_MATHS.sub("", inner).split()))
    text = _PRINTED_CLOSE.sub(_unprinted, _PRINTED_OPEN.sub(_unprinted, text))
    text = _replace(text, _HEADING, _heading)
    return _INLINE.sub("", _MATHS.sub("", _BLOCK.sub(" ", text)))


def _replace(text: str, marks: tuple[re.Pattern[str], re.Pattern[str]], replacement: Callable[[str, str], str]) -> str:
    """``text`` with each stretch between the marks replaced, given what is in it and what comes next after it.

    In time linear in the text, whatever it holds: an opening mark that nothing closes ends the search.
    """
    opening, closing = marks
    parts: list[str] = []
    place = 0
    while (start := opening.search(text, place)) and (end := closing.search(text, start.end())):
        rest = text[end.end() : end.end() + 200].lstrip()
        parts += [text[place : start.start()], replacement(text[start.end() : end.start()], rest)]
        place = end.end()
    return "".join([*parts, text[place:]])


def _unprinted(match: re.Match[str]) -> str:
    return "" if "\n" in match[0] else match[0]


def _heading(inner: str, rest: str) -> str:
    name = clean_text(_INLINE.sub("", inner))
    if not name or name.strip(" .:").lower() in ("abstract", "summary"):
        return " "
    return f" {name}{'' if name[-1] in '.:?!' else ':'} "
