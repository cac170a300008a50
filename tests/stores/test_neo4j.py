"""Pushing into a real Neo4j that others use too, searching it, and what it says when something is wrong."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlparse

import neo4j
import pytest

from paperweft.errors import StoreError
from paperweft.model import Link, Node
from paperweft.record.library import Record
from paperweft.stores import Written, neo4j_connection, neo4j_push, neo4j_writer
from paperweft.workspace import Library
from tests.conftest import OpenNeo4j, put
from tests.neo4j_server import LocalServer, Neo4jServer

PAPER = Node(
    "arxiv:1", ("Paper",), {"title": "Gizmo", "label": "Gizmo", "abstract": "…", "year": 2020, "authors": ["A"]}
)
OTHER = Node("arxiv:2", ("Paper",), {"title": "Another", "label": "Another"})
MODEL = Node("model:gizmo", ("Entity", "Model"), {"name": "Gizmo", "aliases": [], "papers": 1})
USES = Link(PAPER.id, MODEL.id, "USES", {"confidence": 0.5, "count": 2, "evidence": "It uses Gizmo."})
CITES = Link(PAPER.id, OTHER.id, "CITES", {"sources": ["jsonl"]})
EVERYTHING = (
    "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n.id AS id, labels(n) AS labels, properties(n) AS node, type(r) AS type,"
    " properties(r) AS link, m.id AS end ORDER BY id, type, end"
)


def bookmark(server: Neo4jServer) -> frozenset[str]:
    """Names the last transaction that changed the database: equal bookmarks, nothing was written between them."""
    with (
        neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
        driver.session() as session,
    ):
        session.run("MATCH (n) RETURN count(n)").consume()
        return session.last_bookmarks().raw_values


def random_graph(seed: int, papers: int = 400) -> tuple[list[Node], list[Link]]:
    """Papers that cite and use each other's things at random; seeds overlap in half of their nodes."""
    chance = random.Random(seed)
    nodes = [
        Node(f"arxiv:{i}", ("Paper",), {"title": f"Paper {i} of {seed}", "label": f"P{i}"})
        for i in chance.sample(range(papers * 2), papers)
    ]
    models = [Node(f"model:{i}", ("Entity", "Model"), {"name": f"M{i}", "aliases": [], "papers": 1}) for i in range(30)]
    ids = [node.id for node in nodes]
    links = {(a, b) for a, b in ((chance.choice(ids), chance.choice(ids)) for _ in range(papers * 3)) if a != b}
    used = {(chance.choice(ids), chance.choice(models).id) for _ in range(papers * 2)}
    return [*nodes, *models], [
        *(Link(a, b, "CITES", {"sources": [str(seed)]}) for a, b in links),
        *(Link(a, b, "USES", {"confidence": 0.5}) for a, b in used),
    ]


def test_pushing_twice_changes_nothing_and_a_change_just_the_difference(
    record: Record, open_neo4j: OpenNeo4j, neo4j_server: Neo4jServer
) -> None:
    store = open_neo4j(record.id)
    put(record, [PAPER, OTHER, MODEL], [USES, CITES])
    expected = Written({"CITES": 1, "Model": 1, "Paper": 2, "USES": 1}, {}, {})
    assert store.preview(record.graph) == expected
    assert store.query("MATCH (n) RETURN count(n) AS n").values == ((0,),)
    assert store.write(record.graph) == expected
    before = bookmark(neo4j_server)
    assert not store.write(record.graph).anything
    assert bookmark(neo4j_server) == before

    changed = Node(OTHER.id, ("Paper",), {"title": "Another", "label": "Another", "year": 1999})
    put(record, [PAPER, changed], [Link(PAPER.id, OTHER.id, "CITES", {"sources": ["csv"]})])
    expected = Written({}, {"CITES": 1, "Paper": 1}, {"Model": 1, "USES": 1})
    assert store.preview(record.graph) == expected
    assert store.write(record.graph, prune=True) == expected
    assert store.query("MATCH (n) RETURN n.id AS id, n.year AS year ORDER BY id").values == (
        (PAPER.id, 2020),
        (OTHER.id, 1999),
    )
    assert store.query("MATCH ()-[r]->() RETURN r.sources AS s").values == ((["csv"],),)
    assert bookmark(neo4j_server) != before


