"""``search``, and how ``query`` shows what is no plain value."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_search_finds_titles_abstracts_names_and_authors(run: Run, sample_path: Path) -> None:
    def found(*words: str) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = json.loads(run("search", *words, "-l", sample_path, "--json").out)
        return rows

    assert found("mamba")[0]["id"] == "model:mamba"
    assert found("attention", "is", "all", "you", "need")[0]["name"] == "Attention Is All You Need"
    assert {row["label"] for row in found("vaswani")} == {"Author"}
    assert any(row["label"] == "Paper" and "transformer" in row["text"].lower() for row in found("transformers"))
    assert len(json.loads(run("search", "model", "--limit", "3", "-l", sample_path, "--json").out)) == 3
    assert "Mamba" in run("search", "mamba", "-l", sample_path).out
    rows = list(csv.DictReader(io.StringIO(run("search", "mamba", "-l", sample_path, "--format", "csv").out)))
    assert [row["id"] for row in rows] == [row["id"] for row in found("mamba")]


@pytest.mark.parametrize(
    "words", ['"mamba', "mamba AND", "mam*ba(", "name:mamba", "NEAR(mamba", "mamba' OR 1=1 --", "^mamba"]
)
def test_search_takes_every_sign_for_a_sign(run: Run, sample_path: Path, words: str) -> None:
    assert run("search", words, "-l", sample_path).status == 0


def test_search_without_a_word_and_without_a_hit(run: Run, sample_path: Path) -> None:
    nothing = run("search", "++", "-l", sample_path)
    assert nothing.status == 1 and "at least one word" in nothing.err
    assert "no rows" in run("search", "zyzzyva", "-l", sample_path).err
    assert run("search", "-l", sample_path).status == 2


def test_search_follows_the_graph(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "On Gizmos and Gadgets", "abstract": "Gadgets are studied here."}\n')
    assert "no rows" not in run("build", "a.jsonl", "--no-extract").err
    assert "Gizmos" in run("search", "gizmo").out
    (tmp_path / "b.jsonl").write_text('{"title": "On Sprockets"}\n')
    run("build", "b.jsonl", "--no-extract")
    assert "Sprockets" in run("search", "sprocket").out and "Gizmos" in run("search", "gadget").out


def test_query_shows_nodes_links_and_paths(run: Run, sample_path: Path) -> None:
    arguments = (
        "query",
        "-l",
        sample_path,
        "-c",
        "MATCH x = (p:Paper)-[r:INTRODUCES]->(m:Model {id: 'model:mamba'}) RETURN m, r, x",
    )
    assert "(:Model {id: 'model:mamba', name: 'Mamba'})" in run(*arguments, "--format", "csv").out.replace('""', '"')
    assert "(Gu 2023)-[:INTRODUCES]->(Mamba)" in run(*arguments, "--format", "csv").out
    (row,) = json.loads(run(*arguments, "--json").out)
    assert row["m"]["labels"] == ["Entity", "Model"] and row["r"]["type"] == "INTRODUCES"
    assert row["x"]["relationships"][0]["target"] == "model:mamba"


def test_query_takes_typed_parameters(run: Run) -> None:
    run("build", "--no-extract")
    given = {"i": "7", "f": "0.5", "b": "true", "l": '[1, "x"]', "n": "null", "t": "7 days", "d": "date('2024-01-31')"}
    cypher = "RETURN " + ", ".join(f"${name} AS {name}" for name in given)
    Path("one.jsonl").write_text('{"title": "One"}\n')
    run("build", "one.jsonl", "--no-extract")
    out = run(
        "query", "-c", cypher, "--json", *(word for name, text in given.items() for word in ("-p", f"{name}={text}"))
    ).out
    assert json.loads(out) == [
        {"i": 7, "f": 0.5, "b": True, "l": [1, "x"], "n": None, "t": "7 days", "d": "2024-01-31"}
    ]
    wrong = run("query", "-c", "RETURN $d AS d", "-p", "d=date('2024-13-31')")
    assert wrong.status == 1 and "is no date" in wrong.err


def test_query_shows_the_line_of_an_error_with_a_caret(run: Run, sample_path: Path) -> None:
    ran = run("query", "-c", "MATCH (p:Paper)\nRETURN nosuch(p)", "-l", sample_path)
    assert ran.status == 1
    assert ran.err == "paperweft: Unknown function: nosuch (line 2, column 8)\n  RETURN nosuch(p)\n         ^\n"


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_a_query_with_status_130(sample_path: Path) -> None:
    slow = "UNWIND range(1, 30000) AS x UNWIND range(1, 30000) AS y UNWIND range(1, 30000) AS z WITH x+y*z AS s WHERE s % 7 = 8 RETURN count(*)"
    command = [sys.executable, "-m", "paperweft", "query", "-c", slow, "-l", str(sample_path)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    kept = sample_path.with_suffix(".kgl")
    while not kept.exists():  # the engine's file is made just before the query begins
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    assert "Traceback" not in process.communicate()[1] and process.returncode == 130
