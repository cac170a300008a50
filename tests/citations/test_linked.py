"""What abstracts cite becomes CITES where one paper alone can be meant, and code a property."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from paperweft.workspace import Library


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library(tmp_path / "l.db") as opened:
        yield opened


def add(library: Library, tmp_path: Path, *rows: dict[str, Any], name: str = "a.jsonl") -> None:
    path = tmp_path / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    library.add(path)
    library.link()


def cites(library: Library) -> dict[tuple[str, str], list[str]]:
    links = library._record.graph.links("CITES")
    names = {node.id: node.properties["citekey"] for node in library._record.graph.nodes("Paper")}
    return {(names[link.source], names[link.target]): link.properties["sources"] for link in links}


def paper(key: str, year: int | None, authors: list[str], abstract: str = "", **more: Any) -> dict[str, Any]:
    return {"citekey": key, "title": f"A Paper That Is Called {key}", "year": year, "authors": authors, "abstract": abstract, **more}  # fmt: skip


MANY = ["Ann Davies", "B. Jones", "C. Lee"]


def test_the_one_paper_that_fits_is_cited(library: Library, tmp_path: Path) -> None:
    text = (
        "We follow Davies et al., 2024, (Smith and Jones, 2020; Hinton 2002), van den Oord et al. (2018), "
        "arXiv:2001.00001 and https://doi.org/10.1234/x(1). However, Jones and Lee (2021) differ."
    )
    add(
        library, tmp_path,
        paper("citing", 2025, ["Zoe Zed"], text),
        paper("davies", 2024, MANY), paper("smith", 2020, ["John Smith", "Jones, Q."]), paper("hinton", 2002, ["Geoffrey Hinton"]),
        paper("oord", 2018, ["Aaron van den Oord", "Y. Li", "O. Vinyals"]),
        paper("arxiv", 2020, ["X Y"], ids={"arxiv": "2001.00001"}), paper("doi", 2020, ["X Z"], doi="10.1234/x(1)"),
        paper("jones", 2021, ["Ian Jones", "Kim Lee"]),
    )  # fmt: skip
    expected = ("davies", "smith", "hinton", "oord", "arxiv", "doi", "jones")
    assert cites(library) == {("citing", key): ["abstract"] for key in expected}


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Davies et al., 2024", [paper("one", 2024, MANY), paper("two", 2024, ["D. Davies", "E. F.", "G. H."])]),
        ("Davies et al., 2024", [paper("one", 2023, MANY)]),
        ("Davies et al., 2024", [paper("one", 2024, ["Ann Davies"])]),
        ("Davies (2024)", [paper("one", 2024, MANY)]),
        ("Davies and Lee (2024)", [paper("one", 2024, MANY)]),
        ("Davies et al. (2024a) and Davies et al. (2024b)", [paper("one", 2024, MANY)]),
        ("Davies et al., 2024", [paper("one", None, MANY)]),
        ("a Davies test of 2024", [paper("one", 2024, ["Ann Davies"])]),
    ],
)
def test_what_may_mean_another_work_is_not_linked(
    library: Library, tmp_path: Path, text: str, others: list[dict[str, Any]]
) -> None:
    add(library, tmp_path, paper("citing", 2025, ["Zoe Zed"], text), *others)
    assert cites(library) == {}


def test_a_paper_cites_neither_itself_nor_the_future(library: Library, tmp_path: Path) -> None:
    text = "Davies et al., 2024; arXiv:2001.00001; Davies et al. (2020)"
    add(
        library, tmp_path, paper("citing", 2020, MANY, text, ids={"arxiv": "2001.00001"}),
        paper("later", 2024, ["D. Davies", "E. F.", "G. H."]),
    )  # fmt: skip
    assert cites(library) == {}


def test_one_letter_and_two_author_lists_are_told_apart(library: Library, tmp_path: Path) -> None:
    add(
        library, tmp_path, paper("citing", 2025, ["Zoe Zed"], "as Davies et al. (2024a) say"),
        paper("three", 2024, MANY), paper("two", 2024, ["D. Davies", "E. Fox"]), paper("alone", 2024, ["U. Davies"]),
    )  # fmt: skip
    assert cites(library) == {("citing", "three"): ["abstract"]}


def test_a_preprint_is_found_by_the_year_of_either_record(library: Library, tmp_path: Path) -> None:
    both = {
        "title": "One Paper of Two Years and Records",
        "authors": MANY,
        "citekey": "both",
        "ids": {"arxiv": "2001.00002"},
    }
    add(
        library,
        tmp_path,
        paper("citing", 2025, ["Zoe Zed"], "Davies et al., 2019; Davies et al., 2018"),
        {**both, "year": 2018},
    )
    add(library, tmp_path, {**both, "year": 2019}, name="b.jsonl")
    assert cites(library) == {("citing", "both"): ["abstract"]}


def test_a_cut_list_of_authors_fits_et_al(library: Library, tmp_path: Path) -> None:
    add(
        library,
        tmp_path,
        paper("citing", 2025, ["Zoe Zed"], "Davies et al., 2024"),
        paper("cut", 2024, ["Ann Davies et al."]),
    )
    assert cites(library) == {("citing", "cut"): ["abstract"]}


def test_sources_of_one_citation_are_joined(library: Library, tmp_path: Path) -> None:
    add(
        library, tmp_path, paper("citing", 2025, ["Zoe Zed"], "arXiv:2001.00001", references=["arXiv:2001.00001"]),
        paper("cited", 2020, MANY, ids={"arxiv": "2001.00001"}),
    )  # fmt: skip
    assert cites(library) == {("citing", "cited"): ["abstract", "jsonl"]}


def test_code_of_sources_and_abstract_is_one_property(library: Library, tmp_path: Path) -> None:
    add(
        library, tmp_path,
        paper("one", 2020, MANY, "Code at https://github.com/Own/Repo and https://gitlab.com/a/b."), paper("two", 2020, ["X"]),
    )  # fmt: skip
    nodes = {node.properties["citekey"]: node.properties for node in library._record.graph.nodes("Paper")}
    assert nodes["one"]["code"] == ["https://github.com/Own/Repo", "https://gitlab.com/a/b"]
    assert "code" not in nodes["two"]
    found = library.query("MATCH (p:Paper) WHERE 'https://gitlab.com/a/b' IN p.code RETURN p.citekey AS key")
    assert found.values == (("one",),)
    library.export(tmp_path / "g.graphml")
    assert "https://github.com/Own/Repo|https://gitlab.com/a/b" in (tmp_path / "g.graphml").read_text(encoding="utf-8")
