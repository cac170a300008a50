"""``remove``, ``diff`` and ``update`` as people call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import paperweft.extraction
from paperweft.clients.limits import Limits
from paperweft.workspace import building
from tests.cli.conftest import Run
from tests.conftest import Serve
from tests.service import Asked, Reply
from tests.stub import StubExtractor


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paperweft.extraction, "Extractor", StubExtractor)


def write(name: str, *numbers: int, **changed: Any) -> str:
    rows = (
        {
            "title": f"Paper of the Number {n} about Things", "ids": {"arxiv": f"2001.{n:05}"}, "authors": [f"Ann {n} Lee"],
            "abstract": f"It introduces the model Foo{n}. It uses the method Bar.", **changed,
        }
        for n in numbers
    )  # fmt: skip
    Path(name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return name


def test_a_paper_goes_and_comes_back(run: Run) -> None:
    papers = write("a.jsonl", 1, 2)
    run("build", papers)
    would = run("remove", "arxiv:2001.00001", "--dry-run")
    assert would.status == 0 and would.out.splitlines() == [
        "would remove 1 paper, and what only it supported",
        "  - Paper of the Number 1 about Things  (arxiv:2001.00001)",
        "  1 entity: model:foo1",
        "  1 author: author:ann-1-lee",
        "  3 links: INTRODUCES 1, USES 1, WROTE 1",
    ]
    done = run("remove", "Paper of the Number 1 about Things")
    assert done.out == would.out.replace("would remove", "removed") and "--undo arxiv:2001.00001" in done.err
    assert "2 papers: 0 new, 0 changed, 1 known, 1 removed earlier" in run("build", papers).err
    assert "arxiv:2001.00001" in run("remove", "--list").out
    assert json.loads(run("remove", "--list", "--json").out)[0]["id"] == "arxiv:2001.00001"
    back = run("remove", "--undo", "arxiv:2001.00001")
    assert back.status == 0 and back.out.startswith("brought back Paper of the Number 1")
    assert run("stats", "--json").out and run("show", "Foo1").status == 0
    taken = json.loads(run("remove", "arxiv:2001.00001", "--json").out)
    assert taken["entities"] == ["model:foo1"] and taken["links"] == {"INTRODUCES": 1, "USES": 1, "WROTE": 1}


def test_mistakes_in_removing(run: Run) -> None:
    run("build", write("a.jsonl", 1))
    assert run("remove").status == 2
    assert run("remove", "x", "--undo", "--dry-run").status == 2
    unknown = run("remove", "Paper of the Number 7 about Things")
    assert unknown.status == 1 and "near names: Paper of the Number 1" in unknown.err
    unknown = run("remove", "--undo", "Foo")
    assert unknown.status == 1 and "remove --list" in unknown.err and unknown.err.count("\n") == 1


def test_builds_are_listed_and_compared(run: Run) -> None:
    run("build", write("a.jsonl", 1))
    run("build", write("a.jsonl", 1, 2))
    builds = json.loads(run("diff", "--list", "--json").out)
    assert [(build["build"], build["papers"]) for build in builds] == [(1, 1), (2, 2)]
    for arguments in ((), ("1",), ("1", "2"), ("build:1", "build:2")):
        found = run("diff", *arguments)
        assert found.status == 0 and "papers: 1 came\n  + Paper of the Number 2" in found.out, arguments
    assert "papers: 2 came" in run("diff", "yesterday").out and "papers: 2 came" in run("diff", "0").out
    assert "nothing came" in run("diff", "2", "today").out
    assert run("diff", "7").err == "paperweft: there is no build 7; the last one is 2 (`paperweft diff --list`)\n"
    assert run("diff", "nonsense").status == 1
    page = run("diff", "1", "--format", "html", "-o", "d.html")
    assert page.status == 0 and page.out == "" and "Paper of the Number 2" in Path("d.html").read_text()
    assert json.loads(run("diff", "1", "--json").out)["papers"][0]["id"] == "arxiv:2001.00002"
    assert run("diff", "1", "--format", "markdown").out.startswith("# build 1 of paperweft.db")


def test_libraries_are_compared(run: Run) -> None:
    run("build", write("a.jsonl", 1, 2), "--library", "mine.db")
    run("build", write("b.jsonl", 2, 3), "--library", "theirs.db")
    found = run("diff", "mine.db", "theirs.db")
    assert "papers: 1 came, 1 went" in found.out and "+ Paper of the Number 3" in found.out
    against_own = run("diff", "theirs.db", "--library", "mine.db")
    assert "+ Paper of the Number 1" in against_own.out
    assert run("diff", "mine.db", "none.db").status == 1
    assert not Path("paperweft.db").exists()


def test_what_a_new_extractor_changed_comes_apart(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("build", write("a.jsonl", 1))
    monkeypatch.setattr(StubExtractor, "version", "stub-2")
    monkeypatch.setattr(StubExtractor, "extract", lambda self, texts, processes=1: (_without(t) for t in texts))
    monkeypatch.setattr(building, "now", lambda: "2099-01-01T00:00:00.000+00:00")
    run("build", write("a.jsonl", 1, 2))
    main, _, apart = run("diff").out.partition(
        "because of another extractor (stub-1 → stub-2), while the papers are the same"
    )
    assert "+ Paper of the Number 2" in main and "Foo1" not in main
    assert "- Foo1  (model:foo1)" in apart and "- Paper of the Number 1 about Things → Foo1" in apart
    assert "extractor" in run("diff", "--list").out


def _without(text: tuple[str, str]) -> Any:
    from paperweft.model import Extraction

    return Extraction()


def test_an_update_tells_what_is_new_once(run: Run) -> None:
    Path("follow.txt").write_text("Bar\nNobody Yet\n")
    first = run("update", write("a.jsonl", 1))
    assert first.status == 0 and first.err == "read 1 paper: 1 new, 0 changed, 0 known\n"
    assert first.out.splitlines() == [
        "new",
        "  followed, but in no paper yet: Nobody Yet",
        "",
        "1 new paper",
        "  Paper of the Number 1 about Things  (arxiv:2001.00001)",
        "      INTRODUCES Foo1",
        "      USES Bar",
        "",
        "2 entities seen for the first time",
        "  Bar  (method:bar)",
        "      USES in Paper of the Number 1 about Things",
        "  Foo1  (model:foo1)",
        "      INTRODUCES in Paper of the Number 1 about Things",
        "",
        "on the names that you follow",
        "  Bar  (method:bar): 1 new paper",
        "      Paper of the Number 1 about Things (USES)",
    ]
    second = run("update", "a.jsonl")
    assert second.status == 0 and second.out.startswith("nothing new since 20") and "Paper" not in second.out
    third = json.loads(run("update", write("a.jsonl", 1, 2), "--json").out)
    assert [paper["id"] for paper in third["papers"]] == ["arxiv:2001.00002"] and third["since"]
    assert third["followed"][0]["papers"][0]["id"] == "arxiv:2001.00002"
    fourth = run("update", write("a.jsonl", 1, 2, 3), "--format", "markdown", "-o", "monday.md")
    assert fourth.out == "" and "## 1 new paper" in Path("monday.md").read_text()
    assert run("update", "a.jsonl").out.startswith("nothing new")


def test_news_that_could_not_be_written_is_told_again(run: Run) -> None:
    papers = write("a.jsonl", 1)
    assert run("update", papers, "-o", "no/such/folder.txt").status == 1
    assert "1 new paper" in run("update", papers).out


def test_a_build_or_update_that_reads_nothing_leaves_no_library(run: Run) -> None:
    Path("page.pdf").write_bytes(b"%PDF-1.7")
    for command in ("build", "update"):
        for source in ("page.pdf", "none.txt"):
            assert run(command, source).status == 1
            assert not list(Path().glob("paperweft.db*")), (command, source)
    Path("aliases.toml").write_text("merge = 3")
    assert run("build", write("a.jsonl", 1)).status == 1 and not list(Path().glob("paperweft.db*"))
    Path("aliases.toml").unlink()
    run("build", "a.jsonl")
    assert run("build", "none.txt").status == 1 and run("stats").out.startswith("Author")


def test_hugging_face_is_asked_and_told(run: Run, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real requests, to a server of the test's own: today's list, and what is trending, which share a paper."""
    down = False

    def answer(asked: Asked) -> Any:
        if down:
            return Reply("<html>gone</html>", 404)
        numbers = [1, 2] if asked.query.get("sort") == "trending" else [2, 3]
        return [
            {"paper": {"id": f"2601.{n:05}", "title": f"Round Widgets {n} of Trending Fame", "summary": f"It uses the model W{n}."}}
            for n in numbers
        ]  # fmt: skip

    service = serve(answer)
    monkeypatch.setenv("PAPERWEFT_HUGGINGFACE_URL", f"{service.url}/api")
    monkeypatch.setattr(Limits, "wait", lambda self, host, pace: None)
    first = run("update", "huggingface", "--json")
    assert [paper["id"] for paper in json.loads(first.out)["papers"]] == [f"arxiv:2601.{n:05}" for n in (1, 2, 3)]
    assert len(service.asked) == 9
    again = run("update", "huggingface")
    assert again.status == 0 and again.out.startswith("nothing new") and len(service.asked) == 11
    down = True
    failed = run("update", "huggingface", write("a.jsonl", 1))
    assert failed.status == 1 and "1 new paper" in failed.out
    assert failed.err.splitlines()[-1].startswith("paperweft: huggingface: ")
