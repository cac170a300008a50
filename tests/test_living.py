"""A library that lives: what is read again, what a removal takes, what is news."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import paperweft.extraction
from paperweft.clients import FetchRequest
from paperweft.errors import AmbiguousNodeError, LibraryError, NodeNotFoundError, PaperweftError, ServiceError
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from paperweft.workspace import Library, building
from tests.stub import StubExtractor


@pytest.fixture(autouse=True)
def stub(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Extraction by the stub; gives the titles that it reads."""
    monkeypatch.setattr(paperweft.extraction, "Extractor", StubExtractor)
    monkeypatch.setattr(StubExtractor, "read", [])
    return StubExtractor.read


def row(n: int, **changed: Any) -> dict[str, Any]:
    """A record of a paper that names a model of its own, and a method and a dataset with others."""
    return {
        "title": f"Paper of the Number {n} about Things", "ids": {"arxiv": f"2001.{n:05}"}, "year": 2020,
        "authors": [f"Ann {n} Number", "Bob Ray"], "references": [f"2001.{n + 1:05}"],
        "abstract": f"It introduces the model Foo{n}. It uses the method Bar{n % 3}. It uses the dataset Baz.", **changed,
    }  # fmt: skip


def source(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(item) + "\n" for item in rows), encoding="utf-8")
    return path


def build(path: Path, *sources: Path) -> Library:
    """A library of the sources, linked, extracted and linked as the command does."""
    library = Library(path)
    library.add(*sources)
    library.link(preliminary=True)
    library.extract()
    library.link()
    return library


def canonical(library: Library) -> list[str]:
    return list(library._record.graph.canonical())


# Extraction


def test_only_what_is_new_or_changed_is_read_again(tmp_path: Path, stub: list[str]) -> None:
    rows = [row(n) for n in range(4)]
    with build(tmp_path / "l.db", source(tmp_path / "a.jsonl", rows)) as library:
        assert len(stub) == 4
        stub.clear()
        rows[1]["year"] = 1999  # not part of the text
        rows[2]["abstract"] += " It uses the method Qux."
        library.add(source(tmp_path / "a.jsonl", [*rows, row(9)]))
        assert library.extract() == 2
        assert stub == [rows[2]["title"], row(9)["title"]]
        stub.clear()
        assert library.extract() == 0 and not stub


def test_extraction_that_breaks_off_is_taken_up(
    tmp_path: Path, stub: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "_COMMIT_EVERY", 3)
    papers = source(tmp_path / "a.jsonl", [row(n) for n in range(10)])
    with Library(tmp_path / "l.db") as library:
        library.add(papers)

        def interrupted(stage: str, done: int, total: int | None) -> None:
            if done == 6:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            library.extract(progress=interrupted)
        stub.clear()
        assert library.extract() == 4 and len(stub) == 4
        library.link()
        with build(tmp_path / "whole.db", papers) as whole:
            assert canonical(library) == canonical(whole)


# Removing


@pytest.mark.parametrize("gone", [[0], [4], [9], [2, 3, 4], list(range(10))])
def test_the_graph_is_that_of_a_library_that_never_had_the_papers(tmp_path: Path, gone: list[int]) -> None:
    rows = [row(n) for n in range(10)]
    everything = source(tmp_path / "a.jsonl", rows)
    others = source(tmp_path / "b.jsonl", [item for n, item in enumerate(rows) if n not in gone])
    if len(gone) == 10:
        others = source(tmp_path / "b.jsonl", [row(99)])
        everything = source(tmp_path / "a.jsonl", [*rows, row(99)])
    with build(tmp_path / "with.db", everything) as library, build(tmp_path / "without.db", others) as never:
        before = canonical(library)
        removal = library.remove(*(f"arxiv:2001.{n:05}" for n in gone))
        assert canonical(library) == canonical(never)
        assert library._record.entity_ids() == never._record.entity_ids()
        assert [identifier for identifier, _ in removal.papers] == [f"arxiv:2001.{n:05}" for n in gone]
        again = library.add(everything)
        assert (again.removed, again.new) == (len(gone), 0)
        library.link()
        assert canonical(library) == canonical(never)
        for n in gone:
            library.restore(f"arxiv:2001.{n:05}")
        assert canonical(library) == before
        assert library.add(everything).known == again.papers and library.removed() == []


