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
# Lines that stand between a title and its abstract: who, where, how many thumbs, links to press.
_ASIDE = re.compile(
    r"^by\s+(?-i:[A-Z])|^(?:submitted|published|posted|updated)\s+(?:on|by|in|to|\d)|"
    r"^(?:authors?|subjects?|comments?|journal[ -]ref|keywords?|categor(?:y|ies)|arxiv|doi|published|submitted)\s*:|"
    r"^(?:upvote|like|share|github|code|pdf|html|view|read|download|cite|save|project|paper|arxiv|abstract)s?(?:\s+\w+){0,2}$|"
    r"^https?://\S+$|^\S+@\S+$|\s[·•|]\s|"
    r"^[\d.,]+\s*[kKmM]?(?:\s+(?:upvotes?|likes?|stars?|comments?|citations?|authors?|views?))?$",
    re.IGNORECASE,
)
#: "Jane Doe, Richard van Roe and J. Smith": names of two words or more with a comma among them, and nothing else.
_NAME = r"(?:[A-ZÀ-Þ][\w'’.-]*)(?:\s+(?:[A-ZÀ-Þ][\w'’.-]*|de|da|di|del|der|den|van|von|la|le|bin|al)){1,4}[\d*†‡,]*"
_NAMES = re.compile(rf"^(?=[^,;]*[,;]){_NAME}(?:\s*(?:,|;|\band\b|,\s*and\b|&)\s*{_NAME})+(?:,?\s+et\s+al\.?)?$")
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
    def is_aside(self) -> bool:
        """Authors, counts, links and the like, which may stand between a title and its abstract."""
        return bool(_ASIDE.search(self.text) or _NAMES.match(self.text))

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
    waiting: list[_Paragraph] = []  # short paragraphs since the last abstract: a title among headings and asides
    title: _Paragraph | None = None  # of the abstract that is being read
    abstract: list[_Paragraph] = []
    began = False  # before the first abstract everything but its title is furniture

    def paper(heading: _Paragraph, parts: list[_Paragraph]) -> SourceRecord:
        body = " ".join(part.text for part in parts)
        name = _LABEL.sub("", heading.text)
        return SourceRecord(
            source="text", origin=origin, title=name, abstract=_ABSTRACT_LABEL.sub("", body), line=heading.line,
            raw={"title": name, "abstract": body, "line": heading.line},
        )  # fmt: skip

    def passed(paragraph: _Paragraph) -> Skipped:
        reason = "no paper: headings, dates or page furniture"
        return Skipped(origin, paragraph.line, reason, paragraph.text[:80], furniture=True)

    def left_over(paragraphs: list[_Paragraph]) -> Iterator[SourceRecord | Skipped]:
        """What was not taken as the title of an abstract: titles whose abstract is missing, and furniture."""
        for paragraph in paragraphs:
            lone = began and paragraph.is_lone_title and not paragraph.is_aside
            yield paper(paragraph, []) if lone else passed(paragraph)

    for paragraph in _paragraphs(stream.read().splitlines()):
        if paragraph.is_noise:
            yield passed(paragraph)
        elif not (paragraph.is_abstract or (abstract and not waiting and paragraph.is_sentence)):
            waiting.append(paragraph)
        elif abstract and not waiting:
            abstract.append(paragraph)  # an abstract in two paragraphs
        else:
            if title:
                yield paper(title, abstract)
            # Asides give way to the last paragraph that may be a title.
            place = next((i for i in range(len(waiting) - 1, -1, -1) if not waiting[i].is_aside), len(waiting) - 1)
            yield from left_over(waiting[: max(place, 0)])
            yield from map(passed, waiting[place + 1 :])
            title = waiting[place] if waiting else None
            abstract, waiting = [paragraph], []
            if title is None:
                yield Skipped(origin, paragraph.line, "an abstract without a title above it", paragraph.text[:80])
                abstract = []
            began = True
    if title:
        yield paper(title, abstract)
    began = began or any(paragraph.is_lone_title for paragraph in waiting)
    yield from left_over(waiting)
