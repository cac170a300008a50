"""What to fetch from one service, as data, and the fetching."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, cast

from paperweft.clients.arxiv import Arxiv
from paperweft.clients.base import Answered, CitationClient, Client
from paperweft.clients.crossref import Crossref
from paperweft.clients.expansion import cited_papers, citing_papers
from paperweft.clients.http import Http
from paperweft.clients.huggingface import HuggingFace
from paperweft.clients.openalex import OpenAlex
from paperweft.clients.opencitations import OpenCitations
from paperweft.clients.semanticscholar import SemanticScholar
from paperweft.errors import PaperweftError
from paperweft.identity.identifiers import title_key
from paperweft.model import SourceRecord
from paperweft.readers import Skipped

#: Service name -> its client.
CLIENTS: Mapping[str, Callable[..., Any]] = {
    client.name: client for client in (OpenAlex, SemanticScholar, Arxiv, HuggingFace, Crossref, OpenCitations)
}
_CANDIDATES = 5  # for a title


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """What to fetch from ``service`` (openalex, semanticscholar, arxiv, huggingface, crossref, opencitations).

    One of ``query``, ``ids``, ``titles``, ``daily``, ``trending``, ``set``, or ``cites``/``cited_by`` says what: ``cites``
    asks for papers that cite the ids, ``cited_by`` for those that the ids cite, ``depth`` steps far, breadth first.
    ``limit`` is the most papers of a search, a trend or an expansion (there besides the papers it starts from).
    ``set``, ``since`` and ``until`` are an arXiv category and days, both included.
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

    @property
    def fingerprint(self) -> str:
        """The same for the same request and no other."""
        return json.dumps(asdict(self), sort_keys=True, default=str)

    def check(self) -> None:
        """Raises PaperweftError where it says nothing, more than one thing, or what the service does not do."""
        if self.service not in CLIENTS:
            raise PaperweftError(f"there is no service {self.service!r}; there are {', '.join(CLIENTS)}")
        expansion = bool(self.cites or self.cited_by)
        wanted = [self.query, self.ids, self.titles, expansion, self.daily, self.trending, self.set]
        if sum(map(bool, wanted)) != 1:
            raise PaperweftError(
                "say one thing to fetch: words to search for, ids, titles, citations of a paper, a day, what is trending, or a set"
            )
        client = CLIENTS[self.service]
        lacking = {
            "search by words": self.query and not hasattr(client, "search"),
            "search by titles": self.titles and not hasattr(client, "by_title"),
            "say which papers cite a paper (--cites)": self.cites and not hasattr(client, "citations"),
            "say which papers a paper cites (--cited-by)": self.cited_by and not hasattr(client, "references"),
            "give a day's papers": self.daily and not hasattr(client, "daily"),
            "say what is trending": self.trending and not hasattr(client, "trending"),
            "give a category by dates (--set)": self.set and not hasattr(client, "harvest"),
        }
        for what, wanting in lacking.items():
            if wanting:
                raise PaperweftError(f"{self.service} does not {what}")
        if (self.since or self.until) and not self.set:
            raise PaperweftError("--since and --until go with --set, an arXiv category")
        if self.since and self.until and self.since > self.until:
            raise PaperweftError(f"{self.since} is after {self.until}: --since is the first day, --until the last")


def client_of(service: str, http: Http) -> Any:
    """The client of a service. ``PAPERWEFT_OPENALEX_URL`` and the like name another address (a mirror, a test's server)."""
    urls = {"base_url": f"PAPERWEFT_{service.upper()}_URL"}
    if service == Arxiv.name:
        urls["oai_url"] = "PAPERWEFT_ARXIV_OAI_URL"
    named = {option: os.environ[name] for option, name in urls.items() if os.environ.get(name)}
    return CLIENTS[service](http, **named)


def fetch(request: FetchRequest, http: Http) -> Iterator[Answered]:
    """The papers of ``request``, each once, as they are answered; what has no paper as Skipped.

    Raises PaperweftError where the service cannot do what is asked, ServiceError and RateLimitError as the clients do.
    """
    request.check()
    client = client_of(request.service, http)
    if request.query:
        yield from client.search(request.query, request.limit)
    elif request.ids:
        yield from client.works(request.ids)
    elif request.titles:
        yield from _by_titles(client, request.titles)
    elif request.daily:
        yield from client.daily(request.daily)
    elif request.trending:
        yield from client.trending(request.limit)
    elif request.set:
        yield from client.harvest(request.set, request.since, request.until)
    else:
        if request.cites:
            yield from citing_papers(cast(CitationClient, client), request.cites, request.depth, request.limit)
        if request.cited_by:
            yield from cited_papers(cast(Client, client), request.cited_by, request.depth, request.limit)


def _by_titles(client: Client, titles: tuple[str, ...]) -> Iterator[Answered]:
    """For each title the first candidate that has it, case, punctuation and accents apart."""
    met: set[str] = set()
    for place, title in enumerate(titles, start=1):
        candidates = [c for c in client.by_title(title, _CANDIDATES) if isinstance(c, SourceRecord)]
        found = next((c for c in candidates if title_key(c.title) == title_key(title)), None)
        if found is None:
            nearest = f"; the nearest is “{candidates[0].title}”" if candidates else ""
            yield Skipped(client.name, place, f"{client.name} has no paper of this title{nearest}", title)
        elif (found.given_id or found.title) not in met:
            met.add(found.given_id or found.title)
            yield found
