"""What asking comes to, before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperweft.clients import crossref, openalex, semanticscholar
from paperweft.enrichment.needs import needs
from paperweft.enrichment.services import DEFAULT_SERVICES, plan
from paperweft.workspace import Library
from tests.enrichment.conftest import add


def test_requests_minutes_and_costs_are_counted(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"title": f"A Paper with a DOI and the Number {n}", "doi": f"10.1234/{n}"} for n in range(120)]
    rows += [{"title": f"A Paper without Any but the Number {n}", "abstract": "x"} for n in range(90)]
    add(library, tmp_path, *rows)
    found = needs(library._record)
    plans = {p.service: p for p in plan(found, [*DEFAULT_SERVICES, "opencitations", "arxiv"], lambda *_: False)}
    s2 = plans["semanticscholar"]
    assert semanticscholar.BATCH == 100
    assert (s2.papers, s2.titles, s2.requests, s2.dollars, s2.has_key) == (120, 90, 90 + 3, 0.0, False)
    assert s2.minutes == 2
    assert plans["openalex"].requests >= 90 + 120 / openalex.BATCH
    assert plans["openalex"].dollars == pytest.approx(0.09 + 0.0003, abs=1e-4)
    assert plans["crossref"].requests >= 90 + 120 / crossref.BATCH
    assert (plans["opencitations"].titles, plans["arxiv"].papers, plans["arxiv"].requests) == (0, 0, 90)
    monkeypatch.setenv("OPENALEX_API_KEY", "k")
    (with_key,) = plan(found, ["openalex"], lambda *_: False)
    assert with_key.has_key and with_key.seconds < plans["openalex"].seconds
    assert [p.requests for p in plan(found, ["openalex"], lambda *_: True)] == [0]


def test_a_paper_lacks_what_no_source_gave(library: Library, tmp_path: Path) -> None:
    add(
        library, tmp_path, {"title": "A Paper That Has It All, Really", "year": 2020, "abstract": "x", "doi": "10.1234/1", "references": ["10.1234/9"]},
        {"title": "A Paper That Has Only a Title", "references": ["a book without an identifier"]},
    )  # fmt: skip
    assert {need.paper.title: need.lacks for need in needs(library._record)} == {
        "A Paper That Has Only a Title": {"ids", "years", "abstracts", "citations"}
    }
    assert [need.lacks for need in needs(library._record, ("years",))] == [{"years"}]
