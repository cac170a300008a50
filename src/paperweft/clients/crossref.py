"""Crossref: works by DOI and search, with the references that publishers deposited (https://api.crossref.org)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paperweft.clients.base import Answered
from paperweft.clients.http import Http


class Crossref:
    """Works of Crossref. It has no arXiv DOIs (they are DataCite's) and does not say who cites a work."""

    name = "crossref"
    id_kinds = ("doi",)

    def __init__(self, http: Http, *, base_url: str = "https://api.crossref.org") -> None:
        self._http = http
        self._base = base_url

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by DOI, with their references. One request for 20 DOIs."""
        raise NotImplementedError

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers by words of title, authors, journal. One request for 100 papers."""
        raise NotImplementedError

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """Candidates by the words of the title. One request."""
        raise NotImplementedError

    def references(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that the paper cites by DOI. One request for its record, and one for 20 cited papers."""
        raise NotImplementedError
