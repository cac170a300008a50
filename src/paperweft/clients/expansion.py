"""From some papers along their citations, breadth first, each paper once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from paperweft.clients.base import Answered, CitationClient, Client
from paperweft.model import SourceRecord
from paperweft.readers import Skipped


def citing_papers(client: CitationClient, seeds: Sequence[str], depth: int, limit: int) -> Iterator[Answered]:
    """The papers ``seeds``, then at most ``limit`` that cite them, then those that cite these, ``depth`` steps far.

    One request or more for each paper whose citations are looked up; of those found in the last step none is.
    """
    walk = _Walk(client, limit)
    yield from walk.begin(seeds)
    for _ in range(depth):
        for paper in walk.step():
            id = walk.id_of(paper)
            if id and not walk.full:
                yield from walk.meet(client.citations(id, walk.room))


def cited_papers(client: Client, seeds: Sequence[str], depth: int, limit: int) -> Iterator[Answered]:
    """The papers ``seeds``, then at most ``limit`` that they cite, then those that these cite, ``depth`` steps far.

    What is cited stands in the papers' records, so that only the cited papers are asked for, in batches.
    """
    walk = _Walk(client, limit)
    yield from walk.begin(seeds)
    for _ in range(depth):
        if not walk.full:
            yield from walk.meet(client.works(walk.references(walk.step())))


class _Walk:
    """The papers that were met, and those from which the next step goes."""

    def __init__(self, client: Client, limit: int) -> None:
        self._client = client
        self._found: set[str] = set()
        self._asked: set[str] = set()
        self._next: list[SourceRecord] = []
        self.room = limit

    @property
    def full(self) -> bool:
        """Whether as many were found as were wanted."""
        return self.room <= 0

    def begin(self, seeds: Iterable[str]) -> Iterator[Answered]:
        """The papers of ``seeds``, which do not count."""
        room = self.room
        self.room = 1 << 62
        yield from self.meet(self._client.works(seeds))
        self.room = room

    def step(self) -> list[SourceRecord]:
        """The papers that the last step found."""
        frontier, self._next = self._next, []
        return frontier

    def meet(self, items: Iterable[Answered]) -> Iterator[Answered]:
        """The papers among ``items`` that are new, while there is room for them."""
        if self.full:
            return
        for item in items:
            if isinstance(item, Skipped):
                yield item
                continue
            key = self.id_of(item) or item.title
            if key in self._found:
                continue
            self._found.add(key)
            self._next.append(item)
            self.room -= 1
            yield item
            if self.full:
                return

    def references(self, papers: Iterable[SourceRecord]) -> Iterator[str]:
        """What ``papers`` cite, each work once, by identifiers that the client takes."""
        for paper in papers:
            for target in paper.references:
                id = next((f"{kind}:{target[kind]}" for kind in self._client.id_kinds if kind in target), "")
                if id and id not in self._asked and id not in self._found:
                    self._asked.add(id)
                    yield id

    def id_of(self, paper: SourceRecord) -> str:
        """An identifier of the paper that the client takes."""
        return next((f"{kind}:{paper.ids[kind]}" for kind in self._client.id_kinds if kind in paper.ids), "")
