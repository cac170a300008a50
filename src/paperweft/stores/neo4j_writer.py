"""Sends batches of rows to Neo4j over two connections, while the next ones are being made.

A server spends most of a push in one thread a transaction, so a second transaction at a time nearly halves it. Two that
meet at a node would wait for each other, or deadlock and be rolled back; batches therefore say which lots of nodes they
touch, and only those that share none run side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import neo4j
from neo4j.exceptions import ClientError

from paperweft.model import NAMING
from paperweft.progress import Progress
from paperweft.stores.neo4j_connection import Connection

Row = list[Any]
Lots = frozenset[int]
BATCH = 5_000
_PENDING = 8 * BATCH  # rows that wait at most until enough of them touch the same lots
_CONNECTIONS = 2
_ATTEMPTS = 5  # at a batch that met what another push deleted meanwhile
_PAPER, _ENTITY, _AUTHOR = 0, 2, 4  # the first of the two lots of each
#: For a statement that may touch any node: it runs alone.
EVERYTHING: Lots = frozenset(range(6))
NOTHING: Lots = frozenset()


def lots_of(kind: str, source: str, target: str) -> Lots:
    """The lots of a link's ends: papers, entities and authors fall into two each, by a checksum of the id."""
    if kind in NAMING:
        first, second = _PAPER, _ENTITY
    elif kind in ("CITES", "WROTE"):
        first, second = (_PAPER if kind == "CITES" else _AUTHOR), _PAPER
    else:
        first, second = _ENTITY, _ENTITY
    return frozenset(
        (
            first + (crc32(source.encode("utf-8", "surrogatepass")) & 1),
            second + (crc32(target.encode("utf-8", "surrogatepass")) & 1),
        )
    )


@dataclass(slots=True)
class _Sent:
    session: neo4j.Session
    lots: Lots
    then: Callable[[int], None]


class Writer:
    """Runs statements over batches in managed transactions, which the driver retries; to be used in a ``with`` block.

    ``progress`` is called with (stage, done, total), counting rows, as batches are sent.
    """

    def __init__(self, connection: Connection, library: str, progress: Progress | None, total: int) -> None:
        self._free = [connection.session() for _ in range(_CONNECTIONS)]
        self._library, self._progress, self._done, self._total = library, progress, 0, total
        self._threads = ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="paperweft-push")
        self._sent: dict[Future[int], _Sent] = {}

    def can_send(self, lots: Lots) -> bool:
        """Whether a batch that touches these lots would be sent without waiting."""
        return bool(self._free) and not any(lots & sent.lots for sent in self._sent.values())

    def send(self, statement: str, rows: list[Row], then: Callable[[int], None], lots: Lots = EVERYTHING) -> None:
        """Runs the statement over the rows as soon as nothing that is on its way touches one of the lots.

        ``then`` gets the number that the statement returns, in the caller's thread.
        """
        while not self.can_send(lots):
            self._receive()
        if self._progress:
            self._progress("pushing", self._done, self._total)
        self._done += len(rows)
        session = self._free.pop()
        self._sent[self._threads.submit(self._run, session, statement, rows)] = _Sent(session, lots, then)

    def wait_for_connection(self) -> None:
        """Returns when a connection is free."""
        while not self._free:
            self._receive()

    def wait(self) -> None:
        """Returns when nothing is on its way."""
        while self._sent:
            self._receive()

    def _receive(self) -> None:
        """Takes in what is done; waits for the first where nothing is."""
        for done in wait(self._sent, return_when=FIRST_COMPLETED).done:
            sent = self._sent.pop(done)
            self._free.append(sent.session)
            sent.then(done.result())

    def _run(self, session: neo4j.Session, statement: str, rows: list[Row]) -> int:
        def work(transaction: neo4j.ManagedTransaction) -> int:
            record = transaction.run(statement, rows=rows, library=self._library).single()
            return int(record["done"]) if record else 0

        for _ in range(_ATTEMPTS - 1):
            try:
                return session.execute_write(work)
            except ClientError as error:
                if error.code != "Neo.ClientError.Statement.EntityNotFound":
                    raise
        return session.execute_write(work)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.wait()
        finally:
            self._threads.shutdown(wait=True, cancel_futures=True)
            for session in [*self._free, *(sent.session for sent in self._sent.values())]:
                session.close()


def send_by_lots(
    writer: Writer,
    rows: Iterable[tuple[str, Lots, Row]],
    statement: Callable[[str], str],
    then: Callable[[list[Row]], Callable[[int], None]],
) -> None:
    """Sends (kind, lots, row) in batches of one kind whose lots leave both connections something to do.

    ``statement`` makes the kind's statement, ``then`` what is called with its number.
    """
    waiting: dict[tuple[str, Lots], list[Row]] = defaultdict(list)
    count = 0

    def send(key: tuple[str, Lots]) -> int:
        kind, lots = key
        batch, waiting[key] = waiting[key][:BATCH], waiting[key][BATCH:]
        if not waiting[key]:
            del waiting[key]
        writer.send(statement(kind), batch, then(batch), lots)
        return len(batch)

    for kind, lots, row in rows:
        waiting[kind, lots].append(row)
        count += 1
        if len(waiting[kind, lots]) >= BATCH and writer.can_send(lots):
            count -= send((kind, lots))
        elif count >= _PENDING:
            writer.wait_for_connection()
            count -= send(_largest(waiting, writer))
    if count <= BATCH:
        waiting = _joined(waiting)
    while waiting:
        writer.wait_for_connection()
        send(_largest(waiting, writer))


def _largest(waiting: dict[tuple[str, Lots], list[Row]], writer: Writer) -> tuple[str, Lots]:
    """The key with the most rows, of those that need not wait where there are any."""
    return max(waiting, key=lambda key: (writer.can_send(key[1]), len(waiting[key])))


def _joined(waiting: dict[tuple[str, Lots], list[Row]]) -> dict[tuple[str, Lots], list[Row]]:
    """Few rows are not worth many transactions: one batch a kind."""
    kinds: dict[str, list[tuple[Lots, list[Row]]]] = defaultdict(list)
    for (kind, lots), rows in waiting.items():
        kinds[kind].append((lots, rows))
    return {
        (kind, NOTHING.union(*(lots for lots, _ in parts))): [row for _, rows in parts for row in rows]
        for kind, parts in kinds.items()
    }
