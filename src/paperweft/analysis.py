"""What the graph's structure says, as rows: central nodes, communities, pairs, emerging entities."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from paperweft.graph.communities import described
from paperweft.graph.emerging import emerging, undated
from paperweft.graph.projections import Network, Score
from paperweft.graph.significance import log_likelihood, mutual_information
from paperweft.model import NAMING, Node
from paperweft.record.graph_tables import GraphTables
from paperweft.record.measures import MeasureTable
from paperweft.stores.base import Rows
from paperweft.wording import counted

_KINDS = ("Paper", "Entity", "Author")
_COUNTED = frozenset({*NAMING, "CITES"})
#: What is counted under a pair's ``papers``, and what the columns of its ends are called.
_SIDES = {"cooccurrence": "entity", "coauthors": "author", "cocitation": "paper", "coupling": "paper"}
_LACKING = {
    "cooccurrence": "names an entity", "coauthors": "has authors",
    "cocitation": "has references: the library's sources gave none", "coupling": "has references: the library's sources gave none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Findings(Rows):
    """Rows, and ``notes``: what was left out of them, a sentence each."""

    notes: tuple[str, ...] = ()


def central(graph: GraphTables, measures: MeasureTable, top: int, *, by: str | None = None) -> Findings:
    """The ``top`` papers, entities and authors by PageRank (papers by that of their citations, or not at all).

    ``papers`` is the number of papers that cite a paper, name an entity or are an author's. ``by`` is another measure to
    rank by.
    """
    ids: list[str] = []
    for kind in _KINDS:
        ids += measures.top(by or ("citation_pagerank" if kind == "Paper" else "pagerank"), kind, top)
    cited = by or "citation_pagerank" in measures.names()
    notes = () if cited else ("papers are not ranked: the library has no citations between them",)
    return Findings(*_measured(graph, measures, ids), notes=notes)


def _measured(graph: GraphTables, measures: MeasureTable, ids: Sequence[str]) -> tuple[tuple[str, ...], Any]:
    values, names = measures.of(ids), measures.names()
    rows = []
    for identifier in ids:
        node = graph.node(identifier)
        if node is not None:
            found = [values.get(identifier, {}).get(name) for name in names]
            rows.append((node.name, node.label, _papers(graph, node), *found, identifier))
    return ("name", "label", "papers", *names, "id"), tuple(rows)


def _papers(graph: GraphTables, node: Node) -> int:
    if node.label == "Author":
        return sum(link.kind == "WROTE" for link in graph.links_of(node.id))
    return sum(link.kind in _COUNTED and link.target == node.id for link in graph.links_of(node.id))


def communities(graph: GraphTables, measures: MeasureTable, top: int) -> Findings:
    """The largest communities: their sizes, their best linked entities, their highest ranked paper."""
    community_of: dict[str, int] = {}
    ranks: dict[str, float] = {}
    for node, values in measures:
        if "community" in values:
            community_of[node] = values["community"]
            ranks[node] = values.get("citation_pagerank", values["pagerank"])
    found = described(community_of, graph.nodes(), graph.links())
    together = [community for community in found if len(community.members) > 1]
    name = _caption_of(graph)
    rows = []
    for community in together[:top]:
        size, papers = len(community.members), len(community.papers)
        leading = min(community.papers, key=lambda paper: (-ranks[paper], paper), default=None)
        row = (community.number, size, papers, size - papers, community.name, leading and name(leading))
        rows.append(row)
    alone = len(found) - len(together)
    notes = (f"{alone} papers and entities have no links and stand alone",) if alone else ()
    return Findings(("community", "size", "papers", "entities", "name", "leading_paper"), tuple(rows), notes)


def members(graph: GraphTables, measures: MeasureTable, node: Node, top: int) -> Findings:
    """The nodes of the community in which ``node`` is, those of the highest PageRank first."""
    number = measures.of([node.id]).get(node.id, {}).get("community")
    if number is None:
        return Findings(
            *_measured(graph, measures, ()), notes=(f"{node.name} is in no community: authors are in none",)
        )
    ranks = {identifier: values["pagerank"] for identifier, values in measures if values.get("community") == number}
    best = heapq.nsmallest(top, ranks, key=lambda identifier: (-ranks[identifier], identifier))
    more = len(ranks) - len(best)
    notes = (f"{more} more in community {number}",) if more else ()
    return Findings(*_measured(graph, measures, best), notes=notes)


def pairs(graph: GraphTables, network: Network, top: int, about: str | None = None) -> Findings:
    """The ``top`` edges of a network, the heaviest first; only those of the node ``about`` where given.

    Of co-occurrence come the significance of each, the signed log-likelihood ratio, by which it is ranked, and the
    pointwise mutual information in bits. ``shared`` are up to 20 of the papers (coupling: cited works) that support it.
    """
    significant = network.kind == "cooccurrence"
    score: Score | None = None
    if significant and network.normalise == "none":
        score = partial(log_likelihood, total=network.papers)
    best = network.heaviest(top, about=about, score=score)
    occurrences = network.occurrences if significant else {}
    name = _caption_of(graph)
    side, count = _SIDES[network.kind], "works" if network.kind == "coupling" else "papers"
    rows = []
    for edge in best:
        ends = (edge.source, edge.target) if about in (None, edge.source) else (edge.target, edge.source)
        extra: list[Any] = [] if network.normalise == "none" else [edge.weight]
        if significant:
            counts = (edge.count, occurrences[edge.source], occurrences[edge.target], network.papers)
            extra += [round(float(log_likelihood(*counts)), 2), round(mutual_information(*counts), 2)]
        rows.append((*map(name, ends), edge.count, *extra, *ends, list(edge.papers)))
    columns = [side, "other", count, *([] if network.normalise == "none" else ["weight"])]
    columns += ["log_likelihood", "pmi"] if significant else []
    return Findings((*columns, "id", "other_id", "shared"), tuple(rows), _left_out(network))


def _left_out(network: Network) -> tuple[str, ...]:
    notes = []
    if not network.papers:
        notes.append(f"no paper {'of these years ' if network.undated else ''}{_LACKING[network.kind]}")
    if network.undated:
        notes.append(f"left out {counted(network.undated, 'paper')} without a year")
    if network.outside:
        notes.append(f"{network.outside} cited works are not in the library; --cited has them too")
    return tuple(notes)


def _caption_of(graph: GraphTables) -> Callable[[str], str]:
    def caption(identifier: str) -> str:
        node = graph.node(identifier)
        return node.name if node else identifier

    return caption


def rising(graph: GraphTables, top: int) -> Findings:
    """The entities that more and more papers name, the surest first, each with the reason."""
    found = emerging(graph)[:top]
    rows = []
    for item in found:
        node = graph.node(item.id)
        assert node is not None
        by_year = {str(year): count for year, count in item.by_year.items()}
        rows.append((node.name, node.label, item.since, item.score, item.growth, item.reason, by_year, item.id))
    missing = undated(graph)
    notes = (f"left out {counted(missing, 'paper')} without a year",) if missing else ()
    return Findings(("entity", "label", "since", "score", "growth", "reason", "by_year", "id"), tuple(rows), notes)


def overview(graph: GraphTables, measures: MeasureTable, networks: Iterable[Network], top: int) -> Findings:
    """The first ``top`` of everything in rows of one form: analysis, what, value, why, id."""
    rows: list[tuple[Any, ...]] = []
    for row in (best := central(graph, measures, top)):
        supported = {"Paper": "papers cite it", "Author": "papers"}.get(row["label"], "papers name it")
        measure = "citation_pagerank" if row["label"] == "Paper" else "pagerank"
        why = _counted(row["papers"], supported)
        rows.append((f"{_group(row['label'])} by {measure}", row["name"], row[measure], why, row["id"]))
    found = communities(graph, measures, top)
    for row in found:
        why = f"{counted(row['papers'], 'paper')}, {counted(row['entities'], 'entity')}"
        rows.append(("communities by size", row["name"], row["size"], why, row["community"]))
    notes = Counter((*best.notes, *found.notes))
    for network in networks:
        title = {"cooccurrence": "named together", "cocitation": "cited together", "coupling": "citing alike"}[
            network.kind
        ]
        for row in (pairs_found := pairs(graph, network, top)):
            one, count = _SIDES[network.kind], "works" if network.kind == "coupling" else "papers"
            value = row.get("log_likelihood", row[count])
            why = _counted(row[count], "works cited by both" if count == "works" else "papers")
            measure = "log_likelihood" if "log_likelihood" in row else count
            rows.append(
                (f"{title} by {measure}", f"{row[one]} – {row['other']}", value, why, [row["id"], row["other_id"]])
            )
        notes.update(pairs_found.notes)
    for row in (risen := rising(graph, top)):
        rows.append(("emerging by log_likelihood", row["entity"], row["score"], row["reason"], row["id"]))
    notes.update(risen.notes)
    return Findings(("analysis", "what", "value", "why", "id"), tuple(rows), tuple(notes))


def _group(label: str) -> str:
    return {"Paper": "papers", "Author": "authors"}.get(label, "entities")


def _counted(count: int, what: str) -> str:
    if count == 1:
        what = what.replace("papers cite", "paper cites").replace("papers name", "paper names")
        what = what.replace("papers", "paper").replace("works", "work")
    return f"{count} {what}"
