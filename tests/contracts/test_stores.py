"""What every store does, on the sample and on a small graph made to be awkward."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from paperweft.errors import QueryError, StoreError
from paperweft.model import Link, Node
from paperweft.record.library import Record
from paperweft.saved_queries import shipped_queries
from paperweft.stores import Store
from paperweft.stores.embedded import EmbeddedStore
from paperweft.stores.neo4j import Neo4jStore
from paperweft.workspace import Library
from tests.neo4j_server import Neo4jServer

OpenStore = Callable[[Record], Store]


@pytest.fixture(params=["embedded", "neo4j"])
def open_one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    opened: list[Store] = []

    def open_store(record: Record) -> Store:
        if request.param == "embedded":
            store: Store = EmbeddedStore(tmp_path / "store.kgl", record.graph)
        else:
            server: Neo4jServer = request.getfixturevalue("neo4j_server")
            store = Neo4jStore(server.uri, user=server.user, password=server.password, database=None, library=record.id)
            store.query("MATCH (n) DETACH DELETE n", write=True)
            store.write(record.graph)
        opened.append(store)
        return store

    yield open_store
    for store in opened:
        store.close()


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record(tmp_path / "small.db", create=True) as opened:
        yield opened


def put(record: Record, nodes: list[Node], links: list[Link]) -> None:
    with record.transaction():
        record.graph.replace(nodes, links)


PAPER = Node(
    "title:a-paper",
    ("Paper",),
    {
        "title": "Ein „Titel“ \\ ' 𝔸 \u2028",
        "label": "Ein",
        "abstract": "…",
        "year": 2020,
        "authors": ["A", "B"],
        "first_seen": "2026-01-01",
    },
)
OTHER = Node("title:another", ("Paper",), {"title": "Another", "label": "Another", "first_seen": "2026-01-01"})
MODEL = Node("model:c-plus-plus", ("Entity", "Model"), {"name": "C++", "aliases": ["c plus plus"], "papers": 1})
USES = Link(
    PAPER.id,
    MODEL.id,
    "USES",
    {"confidence": 0.5, "count": 2, "field": "abstract", "start": 0, "end": 3, "evidence": "It's C++."},
)
CITES = Link(PAPER.id, OTHER.id, "CITES", {"sources": ["jsonl"]})


def test_a_graph_comes_back_as_it_was_written(record: Record, open_one: OpenStore) -> None:
    put(record, [PAPER, OTHER, MODEL], [USES, CITES])
    store = open_one(record)
    rows = store.query(
        "MATCH (p:Paper)-[r:USES]->(m:Entity) RETURN p.title AS title, p.year AS year, p.authors AS authors, p.venue AS venue, r.evidence AS evidence, m.aliases AS aliases, labels(m) AS labels"
    )
    assert list(rows) == [
        {
            "title": PAPER.properties["title"],
            "year": 2020,
            "authors": ["A", "B"],
            "venue": None,
            "evidence": "It's C++.",
            "aliases": ["c plus plus"],
            "labels": rows.values[0][6],
        }
    ]
    assert {"Entity", "Model"} <= set(rows.values[0][6])
    assert store.query("MATCH (:Paper)-[r:CITES]->(b:Paper) RETURN b.id AS id, r.sources AS sources").values == (
        (OTHER.id, ["jsonl"]),
    )


def test_a_query_that_writes_is_refused_unless_asked_for(record: Record, open_one: OpenStore) -> None:
    put(record, [PAPER], [])
    store = open_one(record)
    with pytest.raises(QueryError, match="--write"):
        store.query("MATCH (p:Paper) SET p.seen = true")
    assert store.query("MATCH (p:Paper) RETURN p.seen AS seen").values == ((None,),)
    store.query("MATCH (p:Paper) SET p.seen = true", write=True)
    assert store.query("MATCH (p:Paper) RETURN p.seen AS seen").values == ((True,),)


@pytest.mark.parametrize(
    "cypher", ["MATCH (p RETURN p", "MATCH (p:Paper) RETURN nosuch(p)", "MATCH (p:Paper) WHERE p.id = $absent RETURN p"]
)
def test_a_faulty_query_is_a_query_error(record: Record, open_one: OpenStore, cypher: str) -> None:
    put(record, [PAPER], [])
    with pytest.raises(QueryError):
        open_one(record).query(cypher)


def test_nodes_and_paths_come_as_plain_values(record: Record, open_one: OpenStore) -> None:
    put(record, [PAPER, OTHER], [CITES])
    store = open_one(record)
    ((node, link, path),) = store.query("MATCH path = (p:Paper)-[r:CITES]->(:Paper) RETURN p, r, path").values
    assert node["id"] == PAPER.id and link["sources"] == ["jsonl"] and [n["id"] for n in path] == [PAPER.id, OTHER.id]


def test_every_shipped_query_runs_and_says_the_same_on_both(
    sample: Library, tmp_path: Path, neo4j_server: Neo4jServer
) -> None:
    embedded = EmbeddedStore(tmp_path / "parity.kgl", sample._record.graph)
    server = Neo4jStore(
        neo4j_server.uri,
        user=neo4j_server.user,
        password=neo4j_server.password,
        database=None,
        library=sample._record.id,
    )
    try:
        server.query("MATCH (n) DETACH DELETE n", write=True)
        server.write(sample._record.graph)
        for query in shipped_queries():
            ours, theirs = (store.query(query.text, query.parameters) for store in (embedded, server))
            assert ours.columns == theirs.columns, query.name
            assert _rounded(ours.values) == _rounded(theirs.values), query.name
            assert ours.values, f"{query.name} finds nothing in the sample"
    finally:
        server.close()


def _rounded(values: tuple[tuple[Any, ...], ...]) -> list[list[Any]]:
    return [[float(v) if isinstance(v, int | float) and not isinstance(v, bool) else v for v in row] for row in values]


class TestNeo4j:
    """What concerns a database that others use too."""

    @pytest.fixture
    def store(self, record: Record, neo4j_server: Neo4jServer) -> Iterator[Neo4jStore]:
        opened = Neo4jStore(
            neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password, database=None, library=record.id
        )
        opened.query("MATCH (n) DETACH DELETE n", write=True)
        yield opened
        opened.close()

    def test_pushing_twice_changes_nothing_and_a_change_just_the_difference(
        self, record: Record, store: Neo4jStore
    ) -> None:
        put(record, [PAPER, OTHER, MODEL], [USES, CITES])
        first = store.write(record.graph)
        assert (first.nodes_written, first.links_written) == (3, 2)
        assert not store.write(record.graph).anything
        changed = Node(
            OTHER.id, ("Paper",), {"title": "Another", "label": "Another", "year": 1999, "first_seen": "2026-01-01"}
        )
        put(record, [PAPER, changed], [Link(PAPER.id, OTHER.id, "CITES", {"sources": ["csv"]})])
        written = store.write(record.graph)
        assert (written.nodes_written, written.links_written, written.nodes_removed, written.links_removed) == (
            1,
            1,
            1,
            1,
        )
        assert store.query("MATCH (n) RETURN n.id AS id ORDER BY id").values == ((PAPER.id,), (OTHER.id,))

    def test_a_property_that_went_away_goes_away_there(self, record: Record, store: Neo4jStore) -> None:
        put(record, [PAPER], [])
        store.write(record.graph)
        put(record, [Node(PAPER.id, ("Paper",), {"title": "T", "label": "T", "first_seen": "2026-01-01"})], [])
        store.write(record.graph)
        assert store.query("MATCH (p:Paper) RETURN p.year AS year, p.title AS title").values == ((None, "T"),)

    def test_what_others_made_is_left_alone(self, record: Record, store: Neo4jStore) -> None:
        store.query("CREATE (:Paper {id: $id, title: 'theirs'})", {"id": PAPER.id}, write=True)
        put(record, [PAPER, MODEL], [USES])
        store.write(record.graph)
        store.query("MATCH (m:Model:Paperweft) CREATE (:Note {text: 'mine'})-[:ABOUT]->(m)", write=True)
        put(record, [], [])
        written = store.write(record.graph)
        assert (written.nodes_removed, written.links_removed) == (2, 1)
        assert store.query("MATCH (p:Paper) RETURN p.title AS title").values == (("theirs",),)
        ((labels, properties),) = store.query(
            "MATCH (:Note)-[:ABOUT]->(m) RETURN labels(m) AS labels, properties(m) AS properties"
        ).values
        assert labels == [] and properties == {}

    def test_a_node_stays_until_the_last_library_withdraws(
        self, record: Record, store: Neo4jStore, neo4j_server: Neo4jServer
    ) -> None:
        put(record, [PAPER, OTHER], [CITES])
        store.write(record.graph)
        second = Neo4jStore(
            neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password, database=None, library="another"
        )
        second.write(record.graph)
        put(record, [], [])
        store.write(record.graph)
        assert store.query("MATCH (p:Paper) RETURN count(p) AS n").values == ((2,),)
        second.write(record.graph)
        second.close()
        assert store.query("MATCH (n) RETURN count(n) AS n").values == ((0,),)

    def test_a_wrong_password_says_what_to_set(self, neo4j_server: Neo4jServer) -> None:
        with pytest.raises(StoreError, match="NEO4J_PASSWORD"):
            Neo4jStore(neo4j_server.uri, user="neo4j", password="wrong", database=None, library="x")

    def test_a_wrong_database_says_so(self, neo4j_server: Neo4jServer) -> None:
        with pytest.raises(StoreError, match="NEO4J_DATABASE"):
            Neo4jStore(
                neo4j_server.uri, user=neo4j_server.user, password=neo4j_server.password, database="absent", library="x"
            )

    def test_no_server_says_so(self) -> None:
        with pytest.raises(StoreError, match="does not answer"):
            Neo4jStore("bolt://127.0.0.1:1", user="neo4j", password="x", database=None, library="x")


class TestEmbedded:
    """What concerns the cache file."""

    def test_the_file_is_made_again_when_the_graph_changed(self, record: Record, tmp_path: Path) -> None:
        put(record, [PAPER], [])
        path = tmp_path / "cache.kgl"
        EmbeddedStore(path, record.graph).close()
        made = path.stat().st_mtime_ns
        EmbeddedStore(path, record.graph).close()
        assert path.stat().st_mtime_ns == made
        put(record, [PAPER, OTHER], [])
        assert EmbeddedStore(path, record.graph).query("MATCH (p:Paper) RETURN count(p) AS n").values == ((2,),)

    def test_a_spoilt_file_is_made_again(self, record: Record, tmp_path: Path) -> None:
        put(record, [PAPER], [])
        path = tmp_path / "cache.kgl"
        path.write_bytes(b"not a graph")
        assert EmbeddedStore(path, record.graph).query("MATCH (p:Paper) RETURN count(p) AS n").values == ((1,),)

    def test_a_slow_query_is_given_up(self, record: Record, tmp_path: Path) -> None:
        put(record, [PAPER], [])
        store = EmbeddedStore(tmp_path / "cache.kgl", record.graph)
        with pytest.raises(QueryError, match="longer than"):
            store.query(
                "UNWIND range(1, 3000) AS x UNWIND range(1, 3000) AS y UNWIND range(1, 3000) AS z RETURN count(*) AS n",
                timeout=0.3,
            )
