"""Services as sources of an update: what to ask them for, week by week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from paperweft.errors import PaperweftError

if TYPE_CHECKING:
    from paperweft.clients import FetchRequest

_HUGGING_FACE = "huggingface"
_SEARCHED = ("arxiv", "openalex", "semanticscholar", "crossref", _HUGGING_FACE)
_FIRST, _MOST = 7, 31  # days that are asked for at first, and at most
_TRENDING = 100


@dataclass(frozen=True, slots=True)
class Feed:
    """A service, and the words to search it for; without any, its papers of the day and those that are trending."""

    service: str
    words: str = ""

    def __str__(self) -> str:
        return f"{self.service}:{self.words}" if self.words else self.service

    def requests(self, last: date | None, today: date) -> Iterator[FetchRequest]:
        """What to ask for, when it was asked ``last`` on that day."""
        from paperweft.clients import FetchRequest

        if self.words:
            yield FetchRequest(self.service, query=self.words)
            return
        yield FetchRequest(self.service, trending=True, limit=_TRENDING)
        days = min(_MOST, (today - last).days) if last else _FIRST
        for ago in range(max(0, days), -1, -1):  # the last day again: its list had not ended
            yield FetchRequest(self.service, daily=today - timedelta(days=ago))


def feed_of(source: str) -> Feed | None:
    """The feed that ``source`` names: ``huggingface``, or ``SERVICE:WORDS``. None where it names a file.

    Raises PaperweftError for a service that needs words.
    """
    service, _, words = source.partition(":")
    if service not in _SEARCHED:
        return None
    if service != _HUGGING_FACE and not words.strip():
        raise PaperweftError(f"say what to search {service} for: `paperweft update {service}:'state space models'`")
    return Feed(service, words.strip())
