"""What is new in a library since its user was told last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paperweft.errors import PaperweftError
from paperweft.history.compare import Difference
from paperweft.model import NAMING, RELATIONSHIP_OF_ROLE, Node
from paperweft.record.graph_tables import GraphTables

FOLLOW_NAME = "follow.txt"


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper that is new, and (relationship type, name, id) of the entities that it names."""

    id: str
    title: str
    label: str
    url: str | None
    names: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NewEntity:
    """An entity that no graph of the library had before, and (relationship type, title, id) of the papers that name it."""

    id: str
    name: str
    type: str
    papers: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """A line of the list of names to follow: the ids that it stands for, and (relationship type, title, id) of the new
    papers on them."""

    name: str
    ids: tuple[str, ...]
    papers: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """What is new ``since`` a build (None: since ever) up to the one in row ``upto``.

    ``apart`` counts the entities that are new because of another extractor, catalogue, ledger or confidence.
    """

    since: str | None
    upto: int
    papers: tuple[NewPaper, ...] = ()
    entities: tuple[NewEntity, ...] = ()
    followed: tuple[Followed, ...] = ()
    apart: int = 0
    because: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.papers or self.entities or self.apart)


def read_follow(path: Path) -> list[str]:
    """The names in a list of names to follow: one a line, without comments (``#``) and empty lines.

    Raises PaperweftError where it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise PaperweftError(f"{path} cannot be read: {error.strerror}; give another file to --follow") from error
    names = (line.split(" #")[0].strip() for line in text.splitlines() if not line.lstrip().startswith("#"))
    return list(dict.fromkeys(name for name in names if name))


def news_of(
    difference: Difference, graph: GraphTables, seen: set[str], follow: Sequence[str], since: str | None, upto: int
) -> News:
    """The news in what came with ``difference``. ``seen`` are ids that were there once and gone: they are no news."""
    came = [change for change in difference.nodes if change.what == "came" and change.id not in seen]
    papers = {change.id: change for change in came if change.label == "Paper"}
    entities = [change for change in came if change.label not in ("Paper", "Author")]
    return News(
        since,
        upto,
        tuple(_paper(graph, identifier) for identifier in papers),
        tuple(_entity(graph, change.id) for change in entities if not change.apart),
        tuple(_followed(graph, name, papers) for name in follow),
        sum(change.apart for change in entities),
        difference.because,
    )


def _paper(graph: GraphTables, identifier: str) -> NewPaper:
    node = _node(graph, identifier)
    names = [
        (link.kind, _node(graph, link.target).name, link.target)
        for link in graph.links_of(identifier)
        if link.kind in NAMING
    ]
    order = list(RELATIONSHIP_OF_ROLE.values())
    names.sort(key=lambda item: (order.index(item[0]), item[1].casefold()))
    return NewPaper(
        identifier, node.name, str(node.properties.get("label") or ""), node.properties.get("url"), tuple(names)
    )


def _entity(graph: GraphTables, identifier: str) -> NewEntity:
    node = _node(graph, identifier)
    papers = [
        (link.kind, _node(graph, link.source).name, link.source)
        for link in graph.links_of(identifier)
        if link.kind in NAMING
    ]
    return NewEntity(identifier, node.name, node.label, tuple(papers))


def _followed(graph: GraphTables, name: str, papers: Iterable[str]) -> Followed:
    """The new papers that name the entity or one of its versions, are by the author, or cite the paper."""
    wanted = [node.id for node in graph.named(name)]
    for identifier in wanted:  # grows while it is walked
        wanted += [
            link.source
            for link in graph.links_of(identifier)
            if link.kind == "VARIANT_OF" and link.target == identifier and link.source not in wanted
        ]
    new = set(papers)
    found: dict[str, tuple[str, str, str]] = {}
    for identifier in wanted:
        for link in graph.links_of(identifier):
            paper = link.target if link.kind == "WROTE" else link.source
            if paper in new and paper not in found and paper != identifier:
                found[paper] = (link.kind, _node(graph, paper).name, paper)
    return Followed(name, tuple(wanted), tuple(sorted(found.values(), key=lambda item: item[1])))


def _node(graph: GraphTables, identifier: str) -> Node:
    node = graph.node(identifier)
    assert node is not None  # a link of the graph ends at it
    return node
