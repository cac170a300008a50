"""What paperweft writes itself comes back as it was, whatever its names and words look like."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from paperweft.model import SourceRecord
from paperweft.readers.cleaning import clean_text
from paperweft.readers.interchange import row_of
from paperweft.readers.json_rows import read_jsonl

TEXT = st.text(max_size=12).map(clean_text)
WORDS = st.lists(
    TEXT.filter(bool) | st.sampled_from(["Davis, Jr.", "Ng, A, B", "Rock and Roll", "a;b|c"]), unique=True
).map(tuple)
IDS = st.fixed_dictionaries(
    {}, optional={"doi": st.just("10.1234/a"), "openalex": st.just("W1"), "s2": st.just("a" * 40)}
)
RECORDS = st.builds(
    SourceRecord, source=st.just("openalex"), origin=st.just("f"), title=TEXT.filter(bool), abstract=TEXT, ids=IDS,
    other_ids=st.sampled_from([(), (("openalex", "W2"), ("doi", "10.1234/b"))]), year=st.none() | st.integers(1900, 2090), authors=WORDS,
    venue=st.none() | TEXT.filter(bool), url=st.sampled_from([None, "https://doi.org/10.1234/other"]), citekey=st.none() | TEXT.filter(bool),
    collections=WORDS, tags=WORDS, code=WORDS, references=st.lists(IDS.filter(bool)).map(tuple),
    retrieved_at=st.sampled_from([None, "2026-01-05T00:00:00+00:00"]), given_id=st.none() | TEXT.filter(bool),
)  # fmt: skip


def read_back(row: dict[str, Any]) -> SourceRecord:
    (record,) = read_jsonl(io.StringIO(json.dumps(row, ensure_ascii=False)), "f")
    assert isinstance(record, SourceRecord)
    return replace(record, raw={}, line=None)


@given(RECORDS.filter(lambda record: record.ids))
def test_a_record_comes_back_as_it_was(record: SourceRecord) -> None:
    assert read_back(row_of(record)) == record


def test_rows_of_this_form_by_other_hands_are_read_too() -> None:
    """A field that is not of the form is read as in any other row."""
    row = {"schema": 1, "title": "A", "authors": "Doe, Jane and Roe, Richard", "references": "10.1234/a; 10.1234/b", "doi": "10.1234/C",
           "other_ids": [["doi", "10.1234/D"], ["doi"], 7, ["colour", "red"]], "tags": [1, "x"]}  # fmt: skip
    record = read_back(row)
    assert record.authors == ("Jane Doe", "Richard Roe") and record.ids == {"doi": "10.1234/c"}
    assert record.references == ({"doi": "10.1234/a"}, {"doi": "10.1234/b"})
    assert record.other_ids == (("doi", "10.1234/d"),) and record.tags == ("1", "x")
