"""OpenAlex: works by identifier, filter and search, with their references (https://developers.openalex.org)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from paperweft.clients.asked import AskedId, Asking, each_once
from paperweft.clients.base import Answered
from paperweft.clients.http import Http
from paperweft.clients.limits import Pace
from paperweft.clients.secrets import Secrets
from paperweft.errors import PaperweftError, ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from paperweft.readers.openalex import openalex_record

#: Papers on a page, and the most values that a filter takes.
PAGE = 100
#: With a key and without one.
PACE, PACE_WITHOUT_KEY = Pace(0.1), Pace(1.0)
BATCH = 50  # ids in one URL: DOIs are long, and URLs should stay under 4 kB
_PAGED = 10_000  # results that pages reach; beyond them a cursor, which needs a key
#: Identifier kind -> (filter of lists, how a single work is asked for).
_KINDS = {
    "openalex": ("ids.openalex", ""),
    "doi": ("doi", "doi:"),
    "pmid": ("ids.pmid", "pmid:"),
    "arxiv": ("doi", "doi:10.48550/arxiv."),
}
# What a filter takes for its own syntax.
_SYNTAX = re.compile(r"[,|!\"():<>+&*?]+")


class OpenAlex:
    """Works of OpenAlex. ``OPENALEX_API_KEY`` is sent where it is set (free; without it some 1,000 list requests a day)."""

    name = "openalex"
    id_kinds = tuple(_KINDS)

    def __init__(self, http: Http, *, base_url: str = "https://api.openalex.org") -> None:
        key = os.environ.get("OPENALEX_API_KEY", "").strip()
        self._http = http
        self._base = base_url.rstrip("/")
        self._has_key = bool(key)
        secrets = Secrets({"api_key": key} if key else {}, open={"mailto": http.mailto} if http.mailto else {})
        http.serve(base_url, PACE if key else PACE_WITHOUT_KEY, secrets)

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by OpenAlex id, DOI, PMID or arXiv id. One list request for 50 ids of a kind, and one free request for
        each id that the list did not answer: it may have been merged into another, which then is answered under both ids."""
        return Asking(self.name, self.id_kinds, ids).answers(BATCH, self._found)

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers whose title, abstract or full text has the words. One search request for 100 papers."""
        return self._list({"search": query}, limit)

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """Candidates by the words of the title. One search request."""
        words = " ".join(_SYNTAX.sub(" ", title).split())
        return self._list({"filter": f"title.search:{words}"}, min(limit, PAGE)) if words else iter(())

    def citations(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that cite the paper, the most cited first. One list request for 100 papers; one free one more for an id
        that is no OpenAlex id."""
        yield from self._related("cites", id, limit)

    def references(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that the paper cites, the most cited first. Requests as for :meth:`citations`."""
        yield from self._related("cited_by", id, limit)

    def _related(self, filter: str, id: str, limit: int) -> Iterator[Answered]:
        asking = Asking(self.name, self.id_kinds, [id])
        for batch in asking.batches(1):
            if isinstance(batch, Skipped):
                yield batch
                continue
            asked = batch[0]
            work = None if asked.kind == "openalex" else self._single(asked)
            number = (
                asked.value
                if asked.kind == "openalex"
                else work.ids.get("openalex")
                if isinstance(work, SourceRecord)
                else None
            )
            if number is None:
                yield work if isinstance(work, Skipped) else asking.unanswered(asked)
            else:
                yield from self._list({"filter": f"{filter}:{number}", "sort": "cited_by_count:desc"}, limit)

    def _list(self, question: Mapping[str, str], limit: int) -> Iterator[Answered]:
        """At most ``limit`` works of a list: by pages, or by cursor where pages do not reach."""
        if limit > _PAGED and not self._has_key:
            raise PaperweftError(
                f"without a key OpenAlex lists no more than {_PAGED} papers; set OPENALEX_API_KEY (free at openalex.org/settings/api)"
            )
        return each_once(self._pages(question, limit), limit)

    def _pages(self, question: Mapping[str, str], limit: int) -> Iterator[Answered]:
        size = min(PAGE, max(limit, 1))
        page, cursor, number = 1, "*", 0
        while True:
            place = {"cursor": cursor} if limit > _PAGED else {"page": page}
            data = self._http.get(
                f"{self._base}/works", {**question, "per_page": size, **place}, expected=(200,)
            ).json()
            works = _results(data)
            for work in works:
                number += 1
                yield self._record(work, number)
            total, cursor = _meta(data).get("count"), str(_meta(data).get("next_cursor") or "")
            page += 1
            ended = number >= total if isinstance(total, int) else len(works) < size
            if not works or ended or number >= limit or (limit > _PAGED and not cursor):
                return

    def _found(self, batch: list[AskedId]) -> Iterator[tuple[AskedId, Answered | None]]:
        found = self._batch(batch)
        for asked in batch:
            yield asked, found.get((asked.kind, asked.value)) or self._single(asked)

    def _batch(self, batch: list[AskedId]) -> dict[tuple[str, str], SourceRecord]:
        """The works that lists of ids were answered with, by each of their identifiers."""
        found: dict[tuple[str, str], SourceRecord] = {}
        for filter in {_KINDS[asked.kind][0]: None for asked in batch}:
            values = [_value(asked) for asked in batch if _KINDS[asked.kind][0] == filter and _can_stand_in_list(asked)]
            if len(values) < 2:
                continue  # asked for singly, which costs nothing
            question = {"filter": f"{filter}:{'|'.join(values)}", "per_page": PAGE}
            answer = self._http.get(f"{self._base}/works", question, expected=(200, 400))
            if answer.status == 400:
                continue  # one of the values is none to OpenAlex; singly each gets its own answer
            for work in _results(answer.json()):
                record = self._record(work, None)
                if isinstance(record, SourceRecord):
                    for kind, value in record.ids.items():
                        found.setdefault((kind, value), record)
        return found

    def _single(self, asked: AskedId) -> Answered | None:
        """The work of one id, after redirects to what it was merged into; None where there is none."""
        name = _KINDS[asked.kind][1] + asked.value
        answer = self._http.get(f"{self._base}/works/{quote(name, safe=':/')}", expected=(200, 400, 404))
        if answer.status != 200:
            return None
        work = answer.json()
        if not isinstance(work, Mapping) or not work.get("id"):
            raise ServiceError(f"OpenAlex answered {asked.text} with something that is no work")
        return self._record(work, asked.place)

    def _record(self, work: Any, place: int | None) -> Answered:
        record = openalex_record(work, origin=self.name) if isinstance(work, Mapping) else "null in the place of a work"
        return Skipped(self.name, place or 0, record) if isinstance(record, str) else record


def _value(asked: AskedId) -> str:
    return f"10.48550/arxiv.{asked.value}" if asked.kind == "arxiv" else asked.value


def _can_stand_in_list(asked: AskedId) -> bool:
    """DOIs may have signs that a filter takes for its own."""
    return not re.search(r"[,|!+&]", asked.value)


def _results(data: Any) -> list[Any]:
    results = data.get("results") if isinstance(data, Mapping) else None
    if not isinstance(results, list):
        raise ServiceError("OpenAlex answered a list without its results; try again later")
    return results


def _meta(data: Any) -> Mapping[str, Any]:
    meta = data.get("meta")
    return meta if isinstance(meta, Mapping) else {}
