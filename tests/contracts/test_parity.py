"""Every shipped query gives the same rows, in the same order, on Neo4j and on the embedded store; so does the search."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from paperweft.model import RELATIONSHIP_OF_ROLE, Link, Node
from paperweft.record.library import Record
from paperweft.saved_queries import SavedQuery, shipped_queries
from paperweft.stores.embedded import EmbeddedStore
from paperweft.stores.neo4j import Neo4jStore
from paperweft.workspace import Library
from tests.conftest import put
from tests.neo4j_server import Neo4jServer


@dataclass
class Both:
    """One graph in both stores, and values of the queries' parameters that find something in it."""

    record: Record
    embedded: EmbeddedStore
    neo4j: Neo4jStore
    values: dict[str, list[Any]]

    def same(self, query: SavedQuery, parameters: dict[str, Any]) -> int:
        ours, theirs = (store.query(query.text, parameters) for store in (self.embedded, self.neo4j))
        assert ours.columns == theirs.columns
        assert [list(map(plain, row)) for row in ours.values] == [list(map(plain, row)) for row in theirs.values]
        return len(ours)


def plain(value: Any) -> Any:
    """Whole fractions and whole numbers are one: the engines differ in which they give."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def random_graph(seed: int) -> tuple[list[Node], list[Link]]:
    """A graph with all that queries meet: absent years, equal names, odd letters, cycles of citations, lineage."""
    chance = random.Random(seed)
    types = ("Model", "Method", "Dataset", "Task")
    entities = [
        Node(f"{kind.lower()}:{i}", ("Entity", kind), {
            "name": chance.choice(["Net", "GPT", "Größe", "π0", "C++", "O'Net", "x\\y"]) + f" {i // 3}",
            "aliases": [f"alias {i}"] if i % 2 else [], "papers": chance.randrange(9),
        })
        for i in range(60) for kind in [chance.choice(types)]
    ]  # fmt: skip
    papers = []
    for i in range(150):
        properties: dict[str, Any] = {
            "title": f"Paper {i // 2} – “{chance.choice('äbC')}”",
            "label": f"P {i}",
            "first_seen": f"2026-0{1 + i % 9}-01",
        }
        if i % 5:
            properties["year"] = 2000 + i % 25
        papers.append(Node(f"arxiv:{i}", ("Paper",), properties))
    authors = [Node(f"author:{i}", ("Author",), {"name": f"A {i // 2}"}) for i in range(30)]
    links = {}
    for paper in papers:
        for other in chance.sample(papers, 6):
            if other is not paper:
                links[paper.id, other.id] = Link(paper.id, other.id, "CITES", {"sources": ["x"]})
        for entity in chance.sample(entities, chance.randrange(7)):
            kind = chance.choice(list(RELATIONSHIP_OF_ROLE.values()))
            properties = {
                "confidence": round(chance.random(), 4),
                "count": 1,
                "evidence": f"“{entity.name}”",
                "start": 0,
                "end": 3,
            }
            links[paper.id, entity.id] = Link(paper.id, entity.id, kind, properties)
        for position, author in enumerate(chance.sample(authors, chance.randrange(5)), start=1):
            links[author.id, paper.id] = Link(author.id, paper.id, "WROTE", {"position": position})
    for child, parent in itertools.pairwise(entities):
        if chance.random() < 0.5:
            kind = chance.choice(("VARIANT_OF", "EXTENDS"))
            links[child.id, parent.id] = Link(child.id, parent.id, kind, {"confidence": 0.5, "paper_ids": []})
    return [*papers, *entities, *authors], list(links.values())


@pytest.fixture(scope="module", params=["sample", "generated"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, neo4j_server: Neo4jServer
) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("parity")
    values: dict[str, list[Any]] = {}
    if request.param == "sample":
        path: Path = request.getfixturevalue("_built_sample")
    else:
        path = folder / "generated.db"
        nodes, links = random_graph(11)
        with Record(path, create=True) as record:
            put(record, nodes, links)
        named = [node for node in nodes if node.label not in ("Paper", "Author")]
        entities = [entity.name for entity in named[::7]] + [named[1].id, named[1].properties["aliases"][0]]
        by_type = {kind: [n.name for n in named if n.label == kind] for kind in ("Dataset", "Task")}
        papers = [node.id for node in nodes if node.label == "Paper"][::19]
        values = {
            "entity": entities, "dataset": by_type["Dataset"], "task": by_type["Task"], "paper": papers,
            "later": papers, "earlier": [*papers[3:], *papers[:3]], "least": [1, 2], "since": [2005, 2015],
            "date": ["2026-05-01", "2030-01-01"],
        }  # fmt: skip
    with Record(path) as record:
        embedded = EmbeddedStore(folder / "parity.kgl", record.graph)
        neo4j = Neo4jStore(
            neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password, database=None, library=record.id
        )
        neo4j.query("MATCH (n) DETACH DELETE n", write=True)
        neo4j.write(record.graph)
        yield Both(record, embedded, neo4j, values)
        neo4j.close()


@pytest.mark.parametrize("query", shipped_queries(), ids=lambda query: query.name)
def test_every_shipped_query_says_the_same_on_both(both: Both, query: SavedQuery) -> None:
    given = [
        dict(zip(query.parameters, found, strict=True))
        for found in zip(*(both.values.get(p, []) for p in query.parameters), strict=False)
    ]
    if not both.values or not query.parameters:
        given = [dict(query.parameters)]
    rows = [both.same(query, parameters) for parameters in given]
    assert any(rows), f"{query.name} finds nothing here, whatever it is asked"


@pytest.mark.parametrize(
    "words", ["transformer", "image classification", "MAE", "Vaswani", "diffusion models", "masked autoencoders", "Llama 2"]
)  # fmt: skip
def test_searching_the_sample_finds_the_same_on_both(sample: Library, both: Both, words: str) -> None:
    if both.values:
        pytest.skip("the generated graph has no such words")
    found = both.neo4j.search(words.split(), 500)
    ours = sample._record.graph.search(words.split(), 500)
    assert ours and {node.id for node in ours} == {node.id for node in found}
