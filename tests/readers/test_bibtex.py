"""BibTeX as people and programs write it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from paperweft.model import SourceRecord
from paperweft.readers import Skipped, read_source
from paperweft.readers.latex import decode_accents, latex_text

Read = Callable[..., "list[SourceRecord | Skipped]"]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def call(text: str, encoding: str = "utf-8") -> list[SourceRecord | Skipped]:
        (tmp_path / "a.bib").write_bytes(text.encode(encoding))
        return list(read_source(str(tmp_path / "a.bib")))

    return call


def only(items: list[SourceRecord | Skipped]) -> SourceRecord:
    (record,) = items
    assert isinstance(record, SourceRecord)
    return record


def test_an_entry_with_everything(read: Read) -> None:
    record = only(
        read(
            r"""@Article{doe:2020,
  title     = {{The {SQ}u{AD} of Widgets}: a \emph{study}},
  author    = "von Last, First and {The Widget Group} and J{\"o}rg M{\"u}ller and Knuth, Jr., Donald E. and others",
  journal   = {Journal of Widgets \& Things},
  year      = 2020,
  doi       = {10.1000/a\_b},
  abstract  = {We find 50% of widgets, at $10 each,
               are $\alpha$-round --- ``nearly''.},
  keywords  = {round, flat},
  groups    = {Thesis, Shapes},
  file      = {:secret.pdf:PDF},
  eprint    = {2001.00001v2}, archivePrefix = {arXiv}, primaryClass = {cs.CL},
  date-added = {2021-02-03 10:00:00 +0200},
}"""
        )
    )
    assert record.title == "The SQuAD of Widgets: a study"
    assert record.authors == ("First von Last", "The Widget Group", "Jörg Müller", "Donald E. Knuth Jr.")
    assert record.abstract == "We find 50% of widgets, at $10 each, are α-round — “nearly”."
    assert (record.venue, record.year) == ("Journal of Widgets & Things", 2020)
    assert record.ids == {"doi": "10.1000/a_b", "arxiv": "2001.00001"}
    assert (record.citekey, record.tags, record.collections) == ("doe:2020", ("round", "flat"), ("Thesis", "Shapes"))
    assert record.retrieved_at == "2021-02-03" and record.line == 1


def test_entries_of_one_key_are_all_kept(read: Read) -> None:
    text = "".join(f"@article{{doe, title={{Paper Number {n}}}}}\n" for n in range(3))
    items = read(text)
    assert [(item.title, item.citekey, item.line) for item in items] == [
        (f"Paper Number {n}", "doe", n + 1) for n in range(3)
    ]


def test_strings_are_put_in_their_places(read: Read) -> None:
    items = read(
        '@string{JW = "Journal of " # {Widgets}}\n@string{vol = {Vol}}\n@article{a, title={T}, journal=jw}\n@misc{b, title={U}, journal=unknown}'
    )
    assert [item.venue for item in items if isinstance(item, SourceRecord)][1] == "unknown"


def test_what_an_entry_inherits(read: Read) -> None:
    part, whole = read(
        "@inproceedings{p, title={A Part}, author={A. Doe}, crossref={W}}\n"
        "@proceedings{w, title={The Whole}, year=1999, doi={10.1000/whole}, abstract={Of it all.}, editor={E. Roe}, keywords={k}}"
    )
    assert (part.year, part.venue, part.ids, part.abstract, part.tags) == (1999, "The Whole", {}, "", ())
    assert whole.ids == {"doi": "10.1000/whole"}


def test_a_broken_entry_is_reported_and_the_rest_read(read: Read) -> None:
    items = read(
        "@article{a, title={First}}\n\n@article{b, title={Never closed\n\n@article{c, title={Third}}\n@article(d, title={In round brackets})\n@article{\n title={No key}}\n@misc{e, note={no title}}"
    )
    assert [item.title for item in items if isinstance(item, SourceRecord)] == [
        "First",
        "Third",
        "In round brackets",
        "No key",
    ]
    assert [(item.line, item.reason[:10]) for item in items if isinstance(item, Skipped)] == [
        (3, "not BibTeX"),
        (9, "an entry w"),
    ]


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        ("doi={10.1000/a 10.2000/b}", {"doi": "10.1000/a"}),
        ("doi={https://doi.org/10.1000/A; 10.48550/arXiv.2001.00001}", {"doi": "10.1000/a", "arxiv": "2001.00001"}),
        ("doi={10.1000/a(1)<2::x>3.0.co;2-1}", {"doi": "10.1000/a(1)<2::x>3.0.co;2-1"}),
        ("journal={arXiv preprint arXiv:2001.00001}", {"arxiv": "2001.00001"}),
        ("journal={CoRR}, volume={abs/2001.00001}", {"arxiv": "2001.00001"}),
        ("eprint={math/0309136}", {"arxiv": "math/0309136"}),
        ("eprint={ZACDOQ}, eprinttype={philpapers}", {}),
        ("eprint={12345}, eprinttype={pubmed}", {"pmid": "12345"}),
        ("url={https://aclanthology.org/P19-1001}", {"acl": "P19-1001"}),
        ("url={http://arxiv.org/abs/2001.00001v3}", {"arxiv": "2001.00001"}),
    ],
)
def test_identifiers(read: Read, fields: str, ids: dict[str, str]) -> None:
    assert only(read(f"@misc{{x, title={{T}}, {fields}}}")).ids == ids


def test_a_second_doi_names_the_same_paper(read: Read) -> None:
    assert only(read("@misc{x, title={T}, doi={10.1000/a, 10.2000/b}}")).other_ids == (("doi", "10.2000/b"),)


def test_groups_of_old_jabref(read: Read) -> None:
    groups = "0 AllEntriesGroup:;\n1 ExplicitGroup:My\n Thesis\\;0\\;x\\;y\\;;\n"
    record = only(read(f"@misc{{x, title={{T}}}}\n@comment{{jabref-meta: groupstree:\n{groups}}}"))
    assert record.collections == ("My Thesis",)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_chinese_on_a_short_file(read: Read, encoding: str) -> None:
    record = only(
        read("@ARTICLE{张三2013,\n author = {张三},\n title = {一种方法},\n journal = {测试期刊}\n}", encoding)
    )
    assert (record.authors, record.title, record.venue, record.citekey) == (
        ("张三",),
        "一种方法",
        "测试期刊",
        "张三2013",
    )


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8"])
def test_western_text(read: Read, encoding: str) -> None:
    record = only(read("@misc{x, title={Über naïve Cafés}, author={Müller, Jörg and Peña, José}}", encoding))
    assert (record.title, record.authors) == ("Über naïve Cafés", ("Jörg Müller", "José Peña"))


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\'{E}}douard {\o}re \v{S}irka \c{c}a na\"{\i}ve Gro{\ss} \AA", "Édouard øre Širka ça naïve Groß Å"),
        (r"Trees of Arity $\le\omega$ and 0.2\,mm$^2$", "Trees of Arity ≤ω and 0.2 mm^2"),
        (r"50% of $5 and $10", "50% of $5 and $10"),
        (r"It costs $5", "It costs $5"),
        (r"\url{http://a.b/c_d%20} A \& B \_ C", "http://a.b/c_d%20 A & B _ C"),
        (r"\aap", "aap"),
        ("{", ""),
        (r"\textit{unclosed", "unclosed"),
    ],
)  # fmt: skip
def test_latex_becomes_text(latex: str, text: str) -> None:
    assert latex_text(latex) == text


def test_accents_alone() -> None:
    text = r"C. Bal\'azs and {\"O}zg\"ur on $\alpha$ and \textbf{x}"
    assert decode_accents(text) == r"C. Balázs and Özgür on $\alpha$ and \textbf{x}"
