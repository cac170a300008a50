"""Normal forms, slugs and variants."""

from __future__ import annotations

import doctest

import pytest

import paperweft.names.forms
import paperweft.names.variants
from paperweft.names.forms import normal_form, plain, singular, slug, trim
from paperweft.names.variants import family, without_size


@pytest.mark.parametrize("module", [paperweft.names.forms, paperweft.names.variants])
def test_examples_in_docstrings_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Masked Autoencoder", "masked auto-encoders"), ("CIFAR-10", "the CIFAR10 dataset"), ("U-Net", "UNets"), ("GANs", "GAN"),
        ("Naïve Bayes", "naive Bayes"), ("π0", "pi0"), ("Llama 2", "LLaMA-2"), ("knowledge-distillation", "Knowledge Distillation"),
        ("Mamba model", "Mamba"), ("policies", "policy"), ("Penn Treebank corpus", "penn treebank"), ("fooﬁ", "foofi"),
    ],
)  # fmt: skip
def test_spellings_of_one_thing_agree(left: str, right: str) -> None:
    assert normal_form(left) == normal_form(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("C++", "C"), ("A*", "A"), ("CIFAR-10", "CIFAR-100"), ("Llama 2", "Llama 3"), ("GPT-3.5", "GPT-3"), ("diffusion model", "diffusion"),
     ("SQuAD v1.1", "SQuAD v2.0"), ("language model", "language")],
)  # fmt: skip
def test_names_of_different_things_differ(left: str, right: str) -> None:
    assert normal_form(left) != normal_form(right)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("LLMs", "LLM"),
        ("AWS", "AWS"),
        ("networks", "network"),
        ("bias", "bias"),
        ("classes", "class"),
        ("statistics", "statistics"),
        ("matrices", "matrix"),
        ("GAN", "GAN"),
        ("ViTs", "ViT"),
    ],
)
def test_singular(word: str, expected: str) -> None:
    assert singular(word) == expected


def test_a_name_that_is_only_a_generic_noun_stays() -> None:
    assert trim("the dataset") == "dataset" and trim("Model") == "Model"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("C++", "c-plus-plus"),
        ("A*", "a-star"),
        ("π0", "pi0"),
        ("Llama 2", "llama-2"),
        ("***", "star-star-star"),
        ("—", "unnamed"),
        ("Ünïcödé", "unicode"),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_a_long_slug_is_cut_between_words() -> None:
    made = slug("word " * 40)
    assert len(made) <= 60 and made.endswith("word")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Llama2-7b", "Llama2"), ("Llama2-7b-chat", "Llama2"), ("LLaMA-13B", "LLaMA"), ("Meta-Llama-3-8B-Instruct", "Llama-3"),
        ("Mixtral 8x7B", "Mixtral"), ("Qwen3-4B-Instruct-2507", "Qwen3"), ("Qwen3-235B-A22B", "Qwen3"), ("BERT-Base", "BERT"),
        ("GPT-4-0613", "GPT-4"), ("ViT-B/16", "ViT"), ("T5-large", "T5"), ("Llama 3.1 70B", "Llama 3.1"),
        # no sizes
        ("Stable Diffusion XL", "Stable Diffusion XL"), ("knowledge base", "knowledge base"), ("GPT-4o", "GPT-4o"), ("DeepSeek-R1", "DeepSeek-R1"),
        ("WMT 2014", "WMT 2014"), ("ResNet-50", "ResNet-50"), ("SalUn", "SalUn"),
    ],
)  # fmt: skip
def test_sizes_and_flavours_fold_and_versions_stay(name: str, expected: str) -> None:
    assert without_size(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Llama 2", "Llama"),
        ("Qwen2.5", "Qwen"),
        ("YOLOv8", "YOLO"),
        ("DeepSeek-R1", None),
        ("BERT", None),
        ("7B", None),
    ],
)
def test_family(name: str, expected: str | None) -> None:
    assert family(name) == expected


@pytest.mark.parametrize("text", ["C++ & A*, R^2 #1", "  Snake_case-Words (2.0)\t!", "", "MiXed"])
def test_plain_text_of_ascii_is_that_of_any_text(text: str) -> None:
    assert plain(text) == plain(text + "\u0301")  # a mark that is folded away, so that the way of other scripts is gone
