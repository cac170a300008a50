"""The graph of some of the papers: those of a collection, or those that came since a day, and what only they support."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from paperweft.model import LINEAGE, NAMING, Link, Node


@dataclass(frozen=True, slots=True)
class Selection:
    """Which papers: of the collection of that name (in any case), seen first on the day ``since`` (ISO 8601) or later."""

    collection: str | None = None
    since: str | None = None

    def __bool__(self) -> bool:
        return self.collection is not None or self.since is not None

    def __str__(self) -> str:
        parts = [f"in the collection {self.collection}"] if self.collection is not None else []
        return " ".join([*parts, f"since {self.since}"] if self.since is not None else parts)

    def has(self, paper: Node) -> bool:
        """Whether the paper is one of those."""
        if self.collection is not None:
            names = {str(name).casefold() for name in paper.properties.get("collections") or ()}
            if self.collection.casefold() not in names:
                return False
        return self.since is None or str(paper.properties.get("first_seen") or "") >= self.since


class Selected:
    """Tells what stays of a graph when only the papers of a selection do.

    Their authors stay, the entities that they name, with ``papers`` counted again, and the families of those; of the
    links those between what stays, lineage where one of the papers says so. ``nodes`` and ``links`` are called for one
    stream each.
    """

    def __init__(
        self, selection: Selection, nodes: Callable[[], Iterable[Node]], links: Callable[[], Iterable[Link]]
    ) -> None:
        self.papers = frozenset(node.id for node in nodes() if node.label == "Paper" and selection.has(node))
        self._counts: Counter[str] = Counter()
        authors: set[str] = set()
        parents: dict[str, set[str]] = {}
        for link in links():
            if link.kind in NAMING and link.source in self.papers:
                self._counts[link.target] += 1
            elif link.kind == "WROTE" and link.target in self.papers:
                authors.add(link.source)
            elif link.kind == "VARIANT_OF":
                parents.setdefault(link.source, set()).add(link.target)
        entities = set(self._counts)
        waiting = list(entities)
        while waiting:
            for parent in parents.get(waiting.pop(), ()):
                if parent not in entities:
                    entities.add(parent)
                    waiting.append(parent)
        self._kept = self.papers | authors | entities

    def nodes(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Those of ``nodes`` that stay."""
        for node in nodes:
            if node.id in self._kept:
                counted = node.labels[0] == "Entity"
                yield (
                    replace(node, properties={**node.properties, "papers": self._counts[node.id]}) if counted else node
                )

    def links(self, links: Iterable[Link]) -> Iterator[Link]:
        """Those of ``links`` that stay."""
        for link in links:
            if link.source not in self._kept or link.target not in self._kept:
                continue
            said_by = link.properties.get("paper_ids") if link.kind in LINEAGE else None
            if not said_by:
                yield link
            elif ours := [paper for paper in said_by if paper in self.papers]:
                yield replace(link, properties={**link.properties, "paper_ids": ours})
