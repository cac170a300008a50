"""Papers get what they lack from services, once, and from wherever the run was broken off."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from paperweft.enrichment.needs import WHAT
from paperweft.enrichment.run import EnrichReport, enrich, planned
from paperweft.enrichment.unmatched import UNMATCHED_COLUMNS, unmatched
from paperweft.workspace import Library
from tests.enrichment.conftest import Service, add, found

NOW = datetime(2026, 11, 28, tzinfo=timezone.utc)
GIZMOS = {"title": "A Telling Title of a Paper about Gizmos", "authors": ["Ann Davies"], "year": 2020}
WIDGETS = {"title": "Quite Another Paper That Measures Widgets", "authors": ["Bo Lee"], "year": 2021, "ids": {"doi": "10.1234/w"}}  # fmt: skip


def run(
    library: Library, what: Any = WHAT, limit: int | None = None, now: datetime = NOW, **clients: Service
) -> EnrichReport:
    report = enrich(library._record, clients, what, limit=limit, now=now)
    library.link()
    return report


def properties(library: Library, title: str) -> dict[str, Any]:
    return dict(library.paper(title).properties)


def test_papers_get_what_they_lack_and_keep_their_id(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, GIZMOS, WIDGETS)
    before = library.paper(GIZMOS["title"]).id  # type: ignore[arg-type]
    service = Service(
        found("semanticscholar", "A telling title of a paper about gizmos.", {"s2": "a" * 40, "doi": "10.1234/g"}, authors=("A. Davies",), year=2020, abstract="On gizmos."),
        found("semanticscholar", WIDGETS["title"], {"doi": "10.1234/w", "arxiv": "2001.00001"}, authors=("B. Lee",), year=2021, abstract="On widgets.", references=({"doi": "10.1234/g"},)),
    )  # fmt: skip
    report = run(library, semanticscholar=service)
    assert (report.asked, report.answered, report.matched, report.failures) == (2, 2, 1, ())
    assert report.gained == {"ids": 1, "years": 0, "abstracts": 2, "citations": 1}
    gizmos = properties(library, GIZMOS["title"])  # type: ignore[arg-type]
    assert (gizmos["doi"], gizmos["abstract"]) == ("10.1234/g", "On gizmos.")
    assert library.paper(GIZMOS["title"]).id == before  # type: ignore[arg-type]
    assert properties(library, WIDGETS["title"])["arxiv_id"] == "2001.00001"  # type: ignore[arg-type]
    (link,) = library._record.graph.links("CITES")
    assert (link.target, link.properties) == (before, {"sources": ["semanticscholar"]})
    assert unmatched(library._record) == []


def test_what_one_service_lacks_the_next_is_asked_for_and_no_more(library: Library, tmp_path: Path) -> None:
    more = {
        "title": "A Third Paper That Nobody Needs to Ask for",
        "ids": {"doi": "10.1234/m"},
        "references": ["10.1234/x"],
    }
    add(library, tmp_path, WIDGETS, more)
    first = Service(found("semanticscholar", WIDGETS["title"], {"doi": "10.1234/w"}, authors=("B. Lee",)))
    second = Service(found("openalex", WIDGETS["title"], {"doi": "10.1234/w"}, references=({"doi": "10.1234/x"},)))
    third = Service()
    report = run(library, ("citations",), semanticscholar=first, openalex=second, crossref=third)
    assert (first.asked, second.asked, third.asked) == (["doi:10.1234/w"], ["doi:10.1234/w"], [])
    assert report.gained == {"citations": 1}


def test_a_paper_is_asked_for_by_its_other_identifiers_too(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, {**WIDGETS, "ids": {"doi": "10.1234/w", "arxiv": "2001.00001", "pmid": "17"}})
    service = Service(
        found("semanticscholar", WIDGETS["title"], {"arxiv": "2001.00001"}, references=({"doi": "10.1234/x"},))
    )
    run(library, semanticscholar=service)
    assert service.asked == ["doi:10.1234/w", "arxiv:2001.00001"]
    assert unmatched(library._record) == []


def test_nothing_is_asked_twice_until_a_month_has_gone_or_an_id_was_learned(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, WIDGETS, GIZMOS)
    assert [p.requests for p in planned(library._record, WHAT, ["semanticscholar"], now=NOW)] == [2]
    assert run(library, semanticscholar=(service := Service())).asked == 2
    assert service.asked == [GIZMOS["title"], "doi:10.1234/w"]
    assert run(library, semanticscholar=(service := Service())).asked == 0 and service.asked == []
    assert [p.requests for p in planned(library._record, WHAT, ["semanticscholar"], now=NOW)] == [0]
    add(library, tmp_path, {**WIDGETS, "ids": {"doi": "10.1234/w", "arxiv": "2001.00001"}}, name="later.jsonl")
    run(library, semanticscholar=(service := Service()))
    assert service.asked == ["doi:10.1234/w", "arxiv:2001.00001"]
    run(library, now=NOW + timedelta(days=31), semanticscholar=(service := Service()))
    assert len(service.asked) == 3


@pytest.mark.parametrize("done", range(7))
def test_a_run_that_fails_anywhere_goes_on_where_it_stopped(library: Library, tmp_path: Path, done: int) -> None:
    rows = [{**GIZMOS, "title": f"A Telling Title of Paper Number {n} of Six"} for n in range(3)]
    rows += [{**WIDGETS, "title": f"Measuring {n} Widgets at Once", "ids": {"doi": f"10.1234/{n}"}} for n in range(3)]
    add(library, tmp_path, *rows)
    known = [
        found("semanticscholar", row["title"], row.get("ids") or {"doi": f"10.1234/x{n}"}, authors=tuple(row["authors"]), year=row["year"], abstract="An abstract.", references=({"doi": "10.1234/y"},))
        for n, row in enumerate(rows)
    ]  # fmt: skip
    first = Service(*known, fails_after=done)
    report = run(library, semanticscholar=first)
    assert report.failures == (() if done == 6 else ("service has had enough",))
    second = Service(*known)
    run(library, semanticscholar=second)
    assert sorted(first.asked + second.asked) == sorted(
        [row["title"] for row in rows[:3]] + [f"doi:10.1234/{n}" for n in range(3)]
    )
    assert library.lacking() == dict.fromkeys(WHAT, 0)


def test_a_service_that_fails_leaves_its_papers_to_the_next(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, WIDGETS)
    second = Service(found("openalex", WIDGETS["title"], {"doi": "10.1234/w"}, references=({"doi": "10.1234/x"},)))
    report = run(library, ("citations",), semanticscholar=Service(fails_after=0), openalex=second)
    assert report.failures == ("service has had enough",) and report.gained == {"citations": 1}


def test_the_rest_is_listed_with_the_reason_and_the_nearest_candidate(library: Library, tmp_path: Path) -> None:
    add(
        library, tmp_path, GIZMOS, {"title": "", "abstract": "An abstract without a title, but of some length."},
        {"title": "Nothing in the World Is Like This One", "year": 1999}, {**WIDGETS, "ids": {"doi": "10.1234/wrong"}},
    )  # fmt: skip
    service = Service(
        found("semanticscholar", "A Telling Title of a Paper about Gizmos", {"doi": "10.1234/g"}, authors=("C. Fox",), year=2020),
        found("semanticscholar", "On the Diet of Brown Bears", {"doi": "10.1234/wrong"}, authors=("D. Bear",), year=2001),
    )  # fmt: skip
    report = run(library, semanticscholar=service)
    assert (report.answered, report.gained["ids"]) == (0, 0)
    rows = {
        row["title"]: row for row in (dict(zip(UNMATCHED_COLUMNS, r, strict=True)) for r in unmatched(library._record))
    }
    gizmos = rows[GIZMOS["title"]]
    assert "other authors" in gizmos["reason"] and gizmos["asked"] == "semanticscholar"
    assert (gizmos["candidate_id"], gizmos["candidate_authors"], gizmos["similarity"]) == (
        "doi:10.1234/g",
        "C. Fox",
        1.0,
    )
    assert "neither an identifier nor a title" in rows[""]["reason"]
    assert "nothing like this title" in rows["Nothing in the World Is Like This One"]["reason"]
    assert "another paper's identifier" in rows[WIDGETS["title"]]["reason"]
    assert properties(library, WIDGETS["title"])["year"] == 2021  # type: ignore[arg-type]
    assert len(rows) == 4


def test_what_came_leaves_with_its_records(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, GIZMOS)
    run(library, semanticscholar=Service(found("semanticscholar", GIZMOS["title"], {"doi": "10.1234/g"}, authors=("A. Davies",), year=2020)))  # fmt: skip
    records = library._record.papers.records_of(library.paper(GIZMOS["title"]).id)  # type: ignore[arg-type]
    assert [record.source for record in records] == ["jsonl", "matched", "semanticscholar"]
    assert records[0].ids == {} and records[1].title == GIZMOS["title"]
    (coverage,) = library.coverage()
    assert set(coverage.sources) == {"jsonl", "semanticscholar"}


def test_the_limit_counts_papers(library: Library, tmp_path: Path) -> None:
    add(library, tmp_path, WIDGETS, GIZMOS)
    service = Service()
    assert run(library, limit=1, semanticscholar=service).asked == 1
    assert service.asked == ["doi:10.1234/w"]
    assert run(library, limit=1, semanticscholar=service).asked == 1
    assert service.asked[1:] == [GIZMOS["title"]]
