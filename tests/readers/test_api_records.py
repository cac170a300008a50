"""Records of the APIs and of their bulk files, each as its owner writes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paperweft.model import SourceRecord
from paperweft.readers.crossref import crossref_record
from paperweft.readers.huggingface import huggingface_record
from paperweft.readers.openalex import openalex_record
from paperweft.readers.semanticscholar import semanticscholar_record

INDEX = {"Widgets": [0], "are": [1, 4], "round,": [2], "they": [3], "round.": [5]}


def made(record: SourceRecord | str) -> SourceRecord:
    assert isinstance(record, SourceRecord), record
    return record


WORK: dict[str, Any] = {
    "id": "https://openalex.org/W11", "doi": "https://doi.org/10.1234/ABC", "title": "On <i>Widgets</i>", "publication_year": 2021,
    "ids": {"openalex": "https://openalex.org/W11", "pmid": "https://pubmed.ncbi.nlm.nih.gov/123", "mag": 5},
    "abstract_inverted_index": INDEX,
    "authorships": [{"author": {"display_name": "Ada B. Doe"}}, None, {"raw_author_name": "R. Roe"}],
    "primary_location": {"landing_page_url": "https://doi.org/10.1234/abc", "source": {"display_name": "Journal of Widgets"}},
    "locations": [{"source": None, "landing_page_url": "https://arxiv.org/abs/2101.00001v2"}, None],
    "topics": [{"display_name": "Roundness"}], "keywords": [{"display_name": "widget"}, {"keyword": "shape"}],
    "referenced_works": ["https://openalex.org/W1", None, "W2", "https://openalex.org/A3"],
}  # fmt: skip


def test_a_work_of_openalex() -> None:
    record = made(openalex_record(WORK, origin="o", line=3))
    assert record.title == "On Widgets" and record.abstract == "Widgets are round, they are round."
    assert record.ids == {"openalex": "W11", "doi": "10.1234/abc", "pmid": "123", "arxiv": "2101.00001"}
    assert (record.year, record.authors, record.venue) == (2021, ("Ada B. Doe", "R. Roe"), "Journal of Widgets")
    assert record.tags == ("Roundness", "widget", "shape") and record.references == (
        {"openalex": "W1"},
        {"openalex": "W2"},
    )
    assert (record.given_id, record.line, record.source) == ("W11", 3, "openalex") and record.raw == WORK


@pytest.mark.parametrize(
    ("given_abstract", "text"),
    [
        ({"abstract_inverted_index": json.dumps({"IndexLength": 6, "InvertedIndex": INDEX})}, "Widgets are round, they are round."),
        ({"abstract_inverted_index": json.dumps(INDEX)}, "Widgets are round, they are round."),
        ({"abstract_inverted_index": {"We": [0], "weave": [1], "knit": [1], "it.": [7]}}, "We weave knit it."),
        ({"abstract": "Abstract: <p>As text.</p>", "abstract_inverted_index": None}, "As text."),
        ({"abstract_inverted_index": "not JSON"}, ""),
        ({"abstract_inverted_index": {"a": None, "b": ["x", 1]}}, "b"),
    ],
)  # fmt: skip
def test_abstracts_of_openalex(given_abstract: dict[str, Any], text: str) -> None:
    assert made(openalex_record({"title": "T", **given_abstract}, origin="o")).abstract == text


def test_an_arxiv_doi_of_openalex_is_an_arxiv_id() -> None:
    record = made(openalex_record({"title": "T", "doi": "https://doi.org/10.48550/arXiv.2101.00001"}, origin="o"))
    assert record.ids == {"arxiv": "2101.00001"}


def test_other_things_of_openalex_are_no_papers() -> None:
    assert "no work" in str(openalex_record({"id": "https://openalex.org/S1", "display_name": "J"}, origin="o"))


def test_a_work_of_crossref() -> None:
    work = {
        "DOI": "10.1234/ABC", "title": ["On\n   <i>Widgets</i>"], "abstract": "<jats:p>They are round.</jats:p>", "URL": "https://doi.org/10.1234/abc",
        "author": [{"given": "Ada", "family": "Doe", "suffix": "Jr."}, {"name": "The Widget Group"}, {"family": "Roe"}],
        "issued": {"date-parts": [[None]]}, "published-print": {"date-parts": [["2020", 3]]}, "created": {"date-parts": [[2001]]},
        "container-title": ["Journal of Widgets &amp; Things"], "subject": ["Shape"],
        "relation": {"has-preprint": [{"id-type": "arxiv", "id": "2001.00002"}], "cites": []},
        "reference": [
            {"key": "1", "DOI": "10.5555/X"},
            {"key": "2", "unstructured": "Roe, R. Shapes. Preprint at https://arxiv.org/abs/1912.00003 (2019)."},
            {"key": "3", "journal-title": "arXiv preprint arXiv:1911.00004v2"},
            {"key": "4", "unstructured": "Old book (1900). doi: 10.5555/Y."},
            {"key": "5", "unstructured": "Nothing known"},
            None,
        ],
    }  # fmt: skip
    record = made(crossref_record(work, origin="o"))
    assert (record.title, record.abstract, record.year, record.venue) == (
        "On Widgets",
        "They are round.",
        2020,
        "Journal of Widgets & Things",
    )
    assert record.authors == ("Ada Doe Jr.", "The Widget Group", "Roe") and record.tags == ("Shape",)
    assert record.ids == {"doi": "10.1234/abc", "arxiv": "2001.00002"} and record.given_id == "10.1234/abc"
    assert record.references == (
        {"doi": "10.5555/x"},
        {"arxiv": "1912.00003"},
        {"arxiv": "1911.00004"},
        {"doi": "10.5555/y"},
    )


def test_content_negotiation_gives_texts_where_the_api_gives_lists() -> None:
    record = made(
        crossref_record({"title": "T", "container-title": "J", "issued": {"date-parts": [[1999]]}}, origin="o")
    )
    assert (record.title, record.venue, record.year) == ("T", "J", 1999)


SHA, OTHER = "a" * 40, "b" * 40


@pytest.mark.parametrize(
    "paper",
    [
        {
            "paperId": SHA, "externalIds": {"ArXiv": "2101.00001", "DOI": "10.1234/ABC", "ACL": "P19-1001", "PubMed": "123", "CorpusId": 77, "DBLP": "x"},
            "title": "T", "abstract": "A.", "year": 2021, "venue": "", "publicationVenue": {"name": "V"}, "journal": {"name": "J"},
            "authors": [{"authorId": None, "name": "Ada Doe"}, None, {"name": None}], "s2FieldsOfStudy": [{"category": "CS"}, {"category": "CS"}],
            "references": [None, {"paperId": None, "title": "lost"}, {"paperId": OTHER, "externalIds": None}],
            "citations": [{"paperId": "c" * 40}],
        },
        {
            "paper_id": "77", "title": "T", "abstract": "A.", "year": 2021, "doi": "10.1234/ABC", "arxiv_id": "2101.00001", "acl_id": "P19-1001",
            "pubmed_id": "123", "venue": "V", "authors": [{"first": "Ada", "middle": [], "last": "Doe", "suffix": ""}],
            "mag_field_of_study": ["CS"], "outbound_citations": ["88", None], "inbound_citations": ["99"],
        },
        {
            "corpusid": 77, "externalids": {"ACL": "P19-1001", "ArXiv": "2101.00001", "DOI": "10.1234/abc", "PubMed": "123"}, "year": 2021,
            "authors": [{"authorId": "1", "name": "Ada Doe"}], "venue": "V", "s2fieldsofstudy": [{"category": "CS"}],
            "content": {"text": "T\nA.\nIntro", "annotations": {"title": '[{"start": 0, "end": 1}]', "abstract": '[{"start":"2","end":"4"}]', "author": None}},
        },
        {
            "id": SHA, "title": "T", "paperAbstract": "A.", "year": 2021, "venue": "V", "doi": "10.1234/ABC", "pmid": "123", "authors": [{"name": "Ada Doe", "ids": []}],
            "fieldsOfStudy": ["CS"], "outCitations": [OTHER], "inCitations": ["c" * 40], "s2Url": "u",
        },
    ],
)  # fmt: skip
def test_forms_of_semantic_scholar_say_the_same(paper: dict[str, Any]) -> None:
    record = made(semanticscholar_record(paper, origin="o"))
    assert (record.title, record.abstract, record.year, record.venue) == ("T", "A.", 2021, "V")
    assert record.authors == ("Ada Doe",) and record.tags == ("CS",)
    all_ids = {
        "s2": SHA,
        "arxiv": "2101.00001",
        "doi": "10.1234/abc",
        "acl": "P19-1001",
        "pmid": "123",
        "corpusid": "77",
    }
    assert record.ids.items() <= all_ids.items() and {"doi", "pmid"} <= set(record.ids)
    wanted = [{"s2": OTHER}] if "paperId" in paper or "id" in paper else [{"corpusid": "88"}]
    assert list(record.references) == ([] if "content" in paper else wanted)


def test_elements_of_reference_lists_stand_for_their_paper() -> None:
    record = made(semanticscholar_record({"contexts": [], "citedPaper": {"paperId": SHA, "title": "T"}}, origin="o"))
    assert record.ids == {"s2": SHA} and record.title == "T"


PAPER: dict[str, Any] = {
    "id": "2101.00001", "title": "T", "summary": "A\nB.", "publishedAt": "2021-01-01T00:00:00.000Z", "ai_keywords": ["widgets"],
    "authors": [{"name": "Ada Doe", "hidden": False}, {"name": "R. Roe", "hidden": True}], "githubRepo": "https://github.com/ada/widgets",
}  # fmt: skip


@pytest.mark.parametrize(
    "item", [PAPER, {"paper": PAPER, "title": "Other", "publishedAt": "2022-02-02", "summary": "s"}]
)
def test_papers_of_hugging_face(item: dict[str, Any]) -> None:
    record = made(huggingface_record(item, origin="o"))
    assert (record.title, record.abstract, record.year, record.authors) == ("T", "A B.", 2021, ("Ada Doe",))
    assert (
        record.ids == {"arxiv": "2101.00001"}
        and record.code == ("https://github.com/ada/widgets",)
        and record.tags == ("widgets",)
    )


RECORDS = (openalex_record, crossref_record, semanticscholar_record, huggingface_record)
KEYS = sorted(
    set(WORK) | set(PAPER) | set(
        "paper citedPaper externalIds openaccessinfo content body annotations text references citations outbound_citations bib_entries link authors author "
        "middle venue journal publicationVenue relation has-preprint reference issued date-parts DOI URL container-title abstract InvertedIndex name".split()
    )
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["https://openalex.org/W1", "10.1/x", SHA]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=15,
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_any_object_is_a_record_or_a_reason(item: dict[str, Any]) -> None:
    for mapping in RECORDS:
        record = mapping(item, origin="o")
        if isinstance(record, str):
            assert record and "\n" not in record
        else:
            assert record.title or record.abstract
            json.dumps([record.authors, record.ids, record.references, record.tags, record.venue, record.year])
