"""What a decision in the alias ledger does to the graph, what undoes it, and which decisions are refused."""

from __future__ import annotations

import re

import pytest

from paperweft.errors import LedgerError
from paperweft.linking import Linked, link, parse_ledger
from paperweft.linking.ledger import Forbid, Merge, Reject, Rename, Split, with_decision
from paperweft.model import Extends, Extraction, Mention, Paper
from paperweft.names.catalogue import Catalogue, CatalogueEntry
from tests.conftest import MakeMention

CATALOGUE = Catalogue(
    [
        CatalogueEntry("model:llama", "Llama", "Model"),
        CatalogueEntry("model:llama-2", "Llama 2", "Model", (), "model:llama"),
        CatalogueEntry("model:titans", "Titans", "Model"),
        CatalogueEntry("method:unused", "Unused", "Method"),
    ]
)
Known = dict[tuple[str, str], str]


class Corpus:
    """Papers whose abstracts are the given sentences; each names the entities that are given with it."""

    def __init__(self, mention: MakeMention) -> None:
        self._mention = mention
        self.papers: dict[str, Paper] = {}
        self.found: list[tuple[str, Extraction]] = []
        self.known: Known = {}

    def add(self, sentence: str, *names: str, extends: tuple[Extends, ...] = ()) -> None:
        identifier = f"p{len(self.papers)}"
        mentions = []
        for name in names:
            text, _, kind = name.partition(":")
            made = self._mention(text, kind or "Model", start=sentence.index(text))
            scores = (made.type_scores, made.confidence, made.role)
            mentions.append(Mention(text, "abstract", made.start, made.end, *scores, 0, len(sentence)))
        self.papers[identifier] = Paper(identifier, "", sentence)
        self.found.append((identifier, Extraction(tuple(mentions), extends=extends)))

    def link(self, ledger: str = "") -> Linked:
        linked = link(self.found, CATALOGUE, self.known, parse_ledger(ledger), self.papers)
        self.known.update(linked.new_ids)
        return linked


@pytest.fixture
def corpus(mention: MakeMention) -> Corpus:
    made = Corpus(mention)
    made.add("RLHF is used with Gizmo.", "RLHF:Method", "Gizmo")
    made.add("We use reinforcement from human feedback.", "reinforcement from human feedback:Method")
    made.add("The Titans GPU runs Llama 2.", "Titans", "Llama 2")
    made.add("Titans learns to memorise; GizmoNet does not.", "Titans", "GizmoNet")
    return made


def entities(linked: Linked) -> dict[str, tuple[str, str, int]]:
    return {e.id: (e.name, e.type, e.papers) for e in linked.entities}


def graph(linked: Linked) -> tuple[object, ...]:
    return linked.entities, linked.papers, linked.lineage


BASE = {
    "method:reinforcement-from-human-feedback": ("Reinforcement from human feedback", "Method", 1),
    "method:rlhf": ("RLHF", "Method", 1),
    "model:gizmo": ("Gizmo", "Model", 1),
    "model:gizmonet": ("GizmoNet", "Model", 1),
    "model:llama": ("Llama", "Model", 0),
    "model:llama-2": ("Llama 2", "Model", 1),
    "model:titans": ("Titans", "Model", 2),
}


