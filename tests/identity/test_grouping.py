"""Which records are one paper: preprints and articles, namesakes, notices, titles of many papers; in any order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperweft.identity.evidence import author_keys, is_deposited, is_preprint, work_of
from paperweft.identity.grouping import groups
from paperweft.model import SourceRecord

TITLE = "A Sufficiently Telling Title of a Paper"


def rec(title: str = TITLE, *authors: str, year: int | None = None, abstract: str = "", **ids: str) -> SourceRecord:
    return SourceRecord(source="s", origin="o", title=title, abstract=abstract, authors=authors, year=year, ids={**ids})


def grouped(*records: SourceRecord) -> list[list[int]]:
    return groups([work_of(record) for record in records])


def one(*records: SourceRecord) -> bool:
    return len(grouped(*records)) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ashish Vaswani", "Vaswani A"), ("Aaron van den Oord", "A. v. d. Oord"), ("Jürgen Schmidhuber", "Juergen Schmidhuber"),
        ("Wei Zhang", "Zhang Wei"), ("Bjørn Ødegård", "B. Odegard"), ("María García López", "M. García"), ("Pat O'Brien", "P. O’Brien"),
        ("Martin Luther King Jr.", "M. King"), ("Smith JA", "John A. Smith"), ("J.-L. Picard", "Jean-Luc Picard"),
    ],
)  # fmt: skip
def test_one_author_in_two_spellings(left: str, right: str) -> None:
    assert author_keys([left]) & author_keys([right])


@pytest.mark.parametrize(
    ("left", "right"), [("John Smith", "John Miller"), ("John Smith", "Karl Smith"), ("Li Wang", "Wei Zhang")]
)
def test_two_authors_are_two(left: str, right: str) -> None:
    assert not author_keys([left]) & author_keys([right])


def test_groups_of_people_are_no_evidence() -> None:
    assert not author_keys(["The ATLAS Collaboration", "OpenAI", "others", ""])
    assert one(rec(TITLE, "OpenAI", arxiv="2303.08774"), rec(TITLE, "Josh Achiam", "Steven Adler", doi="10.1/x"))
    assert one(rec(TITLE, "张 伟", arxiv="2303.08774"), rec(TITLE, "Wei Zhang", doi="10.1/x"))  # two scripts


@pytest.mark.parametrize(
    ("doi", "deposited"),
    [
        ("10.1101/2024.04.01.587366", True), ("10.1101/123456", True), ("10.1101/gr.123456.111", False), ("10.21203/rs.3.rs-12/v1", True),
        ("10.5281/zenodo.12345", True), ("10.2139/ssrn.12345", True), ("10.31234/osf.io/abcde", True), ("10.1038/s42256-024-00832-8", False),
        ("10.5194/acp-2020-123", True), ("10.5194/acp-20-1234-2020", False), ("10.7554/elife.05826", False), ("10.48550/arxiv.2001.1", True),
    ],
)  # fmt: skip
def test_deposits_are_told_from_publications(doi: str, deposited: bool) -> None:
    assert is_deposited(doi) == deposited
    assert is_preprint([("doi", doi)]) == deposited
    assert not is_preprint([("arxiv", "2001.00001"), ("doi", "10.1/x")]) and not is_preprint([("openalex", "W1")])


def test_preprint_and_article_are_one_though_their_dois_differ() -> None:
    article = rec(TITLE, "Ann Lee", "Bo Chen", year=2024, doi="10.1038/x")
    assert one(article, rec(TITLE, "B. Chen", year=2021, doi="10.1101/2021.04.01.123456"))
    assert one(article, rec(TITLE, "Lee A", year=2020, arxiv="2001.00001"))
    assert one(
        article,
        rec(TITLE.upper() + ".", "A. Lee", year=2023, doi="10.21203/rs.3.rs-1/v1", pmid="1"),
        rec(TITLE, "A. Lee", pmid="2"),
    )
    assert not one(article, rec(TITLE, "Ann Lee", year=2015, arxiv="1501.00001"))


def test_one_title_of_different_authors_is_two_papers() -> None:
    assert not one(rec(TITLE, "Ann Lee", year=2020), rec(TITLE, "Bo Chen", year=2020))
    assert not one(rec(TITLE, "Ann Lee", arxiv="2001.00001"), rec(TITLE, "Bo Chen", doi="10.1/x"))


def test_a_work_published_twice_is_two_and_its_preprint_goes_with_the_nearer() -> None:
    conference, journal = (
        rec(TITLE, "Ann Lee", year=2015, doi="10.1/conf"),
        rec(TITLE, "Ann Lee", year=2017, doi="10.2/jour"),
    )
    preprint = rec(TITLE, "Ann Lee", year=2015, arxiv="1501.00001")
    assert grouped(conference, journal, preprint) == [[0, 2], [1]]
    undated = rec(TITLE, "Ann Lee", arxiv="1501.00001")
    assert grouped(conference, journal, undated) == [[0], [1], [2]]


def test_a_bare_record_that_could_be_either_stays_by_itself() -> None:
    assert grouped(rec(TITLE, "Ann Lee", doi="10.1/x"), rec(TITLE), rec(TITLE, "Bo Chen", doi="10.1/y")) == [
        [0],
        [1],
        [2],
    ]
    assert one(rec(TITLE, "Ann Lee", doi="10.1/x"), rec(TITLE))


@pytest.mark.parametrize(
    "title",
    ["Editorial", "Introduction", "Introduction to the Special Issue", "Book Reviews", "Message from the General Chairs",
     "Table of Contents, Volume XII", "Preface to Volume 3", "Letters to the Editor", "Discussion and Conclusions", "Corrigendum"],
)  # fmt: skip
def test_titles_of_front_matter_say_nothing(title: str) -> None:
    assert not one(rec(title, "Ann Lee", year=2020), rec(title, "Ann Lee", year=2020, abstract="b"))
    assert one(rec(title, abstract="One text."), rec(title, "Ann Lee", abstract="One text."))


@pytest.mark.parametrize(
    "other",
    [f"Corrigendum to: {TITLE}", f"Erratum: {TITLE}", f"Retraction: {TITLE}", f"Reply to “{TITLE}”", f"{TITLE}, Part II", f"{TITLE}: A Survey",
     f"Comment on {TITLE}"],
)  # fmt: skip
def test_notices_replies_parts_and_subtitles_are_other_papers(other: str) -> None:
    assert not one(rec(TITLE, "Ann Lee", year=2020), rec(other, "Ann Lee", year=2020))


def test_what_publishers_stamp_on_a_title_is_no_part_of_it() -> None:
    assert one(
        rec(TITLE, "Ann Lee"), rec(f"RETRACTED ARTICLE: {TITLE}", "Ann Lee"), rec(f"{TITLE} (Preprint)", "A Lee")
    )


def test_a_short_title_needs_author_and_year() -> None:
    assert one(rec("BERTology", "Ann Lee", year=2020), rec("Bertology.", "A. Lee", year=2021, doi="10.1/x"))
    assert not one(rec("BERTology", "Ann Lee", year=2020), rec("BERTology", year=2020))
    assert not one(rec("BERTology", "Ann Lee", year=2020), rec("BERTology", "Ann Lee"))
    assert not one(rec("BERTology", "Ann Lee", year=2010), rec("BERTology", "Ann Lee", year=2020))


def test_indexes_that_hold_a_paper_twice_are_believed_only_where_authors_agree() -> None:
    assert one(rec(TITLE, "Ann Lee", openalex="W1"), rec(TITLE, "A Lee", openalex="W2"))
    assert not one(rec(TITLE, openalex="W1"), rec(TITLE, openalex="W2"))
    assert not one(rec(TITLE, "Ann Lee", arxiv="2001.00001"), rec(TITLE, "Ann Lee", arxiv="2001.00002"))


def test_versions_of_one_article_are_one() -> None:
    first = rec(TITLE, "Ann Lee", doi="10.12688/f1000research.123.1")
    assert one(first, rec(TITLE, "Ann Lee", doi="10.12688/f1000research.123.2"))
    assert not one(first, rec(TITLE, "Ann Lee", doi="10.12688/f1000research.124.1"))


def test_an_identifier_joins_whatever_else_is_said() -> None:
    assert one(
        rec("One Title of a Paper", "Ann Lee", year=1990, doi="10.1/x"),
        rec("Another", "Bo Chen", year=2020, doi="10.1/x"),
    )


_RECORDS = st.builds(
    lambda title, authors, year, ids, abstract: rec(title, *authors, year=year, abstract=abstract, **ids),
    st.sampled_from([TITLE, TITLE + " II", "Editorial", "BERTology"]),
    st.lists(st.sampled_from(["Ann Lee", "A. Lee", "Bo Chen", "OpenAI"]), max_size=2, unique=True),
    st.sampled_from([None, 2015, 2016, 2018, 2025]),
    st.fixed_dictionaries(
        {},
        optional={
            "doi": st.sampled_from(["10.1/x", "10.1/y", "10.1101/123456"]), "arxiv": st.sampled_from(["1501.00001", "1501.00002"]),
            "openalex": st.sampled_from(["W1", "W2"]),
        },
    ),
    st.sampled_from(["", "One text.", "Another text."]),
)  # fmt: skip


@given(st.lists(_RECORDS, max_size=9), st.data())
@settings(max_examples=150, deadline=None)
def test_groups_do_not_hang_on_the_order(records: list[SourceRecord], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(records))))
    found = {frozenset(group) for group in grouped(*records)}
    again = {frozenset(order[place] for place in group) for group in grouped(*(records[n] for n in order))}
    assert again == found
