"""OpenCitations: identifiers in one string, empty strings for what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from paperweft.clients import Http, OpenCitations
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from tests.conftest import Serve
from tests.service import Asked

META = {
    "id": "doi:10.1234/w1 openalex:W1 omid:br/061", "title": "Round Widgets", "author": "Doe, Jane [orcid:0000-0000-0000-0000 omid:ra/1]; Roe, R. [omid:ra/2]",
    "pub_date": "2020-02", "venue": "Journal of Widgets [issn:1234-5678 omid:br/9]", "type": "journal article", "publisher": "", "editor": "",
}  # fmt: skip
BARE = {"id": "doi:10.1234/w2", "title": "Widgets, Bare", "author": "", "pub_date": "", "venue": "", "type": ""}


def link(citing: str, cited: str) -> dict[str, str]:
    return {
        "oci": "1-2",
        "citing": citing,
        "cited": cited,
        "creation": "2020",
        "timespan": "",
        "journal_sc": "no",
        "author_sc": "no",
    }


def client(http: Http, serve: Serve, answer: Any) -> tuple[OpenCitations, Any]:
    service = serve(answer)
    return OpenCitations(http, base_url=service.url), service


def test_works_with_their_references(serve: Serve, http: Http) -> None:
    def answer(asked: Asked) -> Any:
        if "/meta/" in asked.path:
            return [META, BARE, None, {"id": "doi:10.1234/w9", "title": ""}]
        if asked.path.endswith("w1"):
            return [link("omid:br/061 doi:10.1234/w1", f"omid:br/{n} doi:10.1234/r{n} pmid:{n}") for n in (1, 2, 1)] + [
                link("x", "omid:br/7")
            ]
        return []

    asking, service = client(http, serve, answer)
    items = list(asking.works(["10.1234/w1", "W1", "10.1234/w2", "10.1234/w9"]))
    first, bare, missing = items
    assert isinstance(first, SourceRecord) and isinstance(bare, SourceRecord) and not isinstance(missing, SourceRecord)
    assert first.ids == {"doi": "10.1234/w1", "openalex": "W1"} and first.authors == ("Jane Doe", "R. Roe")
    assert (first.year, first.venue) == (2020, "Journal of Widgets")
    assert first.references == ({"doi": "10.1234/r1", "pmid": "1"}, {"doi": "10.1234/r2", "pmid": "2"})
    assert (bare.authors, bare.year, bare.venue, bare.references) == ((), None, None, ())
    assert service.asked[0].path == "/meta/v1/metadata/doi:10.1234/w1__openalex:W1__doi:10.1234/w2__doi:10.1234/w9"
    assert service.asked[1].path == "/index/v2/references/doi:10.1234/w1"


def test_citing_ids_in_both_forms_of_the_index(serve: Serve, http: Http) -> None:
    asking, _ = client(
        http,
        serve,
        lambda asked: [link("omid:br/1 doi:10.1234/c1", "doi:10.1234/w1"), link("10.1234/C2", "10.1234/w1")],
    )
    assert asking.citing_ids("10.1234/W1") == [{"doi": "10.1234/c1"}, {"doi": "10.1234/c2"}]
    assert asking.citing_ids("no id") == []


def test_no_list(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: {"error": "trouble"})
    with pytest.raises(ServiceError, match="no list"):
        asking.cited_ids("10.1234/w1")
