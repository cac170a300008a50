"""The commands as people use them: what they print, how they exit, how they fail."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from paperweft.cli import app, load_commands
from tests.cli.conftest import Run
from tests.conftest import SAMPLE

PAGE = """Mar 13

GizmoNet: Networks for Gizmos

We propose GizmoNet, a network that finds gizmos. GizmoNet is evaluated on ImageNet and outperforms ResNet-50 by a wide margin.

Das Wetter

Das Wetter war heute im ganzen Land sehr schön und die Menschen gingen mit ihren Kindern in den Park, um dort zu spielen und zu essen.
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_build_reads_extracts_links_and_says_so(run: Run, page: Path) -> None:
    ran = run("build", page)
    assert ran.status == 0
    assert "2 papers" in ran.out and "paperweft.db" in ran.out
    assert "read 2 papers: 2 new" in ran.err and "extracting entities from 2 papers" in ran.err
    assert "1 line of page.txt that is headings" in ran.err and "1 paper is not in English" in ran.err
    again = run("build", page)
    assert again.status == 0 and "2 known" in again.err and "extracting" not in again.err and again.out == ran.out


def test_build_as_json(run: Run, page: Path) -> None:
    report = json.loads(run("build", page, "--json").out)
    assert (report["new"], report["extracted"], report["not_english"]) == (2, 2, 1)
    assert report["nodes"]["Paper"] == 2 and report["skipped"][0]["line"] == 1 and report["graph_hash"]


def test_build_without_extraction_and_then_without_source(run: Run, page: Path) -> None:
    first = run("build", page, "--no-extract")
    assert "2 papers; 0 links" in first.out and "2 papers are not extracted yet" in first.err
    assert run("show", "Das Wetter").status == 0
    second = run("build")
    assert "extracting entities from 2 papers" in second.err and "INTRODUCES" in second.out


def test_strict_fails_where_a_record_was_skipped(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"title": "A Fine Paper"}\nnot json\n')
    lenient = run("build", "a.jsonl", "--no-extract")
    assert lenient.status == 0 and "skipped a.jsonl, line 2" in lenient.err
    assert run("build", "a.jsonl", "--no-extract", "--strict").status == 1


def test_one_bad_source_stores_nothing_of_any(run: Run, page: Path) -> None:
    assert run("build", page, "--no-extract").status == 0
    before = run("stats").out
    ran = run("build", page.with_name("page.txt"), "absent.txt", "--no-extract")
    assert ran.status == 1 and ran.err.strip() == "paperweft: there is no file absent.txt"
    assert run("stats").out == before


def test_extract_prints_what_the_scoring_reads_and_touches_no_library(run: Run, page: Path, tmp_path: Path) -> None:
    ran = run("extract", page)
    first, second = map(json.loads, ran.out.splitlines())
    assert first["title"].startswith("GizmoNet") and second["entities"] == []
    entity = next(e for e in first["entities"] if e["name"] == "GizmoNet")
    assert entity["type"] == "Model" and entity["role"] == "introduces" and 0 < entity["confidence"] <= 1
    for e in first["entities"]:
        for m in e["mentions"]:
            assert first[m["field"]][m["start"] : m["end"]] == m["text"]
    assert not list(tmp_path.glob("*.db"))
    assert "GizmoNet" in run("extract", page, "--format", "table").out


def test_query_list_and_formats(run: Run, sample_path: Path) -> None:
    listed = json.loads(run("query", "--list", "--json").out)
    assert len(listed) >= 15 and all(item["question"].endswith((".", "?", ")")) for item in listed)
    arguments = ("query", "most-cited", "-l", sample_path)
    table, objects = run(*arguments).out, json.loads(run(*arguments, "--json").out)
    assert "Attention Is All You Need" in table and objects[0]["paper"] == "Attention Is All You Need"
    lines = [json.loads(line) for line in run(*arguments, "--format", "jsonl").out.splitlines()]
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").out)))
    assert lines == objects and [row["paper"] for row in rows] == [item["paper"] for item in objects]


def test_query_by_file_with_parameters_and_cypher(run: Run, sample_path: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.cypher").write_text(
        "// Papers of a year.\n// :param year => 2017\nMATCH (p:Paper) WHERE p.year = $year RETURN count(p) AS papers\n"
    )
    assert json.loads(run("query", "mine.cypher", "-l", sample_path, "--json").out) == [{"papers": 10}]
    assert json.loads(run("query", "mine.cypher", "-p", "year=2018", "-l", sample_path, "--json").out)[0]["papers"] > 0
    wrong = run("query", "mine.cypher", "-p", "year=soon", "-l", sample_path)
    assert wrong.status == 1 and "wants a whole number like 2017" in wrong.err
    assert "10" in run("query", "-c", "MATCH (p:Paper) WHERE p.year = 2017 RETURN count(p) AS n", "-l", sample_path).out


def test_a_query_that_finds_nothing_says_what_the_library_lacks(run: Run, page: Path) -> None:
    run("build", page, "--no-extract")
    ran = run("query", "most-cited")
    assert ran.status == 0 and "no rows" in ran.err and "no citations" in ran.err
    assert "has a year" in run("query", "rising-methods").err
    assert run("query", "models-on-dataset").err == "no rows\n"  # its years are a column, no reason to find nothing


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("query", "most-citd"), "did you mean most-cited"),
        (("query", "absent.cypher"), "there is no file"),
        (("query", "-c", "MATCH (p RETURN p"), "line 1"),
        (("query", "-c", "CREATE (:X)"), "--write"),
        (("show", "Mambaa"), "near names: Mamba"),
        (("view", "nothing at all like this"), "no node is called"),
        (("export", "graph.docx"), ".graphml"),
        (("push",), "--store"),
        (("push", "--store", "ftp://x"), "no store"),
        (("query", "most-cited", "--store", "bolt://127.0.0.1:1"), "does not answer"),
    ],
)
def test_mistakes_get_one_line_and_status_1(run: Run, sample_path: Path, arguments: tuple[str, ...], says: str) -> None:
    ran = run(*arguments, "-l", sample_path)
    assert ran.status == 1 and says in ran.err and ran.err.startswith("paperweft: ") and "Traceback" not in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("query",),
        ("query", "-p", "x"),
        ("nosuch",),
        ("build", "--processes", "0"),
        ("view",),
        ("query", "x", "-c", "y"),
    ],
)
def test_bad_usage_exits_with_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).status == 2


