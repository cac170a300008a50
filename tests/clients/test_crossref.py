"""Crossref: a cursor that repeats, plain text errors, its own limits."""

from __future__ import annotations

from typing import Any

import pytest

from paperweft.clients import Crossref, Http
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from tests.conftest import Serve
from tests.service import Asked, Reply


def work(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "DOI": f"10.1234/W{number}", "title": [f"Widgets {number}"], "issued": {"date-parts": [[2019]]},
        "author": [{"given": "Jane", "family": "Doe"}], "reference": [{"key": "1", "DOI": "10.1234/R1"}, {"key": "2"}], **fields,
    }  # fmt: skip


def listed(*works: Any, **fields: Any) -> dict[str, Any]:
    return {
        "status": "ok",
        "message-type": "work-list",
        "message": {"total-results": 301, "items": list(works), **fields},
    }


def client(http: Http, serve: Serve, answer: Any) -> tuple[Crossref, Any]:
    service = serve(answer)
    return Crossref(http, base_url=service.url), service


def dois(items: Any) -> list[str]:
    return [item.ids["doi"] if isinstance(item, SourceRecord) else f"- {item.text}" for item in items]


@pytest.mark.parametrize("last", [[], "short"])
def test_a_cursor_that_repeats(serve: Serve, http: Http, last: Any) -> None:
    """Every page has the same cursor, so that every request but the first has the same URL; their pages differ."""
    pages = [[work(n) for n in range(first, first + 100)] for first in (0, 100, 200)]
    pages.append([] if last == [] else [work(300)])
    left = iter(pages)
    asking, service = client(http, serve, lambda asked: listed(*next(left), **{"next-cursor": "same=="}))
    assert len(list(asking.search("widgets", 1_000))) == (300 if last == [] else 301)
    assert [asked.query["cursor"] for asked in service.asked] == ["*", "same==", "same==", "same=="]


def test_a_cursor_that_brings_the_same_page_for_ever(serve: Serve, http: Http) -> None:
    page = listed(*(work(n) for n in range(100)), **{"next-cursor": "same=="})
    asking, service = client(http, serve, lambda asked: page)
    assert len(list(asking.search("widgets", 1_000))) == 100 and len(service.asked) == 2


@pytest.mark.parametrize("end", [None, ""])
def test_a_cursor_that_ends_in_null_or_nothing(serve: Serve, http: Http, end: str | None) -> None:
    asking, service = client(http, serve, lambda asked: listed(*(work(n) for n in range(100)), **{"next-cursor": end}))
    assert len(list(asking.search("widgets", 1_000))) == 100 and len(service.asked) == 1


def test_a_cursor_that_was_forgotten_begins_anew(serve: Serve, http: Http) -> None:
    """A fetch that is taken up after more than five minutes; what came before does not come twice."""
    forgotten = {
        "status": "failed",
        "message": [{"type": "cursor-invalid", "message": "Cursor specified but it is invalid"}],
    }
    replies = iter([listed(*map(work, range(100)), **{"next-cursor": "a", "total-results": 101}), Reply(forgotten, 404),
                    listed(*map(work, range(100)), **{"next-cursor": "b", "total-results": 101}), listed(work(100), **{"next-cursor": "b", "total-results": 101})])  # fmt: skip
    asking, service = client(http, serve, lambda asked: next(replies))
    assert len(list(asking.search("widgets", 1_000))) == 101
    assert [asked.query["cursor"] for asked in service.asked] == ["*", "a", "*", "b"]


def test_dois_in_lists_then_singly(serve: Serve, http: Http) -> None:
    def answer(asked: Asked) -> Any:
        if asked.path == "/works":
            return listed(work(1), work(3))
        return (
            {"status": "ok", "message": work(2)}
            if asked.path.endswith("w2")
            else Reply("Resource not found.", 404, {"Content-Type": "text/plain"})
        )

    asking, service = client(http, serve, answer)
    items = list(
        asking.works(["10.1234/w1", "doi:10.1234/W2", "10.1234/w3", "10.1234/w4", "10.48550/arXiv.2401.00001"])
    )
    assert dois(items) == ["- 10.48550/arXiv.2401.00001", "10.1234/w1", "10.1234/w2", "10.1234/w3", "- 10.1234/w4"]
    refused = items[0]
    assert isinstance(refused, Skipped) and refused.reason == "crossref cannot be asked by arxiv, but by doi"
    assert service.asked[0].query["filter"] == "doi:10.1234/w1,doi:10.1234/w2,doi:10.1234/w3,doi:10.1234/w4"
    assert service.asked[1].target == "/works/10.1234%2Fw2"
    assert isinstance(items[1], SourceRecord) and items[1].references == ({"doi": "10.1234/r1"},)


def test_a_doi_that_became_another(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: {"message": work(2)})
    (record,) = asking.works(["10.1234/old"])
    assert isinstance(record, SourceRecord) and record.other_ids == (("doi", "10.1234/old"),)


@pytest.mark.parametrize("content", [{"status": "ok"}, {"message": []}, {"message": {"items": None}}])
def test_a_list_without_items(serve: Serve, http: Http, content: Any) -> None:
    asking, _ = client(http, serve, lambda asked: content)
    with pytest.raises(ServiceError, match="without its items"):
        list(asking.search("x", 5))
    with pytest.raises(ServiceError, match="without its items"):
        list(asking.by_title("x"))


def test_references_are_the_works_behind_the_dois(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: {"message": work(1 if "w1" in asked.path else 7)})
    assert dois(asking.references("10.1234/w1", 5)) == ["10.1234/w7"]
