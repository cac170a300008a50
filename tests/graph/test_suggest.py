"""Which entities are suggested for merging or forbidding, and which are not."""

from __future__ import annotations

import pytest

from paperweft.graph.suggest import suggestions
from paperweft.model import Link, Node
from paperweft.record.graph_tables import GraphTables
from paperweft.record.schema import scratch_database


def suggested(
    *entities: tuple[str, str], kind: str = "USES", confidence: float = 0.9, related: bool = False
) -> set[str]:
    nodes, links = [Node("p", ("Paper",), {"title": "T"})], []
    for name, label in entities:
        identifier = f"{label.lower()}:{name.lower().replace(' ', '-')}"
        nodes.append(Node(identifier, ("Entity", label), {"name": name, "aliases": [], "papers": 1}))
        sentence = f"We use {name.lower() if name[1:].islower() else name} here."
        links.append(Link("p", identifier, kind, {"confidence": confidence, "evidence": sentence, "field": "abstract"}))
    if related:
        links.append(Link(nodes[1].id, nodes[2].id, "VARIANT_OF", {"confidence": 1.0}))
    graph = GraphTables(scratch_database())
    graph.replace(nodes, links)
    return {" ".join(item.command) for item in suggestions(graph)}


@pytest.mark.parametrize(
    ("entities", "command"),
    [
        ((("Masked autoencoding", "Method"), ("Masked Autoencoder", "Model")), "merge model:masked-autoencoder method:masked-autoencoding"),
        ((("MAE", "Model"), ("MAE", "Method")), "merge method:mae model:mae"),
        ((("CRF", "Model"), ("Conditional Random Field", "Model")), "merge model:crf model:conditional-random-field"),
        ((("SQuAD-Open", "Dataset"), ("SQuADOpen", "Dataset")), "merge dataset:squadopen dataset:squad-open"),
        ((("Generlized Gizmo", "Model"), ("Generalized Gizmo", "Model")), "merge model:generlized-gizmo model:generalized-gizmo"),
        ((("Attention", "Method"), ("BERT", "Model")), "forbid method:attention"),
        ((("A name (of which half is", "Method"), ("BERT", "Model")), "forbid method:a-name-(of-which-half-is"),
    ],
)  # fmt: skip
def test_what_looks_like_one_thing_or_like_none(entities: tuple[tuple[str, str], ...], command: str) -> None:
    assert suggested(*entities) == {command}


@pytest.mark.parametrize(
    "entities",
    [
        (("Llama 2", "Model"), ("Llama 3", "Model")),
        (("Generalized Gizmo 2", "Model"), ("Generalized Gizmo 3", "Model")),
        (("BERT", "Model"), ("GPT", "Model")),
    ],
)
def test_what_is_told_apart_is_not_suggested(entities: tuple[tuple[str, str], ...]) -> None:
    assert suggested(*entities) == set()


def test_relatives_are_not_suggested_and_doubt_is() -> None:
    pair = (("Gizmo", "Model"), ("Gizmo Network", "Model"))
    assert suggested(*pair, kind="INTRODUCES") and not suggested(*pair, kind="INTRODUCES", related=True)
    assert suggested(("BERT", "Model"), ("GPT", "Model"), confidence=0.3) == {"forbid model:bert", "forbid model:gpt"}
