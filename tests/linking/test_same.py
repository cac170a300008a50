"""Which names of one paper are one thing, and which only look so."""

from __future__ import annotations

import pytest

from paperweft.linking import link
from paperweft.linking.same import is_coined_from, plain_name
from paperweft.model import Abbreviation, EntityType, Extraction, Role
from paperweft.names.catalogue import Catalogue, CatalogueEntry
from tests.conftest import MakeMention

CATALOGUE = Catalogue(
    [
        CatalogueEntry("method:chain-of-thought", "Chain-of-thought", "Method", ("CoT",)),
        CatalogueEntry("method:adam", "Adam", "Method"),
        CatalogueEntry("dataset:habitat", "Habitat", "Dataset"),
        CatalogueEntry("model:transformer", "Transformer", "Model"),
        CatalogueEntry("model:masked-autoencoder", "Masked Autoencoder", "Model", ("MAE",)),
    ]
)


def entities(
    mention: MakeMention, *names: str, type: EntityType = "Method", role: Role = "introduces", abbreviations: tuple[Abbreviation, ...] = ()
) -> list[str]:  # fmt: skip
    mentions = tuple(mention(name, type, role=role, start=100 * n) for n, name in enumerate(names))
    return [e.id for e in link([("p", Extraction(mentions, abbreviations))], CATALOGUE, {}).entities]


@pytest.mark.parametrize(
    "names",
    [
        ("CRAFT", "Cross-task Region-based Attack Framework with Token-alignment"),
        ("Selective GoPE", "Selective Gyro Position Embedding"),
        ("Video-QTR", "Query-Driven Temporal Reasoning"),
        ("GizmoLoss", "gizmo-loss", "GizmoLosses"),
        ("trust region", "trust region optimization"),
        ("Gizmo", "Gizmo Network"),
        ("GizmoNet", "Gizmo Networks"),
        ("path integral (PI) control", "path integral control"),
        ("Deep Generative Distance-Based Classifier", "generative distance-based classifier"),
        ("trigger salience attribution", "Trigger Saliency Attribution"),
        ("CoT prompting", "chain-of-thought"),
        ("Adam optimizer", "Adam"),
    ],
)
def test_one_thing_under_two_names_is_one_node(names: tuple[str, ...], mention: MakeMention) -> None:
    assert len(entities(mention, *names)) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("P-Tuning", "P-Tuning v2"),
        ("k-means", "k-means++"),
        ("QMDP", "QMDP-net"),
        ("DPE1", "DPE2", "Decentralized Parsimonious Exploration"),
        ("MSRS-Story", "MSRS-Meet", "Multi-Source Retrieval and Synthesis"),
        ("Multi-view Graph Attention Sampler", "Multi-view Graph Convolution Sampler"),
        ("Swift Gizmo Sampler Two", "Swift Gizmo Sampler 2"),
    ],
)
def test_things_that_only_look_alike_stay_apart(names: tuple[str, ...], mention: MakeMention) -> None:
    assert len(entities(mention, *names)) == len(names)


def test_a_name_is_coined_by_the_paper_that_introduces_it(mention: MakeMention) -> None:
    names = ("CRAFT", "Cross-task Region-based Attack Framework with Token-alignment")
    assert len(entities(mention, *names, role="uses")) == 2
    assert len(entities(mention, "OGMF", "Orthogonal Gizmo Matrix Factorization", role="uses")) == 1


def test_what_the_paper_abbreviates_otherwise_is_another_thing(mention: MakeMention) -> None:
    names = ("MHG-VAG", "MHG", "Molecular Hypergraph Variational Grammar")
    assert len(entities(mention, *names, abbreviations=(Abbreviation("MHG", names[2]),))) == 2


def test_what_is_coined_in_one_paper_is_known_in_others(mention: MakeMention) -> None:
    def paper(*names: str, role: Role = "introduces") -> Extraction:
        return Extraction(tuple(mention(name, role=role, start=100 * n) for n, name in enumerate(names)))

    own = paper("CRAFT", "Cross-task Region-based Attack Framework with Token-alignment")
    (entity,) = link([("a", own), ("b", paper("CRAFT", role="compares"))], CATALOGUE, {}).entities
    assert entity.papers == 2


def test_the_model_mae_is_one_node_and_the_metric_none(mention: MakeMention) -> None:
    names = ("Masked Autoencoder", "masked autoencoders", "MAE", "MAEs")
    assert entities(mention, *names, type="Model") == ["model:masked-autoencoder"]
    metric = (Abbreviation("MAE", "mean absolute error"),)
    assert entities(mention, "MAE", "masked autoencoders", type="Model", abbreviations=metric) == [
        "model:masked-autoencoder"
    ]
    papers = [
        ("a", Extraction((mention("MAE"),), metric)),
        ("b", Extraction((mention("MAE"),), (Abbreviation("MAE", "masked autoencoder"),))),
    ]
    (entity,) = link(papers, CATALOGUE, {}).entities
    assert (entity.id, entity.papers) == ("model:masked-autoencoder", 1)


def test_an_ordinary_word_is_no_well_known_thing(mention: MakeMention) -> None:
    assert entities(mention, "habitat", type="Task") == ["task:habitat"]
    assert entities(mention, "Habitat", type="Task") == ["dataset:habitat"]
    assert entities(mention, "habitat", type="Dataset") == ["dataset:habitat"]
    assert entities(mention, "transformers", type="Method") == ["model:transformer"]


@pytest.mark.parametrize(
    ("short", "long", "coined"),
    [
        ("BOSCH", "Black-box Binary Optimization for Short-context Head Selection", True),
        ("ROMEVA", "Roman Urdu Embedding-preserving Vocabulary Adaptation", True),
        ("MaCBetH", "Matrix Completion with the Bethe Hessian", True),
        ("D2PO", "discriminator-guided DPO", True),
        ("VOILA", "Value-of-Information Guided Fidelity Selection", False),
        ("ConvNet", "Conditional Neural Field", False),
        ("", "Anything", False),
        ("AB", "", False),
        ("İX", "İstanbul X", False),
    ],
)
def test_letters_in_order_from_the_beginnings_of_words(short: str, long: str, coined: bool) -> None:
    assert is_coined_from(short, long) is coined


def test_an_abbreviation_inside_a_name_is_no_part_of_it() -> None:
    assert plain_name("CoT) prompting") == "CoT prompting" and plain_name("f(x)") == "f(x)"
