"""The bundled sample is what it says: true ids in form, citations that resolve and never look ahead."""

from __future__ import annotations

import json

from paperweft.identity import identifier_of
from paperweft.workspace import Library
from tests.conftest import SAMPLE

PAPERS = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


def test_every_paper_has_what_a_paper_has() -> None:
    assert len(PAPERS) >= 115 and len({paper["title"] for paper in PAPERS}) == len(PAPERS)
    for paper in PAPERS:
        assert paper["schema"] == 1 and paper["authors"] and 1990 < paper["year"] <= 2026, paper["title"]
        assert 25 <= len(paper["abstract"].split()) <= 110, paper["title"]
        for kind, value in paper["ids"].items():
            assert identifier_of(value, kind) == (kind, value.lower() if kind == "doi" else value), paper["title"]


def test_citations_resolve_and_never_look_ahead() -> None:
    years = {tuple(*paper["ids"].items()): paper["year"] for paper in PAPERS if paper["ids"]}
    for paper in PAPERS:
        own = tuple(*paper["ids"].items()) if paper["ids"] else None
        for reference in paper["references"]:
            (target,) = reference.items()
            assert target in years and target != own and years[target] <= paper["year"], (paper["title"], target)


def test_llama_mamba_and_mae_have_their_kin(sample: Library) -> None:
    assert {"Llama 2", "Llama 3"} <= {row["descendant"] for row in sample.query("what-came-of", entity="Llama")}
    assert "Mamba" in {row["ancestor"] for row in sample.query("descends-from", entity="Mamba-2")}
    assert len(sample.query("papers-about", entity="MAE")) >= 5
