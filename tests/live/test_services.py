"""The services themselves, on the real network: only where PAPERWEFT_LIVE=1 asks for it, and never in CI.

Each test sends a request or two. What these find changed belongs into the fixtures of tests/clients.
"""

from __future__ import annotations

import os
from datetime import date, timedelta

import pytest

from paperweft.clients import Arxiv, Crossref, Http, HuggingFace, OpenAlex, OpenCitations, SemanticScholar
from paperweft.model import SourceRecord

pytestmark = pytest.mark.skipif(
    os.environ.get("PAPERWEFT_LIVE") != "1", reason="live tests run where PAPERWEFT_LIVE=1 says so"
)
ATTENTION, NUMPY = "1706.03762", "10.1038/s41586-020-2649-2"


@pytest.mark.parametrize(
    ("client", "id", "title"),
    [
        (OpenAlex, NUMPY, "Array programming with NumPy"),
        (SemanticScholar, ATTENTION, "Attention is All you Need"),
        (Arxiv, ATTENTION, "Attention Is All You Need"),
        (HuggingFace, ATTENTION, "Attention Is All You Need"),
        (Crossref, NUMPY, "Array programming with NumPy"),
        (OpenCitations, NUMPY, "Array Programming With NumPy"),
    ],
)  # fmt: skip
def test_a_known_paper(client: type[OpenAlex], id: str, title: str) -> None:
    with Http(cache=False) as http:
        (record,) = client(http).works([id])
    assert isinstance(record, SourceRecord) and record.title.lower() == title.lower() and record.authors and record.year


@pytest.mark.parametrize("client", [OpenAlex, SemanticScholar, Arxiv, HuggingFace, Crossref])
def test_a_search(client: type[OpenAlex]) -> None:
    with Http(cache=False) as http:
        found = list(client(http).search("citation graph", 3))
    assert 0 < len(found) <= 3 and all(isinstance(item, SourceRecord) for item in found)


def test_a_day_of_a_category() -> None:
    day = date.today() - timedelta(days=7)
    with Http(cache=False) as http:
        first = next(iter(Arxiv(http).harvest("stat.ME", day, day + timedelta(days=3))), None)
    assert isinstance(first, SourceRecord) and first.ids["arxiv"]