def test_no_row_of_a_removed_paper_stays(tmp_path: Path) -> None:
    """Whatever table holds it: a paper's rows lie in the archive of removed papers alone."""
    with build(tmp_path / "l.db", source(tmp_path / "a.jsonl", [row(n) for n in range(3)])) as library:
        library.remove("arxiv:2001.00001")
        database = library._record._db
        tables = [r[0] for r in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in set(tables) - {"tombstone", "removed_paper", "build", "graph_text"}:
            for found in database.execute(f"SELECT * FROM {table}"):
                assert "Foo1" not in str(tuple(found)) and "Number 1" not in str(tuple(found)), table
        assert database.execute("SELECT count(*) FROM extraction").fetchone()[0] == 2
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_extraction_of_a_text_that_another_paper_has_stays(tmp_path: Path, stub: list[str]) -> None:
    same = {"title": "One Title for Two Different Papers", "abstract": "It introduces the model Twin."}
    papers = source(
        tmp_path / "a.jsonl",
        [{**same, "ids": {"doi": f"10.1000/{n}"}, "authors": [name]} for n, name in enumerate(["Ann Lee", "Bo Wu"])],
    )
    with build(tmp_path / "l.db", papers) as library:
        assert library.report().nodes["Paper"] == 2
        library.remove("doi:10.1000/0")
        assert library.node("Twin").properties["papers"] == 1
        assert library.add(papers).removed == 1  # the namesake is not the paper that was removed
        stub.clear()
        assert library.extract() == 0 and not stub


def test_a_dry_run_says_the_same_and_changes_nothing(tmp_path: Path) -> None:
    papers = source(tmp_path / "a.jsonl", [row(n) for n in range(5)])
    with build(tmp_path / "l.db", papers) as library:
        before, builds = canonical(library), library.builds()
        would = library.remove("arxiv:2001.00003", dry_run=True)
        assert canonical(library) == before and library.builds() == builds and library.removed() == []
        done = library.remove("arxiv:2001.00003")
        assert done.papers == would.papers and done.difference.nodes == would.difference.nodes
        assert done.difference.links == would.difference.links
        went = {change.id for change in done.difference.nodes if change.what == "went"}
        assert went == {"arxiv:2001.00003", "author:ann-3-number", "model:foo3"}


def test_a_removed_paper_is_known_by_any_of_its_records(tmp_path: Path) -> None:
    """Its preprint, its DOI, its title: each would have joined it, and none brings it back."""
    title = "A Long and Telling Title of a Paper"
    first = {"title": title, "ids": {"arxiv": "2001.00001"}, "authors": ["Ann Lee"], "year": 2020, "abstract": "A."}
    second = {"title": title, "ids": {"doi": "10.1000/x"}, "authors": ["Ann Lee"], "year": 2021, "abstract": "B."}
    with build(tmp_path / "l.db", source(tmp_path / "a.jsonl", [first, second])) as library:
        assert library.report().nodes["Paper"] == 1
        library.remove(title)
        for number, again in enumerate(
            [
                {"title": "Something Else Entirely, It Seems", "ids": {"arxiv": "2001.00001"}},
                {"title": "Something Else Entirely, It Seems", "ids": {"doi": "10.1000/x"}},
                {"title": title.upper(), "authors": ["A. Lee"]},
            ]
        ):
            assert library.add(source(tmp_path / f"again{number}.jsonl", [again])).removed == 1, again
        other = {"title": title, "ids": {"doi": "10.1000/y"}, "authors": ["Zoe Wu"], "year": 2001}
        assert library.add(source(tmp_path / "other.jsonl", [other])).new == 1


def test_a_short_title_blocks_no_other_paper(tmp_path: Path) -> None:
    editorial = {"title": "Editorial", "abstract": "About last year."}
    papers = source(tmp_path / "a.jsonl", [editorial, row(1)])
    with build(tmp_path / "l.db", papers) as library:
        library.remove("Editorial")
        assert library.add(papers).removed == 1
        others = [{"title": "Editorial", "abstract": "About this year."}, {"title": "Editorial"}]
        assert library.add(source(tmp_path / "b.jsonl", others)).new == 2
        with pytest.raises(LibraryError, match="another paper has its id"):  # which a title without more gives
            library.restore("Editorial")
        assert [item.title for item in library.removed()] == ["Editorial"]


def test_papers_that_it_kept_apart_are_one_without_it(tmp_path: Path) -> None:
    """A record that could be either of two papers is neither, until one of them is gone."""
    title = "A Long and Telling Title of a Paper"
    one = {"title": title, "ids": {"doi": "10.1000/x"}, "abstract": "It introduces the model One."}
    two = {"title": title, "ids": {"doi": "10.2000/y"}, "abstract": "It introduces the model Two."}
    either = {"title": title, "abstract": "It introduces the model Either."}
    with (
        build(tmp_path / "with.db", source(tmp_path / "a.jsonl", [one, two, either])) as library,
        build(tmp_path / "without.db", source(tmp_path / "b.jsonl", [one, either])) as never,
    ):
        before = canonical(library)
        assert library.report().nodes["Paper"] == 3 and never.report().nodes["Paper"] == 1
        library.remove("doi:10.2000/y")
        library.link()
        assert canonical(library) == canonical(never)
        library.restore("doi:10.2000/y")
        assert canonical(library) == before


_LONG = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda"  # longer than ids are


@pytest.fixture
def namesakes() -> list[dict[str, Any]]:
    """Two papers that name methods of one slug: the second has a number in its id."""
    return [row(n, abstract=f"It introduces the model Foo{n}. It uses the method ‹{_LONG} {end}›.") for n, end in enumerate(("mu", "nu"))]  # fmt: skip


def test_an_id_loses_the_number_that_only_the_removed_paper_made_needful(
    tmp_path: Path, namesakes: list[dict[str, Any]]
) -> None:
    with (
        build(tmp_path / "l.db", source(tmp_path / "a.jsonl", namesakes)) as library,
        build(tmp_path / "m.db", source(tmp_path / "b.jsonl", namesakes[1:])) as never,
    ):
        (given,) = (i for i in never._record.entity_ids().values() if i.startswith("method"))
        assert library.node(f"{_LONG} nu").id == f"{given}-2"
        removal = library.remove("arxiv:2001.00000")
        assert removal.renamed == {f"{given}-2": given}
        assert canonical(library) == canonical(never)
        assert library._record.entity_ids() == never._record.entity_ids()


def test_an_id_that_the_ledger_names_keeps_its_number(tmp_path: Path, namesakes: list[dict[str, Any]]) -> None:
    with build(tmp_path / "l.db", source(tmp_path / "a.jsonl", namesakes)) as library:
        numbered = library.node(f"{_LONG} nu").id
        (tmp_path / "aliases.toml").write_text(f'rename = [{{entity = "{numbered}", name = "Mine"}}]\n')
        library.link()
        removal = library.remove("arxiv:2001.00000")
        assert removal.renamed == {} and library.node("Mine").id == numbered


def test_unknown_and_ambiguous_names(tmp_path: Path) -> None:
    rows = [row(1), row(2, title="Same Name"), row(3, title="Same Name")]
    with build(tmp_path / "l.db", source(tmp_path / "a.jsonl", rows)) as library:
        before = canonical(library)
        with pytest.raises(NodeNotFoundError, match="near names: Paper of the Number 1"):
            library.remove("arxiv:2001.00002", "Paper of the Nmber 1 about Things")
        with pytest.raises(AmbiguousNodeError, match=r"arxiv:2001\.00002.*arxiv:2001\.00003"):
            library.remove("Same Name")
        with pytest.raises(LibraryError, match="'Foo1' is no paper but a model"):
            library.remove("Foo1")
        assert canonical(library) == before
        library.remove("arxiv:2001.00002", "arxiv:2001.00003")
        with pytest.raises(AmbiguousNodeError, match=r"arxiv:2001\.00002.*arxiv:2001\.00003"):
            library.restore("Same Name")
        with pytest.raises(LibraryError, match="remove --list"):
            library.restore("Never Heard Of")
        assert library.restore("https://arxiv.org/abs/2001.00003v2")[0].paper_id == "arxiv:2001.00003"


# Differences


def test_graphs_are_compared_by_number_moment_and_file(tmp_path: Path) -> None:
    with (
        build(tmp_path / "l.db", source(tmp_path / "a.jsonl", [row(1)])) as library,
        build(tmp_path / "m.db", source(tmp_path / "b.jsonl", [row(2)])),
    ):
        library.add(source(tmp_path / "c.jsonl", [row(3)]))
        library.link()

        def papers(*versions: Any) -> list[tuple[str, str]]:
            found = library.diff(*versions).nodes
            return [(change.what, change.id[-1]) for change in found if change.label == "Paper"]

        assert papers() == papers(1) == papers("1", "build:2") == papers(1, "today") == [("came", "3")]
        assert papers(2, 1) == [("went", "3")]
        assert papers(0) == papers("yesterday") == papers("7d") == [("came", "1"), ("came", "3")]
        assert papers(tmp_path / "m.db") == [("came", "1"), ("went", "2"), ("came", "3")]
        assert papers(1, str(tmp_path / "m.db")) == [("went", "1"), ("came", "2")]
        assert papers(2, 2) == []
        with pytest.raises(LibraryError, match="no build 3"):
            library.diff(3)
        with pytest.raises(LibraryError, match="there is no library at"):
            library.diff(tmp_path / "none.db")


def test_a_library_without_a_build_differs_by_nothing(tmp_path: Path) -> None:
    with Library(tmp_path / "l.db") as library:
        assert not library.diff().anything and library.builds() == []


# Updates


def names(found: Any) -> list[str]:
    return [item.id for item in found]


def test_news_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "follow.txt").write_text(
        "# mine\nBar1  # a method\nBob Ray\nnobody\nPaper of the Number 1 about Things\n"
    )
    with Library(tmp_path / "l.db") as library:
        first = library.update(source(tmp_path / "a.jsonl", [row(1), row(2)])).news
        assert first.since is None and names(first.papers) == ["arxiv:2001.00001", "arxiv:2001.00002"]
        assert "model:foo1" in names(first.entities)
        library.told(first)
        papers = source(tmp_path / "a.jsonl", [row(n) for n in (0, 1, 2, 4)])
        second = library.update(papers).news
        assert names(second.papers) == ["arxiv:2001.00000", "arxiv:2001.00004"]
        assert names(second.entities) == ["method:bar0", "model:foo0", "model:foo4"]
        followed = {item.name: [paper for *_, paper in item.papers] for item in second.followed}
        assert followed == {
            "Bar1": ["arxiv:2001.00004"],
            "Bob Ray": ["arxiv:2001.00000", "arxiv:2001.00004"],
            "nobody": [],
            "Paper of the Number 1 about Things": ["arxiv:2001.00000"],
        }
        library.told(second)
        assert not library.update(papers).news.anything


