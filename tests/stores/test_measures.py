"""Measures as properties: the same in the embedded store and in Neo4j, where a push neither writes nor loses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from paperweft.graph.measures import MEASURES_VERSION, measured
from paperweft.model import MEASURES, Link, Node
from paperweft.record.library import Record
from paperweft.stores import Written
from paperweft.stores.embedded import EmbeddedStore
from tests.conftest import OpenNeo4j, put
from tests.graph.test_measures import some_graph
from tests.neo4j_server import Neo4jServer
from tests.stores.test_neo4j import bookmark

ALL = f"MATCH (n) WHERE n.id IS NOT NULL RETURN n.id AS id, {', '.join(f'n.{name} AS {name}' for name in MEASURES)} ORDER BY id"
NEW = Node("arxiv:new", ("Paper",), {"title": "A new paper", "label": "New"})


def measure(record: Record, *, betweenness: bool = True) -> None:
    with record.transaction():
        record.measures.replace(measured(record.graph, betweenness=betweenness), record.graph.hash, MEASURES_VERSION)


def expected(record: Record) -> list[tuple[object, ...]]:
    nodes = [node.id for node in record.graph.nodes()]
    values = record.measures.of(nodes)
    return [(node, *(values.get(node, {}).get(name) for name in MEASURES)) for node in nodes]


def in_embedded(record: Record, path: Path) -> list[tuple[object, ...]]:
    store = EmbeddedStore(path, record.graph, record.measures)
    try:
        return list(store.query(ALL.replace("(n)", "(n:Paper)")).values) + [
            row for label in ("Author", "Entity") for row in store.query(ALL.replace("(n)", f"(n:{label})")).values
        ]
    finally:
        store.close()


def test_the_embedded_store_has_them_and_follows_them(record: Record, tmp_path: Path) -> None:
    path = tmp_path / "cache.kgl"
    put(record, *some_graph(1))
    assert {row[1:] for row in in_embedded(record, path)} == {(None,) * len(MEASURES)}
    measure(record, betweenness=False)
    assert sorted(in_embedded(record, path)) == expected(record)
    made = path.stat().st_mtime_ns
    in_embedded(record, path)
    assert path.stat().st_mtime_ns == made
    measure(record)
    assert sorted(in_embedded(record, path)) == expected(record)
    assert path.stat().st_mtime_ns != made


def test_neo4j_gets_them_when_asked_and_only_what_differs(
    record: Record, open_neo4j: OpenNeo4j, neo4j_server: Neo4jServer
) -> None:
    store = open_neo4j(record.id)
    nodes, links = some_graph(1)
    put(record, nodes, links)
    measure(record)
    store.write(record.graph)
    store.query(
        "CREATE (:Paperweft {id: 'theirs', libraries: ['other'], pagerank: 7.0}) CREATE (:Paper {pagerank: 3.0})",
        write=True,
    )
    before = bookmark(neo4j_server)
    assert store.write_measures(record.measures, dry_run=True) == len(nodes)
    assert bookmark(neo4j_server) == before
    assert store.write_measures(record.measures) == len(nodes)
    ours = [row for row in store.query(ALL).values if row[0] != "theirs"]
    assert ours == expected(record)
    assert store.query("MATCH (n) WHERE n.pagerank > 1 RETURN count(n) AS n").values == ((2,),)

    before = bookmark(neo4j_server)
    assert store.write_measures(record.measures) == 0
    assert not store.write(record.graph).anything
    assert bookmark(neo4j_server) == before

    measure(record, betweenness=False)
    assert store.write_measures(record.measures) == sum(node.label != "Author" for node in nodes)
    assert [row for row in store.query(ALL).values if row[0] != "theirs"] == expected(record)


def test_one_new_paper_changes_every_measure_and_a_push_writes_one_node(record: Record, open_neo4j: OpenNeo4j) -> None:
    store = open_neo4j(record.id)
    nodes, links = some_graph(2)
    put(record, nodes, links)
    measure(record)
    store.write(record.graph)
    store.write_measures(record.measures)
    before = expected(record)

    put(record, [*nodes, NEW], [*links, Link(NEW.id, "arxiv:0", "CITES", {}), Link(NEW.id, "arxiv:1", "CITES", {})])
    measure(record)
    after = {row[0]: row for row in expected(record)}
    assert sum(after[str(row[0])] != row for row in before) > len(nodes) * 0.9
    assert store.write(record.graph) == Written({"CITES": 2, "Paper": 1}, {}, {})
    assert list(store.query(ALL).values) == sorted([*before, (NEW.id, *[None] * len(MEASURES))])  # left as they were
    store.write_measures(record.measures)
    assert list(store.query(ALL).values) == expected(record)


def test_a_node_that_is_withdrawn_and_stays_for_others_loses_its_measures(
    record: Record, open_neo4j: OpenNeo4j
) -> None:
    store = open_neo4j(record.id)
    put(record, *some_graph(1))
    measure(record)
    store.write(record.graph)
    store.write_measures(record.measures)
    store.query("MATCH (n:Paperweft {id: 'arxiv:0'}) SET n.mine = 1 CREATE (n)<-[:READS]-(:Person)", write=True)
    put(record, [NEW], [])
    assert store.write(record.graph, prune=True).kept == 1
    assert store.query("MATCH (n) WHERE n.mine = 1 RETURN keys(n) AS keys").values == ((["mine"],),)


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (p:Paper) RETURN p.id AS id, p.citation_pagerank AS rank ORDER BY rank DESC, id LIMIT 10",
        "MATCH (e:Entity) RETURN e.community AS community, count(*) AS nodes, max(e.pagerank) AS highest ORDER BY community",
        "MATCH (p:Paper)-[:USES]->(m:Model) WHERE p.community <> m.community RETURN p.id AS p, m.id AS m ORDER BY p, m",
    ],
)
def test_queries_by_measures_say_the_same_on_both(
    record: Record, open_neo4j: OpenNeo4j, tmp_path: Path, query: str
) -> None:
    put(record, *some_graph(3))
    measure(record)
    theirs = open_neo4j(record.id)
    theirs.write(record.graph)
    theirs.write_measures(record.measures)
    ours = EmbeddedStore(tmp_path / "x.kgl", record.graph, record.measures)
    found = ours.query(query).values
    assert found and found == theirs.query(query).values
