"""Records in a library: ids that stay, merging and what undoes it, and papers derived again from what sources said."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paperweft.identity import add_records, identify_again
from paperweft.model import Paper, SourceRecord
from paperweft.record.library import Record
from paperweft.workspace import Library, building

TITLE = "A Sufficiently Telling Title of a Paper"
NOW = "2026-01-02"


def rec(
    given_id: str, *authors: str, source: str = "jsonl", title: str = TITLE, year: int | None = None, **ids: str
) -> SourceRecord:
    return SourceRecord(
        source=source, origin="a", title=title, abstract="", authors=authors, year=year, ids=ids, given_id=given_id
    )  # fmt: skip


def add(record: Record, *records: SourceRecord, now: str = NOW) -> list[str]:
    """The ids of the records' papers, added one by one."""
    with record.transaction():
        return [add_records(record.papers, [one], now)[0][0] for one in records]


def state(record: Record) -> dict[str, Paper]:
    return {paper.id: paper for paper in record.papers}


def who(record: Record) -> set[frozenset[str]]:
    """The groups of source ids that are one paper each."""
    return {frozenset(one.given_id or "" for one in record.papers.records_of(paper)) for paper in state(record)}


def test_a_batch_and_one_by_one_give_the_same_papers(tmp_path: Path) -> None:
    records = [
        rec("a", "Ann Lee", doi="10.1/x", year=2020), rec("b", "A. Lee", arxiv="1901.00001", year=2019), rec("c", "Bo Chen", year=2020),
        rec("d", title="Another Title Altogether", doi="10.1/x"), rec("e", openalex="W1", title="Yet Another Title, Unlike"),
    ]  # fmt: skip
    with Record(tmp_path / "a.db", create=True) as single, Record(tmp_path / "b.db", create=True) as batch:
        add(single, *records)
        with batch.transaction():
            what = [became for _, became in add_records(batch.papers, records, NOW)]
        assert what == ["new", "changed", "new", "changed", "new"]
        assert state(single) == state(batch) and who(batch) == {frozenset("abd"), frozenset("c"), frozenset("e")}


def test_the_later_of_two_records_of_one_place_stands(record: Record) -> None:
    with record.transaction():
        found = add_records(record.papers, [rec("a", year=2019), rec("a", year=2020)], NOW)
    assert [what for _, what in found] == ["new", "changed"]
    assert [paper.year for paper in record.papers] == [2020]


def test_a_namesake_that_comes_between_parts_what_was_joined_on_too_little(record: Record) -> None:
    first, bare = add(record, rec("a", "Ann Lee", doi="10.1/x"), rec("bare"))
    assert bare == first
    (second,) = add(record, rec("c", "Bo Chen", doi="10.1/y"))
    assert who(record) == {frozenset({"a"}), frozenset({"bare"}), frozenset({"c"})}
    assert state(record).keys() > {first, second}


def test_a_wrong_merger_is_undone_when_the_record_that_made_it_is_mended(record: Record) -> None:
    first, second = add(
        record,
        rec("a", "Ann Lee", title="One Title of Some Length", doi="10.1/x"),
        rec("b", "Bo Chen", title="Other Title of Some Length", arxiv="2001.00001"),
    )
    before = state(record)
    wrong = rec("c", source="crossref", title="One Title of Some Length", doi="10.1/x", arxiv="2001.00001")
    assert add(record, wrong) == [first]
    assert who(record) == {frozenset("abc")}
    assert record.papers.current_id(second) == record.papers.current_id("arxiv:2001.00001") == first
    add(record, replace(wrong, ids={"doi": "10.1/x"}))
    assert who(record) == {frozenset("ac"), frozenset("b")}
    assert state(record)[second] == before[second]
    assert record.papers.current_id(second) == second


def test_the_published_version_speaks_for_the_paper(record: Record) -> None:
    (first,) = add(
        record,
        replace(
            rec("p", "Ann Lee", source="arxiv", arxiv="1901.00001", year=2019), abstract="Preprint's.", venue="arXiv"
        ),
    )
    add(
        record,
        replace(rec("a", "Ann B. Lee", source="openalex", doi="10.1/x", openalex="W1", year=2021), venue="Journal"),
    )
    add(record, replace(rec("d", "Ann B. Lee", source="crossref", doi="10.1101/123456", year=2018), venue="bioRxiv"))
    paper = state(record)[first]
    assert (paper.year, paper.venue, paper.abstract) == (2021, "Journal", "Preprint's.")
    assert paper.ids == {"arxiv": "1901.00001", "doi": "10.1/x", "openalex": "W1"}
    assert paper.field_sources == {
        "title": "arxiv",
        "abstract": "arxiv",
        "year": "openalex",
        "authors": "openalex",
        "venue": "openalex",
    }
    assert record.papers.find("doi", "10.1101/123456") == first


