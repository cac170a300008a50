"""Real recorded answers of the services, where they lie beside the checkout, sent once more by a server of our own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from paperweft.clients import Arxiv, Crossref, Http, HuggingFace, OpenAlex, OpenCitations, SemanticScholar
from paperweft.clients.base import Answered
from paperweft.clients.limits import Pace
from paperweft.errors import RateLimitError, ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from tests.conftest import Serve
from tests.service import Asked, Reply


@pytest.fixture
def payloads(shared: Path) -> Path:
    folder = shared / "payloads"
    if not folder.is_dir():
        pytest.skip(f"no payloads: {folder} is absent")
    return folder


def records(items: Iterable[Answered]) -> list[SourceRecord]:
    found = list(items)
    assert not [item for item in found if isinstance(item, Skipped)]
    return [item for item in found if isinstance(item, SourceRecord)]


def data(path: Path) -> Any:
    return json.loads(path.read_bytes())


def test_openalex_works(payloads: Path, serve: Serve, http: Http) -> None:
    folder = payloads / "openalex"
    works = [w for path in folder.glob("work_*.json") if (w := data(path)).get("id")]
    by_doi = {w["doi"].partition("doi.org/")[2].lower(): w for w in works if w.get("doi")}
    not_found = (folder / "err_404_html.html").read_bytes()

    def answer(asked: Asked) -> Any:
        doi = asked.path.partition("/works/doi:")[2]
        if asked.path == "/works":  # only the first of the list: the others must be asked for singly
            return {"results": works[:1]}
        return by_doi.get(doi) or Reply(not_found, 404, {"Content-Type": "text/html"})

    items = list(OpenAlex(http, base_url=serve(answer).url).works([*by_doi, "10.1046/j.1365-2699.2003.00795"]))
    found = [item for item in items if isinstance(item, SourceRecord)]
    assert [item.ids["doi"] for item in found] == list(by_doi) and all(item.title and item.year for item in found)
    assert isinstance(items[-1], Skipped)
    assert sum(len(item.references) for item in found) == sum(len(w["referenced_works"]) for w in by_doi.values())


@pytest.mark.parametrize("name", ["search_1result", "search_2results_same_title", "search_paperqa"])
def test_openalex_lists(payloads: Path, serve: Serve, http: Http, name: str) -> None:
    answer = data(payloads / "openalex" / f"{name}.json")
    found = records(OpenAlex(http, base_url=serve(lambda asked: answer).url).by_title("x", 5))
    assert [f"https://openalex.org/{item.ids['openalex']}" for item in found] == [w["id"] for w in answer["results"]]


def test_openalex_limits(payloads: Path, serve: Serve, http: Http, pauses: list[float]) -> None:
    budget, second = ((payloads / "openalex" / f"err_429_{n}.json").read_bytes() for n in ("budget", "per_second"))
    replies = iter(
        [Reply(second, 429, {"Retry-After": "1"}), Reply({"results": []}), Reply(budget, 429, {"Retry-After": "47052"})]
    )
    client = OpenAlex(http, base_url=serve(lambda asked: next(replies)).url)
    assert list(client.search("a", 5)) == [] and pauses == [1.0]
    with pytest.raises(RateLimitError, match="Insufficient budget"):
        list(client.search("b", 5))


def test_crossref_pages_of_one_cursor(payloads: Path, serve: Serve, http: Http) -> None:
    pages = [data(payloads / "crossref" / f"cursor_page{n}.json") for n in (1, 2)]
    assert pages[0]["message"]["next-cursor"] == pages[1]["message"]["next-cursor"]
    wanted = [item["DOI"].lower() for page in pages for item in page["message"]["items"]]
    left = iter(pages)
    found = records(Crossref(http, base_url=serve(lambda asked: next(left)).url).search("widget", 40))
    assert [item.ids["doi"] for item in found] == wanted


def test_crossref_works_and_errors(payloads: Path, serve: Serve, http: Http) -> None:
    folder = payloads / "crossref"
    works = [data(path) for path in sorted(folder.glob("work_*.json")) if "meta" not in path.name]
    by_doi = {work["message"]["DOI"].lower(): work for work in works}
    missing = Reply((folder / "err_404.txt").read_bytes(), 404, {"Content-Type": "text/plain"})
    refused = Reply((folder / "err_400_validation.json").read_bytes(), 400)

    def answer(asked: Asked) -> Any:
        return refused if asked.path == "/works" else by_doi.get(asked.path.removeprefix("/works/"), missing)

    client = Crossref(http, base_url=serve(answer).url)
    items = list(client.works([*by_doi, "10.1371/notarealdoi"]))
    assert [i.ids["doi"] if isinstance(i, SourceRecord) else i.text for i in items] == [*by_doi, "10.1371/notarealdoi"]
    assert sum(len(item.references) for item in items if isinstance(item, SourceRecord)) > 50
    with pytest.raises(ServiceError, match="This route does not support field query parameters"):
        list(client.by_title("x"))


def test_semanticscholar_batch_with_a_null(payloads: Path, serve: Serve, http: Http) -> None:
    answer = data(payloads / "semanticscholar" / "batch_with_null_first.json")
    asked_for = [
        "CorpusId:211530585",
        "CorpusId:470667",
        "10.2139/ssrn.2250500",
        "0f40b1f08821e22e859c6050916cec3667778613",
    ]
    items = list(SemanticScholar(http, base_url=serve(lambda asked: answer).url).works(asked_for))
    assert isinstance(items[0], Skipped) and items[0].text == "CorpusId:211530585"
    assert [i.ids["s2"] for i in items if isinstance(i, SourceRecord)] == [paper["paperId"] for paper in answer[1:]]


def test_semanticscholar_searches(payloads: Path, serve: Serve, http: Http) -> None:
    folder = payloads / "semanticscholar"
    page, last, none = (
        data(folder / f"{n}.json") for n in ("bulk_page1_token", "bulk_last_token_null", "search_empty_no_data_key")
    )

    def answer(asked: Asked) -> Any:
        return (last if "token" in asked.query else page) if asked.path.endswith("/bulk") else none

    client = SemanticScholar(http, base_url=serve(answer).url)
    items = list(client.search("kubernetes", 5_000))
    # The last page was recorded without titles.
    assert len(items) == len(page["data"]) + len(last["data"])
    assert sum(isinstance(item, SourceRecord) for item in items) == len(page["data"])
    assert list(client.search("n0 r3sult", 10)) == []


@pytest.mark.parametrize(
    ("name", "status", "count"),
    [("title_match", 200, 1), ("match_200_empty_data", 200, 0), ("err_404_title_match", 404, 0)],
)
def test_semanticscholar_titles(payloads: Path, serve: Serve, http: Http, name: str, status: int, count: int) -> None:
    content = (payloads / "semanticscholar" / f"{name}.json").read_bytes()
    assert (
        len(records(SemanticScholar(http, base_url=serve(lambda asked: Reply(content, status)).url).by_title("x")))
        == count
    )


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [("err_403_bad_key", 403, "Forbidden"), ("err_400_bad_field", 400, "Unrecognized or unsupported fields")],
)
def test_semanticscholar_errors(payloads: Path, serve: Serve, http: Http, name: str, status: int, says: str) -> None:
    content = (payloads / "semanticscholar" / f"{name}.json").read_bytes()
    with pytest.raises(ServiceError, match=says):
        list(SemanticScholar(http, base_url=serve(lambda asked: Reply(content, status)).url).search("x", 5))


def test_semanticscholar_citations(payloads: Path, serve: Serve, http: Http) -> None:
    folder = payloads / "semanticscholar"
    first, last = (data(folder / f"citations_page_{n}.json") for n in ("first", "last"))
    wanted = [
        c["citingPaper"]["paperId"] for page in (first, last) for c in page["data"] if c["citingPaper"]["paperId"]
    ]

    def answer(asked: Asked) -> Any:
        if asked.path.endswith("/citations"):
            return first if asked.query["offset"] == "0" else last
        return [{"paperId": id, "title": "A citing paper"} for id in asked.body["ids"]]

    found = records(SemanticScholar(http, base_url=serve(answer).url).citations("CorpusId:14514057", 5_000))
    assert [item.ids["s2"] for item in found] == list(dict.fromkeys(wanted))


def arxiv(http: Http, serve: Serve, answer: Any) -> Arxiv:
    url = serve(answer).url
    return Arxiv(http, base_url=f"{url}/api/query", oai_url=f"{url}/oai", pace=Pace(0.0, 1))


@pytest.mark.parametrize(
    ("name", "asked_for", "found"),
    [
        ("atom_one", ["1605.08386"], ["1605.08386"]),
        ("atom_doi_journalref_comment", ["1707.08567"], ["1707.08567"]),
        ("atom_oldstyle_id", ["astro-ph/0601001"], ["astro-ph/0601001"]),
        ("atom_oldstyle_v1", ["quant-ph/0201082v1"], ["quant-ph/0201082"]),
        ("atom_two_ids_one_bad", ["0808.05394", "1707.08567"], ["- 0808.05394", "1707.08567"]),
        ("atom_unknown_id_200_empty", ["0000.0000"], ["- 0000.0000"]),
        ("atom_bad_id_zero", ["0808.05394"], ["- 0808.05394"]),
        ("err_400_bad_id", ["0808.05394"], ["- 0808.05394"]),
    ],
)  # fmt: skip
def test_arxiv_ids(payloads: Path, serve: Serve, http: Http, name: str, asked_for: list[str], found: list[str]) -> None:
    content = (payloads / "arxiv_atom" / f"{name}.xml").read_bytes()
    items = list(
        arxiv(http, serve, lambda asked: Reply(content, 400 if name.startswith("err") else 200)).works(asked_for)
    )
    assert [i.ids["arxiv"] if isinstance(i, SourceRecord) else f"- {i.text}" for i in items] == found
    assert all(i.title and i.abstract and i.authors and i.year for i in items if isinstance(i, SourceRecord))


def test_arxiv_search(payloads: Path, serve: Serve, http: Http) -> None:
    content = (payloads / "arxiv_atom" / "atom_search_100.xml").read_bytes()
    found = records(arxiv(http, serve, lambda asked: content).search("testing", 100))
    assert len(found) == 100 and all(item.title and item.abstract and item.authors and item.tags for item in found)


def test_arxiv_harvest(payloads: Path, serve: Serve, http: Http) -> None:
    listed = (payloads / "arxiv_oai" / "ListRecordsResponse.xml").read_bytes()
    none = (payloads / "arxiv_oai" / "ErrorResponseNoRecordsMatch.xml").read_bytes()
    found = records(
        arxiv(http, serve, lambda asked: none if "resumptionToken" in asked.query else listed).harvest("physics")
    )
    assert len(found) == listed.count(b"<record>") and all(
        item.title and item.abstract and item.authors and item.year for item in found
    )
    assert {"0704.0471", "0704.0716"} <= {item.ids["arxiv"] for item in found}
    two_dois = next(item for item in found if item.ids["arxiv"] == "0704.0471")
    assert two_dois.ids["doi"] == "10.1103/physrevc.76.024606" and two_dois.other_ids == (
        ("doi", "10.1103/physrevc.76.039902"),
    )


@pytest.mark.parametrize("name", ["BadArgument", "BadVerb", "BadResumptionToken"])
def test_arxiv_harvest_errors(payloads: Path, serve: Serve, http: Http, name: str) -> None:
    content = (payloads / "arxiv_oai" / f"ErrorResponse{name}.xml").read_bytes()
    with pytest.raises(ServiceError, match=f"(?i)arXiv answered {name}: ."):
        list(arxiv(http, serve, lambda asked: content).harvest("cs"))


def test_huggingface(payloads: Path, serve: Serve, http: Http) -> None:
    daily, paper = (
        data(payloads / "hf_papers" / name) for name in ("daily_papers_one.json", "paper_object_2509.04664.json")
    )
    client = HuggingFace(http, base_url=serve(lambda asked: daily if "daily" in asked.path else paper).url)
    (first,) = records(client.daily(date(2026, 3, 6)))
    assert first.ids == {"arxiv": "2602.23229"} and len(first.authors) == 5 and first.year == 2026
    (second,) = records(client.works(["2509.04664"]))
    assert second.ids == {"arxiv": "2509.04664"} and "\n" not in second.abstract


def test_opencitations(payloads: Path, serve: Serve, http: Http) -> None:
    folder = payloads / "opencitations"
    meta, references, coci = (
        data(folder / f"{name}.json") for name in ("meta_v1_two", "v2_references_one", "oc_coci_cites_0")
    )

    def answer(asked: Asked) -> Any:
        return meta if "/meta/" in asked.path else coci if "/citations/" in asked.path else references

    client = OpenCitations(http, base_url=serve(answer).url)
    first, second = records(client.works(["10.1162/qss_a_00023", "10.1007/978-1-4020-9632-7"]))
    assert first.ids == {"doi": "10.1162/qss_a_00023", "openalex": "W3106215946"} and first.authors == (
        "Silvio Peroni",
        "D M Shotton",
    )
    assert first.venue == "Quantitative Science Studies" and first.references == (
        {"doi": "10.1109/mcse.2007.51", "openalex": "W2035776949"},
    )
    assert second.authors == () and second.venue is None
    assert [target["doi"] for target in client.citing_ids("10.1108/jd-12-2013-0166")] == [
        row["citing"].lower() for row in coci
    ]
