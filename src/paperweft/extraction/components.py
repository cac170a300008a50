"""The spaCy components: recogniser, abbreviations, confidence, roles, lineage. Each reads and writes one document of title and abstract.

A document's text is the title, a line break, and the abstract; ``doc.user_data["title_end"]`` tells where the title
ends (the whole text counts as an abstract where it is absent). Readings keep exact offsets in
``doc.user_data["readings"]``; ``doc.spans["paperweft"]`` shows them on spaCy's tokens to other components.

Annotations are not postponed here: spaCy 3.8.2 reads those of its factories as they stand.
"""

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from paperweft.extraction.abbreviations import find_definitions
from paperweft.extraction.agreement import Judge, agree
from paperweft.extraction.decoding import Reading, decode
from paperweft.extraction.language import is_english
from paperweft.extraction.lexicon import Lexicon
from paperweft.extraction.lineage import Lineage
from paperweft.extraction.network import CONFIDENCE, LEXICON, LINEAGE, SPANS, Network, component_folder
from paperweft.extraction.spans import SpanScorer
from paperweft.model import ENTITY_TYPES, ROLES, FieldName, Mention

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
    """Finds candidates with their types, roles and confidence, unsure ones too; texts that are not English are left unread."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._network = Network(folder, threads)
        self._scorer = SpanScorer(folder / SPANS)

    def __call__(self, doc: Doc) -> Doc:
        texts = fields_of(doc)
        english = is_english(f"{texts['title']} {texts['abstract']}")
        doc.user_data["english"] = english
        readings: list[Reading] = []
        if english:
            encoded, logits = self._network(texts["title"], texts["abstract"])
            readings = decode(encoded.words, logits, self._scorer, texts)
        _show(doc, readings)
        return doc


@Language.factory("paperweft_recogniser", default_config={"folder": None, "threads": 0})
def make_recogniser(nlp: Language, name: str, folder: str | None, threads: int) -> Recogniser:
    """``folder`` holds another trained component than the shipped one."""
    return Recogniser(Path(folder) if folder else component_folder(), threads)


@Language.component("paperweft_abbreviations")
def abbreviations(doc: Doc) -> Doc:
    """Finds definitions of abbreviations, ``doc.user_data["abbreviations"]``."""
    english = doc.user_data.get("english", True)
    readings = doc.user_data.get("readings", [])
    doc.user_data["abbreviations"] = find_definitions(fields_of(doc), readings) if english else []
    return doc


class Confidence:
    """Gives every name one type and one calibrated confidence, and drops the names below the threshold."""

    def __init__(self, folder: Path, threshold: float | None) -> None:
        self._judge = Judge.load(folder / CONFIDENCE)
        self._lexicon = Lexicon.load(folder / LEXICON)
        self._threshold = self._judge.threshold if threshold is None else threshold

    def __call__(self, doc: Doc) -> Doc:
        readings: list[Reading] = doc.user_data.get("readings", [])
        pairs = doc.user_data.get("abbreviations", [])
        _show(doc, agree(readings, fields_of(doc), pairs, self._lexicon, self._judge, self._threshold))
        return doc


@Language.factory("paperweft_confidence", default_config={"folder": None, "threshold": None})
def make_confidence(nlp: Language, name: str, folder: str | None, threshold: float | None) -> Confidence:
    """``folder`` holds another trained component than the shipped one; ``threshold`` replaces its own."""
    return Confidence(Path(folder) if folder else component_folder(), threshold)


@Language.component("paperweft_roles")
def roles(doc: Doc) -> Doc:
    """Settles on one role for each reading: the likeliest, once all mentions of the name have been heard."""
    readings: list[Reading] = doc.user_data.get("readings", [])
    doc.user_data["roles"] = [max(ROLES, key=lambda role: reading.role_scores[role]) for reading in readings]
    _show(doc, readings)
    return doc


class LineageFinder:
    """Finds which of the paper's own entities are built from which, ``doc.user_data["extends"]``; wants sentences."""

    def __init__(self, folder: Path) -> None:
        self._lineage = Lineage.load(folder / LINEAGE)

    def __call__(self, doc: Doc) -> Doc:
        texts = fields_of(doc)
        found = self._lineage.find(mentions_of(doc), doc.user_data["abbreviations"], texts["title"], texts["abstract"])
        doc.user_data["extends"] = list(found)
        return doc


@Language.factory("paperweft_lineage", default_config={"folder": None})
def make_lineage(nlp: Language, name: str, folder: str | None) -> LineageFinder:
    """``folder`` holds another trained component than the shipped one."""
    return LineageFinder(Path(folder) if folder else component_folder())


def mentions_of(doc: Doc) -> list[Mention]:
    """The document's readings as mentions, with their settled roles and the bounds of their sentences."""
    texts = fields_of(doc)
    bounds = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
    mentions = []
    for reading, role in zip(doc.user_data["readings"], doc.user_data["roles"], strict=True):
        text = texts[reading.field]
        start, end = sentence_of(bounds, offset_of(doc, reading.field), reading.start, reading.end, text, reading.field)
        mentions.append(
            Mention(
                text=text[reading.start : reading.end], field=reading.field, start=reading.start, end=reading.end,
                type_scores={name: reading.type_scores[name] for name in ENTITY_TYPES}, confidence=reading.confidence,
                role=role, sentence_start=start, sentence_end=end,
            )
        )  # fmt: skip
    return mentions


def sentence_of(
    bounds: list[tuple[int, int]], first: int, start: int, end: int, text: str, field: FieldName
) -> tuple[int, int]:
    """The bounds, within the field, of the sentence that holds the mention (all of them that it touches); a title is one.

    ``bounds`` are the sentences' code points in the document, in which the field begins at ``first``.
    """
    if field == "title":
        return 0, len(text)
    touched = [(left - first, right - first) for left, right in bounds if left - first < end and right - first > start]
    left = max(0, min((pair[0] for pair in touched), default=0))
    right = min(len(text), max((pair[1] for pair in touched), default=len(text)))
    while left < start and text[left].isspace():
        left += 1
    return left, max(end, right)


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
