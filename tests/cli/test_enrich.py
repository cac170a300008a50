"""``enrich``, ``gaps`` and ``references`` as people use them, and what ``build`` says of papers without references."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bibtexparser
import pytest
import rispy

from paperweft.workspace import enriching
from tests.cli.conftest import Run
from tests.enrichment.conftest import Service, found

REFERENCE = {"doi": "10.1234/gap"}
ROWS: list[dict[str, Any]] = [
    {"title": "A Telling Title of a Paper about Gizmos", "authors": ["Ann Davies"], "year": 2020, "citekey": "davies:20"},
    {"title": "Quite Another Paper That Measures Widgets", "authors": ["Bo Lee"], "doi": "10.1234/w", "references": [REFERENCE, "10.1234/v"]},
    {"title": "Yet Another Paper That Measures Widgets", "authors": ["Cy Fox"], "doi": "10.1234/v", "references": [REFERENCE], "year": 2021, "venue": "ICML"},
    {"title": "A Paper That Nobody Knows Anywhere", "year": 1999},
]  # fmt: skip


@pytest.fixture
def papers(tmp_path: Path, run: Run) -> None:
    (tmp_path / "papers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    assert run("build", "papers.jsonl", "--no-extract").status == 0


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> dict[str, Service]:
    """What services answer; the real clients have tests of their own."""
    known: dict[str, Service] = {}

    @contextmanager
    def opened(names: Sequence[str]) -> Iterator[dict[str, Service]]:
        yield {name: known.setdefault(name, Service()) for name in names}

    monkeypatch.setattr(enriching, "open_clients", opened)
    for name in ("SEMANTIC_SCHOLAR_API_KEY", "S2_API_KEY", "OPENALEX_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    return known


@pytest.mark.usefixtures("papers")
class TestEnrich:
    def test_says_what_came_and_lists_the_rest(self, run: Run, services: dict[str, Service], tmp_path: Path) -> None:
        services["semanticscholar"] = Service(
            found("semanticscholar", "A Telling Title of a Paper about Gizmos", {"doi": "10.1234/g"}, authors=("A. Davies",), year=2020, references=(REFERENCE,)),
        )  # fmt: skip
        ran = run("enrich", "--what", "ids,citations", "--from", "semanticscholar", "--no-extract")
        assert ran.status == 0, ran.err
        assert (
            "asked about 2 papers: 1 known to a service, 1 of them found by title; 1 got ids, 1 got citations"
            in ran.err
        )
        assert "1 paper that no service knows is listed in unmatched.csv" in ran.err
        (row,) = csv.DictReader(io.StringIO((tmp_path / "unmatched.csv").read_text(encoding="utf-8")))
        assert (row["title"], row["year"], row["asked"]) == (ROWS[3]["title"], "1999", "semanticscholar")
        again = run("enrich", "--what", "ids,citations", "--from", "semanticscholar", "--no-extract")
        assert "no paper lacks anything that these services have not been asked for" in again.err

    def test_a_dry_run_counts_and_asks_nothing(self, run: Run, services: dict[str, Service]) -> None:
        ran = run("enrich", "--dry-run")
        assert ran.status == 0 and services == {}
        assert "papers that lack ids: 2, years: 1, abstracts: 4, citations: 2" in ran.out
        assert "SEMANTIC_SCHOLAR_API_KEY is not set" in " ".join(ran.out.split())
        told = json.loads(run("enrich", "--dry-run", "--json", "--from", "openalex").out)
        (service,) = told["services"]
        assert (service["service"], service["papers"], service["titles"]) == ("openalex", 2, 2)
        assert service["requests"] >= 3 and told["lacking"]["ids"] == 2

    def test_a_service_that_fails_is_one_line_and_what_came_stays(self, run: Run, services: dict[str, Service]) -> None:
        services["semanticscholar"] = Service(
            found("semanticscholar", "A Telling Title of a Paper about Gizmos", {"doi": "10.1234/g"}, authors=("A. Davies",), year=2020), fails_after=1,
        )  # fmt: skip
        ran = run("enrich", "--what", "ids", "--from", "semanticscholar", "--no-extract")
        assert ran.status == 1 and "service has had enough\n" in ran.err and "Traceback" not in ran.err
        assert '"doi": "10.1234/g"' in run("show", "A Telling Title of a Paper about Gizmos", "--json").out

    @pytest.mark.usefixtures("interruptible")
    def test_ctrl_c_keeps_what_came(
        self, run: Run, services: dict[str, Service], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gizmos = found(
            "semanticscholar",
            "A Telling Title of a Paper about Gizmos",
            {"doi": "10.1234/g"},
            authors=("A. Davies",),
            year=2020,
        )
        services["semanticscholar"] = service = Service(gizmos)
        first = service.by_title

        def interrupted(title: str, limit: int = 3) -> Any:
            if service.asked:
                raise KeyboardInterrupt
            return first(title, limit)

        monkeypatch.setattr(service, "by_title", interrupted)
        ran = run("enrich", "--what", "ids", "--from", "semanticscholar")
        assert ran.status == 130 and "the same command takes up the rest" in ran.err
        assert '"doi": "10.1234/g"' in run("show", "A Telling Title of a Paper about Gizmos", "--json").out
        monkeypatch.setattr(service, "by_title", first)
        run("enrich", "--what", "ids", "--from", "semanticscholar", "--no-extract")
        assert service.asked == ["A Telling Title of a Paper about Gizmos", "A Paper That Nobody Knows Anywhere"]

    @pytest.mark.parametrize(
        ("arguments", "status", "message"),
        [
            (("--what", "titles"), 2, "none of ids, years, abstracts, citations"),
            (("--what", ","), 2, "none of ids"),
            (
                ("--from", "scopus", "--dry-run"),
                1,
                "services are semanticscholar, openalex, crossref, opencitations, arxiv",
            ),
            (("--from", "scopus"), 1, "services are semanticscholar"),
        ],
    )
    def test_bad_use_is_one_line(self, run: Run, arguments: tuple[str, ...], status: int, message: str) -> None:
        ran = run("enrich", *arguments)
        assert ran.status == status and message in " ".join(ran.err.replace("│", " ").split())


@pytest.mark.usefixtures("papers")
class TestGaps:
    def test_titles_are_asked_for_the_top_ones(self, run: Run, services: dict[str, Service]) -> None:
        services["semanticscholar"] = Service(found("semanticscholar", "The Gap", {"doi": "10.1234/gap"}, year=2019))
        ran = run("gaps", "--min-cited", "2", "--json")
        (gap,) = json.loads(ran.out)
        assert (gap["cited"], gap["title"], gap["year"], gap["id"]) == (2, "The Gap", 2019, "doi:10.1234/gap")
        assert gap["cited_by"] == ["doi:10.1234/v", "doi:10.1234/w"]
        assert "The Gap" in run("gaps", "--min-cited", "2").out

    def test_offline_asks_nobody(self, run: Run, services: dict[str, Service]) -> None:
        ran = run("gaps", "--min-cited", "2", "--offline")
        assert "doi:10.1234/gap" in ran.out and services == {}
        assert "no work outside the library is cited by 3 of its papers" in run("gaps", "--offline").err

    def test_files_of_each_kind(self, run: Run, services: dict[str, Service], tmp_path: Path) -> None:
        services["semanticscholar"] = Service(
            found("semanticscholar", "The Gap", {"doi": "10.1234/gap"}, year=2019, authors=("Dee Eff",))
        )
        for suffix in ("bib", "ris", "csv"):
            assert run("gaps", "--min-cited", "2", "-o", f"gaps.{suffix}").out == f"gaps.{suffix}: 1 work\n"
        (entry,) = bibtexparser.parse_file("gaps.bib").entries
        assert (entry.key, entry["doi"], entry["author"]) == ("eff2019gap", "10.1234/gap", "Eff, Dee")
        with Path("gaps.ris").open(encoding="utf-8") as stream:
            assert rispy.load(stream)[0]["doi"] == "10.1234/gap"
        (row,) = csv.DictReader(io.StringIO(Path("gaps.csv").read_text(encoding="utf-8")))
        assert (row["cited"], row["title"], row["id"]) == ("2", "The Gap", "doi:10.1234/gap")
        ran = run("gaps", "-o", "gaps.docx")
        assert ran.status == 1 and "end the file's name in .bib, .ris or .csv" in ran.err


@pytest.mark.usefixtures("papers")
class TestReferences:
    def test_come_back_as_bibtex_and_ris(self, run: Run, services: dict[str, Service]) -> None:
        services["openalex"] = Service(
            found("openalex", "The Gap", {"doi": "10.1234/gap"}, year=2019, authors=("Dee Eff",))
        )
        printed = run("references", "10.1234/w")
        library = bibtexparser.parse_string(printed.out)
        assert [(e.key, e.entry_type) for e in library.entries] == [
            ("fox2021yet", "inproceedings"),
            ("eff2019gap", "misc"),
        ]
        assert run("references", "10.1234/w", "-o", "refs.ris").out == "refs.ris: 2 works, 1 of them in the library\n"
        with Path("refs.ris").open(encoding="utf-8") as stream:
            assert [r["title"] for r in rispy.load(stream)] == ["Yet Another Paper That Measures Widgets", "The Gap"]
        assert run("references", "10.1234/w", "--format", "ris").out == Path("refs.ris").read_text(encoding="utf-8")

    def test_offline_and_bad_use(self, run: Run, services: dict[str, Service]) -> None:
        assert "doi = {10.1234/gap}" in run("references", "10.1234/v", "--offline").out and services == {}
        assert "no references of" in run("references", "A Paper That Nobody Knows Anywhere").err
        ran = run("references", "10.1234/v", "-o", "x.txt")
        assert ran.status == 1 and "end the file's name in .bib or .ris" in ran.err
        assert "no node is called" in run("references", "nonsense").err


def test_a_build_whose_papers_lack_citations_says_how_to_get_them(
    run: Run, tmp_path: Path, services: dict[str, Service]
) -> None:
    (tmp_path / "papers.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    ran = run("build", "papers.jsonl", "--no-extract")
    line = next(line for line in ran.err.splitlines() if "have no references" in line)
    assert line.startswith(
        "2 of 4 papers have no references: `paperweft enrich --what citations` asks semanticscholar for them in 3 requests, "
        "about 1 minute; SEMANTIC_SCHOLAR_API_KEY is not set (free;"
    )
    assert line.endswith("then openalex and crossref for what is left")
    told = run("build", "papers.jsonl", "--no-extract", "--json")
    assert "no references" not in told.err
    lacks = json.loads(told.out)["lacks_citations"]
    assert (lacks["papers"], lacks["services"][0]["requests"]) == (2, 3)
    assert "--library 'my papers.db'" in run("build", "papers.jsonl", "--no-extract", "--library", "my papers.db").err
    run("enrich", "--what", "citations", "--no-extract")
    assert "no references" not in run("build", "--no-extract").err
    (tmp_path / "whole.jsonl").write_text(json.dumps(ROWS[1]))
    assert "no references" not in run("build", "whole.jsonl", "--no-extract", "--library", "whole.db").err


def test_the_list_of_the_rest_is_emptied_when_nothing_is_left(
    run: Run, tmp_path: Path, services: dict[str, Service]
) -> None:
    (tmp_path / "papers.jsonl").write_text(json.dumps(ROWS[0]), encoding="utf-8")
    run("build", "papers.jsonl", "--no-extract")
    run("enrich", "--what", "ids", "--from", "semanticscholar", "--no-extract")
    assert len((tmp_path / "unmatched.csv").read_text(encoding="utf-8").splitlines()) == 2
    services["openalex"] = Service(
        found("openalex", ROWS[0]["title"], {"doi": "10.1234/g"}, authors=("A. Davies",), year=2020)
    )
    run("enrich", "--what", "ids", "--from", "openalex", "--no-extract")
    assert len((tmp_path / "unmatched.csv").read_text(encoding="utf-8").splitlines()) == 1
