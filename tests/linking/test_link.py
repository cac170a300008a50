"""Which mentions become one node, of which type and id, and what descends from what."""

from __future__ import annotations

import pytest

from paperweft.linking import Linked, link
from paperweft.model import Abbreviation, EntityType, Extends, Extraction
from paperweft.names.catalogue import Catalogue, CatalogueEntry
from tests.conftest import MakeMention

CATALOGUE = Catalogue(
    [
        CatalogueEntry("model:llama", "Llama", "Model"),
        CatalogueEntry("model:llama-2", "Llama 2", "Model", (), "model:llama"),
        CatalogueEntry("model:masked-autoencoder", "Masked Autoencoder", "Model", ("MAE",)),
        CatalogueEntry("dataset:laion-5b", "LAION-5B", "Dataset"),
    ]
)


def linked(*papers: Extraction, known: dict[tuple[str, str], str] | None = None) -> Linked:
    return link([(f"p{n}", paper) for n, paper in enumerate(papers)], CATALOGUE, known or {})


def names(result: Linked) -> list[str]:
    return [entity.name for entity in result.entities]


@pytest.mark.parametrize(
    "forms",
    [
        ("GizmoNet", "gizmonet", "GizmoNets", "Gizmo-Net", "the GizmoNet model"),
        ("contrastive learning", "Contrastive Learning", "contrastive-learning"),
    ],
)
def test_case_plural_and_hyphen_are_one_node(forms: tuple[str, ...], mention: MakeMention) -> None:
    result = linked(*(Extraction((mention(form),)) for form in forms))
    (entity,) = result.entities
    assert entity.papers == len(forms)


def test_sizes_fold_into_their_version_and_versions_are_variants(mention: MakeMention) -> None:
    result = linked(
        Extraction((mention("Llama2-7b"), mention("LLaMA2-70B-chat", start=20), mention("LLaMA-13B", start=40)))
    )
    assert [(e.id, e.name) for e in result.entities] == [("model:llama", "Llama"), ("model:llama-2", "Llama 2")]
    assert [(x.child, x.parent, x.kind) for x in result.lineage] == [("model:llama-2", "model:llama", "VARIANT_OF")]
    assert {e.id: e.aliases for e in result.entities}["model:llama-2"] == (
        "LLaMA2",
        "LLaMA2-70B-chat",
        "Llama2-7b",
    )


def test_the_family_is_there_even_where_no_paper_names_it(mention: MakeMention) -> None:
    result = linked(Extraction((mention("Llama2-7b"),)))
    assert [(e.id, e.papers) for e in result.entities] == [("model:llama", 0), ("model:llama-2", 1)]


def test_a_version_outside_the_catalogue_needs_a_family_that_is_named(mention: MakeMention) -> None:
    assert linked(Extraction((mention("Gizmo 2"),))).lineage == ()
    result = linked(Extraction((mention("Gizmo 2"), mention("Gizmo", start=20))))
    assert [(x.child, x.parent) for x in result.lineage] == [("model:gizmo-2", "model:gizmo")]
    assert linked(Extraction((mention("GIZ-10", "Dataset"), mention("GIZ", "Dataset", start=20)))).lineage == ()


def test_an_abbreviation_is_its_long_form_here_and_in_other_papers(mention: MakeMention) -> None:
    defining = Extraction(
        (mention("label-agnostic forgetting", "Method"), mention("LAF", "Method", start=30)),
        (Abbreviation("LAF", "label-agnostic forgetting"),),
    )
    result = linked(
        defining, Extraction((mention("LAF", "Method"),)), Extraction((mention("Label-Agnostic Forgetting", "Method"),))
    )
    (entity,) = result.entities
    assert entity.papers == 3 and entity.name.casefold() == "label-agnostic forgetting" and "LAF" in entity.aliases


def test_one_abbreviation_with_two_long_forms_is_two_nodes(mention: MakeMention) -> None:
    def defines(long: str) -> Extraction:
        return Extraction((mention("GDA", "Method"),), (Abbreviation("GDA", long),))

    result = linked(defines("gradient descent ascent"), defines("graph data augmentation"))
    assert sorted(entity.name for entity in result.entities) == ["Gradient descent ascent", "Graph data augmentation"]


