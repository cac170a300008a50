"""Entities that look like one thing twice, or like no thing at all, with the sentences to judge them by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from paperweft.model import NAMING, Node
from paperweft.names.abbreviations import is_short_form
from paperweft.names.forms import plain, similarity
from paperweft.record.graph_tables import GraphTables

_ENDING = re.compile(r"(?:ings?|ers?|ors?|ed|ions?|es|s|als?|ive)$")
_GENERIC = re.compile(
    r" (?:networks?|learning|training|loss|modules?|systems?|strateg(?:y|ies)|mechanisms?|estimators?|layers?|functions?|"
    r"procedures?|pipelines?|paradigms?|agents?|transformers?|classifiers?|optimi[sz]ers?|optimi[sz]ation|library|environments?)$"
)
_ALIKE = 0.9  # the ratio of names that a slip of the pen tells apart
_LONG = 8  # letters from which on alike is likely the same
_SURE = 0.5
_WORDS = 7  # more are a sentence, not a name
_CROWD = 40  # names of one beginning or ending; among more of them likeness says little


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``command`` are the words after ``paperweft alias``; ``evidence`` sentences in which papers name the entities."""

    command: tuple[str, ...]
    reason: str
    evidence: tuple[str, ...]


@dataclass
class _Seen:
    """An entity as its papers name it."""

    node: Node
    papers: set[str] = field(default_factory=set)
    confidence: float = 0.0
    sentence: str = ""
    relatives: set[str] = field(default_factory=set)
    plain_word: bool = True  # everywhere a single word with no capital of its own


def suggestions(graph: GraphTables) -> list[Suggestion]:
    """What to merge and what to forbid, the likeliest first; the same graph gives the same list."""
    entities = _read(graph)
    pairs: dict[tuple[str, str], tuple[float, str]] = {}
    for left, right, weight, reason in (*_same_stem(entities), *_initials(entities), *_alike(entities)):
        pair = (min(left, right), max(left, right))
        if right not in entities[left].relatives and weight > pairs.get(pair, (0.0, ""))[0]:
            pairs[pair] = (weight, reason)
    out = []
    for (one, other), (weight, reason) in pairs.items():
        gone, kept = sorted(
            (entities[one], entities[other]), key=lambda e: (len(e.papers), len(e.node.name), e.node.id)
        )
        together = bool(gone.papers & kept.papers)
        said = f"{gone.node.name} and {kept.node.name}: {reason}" + (" (in one paper)" if together else "")
        found = Suggestion(("merge", gone.node.id, kept.node.id), said, (gone.sentence, kept.sentence))
        out.append((-weight - 0.1 * together, found))
    for entity in entities.values():
        junk = _junk(entity)
        if junk:
            found = Suggestion(("forbid", entity.node.id), f"{entity.node.name}: {junk[1]}", (entity.sentence,))
            out.append((-junk[0], found))
    return [item for _, item in sorted(out, key=lambda pair: (pair[0], pair[1].command))]


def _read(graph: GraphTables) -> dict[str, _Seen]:
    entities = {node.id: _Seen(node) for node in graph.nodes() if node.labels[0] == "Entity"}
    for link in graph.links():
        if link.kind in NAMING:
            entity, properties = entities[link.target], link.properties
            entity.papers.add(link.source)
            if properties["confidence"] > entity.confidence:
                entity.confidence, entity.sentence = properties["confidence"], properties["evidence"]
            entity.plain_word &= link.kind != "INTRODUCES" and _is_plain(
                entity.node.name, properties["evidence"], properties["field"]
            )
        elif link.source in entities and link.target in entities:
            entities[link.source].relatives.add(link.target)
            entities[link.target].relatives.add(link.source)
    return {identifier: entity for identifier, entity in entities.items() if entity.papers}


def _is_plain(name: str, sentence: str, where: str) -> bool:
    """Whether the sentence has the name as an ordinary word: small, or with a capital that any word has there."""
    if not re.fullmatch(r"[A-Z]?[a-z]+", name):
        return False
    capital = re.search(rf"\b{name.capitalize()}\b", sentence)
    return where == "title" or capital is None or capital.start() == 0


def _names(entity: _Seen) -> Iterable[str]:
    return (entity.node.name, *entity.node.properties.get("aliases", ()))


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _stem(name: str) -> str:
    """A name's letters without endings and without a last word that says what kind of thing it is."""
    text = plain(name)
    text = _GENERIC.sub("", text) if len(text.split()) > 1 else text
    return "".join(_ENDING.sub("", word) if len(word) > 6 else word for word in text.split())


_Found = Iterator[tuple[str, str, float, str]]


def _same_stem(entities: dict[str, _Seen]) -> _Found:
    held: dict[str, set[str]] = {}
    for identifier, entity in entities.items():
        for name in _names(entity):
            held.setdefault(_stem(name), set()).add(identifier)
    for stem, found in sorted(held.items()):
        if len(stem) > 2 and 1 < len(found) <= _CROWD:
            for left, right in combinations(sorted(found), 2):
                if plain(entities[left].node.name) == plain(entities[right].node.name):
                    yield left, right, 0.85, "one name, two types"
                else:
                    yield left, right, 0.9, "they differ in an ending or a general word"


def _initials(entities: dict[str, _Seen]) -> _Found:
    long: dict[str, list[str]] = {}
    for identifier, entity in entities.items():
        words = plain(entity.node.name).split()
        if len(words) > 2:
            small = [
                word for word in words if word not in ("of", "for", "the", "and", "with", "from", "in", "to", "by")
            ]
            for letters in {"".join(w[0] for w in words), "".join(w[0] for w in small)}:
                long.setdefault(letters, []).append(identifier)
    for identifier, entity in entities.items():
        short = plain(entity.node.name)
        found = long.get(short, [])
        if is_short_form(entity.node.name) and len(short) > 2 and len(found) == 1:
            yield identifier, found[0], 0.8, "the letters of one begin the words of the other"


def _alike(entities: dict[str, _Seen]) -> _Found:
    blocks: dict[str, set[str]] = {}
    for identifier, entity in entities.items():
        letters = plain(entity.node.name).replace(" ", "")
        if len(letters) >= _LONG:
            for block in ("^" + letters[:4], letters[-4:] + "$"):
                blocks.setdefault(block, set()).add(identifier)
    for _, found in sorted(blocks.items()):
        if len(found) > _CROWD:
            continue
        for left, right in combinations(sorted(found), 2):
            one, other = entities[left].node.name, entities[right].node.name
            ratio = similarity(one, other)
            if ratio >= _ALIKE and _digits(one) == _digits(other):
                yield left, right, ratio - 0.15, "they are spelled nearly alike"


def _junk(entity: _Seen) -> tuple[float, str] | None:
    """How likely the entity is none, and why."""
    name = entity.node.name
    if name.count("(") != name.count(")") or len(name.split()) > _WORDS:
        return 0.75, "a piece of a sentence more than a name"
    if entity.plain_word and entity.node.label != "Task":
        return 0.65, "an ordinary word, never with a capital of its own"
    if entity.confidence < _SURE:
        return 0.6 - entity.confidence / 10, f"never found with more confidence than {entity.confidence:.2f}"
    return None