def test_no_library_says_how_to_make_one(run: Run) -> None:
    ran = run("query", "most-cited")
    assert ran.status == 1 and "`paperweft build SOURCE" in ran.err


@pytest.mark.parametrize(
    "arguments", [("stats",), ("query", "most-cited"), ("show", "Mamba"), ("export", "g.graphml"), ("build", SAMPLE)]
)
def test_a_damaged_library_gets_one_line(run: Run, sample_path: Path, arguments: tuple[object, ...]) -> None:
    content = sample_path.read_bytes()
    sample_path.write_bytes(content[: len(content) // 4] + bytes(len(content) - len(content) // 4))
    ran = run(*arguments, "-l", sample_path)
    assert ran.status == 1 and ran.err.startswith("paperweft: ") and ran.err.count("\n") == 1, ran.err
    assert "is damaged" in ran.err and "build it anew" in ran.err


def test_a_full_disk_under_stdout_gets_one_line(sample_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w") as full:  # noqa: PTH123  a device, not a file
        command = [sys.executable, "-m", "paperweft", "query", "most-cited", "--format", "csv", "-l", sample_path]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (1, "paperweft: No space left on device\n")


def test_show_prints_links_with_evidence(run: Run, sample_path: Path) -> None:
    out = run("show", "Llama 2", "-l", sample_path).out
    assert "VARIANT_OF →\n  Llama" in out and "COMPARES_WITH ←" in out and "“" in out
    shown = json.loads(run("show", "Llama 2", "-l", sample_path, "--json").out)
    assert shown["id"] == "model:llama-2" and any(link["type"] == "VARIANT_OF" for link in shown["links"])


def test_view_and_export_write_their_files(run: Run, sample_path: Path, tmp_path: Path) -> None:
    assert (
        "nodes" in run("view", "Mamba", "--hops", "2", "-l", sample_path).out
        and (tmp_path / "mamba.html").stat().st_size > 100_000
    )
    assert "links" in run("export", "g.graphml", "-l", sample_path).out and (tmp_path / "g.graphml").exists()


def test_a_dot_env_file_is_read_and_named(run: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PAPERWEFT_LIBRARY=elsewhere.db\n")
    ran = run("build", page, "--no-extract")
    assert "PAPERWEFT_LIBRARY=elsewhere.db (from .env)" in ran.err and (tmp_path / "elsewhere.db").exists()


def test_an_interrupted_build_leaves_a_usable_graph_and_resumes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from paperweft.extraction import pipeline

    real, calls = pipeline._extract, 0

    def interrupted(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 70:
            raise KeyboardInterrupt
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "_extract", interrupted)
    ran = run("build", SAMPLE)
    assert ran.status == 130 and "takes up the rest" in ran.err
    assert "CITES 787" in ran.out and "INTRODUCES" in ran.out
    monkeypatch.setattr(pipeline, "_extract", real)
    rest = run("build", SAMPLE)
    assert rest.status == 0 and "extracting entities from 86 papers" in rest.err  # two batches of 32 were committed
    assert run("stats").out.count("not extracted") == 0


def test_a_killed_build_is_taken_up_and_ends_in_the_same_graph(run: Run, sample_path: Path, tmp_path: Path) -> None:
    import time

    process = subprocess.Popen(
        [sys.executable, "-m", "paperweft", "build", SAMPLE, "-l", "killed.db"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("extracting:"):
            break
    time.sleep(0.2)
    process.kill()
    process.wait()
    process.stderr.close()
    assert "CITES" in run("stats", "-l", "killed.db").out
    assert run("build", SAMPLE, "-l", "killed.db").status == 0
    graphs = [json.loads(run("stats", "--json", "-l", path).out)["graph_hash"] for path in ("killed.db", sample_path)]
    assert graphs[0] == graphs[1]


def test_help_is_quick_and_gives_examples(run: Run) -> None:
    assert "Begin with" in run("--help").out
    load_commands()
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert {"build", "analyze", "alias"} <= commands.keys()
    for name, command in commands.items():
        for arguments in [(name, sub) for sub in command.commands] if name == "alias" else [(name,)]:
            assert "Example" in run(*arguments, "--help").out, arguments


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; sys.argv = ['paperweft', '--help']\nfrom paperweft.cli import main\ntry: main()\nexcept SystemExit: pass\nprint(sorted(sys.modules), file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr
    for heavy in (
        "spacy",
        "onnxruntime",
        "numpy",
        "pandas",
        "networkx",
        "neo4j",
        "kglite",
        "pyvis",
        "rich.console",
        "jinja2",
        "tomlkit",
        "requests",
        "igraph",
        "pyarrow",
        "orjson",
        "bibtexparser",
    ):
        assert f"'{heavy}'" not in loaded, heavy


def test_a_closed_pipe_is_no_error(page: Path) -> None:
    done = subprocess.run(
        f"'{sys.executable}' -m paperweft query --list --format jsonl | head -1",
        shell=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.count("\n") == 1 and "Traceback" not in done.stderr
