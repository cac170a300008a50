"""Annotated abstracts -> training examples: word tags, types and roles aligned with the encoder's windows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from paperweft.extraction.decoding import TAGS
from paperweft.extraction.encoding import IntArray, Window, encode
from paperweft.model import ENTITY_TYPES, ROLES

IGNORED = -100


@dataclass(frozen=True)
class Example:
    """One window with its labels; ``tags``, ``types`` and ``roles`` have one entry a word (IGNORED where unknown)."""

    window: Window
    tags: IntArray
    types: IntArray
    roles: IntArray


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
    for field, start, end, entity in annotated_spans(paper):
        inside = [i for i, w in enumerate(encoded.words) if w.field == field and w.start < end and w.end > start]
        suffix = "" if entity["required"] else "-generic"
        for position, word in enumerate(inside):
            tags[word] = TAGS.index(("I" if position else "B") + suffix)
            types[word] = ENTITY_TYPES.index(entity["type"])
            if entity["role"] in ROLES:
                roles[word] = ROLES.index(entity["role"])
    return [Example(w, tags[w.words], types[w.words], roles[w.words]) for w in encoded.windows]
