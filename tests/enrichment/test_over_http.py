"""enrich and gaps through the real clients and the requests stack, against a server that answers as the services do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from paperweft.clients.limits import Limits
from paperweft.workspace import Library
from tests.conftest import Serve
from tests.enrichment.conftest import add
from tests.service import Asked, Reply

GIZMOS = {"title": "A Telling Title of a Paper about Gizmos", "authors": ["Ann Davies"], "year": 2020}
WIDGETS = {"title": "Quite Another Paper That Measures Widgets", "authors": ["Bo Lee"], "doi": "10.1234/w"}
ABSENT = {"title": "A Paper That Semantic Scholar Does Not Have", "authors": ["Cy Fox"], "doi": "10.1234/a"}
SHA = "{:040x}".format


def paper(number: int, row: dict[str, Any], *, doi: str | None, references: list[str] = []) -> dict[str, Any]:  # noqa: B006
    """A paper in the Graph API's form, absent values as null."""
    return {
        "paperId": SHA(number), "externalIds": {"DOI": doi, "CorpusId": number} if doi else {"CorpusId": number},
        "title": row["title"], "abstract": None, "year": row.get("year"), "venue": "", "authors": [{"authorId": "1", "name": name} for name in row["authors"]],
        "references": [{"paperId": None, "externalIds": None}, *({"paperId": SHA(sum(d.encode())), "externalIds": {"DOI": d}} for d in references)],
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "wait", lambda self, host, pace: None)
    monkeypatch.setattr(Limits, "pause", lambda self, host, seconds: None)


def semanticscholar(asked: Asked) -> Any:
    """Knows GIZMOS and WIDGETS; answers null for other ids and 404 for other titles, as the service does."""
    known = {"DOI:10.1234/g": paper(1, GIZMOS, doi="10.1234/g", references=["10.1234/w", "10.1234/gap"]),
             "DOI:10.1234/w": paper(2, WIDGETS, doi="10.1234/w", references=["10.1234/gap"])}  # fmt: skip
    if asked.path.endswith("/match"):
        hit = asked.query["query"] == GIZMOS["title"]
        match = {**known["DOI:10.1234/g"], "matchScore": 90.5}
        del match["references"]  # a search does not give them
        return {"data": [match]} if hit else Reply({"error": "Title match not found"}, 404)
    if asked.path.endswith("/batch"):
        if not any(identifier in known for identifier in asked.body["ids"]):
            return Reply({"error": "No valid paper ids given"}, 400)
        return [
            known.get(identifier, known.get("DOI:10.1234/g") if identifier == SHA(1) else None)
            for identifier in asked.body["ids"]
        ]
    return Reply({"error": "Paper with id not found"}, 404)


def crossref(asked: Asked) -> Any:
    """Has deposited references of ABSENT."""
    item = {"DOI": "10.1234/a", "title": [ABSENT["title"]], "author": [{"given": "Cy", "family": "Fox"}], "reference": [{"key": "1", "DOI": "10.1234/gap"}, {"key": "2", "unstructured": "A book."}]}  # fmt: skip
    if asked.path.endswith("/works"):
        return {"status": "ok", "message": {"items": [item] if "10.1234/a" in asked.query.get("filter", "") else []}}
    if asked.path.endswith("/works/10.1234/a"):
        return {"status": "ok", "message": item}
    return Reply("Resource not found.", 404)


def test_papers_are_completed_from_one_service_after_the_other(
    serve: Serve, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = serve(semanticscholar), serve(crossref)
    monkeypatch.setenv("PAPERWEFT_SEMANTICSCHOLAR_URL", first.url)
    monkeypatch.setenv("PAPERWEFT_CROSSREF_URL", second.url)
    add(library, tmp_path, GIZMOS, WIDGETS, ABSENT)
    report = library.enrich(("ids", "citations"), ("semanticscholar", "crossref"))
    library.link()
    assert report.failures == () and report.gained == {"ids": 1, "citations": 3}
    links = {(link.source, link.target): link.properties["sources"] for link in library._record.graph.links("CITES")}
    assert links == {(library.paper(str(GIZMOS["title"])).id, "doi:10.1234/w"): ["semanticscholar"]}
    assert len([asked for asked in first.asked if asked.path.endswith("/batch")]) == 1
    sent = len(first.asked) + len(second.asked)
    assert library.enrich(("ids", "citations"), ("semanticscholar", "crossref")).asked == 0
    assert len(first.asked) + len(second.asked) == sent
    monkeypatch.setenv("PAPERWEFT_OPENALEX_URL", serve(lambda asked: Reply({"error": "Not found"}, 404)).url)
    found = library.gaps(min_cited=3)
    assert [(gap.id, len(gap.cited_by)) for gap in found.works] == [("doi:10.1234/gap", 3)]


def test_a_service_that_is_closed_for_hours_ends_in_one_line_and_what_came_stays(
    serve: Serve, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = True

    def answer(asked: Asked) -> Any:
        if closed and asked.path.endswith("/batch"):
            return Reply({"message": "Too Many Requests", "code": "429"}, 429, {"Retry-After": "46800"})
        return semanticscholar(asked)

    service = serve(answer)
    monkeypatch.setenv("PAPERWEFT_SEMANTICSCHOLAR_URL", service.url)
    monkeypatch.setenv("S2_API_KEY", "secret-key")
    add(library, tmp_path, GIZMOS, WIDGETS)
    report = library.enrich(("ids", "citations"), ("semanticscholar",))
    (failure,) = report.failures
    assert "answers again from" in failure and "secret-key" not in failure and "\n" not in failure
    assert report.matched == 1
    closed = False
    sent = len(service.asked)
    report = library.enrich(("ids", "citations"), ("semanticscholar",))
    assert report.failures == () and report.gained == {"ids": 0, "citations": 2}
    assert [asked.path.rpartition("/")[2] for asked in service.asked[sent:]] == ["batch"]
    stored = json.dumps([dict(row) for row in library._record._db.execute("SELECT * FROM source_record")])
    assert "secret-key" not in stored
