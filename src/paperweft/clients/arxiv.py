"""arXiv: papers by id and search (Atom), and categories by date (OAI-PMH) (https://info.arxiv.org/help/api)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from paperweft.clients.arxiv_records import atom_record, children, feed_error, oai_record, parsed, text
from paperweft.clients.asked import AskedId, Asking, each_once
from paperweft.clients.base import Answered
from paperweft.clients.http import Answer, Http, said
from paperweft.clients.limits import Pace
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped

#: Papers on a page, ids in one request.
PAGE = 100
#: Papers in one answer of OAI-PMH, about.
HARVESTED = 1_000
PACE = Pace(3.0, 1)
_TRIES = 3  # for pages that come empty though there should be more, as they do at times
_FIELD = re.compile(r"\b(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate):|\b(?:AND|OR|ANDNOT)\b")
_OLD_CLASS = re.compile(r"^([a-z-]+)\.[a-z]{2}(?=/)")
#: Archives that are sets of their own; the others are physics'.
_GROUPS = ("cs", "econ", "eess", "math", "q-bio", "q-fin", "stat")


class Arxiv:
    """Papers of arXiv. One request in three seconds, one connection, for all that runs on this machine. No references."""

    name = "arxiv"
    id_kinds = ("arxiv",)

    def __init__(
        self,
        http: Http,
        *,
        base_url: str = "https://export.arxiv.org/api/query",
        oai_url: str = "https://oaipmh.arxiv.org/oai",
        pace: Pace = PACE,
    ) -> None:
        self._http = http
        self._base = base_url
        self._oai = oai_url
        for url in {base_url, oai_url}:
            http.serve(url, pace, shared="arxiv.org")

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by arXiv id (versions are dropped: the latest is answered). One request for 100 ids."""
        return Asking(self.name, self.id_kinds, ids).answers(PAGE, self._found)

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers by words, or by arXiv's own query language (``ti:``, ``au:``, ``cat:``, AND, OR). One request for 100 papers."""
        words = query if _FIELD.search(query) else " AND ".join(f"all:{word}" for word in query.split())
        return each_once(self._pages({"search_query": words}, limit), limit)

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """Candidates by the words of the title. One request."""
        words = " ".join(re.sub(r"[^\w\s-]", " ", title).split())
        return each_once(self._pages({"search_query": f'ti:"{words}"'}, limit), limit)

    def harvest(self, set: str, since: date | None = None, until: date | None = None) -> Iterator[Answered]:
        """All papers of a category (``cs.LG``, ``stat``, ``astro-ph.GA``) that are new or were changed in the time, both
        days included. One request for about a thousand papers."""
        first = {"verb": "ListRecords", "metadataPrefix": "arXiv", "set": set_of(set)}
        first.update({name: day.isoformat() for name, day in (("from", since), ("until", until)) if day})
        return each_once(self._harvested(first), 10_000_000)

    def _found(self, batch: list[AskedId]) -> Iterator[tuple[AskedId, SourceRecord | None]]:
        found = self._batch(batch)
        for asked in batch:
            yield asked, found.get(_bare(asked.value))

    def _batch(self, batch: list[AskedId]) -> dict[str, SourceRecord]:
        """The papers of a list of ids, by id. A list of which one id is none to arXiv is answered by an error as a whole."""
        question = {"id_list": ",".join(_bare(asked.value) for asked in batch), "max_results": len(batch)}
        answer = self._http.get(self._base, question, expected=(200, 400))
        feed = self._feed(answer)
        if feed_error(feed) is not None:
            half = len(batch) // 2
            return {**self._batch(batch[:half]), **self._batch(batch[half:])} if half else {}
        records = (atom_record(entry) for entry in children(feed, "entry"))
        return {record.ids["arxiv"]: record for record in records if isinstance(record, SourceRecord)}

    def _pages(self, question: Mapping[str, str], limit: int) -> Iterator[Answered]:
        start = 0
        while start < limit:
            entries, total = self._page({**question, "start": start, "max_results": min(PAGE, limit - start)})
            for number, entry in enumerate(entries, start=start + 1):
                record = atom_record(entry)
                yield Skipped(self.name, number, record) if isinstance(record, str) else record
            start += len(entries)
            if start >= total or not entries:
                return

    def _page(self, question: Mapping[str, Any]) -> tuple[list[Element], int]:
        """The entries of a page, and how many results there are. Raises ServiceError where they stay away."""
        for attempt in range(_TRIES):
            answer = self._http.get(self._base, question, expected=(200, 400), anew=attempt > 0)
            feed = self._feed(answer)
            error = feed_error(feed)
            if error is not None:
                raise ServiceError(f"arXiv does not take the query: {error}")
            entries = list(children(feed, "entry"))
            told = text(feed, "totalResults")
            total = int(told) if told.isdigit() else len(entries)
            if entries or question["start"] >= total:
                return entries, total
        raise ServiceError(
            f"arXiv answers with an empty page where there should be more ({total} results); try again later"
        )

    def _feed(self, answer: Answer) -> Element:
        feed = parsed(answer.content)
        if feed is None or not feed.tag.endswith("feed"):
            raise ServiceError(f"arXiv answered {answer.status} with no feed of papers: {said(answer.content)}")
        return feed

    def _harvested(self, first: Mapping[str, str]) -> Iterator[Answered]:
        question, number, token, again = dict(first), 0, "", True
        while True:
            answer = self._http.get(self._oai, question, expected=(200,), passing=True)
            root = parsed(answer.content)
            if root is None or not root.tag.endswith("OAI-PMH"):
                raise ServiceError(f"{urlsplit(self._oai).netloc} answered with no OAI-PMH: {said(answer.content)}")
            error = next(children(root, "error"), None)
            code = error.get("code", "") if error is not None else ""
            if code == "noRecordsMatch":
                return
            if code == "badResumptionToken" and token and again:
                question, number, token, again = (
                    dict(first),
                    0,
                    "",
                    False,
                )  # forgotten overnight: once from the beginning
                continue
            if error is not None:
                raise ServiceError(f"arXiv answered {code}: {' '.join((error.text or '').split())}")
            listed = next(children(root, "ListRecords"), root)
            for record in children(listed, "record"):
                number += 1
                paper = oai_record(record)
                yield Skipped(self.name, number, paper) if isinstance(paper, str) else paper
            following = text(listed, "resumptionToken")
            if not following or following == token:
                return
            token = following
            question = {"verb": "ListRecords", "resumptionToken": token}


def set_of(category: str) -> str:
    """The OAI-PMH set of a category: ``cs.LG`` is ``cs:cs:LG``, ``hep-th`` is ``physics:hep-th``; sets stay as they are."""
    if ":" in category or category in _GROUPS or category == "physics":
        return category
    archive, _, name = category.partition(".")
    group = archive if archive in _GROUPS else "physics"
    return f"{group}:{archive}:{name}" if name else f"{group}:{archive}"


def _bare(id: str) -> str:
    """An old id without the subject class in it, which arXiv's own ids lack: math.gt/0309136 is math/0309136."""
    return _OLD_CLASS.sub(r"\1", id)
