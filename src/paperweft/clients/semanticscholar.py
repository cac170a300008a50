"""Semantic Scholar's Academic Graph: papers in batches, search, references and citations (https://api.semanticscholar.org)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from paperweft.batches import batches_of
from paperweft.clients.asked import AskedId, Asking, each_once
from paperweft.clients.base import Answered
from paperweft.clients.http import Http, said
from paperweft.clients.limits import Pace
from paperweft.clients.secrets import Secrets
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from paperweft.readers.semanticscholar import semanticscholar_record

PACE = Pace(1.0)
#: Ids in one batch (the service takes 500, but answers with 10 MB at most, and references are long), papers on a page.
BATCH = 100
PAGE = 100
#: Papers on a page of the bulk search, citations on a page.
BULK = 1_000
_RANKED = 1_000  # results that the search by relevance reaches
_LISTED = 9_999  # citations that the service lists
_FIELDS = "externalIds,title,abstract,year,publicationDate,venue,publicationVenue,journal,authors,s2FieldsOfStudy,url"
_REFERENCES = "references.paperId,references.externalIds"
#: Identifier kind -> how the service wants it.
_PREFIX = {"s2": "", "doi": "DOI:", "arxiv": "ARXIV:", "pmid": "PMID:", "acl": "ACL:", "corpusid": "CorpusId:"}


class SemanticScholar:
    """Papers of Semantic Scholar. ``SEMANTIC_SCHOLAR_API_KEY`` (or ``S2_API_KEY``) is sent where it is set; without it
    everyone shares one allowance, and 429 is usual."""

    name = "semanticscholar"
    id_kinds = tuple(_PREFIX)

    def __init__(self, http: Http, *, base_url: str = "https://api.semanticscholar.org/graph/v1") -> None:
        key = (os.environ.get("SEMANTIC_SCHOLAR_API_KEY") or os.environ.get("S2_API_KEY") or "").strip()
        self._http = http
        self._base = base_url.rstrip("/")
        http.serve(base_url, PACE, Secrets(headers={"x-api-key": key} if key else {}))

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by S2 id, CorpusId, DOI, arXiv id, PMID or ACL id, with the ids of their references. One request for 100 ids."""
        return Asking(self.name, self.id_kinds, ids).answers(BATCH, self._found)

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers whose title or abstract has the words; without references. One request for 100 papers, best first; from
        1,001 papers on one for 1,000 papers, in no order (the service's bulk search)."""
        return each_once(self._bulk(query) if limit > _RANKED else self._ranked(query, limit), limit)

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """The one paper whose title matches best, or none. One request."""
        answer = self._http.get(f"{self._base}/paper/search/match", {"query": title, "fields": _FIELDS})
        if answer.status == 200:
            for paper in _data(answer.json())[:limit]:
                yield self._record(paper, 1)

    def citations(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that cite the paper (the service lists 9,999 at most). One request for 1,000 citations, and one for 100 papers."""
        return each_once(self._citations(id, limit), limit)

    def references(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that the paper cites. One request for its record, and one for 100 cited papers."""
        for item in self.works([id]):
            if isinstance(item, Skipped):
                yield item
            else:
                yield from each_once(self.works([_best(target) for target in item.references if _best(target)]), limit)

    def _found(self, batch: list[AskedId]) -> Iterator[tuple[AskedId, Answered | None]]:
        for asked, paper in zip(batch, self._batch(batch), strict=True):
            yield asked, self._record(paper, asked.place) if isinstance(paper, Mapping) else None

    def _batch(self, batch: list[AskedId]) -> list[Any]:
        """The answers to a batch, one for each id in order; null where there is no such paper."""
        ids = [_PREFIX[asked.kind] + asked.value for asked in batch]
        answer = self._http.post(
            f"{self._base}/paper/batch", {"ids": ids}, {"fields": f"{_FIELDS},{_REFERENCES}"}, expected=(200, 400)
        )
        if answer.status == 400:
            if "no valid paper ids" in said(answer.content).lower():  # what it says where it knows none of them
                return [None] * len(batch)
            half = len(batch) // 2  # one of them is none to it, which spoils the others' answers
            return self._batch(batch[:half]) + self._batch(batch[half:]) if half else [self._single(batch[0])]
        papers = answer.json()
        if not isinstance(papers, list) or len(papers) != len(batch):
            raise ServiceError(
                f"Semantic Scholar answered {len(batch)} ids with another number of papers: {said(answer.content)}"
            )
        return papers

    def _single(self, asked: AskedId) -> Any:
        name = quote(_PREFIX[asked.kind] + asked.value, safe=":/")
        answer = self._http.get(f"{self._base}/paper/{name}", {"fields": f"{_FIELDS},{_REFERENCES}"})
        return answer.json() if answer.status == 200 else None

    def _ranked(self, query: str, limit: int) -> Iterator[Answered]:
        offset = 0
        while offset < limit:
            question = {"query": query, "fields": _FIELDS, "offset": offset, "limit": min(PAGE, limit - offset)}
            data = self._http.get(f"{self._base}/paper/search", question, expected=(200,)).json()
            papers = _data(data)
            for number, paper in enumerate(papers, start=offset + 1):
                yield self._record(paper, number)
            following = data.get("next")
            if not papers or not isinstance(following, int) or following <= offset:
                return
            offset = following

    def _bulk(self, query: str) -> Iterator[Answered]:
        token, number = "", 0
        while True:
            question = {"query": query, "fields": _FIELDS, **({"token": token} if token else {})}
            data = self._http.get(f"{self._base}/paper/search/bulk", question, expected=(200,)).json()
            papers = _data(data)
            for paper in papers:
                number += 1
                yield self._record(paper, number)
            following = data.get("token") or ""
            if not papers or not following or following == token:
                return
            token = following

    def _citations(self, id: str, limit: int) -> Iterator[Answered]:
        asking = Asking(self.name, self.id_kinds, [id])
        for batch in asking.batches(1):
            if isinstance(batch, Skipped):
                yield batch
                continue
            for found in batches_of(self._citing(batch[0], asking, limit), BATCH):
                yield from (item for item in found if isinstance(item, Skipped))
                yield from self._cites(self.works([item for item in found if isinstance(item, str)]), batch[0])

    def _citing(self, asked: AskedId, asking: Asking, limit: int) -> Iterator[str | Skipped]:
        """The ids of papers that cite the paper."""
        name = quote(_PREFIX[asked.kind] + asked.value, safe=":/")
        offset, count = 0, 0
        while offset < _LISTED and count < limit:
            question = {"fields": "paperId", "offset": offset, "limit": min(BULK, _LISTED - offset, limit - count)}
            answer = self._http.get(f"{self._base}/paper/{name}/citations", question)
            if answer.status == 404:
                yield asking.unanswered(asked)
                return
            data = answer.json()
            for item in _data(data):
                paper = item.get("citingPaper") if isinstance(item, Mapping) else None
                number = paper.get("paperId") if isinstance(paper, Mapping) else None
                if number:
                    count += 1
                    yield str(number)
            following = data.get("next")
            if not isinstance(following, int) or following <= offset:
                return
            offset = following

    def _cites(self, items: Iterable[Answered], cited: AskedId) -> Iterator[Answered]:
        """``items`` with the citation by which they were found, where the list of a paper's references lacks it."""
        for item in items:
            if isinstance(item, SourceRecord) and not any(t.get(cited.kind) == cited.value for t in item.references):
                item = replace(item, references=(*item.references, {cited.kind: cited.value}))
            yield item

    def _record(self, paper: Any, place: int) -> Answered:
        if not isinstance(paper, Mapping):
            return Skipped(self.name, place, "null in the place of a paper")
        record = semanticscholar_record(paper, origin=self.name)
        return Skipped(self.name, place, record, str(paper.get("paperId") or "")) if isinstance(record, str) else record


def _best(ids: Mapping[str, str]) -> str:
    """One of the identifiers in the form that says its kind."""
    return next((f"{kind}:{ids[kind]}" for kind in _PREFIX if kind in ids), "")


def _data(answer: Any) -> list[Any]:
    """The ``data`` of an answer; a search that found nothing has none."""
    if not isinstance(answer, Mapping):
        raise ServiceError("Semantic Scholar answered with no JSON object; try again later")
    data = answer.get("data")
    if data is None and ("error" in answer or "message" in answer):
        raise ServiceError(f"Semantic Scholar answered: {answer.get('error') or answer.get('message')}")
    return data if isinstance(data, list) else []