def test_news_that_was_not_told_is_told_by_the_next(tmp_path: Path) -> None:
    with Library(tmp_path / "l.db") as library:
        library.update(source(tmp_path / "a.jsonl", [row(1)]))
        library.add(source(tmp_path / "b.jsonl", [row(2)]))  # a build between two updates is news too
        library.link()
        again = library.update(tmp_path / "a.jsonl").news
        assert names(again.papers) == ["arxiv:2001.00001", "arxiv:2001.00002"]


def test_a_library_that_was_built_before_tells_what_the_first_update_brings(tmp_path: Path) -> None:
    with build(tmp_path / "l.db", source(tmp_path / "a.jsonl", [row(1)])) as library:
        news = library.update(source(tmp_path / "b.jsonl", [row(2)])).news
        assert names(news.papers) == ["arxiv:2001.00002"]
        assert "method:bar1" not in names(news.entities)


def test_what_was_there_once_is_no_news(tmp_path: Path) -> None:
    papers = source(tmp_path / "a.jsonl", [row(1), row(2)])
    with build(tmp_path / "l.db", papers) as library:
        library.remove("arxiv:2001.00002")
        library.told(library.update(papers).news)
        library.restore("arxiv:2001.00002")
        assert not library.update(papers).news.anything


def test_a_new_extractor_is_no_news_but_is_mentioned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    papers = source(tmp_path / "a.jsonl", [row(1)])
    with Library(tmp_path / "l.db") as library:
        library.told(library.update(papers).news)
        monkeypatch.setattr(StubExtractor, "version", "stub-2")
        monkeypatch.setattr("tests.stub._NAMED", re.compile("(introduces|uses) the (model|method) (Fo|Bar.)()"))
        monkeypatch.setattr(building, "now", lambda: "2099-01-01T00:00:00.000+00:00")
        news = library.update(papers, source(tmp_path / "b.jsonl", [row(2)])).news
        assert names(news.papers) == ["arxiv:2001.00002"] and news.because.keys() == {"extractor"}
        assert names(news.entities) == ["method:bar2", "model:fo"] and news.apart == 0
        monkeypatch.setattr(StubExtractor, "version", "stub-3")
        monkeypatch.setattr("tests.stub._NAMED", re.compile("(introduces|uses) the (dataset) (B.)()"))
        monkeypatch.setattr(building, "now", lambda: "2099-01-02T00:00:00.000+00:00")
        library.told(news)
        news = library.update(papers).news
        assert not news.papers and not news.entities and news.apart == 1 and news.anything


