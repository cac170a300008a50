"""RIS and the Web of Science's plain text, with what exporters do to them."""

from __future__ import annotations

from pathlib import Path

from paperweft.model import SourceRecord
from paperweft.readers import Skipped, read_source


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> list[SourceRecord | Skipped]:
    (tmp_path / "export").write_bytes(text.encode(encoding))
    return list(read_source(str(tmp_path / "export")))


def only(items: list[SourceRecord | Skipped]) -> SourceRecord:
    (record,) = items
    assert isinstance(record, SourceRecord)
    return record


def test_a_record_with_everything(tmp_path: Path) -> None:
    text = (
        "\ufeffProvider: Somebody\r\n\r\n1.\r\nTY  - JOUR\r\nT1  - On the Shape\r\n  of Widgets\r\nA1  - Doe, Jane\r\nAU  - van Roe, R.\r\nY1  - 2020/03/04/\r\n"
        "N2  - We weigh widgets.\r\n\r\nThey are ER  - heavy.\r\nKW  - *round\r\nflat\r\nKW  - blue; green\r\nJF  - Journal of Widgets\r\nSP  -\r\nID  - doe2020\r\n"
        "DO  - https://doi.org/10.1000/A 10.2000/b\r\nUR  - https://arxiv.org/abs/2001.00001v2\r\nDB  - PubMed\r\nAN  - 123\r\nER  -\r\n\r\nRecord 2\r\n"
    )
    record = only(read(tmp_path, text))
    assert (record.title, record.abstract) == ("On the Shape of Widgets", "We weigh widgets. They are ER - heavy.")
    assert (record.authors, record.year, record.venue) == (("R. van Roe", "Jane Doe"), 2020, "Journal of Widgets")
    assert record.ids == {"doi": "10.1000/a", "arxiv": "2001.00001", "pmid": "123"}
    assert record.other_ids == (("doi", "10.2000/b"),)
    assert record.tags == ("round", "flat", "blue", "green")
    assert (record.citekey, record.given_id, record.line) == ("doe2020", "doe2020", 4)


def test_the_abstract_is_ab_or_n2(tmp_path: Path) -> None:
    record = only(read(tmp_path, "TY  - JOUR\nTI  - T\nN2  - A note.\nAB  - The abstract.\nER  - \n"))
    assert record.abstract == "The abstract."


def test_records_without_an_end_and_tags_written_otherwise(tmp_path: Path) -> None:
    items = read(
        tmp_path,
        "TY - JOUR\nTI - First\nTY  - JOUR\nTI  - Second\nER  - \nTY  - JOUR\nER  - \nTY  - CONF\nTI  -  Third",
    )
    assert [(item.title, item.line) for item in items if isinstance(item, SourceRecord)] == [
        ("First", 1),
        ("Second", 3),
        ("Third", 8),
    ]
    assert [item.line for item in items if isinstance(item, Skipped)] == [6]


WOS = """FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Doe, J
   Roe, R
AF Doe, Jane
   Roe, Richard
TI On the Shape
   of Widgets
SO JOURNAL OF WIDGETS
DE widget; shape
ID ROUNDNESS;
   FLATNESS
AB We weigh
   widgets.
CR Smith A, 1999, J WIDGETS, V1, P1, DOI 10.1000/old
   Jones B, 2001, BOOK
   Lee C, 2005, J WIDGETS, DOI [10.1000/two, 10.1000/three]
DI 10.1000/A
PY 2020
PM 123
UT WOS:0001
ER

PT J
TI Another
ER

EF
"""


def test_the_web_of_science(tmp_path: Path) -> None:
    record, other = read(tmp_path, WOS)
    assert isinstance(record, SourceRecord) and isinstance(other, SourceRecord)
    assert (record.title, record.abstract, other.title) == ("On the Shape of Widgets", "We weigh widgets.", "Another")
    assert record.authors == ("Jane Doe", "Richard Roe") and record.tags == ("widget", "shape", "ROUNDNESS", "FLATNESS")
    assert record.references == ({"doi": "10.1000/old"}, {"doi": "10.1000/two"})
    assert (record.ids, record.given_id, record.year) == ({"doi": "10.1000/a", "pmid": "123"}, "WOS:0001", 2020)


def test_the_web_of_science_as_a_table(tmp_path: Path) -> None:
    record = only(
        read(
            tmp_path,
            "PT\tAU\tAF\tTI\tSO\tAB\tDI\tPY\tUT\nJ\tDoe, J\tDoe, Jane; Roe, R\tOn Shapes\tJ WIDGETS\tWe weigh.\t10.1000/a\t2020\tWOS:1\n",
        )
    )
    assert (record.title, record.abstract, record.year, record.authors) == (
        "On Shapes",
        "We weigh.",
        2020,
        ("Jane Doe", "R Roe"),
    )
    assert record.ids == {"doi": "10.1000/a"} and record.venue == "J WIDGETS"


def test_latin_1(tmp_path: Path) -> None:
    assert only(read(tmp_path, "TY  - JOUR\nTI  - Über Räder\nAU  - Müller, Jörg\nER  - \n", "latin-1")).authors == (
        "Jörg Müller",
    )
