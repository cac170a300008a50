"""VOSviewer's JSON as its documentation has it."""

from __future__ import annotations

import json
from pathlib import Path

from paperweft.export import ExportGraph, export_graph
from paperweft.model import Link, Node
from paperweft.workspace import Library


def test_items_and_links_have_what_vosviewer_reads(sample: Library, tmp_path: Path) -> None:
    sample.analyze()
    network = sample.network("cooccurrence", min_weight=2)
    nodes, links = sample.export_network(network, tmp_path / "map.json", format="vosviewer")
    found = json.loads((tmp_path / "map.json").read_text(encoding="utf-8"))["network"]
    assert (len(found["items"]), len(found["links"])) == (nodes, links) == network.size
    known = {"id", "label", "description", "url", "x", "y", "cluster", "weights", "scores"}
    for item in found["items"]:
        assert item.keys() <= known and isinstance(item["label"], str)
        assert all(value >= 0 for value in item["weights"].values())
        assert 1 <= item["cluster"] <= 1000
    ids = {item["id"] for item in found["items"]}
    truth = sample.to_networkx()
    for link in found["links"]:
        assert {link["source_id"], link["target_id"]} <= ids and link["strength"] >= 2
        assert 2 <= len(link["papers"]) <= 20
        for paper in link["papers"]:
            assert {link["source_id"], link["target_id"]} <= set(truth.successors(paper))


def test_names_run_nothing_where_descriptions_are_html(tmp_path: Path) -> None:
    nodes = [
        Node("model:a", ("Entity", "Model"), {"name": "<img src=x onerror=alert(1)>", "url": "javascript:alert(1)"}),
        Node("model:b", ("Entity", "Model"), {"name": "B", "url": "https://example.org", "community": 2000}),
    ]
    graph = ExportGraph(lambda: nodes, lambda: [Link("model:a", "model:b", "X", {"weight": 1.0})], directed=False)
    path = export_graph(tmp_path / "map.json", graph, "vosviewer").files[0]
    first, second = json.loads(path.read_text(encoding="utf-8"))["network"]["items"]
    assert "<img" not in first["description"] and "&lt;img" in first["description"] and "url" not in first
    assert second["url"] == "https://example.org" and "cluster" not in second
