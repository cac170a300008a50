"""LaTeX and Markdown around addresses: taken off before addresses are looked for."""

from __future__ import annotations

import re

_ESCAPED = re.compile(r"\\([_%#&$~])(?:\{\})?")
_TEXT_COMMAND = re.compile(
    r"\\(?:url|nolinkurl|path|texttt|href|textit|emph|textbf|underline)\s*(?=\{)|\{\\(?:tt|it|bf|em|sf|rm)\b"
)
#: What may stand right behind an address without being part of it.
_TRAILING = ".,;:!?'\"’”*`_|\\"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


def without_markup(text: str) -> str:
    r"""``text`` with ``\_`` as ``_`` and the like, and commands such as ``\url`` as spaces; braces stay, and end addresses."""
    return _TEXT_COMMAND.sub(" ", _ESCAPED.sub(r"\1", text))


def without_trailing(address: str) -> str:
    """``address`` without the sentence's punctuation and without closing brackets that it does not open."""
    while address:
        last = address[-1]
        if last in _TRAILING or (last in _BRACKETS and address.count(last) > address.count(_BRACKETS[last])):
            address = address[:-1]
        else:
            break
    return address
