"""The graph above a confidence: what stays, and that every way to it gives the same."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from paperweft.errors import PaperweftError
from paperweft.graph.threshold import Threshold
from paperweft.model import Link, Node
from paperweft.workspace import Library

NODES = [
    Node("p1", ("Paper",), {"title": "One"}),
    Node("p2", ("Paper",), {"title": "Two"}),
    Node("model:a", ("Entity", "Model"), {"name": "A", "papers": 0}),
    Node("model:a-2", ("Entity", "Model"), {"name": "A 2", "papers": 2}),
    Node("model:b", ("Entity", "Model"), {"name": "B", "papers": 1}),
    Node("model:b-2", ("Entity", "Model"), {"name": "B 2", "papers": 1}),
]
LINKS = [
    Link("p1", "model:a-2", "USES", {"confidence": 0.9}),
    Link("p2", "model:a-2", "USES", {"confidence": 0.4}),
    Link("p2", "model:b", "USES", {"confidence": 0.4}),
    Link("p2", "model:b-2", "USES", {"confidence": 0.5}),
    Link("model:a-2", "model:a", "VARIANT_OF", {"confidence": 1.0}),
    Link("model:b-2", "model:b", "VARIANT_OF", {"confidence": 0.8}),
    Link("p1", "p2", "CITES", {"sources": ["x"]}),
]


@pytest.mark.parametrize(
    ("least", "papers", "links"),
    [
        (0.0, {"model:a": 0, "model:a-2": 2, "model:b": 1, "model:b-2": 1}, 7),
        (0.5, {"model:a": 0, "model:a-2": 1, "model:b": 0, "model:b-2": 1}, 5),
        (0.6, {"model:a": 0, "model:a-2": 1}, 3),
        (0.95, {}, 1),
    ],
)
def test_sure_links_stay_with_their_entities_counted_again(least: float, papers: dict[str, int], links: int) -> None:
    def stream() -> Iterable[Link]:
        return iter(LINKS)

    sure = Threshold(least, stream)
    nodes = list(sure.nodes(NODES))
    assert {n.id: n.properties["papers"] for n in nodes if n.labels[0] == "Entity"} == papers
    assert [n.id for n in nodes if n.label == "Paper"] == ["p1", "p2"]
    assert len(list(sure.links(LINKS))) == links


def test_building_with_a_threshold_is_looking_with_it(sample: Library, tmp_path: Path) -> None:
    whole = sample.graph_hash
    looked = sample.export(tmp_path / "looked.jsonl", min_confidence=0.97)
    counted = sample.query("-- MATCH (e:Entity) RETURN count(e) AS n".removeprefix("-- "), min_confidence=0.97).values
    network = sample.to_networkx(min_confidence=0.97)
    assert (
        sample.graph_hash == whole and looked == (len(network), network.size()) and looked != sample.export("all.jsonl")
    )
    sample.link(min_confidence=0.97)
    assert sample.export(tmp_path / "built.jsonl") == looked
    assert (tmp_path / "built.jsonl").read_bytes() == (tmp_path / "looked.jsonl").read_bytes()
    assert sample.query("MATCH (e:Entity) RETURN count(e) AS n").values == counted
    sample.link()
    assert sample.report().min_confidence == 0.97 and sample.export(tmp_path / "again.jsonl") == looked
    sample.link(min_confidence=0)
    assert sample.graph_hash == whole


def test_a_neighbourhood_passes_over_unsure_links(sample: Library) -> None:
    whole, sure = (sample.neighbourhood("Mamba", hops=2, min_confidence=least) for least in (0.0, 0.95))
    assert 1 < len(sure.nodes) < len(whole.nodes)
    assert all(link.properties.get("confidence", 1) >= 0.95 for link in sure.links)


def test_a_server_has_what_was_pushed(sample: Library) -> None:
    with pytest.raises(PaperweftError, match="give the confidence to the push"):
        sample.query("most-cited", store="bolt://127.0.0.1:1", min_confidence=0.5)
