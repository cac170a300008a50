"""The shipped catalogue."""

from __future__ import annotations

from paperweft.names.catalogue import shipped_catalogue
from paperweft.names.forms import normal_form


def test_well_known_names_are_found_under_their_aliases() -> None:
    catalogue = shipped_catalogue()
    for alias, identifier in [
        ("MAE", "model:masked-autoencoder"),
        ("llama-2", "model:llama-2"),
        ("RAG", "method:retrieval-augmented-generation"),
        ("imagenet", "dataset:imagenet"),
    ]:
        assert identifier in [entry.id for entry in catalogue.find(normal_form(alias))]


def test_versions_name_their_family_and_no_family_is_a_circle() -> None:
    catalogue = shipped_catalogue()
    assert catalogue["model:llama-2"].variant_of == "model:llama"
    for entry in catalogue._by_id.values():
        seen = {entry.id}
        while entry.variant_of:
            entry = catalogue[entry.variant_of]
            assert entry.id not in seen
            seen.add(entry.id)
