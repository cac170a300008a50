"""OpenAlex: lists, single works, and works that were merged."""

from __future__ import annotations

from typing import Any

import pytest

from paperweft.clients import Http, OpenAlex
from paperweft.errors import PaperweftError, ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from tests.conftest import Serve
from tests.service import Asked, Reply

HTML_404 = "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>"


def work(number: int, **fields: Any) -> dict[str, Any]:
    name = f"https://openalex.org/W{number}"
    return {
        "id": name, "title": f"On the Shape of Widget {number}", "publication_year": 2020, "doi": f"https://doi.org/10.1234/w{number}",
        "ids": {"openalex": name}, "authorships": [{"author": {"display_name": "Jane Doe"}}],
        "abstract_inverted_index": {"Widgets": [0], "are": [1], "round.": [2]}, "referenced_works": ["https://openalex.org/W900"], **fields,
    }  # fmt: skip


def listed(*works: Any, **meta: Any) -> dict[str, Any]:
    return {"meta": {"count": len(works), **meta}, "results": list(works)}


def ids(items: Any) -> list[str]:
    return [item.ids["openalex"] if isinstance(item, SourceRecord) else f"- {item.text}" for item in items]


def test_works_by_ids_of_every_kind_in_lists_and_singly(serve: Serve, http: Http) -> None:
    """A list for several ids of a kind; what it lacks is asked for singly, and there a merged work is a redirect."""

    def answer(asked: Asked) -> Any:
        if asked.path == "/works":
            return listed(work(1), work(2), None)
        if asked.path == "/works/W3":
            return Reply("", 301, {"Location": "/works/W33"})
        if asked.path in ("/works/W33", "/works/pmid:77", "/works/doi:10.48550/arxiv.2401.00001"):
            return work(33, ids={"pmid": "77"}) if "W33" in asked.path else work(5 if "pmid" in asked.path else 6)
        return Reply(HTML_404, 404, {"Content-Type": "text/html"})

    service = serve(answer)
    asked_for = [
        "W1",
        "https://openalex.org/W2",
        "W3",
        "W4",
        "pmid:77",
        "arXiv:2401.00001v2",
        "W1",
        "nonsense",
        "acl:P18-1001",
    ]
    items = list(OpenAlex(http, base_url=service.url).works(asked_for))
    assert ids(items) == ["- nonsense", "- acl:P18-1001", "W1", "W2", "W33", "- W4", "W5", "W6"]
    merged, arxiv = items[4], items[7]
    assert isinstance(merged, SourceRecord) and merged.other_ids == (("openalex", "W3"),)
    assert isinstance(arxiv, SourceRecord) and arxiv.ids["arxiv"] == "2401.00001"
    missing = items[5]
    assert isinstance(missing, Skipped) and missing.line == 4 and missing.reason == "openalex has no paper of this id"
    assert service.asked[0].query == {"filter": "ids.openalex:W1|W2|W3|W4", "per_page": "100"}
    assert [asked.path for asked in service.asked[1:]] == [
        "/works/W3", "/works/W33", "/works/W4", "/works/pmid:77", "/works/doi:10.48550/arxiv.2401.00001",
    ]  # fmt: skip


def test_a_merged_id_and_the_one_it_was_merged_into(serve: Serve, http: Http) -> None:
    """Both were asked for: the paper comes, and the old id with it."""

    def answer(asked: Asked) -> Any:
        return listed(work(33)) if asked.path == "/works" else work(33)

    records = list(OpenAlex(http, base_url=serve(answer).url).works(["W33", "W3"]))
    assert {pair for r in records if isinstance(r, SourceRecord) for pair in r.other_ids} == {("openalex", "W3")}
    assert ids(records) == ["W33", "W33"]


