"""Two graphs -> what came, went and changed, and what of that the papers are not to blame for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from paperweft.history.versions import Version
from paperweft.model import ENTITY_TYPES, LINEAGE, NAMING
from paperweft.record.builds import Key, Row

What = Literal["came", "went", "changed"]
WHATS: tuple[What, ...] = ("came", "went", "changed")
#: What makes a graph besides its papers.
_MAKERS = ("extractor", "catalogue", "ledger", "min_confidence")
_OF_THE_LIBRARY = "first_seen"  # when a paper came into one library says nothing of the paper


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A node that came, went or changed, with its properties ``before`` and ``after`` (None where it was not there,
    empty where only ids are known). ``apart``: not because of papers, but of what else makes a graph."""

    id: str
    label: str
    name: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    apart: bool = False

    @property
    def what(self) -> What:
        """Whether it came, went or changed."""
        return _what(self.before, self.after)


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link that came, went or changed; see :class:`NodeChange`."""

    source: str
    target: str
    kind: str
    source_name: str
    target_name: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    apart: bool = False

    @property
    def what(self) -> What:
        """Whether it came, went or changed."""
        return _what(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Difference:
    """What leads from one graph to another, nodes sorted by id and links by (source, target, kind).

    ``because`` maps what else made them differently (extractor, catalogue, ledger, min_confidence) to the two versions.
    ``exact`` is False where a graph's properties are not known, so that nobody can tell what changed.
    """

    before: str
    after: str
    nodes: tuple[NodeChange, ...]
    links: tuple[LinkChange, ...]
    because: Mapping[str, tuple[Any, Any]]
    exact: bool = True

    @property
    def anything(self) -> bool:
        """Whether the graphs differ."""
        return bool(self.nodes or self.links)


def compare(before: Version, after: Version) -> Difference:
    """The difference between two graphs, in one pass over the nodes and one over the links of both.

    Where the graphs were made by another extractor, catalogue, ledger or confidence, what differs though its papers'
    texts are the same is marked as ``apart``: a paper's links to entities, entities, and lineage between them.
    """
    names: dict[str, str] = {}
    nodes: list[tuple[str, Row, Row]] = []
    touched: set[str] = set()  # papers that came, went, or say something else
    for (identifier,), old, new in _aligned(before.nodes(), after.nodes()):
        known = new or old
        if known:
            names[identifier] = known[1]
        if _differ(old, new, ignoring=_OF_THE_LIBRARY):
            nodes.append((identifier, old, new))
            if _label(identifier, known) == "Paper" and _says_otherwise(old, new):
                touched.add(identifier)
    links: list[tuple[Key, Row, Row]] = []
    theirs: set[str] = set()  # entities that such papers name, or named
    parents: dict[str, set[str]] = {}
    for key, old, new in _aligned(before.links(), after.links()):
        source, target, kind = key
        if kind in NAMING and source in touched:
            theirs.add(target)
        elif kind == "VARIANT_OF":
            parents.setdefault(source, set()).add(target)
        if _differ(old, new):
            links.append((key, old, new))
    waiting = list(theirs)
    while waiting:  # a family stands by its members
        for parent in parents.get(waiting.pop(), set()) - theirs:
            theirs.add(parent)
            waiting.append(parent)
    because = _because(before, after)

    def apart(paper: str | None, entities: Iterable[str]) -> bool:
        return bool(because) and paper not in touched and not theirs & {*entities}

    def node(identifier: str, old: Row, new: Row) -> NodeChange:
        label = _label(identifier, new or old)
        by_papers = label in ("Paper", "Author") or not apart(None, [identifier])
        name = names.get(identifier, identifier)
        return NodeChange(identifier, label, name, _properties(old), _properties(new), not by_papers)

    def link(key: Key, old: Row, new: Row) -> LinkChange:
        source, target, kind = key
        if kind in NAMING:
            by_papers = not apart(source, ())
        else:
            by_papers = kind not in LINEAGE or not apart(None, [source, target])
        ends = names.get(source, source), names.get(target, target)
        return LinkChange(source, target, kind, *ends, _properties(old), _properties(new), not by_papers)

    return Difference(
        before.name,
        after.name,
        tuple(node(*item) for item in nodes),
        tuple(link(*item) for item in links),
        because,
        before.exact and after.exact,
    )


def _what(before: object | None, after: object | None) -> What:
    return "came" if before is None else "went" if after is None else "changed"


def _because(before: Version, after: Version) -> dict[str, tuple[Any, Any]]:
    """What else made the two graphs differently. Entities where there were none before are no new extractor's doing."""
    if before.build is None or after.build is None:
        return {}
    made = ((name, getattr(before.build, name), getattr(after.build, name)) for name in _MAKERS)
    return {name: (old, new) for name, old, new in made if old != new and (name != "extractor" or (old and new))}


def _aligned(before: Iterator[tuple[Key, Row]], after: Iterator[tuple[Key, Row]]) -> Iterator[tuple[Key, Row, Row]]:
    """Two sorted streams side by side: key, row before, row after; None where there is none."""
    old, new = next(before, None), next(after, None)
    while old or new:
        if new is None or (old is not None and old[0] < new[0]):
            assert old is not None
            yield old[0], old[1], None
            old = next(before, None)
        elif old is None or new[0] < old[0]:
            yield new[0], None, new[1]
            new = next(after, None)
        else:
            yield old[0], old[1], new[1]
            old, new = next(before, None), next(after, None)


def _differ(old: Row, new: Row, ignoring: str = "") -> bool:
    if old == () or new == ():  # only ids are known
        return old is None or new is None
    if old == new or old is None or new is None or not ignoring:
        return old != new
    first, second = ({**_parsed(row[-1]), ignoring: None} for row in (old, new))
    return old[0] != new[0] or first != second


def _says_otherwise(old: Row, new: Row) -> bool:
    if not old or not new:
        return True
    first, second = _parsed(old[-1]), _parsed(new[-1])
    return any(first.get(name) != second.get(name) for name in ("title", "abstract"))


def _label(identifier: str, row: Row) -> str:
    """A node's label; where only its id is known, that tells it too."""
    if row:
        return row[0]
    beginning = identifier.partition(":")[0].capitalize()
    return beginning if beginning in ("Author", "Model", "Method", "Dataset", "Task") else "Paper"


def _properties(row: Row) -> Mapping[str, Any] | None:
    """A row's properties; those of an entity with its type, which a decision may change."""
    if not row:
        return None if row is None else {}
    properties = _parsed(row[-1])
    return {"type": row[0], **properties} if row[0] in ENTITY_TYPES else properties


def _parsed(text: str) -> Mapping[str, Any]:
    out: Mapping[str, Any] = json.loads(text)
    return out
