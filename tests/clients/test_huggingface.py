"""Hugging Face: the day's papers, what is trending, single papers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from paperweft.clients import Http, HuggingFace
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from tests.conftest import Serve
from tests.service import Asked, Reply


def daily(number: int) -> dict[str, Any]:
    paper = {
        "id": f"2601.{number:05}", "title": f"Round Widgets {number}", "summary": "Widgets are\nround.", "publishedAt": "2026-01-02T00:00:00.000Z",
        "authors": [{"name": "Jane Doe"}], "githubRepo": "https://github.com/jane/widgets",
    }  # fmt: skip
    return {"paper": paper, "publishedAt": "2026-01-05T00:00:00.000Z", "title": paper["title"]}


def client(http: Http, serve: Serve, answer: Any) -> tuple[HuggingFace, Any]:
    service = serve(answer)
    return HuggingFace(http, base_url=f"{service.url}/api"), service


def test_the_papers_of_a_day_in_pages_and_never_from_the_cache(serve: Serve, http: Http) -> None:
    def answer(asked: Asked) -> Any:
        first = int(asked.query["p"]) * 100
        return [daily(n) for n in range(first, min(first + 100, 120))] + [None] * (first == 100)

    asking, service = client(http, serve, answer)
    for _ in range(2):
        items = list(asking.daily(date(2026, 1, 5)))
        assert sum(isinstance(item, SourceRecord) for item in items) == 120 and len(items) == 121
    assert [(asked.path, asked.query["date"], asked.query["p"]) for asked in service.asked] == [
        ("/api/daily_papers", "2026-01-05", page) for page in "0101"
    ]
    first = items[0]
    assert (
        isinstance(first, SourceRecord)
        and first.ids == {"arxiv": "2601.00000"}
        and first.code == ("https://github.com/jane/widgets",)
    )


def test_pages_that_are_all_the_same(serve: Serve, http: Http) -> None:
    asking, service = client(http, serve, lambda asked: [daily(n) for n in range(100)])
    assert len(list(asking.trending(1_000))) == 100 and len(service.asked) == 2


def test_trending(serve: Serve, http: Http) -> None:
    asking, service = client(http, serve, lambda asked: [daily(n) for n in range(100)])
    assert len(list(asking.trending(30))) == 30
    assert service.asked[0].query["sort"] == "trending" and len(service.asked) == 1


def test_single_papers(serve: Serve, http: Http) -> None:
    asking, _ = client(
        http,
        serve,
        lambda asked: daily(1)["paper"] if asked.path.endswith("2601.00001") else Reply({"error": "x"}, 404),
    )
    items = list(asking.works(["2601.00001v2", "2601.00002"]))
    assert [getattr(item, "given_id", None) for item in items] == ["2601.00001", None]


def test_a_search(serve: Serve, http: Http) -> None:
    asking, service = client(http, serve, lambda asked: [daily(1), daily(2)])
    assert len(list(asking.search("widgets", 1))) == 1
    assert service.asked[0].query == {"q": "widgets", "limit": "1"}


def test_no_list(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: {"error": "Invalid date"})
    with pytest.raises(ServiceError, match="no list of papers"):
        list(asking.daily(date(2026, 1, 5)))
