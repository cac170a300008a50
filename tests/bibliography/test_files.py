"""What is written as BibTeX and RIS comes back when the libraries of those formats read it."""

from __future__ import annotations

from pathlib import Path

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st

from paperweft.bibliography import Entry, citekeys, entry_of_paper, to_bibtex, to_ris, write_bibliography
from paperweft.bibliography.entry import name_parts
from paperweft.errors import PaperweftError
from paperweft.model import Node
from paperweft.readers.cleaning import clean_text

HARD = 'Müller & Söhne: 100% {of} C_3 # ~ \\ “why?” – α-β in 中文 — “don\'t” "so" --x'


def read_bibtex(text: str) -> list[dict[str, str]]:
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    return [{"key": e.key, "type": e.entry_type, **{f.key: f.value for f in e.fields}} for e in library.entries]


ENTRY = Entry(
    title=HARD, authors=("Aaron van den Oord", "Martin Luther King Jr.", "The ATLAS Collaboration", "Plato"), year=2020,
    venue="Proceedings of the 3rd Meeting on A & B", abstract=HARD * 3, keywords=("a_b", "c"), citekey="oord_20:x",
    ids={"doi": "10.1000/a_b(c)%d", "arxiv": "2001.00001"}, url="https://example.org/a_b?c=d%20e#f",
)  # fmt: skip


def test_bibtex_comes_back() -> None:
    (found,) = read_bibtex(to_bibtex([ENTRY]))
    assert found["title"] == HARD and found["abstract"] == HARD * 3
    assert found["author"] == "van den Oord, Aaron and King, Jr., Martin Luther and The ATLAS Collaboration and Plato"
    assert "{The ATLAS Collaboration}" in to_bibtex([ENTRY])
    assert (found["type"], found["booktitle"], found["year"]) == ("inproceedings", ENTRY.venue, "2020")
    assert (found["eprint"], found["archiveprefix"], found["key"]) == ("2001.00001", "arXiv", "oord_20:x")
    text = to_bibtex([ENTRY])
    assert "doi = {10.1000/a_b(c)%d}" in text and "url = {https://example.org/a_b?c=d%20e#f}" in text


def test_names_in_titles_keep_their_capitals() -> None:
    text = to_bibtex([Entry(title="From BERT to GPT-4 and PyTorch: A Study of mT5 in 3D")])
    assert "From {BERT} to {GPT-4} and {PyTorch}: A Study of {mT5} in {3D}" in text


def test_formulas_stay_and_prices_are_prices() -> None:
    text = to_bibtex([Entry(title="An $O(n^2)$ bound for $5 or $6 and {x")])
    assert "An $O(n^2)$ bound for \\$5 or \\$6 and \\ensuremath{\\lbrace}x" in text
    assert read_bibtex(text)[0]["title"].endswith("for $5 or $6 and {x")


def test_ris_comes_back() -> None:
    (found,) = rispy.loads(to_ris([ENTRY]))
    assert (found["title"], found["abstract"], found["year"]) == (HARD, HARD * 3, "2020")
    assert found["authors"] == ["van den Oord, Aaron", "King, Martin Luther, Jr.", "The ATLAS Collaboration", "Plato"]
    assert (found["type_of_reference"], found["secondary_title"]) == ("CONF", ENTRY.venue)
    assert (found["doi"], found["id"]) == ("10.1000/a_b(c)%d", "oord_20:x")
    assert found["urls"] == [ENTRY.url, "https://arxiv.org/abs/2001.00001"]
    assert found["keywords"] == ["a_b", "c"]


def test_kept_keys_come_first_and_all_are_unique() -> None:
    entries = [
        Entry(title="Attention Is All You Need", authors=("Ashish Vaswani",), year=2017),
        Entry(title="The Attention of Others", authors=("A. Vaswani",), year=2017),
        Entry(title="x", citekey="vaswani2017attention"), Entry(title="y", citekey="Vaswani2017attention"),
        Entry(title="z", citekey="has space,and{brace"), Entry(ids={"doi": "10.1/x"}), Entry(ids={"doi": "10.1/x"}), Entry(),
        Entry(title="注意", authors=("王 伟",)), Entry(title="Größe"),
    ]  # fmt: skip
    assert citekeys(entries) == [
        "vaswani2017attentiona", "vaswani2017attentionb", "vaswani2017attention", "Vaswani2017attentionc", "hasspaceandbrace",
        "doi101x", "doi101xa", "work", "worka", "grosse",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "parts"),
    [("Ashish Vaswani", ("Vaswani", "Ashish")), ("Ludwig van Beethoven", ("van Beethoven", "Ludwig")), ("Plato", ("Plato", "")), ("Gemini Team", ("Gemini Team", "")), ("John Doe III", ("Doe", "John, III"))],
)  # fmt: skip
def test_names_fall_into_family_and_given(name: str, parts: tuple[str, str]) -> None:
    assert name_parts(name) == parts


def test_a_paper_of_the_graph_has_its_kind() -> None:
    properties = {"title": "T", "authors": ["A B", "others"], "venue": "NeurIPS 2020", "arxiv_id": "2001.00001"}
    conference = entry_of_paper(Node("arxiv:2001.00001", ("Paper",), properties))
    assert conference.is_in_proceedings and conference.people_left_out and conference.authors == ("A B",)
    assert "author = {B, A and others}" in to_bibtex([conference])
    journal = entry_of_paper(Node("openalex:W1", ("Paper",), {"title": "T", "venue": "Nature"}))
    assert (journal.is_in_proceedings, journal.is_preprint, journal.address) == (
        False,
        False,
        "https://openalex.org/W1",
    )
    assert entry_of_paper(Node("title:t", ("Paper",), {"title": "T", "venue": "arXiv.org"})).is_preprint


def test_an_unknown_suffix_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(PaperweftError, match=r"\.bib or \.ris"):
        write_bibliography(tmp_path / "x.docx", [])


@settings(deadline=None)
@given(
    title=st.text(alphabet=st.sampled_from("ab{}\\%&$#_^~'\"-@,= é中\N{EN DASH}"), max_size=40),
    name=st.text(alphabet=st.sampled_from("aB {},\\é"), max_size=12),
)
def test_any_title_and_name_leave_the_file_readable(title: str, name: str) -> None:
    entry = Entry(title=clean_text(title), authors=tuple(filter(None, [clean_text(name)])), year=2020)
    after = Entry(title="After", citekey="after")
    found = read_bibtex(to_bibtex([entry, after]))
    assert len(found) == 2 and found[1]["key"] == "after" and found[1]["title"] == "After"
    assert [item.get("title") for item in rispy.loads(to_ris([entry, after]))][1] == "After"


def test_ris_has_tagged_lines_alone() -> None:
    """No number stands before a record, as rispy would have it: readers may take it for text."""
    lines = to_ris([ENTRY, Entry(title="Another")]).splitlines()
    assert all(not line or line[2:6] == "  - " for line in lines) and lines[0] == "TY  - CONF"
