"""Numbers with their nouns, as messages and reports say them."""

from __future__ import annotations


def plural(noun: str) -> str:
    """ "papers", "entities"."""
    return noun[:-1] + "ies" if noun.endswith("ty") else noun + "s"


def counted(number: int, noun: str) -> str:
    """ "1 paper", "2 papers", "3 entities"."""
    return f"{number} {noun if number == 1 else plural(noun)}"
