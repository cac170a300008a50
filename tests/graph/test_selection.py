"""The graph of some papers: what stays of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperweft.errors import PaperweftError
from paperweft.graph.selection import Selected, Selection
from paperweft.model import Link, Node
from paperweft.record.library import Record
from paperweft.workspace import Library
from tests.conftest import put

NODES = [
    Node("author:x", ("Author",), {"name": "X"}),
    Node("author:y", ("Author",), {"name": "Y"}),
    Node("model:a", ("Entity", "Model"), {"name": "A", "papers": 0}),
    Node("model:a-2", ("Entity", "Model"), {"name": "A 2", "papers": 2}),
    Node("model:b", ("Entity", "Model"), {"name": "B", "papers": 1}),
    Node("p1", ("Paper",), {"title": "One", "collections": ["Thesis", "Reading"], "first_seen": "2024-01-31"}),
    Node("p2", ("Paper",), {"title": "Two", "collections": ["Reading"], "first_seen": "2024-02-01"}),
    Node("p3", ("Paper",), {"title": "Three", "collections": [], "first_seen": "2024-02-02"}),
]
LINKS = [
    Link("author:x", "p1", "WROTE", {"position": 0}),
    Link("author:y", "p2", "WROTE", {"position": 0}),
    Link("model:a-2", "model:a", "VARIANT_OF", {"confidence": 1.0, "paper_ids": []}),
    Link("model:a-2", "model:b", "EXTENDS", {"confidence": 1.0, "paper_ids": ["p1", "p2"]}),
    Link("p1", "model:a-2", "USES", {"confidence": 0.9}),
    Link("p1", "p2", "CITES", {"sources": ["x"]}),
    Link("p2", "model:a-2", "USES", {"confidence": 0.4}),
    Link("p2", "model:b", "USES", {"confidence": 0.4}),
]


def kept(selection: Selection) -> tuple[dict[str, int | None], set[tuple[str, str]], list[Link]]:
    selected = Selected(selection, lambda: NODES, lambda: LINKS)
    links = list(selected.links(LINKS))
    nodes = {node.id: node.properties.get("papers") for node in selected.nodes(NODES)}
    return nodes, {(link.source, link.target) for link in links}, links


def test_a_collection_keeps_its_papers_and_what_they_support() -> None:
    nodes, links, _ = kept(Selection(collection="thesis"))
    assert nodes == {"author:x": None, "model:a": 0, "model:a-2": 1, "p1": None}
    assert links == {("author:x", "p1"), ("model:a-2", "model:a"), ("p1", "model:a-2")}


def test_lineage_stays_where_a_selected_paper_says_so() -> None:
    nodes, _, links = kept(Selection(collection="Reading", since="2024-02"))
    assert nodes == {"author:y": None, "model:a": 0, "model:a-2": 1, "model:b": 1, "p2": None}
    (extends,) = (link for link in links if link.kind == "EXTENDS")
    assert extends.properties["paper_ids"] == ["p2"]


def test_a_day_counts_itself() -> None:
    assert {"p2", "p3"} <= kept(Selection(since="2024-02-01"))[0].keys()
    assert "p1" not in kept(Selection(since="2024-02-01"))[0]
    assert kept(Selection())[0].keys() == {node.id for node in NODES}


@pytest.fixture
def library_path(record: Record, tmp_path: Path) -> Path:
    put(record, NODES, LINKS)
    return tmp_path / "small.db"


def test_what_there_is_is_said_where_nothing_is_selected(library_path: Path) -> None:
    with Library(library_path) as library:
        with pytest.raises(
            PaperweftError, match=r"no paper in the collection Tesis; its collections are Reading, Thesis"
        ):
            library.select(collection="Tesis")
        with pytest.raises(PaperweftError, match=r"no paper since 2025; the last came on 2024-02-02"):
            library.select(since="2025")