def test_papers_can_be_derived_from_the_source_records_alone(record: Record) -> None:
    add(
        record, rec("a", "Ann Lee", doi="10.1/x", year=2020), rec("b", "A. Lee", arxiv="1901.00001", year=2019), rec("c", "Bo Chen", year=2020),
        rec("d", title="Another Title Altogether", pmid="77"), rec("e", title="Yet Another Title", arxiv="1901.00001", pmid="77"),
    )  # fmt: skip
    before, known = state(record), [tuple(row) for row in record._db.execute("SELECT * FROM identifier")]
    texts = [tuple(row) for row in record._db.execute("SELECT * FROM text_key")]
    record._db.execute("PRAGMA foreign_keys = OFF")
    with record.transaction():
        record._db.execute("DELETE FROM paper")
        identify_again(record.papers, "2027-01-01")
    assert list(record.papers) == list(before.values())
    assert [tuple(row) for row in record._db.execute("SELECT * FROM identifier")] == known
    assert [tuple(row) for row in record._db.execute("SELECT * FROM text_key")] == texts


def test_other_rules_tell_the_papers_of_an_old_library_apart_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a library of an earlier paperweft has it: two papers that are one by the present rules, and one that is two."""
    rows = [
        {"id": "a", "title": TITLE, "authors": ["Ann Lee"], "doi": "10.1000/x"}, {"id": "b", "title": TITLE, "authors": ["A. Lee"], "arxiv": "1901.00001"},
        {"id": "c", "title": "One Title of Some Length"}, {"id": "d", "title": "Other Title of Some Length"},
    ]  # fmt: skip
    source = tmp_path / "a.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    with Library(tmp_path / "l.db") as library:
        with monkeypatch.context() as patched:
            patched.setattr(building, "RULES", "1")
            library.add(source)
        database = library._record._db
        columns = ", ".join(
            row["name"] for row in database.execute("PRAGMA table_info(paper)") if row["name"] not in ("position", "id")
        )
        of = {row[0]: row[1] for row in database.execute("SELECT source_id, paper_id FROM source_record")}
        database.execute(
            f"INSERT INTO paper (id, {columns}) SELECT 'arxiv:1901.00001', {columns} FROM paper WHERE id = 'doi:10.1000/x'"
        )
        for given_id, paper in (("b", "arxiv:1901.00001"), ("d", of["c"])):
            database.execute(
                "UPDATE source_record SET paper_id = ?1, entered_as = ?1 WHERE source_id = ?2", (paper, given_id)
            )
        for table in ("identifier", "text_key"):
            database.execute(f"DELETE FROM {table} WHERE paper_id = ?", (of["d"],))
        database.execute("DELETE FROM paper WHERE id = ?", (of["d"],))
        library.link()
        assert who(library._record) == {frozenset("ab"), frozenset("c"), frozenset("d")}
        assert library.paper("arxiv:1901.00001").id == library.paper("doi:10.1000/x").id == "doi:10.1000/x"
        assert library._record.papers.records_of(of["c"])[0].given_id == "c"
        before = library.graph_hash
        library.link()
        assert library.graph_hash == before


_RECORDS = [
    rec("a", "Ann Lee", doi="10.1/x", year=2020), rec("b", "A. Lee", year=2019, arxiv="1901.00001"), rec("c", "Bo Chen", year=2020),
    rec("bare"), rec("other", title="Another Title Altogether", doi="10.1/z"),
]  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(range(5)))[::11])
def test_papers_do_not_hang_on_the_order_of_arrival(order: Sequence[int], record: Record) -> None:
    add(record, *(_RECORDS[n] for n in order))
    assert who(record) == {frozenset("ab"), frozenset("c"), frozenset({"bare"}), frozenset({"other"})}
    assert sum(1 for _ in record.papers) == 4


_POOL = st.builds(
    lambda name, title, authors, year, ids: rec(name, *authors, title=title, year=year, **ids),
    st.sampled_from("abcdefgh"),
    st.sampled_from([TITLE, TITLE + " II", "BERTology"]),
    st.lists(st.sampled_from(["Ann Lee", "Bo Chen"]), max_size=2, unique=True),
    st.sampled_from([None, 2015, 2017]),
    st.fixed_dictionaries({}, optional={"doi": st.sampled_from(["10.1/x", "10.1/y"]), "arxiv": st.sampled_from(["1501.00001", "1501.00002"])}),
)  # fmt: skip


@given(records=st.lists(_POOL, min_size=1, max_size=7, unique_by=lambda r: r.given_id), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_records_in_any_order_and_any_batches(
    records: list[SourceRecord], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    order = data.draw(st.permutations(records))
    cut = data.draw(st.integers(0, len(records)))
    found = []
    for name, batches in (("one", [[one] for one in records]), ("two", [order[:cut], order[cut:]])):
        with Record(folder / f"{name}.db", create=True) as library:
            for batch in batches:
                with library.transaction():
                    ids = add_records(library.papers, batch, NOW)
                assert [library.papers.find("id", paper) or paper for paper, _ in ids] == [paper for paper, _ in ids]
            found.append(who(library))
            papers = state(library)
            assert all(library.papers.records_of(paper) for paper in papers)
            with library.transaction():
                identify_again(library.papers, NOW)
            assert state(library) == papers
            assert not library._db.execute("PRAGMA foreign_key_check").fetchall()
    assert found[0] == found[1]
