"""What a dry run says holds when the fetch is made."""

from __future__ import annotations

from typing import Any

import pytest

from paperweft.clients import FetchRequest, Http, fetch
from paperweft.clients.estimate import estimate
from tests.conftest import Serve
from tests.service import Asked, Reply

COUNT = 230  # papers that each search finds, and that cite or are cited


def names(first: int, size: int) -> range:
    return range(first, min(first + size, COUNT))


def openalex(asked: Asked) -> Any:
    if asked.path != "/works":
        return Reply("", 404) if asked.path.endswith("unknown") else {"id": "https://openalex.org/W0", "title": "Zero"}
    size = int(asked.query["per_page"])
    first = (int(asked.query.get("page", 1)) - 1) * size
    works = [{"id": f"https://openalex.org/W{n}", "title": f"Paper {n}"} for n in names(first, size)]
    return {"meta": {"count": COUNT}, "results": works}


def semanticscholar(asked: Asked) -> Any:
    if asked.method == "POST":
        return [
            {"paperId": f"{int(id[-9:], 16):040x}" if len(id) == 40 else f"{0:040x}", "title": f"Paper {id}"}
            for id in asked.body["ids"]
        ]
    first, size = int(asked.query.get("offset", 0)), int(asked.query.get("limit", 1_000))
    papers = [{"paperId": f"{n:040x}", "title": f"Paper {n}"} for n in names(first, size)]
    following = {"next": first + size} if first + size < COUNT else {}
    return {
        "data": [{"citingPaper": p} for p in papers] if "citations" in asked.path else papers,
        "token": None,
        **following,
    }


def crossref(asked: Asked) -> Any:
    works = [{"DOI": f"10.1234/w{n}", "title": ["Paper"]} for n in range(5)]
    return (
        {"message": {"items": works, "total-results": 5}}
        if asked.path == "/works"
        else Reply("Resource not found.", 404)
    )


SERVICES = {"openalex": openalex, "semanticscholar": semanticscholar, "crossref": crossref}


@pytest.mark.parametrize(
    "request_",
    [
        FetchRequest("openalex", "x", limit=40), FetchRequest("openalex", "x", limit=230), FetchRequest("openalex", "x", limit=999),
        FetchRequest("openalex", ids=("W1",)), FetchRequest("openalex", ids=("10.1234/unknown", "10.1234/x", "pmid:1", "pmid:2", "W7", "W999")),
        FetchRequest("openalex", ids=tuple(f"W{n}" for n in range(900, 1020))), FetchRequest("openalex", titles=("a", "b", "c")),
        FetchRequest("openalex", cites=("W0",), limit=150), FetchRequest("openalex", cites=("10.1234/x", "10.1234/y"), depth=2, limit=30),
        FetchRequest("semanticscholar", "x", limit=230), FetchRequest("semanticscholar", "x", limit=2_000),
        FetchRequest("semanticscholar", ids=tuple(f"{n:040x}" for n in range(150))), FetchRequest("semanticscholar", cites=("10.1234/x",), limit=200),
        FetchRequest("semanticscholar", cites=("10.1234/x",), depth=2, limit=20),
        FetchRequest("crossref", ids=tuple(f"10.1234/w{n}" for n in range(45))), FetchRequest("crossref", "x"), FetchRequest("crossref", ids=("10.1234/x",)),
    ],
)  # fmt: skip
def test_no_more_requests_than_were_said(
    request_: FetchRequest, serve: Serve, http: Http, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = serve(SERVICES[request_.service])
    monkeypatch.setenv(f"PAPERWEFT_{request_.service.upper()}_URL", service.url)
    assert list(fetch(request_, http))
    assert 0 < len(service.asked) <= estimate(request_).requests


def test_what_openalex_charges_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches cost ten times a list; single works are free."""
    assert estimate(FetchRequest("openalex", "x", limit=200)).dollars == pytest.approx(0.002)
    assert estimate(FetchRequest("openalex", ids=tuple(f"W{n}" for n in range(100)))).dollars == pytest.approx(0.0002)
    assert estimate(FetchRequest("openalex", ids=("W1",))).dollars == 0
    assert estimate(FetchRequest("crossref", "x", limit=200)).dollars == 0
    assert "without a key $0.10 a day" in str(estimate(FetchRequest("openalex", "x")))
    monkeypatch.setenv("OPENALEX_API_KEY", "k")
    assert "with your key $1.00 a day" in str(estimate(FetchRequest("openalex", "x")))


def test_time_is_that_of_the_limit() -> None:
    assert estimate(FetchRequest("arxiv", ids=tuple(f"2401.{n:05}" for n in range(250)))).seconds == 9
    assert "about 50 minutes" in str(
        estimate(FetchRequest("huggingface", ids=tuple(f"2401.{n:05}" for n in range(5_000))))
    )
    assert "2.8 hours" in str(
        estimate(FetchRequest("semanticscholar", titles=tuple(f"Title {n}" for n in range(10_000))))
    )
