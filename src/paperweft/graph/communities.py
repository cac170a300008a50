"""Communities: nodes that are linked more among each other than chance would have it, found by the Leiden algorithm.

See Traag, Waltman & van Eck, "From Louvain to Leiden: guaranteeing well-connected communities", Scientific Reports 9,
5233 (2019). Modularity is what is raised.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock

from paperweft.model import Link, Node

_SEED = 2019
_MANY, _ROUNDS = 250_000, 3  # links from which so many rounds have to do
_RANDOM_NUMBERS = Lock()  # igraph has one generator a process
_NAMES = 3  # of its entities in a community's name


@dataclass(frozen=True, slots=True)
class Community:
    """``number`` counts from 1, the largest first; ``members`` are node ids, those with most links inside it first.

    ``papers`` are those of them that are papers; ``name`` are its best linked entities, else papers, else authors.
    """

    number: int
    name: str
    members: tuple[str, ...]
    papers: tuple[str, ...] = ()


def communities(ids: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Node id -> number of its community, from 1, the largest first; a node without links is one by itself.

    Directions are passed over; two links between two nodes count twice, one of a node to itself or to an id that is not
    among ``ids`` not at all. The same nodes and links give the same communities (by one version of igraph), in whatever order
    they come.
    """
    import igraph

    order = sorted(set(ids))
    number = {identifier: place for place, identifier in enumerate(order)}
    weights: Counter[tuple[int, int]] = Counter()
    for source, target in links:
        ends = number.get(source), number.get(target)
        if ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
            weights[min(ends[0], ends[1]), max(ends[0], ends[1])] += 1
    edges = sorted(weights)
    graph = igraph.Graph(n=len(order), edges=edges)
    with _RANDOM_NUMBERS:
        igraph.set_random_number_generator(random.Random(_SEED))
        try:
            found = graph.community_leiden(
                objective_function="modularity",
                weights=[weights[edge] for edge in edges],
                # Until nothing gets better; a graph of a million links without communities would take hours to say so.
                n_iterations=-1 if len(edges) <= _MANY else _ROUNDS,
            )
        finally:
            igraph.set_random_number_generator(random)
    groups: dict[int, list[str]] = {}
    for identifier, group in zip(order, found.membership, strict=True):
        groups.setdefault(group, []).append(identifier)
    ranked = sorted(groups.values(), key=lambda members: (-len(members), members[0]))
    return {identifier: place for place, members in enumerate(ranked, start=1) for identifier in members}


def described(community_of: Mapping[str, int], nodes: Iterable[Node], links: Iterable[Link]) -> list[Community]:
    """The communities with names and members, by number; nodes without a community are passed over."""
    inside: Counter[str] = Counter()
    for link in links:
        if link.source in community_of and community_of[link.source] == community_of.get(link.target):
            inside[link.source] += 1
            inside[link.target] += 1
    groups: dict[int, list[tuple[int, str]]] = {}
    papers: set[str] = set()
    captions: dict[int, list[tuple[int, int, str]]] = {}
    for node in nodes:
        if node.id not in community_of:
            continue
        number = community_of[node.id]
        groups.setdefault(number, []).append((-inside[node.id], node.id))
        if node.label == "Paper":
            papers.add(node.id)
        rank = {"Entity": 0, "Paper": 1}.get(node.labels[0], 2)
        caption = str(node.properties.get("label") or node.name)
        named = sorted([*captions.get(number, ()), (rank, -inside[node.id], caption)])
        captions[number] = [item for item in named if item[0] == named[0][0]][:_NAMES]
    out = []
    for number in sorted(groups):
        members = tuple(identifier for _, identifier in sorted(groups[number]))
        name = ", ".join(caption for _, _, caption in captions[number])
        out.append(Community(number, name, members, tuple(member for member in members if member in papers)))
    return out