def test_a_property_that_went_away_and_a_label_that_changed(record: Record, open_neo4j: OpenNeo4j) -> None:
    store = open_neo4j(record.id)
    put(record, [PAPER, Node("x", ("Entity", "Model"), {"name": "X"})], [])
    store.write(record.graph)
    put(
        record,
        [Node(PAPER.id, ("Paper",), {"title": "T", "label": "T"}), Node("x", ("Entity", "Method"), {"name": "X"})],
        [],
    )
    store.write(record.graph)
    assert store.query("MATCH (p:Paper) RETURN p.year AS year, p.title AS title").values == ((None, "T"),)
    assert set(store.query("MATCH (n {id: 'x'}) RETURN labels(n) AS l").values[0][0]) == {
        "Paperweft",
        "Entity",
        "Method",
    }


def test_much_is_removed_only_when_that_is_meant(record: Record, open_neo4j: OpenNeo4j) -> None:
    papers = [Node(f"arxiv:{i}", ("Paper",), {"title": "T", "label": "T"}) for i in range(100)]
    store = open_neo4j(record.id)
    put(record, papers, [])
    store.write(record.graph)
    put(record, papers[:90], [])
    assert store.write(record.graph).removed == {"Paper": 10}
    put(record, papers[:80], [])
    with pytest.raises(StoreError, match=r"remove 10 of the 90 nodes .*--prune"):
        store.write(record.graph)
    assert store.query("MATCH (n) RETURN count(n) AS n").values == ((90,),)
    assert store.write(record.graph, prune=True).removed == {"Paper": 10}


def test_what_others_made_is_left_alone(record: Record, open_neo4j: OpenNeo4j) -> None:
    store = open_neo4j(record.id)
    store.query("CREATE (:Paper {id: $id, title: 'theirs'})", {"id": PAPER.id}, write=True)
    put(record, [PAPER, OTHER, MODEL], [USES])
    store.write(record.graph)
    theirs = "MATCH (a:Paperweft {id: $a}), (b:Paperweft {id: $b}) CREATE (a)-[:CITES {by: 'hand'}]->(b)"
    store.query(theirs, {"a": PAPER.id, "b": OTHER.id}, write=True)
    store.query("MATCH (m:Model:Paperweft) CREATE (:Note {text: 'mine'})-[:ABOUT]->(m)", write=True)
    put(record, [PAPER, OTHER, MODEL], [USES, CITES])
    store.write(record.graph)
    assert store.query("MATCH ()-[r:CITES]->() RETURN count(r) AS n").values == ((2,),)
    put(record, [], [])
    written = store.write(record.graph, prune=True)
    assert written.removed == {"CITES": 1, "Model": 1, "Paper": 2, "USES": 1} and written.kept == 3
    assert store.query("MATCH (p:Paper) RETURN p.title AS title").values == (("theirs",),)
    assert store.query("MATCH (a)-[r:CITES]->(b) RETURN r.by AS by, properties(a) AS a").values == (("hand", {}),)
    rows = store.query("MATCH (:Note)-[:ABOUT]->(m) RETURN labels(m) AS labels, properties(m) AS properties").values
    assert rows == (([], {}),)


def test_a_node_stays_until_the_last_library_withdraws(record: Record, open_neo4j: OpenNeo4j) -> None:
    first, second = open_neo4j(record.id), open_neo4j("another")
    put(record, [PAPER, OTHER], [CITES])
    first.write(record.graph)
    second.write(record.graph)
    put(record, [], [])
    first.write(record.graph, prune=True)
    assert first.query("MATCH (p:Paper)-[r]->() RETURN p.libraries AS p, r.libraries AS r").values == (
        (["another"], ["another"]),
    )
    second.write(record.graph, prune=True)
    assert first.query("MATCH (n) RETURN count(n) AS n").values == ((0,),)


