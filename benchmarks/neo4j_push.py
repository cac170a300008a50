"""Rows a second into Neo4j: paperweft's push, neo4j-graphrag's Neo4jWriter, LangChain's Neo4jGraph, neo4j-admin's import.

All write the same graph into the same kind of server, started here from Maven Central's jars with APOC, which the peers
need. Every tool first writes once unmeasured, paperweft and neo4j-graphrag the whole graph, since a young Java server
speeds up for minutes. The peers get their objects ready made; paperweft reads its library.
Needs: pip install langchain-neo4j neo4j-graphrag.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import neo4j

from paperweft.export import write_neo4j_csv
from paperweft.model import RELATIONSHIP_OF_ROLE, Link, Node
from paperweft.record.library import Record
from paperweft.stores.neo4j import Neo4jStore

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from tests.neo4j_server import LocalServer, local_server  # noqa: E402

Graph = tuple[list[Node], list[Link]]


def made_up(papers: int, links: int, seed: int = 1) -> Graph:
    """Papers with abstracts of 150 words, two entities to five papers, links with evidence, a tenth of them citations."""
    chance = random.Random(seed)
    words = ["".join(chance.choices("abcdefghilmnoprstu", k=chance.randrange(2, 11))) for _ in range(4_000)]
    ids = [f"arxiv:{i}" for i in range(papers)]
    nodes = [
        Node(identifier, ("Paper",), {
            "title": " ".join(chance.choices(words, k=9)), "label": f"Paper {identifier}", "year": 2000 + chance.randrange(26),
            "abstract": " ".join(chance.choices(words, k=150)), "first_seen": "2026-01-01", "arxiv_id": identifier[6:],
        })
        for identifier in ids
    ]  # fmt: skip
    kinds = ("Model", "Method", "Dataset", "Task")
    entities = [
        Node(f"{kinds[i % 4].lower()}:{i}", ("Entity", kinds[i % 4]), {"name": f"{chance.choice(words)} {i}", "aliases": [f"a{i}"], "papers": 3})
        for i in range(papers * 2 // 5)
    ]  # fmt: skip
    out: dict[tuple[str, str], Link] = {}
    while len(out) < links:
        source = chance.choice(ids)
        if chance.random() < 0.1:
            target = chance.choice(ids)
            out[source, target] = Link(source, target, "CITES", {"sources": ["openalex"]})
        else:
            entity = entities[int(len(entities) * chance.random() ** 3)]  # some are named by many papers
            properties = {
                "confidence": round(chance.random(), 4), "count": 1, "field": "abstract", "start": 10, "end": 20,
                "evidence": " ".join(chance.choices(words, k=20)),
            }  # fmt: skip
            kind = chance.choice(list(RELATIONSHIP_OF_ROLE.values()))
            out[source, entity.id] = Link(source, entity.id, kind, properties)
    return nodes + entities, list(out.values())


def library(folder: Path, graph: Graph, name: str) -> Path:
    """A library file with that graph."""
    path = folder / f"{name}.db"
    with Record(path, create=True) as record, record.transaction():
        record.graph.replace(*graph)
    return path


def emptied(server: LocalServer) -> None:
    """Leaves the database without nodes, constraints and indexes."""
    with (
        neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver,
        driver.session() as session,
    ):
        session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()
        for name in [row[0] for row in session.run("SHOW CONSTRAINTS YIELD name")]:
            session.run(f"DROP CONSTRAINT `{name}`").consume()
        for name in [row[0] for row in session.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name")]:
            session.run(f"DROP INDEX `{name}`").consume()


def by_paperweft(server: LocalServer, path: Path) -> Callable[[], None]:
    def write() -> None:
        with Record(path) as record:
            store = Neo4jStore(server.uri, user=server.user, password=server.password, database=None, library=record.id)
            store.write(record.graph)
            store.close()

    return write


def by_graphrag(server: LocalServer, graph: Graph) -> Callable[[], None]:
    from neo4j_graphrag.components.kg_writer import Neo4jWriter
    from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship

    nodes = [Neo4jNode(id=n.id, label=n.label, properties={**n.properties, "id": n.id}) for n in graph[0]]
    links = [
        Neo4jRelationship(start_node_id=x.source, end_node_id=x.target, type=x.kind, properties=dict(x.properties))
        for x in graph[1]
    ]
    driver = neo4j.GraphDatabase.driver(server.uri, auth=(server.user, server.password))

    def write() -> None:
        result = asyncio.run(Neo4jWriter(driver).run(Neo4jGraph(nodes=nodes, relationships=links)))
        assert result.status == "SUCCESS", result

    return write


def by_langchain(server: LocalServer, graph: Graph, papers: int) -> tuple[Callable[[], None], int]:
    """A document a paper, as its transformers make them; returns the number of rows that the first ``papers`` have."""
    from langchain_neo4j import Neo4jGraph
    from langchain_neo4j.graphs.graph_document import GraphDocument, Relationship
    from langchain_neo4j.graphs.graph_document import Node as Theirs

    nodes = {n.id: Theirs(id=n.id, type=n.label, properties=dict(n.properties)) for n in graph[0]}
    of_paper: dict[str, list[Link]] = {n.id: [] for n in graph[0] if n.label == "Paper"}
    for link in graph[1]:
        of_paper[link.source].append(link)
    documents, seen = [], set()
    for identifier, links in list(of_paper.items())[:papers]:
        around = dict.fromkeys([identifier, *(x.target for x in links)])
        seen |= around.keys()
        relationships = [
            Relationship(source=nodes[x.source], target=nodes[x.target], type=x.kind, properties=dict(x.properties))
            for x in links
        ]
        documents.append(GraphDocument(nodes=[nodes[i] for i in around], relationships=relationships))
    store = Neo4jGraph(server.uri, server.user, server.password, refresh_schema=False)
    rows = len(seen) + sum(len(document.relationships) for document in documents)
    return lambda: store.add_graph_documents(documents, baseEntityLabel=True), rows


def timed(server: LocalServer, write: Callable[[], None]) -> float:
    """Seconds that the writing takes into an empty database."""
    emptied(server)
    began = time.perf_counter()
    write()
    return time.perf_counter() - began


def imported(path: Path, folder: Path) -> float:
    """Seconds for the CSV files and neo4j-admin's import of them."""
    server = local_server(heap="1g")
    assert isinstance(server, LocalServer), server
    try:
        began = time.perf_counter()
        with Record(path) as record:
            command = write_neo4j_csv(folder / "csv", record.graph.nodes(), record.graph.links(), record.id, "neo4j")
        done = server.admin(*shlex.split(command)[1:])
        assert done.returncode == 0, done.stderr
        return time.perf_counter() - began
    finally:
        server.stop()


