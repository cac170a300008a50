"""`paperweft fetch`: into a file that build reads back, and on from where it was interrupted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from paperweft.clients.limits import Limits
from paperweft.model import SourceRecord
from paperweft.readers import read_source
from paperweft.readers.interchange import row_of
from paperweft.workspace import Library
from tests.cli.conftest import Run
from tests.conftest import Serve
from tests.service import Asked, Reply, Service

COUNT = 350  # papers that the search of the service finds, a hundred a page


def work(number: int) -> dict[str, Any]:
    return {
        "id": f"https://openalex.org/W{number}", "doi": f"https://doi.org/10.1234/W{number}", "title": f"The Shape of Widget {number}",
        "publication_year": 2020, "authorships": [{"author": {"display_name": name}} for name in ("Jane Doe", "Sammy Davis, Jr.", "Ng, A, B")],
        "abstract_inverted_index": {"Widgets": [0], "are": [1], "ründ.": [2]}, "referenced_works": [f"https://openalex.org/W{number + 1}"],
    }  # fmt: skip


def openalex(asked: Asked) -> Any:
    """Searches of COUNT papers, single works below W1000; others are unknown."""
    if asked.path != "/works":
        number = int(asked.path.rpartition("W")[2]) if "W" in asked.path else 5_000
        return work(number) if number < 1_000 else Reply("<h1>Not Found</h1>", 404)
    if "filter" in asked.query:
        names = asked.query["filter"].partition(":")[2].split("|")
        return {"results": [work(int(name[1:])) for name in names if int(name[1:]) < 1_000]}
    size = int(asked.query["per_page"])
    first = (int(asked.query["page"]) - 1) * size
    return {"meta": {"count": COUNT}, "results": [work(n) for n in range(first, min(first + size, COUNT))]}


@pytest.fixture
def start(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Starts a service that stands in for OpenAlex."""
    monkeypatch.setattr(Limits, "wait", lambda self, host, pace: None)

    def begin(answer: Any = openalex) -> Service:
        service = serve(answer)
        monkeypatch.setenv("PAPERWEFT_OPENALEX_URL", service.url)
        return service

    return begin


def titles(path: Path) -> list[str]:
    return [json.loads(line)["title"] for line in path.read_text(encoding="utf-8").splitlines()]


ALL = [f"The Shape of Widget {n}" for n in range(COUNT)]


def test_a_search_into_a_file_and_back(start: Any, run: Run, tmp_path: Path) -> None:
    start()
    ran = run("fetch", "openalex", "shape of", "widgets", "--max", 120, "-o", "papers.jsonl")
    assert (ran.status, ran.out, ran.err) == (0, "", "papers.jsonl: 120 papers\n")
    assert titles(tmp_path / "papers.jsonl") == ALL[:120] and sorted(p.name for p in tmp_path.iterdir()) == [
        "cache",
        "papers.jsonl",
    ]
    rows = {
        row["id"]: row for row in map(json.loads, (tmp_path / "papers.jsonl").read_text(encoding="utf-8").splitlines())
    }
    assert rows["W7"]["schema"] == 1 and rows["W7"]["source"] == "openalex" and rows["W7"]["retrieved_at"]
    (record,) = (r for r in read_source("papers.jsonl") if isinstance(r, SourceRecord) and r.ids["openalex"] == "W7")
    assert record.ids == {"openalex": "W7", "doi": "10.1234/w7"} and record.references == ({"openalex": "W8"},)
    assert record.authors == ("Jane Doe", "Sammy Davis, Jr.", "Ng, A, B") and record.abstract == "Widgets are ründ."
    assert row_of(record) == rows["W7"]
    with Library("papers.db") as library:
        library.add("papers.jsonl")
        library.link()
        assert library.counts()[1]["CITES"] == 119
        assert library.add("papers.jsonl").known == 120


def test_to_standard_output(start: Any, run: Run, tmp_path: Path) -> None:
    start()
    ran = run("fetch", "openalex", "widgets", "--max", 3)
    assert [json.loads(line)["title"] for line in ran.out.splitlines()] == ALL[:3] and ran.err == ""
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_lone_surrogates_which_no_file_can_hold(start: Any, run: Run, tmp_path: Path) -> None:
    odd = {**work(1), "title": "Round \ud800 Widgets", "doi": "https://doi.org/10.1234/\udfff"}
    start(lambda asked: {"results": [odd]})
    assert run("fetch", "openalex", "x", "-o", "papers.jsonl").status == 0
    assert titles(tmp_path / "papers.jsonl") == ["Round \ufffd Widgets"]
    assert len(list(read_source("papers.jsonl"))) == 1


