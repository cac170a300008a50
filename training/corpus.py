"""Annotated abstracts -> training examples: word tags, types and roles aligned with the encoder's windows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from paperweft.extraction.encoding import IntArray, Window, encode
from paperweft.extraction.spans import MAX_WORDS, SPAN_CLASSES
from paperweft.model import ENTITY_TYPES, ROLES

IGNORED = -100
#: Word tags, a help in training: outside; begin and inside of an entity worth a node; the same of a generic phrase.
TAGS: tuple[str, ...] = ("O", "B", "I", "B-generic", "I-generic")


@dataclass(frozen=True)
class Example:
    """One window with its labels; ``tags``, ``types`` and ``roles`` have one entry a word (IGNORED where unknown).

    ``spans`` is (annotated spans, 3): first word, number of words less one, class; ``title_words`` counts the window's
    words that are the title's, which no span leaves.
    """

    window: Window
    tags: IntArray
    types: IntArray
    roles: IntArray
    spans: IntArray
    title_words: int


def read_papers(path: Path) -> list[dict[str, Any]]:
    """The annotated papers of a JSONL file, in order."""
    with path.open(encoding="utf-8") as handle:
        return [json.loads(line) for line in handle if line.strip()]


def occurrences(text: str, surface: str) -> list[tuple[int, int]]:
    """Every place in ``text`` where ``surface`` stands as whole words."""
    pattern = r"(?<![^\W_])" + re.escape(surface) + r"(?![^\W_])"
    return [match.span() for match in re.finditer(pattern, text)]


def annotated_spans(paper: dict[str, Any]) -> list[tuple[str, int, int, dict[str, Any]]]:
    """(field, start, end, entity) of every occurrence of every surface, longest first, without overlaps."""
    taken: set[tuple[str, int]] = set()
    spans = []
    surfaces = [(surface, entity) for entity in paper["entities"] for surface in entity["surface"] if surface.strip()]
    # A required reading of a surface wins over an optional one of the same length.
    surfaces.sort(key=lambda pair: (-len(pair[0]), not pair[1]["required"]))
    for surface, entity in surfaces:
        for field in ("title", "abstract"):
            for start, end in occurrences(paper[field], surface):
                places = {(field, i) for i in range(start, end)}
                if not places & taken:
                    taken |= places
                    spans.append((field, start, end, entity))
    return spans


def examples(paper: dict[str, Any], tokenizer: Tokenizer) -> list[Example]:
    """The paper's windows with their labels."""
    encoded = encode(tokenizer, paper["title"], paper["abstract"])
    tags = np.zeros(len(encoded.words), dtype=np.int64)
    types = np.full(len(encoded.words), IGNORED, dtype=np.int64)
    roles = np.full(len(encoded.words), IGNORED, dtype=np.int64)
    spans = []
    for field, start, end, entity in annotated_spans(paper):
        inside = [i for i, w in enumerate(encoded.words) if w.field == field and w.start < end and w.end > start]
        suffix = "" if entity["required"] else "-generic"
        if inside and len(inside) <= MAX_WORDS:
            spans.append((inside[0], inside[-1], SPAN_CLASSES.index(entity["type"] + suffix)))
        for position, word in enumerate(inside):
            tags[word] = TAGS.index(("I" if position else "B") + suffix)
            types[word] = ENTITY_TYPES.index(entity["type"])
            if entity["role"] in ROLES:
                roles[word] = ROLES.index(entity["role"])
    found = []
    for window in encoded.windows:
        place = {word: index for index, word in enumerate(window.words.tolist())}
        here = [(place[a], place[b] - place[a], kind) for a, b, kind in spans if a in place and b in place]
        found.append(
            Example(
                window, tags[window.words], types[window.words], roles[window.words],
                np.asarray(here, dtype=np.int64).reshape(-1, 3),
                sum(encoded.words[word].field == "title" for word in window.words),
            )
        )  # fmt: skip
    return found
