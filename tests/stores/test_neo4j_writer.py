"""Batches over two connections: none is lost, and two that run side by side touch no node in common."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperweft.stores import neo4j_writer
from paperweft.stores.neo4j_writer import EVERYTHING, NOTHING, Lots, Row, Writer, lots_of, send_by_lots

#: Relationship type -> what its ends are: papers, authors, entities.
ENDS = {"USES": "pe", "CITES": "pp", "WROTE": "ap", "EXTENDS": "ee"}
KINDS = tuple(ENDS)


class Server:
    """Stands in for a connection: counts what its sessions write, and sees which ends are written to at one time."""

    def __init__(self) -> None:
        self.written: Counter[tuple[str, str, str]] = Counter()
        self.batches: list[int] = []
        self.most_at_once = self._at_once = 0
        self.met = False
        self._busy: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._both = threading.Barrier(2)

    def session(self) -> Any:
        return self

    def close(self) -> None:
        pass

    def execute_write(self, work: Callable[[Any], int]) -> int:
        return work(self)

    def run(self, statement: str, rows: list[Row], library: str) -> Any:
        ends = {end for row in rows for end in row[:2]}
        with self._lock:
            self.met = self.met or any(self._busy[end] for end in ends)
            self._busy.update(ends)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            self._both.wait(0.002)  # gives another batch the time to run beside this one
        except threading.BrokenBarrierError:
            self._both.reset()
        with self._lock:
            self._busy.subtract(ends)
            self._at_once -= 1
            self.written.update((statement, row[0], row[1]) for row in rows)
            self.batches.append(len(rows))
        return self

    def single(self) -> dict[str, int]:
        return {"done": self.batches[-1]}


def sent(links: list[tuple[str, str, str]], batch: int) -> Server:
    server = Server()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neo4j_writer, "BATCH", batch)
        patch.setattr(neo4j_writer, "_PENDING", 8 * batch)
        with Writer(server, "library", None, len(links)) as writer:  # type: ignore[arg-type]
            rows = ((kind, lots_of(kind, source, target), [source, target]) for kind, source, target in links)
            send_by_lots(writer, rows, str, lambda _: lambda done: None)
    return server


_LINKS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 30), st.integers(0, 30)).map(
        lambda link: (link[0], f"{ENDS[link[0]][0]}{link[1]}", f"{ENDS[link[0]][1]}{link[2]}")
    ),
    max_size=150,
)


@settings(deadline=None, max_examples=40)
@given(_LINKS, st.integers(1, 12))
def test_every_link_is_sent_once_and_no_two_batches_meet(links: list[tuple[str, str, str]], batch: int) -> None:
    server = sent(links, batch)
    assert server.written == Counter(links) and not server.met
    assert max(server.batches, default=0) <= batch


def test_many_links_keep_both_connections_busy() -> None:
    links = [("USES", f"s{n}", f"t{n % 40}") for n in range(2_000)]
    assert sent(links, 50).most_at_once == 2


def test_few_links_are_one_batch_a_kind() -> None:
    links = [(kind, f"s{n}", f"t{n}") for kind in KINDS for n in range(20)]
    assert len(sent(links, 100).batches) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_lots_are_of_the_kinds_of_ends(kind: str) -> None:
    found = {lot for n in range(50) for lot in lots_of(kind, f"s{n}", f"t{n}")}
    expected = {"USES": {0, 1, 2, 3}, "CITES": {0, 1}, "WROTE": {0, 1, 4, 5}, "EXTENDS": {2, 3}}
    assert found == expected[kind] and found <= EVERYTHING


def test_a_failure_ends_the_writing_and_is_told() -> None:
    class Failing(Server):
        def run(self, statement: str, rows: list[Row], library: str) -> Any:
            raise RuntimeError("no")

    def write(lots: Lots) -> None:
        with Writer(Failing(), "library", None, 1) as writer:  # type: ignore[arg-type]
            writer.send("statement", [["a", "b"]], lambda _: None, lots)

    for lots in (NOTHING, EVERYTHING):
        with pytest.raises(RuntimeError, match="no"):
            write(lots)