def test_followed_names_reach_the_versions_of_a_family(tmp_path: Path) -> None:
    rows = [row(1, abstract="It uses the model Llama."), row(2, abstract="It uses the model Llama-2.")]
    with Library(tmp_path / "l.db") as library:
        (tmp_path / "names.txt").write_text("﻿Llama\r\n", encoding="utf-8")
        (followed,) = library.update(source(tmp_path / "a.jsonl", rows), follow=tmp_path / "names.txt").news.followed
        assert len(followed.papers) == 2
        with pytest.raises(PaperweftError, match="--follow"):
            library.update(tmp_path / "a.jsonl", follow=tmp_path / "none.txt")


def test_services_are_asked_for_what_is_new_since_they_were_asked(tmp_path: Path) -> None:
    asked: list[FetchRequest] = []

    def fetch(request: FetchRequest) -> Iterator[SourceRecord | Skipped]:
        asked.append(request)
        if request.trending:
            yield SourceRecord("huggingface", "huggingface", "A Paper That Is Trending Today", "It uses the model Foo.")
        elif request.query:
            yield SourceRecord("arxiv", "arxiv", "A Paper That Was Searched For", "It uses the model Foo.")

    with Library(tmp_path / "l.db") as library:
        update = library.update("huggingface", "arxiv:state space", fetch=fetch)
        assert update.added.new == 2 and len(update.news.papers) == 2
        days = [request.daily for request in asked if request.daily]
        assert len(days) == 8 and days[-1] is not None and days == sorted(days)  # type: ignore[type-var]
        assert [r.query for r in asked if r.query] == ["state space"]
        asked.clear()
        library.update("huggingface", fetch=fetch)
        assert [r.daily for r in asked if r.daily] == days[-1:]


