"""Hugging Face Papers: the daily papers, the trending ones, by id and search (https://huggingface.co/papers)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from paperweft.clients.asked import AskedId, Asking, each_once
from paperweft.clients.base import Answered
from paperweft.clients.http import Answer, Http
from paperweft.clients.limits import Pace
from paperweft.errors import ServiceError
from paperweft.readers import Skipped
from paperweft.readers.huggingface import huggingface_record

PACE = Pace(0.6)  # 500 requests in five minutes for those without an account
#: Papers on a page.
PAGE = 100


class HuggingFace:
    """Papers of Hugging Face: arXiv's, with a link to the code where authors gave one. No references."""

    name = "huggingface"
    id_kinds = ("arxiv",)

    def __init__(self, http: Http, *, base_url: str = "https://huggingface.co/api") -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        http.serve(base_url, PACE)

    def daily(self, day: date) -> Iterator[Answered]:
        """The papers of a day. One request for 100 papers; asked anew each time (a day's list grows)."""
        return each_once(self._pages({"date": day.isoformat()}), 10_000)

    def trending(self, limit: int) -> Iterator[Answered]:
        """The papers that are trending now. One request for 100 papers; asked anew each time."""
        return each_once(self._pages({"sort": "trending"}), limit)

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by arXiv id. One request an id."""
        return Asking(self.name, self.id_kinds, ids).answers(1, self._found)

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers by words. One request; the service answers with some 100 at most."""
        question = {"q": query[:250], "limit": min(limit, 120)}
        answer = self._http.get(f"{self._base}/papers/search", question, expected=(200,))
        items = enumerate(_items(answer), start=1)
        yield from each_once((self._record(item, number) for number, item in items), limit)

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """Candidates by the words of the title. One request."""
        return self.search(title, limit)

    def _found(self, batch: list[AskedId]) -> Iterator[tuple[AskedId, Answered | None]]:
        for asked in batch:
            answer = self._http.get(f"{self._base}/papers/{asked.value}", expected=(200, 400, 404))
            yield asked, self._record(answer.json(), asked.place) if answer.status == 200 else None

    def _pages(self, question: Mapping[str, str]) -> Iterator[Answered]:
        page = 0
        before: list[Any] = []
        while True:
            answer = self._http.get(
                f"{self._base}/daily_papers", {**question, "limit": PAGE, "p": page}, expected=(200,), anew=True
            )
            items = _items(answer)
            for number, item in enumerate(items, start=page * PAGE + 1):
                yield self._record(item, number)
            page += 1
            if len(items) < PAGE or items == before:
                return
            before = items

    def _record(self, item: Any, place: int) -> Answered:
        record = (
            huggingface_record(item, origin=self.name) if isinstance(item, Mapping) else "null in the place of a paper"
        )
        return Skipped(self.name, place, record) if isinstance(record, str) else record


def _items(answer: Answer) -> list[Any]:
    items = answer.json()
    if not isinstance(items, list):
        raise ServiceError("Hugging Face answered with no list of papers; try again later")
    return items
