"""The vocabulary that every part of paperweft shares: frozen dataclasses and the names of types and roles.

Offsets everywhere are Python code points into the cleaned title or abstract that the record stores, half open:
``text[start:end]`` is the mention.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

EntityType = Literal["Model", "Method", "Dataset", "Task"]
ENTITY_TYPES: tuple[EntityType, ...] = ("Model", "Method", "Dataset", "Task")

Role = Literal["introduces", "evaluates_on", "uses", "compares", "surveys", "mentions"]
#: Where a paper's mentions of one entity disagree, the first role in this order wins.
ROLES: tuple[Role, ...] = ("introduces", "evaluates_on", "uses", "compares", "surveys", "mentions")
RELATIONSHIP_OF_ROLE: Mapping[Role, str] = {
    "introduces": "INTRODUCES",
    "evaluates_on": "EVALUATES_ON",
    "uses": "USES",
    "compares": "COMPARES_WITH",
    "surveys": "SURVEYS",
    "mentions": "MENTIONS",
}
#: Relationship types by which a paper names an entity, and those between entities.
NAMING = frozenset(RELATIONSHIP_OF_ROLE.values())
LINEAGE = ("VARIANT_OF", "EXTENDS")
#: Every relationship type of the graph, paper to entity first.
RELATIONSHIP_TYPES: tuple[str, ...] = (*RELATIONSHIP_OF_ROLE.values(), "CITES", "WROTE", *LINEAGE)

_ENTITY = {"name": "string", "aliases": "string[]", "papers": "long"}
_ROLE = {
    "confidence": "double",
    "count": "long",
    "field": "string",
    "start": "long",
    "end": "long",
    "evidence": "string",
}
_LINEAGE = {"confidence": "double", "paper_ids": "string[]"}
#: Label or relationship type -> property -> its type, as Neo4j's import names types; every node has an ``id`` besides.
PROPERTIES: Mapping[str, Mapping[str, str]] = {
    "Paper": {
        "title": "string", "label": "string", "abstract": "string", "year": "long", "authors": "string[]",
        "venue": "string", "url": "string", "doi": "string", "arxiv_id": "string", "citekey": "string",
        "collections": "string[]", "tags": "string[]", "code": "string[]", "first_seen": "string",
    },
    "Author": {"name": "string"},
    "Model": _ENTITY, "Method": _ENTITY, "Dataset": _ENTITY, "Task": _ENTITY,
    **dict.fromkeys(RELATIONSHIP_OF_ROLE.values(), _ROLE),
    "CITES": {"sources": "string[]"}, "WROTE": {"position": "long"}, "VARIANT_OF": _LINEAGE, "EXTENDS": _LINEAGE,
}  # fmt: skip

#: Measures of nodes -> their type, as in PROPERTIES; properties that are no part of the graph (see `paperweft analyze`).
MEASURES: Mapping[str, str] = {
    "pagerank": "double", "citation_pagerank": "double", "betweenness": "double", "community": "long",
}  # fmt: skip

FieldName = Literal["title", "abstract"]
#: Identifier schemes, in the order in which they name a paper.
IDENTIFIER_KINDS: tuple[str, ...] = ("doi", "arxiv", "openalex", "s2", "pmid", "acl", "corpusid")


class Raw(Mapping[str, Any]):
    """A record as it came, a JSON object; ``text`` is decoded when something is looked up in it."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __getitem__(self, key: str) -> Any:
        return json.loads(self.text)[key]

    def __iter__(self) -> Iterator[str]:
        return iter(json.loads(self.text))

    def __len__(self) -> int:
        return len(json.loads(self.text))


#: The source of records that no source gave: what was found by title, a paper's own words with a service's identifiers.
MATCHED = "matched"


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One paper as one source described it, after cleaning and before any merging.

    ``ids`` maps an identifier kind to its normalised value; ``other_ids`` are further (kind, value) pairs that name the
    same paper, such as the OpenAlex id that was merged into the one in ``ids``, or the second of two DOIs in one field.
    ``references`` holds a mapping like ``ids`` for each cited work.
    ``code`` holds addresses of repositories. ``raw`` is the record as it came, for the record table (:class:`Raw` keeps its very text); ``line`` is where it began in its file, from 1.
    """

    source: str
    origin: str
    title: str
    abstract: str
    ids: Mapping[str, str] = field(default_factory=dict)
    other_ids: tuple[tuple[str, str], ...] = ()
    year: int | None = None
    authors: tuple[str, ...] = ()
    venue: str | None = None
    url: str | None = None
    citekey: str | None = None
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    references: tuple[Mapping[str, str], ...] = ()
    retrieved_at: str | None = None
    given_id: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as derived from its source records; ``id`` was given once and stays.

    ``code`` holds addresses of repositories, those that the abstract names included; linking finds them.
    """

    id: str
    title: str
    abstract: str
    year: int | None = None
    authors: tuple[str, ...] = ()
    venue: str | None = None
    url: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    citekey: str | None = None
    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    first_seen: str = ""
    field_sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of an entity in a title or an abstract.

    ``type_scores`` are probabilities over :data:`ENTITY_TYPES` (summing to at most 1); ``confidence`` is that the span
    is an entity at all; ``sentence_start``/``sentence_end`` bound the sentence within the same field.
    """

    text: str
    field: FieldName
    start: int
    end: int
    type_scores: Mapping[EntityType, float]
    confidence: float
    role: Role
    sentence_start: int
    sentence_end: int

    @property
    def type(self) -> EntityType:
        """The likeliest type; ties go to the order of :data:`ENTITY_TYPES`."""
        return max(ENTITY_TYPES, key=lambda name: self.type_scores.get(name, 0.0))


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and the long form that the paper itself gives for it."""

    short: str
    long: str


@dataclass(frozen=True, slots=True)
class Extends:
    """The paper says that the entity named ``child`` is built from the one named ``parent`` (surface forms)."""

    child: str
    parent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Extraction:
    """What extraction found in one paper: all that linking needs, so that linking never reads an abstract again.

    ``english`` is False where the text was judged not to be English; such a paper has no mentions.
    """

    mentions: tuple[Mention, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()
    extends: tuple[Extends, ...] = ()
    english: bool = True


@dataclass(frozen=True, slots=True)
class Citation:
    """One paper's reference to a work, by the identifiers that the source gave for it."""

    paper_id: str
    target: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A model, method, dataset or task: one node, however many names it has."""

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...] = ()
    papers: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph tables. ``labels`` is ("Paper",), ("Author",) or ("Entity", type); ``properties`` lacks ``id``."""

    id: str
    labels: tuple[str, ...]
    properties: Mapping[str, Any]

    @property
    def label(self) -> str:
        """The label that tells kinds of nodes apart: Paper, Author, Model, Method, Dataset or Task."""
        return self.labels[-1]

    @property
    def name(self) -> str:
        """What people call the node: an entity's or author's name, a paper's title."""
        return str(self.properties.get("name") or self.properties.get("title") or self.id)


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship of the graph tables, from ``source`` to ``target`` (node ids)."""

    source: str
    target: str
    kind: str
    properties: Mapping[str, Any]
