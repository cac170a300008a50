"""What asking comes to, before anything is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperweft.enrichment.needs import needs
from paperweft.enrichment.services import DEFAULT_SERVICES, SERVICES, plan
from paperweft.workspace import Library
from tests.enrichment.conftest import add


def test_requests_minutes_and_costs_are_counted(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (name for service in SERVICES.values() for name in service.keys):
        monkeypatch.delenv(name, raising=False)
    rows = [{"title": f"A Paper with a DOI and the Number {n}", "doi": f"10.1234/{n}"} for n in range(120)]
    rows += [{"title": f"A Paper without Any but the Number {n}", "abstract": "x"} for n in range(30)]
    add(library, tmp_path, *rows)
    found = needs(library._record)
    plans = {p.service: p for p in plan(found, [*DEFAULT_SERVICES, "opencitations", "arxiv"], lambda *_: False)}
    s2 = plans["semanticscholar"]
    assert (s2.papers, s2.titles, s2.requests, s2.cost, s2.has_key) == (120, 30, 32, 0.0, False)
    assert s2.minutes == 1
    openalex = plans["openalex"]
    assert (openalex.requests, round(openalex.cost, 4)) == (33, 0.0303)
    assert plans["crossref"].requests == 36
    assert (plans["opencitations"].titles, plans["opencitations"].requests) == (0, 132)
    assert (plans["arxiv"].papers, plans["arxiv"].requests, plans["arxiv"].minutes) == (0, 30, 2)
    monkeypatch.setenv("OPENALEX_API_KEY", "k")
    (with_key,) = plan(found, ["openalex"], lambda *_: False)
    assert with_key.has_key and with_key.seconds < openalex.seconds


def test_a_paper_lacks_what_no_source_gave(library: Library, tmp_path: Path) -> None:
    add(
        library, tmp_path, {"title": "A Paper That Has It All, Really", "year": 2020, "abstract": "x", "doi": "10.1234/1", "references": ["10.1234/9"]},
        {"title": "A Paper That Has Only a Title", "references": ["a book without an identifier"]},
    )  # fmt: skip
    assert {need.paper.title: need.lacks for need in needs(library._record)} == {
        "A Paper That Has Only a Title": {"ids", "years", "abstracts", "citations"}
    }
    assert [need.lacks for need in needs(library._record, ("years",))] == [{"years"}]
