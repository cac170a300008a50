"""OpenAlex: works by identifier, filter and search, with their references (https://developers.openalex.org)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paperweft.clients.base import Answered
from paperweft.clients.http import Http


class OpenAlex:
    """Works of OpenAlex. ``OPENALEX_API_KEY`` is sent where it is set (free; without it some 1,000 list requests a day)."""

    name = "openalex"
    id_kinds = ("openalex", "doi", "pmid", "arxiv")

    def __init__(self, http: Http, *, base_url: str = "https://api.openalex.org") -> None:
        self._http = http
        self._base = base_url

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by OpenAlex id, DOI, PMID or arXiv id. One list request for 50 ids of a kind, and one free request for
        each id that the list did not answer: it may have been merged into another, which then is answered under both ids."""
        raise NotImplementedError

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers whose title, abstract or full text has the words. One search request for 100 papers."""
        raise NotImplementedError

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """Candidates by the words of the title. One search request."""
        raise NotImplementedError

    def citations(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that cite the paper, the most cited first. One list request for 100 papers; one free one more for an id
        that is no OpenAlex id."""
        raise NotImplementedError

    def references(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that the paper cites, the most cited first. Requests as for :meth:`citations`."""
        raise NotImplementedError
