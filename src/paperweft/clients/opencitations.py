"""OpenCitations: who cites whom (Index v2), and what the works are called (Meta v1) (https://api.opencitations.net)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from paperweft.clients.base import Answered
from paperweft.clients.http import Http


class OpenCitations:
    """Citations of OpenCitations. Its records have no abstract."""

    name = "opencitations"
    id_kinds = ("doi", "pmid", "openalex")

    def __init__(self, http: Http, *, base_url: str = "https://api.opencitations.net") -> None:
        self._http = http
        self._base = base_url

    def cited_ids(self, id: str) -> list[Mapping[str, str]]:
        """The works that the paper cites, each by the identifiers that the index has (doi, pmid, openalex). One request."""
        raise NotImplementedError

    def citing_ids(self, id: str) -> list[Mapping[str, str]]:
        """The works that cite the paper, likewise. One request, whatever their number."""
        raise NotImplementedError

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by DOI, PMID or OpenAlex id, with their references. One request for 10 ids, and one for each id."""
        raise NotImplementedError

    def citations(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that cite the paper, with their references. One request, and then as for :meth:`works`."""
        raise NotImplementedError

    def references(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that the paper cites, with their references. One request, and then as for :meth:`works`."""
        raise NotImplementedError