def test_the_model_mae_is_not_the_metric_mae(mention: MakeMention) -> None:
    metric = Extraction((mention("MAE"),), (Abbreviation("MAE", "mean absolute error"),))
    model = Extraction((mention("MAE"),), (Abbreviation("MAE", "masked autoencoders"),))
    other = Extraction((mention("MAE"),), (Abbreviation("MAE", "multi-agent environment"),))
    assert names(linked(metric)) == []
    assert [e.id for e in linked(model).entities] == ["model:masked-autoencoder"]
    assert "Masked Autoencoder" not in names(linked(other))


def test_metrics_are_no_nodes(mention: MakeMention) -> None:
    assert names(linked(Extraction((mention("BLEU"), mention("F1-score", start=9), mention("AUROC", start=20))))) == []


@pytest.mark.parametrize(
    ("votes", "expected"),
    [((("Model", 0.9), ("Method", 0.3), ("Model", 0.2)), "Model"), ((("Model", 0.3), ("Method", 0.9)), "Method")],
)
def test_one_type_by_a_weighted_vote(
    votes: tuple[tuple[EntityType, float], ...], expected: str, mention: MakeMention
) -> None:
    result = linked(*(Extraction((mention("GizmoNet", type, confidence=confidence),)) for type, confidence in votes))
    assert [entity.type for entity in result.entities] == [expected]


def test_the_catalogue_knows_types_and_names_with_sizes_in_them(mention: MakeMention) -> None:
    result = linked(Extraction((mention("Llama", "Dataset"), mention("LAION-5B", "Model", start=20))))
    assert [(e.id, e.type) for e in result.entities] == [("dataset:laion-5b", "Dataset"), ("model:llama", "Model")]


def test_the_strongest_role_wins_and_shows_its_evidence(mention: MakeMention) -> None:
    title = mention("GizmoNet", role="introduces", field="title")
    result = linked(
        Extraction((title, mention("GizmoNet", role="uses"), mention("GizmoNet", role="introduces", start=50)))
    )
    (relation,) = result.papers
    assert relation.role == "introduces" and relation.evidence.field == "abstract" and relation.evidence.start == 50
    assert len(relation.mentions) == 3


def test_ids_once_given_stay_and_new_ones_avoid_them(mention: MakeMention) -> None:
    first = linked(Extraction((mention("GizmoNet"),)))
    assert first.new_ids == {("gizmonet", "Model"): "model:gizmonet"}
    known = {("gizmonet", "Model"): "model:the-old-id", ("gizmo", "Model"): "model:gizmo-2"}
    again = linked(Extraction((mention("Gizmo-Net"), mention("Gizmo 2", start=20))), known=known)
    assert [e.id for e in again.entities] == ["model:gizmo-2-2", "model:the-old-id"]


def test_linking_is_the_same_in_any_order(mention: MakeMention) -> None:
    papers = [(f"p{n}", Extraction((mention(f"Name{n % 3}"), mention("Llama 2", start=30)))) for n in range(6)]
    assert link(papers, CATALOGUE, {}) == link(papers[::-1], CATALOGUE, {})


def test_extends_needs_both_ends(mention: MakeMention) -> None:
    both = Extraction(
        (mention("CRATE-MAE", role="introduces"), mention("MAE", start=20)), extends=(Extends("CRATE-MAE", "MAE", 0.7),)
    )
    (item,) = linked(both).lineage
    assert (item.child, item.parent, item.kind, item.paper_ids) == (
        "model:crate-mae",
        "model:masked-autoencoder",
        "EXTENDS",
        ("p0",),
    )
    elsewhere = Extraction((mention("CRATE-MAE", role="introduces"),), extends=(Extends("CRATE-MAE", "MAE", 0.7),))
    assert linked(elsewhere).lineage == ()
    assert [x.parent for x in linked(elsewhere, Extraction((mention("MAE"),))).lineage] == ["model:masked-autoencoder"]
