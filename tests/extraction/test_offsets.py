"""Evidence points at the exact text, whatever the text is."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paperweft.extraction import Extractor
from paperweft.extraction.pipeline import build_pipeline, extraction_of
from paperweft.identity import paper_id
from paperweft.model import Extraction, SourceRecord
from paperweft.provisional import describe
from tests.conftest import SAMPLE

_PIECES = st.sampled_from(
    [
        "We propose GizmoNet, a network. ", "BERT ", "ImageNet-1K. ", r"$\mathcal{L}_{\text{KL}}$ ", r"\textbf{ResNet-50} ",
        "H$^2$U3D ", "β-VAE ", "π0 ", "e\u0301clair ", "\U0001d4b3-Net ", "ﬁne-tuning ", "模型 ", "\u200b", "\u00a0", "👩‍🔬 ",
        "(LoRA) ", "low-rank adaptation (LoRA) ", "İstanbul ", "\n\n", "e.g. ", "et al. ", "‘Mamba’ ", "COCO?! ", "k-means++ ",
    ]
)  # fmt: skip
_TEXTS = st.lists(st.one_of(_PIECES, st.text(max_size=8)), max_size=14).map("".join)


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    return Extractor()


def check(title: str, abstract: str, extraction: Extraction) -> int:
    texts = {"title": title, "abstract": abstract}
    for mention in extraction.mentions:
        text = texts[mention.field]
        assert text[mention.start : mention.end] == mention.text and mention.text.strip() == mention.text != ""
        assert 0 <= mention.sentence_start <= mention.start < mention.end <= mention.sentence_end <= len(text)
    record = SourceRecord("test", "test", title, abstract)
    for entity in describe(record, extraction)["entities"]:
        for found in entity["mentions"]:
            assert texts[found["field"]][found["start"] : found["end"]] == found["text"]
    assert paper_id({}, title, abstract)
    return len(extraction.mentions)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=_TEXTS, abstract=_TEXTS)
def test_any_text(title: str, abstract: str) -> None:
    (extraction,) = extractor().extract([(title, abstract)])
    check(title, abstract, extraction)


def test_the_sample() -> None:
    papers = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()][:40]
    texts = [(paper["title"], paper.get("abstract") or "") for paper in papers]
    assert sum(check(*pair, found) for pair, found in zip(texts, extractor().extract(texts), strict=True)) > 100


def test_the_annotated_corpus(shared: Path) -> None:
    lines = (shared / "corpus" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not line.isascii() or "\\\\" in line or "$" in line][:40]
    texts = [(paper["title"], paper["abstract"]) for paper in map(json.loads, odd)]
    assert sum(check(*pair, found) for pair, found in zip(texts, extractor().extract(texts), strict=True)) > 20


def test_a_document_without_a_title() -> None:
    text = "We evaluate BERT on SQuAD."
    extraction = extraction_of(build_pipeline()(text))
    check("", text, extraction)
    assert {mention.field for mention in extraction.mentions} == {"abstract"}
