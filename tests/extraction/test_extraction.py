"""The shipped recogniser on sentences written for these tests."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from paperweft.errors import PaperweftError
from paperweft.extraction import Extractor
from paperweft.extraction.language import is_english
from paperweft.model import Extraction, Mention

UNSEEN = (
    "Forgetting on Purpose: Gradient Masks for Machine Unlearning",
    "We propose SalUn, a method that unlearns by editing salient weights. SalUn is compared with fine-tuning on CIFAR-10. We also present "
    "CRATE-MAE, a white-box transformer trained as a masked autoencoder (MAE). Finally we introduce SEED-LLaMA, a multimodal model built on LLaMA2-7B.",
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


def extract(extractor: Extractor, *texts: tuple[str, str]) -> list[Extraction]:
    return list(extractor.extract(texts))


def by_text(extraction: Extraction) -> dict[str, Mention]:
    return {m.text: m for m in extraction.mentions}


def test_names_never_seen_are_found(extractor: Extractor) -> None:
    (found,) = extract(extractor, UNSEEN)
    mentions = by_text(found)
    for name in ("SalUn", "CRATE-MAE", "SEED-LLaMA"):
        assert mentions[name].role == "introduces", name
    assert mentions["CIFAR-10"].type == "Dataset" and mentions["CIFAR-10"].role == "evaluates_on"
    assert mentions["SalUn"].type == "Method" and mentions["SEED-LLaMA"].type == "Model"
    assert [(a.short, a.long) for a in found.abbreviations] == [("MAE", "masked autoencoder")]
    extends = {(e.child, e.parent) for e in found.extends}
    assert ("SEED-LLaMA", "LLaMA2-7B") in extends
    assert extends & {("CRATE-MAE", "MAE"), ("CRATE-MAE", "masked autoencoder")}  # two surfaces of one thing


def test_an_abbreviation_whose_letters_are_not_in_order_is_found_by_its_place(extractor: Extractor) -> None:
    (found,) = extract(
        extractor,
        (
            "Scanning Images",
            "We propose 2D Selective Scan (SS2D) for images. SS2D outperforms ViT (see Table 2) on ImageNet.",
        ),
    )
    assert [(a.short, a.long) for a in found.abbreviations] == [("SS2D", "2D Selective Scan")]


def test_the_evidence_is_the_sentence_of_the_mention(extractor: Extractor) -> None:
    (found,) = extract(extractor, UNSEEN)
    mention = by_text(found)["CIFAR-10"]
    assert UNSEEN[1][mention.sentence_start : mention.sentence_end] == "SalUn is compared with fine-tuning on CIFAR-10."


def test_offsets_hold_for_any_text(extractor: Extractor) -> None:
    pieces = [
        "🦙",
        "𝔸",
        "e\u0301",
        "モデル",
        "$\\mathcal{L}_{1}$",
        "\\textbf{BERT}",
        "GPT-4",
        "ImageNet",
        "(MAE)",
        "masked autoencoder",
        "We propose",
        "on",
        ".",
        "—",
        "\u00a0",
        "C++",
        "A*",
        "ﬁne-tuning",
        "İstanbul",
        "naïve Bayes",
        "ß",
    ]
    generator = random.Random(7)
    texts = [
        (" ".join(generator.choices(pieces, k=8)), "".join(generator.choices([*pieces, " ", " "], k=120)))
        for _ in range(25)
    ]
    found = extract(extractor, *texts)
    for (title, abstract), extraction in zip(texts, found, strict=True):
        for m in extraction.mentions:
            text = title if m.field == "title" else abstract
            assert text[m.start : m.end] == m.text and m.text.strip() == m.text != ""
            assert 0 <= m.sentence_start <= m.start < m.end <= m.sentence_end <= len(text)
            assert 0 <= m.confidence <= 1 and sum(m.type_scores.values()) == pytest.approx(1, abs=1e-3)
    assert any(extraction.mentions for extraction in found)


@pytest.mark.parametrize(
    "text",
    [
        ("", ""),
        ("BERT", ""),
        ("", "BERT is evaluated on GLUE."),
        ("—", "..."),
        ("\u0301", "\u0301"),
        ("x" * 3000, "y" * 3000),
    ],
)
def test_texts_with_little_in_them(extractor: Extractor, text: tuple[str, str]) -> None:
    (found,) = extract(extractor, text)
    assert found.english


def test_a_long_abstract_is_read_to_its_end(extractor: Extractor) -> None:
    filler = "The weather in the valley was mild and the harvest was gathered before the rain. " * 120
    (found,) = extract(extractor, ("A Long Report", filler + "Finally, we evaluate BERT on the SQuAD dataset."))
    assert {"BERT", "SQuAD"} <= set(by_text(found))


def test_texts_in_other_languages_are_counted_not_guessed_at(extractor: Extractor) -> None:
    german = (
        "Ein Modell",
        "Wir stellen ein neues Modell namens BERT vor, das auf großen Mengen von Text gelernt hat und viele Aufgaben besser löst als frühere Verfahren, die wir kennen.",
    )
    chinese = ("大型语言模型", "我们提出了一个新的模型 BERT，并在 GLUE 数据集上进行评估。")
    assert [(e.english, e.mentions) for e in extract(extractor, german, chinese)] == [(False, ())] * 2


def test_english_with_symbols_is_english() -> None:
    assert is_english(
        "We show that α-divergence with β = 0.5 and $\\mathcal{L}$ gives a bound of O(n²) on the regret of the learner in this game."
    )
    assert is_english("BERT: Pre-training of Deep Bidirectional Transformers")


def test_several_processes_give_the_same_in_the_same_order(extractor: Extractor) -> None:
    texts = [UNSEEN, ("", ""), *((f"Paper {n}", f"We evaluate Model{n}Net on ImageNet and COCO.") for n in range(30))]
    assert list(extractor.extract(texts, processes=2)) == list(extractor.extract(texts))


def test_a_killed_process_is_one_clear_error_not_a_hang(extractor: Extractor) -> None:
    found = extractor.extract((("", f"We evaluate Model{n}Net on ImageNet.") for n in range(400)), processes=2)
    next(found)
    for child in multiprocessing.active_children():
        os.kill(child.pid or 0, signal.SIGKILL)
    with pytest.raises(PaperweftError, match="could not start or was killed"):
        list(found)


def test_what_a_paper_gives_hangs_on_nothing_else(extractor: Extractor) -> None:
    (alone,) = extract(extractor, UNSEEN)
    assert extract(extractor, ("Other", "Text about ResNet-50."), UNSEEN)[1] == alone


def test_components_work_in_any_english_pipeline() -> None:
    import spacy

    nlp = spacy.blank("en")
    for name in ("paperweft_recogniser", "paperweft_abbreviations", "paperweft_confidence", "paperweft_roles"):
        nlp.add_pipe(name)
    doc = nlp("We evaluate BERT on the SQuAD dataset.")
    assert {(span.text, span.label_) for span in doc.spans["paperweft"]} == {("BERT", "Model"), ("SQuAD", "Dataset")}
    assert all(span._.confidence > 0.5 and span._.role for span in doc.spans["paperweft"])


def test_workers_end_with_a_parent_that_is_killed() -> None:
    code = (
        "import multiprocessing, os\n"
        "from itertools import repeat\n"
        "from paperweft.extraction import Extractor\n"
        "if __name__ == '__main__':\n"
        "    for _ in Extractor().extract(repeat(('A title', 'We evaluate BERT on SQuAD.')), processes=2):\n"
        "        print(*(child.pid for child in multiprocessing.active_children()), flush=True)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    workers = [int(pid) for pid in process.stdout.readline().split()]
    process.kill()
    process.wait()
    process.stdout.close()
    assert len(workers) == 2
    until = time.monotonic() + 60
    while any(is_running(pid) for pid in workers):
        assert time.monotonic() < until, "a worker outlived its parent"
        time.sleep(0.1)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")  # one that nobody has taken leave of counts as gone
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")
