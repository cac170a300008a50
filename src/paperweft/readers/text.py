"""Plain text: titles and abstracts in turn, as a page of papers looks when it is saved as text.

A paragraph is told to be a title or an abstract by its form; page furniture, dates and headings between papers are
passed over and reported. Works on one-line paragraphs, with or without blank lines between them, and on text that was
wrapped at a width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

from paperweft.model import SourceRecord
from paperweft.readers.base import Skipped
from paperweft.readers.cleaning import clean_text

_LONG_LINE = 200  # no one wraps at more than this: a file with such lines has one paragraph a line
_ABSTRACT_WORDS, _LONG_ABSTRACT_WORDS = 12, 40
_TITLE_WORDS = 40
_LONE_TITLE_WORDS = 3  # a title without an abstract has at least as many words; shorter ones are headings
_SENTENCE_BREAK = re.compile(r"[.!?][\"”’)]?\s+[A-Z0-9\"“(]")
_SENTENCE_END = re.compile(r"(?:[.!…][\"”’)]*|https?://\S+)$")
_MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DATE = re.compile(
    rf"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:(?:published|submitted|posted|updated)(?:\s+on)?:?\s+)?"
    rf"(?:{_MONTHS}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTHS}\.?(?:,?\s+\d{{4}})?|{_MONTHS}\.?,?\s+\d{{4}}|"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}|today|yesterday|\d+\s+(?:minutes?|hours?|days?|weeks?)\s+ago)\.?$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^[\W_]*$")
_LABEL = re.compile(r"^(?:title|paper)\s*[:.]\s*(?=\S)|^#{1,6}\s+|^\d{1,3}[.)]\s+(?=[A-Z])", re.IGNORECASE)
_ABSTRACT_LABEL = re.compile(r"^abstract\s*(?:[:.—–-]\s*|$)", re.IGNORECASE)
#: Words that titles write small.
_SMALL = frozenset(
    (
        "a an and as at but by for from in into is it its nor of off on onto or over per so than that the to up "
        "via vs with without"
    ).split()
)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    line: int
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())

    @property
    def is_noise(self) -> bool:
        """A date, or a line of marks."""
        return bool(_RULE.match(self.text) or _DATE.match(self.text))

    @property
    def is_abstract(self) -> bool:
        """Long, or a sentence that ends as sentences do and titles do not."""
        if self.words >= _LONG_ABSTRACT_WORDS or _ABSTRACT_LABEL.match(self.text):
            return True
        return self.words >= _ABSTRACT_WORDS and bool(
            _SENTENCE_END.search(self.text) or len(_SENTENCE_BREAK.findall(self.text)) >= 2
        )

    @property
    def is_sentence(self) -> bool:
        """Ends as a sentence does: more likely the rest of an abstract than a title."""
        return self.words >= 3 and bool(_SENTENCE_END.search(self.text))

    @property
    def is_lone_title(self) -> bool:
        """Would be taken for a title even with no abstract below it: several words, written as titles are."""
        words = [w for w in re.findall(r"[^\W\d_][\w-]*", self.text) if w.lower() not in _SMALL]
        if not _LONE_TITLE_WORDS <= self.words <= _TITLE_WORDS or len(words) < 2 or self.text.endswith("!"):
            return False
        return bool(sum(w[0].isupper() for w in words) >= 0.6 * len(words))


def _paragraphs(lines: list[str]) -> Iterator[_Paragraph]:
    """Paragraphs of one line each, or blocks of wrapped lines, whichever the file has."""
    one_line = any(len(line) > _LONG_LINE for line in lines)
    width = max((len(line) for line in lines), default=0)
    block: list[str] = []
    first = 0
    for number, line in enumerate([*lines, ""], start=1):
        text = clean_text(line)
        if text and one_line:
            yield _Paragraph(number, text)
        elif text:
            first = first if block else number
            block.append(text)
        elif block:
            yield from _block(block, first, width)
            block = []


def _block(block: list[str], first: int, width: int) -> Iterator[_Paragraph]:
    """A block of wrapped lines; a first line that was broken before it was full is a paragraph of its own (a title)."""
    broken = len(block) > 1 and len(block[0]) + 1 + len(block[1].split()[0]) <= 0.8 * width
    if broken and not _SENTENCE_END.search(block[0]) and _Paragraph(first, " ".join(block[1:])).is_abstract:
        yield _Paragraph(first, block[0])
        first, block = first + 1, block[1:]
    yield _Paragraph(first, " ".join(block))


def read_text(stream: TextIO, origin: str) -> Iterator[SourceRecord | Skipped]:
    """Papers from titles and abstracts in turn; see the module. A title without an abstract is a paper too."""
    title: _Paragraph | None = None
    abstract: list[_Paragraph] = []
    began = False  # before the first abstract everything but its title is furniture

    def paper() -> SourceRecord:
        assert title is not None
        body = " ".join(part.text for part in abstract)
        name = _LABEL.sub("", title.text)
        return SourceRecord(
            source="text", origin=origin, title=name, abstract=_ABSTRACT_LABEL.sub("", body), line=title.line,
            raw={"title": name, "abstract": body, "line": title.line},
        )  # fmt: skip

    def passed(paragraph: _Paragraph) -> Skipped:
        return Skipped(
            origin, paragraph.line, "no paper: page furniture, a heading or a date", paragraph.text[:80], furniture=True
        )

    for paragraph in _paragraphs(stream.read().splitlines()):
        if paragraph.is_noise:
            yield passed(paragraph)
        elif paragraph.is_abstract or (abstract and paragraph.is_sentence):
            if title is None:
                yield Skipped(origin, paragraph.line, "an abstract without a title above it", paragraph.text[:80])
                continue
            abstract.append(paragraph)
            began = True
        else:  # a title or a heading
            if title is not None:
                if abstract or (began and title.is_lone_title):
                    yield paper()
                else:
                    yield passed(title)
            title, abstract = paragraph, []
    if title is not None:
        yield paper() if abstract or title.is_lone_title else passed(title)
