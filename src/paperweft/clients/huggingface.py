"""Hugging Face Papers: the daily papers, the trending ones, by id and search (https://huggingface.co/papers)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from paperweft.clients.base import Answered
from paperweft.clients.http import Http


class HuggingFace:
    """Papers of Hugging Face: arXiv's, with a link to the code where authors gave one. No references."""

    name = "huggingface"
    id_kinds = ("arxiv",)

    def __init__(self, http: Http, *, base_url: str = "https://huggingface.co/api") -> None:
        self._http = http
        self._base = base_url

    def daily(self, day: date) -> Iterator[Answered]:
        """The papers of a day. One request; asked anew each time (a day's list grows)."""
        raise NotImplementedError

    def trending(self, limit: int) -> Iterator[Answered]:
        """The papers that are trending now. One request for 100 papers; asked anew each time."""
        raise NotImplementedError

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by arXiv id. One request an id."""
        raise NotImplementedError

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers by words. One request; the service answers with some 100 at most."""
        raise NotImplementedError

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """Candidates by the words of the title. One request."""
        raise NotImplementedError
