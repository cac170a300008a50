"""A Cypher engine's complaint as one message that shows the line and puts a caret under the place."""

from __future__ import annotations

import re

_WIDTH = 100  # of a line as it is shown; a longer one is cut around the place
# "... (line 1, column 10 (offset: 9))" and the excerpt that Neo4j adds; "at line 1, col 17: ..." and that of kglite.
_NEO4J = re.compile(r"\s*\(line (?P<line>\d+), column (?P<column>\d+) \(offset: \d+\)\).*", re.DOTALL)
_KGLITE = re.compile(r"^(Cypher \w+ error|Schema error)( at line (?P<line>\d+), col (?P<column>\d+))?:\s*")
# What a complaint without a place is about: a name that stands in the query.
_NAMED = re.compile(
    r"(?:Unknown function:? |Undefined variable |Missing parameter: |Expected parameter\(s\): |Unterminated string literal: )"
    r"[`'\"]?(?P<name>\$?\w[\w.]*|'.*)"
)


def explained(message: str, cypher: str) -> str:
    """``message`` of Neo4j or kglite about the query ``cypher``, its place shown where it is known or can be found."""
    place = _NEO4J.search(message)
    if place:
        message = message[: place.start()]
    else:
        place = _KGLITE.match(message)
        message = (message[place.end() :] if place else message).partition("\n")[0]
    message = " ".join(message.split())
    if place and place["line"]:
        line, column = int(place["line"]), int(place["column"])
    else:
        named = _named(message, cypher)
        if named is None:
            return message
        line, column = cypher.count("\n", 0, named) + 1, named - (cypher.rfind("\n", 0, named) + 1) + 1
    return f"{message} (line {line}, column {column})\n{_excerpt(cypher, line, column)}"


def _named(message: str, cypher: str) -> int | None:
    """Where the query has the name that the message is about."""
    match = _NAMED.search(message)
    if not match:
        return None
    name = match["name"].rstrip("'`\".") if not match["name"].startswith("'") else match["name"]
    name = f"${name}" if "parameter" in match[0] and not name.startswith("$") else name
    found = re.search(rf"(?<![\w$]){re.escape(name)}(?!\w)", cypher, re.IGNORECASE)
    return found.start() if found else None


def _excerpt(cypher: str, line: int, column: int) -> str:
    lines = cypher.splitlines() or [""]
    text = lines[min(line, len(lines)) - 1].replace("\t", " ")
    start = max(0, column - _WIDTH // 2) if len(text) > _WIDTH else 0
    return f"  {text[start : start + _WIDTH]}\n  {' ' * (column - 1 - start)}^"
