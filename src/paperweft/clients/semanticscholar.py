"""Semantic Scholar's Academic Graph: papers in batches, search, references and citations (https://api.semanticscholar.org)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from paperweft.clients.base import Answered
from paperweft.clients.http import Http


class SemanticScholar:
    """Papers of Semantic Scholar. ``SEMANTIC_SCHOLAR_API_KEY`` (or ``S2_API_KEY``) is sent where it is set; without it
    everyone shares one allowance, and 429 is usual."""

    name = "semanticscholar"
    id_kinds = ("s2", "doi", "arxiv", "pmid", "acl", "corpusid")

    def __init__(self, http: Http, *, base_url: str = "https://api.semanticscholar.org/graph/v1") -> None:
        self._http = http
        self._base = base_url

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by S2 id, CorpusId, DOI, arXiv id, PMID or ACL id, with the ids of their references. One request for 100 ids."""
        raise NotImplementedError

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        """Papers whose title or abstract has the words; without references. One request for 100 papers, best first; from
        1,001 papers on one for 1,000 papers, in no order (the service's bulk search)."""
        raise NotImplementedError

    def by_title(self, title: str, limit: int = 3) -> Iterator[Answered]:
        """The one paper whose title matches best, or none. One request."""
        raise NotImplementedError

    def citations(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that cite the paper (the service lists 9,999 at most). One request for 1,000 citations, and one for 100 papers."""
        raise NotImplementedError

    def references(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that the paper cites. One request for its record, and one for 100 cited papers."""
        raise NotImplementedError
