"""Makes a Neo4j database hold a library's graph, by exactly the difference.

Every node of ours carries ``:Paperweft``, every relationship ``paperweft: true``, so that what others made is never met.
Both list the ``libraries`` that support them and go when the last one withdraws. Each batch is a transaction of its own
that leaves the database in order: a push that was broken off is taken up by the next one. A statement writes to a node
or relationship before it reads its ``libraries``: the write takes the lock that keeps two pushes from losing each
other's support.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from paperweft.batches import batches_of
from paperweft.errors import StoreError
from paperweft.model import MEASURES, PROPERTIES, RELATIONSHIP_TYPES
from paperweft.progress import Progress
from paperweft.record.graph_tables import GraphTables, StoredLink, StoredNode, labels_of
from paperweft.stores.difference import Change, Holdings, Written, written
from paperweft.stores.neo4j_connection import Connection
from paperweft.stores.neo4j_writer import BATCH, NOTHING, Lots, Row, Writer, lots_of, send_by_lots

_T = TypeVar("_T")
_Item = TypeVar("_Item", StoredNode, StoredLink)
LABELS = ("Paper", "Author", "Model", "Method", "Dataset", "Task")
_MOST_REMOVED = 0.1  # of what a library has there, without --prune
_CONSTRAINT = "CREATE CONSTRAINT paperweft_id IF NOT EXISTS FOR (n:Paperweft) REQUIRE n.id IS UNIQUE"
FULL_TEXT_INDEX = "paperweft_text"
_FULL_TEXT = (
    f"CREATE FULLTEXT INDEX {FULL_TEXT_INDEX} IF NOT EXISTS FOR (n:Paperweft)"
    " ON EACH [n.title, n.abstract, n.name, n.aliases] OPTIONS "
    "{indexConfig: {`fulltext.analyzer`: 'english'}}"
)
_SUPPORT = (
    "SET {x}.libraries = CASE WHEN $library IN {x}.libraries THEN {x}.libraries"
    " ELSE coalesce({x}.libraries, []) + $library END RETURN count(*) AS done"
)
_OTHERS = "[x IN {x}.libraries WHERE x <> $library] AS others"


def _set(x: str, kind: str, first: int) -> str:
    """Sets each property that the kind has from its place in the row, which has no keys: half the work of sending it.

    A null removes the property.
    """
    return ", ".join(f"{x}.{name} = row[{place}]" for place, name in enumerate(PROPERTIES[kind], start=first))


def _put_nodes(label: str) -> str:
    labels = labels_of(label)
    not_its = [other for other in ("Entity", *LABELS) if other not in labels]
    return (
        "UNWIND $rows AS row MERGE (n:Paperweft {id: row[0]})"
        f" SET n.content = row[1], {_set('n', label, 2)}, n:{':'.join(labels)} REMOVE n:{':'.join(not_its)}"
        f" WITH n {_SUPPORT.format(x='n')}"
    )


def _put_links(kind: str) -> str:
    return (
        "UNWIND $rows AS row MATCH (a:Paperweft {id: row[0]}) MATCH (b:Paperweft {id: row[1]})"
        f" MERGE (a)-[r:{kind} {{paperweft: true}}]->(b) SET r.content = row[2], {_set('r', kind, 3)}"
        f" WITH r {_SUPPORT.format(x='r')}"
    )


def _withdraw_links(kind: str) -> str:
    return (
        f"UNWIND $rows AS row MATCH (:Paperweft {{id: row[0]}})-[r:{kind} {{paperweft: true}}]->"
        f"(:Paperweft {{id: row[1]}}) SET r.paperweft = true WITH r, {_OTHERS.format(x='r')}"
        " FOREACH (_ IN CASE WHEN others = [] THEN [1] ELSE [] END | DELETE r)"
        " FOREACH (_ IN CASE WHEN others = [] THEN [] ELSE [1] END | SET r.libraries = others)"
        " RETURN count(*) AS done"
    )


def _withdraw_nodes() -> str:
    """A node that somebody else has linked is not deleted: it loses our labels and properties, and is counted."""
    names = sorted({name for label in LABELS for name in PROPERTIES[label]} | {"id", "content", "libraries", *MEASURES})
    return (
        f"UNWIND $rows AS row MATCH (n:Paperweft {{id: row[0]}}) SET n:Paperweft WITH n, {_OTHERS.format(x='n')}"
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
            with Writer(connection, library, progress, planned.total if planned else graph.size) as writer:
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


def _write(writer: Writer, holdings: Holdings, graph: GraphTables) -> Written:
    counts: dict[str, Counter[str]] = {"added": Counter(), "updated": Counter(), "removed": Counter()}
    kept = 0

    def checked(rows: list[Row]) -> Callable[[int], None]:
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
        writer.send(_put_nodes(kind), rows, checked(rows), NOTHING)  # ids are unique: two batches never meet
    writer.wait()  # links need their ends
    links = ((kind, _lots(change), _link_row(change)) for kind, change in counted(holdings.link_changes(graph)))
    send_by_lots(writer, links, _put_links, checked)
    if counts["removed"]:
        for kind, gone in _by_kind(holdings.links_gone(graph)):
            ends: list[Row] = [[source, target] for source, target, _ in gone]
            writer.send(_withdraw_links(kind), ends, lambda _: None)
        for batch in batches_of(holdings.nodes_gone(graph), BATCH):
            writer.send(_withdraw_nodes(), [[identifier] for identifier in batch], count_kept)
    writer.wait()
    return written(counts, kept)


def _by_kind(items: Iterator[tuple[str, _T]]) -> Iterator[tuple[str, list[_T]]]:
    """Batches of one label or relationship type each."""
    waiting: dict[str, list[_T]] = {}
    for kind, item in items:
        batch = waiting.setdefault(kind, [])
        batch.append(item)
        if len(batch) == BATCH:
            yield kind, waiting.pop(kind)
    yield from waiting.items()


def _node_row(change: Change[StoredNode]) -> Row:
    assert change.item is not None
    node = change.item.parsed
    return [node.id, change.content, *_values(node.label, node.properties)]


def _lots(change: Change[StoredLink]) -> Lots:
    assert change.item is not None
    return lots_of(change.kind, change.item.source, change.item.target)


def _link_row(change: Change[StoredLink]) -> Row:
    assert change.item is not None
    link = change.item.parsed
    return [link.source, link.target, change.content, *_values(link.kind, link.properties)]


def _values(kind: str, properties: Mapping[str, Any]) -> Row:
    unknown = properties.keys() - PROPERTIES[kind].keys()
    assert not unknown, f"{kind} has no property {unknown} in paperweft.model.PROPERTIES"
    return [properties.get(name) for name in PROPERTIES[kind]]
