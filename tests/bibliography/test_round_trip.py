"""References written as BibTeX or RIS and read by our own readers are the same papers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from paperweft.bibliography import entry_of_paper, write_bibliography
from paperweft.workspace import Library

PAPERS: list[dict[str, Any]] = [
    {"title": "Gödel & Söhne: 100% of C_3 in LaTeX?", "authors": ["Kurt Gödel", "Aaron van den Oord"], "year": 2020, "venue": "Proceedings of A & B", "doi": "10.1234/a_b(c)", "abstract": "An “odd” abstract – with α, 50% & more #1.", "citekey": "goedel:20"},
    {"title": "BERT and GPT-4 Walk into a Bar", "authors": ["Ann Davies"], "year": 2021, "venue": "Journal of Jokes", "arxiv": "2001.00001", "abstract": "It’s 5$ a beer."},
    {"title": "A Preprint with Neither Venue nor Abstract", "authors": ["Bo Lee", "The Gizmo Collaboration"], "year": 2022, "arxiv": "2001.00002", "tags": ["gizmos", "bars"]},
]  # fmt: skip


@pytest.mark.parametrize("suffix", [".bib", ".ris"])
def test_papers_come_back_as_they_were(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / "papers.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in PAPERS), encoding="utf-8")
    found = []
    for step, path in (("first", source), ("again", tmp_path / f"refs{suffix}")):
        with Library(tmp_path / f"{step}.db") as library:
            report = library.add(path)
            assert (report.new, report.skipped) == (3, ())
            library.link()
            nodes = list(library._record.graph.nodes("Paper"))
        found.append({node.id: node.properties for node in nodes})
        if step == "first":
            write_bibliography(tmp_path / f"refs{suffix}", [entry_of_paper(node) for node in nodes])
    before, after = found
    assert before.keys() == after.keys()
    for paper, properties in before.items():
        for name in ("title", "abstract", "authors", "year", "venue", "doi", "arxiv_id", "tags"):
            assert after[paper].get(name) == properties.get(name), (paper, name)
    assert any(properties["citekey"] == "goedel:20" for properties in after.values())
