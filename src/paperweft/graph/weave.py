"""Papers, citations and linked entities -> the nodes and links of the graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from paperweft.linking import Linked
from paperweft.model import RELATIONSHIP_OF_ROLE, Link, Node, Paper
from paperweft.names.forms import slug

_LABEL_WORDS = 5


def paper_label(paper: Paper) -> str:
    """A short name of a paper: "Vaswani 2017", else the first words of its title, else its id."""
    if paper.authors and paper.year:
        return f"{_surname(paper.authors[0])} {paper.year}"
    words = re.split(r"[:?!]\s", paper.title)[0].split()
    short = " ".join(words[:_LABEL_WORDS])
    return (short + ("…" if len(words) > _LABEL_WORDS else "")) or paper.id


def _surname(name: str) -> str:
    """The last word of a name, with the particles before it ("van den Oord")."""
    words = name.split()
    start = len(words) - 1
    while start > 0 and words[start - 1].islower():
        start -= 1
    return " ".join(words[start:])


def author_id(name: str) -> str:
    """Authors of equal normalised names are one author."""
    return f"author:{slug(name)}"


def paper_node(paper: Paper) -> Node:
    """The paper as a node; absent values are left out, so that every store agrees on what is null."""
    properties = {
        "title": paper.title, "label": paper_label(paper), "abstract": paper.abstract, "year": paper.year,
        "authors": list(paper.authors), "venue": paper.venue, "url": paper.url or _link(paper.ids), "doi": paper.ids.get("doi"),
        "arxiv_id": paper.ids.get("arxiv"), "citekey": paper.citekey, "collections": list(paper.collections),
        "tags": list(paper.tags), "code": list(paper.code), "first_seen": paper.first_seen,
    }  # fmt: skip
    return Node(paper.id, ("Paper",), {key: value for key, value in properties.items() if value not in (None, "", [])})


def _link(ids: Mapping[str, str]) -> str | None:
    if "arxiv" in ids:
        return f"https://arxiv.org/abs/{ids['arxiv']}"
    return f"https://doi.org/{ids['doi']}" if "doi" in ids else None


def weave_nodes(papers: Iterable[Paper], linked: Linked) -> Iterator[Node]:
    """Every node once, in no particular order."""
    authors: dict[str, str] = {}
    for paper in papers:
        for name in paper.authors:
            identifier = author_id(name)
            authors[identifier] = min(authors.get(identifier, name), name)
        yield paper_node(paper)
    for identifier, name in authors.items():
        yield Node(identifier, ("Author",), {"name": name})
    for entity in linked.entities:
        properties = {"name": entity.name, "aliases": list(entity.aliases), "papers": entity.papers}
        yield Node(entity.id, ("Entity", entity.type), properties)


def weave_links(papers: Iterable[Paper], linked: Linked, citations: Iterable[tuple[str, str, str]]) -> Iterator[Link]:
    """Every link once: authorship, relations to entities with their evidence, lineage, citations.

    ``citations`` are (citing paper, cited paper, source), sorted and each once: there may be millions.
    """
    by_paper: dict[str, list[int]] = {}
    for index, relation in enumerate(linked.papers):
        by_paper.setdefault(relation.paper_id, []).append(index)
    for paper in papers:
        for position, identifier in enumerate(dict.fromkeys(author_id(name) for name in paper.authors), start=1):
            yield Link(identifier, paper.id, "WROTE", {"position": position})
        for index in by_paper.get(paper.id, ()):
            relation = linked.papers[index]
            mention = relation.evidence
            text = paper.title if mention.field == "title" else paper.abstract
            properties = {
                "confidence": round(relation.confidence, 4), "count": len(relation.mentions), "field": mention.field,
                "start": mention.start, "end": mention.end,
                "evidence": text[mention.sentence_start : mention.sentence_end],
            }  # fmt: skip
            yield Link(paper.id, relation.entity_id, RELATIONSHIP_OF_ROLE[relation.role], properties)
    for item in linked.lineage:
        yield Link(
            item.child, item.parent, item.kind, {"confidence": item.confidence, "paper_ids": list(item.paper_ids)}
        )
    for (citing, cited), found in groupby(citations, key=itemgetter(0, 1)):
        yield Link(citing, cited, "CITES", {"sources": [source for *_, source in found]})
