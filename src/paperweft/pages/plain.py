"""Text that came from anywhere, made fit for a page: cut to a length, without characters that change its surroundings."""

from __future__ import annotations

import unicodedata

_LINE, _LINES, _LONGEST = 17, 2, 24  # characters a line of a caption, lines, characters of one long word


def cut(text: object, limit: int) -> str:
    """At most ``limit`` characters, with an ellipsis where some were left out."""
    whole = str(text)
    return whole if len(whole) <= limit else whole[: limit - 1] + "…"


def one_line(text: object, limit: int) -> str:
    """One line without control characters and marks of direction, which would turn round what stands beside it."""
    kept = (" " if c.isspace() else c for c in cut(text, limit) if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(kept).split())


def caption(text: object) -> str:
    """What stands under a node: wrapped to two lines and cut."""
    lines: list[str] = [""]
    for word in one_line(text, 200).split():
        if lines[-1] and len(lines[-1]) + len(word) > _LINE:
            lines.append("")
        lines[-1] = cut(f"{lines[-1]} {word}".strip(), _LONGEST)
    return "\n".join(lines[:_LINES]) + ("…" if len(lines) > _LINES else "")
