"""From bytes to text, and the telling of formats."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

import pytest
import zstandard

from paperweft.model import SourceRecord
from paperweft.readers import read_source
from paperweft.readers.decoding import encoding_of
from paperweft.readers.formats import format_of

CHINESE = (
    "我们提出了一种新的方法来识别科学文本中的实体,并在三个数据集上评估它的性能。实验结果表明,该方法优于以往的工作。"
)


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        ("plain ASCII", "ascii", "utf-8"),
        ("naïve – “quoted”", "utf-8", "utf-8"),
        ("naïve – “quoted” café", "cp1252", "cp1252"),
        ("Müller und Söhne", "latin-1", "cp1252"),
        ("张三", "gbk", "gb18030"),
        ("A title\n\n测试期刊", "gb2312", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        ("Мы предлагаем новый метод для распознавания именованных сущностей в научных текстах.", "cp1251", "cp1251"),
        ("A title", "utf-8-sig", "utf-8-sig"),
        ("A title", "utf-16", "utf-16"),
        ("A title of a paper", "utf-16-le", "utf-16-le"),
        ("A title of a paper", "utf-16-be", "utf-16-be"),
        ("A title", "utf-32", "utf-32"),
    ],
)  # fmt: skip
def test_encodings(text: str, encoding: str, told: str) -> None:
    assert encoding_of(text.encode(encoding), "o") == told
    assert text.encode(encoding).decode(told) == text


def test_a_character_cut_in_two_is_no_reason_to_doubt() -> None:
    for end in range(1, 12):
        assert encoding_of("日本語の論文".encode()[:-end] if end < 9 else b"x", "o") == "utf-8"


def test_stray_bytes_amid_utf8_are_western(tmp_path: Path) -> None:
    good = '{"title": "Über naïve Cafés und Straßen"}\n'.encode() * 20
    (tmp_path / "a").write_bytes(good + b'{"title": "Caf\xe9 late"}\n' + good)
    titles = [item.title for item in read_source(str(tmp_path / "a")) if isinstance(item, SourceRecord)]
    assert titles[20] == "Café late" and titles[-1] == "Über naïve Cafés und Straßen"


def test_legacy_text_after_more_ascii_than_tells(tmp_path: Path) -> None:
    lines = "".join(f'{{"title": "Paper Number {n} of a Long List"}}\n' for n in range(3_000))
    (tmp_path / "a").write_bytes(lines.encode() + '{"title": "Müller"}\n'.encode("latin-1"))
    assert list(read_source(str(tmp_path / "a")))[-1].title == "Müller"  # type: ignore[union-attr]


def test_several_frames_and_two_layers(tmp_path: Path) -> None:
    line = b'{"title": "On the Shape of Widgets"}\n'
    frames = b"".join(zstandard.ZstdCompressor().compress(line * n) for n in (1, 2, 3))
    for packed, count in ((frames, 6), (gzip.compress(line) * 3, 3), (gzip.compress(bz2.compress(line)), 1)):
        (tmp_path / "a").write_bytes(packed)
        assert len(list(read_source(str(tmp_path / "a")))) == count


@pytest.mark.parametrize(
    ("head", "suffix", "name"),
    [
        ("% a comment\n\n@Article{doe,\n title", "", "bibtex"),
        ("@comment{x}\n", "", "bibtex"),
        ("@jurisdiction{roe1973,\n", "", "bibtex"),
        ("@doe (Stanford, USA) said: @roe {see below}\n\nThe rest", ".txt", "text"),
        ("Provider: X\n\nTY  - JOUR\n", "", "ris"),
        ("TY and MR are abbreviations\n", "", "text"),
        ("[1] A. Doe. On the Shape of Widgets.\n", "", "text"),
        ("[ {", "", "json"),
        ("[]", "", "json"),
        ("{", ".jsonl", "jsonl"),
        ("title,abstract\n", "", "csv"),
        ("title,abstract\n", ".txt", "text"),
        ("no header", ".bib", "bibtex"),
        ("no header", ".ris", "ris"),
    ],
)  # fmt: skip
def test_formats(head: str, suffix: str, name: str) -> None:
    assert format_of(head, suffix, "o") == name
