"""The Neo4j store: the part of a database that belongs to one library, queried and written without APOC."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import neo4j
from neo4j.exceptions import Neo4jError
from neo4j.graph import Node as GraphNode
from neo4j.graph import Path as GraphPath
from neo4j.graph import Relationship
from neo4j.spatial import Point
from neo4j.time import Duration

from paperweft.errors import QueryError, StoreError
from paperweft.full_text import lucene_query
from paperweft.model import Node
from paperweft.progress import Progress
from paperweft.record.graph_tables import GraphTables, labels_of
from paperweft.record.measures import MeasureTable
from paperweft.stores.base import Rows
from paperweft.stores.cypher_errors import explained
from paperweft.stores.difference import Written
from paperweft.stores.neo4j_connection import Connection
from paperweft.stores.neo4j_measures import push_measures
from paperweft.stores.neo4j_push import FULL_TEXT_INDEX, LABELS, preview, push
from paperweft.stores.values import NodeValue, PathValue, RelationshipValue

_INDEX_PATIENCE = 300  # seconds that a search waits for an index that is being filled
# Codes of failures that are the server's or the connection's, not the query's.
_NOT_THE_QUERYS = (
    "Neo.ClientError.Security.",
    "Neo.ClientError.Database.",
    "Neo.TransientError.",
    "Neo.DatabaseError.",
)


class Neo4jStore:
    """The part of one Neo4j database that belongs to the library of id ``library``.

    Raises StoreError where the server does not answer, is older than 5.26, refuses the user or lacks the database.
    """

    def __init__(self, uri: str, *, user: str, password: str, database: str | None, library: str) -> None:
        self._library = library
        self._connection = Connection(uri, user=user, password=password, database=database)

    def write(self, graph: GraphTables, *, prune: bool = False, progress: Progress | None = None) -> Written:
        """Adds, updates and removes exactly the difference between what this library has there and ``graph``.

        Raises StoreError where more than a tenth of that would be removed, unless ``prune``.
        """
        with self._connection.explained():
            return push(self._connection, graph, self._library, prune=prune, progress=progress)

    def preview(self, graph: GraphTables) -> Written:
        """What :meth:`write` would change; writes nothing."""
        with self._connection.explained():
            return preview(self._connection, graph, self._library)

    def write_measures(self, measures: MeasureTable, *, dry_run: bool = False, progress: Progress | None = None) -> int:
        """Writes the measures of this library's nodes there, where they differ; returns at how many that is."""
        with self._connection.explained():
            return push_measures(self._connection, measures, self._library, dry_run=dry_run, progress=progress)

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        write: bool = False,
        timeout: float | None = None,
    ) -> Rows:
        """Runs a query in a read transaction, or in a write transaction where ``write``. Ctrl-C ends it on the server too."""
        token = uuid4().hex
        with self._connection.explained(), self._connection.session(reading=not write) as session:
            try:
                marked = neo4j.Query(cypher, metadata={"paperweft": token}, timeout=timeout)
                result = session.run(marked, dict(parameters or {}))
                columns = tuple(result.keys())
                return Rows(columns, tuple(tuple(_plain(value) for value in record) for record in result))
            except KeyboardInterrupt:
                self._terminate(token)  # else closing the session waits for the query to end by itself
                raise
            except Neo4jError as error:
                code = error.code or ""
                if "AccessMode" in code:
                    raise QueryError("the query writes; add --write if it should") from error
                if "TimedOut" in code and timeout:
                    raise QueryError(
                        f"the query took longer than {timeout:g} seconds; bound its paths or raise --timeout"
                    ) from error
                if code.startswith(_NOT_THE_QUERYS):
                    raise
                raise QueryError(explained(error.message or str(error), cypher)) from error

    def _terminate(self, token: str) -> None:
        with self._connection.session() as session:
            session.run(
                "SHOW TRANSACTIONS YIELD transactionId, metaData WHERE metaData.paperweft = $token"
                " TERMINATE TRANSACTIONS transactionId YIELD message RETURN message",
                token=token,
            ).consume()

    def search(self, words: list[str], limit: int) -> list[Node]:
        """Up to ``limit`` nodes whose title, abstract, name and aliases hold all the words, the best first."""
        with self._connection.explained(), self._connection.session(reading=True) as session:
            known = session.run("SHOW INDEXES YIELD name WHERE name = $name RETURN name", name=FULL_TEXT_INDEX).single()
            if known is None:
                raise StoreError(
                    f"the database at {self._connection.uri} has no full-text index yet; `paperweft push` makes it"
                )
            session.run("CALL db.awaitIndex($name, $seconds)", name=FULL_TEXT_INDEX, seconds=_INDEX_PATIENCE).consume()
            rows = session.run(
                "CALL db.index.fulltext.queryNodes($name, $words) YIELD node, score"
                " RETURN node, [x IN labels(node) WHERE x IN $labels][0] AS label ORDER BY score DESC, node.id LIMIT $limit",
                name=FULL_TEXT_INDEX, words=lucene_query(words), labels=LABELS, limit=limit,
            )  # fmt: skip
            return [Node(row["node"]["id"], labels_of(row["label"]), dict(row["node"])) for row in rows]

    def close(self) -> None:
        """Closes the driver."""
        self._connection.close()


def _plain(value: Any) -> Any:
    """A value of the driver as plain Python, and nodes, relationships and paths as :mod:`paperweft.stores.values`."""
    if isinstance(value, GraphNode):
        return NodeValue(value.labels, _plain(dict(value)))
    if isinstance(value, Relationship):
        source, target = (node.get("id") if node else None for node in (value.start_node, value.end_node))
        return RelationshipValue(value.type, source, target, _plain(dict(value)))
    if isinstance(value, GraphPath):
        steps = [
            (_plain(link), link.start_node == node)
            for link, node in zip(value.relationships, value.nodes, strict=False)
        ]
        return PathValue([_plain(node) for node in value.nodes], steps)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Duration):
        return value.iso_format()
    if isinstance(value, Point):
        return str(value)
    return value.to_native() if hasattr(value, "to_native") else value
