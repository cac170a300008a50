"""arXiv: papers by id and search (Atom), and categories by date (OAI-PMH) (https://info.arxiv.org/help/api)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from paperweft.clients.base import Answered
from paperweft.clients.http import Http


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
    ) -> None:
        self._http = http
        self._base = base_url
        self._oai = oai_url

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by arXiv id (versions are dropped: the latest is answered). One request for 100 ids."""
        raise NotImplementedError

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers by words, or by arXiv's own query language (``ti:``, ``au:``, ``cat:``, AND, OR). One request for 100 papers."""
        raise NotImplementedError

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """Candidates by the words of the title. One request."""
        raise NotImplementedError

    def harvest(self, set: str, since: date | None = None, until: date | None = None) -> Iterator[Answered]:
        """All papers of a category (``cs.LG``, ``stat``, ``astro-ph.GA``) that are new or were changed in the time, both
        days included. One request for about a thousand papers."""
        raise NotImplementedError
