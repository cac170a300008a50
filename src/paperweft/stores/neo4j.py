"""The Neo4j store: batched MERGE over a unique constraint, no APOC, nothing touched that is not ours.

Every node that we write carries the label ``:Paperweft`` besides its own. Nodes and links list the ``libraries`` that
support them and go when the last one withdraws. A hash of the content decides whether properties are written, so that
writing an equal graph again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import neo4j
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    CypherSyntaxError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
)
from neo4j.graph import Node as GraphNode
from neo4j.graph import Path as GraphPath
from neo4j.graph import Relationship

from paperweft.errors import QueryError, StoreError
from paperweft.model import RELATIONSHIP_TYPES, Link, Node
from paperweft.record.graph_tables import GraphTables, canonical_link, canonical_node
from paperweft.stores.base import Rows, Written, batches_of

_BATCH = 5_000
_CONSTRAINT = "CREATE CONSTRAINT paperweft_id IF NOT EXISTS FOR (n:Paperweft) REQUIRE n.id IS UNIQUE"
_LABELS = ("Paper", "Author", "Model", "Method", "Dataset", "Task")
# Written only where the content differs or this library is not among the supporters yet.
_CHANGED = "{x}.content IS NULL OR {x}.content <> row.content OR NOT $library IN coalesce({x}.libraries, [])"
_SUPPORTERS = "[x IN coalesce({x}.libraries, []) WHERE x <> $library]"
_SET = (
    "WITH {x}, row, " + _SUPPORTERS + " + $library AS supporters WHERE " + _CHANGED +
    " SET {x} += row.properties, {x}.content = row.content, {x}.libraries = supporters"
)  # fmt: skip
_OLD_PROPERTIES = {
    "Paper": ("title", "label", "abstract", "year", "authors", "venue", "url", "doi", "arxiv_id", "citekey", "collections",
              "tags", "first_seen"),
    "Author": ("name",),
    "Entity": ("name", "aliases", "papers"),
}  # fmt: skip


class Neo4jStore:
    """The part of one Neo4j database that belongs to the library of id ``library``."""

    def __init__(self, uri: str, *, user: str, password: str, database: str | None, library: str) -> None:
        self._uri, self._database, self._library = uri, database, library
        with self._explained():
            self._driver = neo4j.GraphDatabase.driver(uri, auth=(user, password), user_agent="paperweft")
        try:
            with self._explained(), self._session() as session:
                session.run("RETURN 1").consume()  # a wrong password or database shows here, not amid a write
        except BaseException:
            self._driver.close()
            raise

    def write(self, graph: GraphTables) -> Written:
        """Adds, updates and removes exactly the difference between what this library has there and ``graph``."""
        nodes = links = 0
        with self._explained(), self._session() as session:
            session.run(_CONSTRAINT).consume()
            for label in _LABELS:
                labels = label if label in ("Paper", "Author") else f"Entity:{label}"
                statement = f"UNWIND $rows AS row MERGE (n:Paperweft {{id: row.id}}) {_SET.format(x='n')}, n:{labels}"
                for batch in batches_of(graph.nodes(label), _BATCH):
                    nodes += self._write(
                        session, f"{statement} RETURN count(n) AS n", [_node_row(node) for node in batch]
                    )
            for kind in RELATIONSHIP_TYPES:
                statement = (
                    "UNWIND $rows AS row MATCH (a:Paperweft {id: row.source}) MATCH (b:Paperweft {id: row.target})"
                    f" MERGE (a)-[r:{kind}]->(b) {_SET.format(x='r')}"
                )
                for batch in batches_of(graph.links(kind), _BATCH):
                    links += self._write(
                        session, f"{statement} RETURN count(r) AS n", [_link_row(link) for link in batch]
                    )
            links_removed = sum(self._remove_links(session, graph, kind) for kind in RELATIONSHIP_TYPES)
            nodes_removed = self._remove_nodes(session, graph)
        return Written(nodes, links, nodes_removed, links_removed)

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        write: bool = False,
        timeout: float | None = None,
    ) -> Rows:
        """Runs a query in a read transaction, or in a write transaction where ``write``."""
        access = neo4j.WRITE_ACCESS if write else neo4j.READ_ACCESS
        try:
            with (
                self._explained(),
                self._driver.session(database=self._database, default_access_mode=access) as session,
            ):
                query = neo4j.Query(cypher, timeout=timeout)
                result = session.run(query, dict(parameters or {}))
                columns = tuple(result.keys())
                return Rows(columns, tuple(tuple(_plain(value) for value in record) for record in result))
        except StoreError:
            raise
        except CypherSyntaxError as error:
            raise QueryError(error.message or str(error)) from error
        except Neo4jError as error:
            if error.code and "AccessMode" in error.code:
                raise QueryError("the query writes; add --write if it should") from error
            if error.code and "Timed" in error.code:
                raise QueryError(
                    f"the query took longer than {timeout:g} seconds; bound its paths or raise --timeout"
                ) from error
            raise QueryError(error.message or str(error)) from error

    def close(self) -> None:
        """Closes the driver."""
        self._driver.close()

    def _session(self) -> neo4j.Session:
        return self._driver.session(database=self._database)

    def _write(self, session: neo4j.Session, statement: str, rows: list[dict[str, Any]]) -> int:
        """Runs one batch in a managed transaction, which the driver retries; the number that the statement counts."""

        def work(transaction: neo4j.ManagedTransaction) -> int:
            record = transaction.run(statement, rows=rows, library=self._library).single()
            return int(record["n"]) if record else 0

        return session.execute_write(work)

    def _remove_links(self, session: neo4j.Session, graph: GraphTables, kind: str) -> int:
        """Withdraws this library's support from links of one type that the graph lacks."""
        kept = {(link.source, link.target) for link in graph.links(kind)}
        found = session.run(
            f"MATCH (a:Paperweft)-[r:{kind}]->(b:Paperweft) WHERE $library IN r.libraries RETURN a.id, b.id",
            library=self._library,
        )
        gone = [{"source": row[0], "target": row[1]} for row in found if (row[0], row[1]) not in kept]
        statement = (
            f"UNWIND $rows AS row MATCH (:Paperweft {{id: row.source}})-[r:{kind}]->(:Paperweft {{id: row.target}})"
            f" WITH r, {_SUPPORTERS.format(x='r')} AS others"
            " FOREACH (_ IN CASE WHEN others = [] THEN [1] ELSE [] END | DELETE r)"
            " FOREACH (_ IN CASE WHEN others = [] THEN [] ELSE [1] END | SET r.libraries = others)"
            " RETURN count(*) AS n"
        )
        return sum(self._write(session, statement, batch) for batch in batches_of(iter(gone), _BATCH))

    def _remove_nodes(self, session: neo4j.Session, graph: GraphTables) -> int:
        """Withdraws support from nodes that the graph lacks; one that somebody else has linked keeps its place.

        Such a node loses our labels and properties but is not deleted.
        """
        found = session.run("MATCH (n:Paperweft) WHERE $library IN n.libraries RETURN n.id", library=self._library)
        kept = {node.id for node in graph.nodes()}
        gone = [{"id": row[0]} for row in found if row[0] not in kept]
        old = sorted({name for names in _OLD_PROPERTIES.values() for name in names} | {"id", "content", "libraries"})
        drop = ", ".join(f"n.{name}" for name in old)
        statement = (
            f"UNWIND $rows AS row MATCH (n:Paperweft {{id: row.id}}) WITH n, {_SUPPORTERS.format(x='n')} AS others"
            " WITH n, others, COUNT { (n)--() } > 0 AS linked"
            " FOREACH (_ IN CASE WHEN others = [] AND NOT linked THEN [1] ELSE [] END | DELETE n)"
            " FOREACH (_ IN CASE WHEN others = [] AND linked THEN [1] ELSE [] END |"
            f" REMOVE n:Paperweft:Entity:{':'.join(_LABELS)}, {drop})"
            " FOREACH (_ IN CASE WHEN others = [] THEN [] ELSE [1] END | SET n.libraries = others)"
            " RETURN count(*) AS n"
        )
        return sum(self._write(session, statement, batch) for batch in batches_of(iter(gone), _BATCH))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turns the driver's failures into one line each that says what to do."""
        try:
            yield
        except AuthError as error:
            raise StoreError(
                f"Neo4j at {self._uri} refuses the user or password; set NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from error
        except ServiceUnavailable as error:
            raise StoreError(
                f"Neo4j does not answer at {self._uri}; start it, or give another address to --store"
            ) from error
        except ConfigurationError as error:
            raise StoreError(f"{self._uri!r} is no address of Neo4j: {error}") from error
        except ClientError as error:
            if error.code == "Neo.ClientError.Database.DatabaseNotFound":
                raise StoreError(
                    f"Neo4j at {self._uri} has no database {self._database!r}; set NEO4J_DATABASE"
                ) from error
            raise
        except DriverError as error:
            raise StoreError(f"the connection to Neo4j at {self._uri} failed: {error}") from error


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _node_row(node: Node) -> dict[str, Any]:
    """The node's row; properties that it no longer has are null, which removes them."""
    properties = dict.fromkeys(_OLD_PROPERTIES[node.labels[0]]) | dict(node.properties)
    return {"id": node.id, "properties": properties, "content": _hash(canonical_node(node))}


def _link_row(link: Link) -> dict[str, Any]:
    return {
        "source": link.source,
        "target": link.target,
        "properties": dict(link.properties),
        "content": _hash(canonical_link(link)),
    }


def _plain(value: Any) -> Any:
    """A value of the driver as plain Python: nodes and relationships as their properties, paths as their nodes."""
    if isinstance(value, GraphNode | Relationship):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, GraphPath):
        return [_plain(node) for node in value.nodes]
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.to_native() if hasattr(value, "to_native") else value
