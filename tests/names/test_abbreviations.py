"""Definitions of abbreviations."""

from __future__ import annotations

import pytest

from paperweft.names.abbreviations import find_abbreviations


def pairs(text: str) -> list[tuple[str, str]]:
    return [(text[a.short_start : a.short_end], text[a.long_start : a.long_end]) for a in find_abbreviations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We use masked autoencoders (MAE) here.", [("MAE", "masked autoencoders")]),
        ("large language models (LLMs) are", [("LLMs", "large language models")]),
        ("LAF (Label-Agnostic Forgetting) works", [("LAF", "Label-Agnostic Forgetting")]),
        ("saliency unlearning (SalUn) narrows", [("SalUn", "saliency unlearning")]),
        ("graph neural networks (GNN; see below)", [("GNN", "graph neural networks")]),
        ("is measured (see Table 2) on images (e.g., cats)", []),
        ("a method (ours) in 2020 (AAAI)", []),
        (
            "mean absolute error (MAE) and masked autoencoder (MAE)",
            [("MAE", "mean absolute error"), ("MAE", "masked autoencoder")],
        ),
        ("", []),
        ("(MAE)", []),
    ],
)
def test_pairs(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


def test_offsets_count_code_points() -> None:
    assert pairs("🦙𝔸 e\u0301tude of vision transformers (ViT)") == [("ViT", "vision transformers")]
