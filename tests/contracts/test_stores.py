"""What every store does, on a small graph made to be awkward."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Timer

import pytest

from paperweft.errors import QueryError
from paperweft.model import Link, Node
from paperweft.record.library import Record
from paperweft.stores import Store
from paperweft.stores.embedded import EmbeddedStore
from paperweft.stores.values import jsonable
from tests.conftest import put

OpenStore = Callable[[Record], Store]


@pytest.fixture(params=["embedded", "neo4j"])
def open_one(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    opened: list[Store] = []

    def open_store(record: Record) -> Store:
        if request.param == "embedded":
            opened.append(EmbeddedStore(tmp_path / "store.kgl", record.graph))
        else:
            store = request.getfixturevalue("open_neo4j")(record.id)
            store.write(record.graph, prune=True)
            opened.append(store)
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


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
SLOW = (
    "UNWIND range(1, 30000) AS x UNWIND range(1, 30000) AS y UNWIND range(1, 30000) AS z"
    " WITH x + y * z AS s WHERE s % 7 = 8 RETURN count(*) AS n"
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
    ("cypher", "place"),
    [
        ("MATCH (p:Paper)\nWHERE p.year > 2000 AN p.id = 'x'\nRETURN p", "WHERE p.year > 2000 AN p.id = 'x'"),
        ("MATCH (p:Paper) RETURN nosuch(p)", " " * 23 + "^"),
        ("MATCH (p:Paper) WHERE p.id = $absent RETURN p", " " * 29 + "^"),
        ("MATCH (p:Paper)\nRETURN q.id", " " * 7 + "^"),
        ("RETURN 'open", "RETURN 'open"),
    ],
)
def test_a_faulty_query_shows_its_line_and_a_caret(
    record: Record, open_one: OpenStore, cypher: str, place: str
) -> None:
    put(record, [PAPER], [])
    with pytest.raises(QueryError) as raised:
        open_one(record).query(cypher)
    message, line, caret = str(raised.value).split("\n")
    assert "(line " in message and line[2:] in cypher.splitlines() and caret.strip() == "^"
    assert place in (line[2:], caret[2:])


def test_two_statements_in_one_query_are_refused(record: Record, open_one: OpenStore) -> None:
    put(record, [PAPER], [])
    store = open_one(record)
    with pytest.raises(QueryError, match=r"(?i)statement"):
        store.query("MATCH (p:Paper) RETURN p.id AS id; MATCH (p:Paper) RETURN p.title AS title")
    rows = store.query("MATCH (p:Paper) WHERE p.title <> ';' RETURN p.id AS id; // done; really\n")
    assert rows.values == ((PAPER.id,),)


def test_nodes_relationships_and_paths_know_their_labels_types_and_ends(record: Record, open_one: OpenStore) -> None:
    put(record, [PAPER, OTHER, MODEL], [USES, CITES])
    store = open_one(record)
    ((node, model, link, path, back),) = store.query(
        "MATCH path = (p:Paper)-[r:CITES]->(:Paper) MATCH back = (m:Model)<-[:USES]-(:Paper) RETURN p, m, r, path, back"
    ).values
    assert node["id"] == PAPER.id and "Paper" in node.labels and node["authors"] == ["A", "B"]
    assert str(model) == "(:Model {id: 'model:c-plus-plus', name: 'C++'})" and "title" not in model
    assert link["sources"] == ["jsonl"] and (link.type, link.source, link.target) == ("CITES", PAPER.id, OTHER.id)
    assert [n["id"] for n in path] == [PAPER.id, OTHER.id]
    assert str(path) == "(Ein)-[:CITES]->(Another)" and str(back) == "(C++)<-[:USES]-(Ein)"
    as_json = jsonable(path)
    assert [n["id"] for n in as_json["nodes"]] == [PAPER.id, OTHER.id] and as_json["relationships"][0][
        "type"
    ] == "CITES"


def test_parameters_and_values_of_every_type_come_back(record: Record, open_one: OpenStore) -> None:
    put(record, [PAPER], [])
    given = {"i": 7, "f": 0.5, "b": True, "l": [1, 2], "n": None, "t": "x", "d": date(2024, 1, 31)}
    columns = ", ".join(f"${name} AS {name}" for name in given)
    rows = open_one(record).query(f"RETURN {columns}, date('2024-01-31') = $d AS same", given)
    assert list(rows) == [{**given, "same": True}]


def test_a_slow_query_is_given_up(record: Record, open_one: OpenStore) -> None:
    put(record, [PAPER], [])
    with pytest.raises(QueryError, match="longer than"):
        open_one(record).query(SLOW, timeout=0.3)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_a_slow_query(record: Record, open_one: OpenStore) -> None:
    put(record, [PAPER], [])
    store = open_one(record)
    Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()  # to the process, as a terminal sends it
    with pytest.raises(KeyboardInterrupt):
        store.query(SLOW)
    assert store.query("MATCH (p:Paper) RETURN count(p) AS n").values == ((1,),)


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
