"""The spaCy components: recogniser, abbreviations, roles. Each reads and writes one document of title and abstract.

A document's text is the title, a line break, and the abstract; ``doc.user_data["title_end"]`` tells where the title
ends (the whole text counts as an abstract where it is absent). Readings keep exact offsets in
``doc.user_data["readings"]``; ``doc.spans["paperweft"]`` shows them on spaCy's tokens to other components.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from paperweft.extraction.decoding import Reading, agree, decode
from paperweft.extraction.language import is_english
from paperweft.extraction.network import Network, component_folder
from paperweft.model import ENTITY_TYPES, ROLES, Abbreviation, FieldName
from paperweft.names.abbreviations import find_abbreviations, is_short_form
from paperweft.names.forms import normal_form

SPANS_KEY = "paperweft"
for _name in ("confidence", "role"):
    if not Span.has_extension(_name):
        Span.set_extension(_name, default=None)


def fields_of(doc: Doc) -> dict[FieldName, str]:
    """Title and abstract of a document."""
    end = doc.user_data.get("title_end")
    if end is None:
        return {"title": "", "abstract": doc.text}
    return {"title": doc.text[:end], "abstract": doc.text[end + 1 :]}


def offset_of(doc: Doc, field: FieldName) -> int:
    """Where a field begins in the document's text."""
    end = doc.user_data.get("title_end")
    return 0 if field == "title" or end is None else end + 1


class Recogniser:
    """Finds entities with their types, roles and confidence; texts that are not English are left unread."""

    def __init__(self, folder: Path, threads: int, threshold: float | None) -> None:
        self._network = Network(folder, threads)
        self._threshold = self._network.config["threshold"] if threshold is None else threshold

    def __call__(self, doc: Doc) -> Doc:
        texts = fields_of(doc)
        english = is_english(f"{texts['title']} {texts['abstract']}")
        doc.user_data["english"] = english
        readings: list[Reading] = []
        if english:
            encoded, logits = self._network(texts["title"], texts["abstract"])
            readings = agree(decode(encoded.words, logits, texts), texts, self._threshold)
        _show(doc, readings)
        return doc


@Language.factory("paperweft_recogniser", default_config={"folder": None, "threads": 0, "threshold": None})
def make_recogniser(nlp: Language, name: str, folder: str | None, threads: int, threshold: float | None) -> Recogniser:
    """``folder`` holds another trained component than the shipped one; ``threshold`` replaces its own."""
    return Recogniser(Path(folder) if folder else component_folder(), threads, threshold)


@Language.component("paperweft_abbreviations")
def abbreviations(doc: Doc) -> Doc:
    """Finds definitions of abbreviations; a short and a long form that were both read share types and confidence."""
    pairs: dict[tuple[str, str], Abbreviation] = {}
    if doc.user_data.get("english", True):
        for text in fields_of(doc).values():
            for span in find_abbreviations(text):
                short, long = text[span.short_start : span.short_end], text[span.long_start : span.long_end]
                pairs.setdefault((normal_form(short), normal_form(long)), Abbreviation(short, long))
    readings: list[Reading] = doc.user_data.get("readings", [])
    texts = fields_of(doc)
    for short, long in _appositions(readings, texts):
        pairs.setdefault((normal_form(short), normal_form(long)), Abbreviation(short, long))
    doc.user_data["abbreviations"] = list(pairs.values())
    forms = [normal_form(texts[r.field][r.start : r.end]) for r in readings]
    for pair in pairs:
        both = [i for i, form in enumerate(forms) if form in pair]
        if len({forms[i] for i in both}) < 2:
            continue
        weight = sum(readings[i].confidence for i in both)
        types = {
            t: sum(readings[i].confidence * readings[i].type_scores[t] for i in both) / weight for t in ENTITY_TYPES
        }
        roles = {r: sum(readings[i].confidence * readings[i].role_scores[r] for i in both) / weight for r in ROLES}
        best = max(readings[i].confidence for i in both)
        for i in both:
            readings[i] = replace(readings[i], type_scores=types, role_scores=roles, confidence=best)
    _show(doc, readings)
    return doc


def _appositions(readings: list[Reading], texts: dict[FieldName, str]) -> Iterator[tuple[str, str]]:
    """(short, long) where one name that was read stands in brackets behind another, of whose letters it is made.

    These are the definitions that the order of letters hides: "2D Selective Scan (SS2D)", "asynchronous advantage
    actor-critic (A3C)".
    """
    for left, right in pairwise(readings):
        text = texts[left.field]
        if (
            left.field != right.field
            or text[left.end : right.start].strip() != "("
            or text[right.end : right.end + 1] not in ("", ")", ",", ";")
        ):
            continue
        long, short = text[left.start : left.end], text[right.start : right.end]
        letters = Counter(c for c in short.casefold() if c.isalpha())
        if is_short_form(short) and len(short) < len(long) and letters <= Counter(long.casefold()):
            yield short, long


@Language.component("paperweft_roles")
def roles(doc: Doc) -> Doc:
    """Settles on one role for each reading: the likeliest, once all mentions of the name have been heard."""
    readings: list[Reading] = doc.user_data.get("readings", [])
    doc.user_data["roles"] = [max(ROLES, key=lambda role: reading.role_scores[role]) for reading in readings]
    _show(doc, readings)
    return doc


def _show(doc: Doc, readings: list[Reading]) -> None:
    """Keeps the readings, and shows them as spans on spaCy's tokens."""
    doc.user_data["readings"] = readings
    settled = doc.user_data.get("roles")
    spans = []
    for index, reading in enumerate(readings):
        first = offset_of(doc, reading.field)
        label = max(ENTITY_TYPES, key=lambda name: reading.type_scores[name])
        span = doc.char_span(first + reading.start, first + reading.end, label=label, alignment_mode="expand")
        if span is None:
            continue
        span._.confidence = reading.confidence
        span._.role = settled[index] if settled else None
        spans.append(span)
    doc.spans[SPANS_KEY] = spans
