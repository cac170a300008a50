"""``alias``: decisions are written down, the graph is linked again, and what changed is said."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from paperweft.workspace import Library
from tests.cli.conftest import Run


def graph_hash(run: Run, library: Path) -> str:
    return str(json.loads(run("stats", "-l", library, "--json").out)["graph_hash"])


def test_a_decision_is_written_down_and_undone_by_deleting_its_line(run: Run, sample_path: Path) -> None:
    before = graph_hash(run, sample_path)
    ran = run("alias", "merge", "Mamba", "RWKV", "--note", "no, really", "-l", sample_path)
    assert ran.status == 0 and "merge model:mamba into model:rwkv" in ran.out and "- model:mamba (Mamba" in ran.out
    assert "delete the line and run `paperweft build`" in ran.err
    ledger = sample_path.with_name("aliases.toml")
    assert '{entity = "model:mamba", into = "model:rwkv", note = "no, really"}' in ledger.read_text()
    assert run("show", "Mamba", "-l", sample_path).out.startswith("RWKV  (Model, model:rwkv)")
    listed = json.loads(run("alias", "list", "-l", sample_path, "--json").out)
    assert listed == [{"kind": "merge", "decision": "model:mamba into model:rwkv", "note": "no, really"}]
    assert graph_hash(run, sample_path) != before
    ledger.write_text("".join(line for line in ledger.read_text().splitlines(True) if "mamba" not in line))
    assert run("build", "-l", sample_path).status == 0
    assert graph_hash(run, sample_path) == before


def test_every_kind_of_decision(run: Run, sample_path: Path) -> None:
    place = ("-l", sample_path, "--ledger", "mine.toml")
    with Library(sample_path) as library:
        paper = next(x.source for x in library.neighbourhood("Mamba").links if x.kind == "INTRODUCES")
    assert (
        "(Snake, Method," in run("alias", "split", "Mamba", "Snake", "--paper", paper, "--type", "Method", *place).out
    )
    assert "(The Snake," in run("alias", "rename", "Snake", "The Snake", *place).out
    assert "(The Snake, Dataset," in run("alias", "retype", "The Snake", "Dataset", *place).out
    assert "- " in run("alias", "reject", paper, "The Snake", *place).out
    assert "- model:rwkv" in run("alias", "forbid", "RWKV", *place).out
    assert len(json.loads(run("alias", "list", *place, "--json").out)) == 5
    assert not sample_path.with_name("aliases.toml").exists()
    ran = run("build", *place)
    assert ran.status == 0 and "warning" not in ran.err
    assert run("show", "RWKV", "-l", sample_path).status == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("merge", "Mamba", "nothing like it at all"), "no node is called"),
        (("merge", "Mamba", "mamba"), "one entity already"),
        (("merge", "RWKV", "Mamba"), "go round in a circle"),
        (("rename", "model:mamba", "X"), "no node is called"),
        (("forbid", "Attention Is All You Need"), "no node is called"),
        (("reject", "Mamba", "RWKV"), "no node is called"),
        (("list", "--ledger", "absent.toml"), "there is no alias ledger absent.toml"),
    ],
)
def test_mistakes_change_neither_ledger_nor_graph(
    run: Run, sample_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    ledger = sample_path.with_name("aliases.toml")
    ledger.write_text('merge = [\n    {entity = "model:mamba", into = "model:rwkv"},\n]\n')
    if (arguments[1] == "Mamba" and arguments[2] == "mamba") or arguments[0] == "reject":
        ledger.write_text("")
    run("build", "-l", sample_path)
    if "circle" in says:
        ledger.write_text(ledger.read_text().replace("}", '}, {entity = "model:rwkv", into = "model:mamba"}'))
        arguments = ("forbid", "Llama")
    text, before = ledger.read_text(), graph_hash(run, sample_path)
    ran = run("alias", *arguments, "-l", sample_path)
    assert ran.status == 1 and says in ran.err and ran.err.startswith("paperweft: ") and ran.err.count("\n") == 1
    assert ledger.read_text() == text and graph_hash(run, sample_path) == before


def test_split_wants_one_way_to_split(run: Run, sample_path: Path) -> None:
    assert run("alias", "split", "Mamba", "Snake", "-l", sample_path).status == 2
    assert run("alias", "split", "Mamba", "Snake", "--word", "a", "--surface", "b", "-l", sample_path).status == 2


def test_a_broken_ledger_stops_a_build_before_it_reads(run: Run, tmp_path: Path) -> None:
    (tmp_path / "aliases.toml").write_text('merge = [{entity = "a"}]')
    (tmp_path / "a.jsonl").write_text('{"title": "A Fine Paper of Ours"}\n')
    ran = run("build", "a.jsonl", "--no-extract")
    assert ran.status == 1 and ran.err == "paperweft: aliases.toml, merge 1: into is missing\n"
    (tmp_path / "aliases.toml").write_text('forbid = [{entity = "model:absent"}]')
    ran = run("build", "a.jsonl", "--no-extract")
    assert (
        ran.status == 0 and "warning: aliases.toml: `forbid model:absent`: this library has no model:absent" in ran.err
    )


def test_suggestions_come_with_evidence_and_commands_that_run(run: Run, sample_path: Path) -> None:
    found = json.loads(run("alias", "suggest", "-l", sample_path, "--limit", "500", "--json").out)
    kinds = {shlex.split(item["command"])[2] for item in found}
    assert kinds <= {"merge", "forbid"} and "merge" in kinds
    assert all(item["reason"] and all(item["evidence"]) for item in found)
    printed = run("alias", "suggest", "-l", sample_path, "--limit", "1")
    assert printed.out.startswith(found[0]["command"] + "\n") and f"{len(found) - 1} more" in printed.err
    assert run(*shlex.split(found[0]["command"])[1:]).status == 0
    again = json.loads(run("alias", "suggest", "-l", sample_path, "--limit", "500", "--json").out)
    assert found[0]["command"] not in {item["command"] for item in again}


def test_a_threshold_is_kept_by_the_library(run: Run, sample_path: Path, tmp_path: Path) -> None:
    whole = graph_hash(run, sample_path)
    ran = run("build", "--min-confidence", "0.95", "-l", sample_path)
    assert "below 0.95 are left out" in ran.err and graph_hash(run, sample_path) != whole
    assert run("build", "-l", sample_path).out == ran.out
    run("build", "--min-confidence", "0", "-l", sample_path)
    assert graph_hash(run, sample_path) == whole
    shown = run("show", "Mamba", "--min-confidence", "0.99", "-l", sample_path).out
    assert len(shown) < len(run("show", "Mamba", "-l", sample_path).out)
    for command in (("export", "g.graphml"), ("view", "Mamba", "--hops", "2")):
        sizes = [run(*command, "-l", sample_path, "--min-confidence", least).out for least in ("0", "0.99")]
        assert sizes[0] != sizes[1]
    (tmp_path / "a.txt").write_text(
        "GizmoNet: A Net\n\nWe propose GizmoNet, a network. It beats ResNet-50 on ImageNet.\n"
    )
    assert json.loads(run("extract", "a.txt", "--min-confidence", "1").out)["entities"] == []
    assert run("view", "Mamba", "--min-confidence", "2", "-l", sample_path).status == 2
