"""Any text that a graph may hold comes back as it was, but for what the format cannot hold."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from paperweft.export import ExportGraph, export_graph
from paperweft.export.text import plain
from paperweft.model import Link, Node
from tests.export.reading import READERS, Read

_TEXT = st.text(st.characters(exclude_categories=[]), min_size=1, max_size=30)
_ID = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20).map("title:".__add__)
_SETTINGS = settings(max_examples=25, deadline=None)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], list[Link]]:
    ids = sorted(draw(st.lists(_ID, min_size=1, max_size=4, unique=True)))
    nodes = [
        Node(
            name, ("Paper",), {"title": draw(_TEXT), "year": draw(st.integers(0, 9999)), "authors": draw(st.lists(_TEXT, max_size=3))}
        )
        for name in ids
    ]  # fmt: skip
    pairs = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), unique=True, max_size=4))
    links = [
        Link(*pair, "USES", {"evidence": draw(_TEXT), "confidence": draw(st.floats(0, 1))}) for pair in sorted(pairs)
    ]
    return nodes, links


def back(name: str, nodes: list[Node], links: list[Link]) -> Read:
    with tempfile.TemporaryDirectory() as folder:
        files = export_graph(Path(folder) / f"g.{name}", ExportGraph(lambda: nodes, lambda: links)).files
        return READERS[name](*files)


def _same(read: Any, text: str) -> bool:
    return read == plain(text) or (not plain(text) and not read)


@_SETTINGS
@given(graphs())
def test_graphml(graph: tuple[list[Node], list[Link]]) -> None:
    _holds(back("graphml", *graph), *graph)


@_SETTINGS
@given(graphs())
def test_gexf(graph: tuple[list[Node], list[Link]]) -> None:
    _holds(back("gexf", *graph), *graph)


def _holds(read: Read, nodes: list[Node], links: list[Link]) -> None:
    assert list(read.nodes) == [node.id for node in nodes]
    for node in nodes:
        values = read.nodes[node.id]
        assert _same(values["title"], node.properties["title"]) and values["year"] == node.properties["year"]
        assert _same(values.get("authors", ""), "|".join(node.properties["authors"]))
    assert [(a, b) for a, b, _ in read.links] == [(link.source, link.target) for link in links]
    for (*_, values), link in zip(read.links, links, strict=True):
        assert _same(values["evidence"], link.properties["evidence"])
        assert values["confidence"] == link.properties["confidence"]


@_SETTINGS
@given(graphs())
def test_csv(graph: tuple[list[Node], list[Link]]) -> None:
    nodes, links = graph
    read = back("csv", nodes, links)
    assert list(read.nodes) == [node.id for node in nodes]
    for node in nodes:
        values = read.nodes[node.id]
        title = plain(node.properties["title"]).replace("\r\n", "\n").replace("\r", "\n")
        assert values["title"] == title and int(values["year"]) == node.properties["year"]
    assert [(a, b, float(v["confidence"])) for a, b, v in read.links] == [
        (link.source, link.target, link.properties["confidence"]) for link in links
    ]


@_SETTINGS
@given(graphs())
def test_rdf(graph: tuple[list[Node], list[Link]]) -> None:
    nodes, links = graph
    for name in ("nt", "ttl"):
        read = back(name, nodes, links)
        assert set(read.nodes) == {node.id for node in nodes}
        for node in nodes:
            (title,) = read.nodes[node.id]["https://schema.org/name"]
            assert title == "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in node.properties["title"])
        assert read.ends == sorted((link.source, link.target) for link in links)


@_SETTINGS
@given(graphs())
def test_json(graph: tuple[list[Node], list[Link]]) -> None:
    nodes, links = graph
    for name in ("jsonl", "cx2", "cyjs"):
        read = back(name, nodes, links)
        assert {n: v["title"] for n, v in read.nodes.items()} == {n.id: n.properties["title"] for n in nodes}
        assert [v["evidence"] for *_, v in read.links] == [link.properties["evidence"] for link in links]
