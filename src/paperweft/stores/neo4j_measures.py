"""Writes a library's measures to its nodes in Neo4j: only where they differ, and no other property.

They are outside the content hash by which a push tells what to write, so that a new paper, which changes everybody's
PageRank a little, makes a push write one node, and this write one number each, when asked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import neo4j

from paperweft.batches import batches_of
from paperweft.model import MEASURES
from paperweft.progress import Progress
from paperweft.record.measures import MeasureTable
from paperweft.stores.neo4j_connection import Connection
from paperweft.stores.neo4j_writer import BATCH, Row

_NAMES = tuple(MEASURES)
_THERE = f"MATCH (n:Paperweft) WHERE $library IN n.libraries RETURN n.id, {', '.join(f'n.{name}' for name in _NAMES)}"
_SET = "UNWIND $rows AS row MATCH (n:Paperweft {id: row[0]}) WHERE $library IN n.libraries SET " + ", ".join(
    f"n.{name} = row[{place}]" for place, name in enumerate(_NAMES, start=1)
)


def push_measures(
    connection: Connection, measures: MeasureTable, library: str, *, dry_run: bool, progress: Progress | None
) -> int:
    """Makes the measures of the library's nodes those of ``measures``; returns how many nodes differ.

    A node that was measured no longer, or by other names, loses what it has of these. With ``dry_run`` nothing is written.
    """
    with closing(sqlite3.connect("", isolation_level=None)) as there, connection.session() as session:
        there.execute(f"CREATE TABLE node (id TEXT PRIMARY KEY, {', '.join(_NAMES)}) WITHOUT ROWID")
        places = ", ".join("?" * (len(_NAMES) + 1))
        there.execute("BEGIN")
        there.executemany(
            f"INSERT OR REPLACE INTO node VALUES ({places})",
            (tuple(row) for row in session.run(_THERE, library=library)),
        )
        there.execute("COMMIT")
        done = 0
        for rows in batches_of(_differing(there, measures), BATCH):
            if not dry_run:
                session.execute_write(_write, rows, library)
            done += len(rows)
            if progress:
                progress("measures", done, None)
    return done


def _write(transaction: neo4j.ManagedTransaction, rows: list[Row], library: str) -> None:
    transaction.run(_SET, rows=rows, library=library).consume()


def _differing(there: sqlite3.Connection, measures: MeasureTable) -> Iterator[Row]:
    """The nodes in the database whose measures are others, with those that they are to have; both sides sorted by id."""
    ours = iter(measures)
    current = next(ours, None)
    for identifier, *values in there.execute("SELECT * FROM node ORDER BY id"):
        while current and current[0] < identifier:
            current = next(ours, None)
        found = current[1] if current and current[0] == identifier else {}
        wanted = [found.get(name) for name in _NAMES]
        if wanted != values:
            yield [identifier, *wanted]