def test_ids_from_everywhere_and_what_is_unknown(start: Any, run: Run, tmp_path: Path) -> None:
    service = start()
    (tmp_path / "ids.txt").write_text(
        "# my list\nW1\n\nhttps://openalex.org/W2\nW5001\nnonsense\n", encoding="utf-8-sig"
    )
    ran = run("fetch", "openalex", "W3", "--ids", "ids.txt")
    assert ran.status == 0
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["W3", "W1", "W2"]
    assert (
        "not found: W5001 (openalex has no paper of this id)\n" in ran.err
        and "not found: nonsense (not an identifier" in ran.err
    )
    assert run("fetch", "openalex", "--ids", "W3,W1", "--strict").status == 0
    assert run("fetch", "openalex", "--ids", "W3,W5001", "--strict").status == 1
    assert not any(asked.query.get("search") for asked in service.asked)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["openalex"], "say one thing to fetch"),
        (["openalex", "--ids", "absent.txt"], "absent.txt cannot be read: No such file"),
        (["openalex", "--titles", "empty.txt"], "empty.txt has no entries"),
        (["openalex", "--ids", "binary"], "is not a UTF-8 text file"),
        (["huggingface", "daily", "yesterday"], "'yesterday' is no date"),
        (["arxiv", "--set", "cs.LG", "--since", "2026-13-01"], "'2026-13-01' is no date"),
        (["arxiv", "--cites", "2401.00001"], "arxiv does not say which papers cite a paper"),
        (["openalex", "x", "-o", "no/folder/p.jsonl"], "there is no folder no/folder"),
    ],
)  # fmt: skip
def test_mistakes_are_one_line(start: Any, run: Run, tmp_path: Path, arguments: list[str], says: str) -> None:
    service = start()
    (tmp_path / "empty.txt").write_text("\n# nothing\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00\x01")
    ran = run("fetch", *arguments)
    assert ran.status == 1 and says in ran.err and ran.err.count("\n") == 1 and ran.out == ""
    assert service.asked == []


def test_a_dry_run_sends_nothing(start: Any, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    service = start()
    assert run("fetch", "openalex", "widgets", "--max", 350, "--dry-run").out == (
        "openalex: at most 4 requests, about 4 s, at most $0.0040 (without a key $0.10 a day are free; prices of November 2026)\n"
    )
    monkeypatch.setenv("OPENALEX_API_KEY", "k")
    assert "about 2 s" in run("fetch", "openalex", "widgets", "--max", 350, "--dry-run").out
    assert (
        run("fetch", "arxiv", "2401.00001", "2401.00002", "--dry-run").out
        == "arxiv: at most 1 request, about 3 s, free of charge\n"
    )
    assert "one request for each 1000 papers or so" in run("fetch", "arxiv", "--set", "cs.LG", "--dry-run").out
    for arguments in (["huggingface", "trending"], ["huggingface"], ["semanticscholar", "--cites", "10.1/x", "--depth", "2"],
                      ["crossref", "10.1/x", "10.1/y"], ["opencitations", "--cited-by", "10.1/x"]):  # fmt: skip
        assert "request" in run("fetch", *arguments, "--dry-run").out
    assert service.asked == []


def test_a_stop_of_thirteen_hours_keeps_what_came_and_goes_on_later(start: Any, run: Run, tmp_path: Path) -> None:
    """The output has the papers of the pages before it; the next run asks for the others only."""
    allowed = [2]

    def answer(asked: Asked) -> Any:
        allowed[0] -= 1
        return (
            openalex(asked)
            if allowed[0] >= 0
            else Reply({"message": "Insufficient budget."}, 429, {"Retry-After": "46800"})
        )

    service = start(answer)
    fetch = ("fetch", "openalex", "widgets", "--max", 1_000, "-o", "papers.jsonl", "--no-cache")
    ran = run(*fetch)
    assert ran.status == 1 and "papers.jsonl has 200 papers so far; run the same command again" in ran.err
    assert "has had enough requests and answers again from" in ran.err and "Insufficient budget." in ran.err
    assert titles(tmp_path / "papers.jsonl") == ALL[:200]
    other = run("fetch", "openalex", "gadgets", "-o", "papers.jsonl").err
    assert "belongs to another fetch" in other and "so far" not in other
    allowed[0] = 100
    ran = run(*fetch)
    assert (ran.status, ran.err) == (0, "papers.jsonl: 350 papers\n")
    assert titles(tmp_path / "papers.jsonl") == ALL
    assert [asked.query["page"] for asked in service.asked] == ["1", "2", "3", "3", "4"]
    assert not (tmp_path / "papers.jsonl.journal").exists()


def test_a_fetch_that_fails_at_once_leaves_an_older_file(start: Any, run: Run, tmp_path: Path) -> None:
    start(lambda asked: Reply("Forbidden", 403))
    (tmp_path / "papers.jsonl").write_text("older\n")
    assert run("fetch", "openalex", "widgets", "-o", "papers.jsonl").status == 1
    assert (tmp_path / "papers.jsonl").read_text() == "older\n" and not (tmp_path / "papers.jsonl.journal").exists()
    start()
    assert run("fetch", "openalex", "widgets", "--max", 5, "-o", "papers.jsonl").status == 0
    assert titles(tmp_path / "papers.jsonl") == ALL[:5]


@pytest.mark.parametrize("odd", [Reply("<html>Please log in</html>"), Reply({"meta": {}})])
def test_an_answer_that_cannot_be_taken_is_asked_for_again(start: Any, run: Run, tmp_path: Path, odd: Reply) -> None:
    """It is neither in the journal nor, where it is plainly no data, in the cache."""
    answers = [3, odd]

    def answer(asked: Asked) -> Any:
        return odd if asked.query["page"] == "3" and answers.pop() is odd else openalex(asked)

    start(answer)
    fetch = ("fetch", "openalex", "widgets", "--max", 1_000, "-o", "papers.jsonl", "--refresh")
    assert "papers.jsonl has 200 papers so far" in run(*fetch).err
    assert run(*fetch).status == 0 and titles(tmp_path / "papers.jsonl") == ALL


def test_half_a_line_is_cut_off(start: Any, run: Run, tmp_path: Path) -> None:
    """What a crash of the machine may leave: the journal has the answer, the file the half of a record."""
    allowed = [3]

    def answer(asked: Asked) -> Any:
        allowed[0] -= 1
        return openalex(asked) if allowed[0] >= 0 else Reply("no", 403)

    start(answer)
    fetch = ("fetch", "openalex", "widgets", "--max", 1_000, "-o", "papers.jsonl", "--no-cache")
    assert run(*fetch).status == 1
    path = tmp_path / "papers.jsonl"
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:120]) + whole[120][:70])
    allowed[0] = 100
    assert run(*fetch).status == 0
    assert titles(path) == ALL


