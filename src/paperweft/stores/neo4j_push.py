"""Makes a Neo4j database hold a library's graph, by exactly the difference.

Every node of ours carries ``:Paperweft``, every relationship ``paperweft: true``, so that what others made is never met.
Both list the ``libraries`` that support them and go when the last one withdraws. Each batch is a transaction of its own
that leaves the database in order: a push that was broken off is taken up by the next one. A statement writes to a node
or relationship before it reads its ``libraries``: the write takes the lock that keeps two pushes from losing each
other's support.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import ClientError

from paperweft.errors import StoreError
from paperweft.model import RELATIONSHIP_TYPES, Link, Node
from paperweft.record.graph_tables import GraphTables, labels_of
from paperweft.stores.base import batches_of
from paperweft.stores.difference import Change, Holdings, Written, written
from paperweft.stores.neo4j_connection import Connection

_T = TypeVar("_T")
Progress = Callable[[str, int, "int | None"], None]
_Item = TypeVar("_Item", Node, Link)
LABELS = ("Paper", "Author", "Model", "Method", "Dataset", "Task")
_BATCH = 5_000
_ATTEMPTS = 5  # at a batch that met what another push deleted meanwhile
_MOST_REMOVED = 0.1  # of what a library has there, without --prune
_CONSTRAINT = "CREATE CONSTRAINT paperweft_id IF NOT EXISTS FOR (n:Paperweft) REQUIRE n.id IS UNIQUE"
FULL_TEXT_INDEX = "paperweft_text"
_FULL_TEXT = (
    f"CREATE FULLTEXT INDEX {FULL_TEXT_INDEX} IF NOT EXISTS FOR (n:Paperweft)"
    " ON EACH [n.title, n.abstract, n.name, n.aliases] OPTIONS "
    "{indexConfig: {`fulltext.analyzer`: 'english'}}"
)
_PROPERTIES = {
    "Paper": ("title", "label", "abstract", "year", "authors", "venue", "url", "doi", "arxiv_id", "citekey", "collections",
              "tags", "first_seen"),
    "Author": ("name",),
    "Entity": ("name", "aliases", "papers"),
}  # fmt: skip
_SUPPORT = (
    "SET {x}.libraries = CASE WHEN $library IN {x}.libraries THEN {x}.libraries"
    " ELSE coalesce({x}.libraries, []) + $library END RETURN count(*) AS done"
)
_OTHERS = "[x IN {x}.libraries WHERE x <> $library] AS others"


def _put_nodes(label: str) -> str:
    labels = labels_of(label)
    not_its = [other for other in ("Entity", *LABELS) if other not in labels]
    return (
        "UNWIND $rows AS row MERGE (n:Paperweft {id: row.id})"
        f" SET n.content = row.content, n += row.properties, n:{':'.join(labels)} REMOVE n:{':'.join(not_its)}"
        f" WITH n {_SUPPORT.format(x='n')}"
    )


def _put_links(kind: str) -> str:
    return (
        "UNWIND $rows AS row MATCH (a:Paperweft {id: row.source}) MATCH (b:Paperweft {id: row.target})"
        f" MERGE (a)-[r:{kind} {{paperweft: true}}]->(b) SET r.content = row.content, r += row.properties"
        f" WITH r {_SUPPORT.format(x='r')}"
    )


def _withdraw_links(kind: str) -> str:
    return (
        f"UNWIND $rows AS row MATCH (:Paperweft {{id: row.source}})-[r:{kind} {{paperweft: true}}]->"
        f"(:Paperweft {{id: row.target}}) SET r.paperweft = true WITH r, {_OTHERS.format(x='r')}"
        " FOREACH (_ IN CASE WHEN others = [] THEN [1] ELSE [] END | DELETE r)"
        " FOREACH (_ IN CASE WHEN others = [] THEN [] ELSE [1] END | SET r.libraries = others)"
        " RETURN count(*) AS done"
    )


def _withdraw_nodes() -> str:
    """A node that somebody else has linked is not deleted: it loses our labels and properties, and is counted."""
    names = sorted({name for names in _PROPERTIES.values() for name in names} | {"id", "content", "libraries"})
    return (
        f"UNWIND $rows AS row MATCH (n:Paperweft {{id: row.id}}) SET n:Paperweft WITH n, {_OTHERS.format(x='n')}"
        " WITH n, others, COUNT { (n)--() } > 0 AS linked"
        " FOREACH (_ IN CASE WHEN others = [] AND NOT linked THEN [1] ELSE [] END | DELETE n)"
        " FOREACH (_ IN CASE WHEN others = [] AND linked THEN [1] ELSE [] END |"
        f" REMOVE n:Paperweft:Entity:{':'.join(LABELS)}, {', '.join(f'n.{name}' for name in names)})"
        " FOREACH (_ IN CASE WHEN others = [] THEN [] ELSE [1] END | SET n.libraries = others)"
        " RETURN sum(CASE WHEN others = [] AND linked THEN 1 ELSE 0 END) AS done"
    )


def push(
    connection: Connection, graph: GraphTables, library: str, *, prune: bool = False, progress: Progress | None = None
) -> Written:
    """Adds, updates and removes exactly the difference. Raises StoreError where too much would go without ``prune``.

    ``progress`` is called with (stage, done, total), counting nodes and links, after each batch.
    """
    with _held(connection, library) as holdings:
        planned = holdings.preview(graph) if holdings.size else None
        if planned and not prune:
            _refuse_much(sum(planned.removed.values()), holdings.size, connection.uri)
        _define(connection, _CONSTRAINT)
        if planned is None or planned.anything:
            with _Writer(connection, library, progress, planned.total if planned else graph.size) as writer:
                planned = _write(writer, holdings, graph)
        _define(connection, _FULL_TEXT)  # last: it is filled in one go, and in the background
    return planned


def _define(connection: Connection, statement: str) -> None:
    """Makes a constraint or an index where it is missing, in a transaction that the driver retries: two pushes may meet."""
    with connection.session() as session:
        session.execute_write(lambda transaction: transaction.run(statement).consume())


def _refuse_much(gone: int, there: int, uri: str) -> None:
    if gone > _MOST_REMOVED * there:
        raise StoreError(
            f"this push would remove {gone} of the {there} nodes and links that the library has at {uri};"
            " `paperweft push --dry-run` shows which kinds, `paperweft push --prune` lets it"
        )


def preview(connection: Connection, graph: GraphTables, library: str) -> Written:
    """What :func:`push` would change; writes nothing."""
    with _held(connection, library) as holdings:
        return holdings.preview(graph)


@contextmanager
def _held(connection: Connection, library: str) -> Iterator[Holdings]:
    """What the library has in the database, streamed into a temporary file."""
    holdings = Holdings()
    try:
        with connection.session() as session:  # not one for reading: in a cluster that would go to a server that lags
            nodes = session.run(
                "MATCH (n:Paperweft) WHERE $library IN n.libraries"
                " RETURN n.id, coalesce([x IN labels(n) WHERE x IN $labels][0], 'Paperweft'), n.content",
                library=library,
                labels=LABELS,
            )
            holdings.add_nodes(tuple(row) for row in nodes)
            for kind in RELATIONSHIP_TYPES:
                links = session.run(
                    f"MATCH (a)-[r:{kind}]->(b) WHERE $library IN r.libraries AND a.id IS NOT NULL AND b.id IS NOT NULL"
                    " RETURN a.id, b.id, type(r), r.content",
                    library=library,
                )
                holdings.add_links(tuple(row) for row in links)
        yield holdings
    finally:
        holdings.close()


class _Writer:
    """Sends batches in managed transactions, which the driver retries, while the next batch is being made."""

    def __init__(self, connection: Connection, library: str, progress: Progress | None, total: int) -> None:
        self._session, self._library = connection.session(), library
        self._progress, self._done, self._total = progress, 0, total
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="paperweft-push")
        self._sent: Future[int] | None = None
        self._then: Callable[[int], None] | None = None

    def send(self, statement: str, rows: list[dict[str, Any]], then: Callable[[int], None]) -> None:
        """Runs the statement over the rows; ``then`` gets the number that it returns. At most one batch is on its way."""
        self.wait()
        if self._progress:
            self._progress("pushing", self._done, self._total)
        self._done += len(rows)
        self._sent, self._then = self._thread.submit(self._run, statement, rows), then

    def wait(self) -> None:
        """Returns when nothing is on its way."""
        if self._sent and self._then:
            done, self._sent = self._sent.result(), None
            self._then(done)

    def _run(self, statement: str, rows: list[dict[str, Any]]) -> int:
        def work(transaction: neo4j.ManagedTransaction) -> int:
            record = transaction.run(statement, rows=rows, library=self._library).single()
            return int(record["done"]) if record else 0

        for _ in range(_ATTEMPTS - 1):
            try:
                return self._session.execute_write(work)
            except ClientError as error:
                if error.code != "Neo.ClientError.Statement.EntityNotFound":
                    raise
        return self._session.execute_write(work)

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.wait()
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._session.close()


def _write(writer: _Writer, holdings: Holdings, graph: GraphTables) -> Written:
    counts: dict[str, Counter[str]] = {"added": Counter(), "updated": Counter(), "removed": Counter()}
    kept = 0

    def checked(rows: list[dict[str, Any]]) -> Callable[[int], None]:
        def check(done: int) -> None:
            if done != len(rows):  # the end of a link is gone: somebody deletes nodes meanwhile
                raise StoreError(
                    f"{len(rows) - done} links lost an end while they were written; run the same push again"
                )

        return check

    def counted(changes: Iterator[Change[_Item]]) -> Iterator[tuple[str, Change[_Item]]]:
        for change in changes:
            counts[change.what][change.kind] += 1
            if change.item is not None:
                yield change.kind, change

    def count_kept(done: int) -> None:
        nonlocal kept
        kept += done

    for kind, changes in _by_kind(counted(holdings.node_changes(graph))):
        rows = [_node_row(change) for change in changes]
        writer.send(_put_nodes(kind), rows, checked(rows))
    for kind, links in _by_kind(counted(holdings.link_changes(graph))):
        rows = [_link_row(change) for change in links]
        writer.send(_put_links(kind), rows, checked(rows))
    if counts["removed"]:
        for kind, gone in _by_kind(holdings.links_gone(graph)):
            ends = [{"source": source, "target": target} for source, target, _ in gone]
            writer.send(_withdraw_links(kind), ends, lambda _: None)
        for batch in batches_of(holdings.nodes_gone(graph), _BATCH):
            writer.send(_withdraw_nodes(), [{"id": identifier} for identifier in batch], count_kept)
    writer.wait()
    return written(counts, kept)


def _by_kind(items: Iterator[tuple[str, _T]]) -> Iterator[tuple[str, list[_T]]]:
    """Batches of one label or relationship type each."""
    waiting: dict[str, list[_T]] = {}
    for kind, item in items:
        batch = waiting.setdefault(kind, [])
        batch.append(item)
        if len(batch) == _BATCH:
            yield kind, waiting.pop(kind)
    yield from waiting.items()


def _node_row(change: Change[Node]) -> dict[str, Any]:
    """The node's row; properties that it no longer has are null, which removes them."""
    assert change.item is not None
    properties = dict.fromkeys(_PROPERTIES[change.item.labels[0]]) | dict(change.item.properties)
    return {"id": change.item.id, "properties": properties, "content": change.content}


def _link_row(change: Change[Link]) -> dict[str, Any]:
    assert change.item is not None
    link = change.item
    return {
        "source": link.source,
        "target": link.target,
        "properties": dict(link.properties),
        "content": change.content,
    }