@pytest.mark.parametrize(
    ("ledger", "becomes"),
    [
        (
            'merge = [{entity = "method:reinforcement-from-human-feedback", into = "method:rlhf"}]',
            {"method:reinforcement-from-human-feedback": None, "method:rlhf": ("RLHF", "Method", 2)},
        ),
        (
            'merge = [{entity = "RLHF", into = "Reinforcement from Human Feedback", note = "by name"}]',
            {
                "method:rlhf": None,
                "method:reinforcement-from-human-feedback": ("Reinforcement from human feedback", "Method", 2),
            },
        ),
        (
            'merge = [{entity = "model:gizmonet", into = "model:gizmo"}, {entity = "model:gizmo", into = "model:titans"}]',
            {"model:gizmonet": None, "model:gizmo": None, "model:titans": ("Titans", "Model", 3)},
        ),
        (
            'merge = [{entity = "model:gizmo", into = "method:unused"}]',
            {"model:gizmo": None, "method:unused": ("Unused", "Method", 1)},
        ),
        (
            'split = [{entity = "Titans", as = "Titan GPU", type = "Dataset", word = "gpu"}]',
            {"model:titans": ("Titans", "Model", 1), "dataset:titan-gpu": ("Titan GPU", "Dataset", 1)},
        ),
        (
            'split = [{entity = "Titans", as = "Titan GPU", papers = ["p2"]}]',
            {"model:titans": ("Titans", "Model", 1), "model:titan-gpu": ("Titan GPU", "Model", 1)},
        ),
        (
            'split = [{entity = "Titans", as = "Gizmo", papers = ["p2"]}]',
            {"model:titans": ("Titans", "Model", 1), "model:gizmo": ("Gizmo", "Model", 2)},
        ),
        (
            'split = [{entity = "Titans", as = "T2", papers = ["p2"]}]\nmerge = [{entity = "model:t2", into = "Gizmo"}]',
            {"model:titans": ("Titans", "Model", 1), "model:gizmo": ("Gizmo", "Model", 2)},
        ),
        (
            'merge = [{entity = "GizmoNet", into = "Gizmo"}]\n'
            'split = [{entity = "Gizmo", as = "Other", surfaces = ["gizmonet"]}]\n',
            {"model:gizmonet": None, "model:other": ("Other", "Model", 1)},
        ),
        ('rename = [{entity = "Gizmo", name = "The Gizmo"}]', {"model:gizmo": ("The Gizmo", "Model", 1)}),
        ('rename = [{entity = "model:llama", name = "LLaMA"}]', {"model:llama": ("LLaMA", "Model", 0)}),
        ('retype = [{entity = "Gizmo", type = "Dataset"}]', {"model:gizmo": ("Gizmo", "Dataset", 1)}),
        ('forbid = [{entity = "Titans"}]', {"model:titans": None}),
        ('forbid = [{entity = "model:llama"}]', {"model:llama": None}),
        (
            'forbid = [{entity = "Titans"}]\nsplit = [{entity = "Titans", as = "Titan GPU", papers = ["p2"]}]',
            {"model:titans": None, "model:titan-gpu": ("Titan GPU", "Model", 1)},
        ),
        ('reject = [{paper = "p2", entity = "Titans"}]', {"model:titans": ("Titans", "Model", 1)}),
        (
            'reject = [{paper = "p3", entity = "Gizmo"}]\nmerge = [{entity = "GizmoNet", into = "Gizmo"}]',
            {"model:gizmonet": None},
        ),
        ("# nothing\n", {}),
    ],
)
def test_a_decision_holds_until_its_line_is_deleted(
    ledger: str, becomes: dict[str, tuple[str, str, int] | None], corpus: Corpus
) -> None:
    before = corpus.link()
    assert entities(before) == BASE
    decided = corpus.link(ledger)
    assert decided.warnings == ()
    assert entities(decided) == {i: e for i, e in {**BASE, **becomes}.items() if e}
    assert graph(decided) == graph(corpus.link(ledger))
    assert graph(corpus.link()) == graph(before)


def test_ids_are_the_same_whether_the_ledger_was_there_from_the_first_or_not(corpus: Corpus) -> None:
    ledger = 'merge = [{entity = "GizmoNet", into = "Gizmo"}]'
    first = corpus.link(ledger)
    assert corpus.known["gizmonet", "Model"] == "model:gizmonet"
    corpus.known.clear()
    corpus.link()
    assert corpus.link(ledger).entities == first.entities


def test_names_of_what_was_merged_or_renamed_are_aliases(corpus: Corpus) -> None:
    ledger = 'merge = [{entity = "RLHF", into = "model:gizmo"}]\nrename = [{entity = "model:gizmo", name = "G"}]'
    (entity,) = (e for e in corpus.link(ledger).entities if e.id == "model:gizmo")
    assert entity.name == "G" and set(entity.aliases) == {"Gizmo", "RLHF"}


def test_lineage_follows_merges_and_splits(corpus: Corpus) -> None:
    corpus.add("GizmoNet is built on Titans.", "GizmoNet", "Titans", extends=(Extends("GizmoNet", "Titans", 0.8),))
    ledger = 'merge = [{entity = "GizmoNet", into = "Gizmo"}, {entity = "model:llama", into = "Titans"}]'
    lineage = {(x.child, x.kind, x.parent) for x in corpus.link(ledger).lineage}
    assert lineage == {("model:gizmo", "EXTENDS", "model:titans"), ("model:llama-2", "VARIANT_OF", "model:titans")}
    split = 'split = [{entity = "Titans", as = "T2", papers = ["p4"]}]'
    assert ("model:gizmonet", "EXTENDS", "model:t2") in {
        (x.child, x.kind, x.parent) for x in corpus.link(split).lineage
    }