def pushed_apart(server: LocalServer, path: Path) -> tuple[float, float]:
    """Seconds and peak memory in MB of ``paperweft push`` as a process of its own.

    The peak is the kernel's VmHWM, read as it runs: what ``wait4`` says counts this process's memory in, since a child
    begins as a copy of its parent.
    """
    environment = {**os.environ, "NEO4J_PASSWORD": server.password}
    command = [sys.executable, "-m", "paperweft", "push", "--store", server.uri, "--library", str(path)]
    began = time.perf_counter()
    process, peak = subprocess.Popen(command, env=environment), 0
    while process.poll() is None:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
        peak = max(peak, int(found[1])) if found else peak
        time.sleep(0.05)
    assert process.returncode == 0
    return time.perf_counter() - began, peak / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=20_000)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument(
        "--langchain-papers", type=int, default=2_000, help="papers that LangChain writes; its rate is even"
    )
    parser.add_argument("--large", type=int, default=0, help="also push a graph of so many links, and measure memory")
    parser.add_argument("--rounds", type=int, default=3, help="of paperweft and neo4j-graphrag in turn; medians count")
    options = parser.parse_args()
    server = local_server(apoc=True, heap="2g", page_cache="512m")
    assert isinstance(server, LocalServer), server
    reason = server.start()
    assert reason is None, reason
    try:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            small, graph = made_up(1_000, 5_000, seed=2), made_up(options.papers, options.links)
            timed(server, by_langchain(server, small, 300)[0])
            rows = len(graph[0]) + len(graph[1])
            path = library(folder, graph, "graph")
            print(f"{options.papers} papers, {rows} nodes and links in all")
            writers = {"paperweft": by_paperweft(server, path), "graphrag": by_graphrag(server, graph)}
            for write in writers.values():
                timed(server, write)
            seconds: dict[str, list[float]] = {who: [] for who in writers}
            for _ in range(options.rounds):  # in turn, so that what else the machine does meets both
                for who, write in writers.items():
                    seconds[who].append(timed(server, write))
            ours, rate = (rows / statistics.median(times) for times in seconds.values())
            print(f"paperweft push      {ours:8.0f} rows/s", flush=True)
            print(f"neo4j-graphrag      {rate:8.0f} rows/s; paperweft {ours / rate:.1f} times", flush=True)
            write, part = by_langchain(server, graph, options.langchain_papers)
            rate = part / timed(server, write)
            print(f"LangChain           {rate:8.0f} rows/s; paperweft {ours / rate:.1f} times", flush=True)
            rate = rows / imported(path, folder)
            print(f"neo4j-admin import  {rate:8.0f} rows/s; paperweft {ours / rate:.2f} times", flush=True)
            if options.large:
                large = made_up(options.large // 5, options.large, seed=3)
                path, rows = library(folder, large, "large"), len(large[0]) + len(large[1])
                del large
                emptied(server)
                for what in ("first push", "the same again"):
                    seconds, memory = pushed_apart(server, path)
                    print(
                        f"{options.large} links, {what}: {rows / seconds:.0f} rows/s, {seconds:.0f} s, client {memory:.0f} MB",
                        flush=True,
                    )
    finally:
        server.stop()


if __name__ == "__main__":
    main()
