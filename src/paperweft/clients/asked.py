"""What was asked for, and which of it was answered: ids in batches, papers each once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from paperweft.clients.base import Answered
from paperweft.identity.identifiers import identifier_of
from paperweft.model import SourceRecord
from paperweft.readers import Skipped


@dataclass(frozen=True, slots=True)
class AskedId:
    """An id as it was given, its place among those given (from 1), and what it says."""

    text: str
    place: int
    kind: str
    value: str


class Asking:
    """Turns ids into what a service is asked, and keeps count of what it answered.

    ``kinds`` are the identifiers that the service takes; an id of another kind, or that is none, is a Skipped at once.
    """

    def __init__(self, service: str, kinds: Sequence[str], ids: Iterable[str]) -> None:
        self._service = service
        self._kinds = tuple(kinds)
        self._ids = ids
        self._seen: set[str] = set()

    def batches(self, size: int) -> Iterator[list[AskedId] | Skipped]:
        """The ids by so many, each once; what cannot be asked for comes as it is met."""
        batch: list[AskedId] = []
        met: set[tuple[str, str]] = set()
        for place, text in enumerate(self._ids, start=1):
            asked = self._read(text.strip(), place)
            if isinstance(asked, Skipped):
                yield asked
            elif (asked.kind, asked.value) not in met:
                met.add((asked.kind, asked.value))
                batch.append(asked)
                if len(batch) == size:
                    yield batch
                    batch = []
        if batch:
            yield batch

    def answers(
        self, size: int, find: Callable[[list[AskedId]], Iterable[tuple[AskedId, Answered | None]]]
    ) -> Iterator[Answered]:
        """What ``find`` has for each id of a batch of ``size``: papers each once, and a report of every id that has none."""
        for batch in self.batches(size):
            if isinstance(batch, Skipped):
                yield batch
                continue
            for asked, found in find(batch):
                if found is None:
                    yield self.unanswered(asked)
                elif isinstance(found, Skipped):
                    yield found
                elif self.first_time(record := named(found, asked)):
                    yield record

    def first_time(self, record: SourceRecord) -> bool:
        """Whether the paper is met for the first time, or under another id than its own for the first time."""
        keys = {record.given_id or repr(sorted(record.ids.items())) + record.title, *map(":".join, record.other_ids)}
        new = not keys <= self._seen
        self._seen |= keys
        return new

    def unanswered(self, asked: AskedId) -> Skipped:
        """The report of an id that no paper answered."""
        return Skipped(self._service, asked.place, f"{self._service} has no paper of this id", asked.text)

    def _read(self, text: str, place: int) -> AskedId | Skipped:
        found = identifier_of(text)
        if not found:
            return Skipped(
                self._service,
                place,
                "not an identifier of a paper (bare numbers say no kind: write pmid:… or corpusid:…)",
                text,
            )
        if found[0] not in self._kinds:
            taken = ", ".join(self._kinds)
            return Skipped(self._service, place, f"{self._service} cannot be asked by {found[0]}, but by {taken}", text)
        return AskedId(text, place, *found)


def named(record: SourceRecord, asked: AskedId) -> SourceRecord:
    """``record`` with the id under which it was asked for, so that the id finds the paper though the service's own is another."""
    if record.ids.get(asked.kind, asked.value) == asked.value:
        return replace(record, ids={**record.ids, asked.kind: asked.value})
    return replace(record, other_ids=(*record.other_ids, (asked.kind, asked.value)))


def each_once(items: Iterable[Answered], limit: int) -> Iterator[Answered]:
    """The first ``limit`` papers of ``items``, without those that came before, and what is skipped among them."""
    seen: set[str] = set()
    for item in items:
        if isinstance(item, SourceRecord):
            if len(seen) >= limit:
                return
            key = item.given_id or item.title
            if key in seen:
                continue
            seen.add(key)
        yield item
        if len(seen) >= limit:
            return