def test_a_service_that_gives_out_leaves_what_came_and_is_asked_again(tmp_path: Path) -> None:
    asked: list[date | None] = []

    def fetch(request: FetchRequest) -> Iterator[SourceRecord | Skipped]:
        asked.append(request.daily)
        if request.daily:
            raise ServiceError("the service is down; try again later")
        yield SourceRecord("huggingface", "huggingface", "A Paper That Is Trending Today", "It uses the model Foo.")

    with Library(tmp_path / "l.db") as library:
        update = library.update("huggingface", source(tmp_path / "a.jsonl", [row(1)]), fetch=fetch)
        assert update.failures == ("huggingface: the service is down; try again later",)
        assert (
            len(update.news.papers) == 2 and len(asked) == 2
        )  # the file's too; a service that is down is not asked on
        asked.clear()

        def recovered(request: FetchRequest) -> Iterator[SourceRecord | Skipped]:
            asked.append(request.daily)
            yield from ()

        library.update("huggingface", fetch=recovered)
        assert len(asked) == 9


def test_a_service_that_must_be_told_what_to_look_for_says_so(tmp_path: Path) -> None:
    with Library(tmp_path / "l.db") as library, pytest.raises(PaperweftError, match="arxiv:'"):
        library.update("arxiv")


def test_a_paper_that_went_and_came_back_in_a_library_of_older_rules_is_found_by_its_text(tmp_path: Path) -> None:
    """What texts find papers by is not in a library of an earlier schema until its papers are told apart anew."""
    first, again = row(1), row(1, ids={"doi": "10.5555/1"}, references=[], abstract="")
    build(tmp_path / "a.db", source(tmp_path / "a.jsonl", [first])).close()
    database = sqlite3.connect(tmp_path / "a.db")
    database.execute("DELETE FROM text_key")
    database.execute("DELETE FROM meta WHERE key = 'identity_rules'")
    database.commit()
    database.close()
    with Library(tmp_path / "a.db") as library:
        library.remove("arxiv:2001.00001")
        library.link()  # all papers that are there are of the present rules now
        library.restore("arxiv:2001.00001")
        assert library.add(source(tmp_path / "again.jsonl", [again])).changed == 1


def test_rules_that_changed_while_a_paper_was_away_hold_for_it_when_it_comes_back(tmp_path: Path) -> None:
    with build(tmp_path / "a.db", source(tmp_path / "a.jsonl", [row(1), row(2)])) as library:
        library._record._db.execute("DELETE FROM text_key")  # as it was before these rules
        library.remove("arxiv:2001.00001")
        library.restore("arxiv:2001.00001")
        again = row(1, ids={"doi": "10.5555/1"}, references=[], abstract="")
        assert library.add(source(tmp_path / "again.jsonl", [again])).changed == 1