def test_a_file_that_someone_changed(start: Any, run: Run, tmp_path: Path) -> None:
    allowed = [1]

    def answer(asked: Asked) -> Any:
        allowed[0] -= 1
        return openalex(asked) if allowed[0] >= 0 else Reply("no", 403)

    start(answer)
    fetch = ("fetch", "openalex", "widgets", "--max", 1_000, "-o", "papers.jsonl")
    run(*fetch)
    (tmp_path / "papers.jsonl").write_text("something else\n")
    assert "is not what the interrupted fetch wrote" in run(*fetch).err
    (tmp_path / "papers.jsonl").unlink()
    allowed[0] = 100
    assert run(*fetch).status == 0 and titles(tmp_path / "papers.jsonl") == ALL


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_at_any_moment_it_goes_on(serve: Serve, tmp_path: Path, how: signal.Signals) -> None:
    """Killed again and again, each time a little later; in the end all is there, and no page was asked for more than twice
    (the one under way when it was killed)."""
    service = serve(lambda asked: Reply(openalex(asked), takes=0.05))
    environment = {
        **os.environ, "PAPERWEFT_OPENALEX_URL": service.url, "OPENALEX_API_KEY": "sk-secret-42", "PAPERWEFT_CACHE": str(tmp_path / "cache"),
    }  # fmt: skip
    command = [sys.executable, "-c", "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import paperweft.cli as c; c.main()",
               "fetch", "openalex", "widgets", "--max", "1000", "-o", str(tmp_path / "papers.jsonl"), "--no-cache"]  # fmt: skip
    kills = 0
    while True:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        asked, began = len(service.asked), time.monotonic()
        while kills < 4 and process.poll() is None and len(service.asked) == asked and time.monotonic() - began < 60:
            time.sleep(0.005)
        if kills < 4 and process.poll() is None:
            time.sleep(0.03 * kills)
            process.send_signal(how)
            kills += 1
        out, err = process.communicate(timeout=100)
        assert "Traceback" not in err and "sk-secret" not in out + err
        assert not any(b"sk-secret" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        if process.returncode == 0:
            break
        assert process.returncode == (-9 if how == signal.SIGKILL else 130)
    assert kills and titles(tmp_path / "papers.jsonl") == ALL
    pages = Counter(asked.query["page"] for asked in service.asked)
    assert set(pages) == {"1", "2", "3", "4"} and len(service.asked) <= 4 + kills
    assert not (tmp_path / "papers.jsonl.journal").exists()


def test_along_citations(start: Any, run: Run) -> None:
    """Each widget cites the next one."""
    start()
    ran = run("fetch", "openalex", "--cited-by", "W1", "--depth", 3, "--max", 10)
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["W1", "W2", "W3", "W4"]


def test_what_huggingface_is_asked(serve: Serve, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Limits, "wait", lambda self, host, pace: None)
    service = serve(lambda asked: [])
    monkeypatch.setenv("PAPERWEFT_HUGGINGFACE_URL", service.url)
    for words in (["daily", "2026-01-05"], ["daily"], [], ["trending"], ["diffusion", "models"], ["2601.00001"]):
        run("fetch", "huggingface", *words)
    today = service.asked[1].query["date"]
    assert [asked.path for asked in service.asked] == ["/daily_papers"] * 4 + ["/papers/search", "/papers/2601.00001"]
    assert service.asked[0].query["date"] == "2026-01-05" and service.asked[2].query["date"] == today
    assert service.asked[3].query["sort"] == "trending" and service.asked[4].query["q"] == "diffusion models"