def test_a_list_that_is_refused_is_asked_for_singly(serve: Serve, http: Http) -> None:
    """One odd DOI makes OpenAlex refuse all; a comma or a bar in one would be read as another filter."""

    def answer(asked: Asked) -> Any:
        if asked.path == "/works":
            return Reply(
                {"error": "Invalid query parameters error.", "message": "'x' is not a valid OpenAlex ID."}, 400
            )
        return work(1, doi="https://doi.org/10.1234/a,b") if asked.path.endswith("a,b") else Reply(HTML_404, 404)

    service = serve(answer)
    items = list(OpenAlex(http, base_url=service.url).works(["10.1234/a,b", "10.1234/c", "10.1234/d"]))
    assert ids(items) == ["W1", "- 10.1234/c", "- 10.1234/d"]
    assert service.asked[0].query["filter"] == "doi:10.1234/c|10.1234/d"


def test_pages_up_to_the_limit(serve: Serve, http: Http) -> None:
    def answer(asked: Asked) -> Any:
        first = (int(asked.query["page"]) - 1) * 100
        return listed(*(work(n) for n in range(first, min(first + 100, 250))), count=250)

    service = serve(answer)
    assert len(list(OpenAlex(http, base_url=service.url).search("widgets", 220))) == 220
    assert [asked.query["page"] for asked in service.asked] == ["1", "2", "3"]
    assert len(list(OpenAlex(http, base_url=service.url).search("more widgets", 1_000))) == 250


@pytest.mark.parametrize("end", [None, ""])
def test_cursors_end_in_null_or_nothing(
    serve: Serve, http: Http, monkeypatch: pytest.MonkeyPatch, end: str | None
) -> None:
    monkeypatch.setenv("OPENALEX_API_KEY", "k")
    pages = iter([("c1", 0), ("c2", 100), (end, 200)])

    def answer(asked: Asked) -> Any:
        following, first = next(pages)
        return listed(*(work(n) for n in range(first, first + 100)), count=999, next_cursor=following)

    service = serve(answer)
    assert len(list(OpenAlex(http, base_url=service.url).search("widgets", 20_000))) == 300
    assert [asked.query["cursor"] for asked in service.asked] == ["*", "c1", "c2"]


def test_without_a_key_there_is_no_cursor(http: Http) -> None:
    with pytest.raises(PaperweftError, match="set OPENALEX_API_KEY"):
        list(OpenAlex(http).search("widgets", 20_000))


def test_citations_and_references(serve: Serve, http: Http) -> None:
    def answer(asked: Asked) -> Any:
        return listed(work(7), work(8)) if asked.path == "/works" else work(1)

    service = serve(answer)
    client = OpenAlex(http, base_url=service.url)
    assert ids(client.citations("10.1234/w1", 2)) == ["W7", "W8"]
    assert ids(client.references("W1", 5)) == ["W7", "W8"]
    assert [asked.query.get("filter") for asked in service.asked] == [None, "cites:W1", "cited_by:W1"]


def test_a_title_is_no_filter_syntax(serve: Serve, http: Http) -> None:
    service = serve(lambda asked: listed(work(1)))
    client = OpenAlex(http, base_url=service.url)
    assert ids(client.by_title('A, B | C: "D" & (E)!', 3)) == ["W1"]
    assert service.asked[0].query["filter"] == "title.search:A B C D E"
    assert list(client.by_title("!?", 3)) == []


@pytest.mark.parametrize("content", [{"meta": {}}, {"results": None}, [], "null"])
def test_a_list_without_results(serve: Serve, http: Http, content: Any) -> None:
    with pytest.raises(ServiceError, match="without its results"):
        list(OpenAlex(http, base_url=serve(lambda asked: content).url).search("x", 5))


def test_a_contact_is_sent_along(serve: Serve, monkeypatch: pytest.MonkeyPatch, pauses: list[float]) -> None:
    monkeypatch.setenv("PAPERWEFT_MAILTO", "jane@example.org")
    service = serve(lambda asked: listed())
    with Http() as http:
        list(OpenAlex(http, base_url=service.url).search("x", 5))
    assert service.asked[0].query["mailto"] == "jane@example.org"
