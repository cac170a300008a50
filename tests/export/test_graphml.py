"""GraphML that networkx and igraph read back equal."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest

from paperweft.errors import PaperweftError
from paperweft.export import ExportGraph, export_graph
from paperweft.model import Link, Node
from paperweft.workspace import Library

ODD = "a <b> & \"c\" 'd' ]]> 🦙 \x07\x00 e\u0301 \n line"
NODES = [
    Node("title:<&\"'>", ("Paper",), {"title": ODD, "label": "L", "year": 2020, "authors": ["A|B", "C"]}),
    Node("model:x", ("Entity", "Model"), {"name": "X", "aliases": [], "papers": 1}),
]
LINKS = [
    Link(NODES[0].id, "model:x", "USES", {"confidence": 0.25, "count": 2, "evidence": ODD}),
    Link(NODES[0].id, "model:x", "CITES", {"sources": ["a", "b"]}),
]
CLEAN = ODD.replace("\x07", "").replace("\x00", "")
GRAPH = ExportGraph(lambda: NODES, lambda: LINKS)


def test_hostile_text_comes_back_with_types(tmp_path: Path) -> None:
    export_graph(tmp_path / "g.graphml", GRAPH)
    graph = nx.read_graphml(tmp_path / "g.graphml")
    assert graph.nodes[NODES[0].id] == {
        "label": "Paper",
        "name": CLEAN,
        "title": CLEAN,
        "short": "L",
        "year": 2020,
        "authors": "A|B|C",
    }
    assert graph.nodes["model:x"] == {"label": "Model", "name": "X", "papers": 1}
    edges = sorted((data["kind"], data.get("confidence"), data.get("sources")) for _, _, data in graph.edges(data=True))
    assert edges == [("CITES", None, "a|b"), ("USES", 0.25, None)]


def test_networkx_and_igraph_read_the_sample_as_it_is(sample: Library, tmp_path: Path) -> None:
    path = tmp_path / "g.graphml"
    nodes, links = sample.export(path)
    truth = sample.to_networkx()
    assert (truth.number_of_nodes(), truth.number_of_edges()) == (nodes, links)

    read = nx.read_graphml(path, force_multigraph=True)
    assert dict(read.nodes(data="name")) == dict(truth.nodes(data="name"))
    assert dict(read.nodes(data="year")) == dict(truth.nodes(data="year"))
    assert _edges((a, b, d["kind"]) for a, b, d in read.edges(data=True)) == _edges(
        (a, b, d["kind"]) for a, b, d in truth.edges(data=True)
    )

    other = igraph.Graph.Read_GraphML(str(path))
    ids = other.vs["id"]
    assert other.is_directed() and dict(zip(ids, other.vs["name"], strict=True)) == dict(truth.nodes(data="name"))
    assert _edges((ids[e.source], ids[e.target], e["kind"]) for e in other.es) == _edges(
        (a, b, d["kind"]) for a, b, d in truth.edges(data=True)
    )


def _edges(items: Any) -> list[tuple[str, str, str]]:
    return sorted(items)


def test_jsonl_is_the_canonical_form(sample: Library, tmp_path: Path) -> None:
    sample.export(tmp_path / "a.jsonl")
    sample.link()
    sample.export(tmp_path / "b.jsonl")
    text = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.jsonl").read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == sample.graph_hash
    nodes = sum(sample.counts()[0].values())
    assert text.split("\n")[:nodes] == sorted(text.split("\n")[:nodes])


def test_an_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(PaperweftError, match=r"\.graphml"):
        export_graph(tmp_path / "g.xyz", GRAPH)


def test_a_broken_off_export_leaves_the_old_file(tmp_path: Path) -> None:
    def broken() -> Any:
        yield NODES[0]
        raise RuntimeError

    (tmp_path / "g.graphml").write_text("old")
    with pytest.raises(RuntimeError):
        export_graph(tmp_path / "g.graphml", ExportGraph(broken, list))
    assert [p.name for p in tmp_path.iterdir()] == ["g.graphml"] and (tmp_path / "g.graphml").read_text() == "old"


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(PaperweftError, match="cannot be written"):
        export_graph(tmp_path / "no" / "g.graphml", GRAPH)
