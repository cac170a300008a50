"""Full-text search: a user's words as a query that neither SQLite's FTS5 nor Lucene can misread, and an excerpt."""

from __future__ import annotations

import re

from paperweft.errors import QueryError

# What Lucene's English analyser leaves out; left out of every search, so that all stores look for the same words.
_STOP_WORDS = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this "
    "to was will with".split()
)
_AROUND = 60  # characters of an excerpt on each side of the word found
#: Field -> how much more a word counts there than in an abstract. A title counts as a name.
WEIGHTS = {"name": 10.0, "aliases": 5.0, "abstract": 1.0}


def search_words(text: str) -> list[str]:
    """The words to look for: all of them must be in a node. Quotes, operators and other signs mean nothing.

    Raises QueryError where no word has a letter or a digit.
    """
    words = [word for word in text.split() if any(sign.isalnum() for sign in word)]
    if not words:
        raise QueryError("give at least one word with a letter or a digit to search for")
    return [word for word in words if word.casefold() not in _STOP_WORDS] or words


def fts5_query(words: list[str]) -> str:
    """The words as strings of FTS5, all of which must be found (https://sqlite.org/fts5.html#full_text_query_syntax)."""
    return " ".join('"' + word.replace('"', '""').replace("\0", "") + '"' for word in words)


def lucene_query(words: list[str]) -> str:
    """The words as phrases of Lucene's classic query parser, each required, in the fields of Neo4j's nodes."""
    return " ".join(f"+({' '.join(_lucene_fields(word))})" for word in words)


def _lucene_fields(word: str) -> list[str]:
    phrase = '"' + re.sub(r'(["\\])', r"\\\1", word) + '"'
    fields = {"title": WEIGHTS["name"], **WEIGHTS}
    return [f"{field}:{phrase}^{weight:g}" for field, weight in fields.items()]


def excerpt(text: str, words: list[str]) -> str:
    """The part of ``text`` around the first of the words in it, whatever its ending; its beginning where none is seen."""
    flat = " ".join(text.split())
    stems = [re.escape(word[: max(3, len(word) - 3)]) for word in words]
    found = re.search(rf"\b(?:{'|'.join(stems)})", flat, re.IGNORECASE)
    place = found.start() if found else 0
    start = flat.rfind(" ", 0, place - _AROUND) + 1 if place > _AROUND else 0
    end = flat.find(" ", place + _AROUND)
    end = len(flat) if end < 0 else end
    return ("… " if start else "") + flat[start:end] + (" …" if end < len(flat) else "")
