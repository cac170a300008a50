"""What a fetch would take: requests, time and money, without sending anything."""

from __future__ import annotations

import os
from dataclasses import dataclass
from math import ceil

from paperweft.clients import arxiv, crossref, huggingface, openalex, opencitations, semanticscholar
from paperweft.clients.request import FetchRequest
from paperweft.identity.identifiers import identifier_of
from paperweft.wording import counted

#: What OpenAlex charges for a request, in US dollars, and what is free a day without and with a (free) key; a single work
#: costs nothing. From https://developers.openalex.org/api-reference/authentication, read in November 2026.
LIST_PRICE, SEARCH_PRICE = 0.0001, 0.001
FREE_WITHOUT_KEY, FREE_WITH_KEY = 0.10, 1.00
#: Seconds that an answer takes, about, where the limit does not make requests wait longer.
_ANSWER = 0.5
_PACES = {
    "openalex": openalex.PACE, "semanticscholar": semanticscholar.PACE, "arxiv": arxiv.PACE,
    "huggingface": huggingface.PACE, "crossref": crossref.PACE, "opencitations": opencitations.PACE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Estimate:
    """``requests``, the ``seconds`` that they take about, their ``dollars``: at most, retries and redirects apart; about,
    ``along`` citations, of which nobody knows how many lead nowhere; for each thousand papers or so where the service does not
    say beforehand how many there are (``open_ended``)."""

    service: str
    requests: int
    seconds: float
    dollars: float = 0.0
    along: bool = False
    open_ended: bool = False

    def __str__(self) -> str:
        """One line for people."""
        if self.open_ended:
            count = f"one request for each {arxiv.HARVESTED} papers or so, about {self.seconds:.0f} s each"
        else:
            count = f"{self._most} {counted(self.requests, 'request')}, about {_duration(self.seconds)}"
        return f"{self.service}: {count}, {self._cost()}"

    @property
    def _most(self) -> str:
        return "about" if self.along else "at most"

    def _cost(self) -> str:
        if self.service != "openalex":
            return "free of charge"
        has_key = bool(os.environ.get("OPENALEX_API_KEY"))
        free = FREE_WITH_KEY if has_key else FREE_WITHOUT_KEY
        key = "with your key" if has_key else "without a key"
        return f"{self._most} ${self.dollars:.4f} ({key} ${free:.2f} a day are free; prices of November 2026)"


def estimate(request: FetchRequest) -> Estimate:
    """What ``request`` takes; cached answers take nothing. Raises PaperweftError for a request that makes no sense."""
    request.check()
    lists, searches, singles = _requests(request)
    count = lists + searches + singles
    return Estimate(
        request.service,
        count,
        count * max(_ANSWER, _interval(request.service)),
        lists * LIST_PRICE + searches * SEARCH_PRICE if request.service == "openalex" else 0.0,
        along=bool(request.cites or request.cited_by),
        open_ended=bool(request.set),
    )


def _requests(request: FetchRequest) -> tuple[int, int, int]:
    """How many lists, searches and single papers are asked for."""
    if request.query:
        return 0, _search(request.service, request.limit), 0
    if request.titles:
        return 0, len(request.titles), 0
    if request.ids:
        kinds = {found[0] for id in request.ids if (found := identifier_of(id))}
        return _lookups(request.service, len(request.ids), len(kinds))
    if request.cites or request.cited_by:
        return _expansion(request)
    return max(1, ceil(request.limit / huggingface.PAGE)) if request.trending else 1, 0, 0


def _search(service: str, limit: int) -> int:
    """Pages of a search."""
    if service == "semanticscholar" and limit > semanticscholar.BULK:
        return ceil(limit / semanticscholar.BULK)
    return 1 if service == "huggingface" else max(1, ceil(limit / openalex.PAGE))


def _lookups(service: str, count: int, kinds: int = 1) -> tuple[int, int, int]:
    """Lists, searches and single papers for ``count`` ids of so many kinds."""
    size = {
        "openalex": openalex.BATCH, "semanticscholar": semanticscholar.BATCH, "arxiv": arxiv.PAGE,
        "crossref": crossref.BATCH, "opencitations": opencitations.BATCH,
    }.get(service)  # fmt: skip
    lists = ceil(count / size) if size else 0
    if service == "openalex":
        lists *= kinds
    if service in ("openalex", "crossref") and count == 1:
        lists = 0
    return lists, 0, count if service in ("openalex", "huggingface", "crossref", "opencitations") else 0


def _expansion(request: FetchRequest) -> tuple[int, int, int]:
    """The papers it starts from, then for citing papers a list of each that is looked up, for cited ones their batches."""
    lists, _, singles = _lookups(request.service, len(request.cites) + len(request.cited_by))
    if request.cites:
        looked_up = len(request.cites) + (request.limit if request.depth > 1 else 0)
        lists += looked_up + ceil(request.limit / openalex.PAGE)
        if (
            request.service != "openalex"
        ):  # these list ids, and the papers are asked for then, those of each list by themselves
            more, _, single = _lookups(request.service, request.limit)
            lists, singles = lists + max(more, looked_up), singles + single
    if request.cited_by:
        more, _, single = _lookups(request.service, request.limit)
        lists, singles = lists + more + request.depth, singles + single
    return lists, 0, singles


def _interval(service: str) -> float:
    if service == "openalex" and not os.environ.get("OPENALEX_API_KEY"):
        return openalex.PACE_WITHOUT_KEY.interval
    return _PACES[service].interval


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.1f} hours"
