"""Finding nodes by name, and what lies around them."""

from __future__ import annotations

import networkx as nx
import pytest

from paperweft.errors import AmbiguousNodeError, NodeNotFoundError
from paperweft.graph.weave import author_id, paper_label
from paperweft.model import Node, Paper
from paperweft.workspace import Library


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("Mamba", "model:mamba"), ("mamba", "model:mamba"), ("MAE", "model:masked-autoencoder"), ("masked autoencoders", "model:masked-autoencoder"),
     ("arxiv:1706.03762", "arxiv:1706.03762"), ("1706.03762", "arxiv:1706.03762"), ("attention is all you need", "arxiv:1706.03762"), ("Vaswani 2017", "arxiv:1706.03762")],
)  # fmt: skip
def test_nodes_go_by_id_name_alias_and_title(sample: Library, name: str, identifier: str) -> None:
    assert sample.node(name).id == identifier


def test_an_unknown_name_lists_near_ones(sample: Library) -> None:
    with pytest.raises(NodeNotFoundError) as error:
        sample.node("Mambaa")
    assert "Mamba" in error.value.near and "Mamba" in str(error.value)


def test_a_name_of_several_nodes_lists_them(sample: Library) -> None:
    with sample._record.transaction():
        sample._record.graph.replace(
            [
                Node("model:a", ("Entity", "Model"), {"name": "Titan"}),
                Node("dataset:a", ("Entity", "Dataset"), {"name": "TITAN"}),
            ],
            [],
        )
    with pytest.raises(AmbiguousNodeError) as error:
        sample.node("titan")
    assert [identifier for identifier, _ in error.value.candidates] == ["dataset:a", "model:a"]
    assert sample.node("model:a").name == "Titan"


def test_hops_and_limit(sample: Library) -> None:
    one, two = sample.neighbourhood("Mamba"), sample.neighbourhood("Mamba", hops=2, limit=40)
    graph = sample.to_networkx().to_undirected()
    near = nx.single_source_shortest_path_length(graph, "model:mamba", cutoff=1)
    assert {node.id: one.distance[node.id] for node in one.nodes} == near
    assert len(two.nodes) == 40 < two.total and two.nodes[0].id == "model:mamba"
    assert {n.id for n in one.nodes} <= {n.id for n in two.nodes}
    inside = {n.id for n in two.nodes}
    assert all(link.source in inside and link.target in inside for link in two.links)
    assert two.to_networkx().number_of_edges() == len(two.links)


def test_links_carry_their_evidence_exactly(sample: Library) -> None:
    papers = {node.id: node for node in sample._record.graph.nodes("Paper")}
    seen = 0
    for link in sample._record.graph.links():
        if "evidence" in link.properties:
            p = link.properties
            text = papers[link.source].properties[p["field"]]
            assert p["evidence"] in text and text[p["start"] : p["end"]] in p["evidence"]
            seen += 1
    assert seen > 500


def test_labels_of_papers() -> None:
    assert paper_label(Paper("x", "A Title", "", 2017, ("Aaron van den Oord", "B"))) == "van den Oord 2017"
    assert paper_label(Paper("x", "CLIP: Learning From Text", "")) == "CLIP"
    assert paper_label(Paper("x", "One Two Three Four Five Six", "")) == "One Two Three Four Five…"
    assert paper_label(Paper("x", "", "")) == "x"


def test_equal_names_are_one_author() -> None:
    assert author_id("Łukasz Kaiser") != author_id("Lukas Kaiser") and author_id("Aäron Oord") == author_id(
        "aaron  OORD"
    )
