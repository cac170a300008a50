"""The graph above a threshold of confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from paperweft.model import LINEAGE, NAMING, Link, Node


class Threshold:
    """Tells which links are sure enough, and which entities are left alone without the others.

    Links without a confidence (citations, authorship) stay. An entity stays that a paper still names, or that is the
    family of one that stays; ``papers`` is counted again. ``links`` is called twice, for one stream of links each.
    """

    def __init__(self, least: float, links: Callable[[], Iterable[Link]]) -> None:
        self._least = least
        self._papers: Counter[str] = Counter()
        parents: dict[str, set[str]] = {}
        for link in filter(self._sure, links()):
            if link.kind in NAMING:
                self._papers[link.target] += 1
            elif link.kind == "VARIANT_OF":
                parents.setdefault(link.source, set()).add(link.target)
        self._kept = set(self._papers)
        waiting = list(self._kept)
        while waiting:
            for parent in parents.get(waiting.pop(), ()):
                if parent not in self._kept:
                    self._kept.add(parent)
                    waiting.append(parent)

    def _sure(self, link: Link) -> bool:
        return float(link.properties.get("confidence", 1.0)) >= self._least

    def nodes(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Those of ``nodes`` that stay."""
        for node in nodes:
            if node.labels[0] != "Entity":
                yield node
            elif node.id in self._kept:
                yield replace(node, properties={**node.properties, "papers": self._papers[node.id]})

    def links(self, links: Iterable[Link]) -> Iterator[Link]:
        """Those of ``links`` that stay."""
        for link in filter(self._sure, links):
            if link.kind not in LINEAGE or {link.source, link.target} <= self._kept:
                yield link