@pytest.mark.parametrize(
    ("ledger", "says"),
    [
        (
            'merge = [{entity = "Gizmo", into = "Titans"}, {entity = "Titans", into = "Gizmo"}]',
            "`merge Gizmo into Titans` and `merge Titans into Gizmo` go round in a circle",
        ),
        (
            'merge = [{entity = "Gizmo", into = "Titans"}, {entity = "model:gizmo", into = "RLHF"}]',
            "`merge Gizmo into Titans` and `merge model:gizmo into RLHF` contradict",
        ),
        ('merge = [{entity = "Gizmo", into = "Gizmo"}]', "nothing can be merged into itself"),
        (
            'rename = [{entity = "Gizmo", name = "A"}, {entity = "Gizmo", name = "B"}]',
            "`rename Gizmo to A` and `rename Gizmo to B` contradict",
        ),
        (
            'retype = [{entity = "Gizmo", type = "Task"}, {entity = "Gizmo", type = "Method"}]',
            "`retype Gizmo as Task` and `retype Gizmo as Method` contradict",
        ),
        (
            'forbid = [{entity = "Gizmo"}]\nrename = [{entity = "model:gizmo", name = "A"}]',
            "`rename model:gizmo to A` and `forbid Gizmo` contradict",
        ),
        (
            'merge = [{entity = "Gizmo", into = "Titans"}]\nretype = [{entity = "Gizmo", type = "Task"}]',
            "`merge Gizmo into Titans` and `retype Gizmo as Task` contradict",
        ),
        (
            'merge = [{entity = "Gizmo", into = "Titans"}]\nsplit = [{entity = "Titans", as = "Gizmo", word = "GPU"}]',
            "`split Titans as Gizmo by word 'GPU'` and `merge Gizmo into Titans` contradict",
        ),
        (
            'split = [{entity = "Titans", as = "A", word = "GPU"}, {entity = "Titans", as = "B", papers = ["p2"]}]',
            "`split Titans as A by word 'GPU'` and `split Titans as B by p2` contradict",
        ),
        (
            'split = [{entity = "RLHF", as = "Gizmo", type = "Method", papers = ["p0"]}]\nforbid = [{entity = "Gizmo"}]',
            "several are called 'Gizmo'; write an id: method:gizmo, model:gizmo",
        ),
    ],
)
def test_contradictions_are_one_line_that_names_both(ledger: str, says: str, corpus: Corpus) -> None:
    with pytest.raises(LedgerError, match=re.escape(says)) as caught:
        corpus.link(ledger)
    assert "\n" not in str(caught.value) and str(caught.value).startswith("aliases.toml: ")


@pytest.mark.parametrize(
    ("ledger", "says"),
    [
        ('forbid = [{entity = "model:absent"}]', "`forbid model:absent`: this library has no model:absent"),
        ('merge = [{entity = "Gizmo", into = "Absent"}]', "this library has no Absent"),
        ('rename = [{entity = "method:unused", name = "A"}]', "this library has no method:unused"),
        ('reject = [{paper = "p9", entity = "Gizmo"}]', "this library has no paper p9"),
        ('reject = [{paper = "p1", entity = "Gizmo"}]', "`reject Gizmo in p1`: finds nothing to change here"),
        ('split = [{entity = "Gizmo", as = "A", word = "zebra"}]', "finds nothing to change here"),
        ('merge = [{entity = "model:gizmo", into = "Gizmo"}]', "they are one entity already"),
    ],
)
def test_what_the_library_lacks_is_a_warning_and_changes_nothing(ledger: str, says: str, corpus: Corpus) -> None:
    linked = corpus.link(ledger)
    (warning,) = linked.warnings
    assert says in warning and entities(linked) == BASE


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("merge = [\n  {entity = }\n]", "aliases.toml, line 2: "),
        ("merge = 3", "write merge = [{entity"),
        ('join = [{entity = "a"}]', "'join' is no kind of decision; there are merge, split"),
        ('merge = [{entity = "a"}]', "aliases.toml, merge 1: into is missing"),
        ('merge = [{entity = "a", into = 3}]', "merge 1: into is a text in quotes"),
        ('forbid = [{entity = "a"}, {entity = "b", why = "c"}]', "forbid 2: 'why' is not known"),
        ('retype = [{entity = "a", type = "Person"}]', "'Person' is no type"),
        ('split = [{entity = "a", as = "b"}]', "say by what it is split"),
        ('split = [{entity = "a", as = "b", papers = "p"}]', "papers is a list of texts"),
        ('split = [{entity = "a", as = "b", word = "w", papers = ["p"]}]', "one of them"),
        ('forbid = [{entity = "a"}]\nforbid = [{entity = "b"}]', "aliases.toml"),
    ],
)
def test_a_ledger_that_cannot_be_read_says_where(text: str, says: str) -> None:
    with pytest.raises(LedgerError) as caught:
        parse_ledger(text)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_writing_keeps_comments_and_layout_and_reads_back() -> None:
    text = '# ours\nmerge = [\n    # both are one\n    {entity = "a", into = "b"} # sure\n]\n# the end\n'
    decisions = [
        Merge(entity="c", into="d", note='a "note" \\ of π'),
        Forbid(entity="method:x"),
        Reject(entity="x", paper="p"),
        Split(entity="a", as_="b", surfaces=("B", "b's"), type="Task"),
        Rename(entity="x", name="Ξ"),
    ]
    for decision in decisions:
        text = with_decision(text, decision)
    for kept in ("# ours\n", "    # both are one\n", '{entity = "a", into = "b"}, # sure', "# the end\n"):
        assert kept in text
    assert parse_ledger(text).decisions == (Merge(entity="a", into="b"), *decisions)
    without = "".join(line for line in text.splitlines(True) if 'into = "d"' not in line)
    assert parse_ledger(without).decisions == (Merge(entity="a", into="b"), *decisions[1:])


def test_the_version_is_of_what_is_decided() -> None:
    one = parse_ledger('forbid = [{entity = "a"}, {entity = "b"}]').version
    assert one == parse_ledger('# x\nforbid = [{entity = "b", note = "n"}, {entity = "a"}]').version
    assert one != parse_ledger('forbid = [{entity = "a"}]').version and parse_ledger("").version == ""
