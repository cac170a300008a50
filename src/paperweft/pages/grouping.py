"""What a page draws at first: every node where they are few, else the nearest and best connected, and groups of the rest.

A group opens into its best connected nodes and groups of its own, so that no step draws more than a reader can take in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from paperweft.graph.communities import communities
from paperweft.graph.neighbourhood import Neighbourhood
from paperweft.model import Node
from paperweft.pages.plain import one_line

#: How many nodes and groups a page draws at first, at most.
VISIBLE = 150
_ROOM_FOR_GROUPS = 30
_OPENED, _OPENED_BEST = 60, 36  # a group up to the first size opens whole; a larger one into its best and groups
_DRAWN_WHOLE = 4  # a community of a whole graph up to this size is drawn as its nodes
_MOST_GROUPS, _SMALL, _OTHERS = (
    24,
    3,
    12,
)  # groups at one level; communities up to the second size are put together, by label where many


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes drawn as one until it is opened: ``nodes`` then stand for themselves, ``groups`` are groups in it.

    ``name`` has a line for each of the names it is made of; ``total`` counts all nodes that it stands for, those included
    that the page has no room for.
    """

    name: str
    nodes: tuple[str, ...]
    groups: tuple[Group, ...]
    total: int

    def members(self) -> Iterator[str]:
        """Every node in it, at any depth."""
        yield from self.nodes
        for group in self.groups:
            yield from group.members()


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The first sight of a page: nodes for themselves, and groups."""

    nodes: tuple[str, ...]
    groups: tuple[Group, ...] = ()


class Arranger:
    """Arranges nodes by their links; ``nodes`` in order of weight, the first the most telling."""

    def __init__(self, around: Neighbourhood) -> None:
        self._nodes: Mapping[str, Node] = {node.id: node for node in around.nodes}
        self._rank = {node.id: rank for rank, node in enumerate(around.nodes)}
        self._degrees = around.degrees
        self._beside: dict[str, list[str]] = defaultdict(list)
        for link in around.links:
            self._beside[link.source].append(link.target)
            self._beside[link.target].append(link.source)

    def neighbourhood(self) -> Arrangement:
        """The first sight of a neighbourhood: at most VISIBLE nodes and groups, and as many again where authors are shown."""
        authors = [i for i in self._nodes if self._is_author(i)]
        others = [i for i in self._nodes if not self._is_author(i)]
        groups: list[Group] = []
        if len(others) > VISIBLE:
            kept = VISIBLE - _ROOM_FOR_GROUPS
            others, rest = others[:kept], others[kept:]
            groups += self._groups(rest)
        if len(others) + len(groups) + len(authors) > VISIBLE:
            groups.append(self._group("Authors", authors, len(authors)))
            authors = []
        return Arrangement((*others, *authors), tuple(groups))

    def communities(self, communities: Sequence[Sequence[str]], totals: Sequence[int]) -> Arrangement:
        """The first sight of a whole graph: a group a community, the largest first; ``totals`` are their sizes in it.

        Small communities are drawn as their nodes, as far as there is room.
        """
        nodes: list[str] = []
        groups: list[Group] = []
        for ids, total in zip(communities, totals, strict=True):
            telling = [i for i in ids if not self._is_author(i)]
            if len(telling) <= _DRAWN_WHOLE and len(ids) == total and len(nodes) + len(telling) <= VISIBLE // 2:
                nodes += ids
            elif ids:
                groups.append(self._group(self._telling(ids), ids, total))
        return Arrangement(tuple(nodes), tuple(groups))

    def _group(self, name: str, ids: Sequence[str], total: int) -> Group:
        best = sorted(ids, key=lambda i: (self._is_author(i), -self._degrees[i], self._rank[i]))
        inner: list[Group] = []
        authors = [i for i in best if self._is_author(i)]
        if len(best) > _OPENED and 0 < len(authors) < len(best):
            best = best[: -len(authors)]
            inner = [self._group("Authors", authors, len(authors))]
        if len(best) > _OPENED:
            best, rest = best[:_OPENED_BEST], best[_OPENED_BEST:]
            inner = [*self._groups(rest), *inner]
        return Group(name, tuple(best), tuple(inner), total)

    def _is_author(self, identifier: str) -> bool:
        return self._nodes[identifier].label == "Author"

    def _groups(self, ids: Sequence[str]) -> list[Group]:
        """Communities of the nodes; where links tell none, groups by label; where there is one label, by weight."""
        inside = set(ids)
        pairs = [(i, other) for i in ids for other in self._beside[i] if other in inside and i < other]
        found = [c for c in gathered(ids, pairs) if len(c) > _SMALL][: _MOST_GROUPS - 1]
        taken = {i for community in found for i in community}
        rest = [i for i in ids if i not in taken]
        if len(found) > 1:
            groups = [self._group(self._telling(c), c, len(c)) for c in found]
            return groups + (self._by_label(rest) if len(rest) > _OTHERS else self._named("Others", rest))
        if len({self._nodes[i].label for i in ids}) > 1:
            return self._by_label(ids)
        size = max(_OPENED, -(-len(ids) // _MOST_GROUPS))
        parts = [ids[start : start + size] for start in range(0, len(ids), size)]
        return [group for part in parts for group in self._named(f"{len(part)} more {self._kind(part[0])}", part)]

    def _by_label(self, ids: Sequence[str]) -> list[Group]:
        by_label: dict[str, list[str]] = defaultdict(list)
        for identifier in ids:
            by_label[self._kind(identifier)].append(identifier)
        kinds = sorted(by_label.items(), key=lambda item: (-len(item[1]), item[0]))
        return [group for kind, members in kinds for group in self._named(f"More {kind}", members)]

    def _named(self, name: str, ids: Sequence[str]) -> list[Group]:
        return [self._group(name, ids, len(ids))] if ids else []

    def _kind(self, identifier: str) -> str:
        return f"{self._nodes[identifier].label.lower()}s"

    def _telling(self, ids: Sequence[str]) -> str:
        """A name for a community: its best connected entities, else papers, within it."""
        inside = set(ids)
        weight = {i: sum(other in inside for other in self._beside[i]) for i in ids}
        order = {"Author": 2, "Paper": 1}
        best = sorted(ids, key=lambda i: (order.get(self._nodes[i].label, 0), -weight[i], self._rank[i]))
        return "\n".join(one_line(self._nodes[i].properties.get("label") or self._nodes[i].name, 80) for i in best[:2])


def gathered(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The communities of the nodes, the largest first; within one, the order of ``ids`` stays."""
    numbers = communities(ids := list(ids), pairs)
    members: dict[int, list[str]] = defaultdict(list)
    for identifier in ids:
        members[numbers[identifier]].append(identifier)
    return [members[number] for number in sorted(members)]
