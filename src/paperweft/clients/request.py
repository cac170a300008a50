"""What to fetch from one service, as data, and the fetching."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from paperweft.clients.base import Answered
from paperweft.clients.http import Http


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to fetch from ``service`` (openalex, semanticscholar, arxiv, huggingface, crossref, opencitations).

    One of ``query``, ``ids``, ``titles``, ``daily``, ``trending``, ``set``, or ``cites``/``cited_by`` says what: ``cites``
    asks for papers that cite the ids, ``cited_by`` for those that the ids cite, ``depth`` steps far, breadth first.
    ``limit`` is the most papers of a search, a trend or an expansion. ``set``, ``since`` and ``until`` are an arXiv
    category and days, both included.
    """

    service: str
    query: str | None = None
    ids: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()
    depth: int = 1
    limit: int = 100
    daily: date | None = None
    trending: bool = False
    set: str | None = None
    since: date | None = None
    until: date | None = None


def fetch(request: FetchRequest, http: Http) -> Iterator[Answered]:
    """The papers of ``request``, each once, as they are answered; what has no paper as Skipped.

    Raises PaperweftError where the service cannot do what is asked, ServiceError and RateLimitError as the clients do.
    """
    raise NotImplementedError
