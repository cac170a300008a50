"""Semantic Scholar: batches with nulls, searches without data, tokens, citations."""

from __future__ import annotations

from typing import Any

import pytest

from paperweft.clients import Http, SemanticScholar
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from tests.conftest import Serve
from tests.service import Asked, Reply


def name(number: int) -> str:
    return f"{number:040x}"


def paper(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "paperId": name(number), "externalIds": {"CorpusId": number, "DOI": f"10.1234/W{number}"}, "title": f"Widgets {number}",
        "abstract": "Widgets are round.", "year": 2021, "authors": [{"name": "Jane Doe"}, {"name": None}],
        "references": [{"paperId": name(900), "externalIds": None}, {"paperId": None, "title": "Lost"}], **fields,
    }  # fmt: skip


def numbers(items: Any) -> list[Any]:
    return [int(item.ids["s2"], 16) if isinstance(item, SourceRecord) else item.text for item in items]


def client(http: Http, serve: Serve, answer: Any) -> tuple[SemanticScholar, Any]:
    service = serve(answer)
    return SemanticScholar(http, base_url=service.url), service


def test_a_batch_answers_in_order_with_nulls(serve: Serve, http: Http) -> None:
    papers = {"DOI:10.1234/w1": paper(1), "ARXIV:2401.00001": paper(2), "CorpusId:1": paper(1)}
    asking, service = client(http, serve, lambda asked: [papers.get(id) for id in asked.body["ids"]])
    items = list(asking.works(["10.1234/unknown", "10.1234/w1", "2401.00001v3", "corpusid:1", "99"]))
    assert numbers(items) == ["99", "10.1234/unknown", 1, 2]
    assert isinstance(items[1], Skipped) and items[1].line == 1
    second = items[3]
    assert isinstance(second, SourceRecord) and second.ids["arxiv"] == "2401.00001"  # though its record lacks it
    assert second.references == ({"s2": name(900)},) and second.authors == ("Jane Doe",)
    assert service.asked[0].body["ids"] == ["DOI:10.1234/unknown", "DOI:10.1234/w1", "ARXIV:2401.00001", "CorpusId:1"]
    assert "references.externalIds" in service.asked[0].query["fields"]


def test_a_batch_without_any_known_id_is_refused(serve: Serve, http: Http) -> None:
    asking, service = client(http, serve, lambda asked: Reply({"error": "No valid paper ids given"}, 400))
    assert numbers(asking.works(["10.1234/w1", "10.1234/w2"])) == ["10.1234/w1", "10.1234/w2"]
    assert len(service.asked) == 1


def test_one_bad_id_spoils_no_other(serve: Serve, http: Http) -> None:
    def answer(asked: Asked) -> Any:
        if asked.method == "GET":
            return Reply({"error": "Paper with id DOI:10.1234/bad not found"}, 404)
        names = asked.body["ids"]
        return (
            Reply({"error": "Invalid id"}, 400) if "DOI:10.1234/bad" in names else [paper(int(id[-1])) for id in names]
        )

    asking, _ = client(http, serve, answer)
    assert numbers(asking.works(["10.1234/w1", "10.1234/bad", "10.1234/w3"])) == [1, "10.1234/bad", 3]


def test_a_question_that_is_wrong_makes_no_paper_unknown(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: Reply({"error": "Unrecognized or unsupported fields: [x]"}, 400))
    with pytest.raises(ServiceError, match="unsupported fields"):
        list(asking.works(["10.1234/w1", "10.1234/w2"]))


def test_a_batch_of_another_length(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: [paper(1)])
    with pytest.raises(ServiceError, match="another number of papers"):
        list(asking.works(["10.1234/w1", "10.1234/w2"]))


def test_a_search_that_finds_nothing_has_no_data(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: {"total": 0, "offset": 0})
    assert list(asking.search("n0thing", 10)) == []
    assert list(asking.search("n0thing", 5_000)) == []


def test_a_search_that_says_error_with_200(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: {"message": "Internal trouble"})
    with pytest.raises(ServiceError, match="Internal trouble"):
        list(asking.search("widgets", 10))


def test_pages_by_offset_until_there_is_no_next(serve: Serve, http: Http) -> None:
    def answer(asked: Asked) -> Any:
        first = int(asked.query["offset"])
        following = {"next": first + 100} if first < 200 else {}
        return {
            "total": 250,
            "offset": first,
            "data": [paper(n) for n in range(first, min(first + 100, 250))],
            **following,
        }

    asking, service = client(http, serve, answer)
    assert len(list(asking.search("widgets", 1_000))) == 250
    assert [asked.query["offset"] for asked in service.asked] == ["0", "100", "200"]
    assert len(list(asking.search("widgets", 120))) == 120


@pytest.mark.parametrize("end", [{"token": None}, {"token": ""}, {}])
def test_tokens_end_in_null_nothing_or_not_at_all(serve: Serve, http: Http, end: dict[str, Any]) -> None:
    pages = iter([{"token": "t1"}, {"token": "t2"}, end])

    def answer(asked: Asked) -> Any:
        first = {"": 0, "t1": 10, "t2": 20}[asked.query.get("token", "")]
        return {"total": 30, "data": [paper(n) for n in range(first, first + 10)] + [None], **next(pages)}

    asking, service = client(http, serve, answer)
    items = list(asking.search("widgets", 2_000))
    assert sum(isinstance(item, SourceRecord) for item in items) == 30
    assert sum(isinstance(item, Skipped) for item in items) == 3 and len(service.asked) == 3


@pytest.mark.parametrize("reply", [Reply({"error": "Title match not found"}, 404), Reply({"data": []})])
def test_no_paper_of_a_title(serve: Serve, http: Http, reply: Reply) -> None:
    asking, _ = client(http, serve, lambda asked: reply)
    assert list(asking.by_title("abs12032jsdafn")) == []


def test_citations_are_papers_that_cite(serve: Serve, http: Http) -> None:
    """The list of citations has ids only; the papers come in a batch, each with the citation by which it was found."""

    def answer(asked: Asked) -> Any:
        if asked.path.endswith("/citations"):
            first = int(asked.query["offset"])
            data = [{"citingPaper": {"paperId": name(n)}} for n in range(first + 1, first + 4)]
            return {
                "offset": first,
                "data": [*data, {"citingPaper": {"paperId": None}}],
                **({"next": 3} if first == 0 else {}),
            }
        return [paper(int(id, 16)) for id in asked.body["ids"]]

    asking, service = client(http, serve, answer)
    items = list(asking.citations("arXiv:2401.00001", 5))
    assert numbers(items) == [1, 2, 3, 4, 5]
    assert all(isinstance(item, SourceRecord) and {"arxiv": "2401.00001"} in item.references for item in items)
    assert service.asked[0].path == "/paper/ARXIV:2401.00001/citations"


def test_citations_of_a_paper_that_is_unknown(serve: Serve, http: Http) -> None:
    asking, _ = client(http, serve, lambda asked: Reply({"error": "Paper with id DOI:10.1/x not found"}, 404))
    assert numbers(asking.citations("10.1234/x", 5)) == ["10.1234/x"]


def test_references_are_papers_that_are_cited(serve: Serve, http: Http) -> None:
    asking, _ = client(
        http, serve, lambda asked: [paper(9 if id.startswith("DOI") else int(id, 16)) for id in asked.body["ids"]]
    )
    assert numbers(asking.references("10.1234/w9", 5)) == [900]
