"""Along citations: breadth first, each paper once, so many at most; titles; what a request may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest

from paperweft.clients import FetchRequest, Http, fetch
from paperweft.clients.base import Answered
from paperweft.clients.expansion import cited_papers, citing_papers
from paperweft.errors import PaperweftError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from tests.conftest import Serve
from tests.service import Asked

#: Paper -> what it cites. 1 and 2 are seeds; 5 is cited by two, 1 by one of those found; 9 is in no service.
CITES = {1: (3, 4), 2: (4, 5), 3: (5, 6), 4: (1, 7), 5: (), 6: (8,), 7: (), 8: ()}


class Fake:
    name = "fake"
    id_kinds = ("openalex",)

    def __init__(self) -> None:
        self.looked_up: list[int] = []

    def _record(self, number: int) -> SourceRecord:
        references = tuple({"openalex": f"W{n}"} for n in (*CITES[number], 9))
        return SourceRecord(
            "fake", "fake", f"Paper {number}", "", ids={"openalex": f"W{number}"}, references=references
        )

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        for id in ids:
            number = int(id.partition("W")[2])
            yield self._record(number) if number in CITES else Skipped("fake", 1, "none", id)

    def citations(self, id: str, limit: int) -> Iterator[Answered]:
        number = int(id.partition("W")[2])
        self.looked_up.append(number)
        yield from (self._record(n) for n in list(CITES)[:] if number in CITES[n])

    def search(self, query: str, limit: int) -> Iterator[Answered]:
        raise NotImplementedError

    by_title = references = search


def walked(items: Iterable[Answered]) -> list[int]:
    return [int(item.ids["openalex"][1:]) for item in items if isinstance(item, SourceRecord)]


def test_cited_papers_breadth_first() -> None:
    assert walked(cited_papers(Fake(), ["W1", "W2"], 1, 99)) == [1, 2, 3, 4, 5]
    assert walked(cited_papers(Fake(), ["W1", "W2"], 2, 99)) == [1, 2, 3, 4, 5, 6, 7]
    assert walked(cited_papers(Fake(), ["W1", "W2"], 9, 99)) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_no_more_than_wanted_besides_the_seeds() -> None:
    assert walked(cited_papers(Fake(), ["W1", "W2"], 9, 4)) == [1, 2, 3, 4, 5, 6]
    client = Fake()
    assert walked(citing_papers(client, ["W5"], 9, 1)) == [5, 2]
    assert client.looked_up == [5]


def test_what_no_service_has_is_told_once() -> None:
    skipped = [item for item in cited_papers(Fake(), ["W1", "W2"], 9, 99) if isinstance(item, Skipped)]
    assert [item.text for item in skipped] == ["openalex:W9"]


def test_citing_papers_in_a_circle() -> None:
    client = Fake()
    assert walked(citing_papers(client, ["W7"], 9, 99)) == [7, 4, 1, 2]  # 1 cites 4, which cites 1
    assert client.looked_up == [7, 4, 1, 2]


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        (FetchRequest("nobody", "x"), "there is no service"),
        (FetchRequest("openalex"), "say one thing to fetch"),
        (FetchRequest("openalex", "x", ids=("W1",)), "say one thing to fetch"),
        (FetchRequest("arxiv", cites=("2401.00001",)), r"arxiv does not say which papers cite a paper"),
        (FetchRequest("crossref", cites=("10.1/x",)), r"crossref does not say which papers cite a paper"),
        (FetchRequest("opencitations", "x"), "opencitations does not search by words"),
        (FetchRequest("openalex", daily=date(2026, 1, 5)), "openalex does not give a day's papers"),
        (FetchRequest("openalex", set="cs.LG"), "does not give a category by dates"),
        (FetchRequest("arxiv", "x", since=date(2026, 1, 5)), "--since and --until go with --set"),
        (FetchRequest("arxiv", set="cs.LG", since=date(2026, 1, 5), until=date(2026, 1, 4)), "is after"),
    ],
)  # fmt: skip
def test_requests_that_make_no_sense(request_: FetchRequest, says: str, http: Http) -> None:
    with pytest.raises(PaperweftError, match=says):
        list(fetch(request_, http))


def test_titles(serve: Serve, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    """The paper that has the title, whatever is found beside it; case, accents and punctuation do not tell titles apart."""

    def answer(asked: Asked) -> Any:
        works = [
            {"id": f"https://openalex.org/W{n}", "title": title}
            for n, title in ((1, "Widgets, Revisited"), (2, "Wídgets!"))
        ]
        return {"results": [] if "nothing" in asked.query["filter"] else works}

    monkeypatch.setenv("PAPERWEFT_OPENALEX_URL", serve(answer).url)
    items = list(fetch(FetchRequest("openalex", titles=("widgets", "WIDGETS.", "Widget", "nothing at all")), http))
    assert [item.title if isinstance(item, SourceRecord) else item.text for item in items] == [
        "Wídgets!",
        "Widget",
        "nothing at all",
    ]
    near, none = (item for item in items if isinstance(item, Skipped))
    assert near.reason == "openalex has no paper of this title; the nearest is “Widgets, Revisited”" and near.line == 3
    assert none.reason == "openalex has no paper of this title"