def test_two_libraries_push_at_the_same_time(
    tmp_path: Path, open_neo4j: OpenNeo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_batches(monkeypatch, 50)  # many small transactions that meet
    graphs = [random_graph(seed) for seed in (1, 2)]
    failed: list[BaseException] = []

    def push(name: str, rounds: list[tuple[list[Node], list[Link]]]) -> None:
        try:
            with Record(tmp_path / f"{name}.db", create=True) as own:
                for nodes, links in rounds:
                    put(own, nodes, links)
                    stores[name].write(own.graph, prune=True)
        except BaseException as error:
            failed.append(error)

    stores = {name: open_neo4j(name) for name in ("a", "b")}
    half = [(nodes[: len(nodes) // 2], []) for nodes, _ in graphs]
    threads = [
        threading.Thread(target=push, args=("a", [graphs[0], half[0], graphs[0]])),
        threading.Thread(target=push, args=("b", [graphs[1], half[1], graphs[1]])),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    for name, (nodes, links) in zip("ab", graphs, strict=True):
        ids = stores[name].query(
            "MATCH (n:Paperweft) WHERE $l IN n.libraries RETURN n.id AS id ORDER BY id", {"l": name}
        )
        assert [row[0] for row in ids.values] == sorted(node.id for node in nodes)
        ends = stores[name].query(
            "MATCH (a)-[r]->(b) WHERE $l IN r.libraries RETURN a.id, type(r), b.id ORDER BY a.id, type(r), b.id",
            {"l": name},
        )
        assert list(ends.values) == sorted((x.source, x.kind, x.target) for x in links)
    assert stores["a"].query("MATCH (n:Paperweft) RETURN count(n) = count(DISTINCT n.id) AS each").values == ((True,),)


def test_a_killed_push_rerun_ends_in_the_same_graph(
    tmp_path: Path, open_neo4j: OpenNeo4j, neo4j_server: Neo4jServer
) -> None:
    path = tmp_path / "killed.db"
    with Record(path, create=True) as record:
        put(record, *random_graph(7))
        store = open_neo4j(record.id)
        store.write(record.graph)
        unkilled = store.query(EVERYTHING)
        store.query("MATCH (n) DETACH DELETE n", write=True)
    code = (
        "import sys, time; from paperweft.stores import neo4j_push, neo4j_writer; from paperweft.record.library import Record\n"
        "from paperweft.stores.neo4j import Neo4jStore; from pathlib import Path\n"
        "neo4j_push.BATCH = neo4j_writer.BATCH = 100; send = neo4j_writer.Writer.send; sent = 0\n"
        "def counted(*a):\n"
        "    global sent; sent += 1; send(*a)\n"
        "    if sent == 12: a[0].wait(); print('under way', flush=True); time.sleep(600)\n"
        "neo4j_writer.Writer.send = counted\n"
        "with Record(Path(sys.argv[1])) as r:\n"
        "    Neo4jStore(sys.argv[2], user=sys.argv[3], password=sys.argv[4], database=None, library=r.id).write(r.graph)\n"
    )
    server = (neo4j_server.uri, neo4j_server.user, neo4j_server.password)
    process = subprocess.Popen([sys.executable, "-c", code, path, *server], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "under way\n"
    process.kill()
    process.wait()
    process.stdout.close()
    partly = store.query("MATCH ()-[r]->() RETURN count(r) AS n").values[0][0]
    with Record(path) as record:
        assert 0 < partly < sum(1 for _ in record.graph.links())
        store.write(record.graph)
    assert store.query(EVERYTHING) == unkilled


def test_searching_finds_words_in_any_form_and_takes_them_for_words(record: Record, open_neo4j: OpenNeo4j) -> None:
    store = open_neo4j(record.id)
    store.query("CREATE (:Paper {id: 'theirs', title: 'Gizmo'})", write=True)
    put(record, [PAPER, OTHER, MODEL], [])
    store.write(record.graph)
    assert {node.id for node in store.search(["gizmos"], 10)} == {PAPER.id, MODEL.id}
    assert [node.label for node in store.search(["another"], 10)] == ["Paper"]
    for odd in ('"gizmo', "gizmo~", "title:gizmo", "gizmo)", "AND", "gizmo^2", "[gizmo", "\\gizmo", "giz*mo/"):
        store.search([odd], 10)


def test_a_database_without_the_index_says_who_makes_it(record: Record, open_neo4j: OpenNeo4j) -> None:
    store = open_neo4j(record.id)
    store.query("DROP INDEX paperweft_text IF EXISTS", write=True)
    with pytest.raises(StoreError, match="paperweft push"):
        store.search(["gizmo"], 10)


def test_a_wrong_password_database_and_address_say_what_to_set(
    neo4j_server: Neo4jServer, open_neo4j: OpenNeo4j
) -> None:
    with pytest.raises(StoreError, match="NEO4J_PASSWORD"):
        open_neo4j("x", password="wrong")
    with pytest.raises(StoreError, match="'absent'; set NEO4J_DATABASE"):
        open_neo4j("x", database="absent")
    routed = neo4j_server.uri.replace("bolt://", "neo4j://")
    with pytest.raises(StoreError, match="'absent'; set NEO4J_DATABASE"):
        open_neo4j("x", uri=routed, database="absent")
    with pytest.raises(StoreError, match="does not answer"):
        open_neo4j("x", uri="bolt://127.0.0.1:1")
    with pytest.raises(StoreError, match="no address of Neo4j"):
        open_neo4j("x", uri="bolt://localhost:port")


@pytest.mark.parametrize(
    ("agent", "old"),
    [("Neo4j/4.4.9", True), ("Neo4j/5.25.1", True), ("Neo4j/v5.2.0 compatible graph database server", True),
     ("Neo4j/5.26.0", False), ("Neo4j/5.27-aura", False), ("Neo4j/2025.10.1", False)],
)  # fmt: skip
def test_an_older_server_is_refused(
    agent: str, old: bool, open_neo4j: OpenNeo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neo4j.ServerInfo.agent", agent)
    if old:
        with pytest.raises(StoreError, match=r"needs Neo4j 5\.26 or later"):
            open_neo4j("x")
    else:
        open_neo4j("x")


def test_encrypted_and_routed_to_a_named_database(
    sample: Library, own_neo4j: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if own_neo4j.certificate is None:
        pytest.skip("no openssl to make a certificate with")
    assert own_neo4j.start() is None
    monkeypatch.setenv("SSL_CERT_FILE", str(own_neo4j.certificate))  # neo4j+s checks who signed
    monkeypatch.setenv("NEO4J_PASSWORD", own_neo4j.password)
    monkeypatch.setenv("NEO4J_DATABASE", "neo4j")
    uri = own_neo4j.uri.replace("bolt://127.0.0.1", "neo4j+s://localhost")
    assert sample.push(uri).added["Paper"] == 150
    assert not sample.push(uri, dry_run=True).anything
    assert sample.query("MATCH (p:Paper) RETURN count(p) AS n", store=uri).values == ((150,),)


def test_a_connection_lost_amid_a_push_is_one_line_and_a_rerun_mends_it(
    record: Record, open_neo4j: OpenNeo4j, neo4j_server: Neo4jServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_connection, "_RETRY_SECONDS", 1.0)
    small_batches(monkeypatch, 100)
    put(record, *random_graph(3))
    whole = open_neo4j(record.id)
    with cuttable(neo4j_server.uri) as (uri, cut):
        store = open_neo4j(record.id, uri=uri)
        send, sent = neo4j_writer.Writer.send, 0

        def cutting(*arguments: object) -> None:
            nonlocal sent
            sent += 1
            if sent == 8:
                cut()
            send(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(neo4j_writer.Writer, "send", cutting)
        with pytest.raises(StoreError, match=r"was lost; run the same again") as raised:
            store.write(record.graph)
        assert "\n" not in str(raised.value)
    monkeypatch.setattr(neo4j_writer.Writer, "send", send)
    assert whole.write(record.graph).anything
    assert not whole.write(record.graph).anything
    count = whole.query("MATCH ()-[r]->() RETURN count(r) AS n").values[0][0]
    assert count == sum(1 for _ in record.graph.links())


def small_batches(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    for module in (neo4j_push, neo4j_writer):
        monkeypatch.setattr(module, "BATCH", size)


@contextmanager
def cuttable(uri: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """A way to the server that can be cut: its address, and what cuts it for good."""
    address = urlparse(uri)
    listener = socket.create_server(("127.0.0.1", 0))
    ends: list[socket.socket] = []

    def pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        finally:
            for end in (source, target):
                end.close()

    def accept() -> None:
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection((str(address.hostname), int(address.port or 7687)))
            except OSError:
                return
            ends.extend((near, far))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    def cut() -> None:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)  # close alone would let the waiting accept take one more
        listener.close()
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"bolt://127.0.0.1:{listener.getsockname()[1]}", cut
    finally:
        cut()
