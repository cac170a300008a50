"""Crossref: works by DOI and search, with the references that publishers deposited (https://api.crossref.org)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from paperweft.clients.asked import AskedId, Asking, each_once
from paperweft.clients.base import Answered
from paperweft.clients.http import Http, said
from paperweft.clients.limits import Pace
from paperweft.clients.secrets import Secrets
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from paperweft.readers.crossref import crossref_record

PACE = Pace(0.2, 1)  # of the public pool; its own headers overrule this with each answer
#: Papers on a page, DOIs in one URL.
PAGE = 100
BATCH = 20


class Crossref:
    """Works of Crossref. It has no arXiv DOIs (they are DataCite's) and does not say who cites a work."""

    name = "crossref"
    id_kinds = ("doi",)

    def __init__(self, http: Http, *, base_url: str = "https://api.crossref.org") -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        http.serve(base_url, PACE, Secrets(open={"mailto": http.mailto} if http.mailto else {}))

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by DOI, with their references. One request for 20 DOIs, and one for each that it did not answer."""
        return Asking(self.name, self.id_kinds, ids).answers(BATCH, self._found)

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers by words of title, authors, journal. One request for 100 papers."""
        return each_once(self._cursor({"query": query}, limit), limit)

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """Candidates by the words of the title. One request."""
        data = self._http.get(f"{self._base}/works", {"query.title": title, "rows": limit}, expected=(200,)).json()
        for number, item in enumerate(_items(data), start=1):
            yield self._record(item, number)

    def references(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that the paper cites by DOI. One request for its record, and one for 20 cited papers."""
        for item in self.works([id]):
            if isinstance(item, Skipped):
                yield item
            else:
                yield from each_once(self.works([t["doi"] for t in item.references if "doi" in t]), limit)

    def _found(self, batch: list[AskedId]) -> Iterator[tuple[AskedId, Answered | None]]:
        found = self._batch(batch)
        for asked in batch:
            yield asked, found.get(asked.value) or self._single(asked)

    def _batch(self, batch: list[AskedId]) -> dict[str, SourceRecord]:
        """The works of a list of DOIs, by DOI."""
        dois = [asked.value for asked in batch if "," not in asked.value]  # a comma parts filters
        if len(dois) < 2:
            return {}
        question = {"filter": ",".join(f"doi:{doi}" for doi in dois), "rows": len(dois)}
        answer = self._http.get(f"{self._base}/works", question, expected=(200, 400))
        if answer.status == 400:
            return {}  # one of them is no DOI to Crossref; singly each gets its own answer
        records = (self._record(item, 0) for item in _items(answer.json()))
        return {record.ids.get("doi", ""): record for record in records if isinstance(record, SourceRecord)}

    def _single(self, asked: AskedId) -> Answered | None:
        answer = self._http.get(f"{self._base}/works/{quote(asked.value, safe='')}", expected=(200, 400, 404))
        if answer.status != 200:
            return None
        data = answer.json()
        work = data.get("message") if isinstance(data, Mapping) else None
        if not isinstance(work, Mapping):
            raise ServiceError(f"Crossref answered {asked.text} without a message; try again later")
        return self._record(work, asked.place)

    def _cursor(self, question: Mapping[str, str], limit: int) -> Iterator[Answered]:
        """The works of a list. The cursor often is the same on every page, which differ nevertheless: the end is where nothing
        new comes, and no page may be answered from the cache."""
        cursor, number = "*", 0
        seen: set[str] = set()
        rows = min(PAGE, max(limit, 1))
        while True:
            place = {**question, "rows": rows, "cursor": cursor}
            answer = self._http.get(f"{self._base}/works", place, expected=(200, 404), passing=True)
            if answer.status == 404:  # so it calls a cursor that it has forgotten, as it does after five minutes
                if cursor == "*":
                    raise ServiceError(f"Crossref answered 404: {said(answer.content)}")
                cursor, number, seen = "*", 0, set()
                continue
            data = answer.json()
            items = _items(data)
            new = {str(item.get("DOI")) for item in items if isinstance(item, Mapping)} - seen
            for item in items:
                number += 1
                yield self._record(item, number)
            seen |= new
            cursor = str(data["message"].get("next-cursor") or "")
            total = data["message"].get("total-results")
            if not new or not cursor or (isinstance(total, int) and number >= total):
                return

    def _record(self, item: Any, place: int) -> Answered:
        record = crossref_record(item, origin=self.name) if isinstance(item, Mapping) else "null in the place of a work"
        return Skipped(self.name, place, record) if isinstance(record, str) else record


def _items(data: Any) -> list[Any]:
    message = data.get("message") if isinstance(data, Mapping) else None
    items = message.get("items") if isinstance(message, Mapping) else None
    if not isinstance(items, list):
        raise ServiceError("Crossref answered a list without its items; try again later")
    return items
