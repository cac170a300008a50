"""Title and abstract -> the arrays that the recogniser's encoder reads, and back to code-point offsets.

The encoder is uncased, so each word piece also carries the *shape* of its word (letter case, digits, whether a space
stands before it): names such as "MAE", "GPT-4o" or "SalUn" are told from plain words mostly by that.
Training and run time both come through here, so that they cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from paperweft.model import FieldName

if TYPE_CHECKING:
    from tokenizers import Tokenizer

IntArray = npt.NDArray[np.int64]

MAX_PIECES = 512  # the encoder's positions
TITLE_PIECES = 96  # a longer "title" is cut to this in all windows but its own
OVERLAP_WORDS = 40  # words that neighbouring windows of a long abstract share, so that no name is cut in both

# Shape 0 is for padding and the special tokens; a word's shape is 1 + 2 * kind + (no space before it).
_KINDS = ("lower", "title", "upper", "mixed", "digits", "lower+digits", "upper+digits", "single capital", "other")
SHAPES = 1 + 2 * len(_KINDS)


@dataclass(frozen=True, slots=True)
class Word:
    """A unit of the encoder's pre-tokenisation: a run of letters and digits, or one mark of punctuation.

    ``start``/``end`` are code-point offsets into ``field``.
    """

    field: FieldName
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder, at most 512 word pieces.

    ``ids`` and ``shapes`` have shape (pieces,). ``heads`` (words,) holds for each word the position of its first piece,
    ``words`` (words,) its index in the document's list of words.
    """

    ids: IntArray
    shapes: IntArray
    heads: IntArray
    words: IntArray


@dataclass(frozen=True, slots=True)
class EncodedText:
    """A paper as words, and the windows that together hold every word at least once."""

    words: tuple[Word, ...]
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True)
class _Pieces:
    word: Word
    ids: tuple[int, ...]
    shape: int


def word_shape(word: str, *, spaced: bool) -> int:
    """The shape class of ``word``, 1 to SHAPES - 1; ``spaced`` says whether white space (or nothing) precedes it."""
    has_digit = any(c.isdigit() for c in word)
    has_upper = any(c.isupper() for c in word)
    has_alpha = any(c.isalpha() for c in word)
    if not (has_alpha or has_digit):
        kind = "other"
    elif has_digit:
        kind = ("upper+digits" if has_upper else "lower+digits") if has_alpha else "digits"
    elif len(word) == 1 and has_upper:
        kind = "single capital"
    elif word.isupper():
        kind = "upper"
    elif not has_upper:
        kind = "lower"
    elif word[0].isupper() and not any(c.isupper() for c in word[1:]):
        kind = "title"
    else:
        kind = "mixed"
    return 1 + 2 * _KINDS.index(kind) + (not spaced)


def _split(tokenizer: Tokenizer, field: FieldName, text: str) -> list[_Pieces]:
    """The words of one field with their word pieces."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    ids, offsets = encoding.ids, encoding.offsets  # each access builds the whole list anew
    groups: dict[int, list[int]] = {}
    for index, word in enumerate(encoding.word_ids):
        if word is not None:
            groups.setdefault(word, []).append(index)
    pieces = []
    for group in groups.values():
        start, end = offsets[group[0]][0], offsets[group[-1]][1]
        spaced = start == 0 or text[start - 1].isspace()
        shape = word_shape(text[start:end], spaced=spaced)
        pieces.append(_Pieces(Word(field, start, end), tuple(ids[i] for i in group), shape))
    return pieces


def _chunks(pieces: list[_Pieces], room: int) -> Iterator[tuple[int, int]]:
    """Ranges of ``pieces`` that fit into ``room`` word pieces each and overlap by :data:`OVERLAP_WORDS`."""
    start = 0
    while True:
        used, end = 0, start
        while end < len(pieces) and used + len(pieces[end].ids) <= room:
            used += len(pieces[end].ids)
            end += 1
        if end == start and end < len(pieces):  # one "word" longer than a window: it is passed over
            start += 1
            continue
        yield start, end
        if end >= len(pieces):
            return
        start = max(start + 1, end - OVERLAP_WORDS)


def encode(tokenizer: Tokenizer, title: str, abstract: str) -> EncodedText:
    """Words and windows of one paper: ``[CLS] title [SEP] abstract [SEP]``, the title repeated in every window."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    head, body = _split(tokenizer, "title", title), _split(tokenizer, "abstract", abstract)
    windows = []

    def add(groups: list[tuple[int, list[_Pieces]]]) -> None:
        ids, shapes, heads, words = [cls], [0], [], []
        for first, group in groups:
            for offset, piece in enumerate(group):
                heads.append(len(ids))
                words.append(first + offset)
                ids.extend(piece.ids)
                shapes.extend([piece.shape] * len(piece.ids))
            ids.append(sep)
            shapes.append(0)
        windows.append(Window(*(np.asarray(column, dtype=np.int64) for column in (ids, shapes, heads, words))))

    title_room = 0
    kept = 0
    while kept < len(head) and title_room + len(head[kept].ids) <= TITLE_PIECES:
        title_room += len(head[kept].ids)
        kept += 1
    if kept < len(head):
        for start, end in _chunks(head, MAX_PIECES - 2):
            add([(start, head[start:end])])
    for start, end in _chunks(body, MAX_PIECES - 3 - title_room):
        add([(0, head[:kept]), (len(head) + start, body[start:end])])
    return EncodedText(tuple(piece.word for piece in (*head, *body)), tuple(windows))
