"""Asks services about papers that lack something, and stores what they answer as source records of the papers.

Committed as answers come, and each question is kept with its date: a run that was broken off goes on where it stopped, and
what a service lacked is not asked for again before :data:`ASK_AGAIN`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone

from paperweft.enrichment.matching import Candidate, best_match, is_another
from paperweft.enrichment.needs import WHAT, Need, What, count_lacking, needs
from paperweft.enrichment.services import Finds, Knows, Plan, askable_ids, can_help, plan
from paperweft.errors import ServiceError
from paperweft.identity import add_records
from paperweft.model import MATCHED, Paper, SourceRecord
from paperweft.progress import Progress
from paperweft.readers import Skipped
from paperweft.record.enquiries import Enquiry
from paperweft.record.library import Record

ASK_AGAIN = timedelta(days=30)
_COMMIT_EVERY = 100  # answers


@dataclass(frozen=True, slots=True)
class EnrichReport:
    """What came of a run: papers asked about, those that some service answered, those found by title, how many papers
    got what they lacked, and what services said where they failed (a line each)."""

    asked: int = 0
    answered: int = 0
    matched: int = 0
    gained: Mapping[What, int] = field(default_factory=dict)
    failures: tuple[str, ...] = ()


class Asked:
    """Tells which questions were asked within :data:`ASK_AGAIN`."""

    def __init__(self, record: Record, moment: datetime) -> None:
        self._asked = record.enquiries.since((moment - ASK_AGAIN).isoformat(timespec="milliseconds"))

    def __call__(self, need: Need, service: str) -> bool:
        """Whether the service was asked about the paper by all that it could be asked by now."""
        before = self._asked.get((need.paper.id, service))
        if before is None:
            return False
        questions = set(askable_ids(need, service)) or {"title"}
        return questions <= set(before.asked_by.split()) or (not before.reason and before.asked_by != "title")


def planned(
    record: Record,
    what: Collection[What],
    services: Sequence[str],
    limit: int | None = None,
    now: datetime | None = None,
) -> list[Plan]:
    """What :func:`enrich` would ask of each service, at most."""
    asked = Asked(record, now or datetime.now(timezone.utc))
    found = [need for need in needs(record, what) if _open(need, services, asked)][:limit]
    return plan(found, services, asked)


class _Run:
    """One run over some papers."""

    def __init__(self, record: Record, now: datetime) -> None:
        self._record = record
        self._today = now.date().isoformat()
        self._moment = now.isoformat(timespec="milliseconds")
        self._waiting: list[tuple[Enquiry, tuple[SourceRecord, ...]]] = []
        self.answered: set[str] = set()
        self.matched: set[str] = set()

    def keep(
        self, need: Need, service: str, asked_by: str, found: Sequence[SourceRecord], against: Candidate | str = ""
    ) -> None:
        """Notes the question and what came of it; stored with the next commit."""
        reason = against if isinstance(against, str) else against.reason
        candidate = None if isinstance(against, str) else _described(against)
        if found:
            self.answered.add(need.paper.id)
        enquiry = Enquiry(need.paper.id, service, self._moment, asked_by, reason, candidate)
        self._waiting.append((enquiry, tuple(found)))
        if len(self._waiting) >= _COMMIT_EVERY:
            self.commit()

    def commit(self) -> None:
        """Stores what has come so far."""
        with self._record.transaction():
            add_records(
                self._record.papers, [record for _, records in self._waiting for record in records], self._today
            )
            for enquiry, _ in self._waiting:
                self._record.enquiries.put(enquiry)
        self._waiting = []


def enrich(
    record: Record,
    clients: Mapping[str, Knows],
    what: Collection[What] = WHAT,
    *,
    limit: int | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> EnrichReport:
    """Asks ``clients`` (by the names of SERVICES, in order) about the papers that lack anything of ``what``, at most ``limit``.

    First papers without an identifier are looked for by their titles; then those with one are asked for by it, of each
    service those that the ones before left lacking. A service that fails is passed over for the rest of the run.
    """
    moment = now or datetime.now(timezone.utc)
    asked = Asked(record, moment)
    found = [need for need in needs(record, what) if _open(need, clients, asked)][:limit]
    chosen = {need.paper.id for need in found}
    run = _Run(record, moment)
    failures: dict[str, str] = {}
    for step in (_by_title, _by_id):
        for name, client in clients.items():
            if name in failures:
                continue
            waiting = [need for need in needs(record, what) if need.paper.id in chosen and not asked(need, name)]
            try:
                step(run, name, client, waiting, progress)
            except ServiceError as error:
                failures[name] = str(error)
            finally:
                run.commit()
    before, after = count_lacking(found), count_lacking(n for n in needs(record, what) if n.paper.id in chosen)
    gained: dict[What, int] = {name: before[name] - after[name] for name in WHAT if name in what}
    return EnrichReport(len(found), len(run.answered), len(run.matched), gained, tuple(failures.values()))


def _open(need: Need, services: Iterable[str], asked: Asked) -> bool:
    return any(can_help(need, name) and not asked(need, name) for name in services)


def _by_title(run: _Run, name: str, client: Knows, waiting: Sequence[Need], progress: Progress | None) -> None:
    """Looks for papers without an identifier."""
    if not isinstance(client, Finds):
        return
    nameless = [need for need in waiting if not need.paper.ids]
    for done, need in enumerate(nameless):
        if progress:
            progress(f"looking for titles in {name}", done, len(nameless))
        run.commit()
        if not need.paper.title:
            run.keep(need, name, "title", (), "it has neither an identifier nor a title to go by")
            continue
        candidates = [item for item in client.by_title(need.paper.title) if isinstance(item, SourceRecord)]
        best = best_match(need.paper, candidates)
        if best is None:
            run.keep(need, name, "title", (), f"{name} finds nothing like this title")
        elif best.reason:
            run.keep(need, name, "title", (), best)
        elif not best.record.ids:
            run.keep(
                need, name, "title", (), replace(best, reason="the paper was found, but has no identifier there either")
            )
        else:
            run.matched.add(need.paper.id)
            run.keep(need, name, "title", (_matched(need.paper, best.record), best.record))


def _by_id(run: _Run, name: str, client: Knows, waiting: Sequence[Need], progress: Progress | None) -> None:
    """Asks about papers by their best identifier, about those that it does not find by the next."""
    left = {
        need.paper.id: (need, ids)
        for need in waiting
        if need.paper.ids and can_help(need, name) and (ids := askable_ids(need, name))
    }
    total, place = len(left), 0
    while left:
        by_id = {ids[place]: need for need, ids in left.values()}
        for wanted, records, reason in _answers(client, by_id):
            need, ids = left[by_id[wanted].paper.id]
            if progress:
                progress(f"asking {name}", total - len(left), total)
            if not records and place + 1 < len(ids) and not isinstance(reason, Candidate):
                continue
            run.keep(need, name, " ".join(ids[: place + 1]), records, reason)
            del left[need.paper.id]
        place += 1


def _answers(
    client: Knows, by_id: Mapping[str, Need]
) -> Iterator[tuple[str, tuple[SourceRecord, ...], Candidate | str]]:
    """(id asked for, records, why there is none) for each id, as the answers come."""
    ids = list(by_id)
    open_ids = dict.fromkeys(ids)
    for item in client.works(ids):
        if isinstance(item, Skipped):
            if item.text in open_ids:
                del open_ids[item.text]
                yield item.text, (), item.reason
            continue
        own = {f"{kind}:{value}" for kind, value in (*item.ids.items(), *item.other_ids)}
        for wanted in [identifier for identifier in open_ids if identifier in own]:
            del open_ids[wanted]
            if is_another(by_id[wanted].paper, item):
                yield wanted, (), Candidate(item, 0.0, f"{wanted} is another paper's identifier")
            else:
                yield wanted, (item,), ""
    for wanted in open_ids:
        yield wanted, (), "the service left it out of its answer"


def _matched(paper: Paper, found: SourceRecord) -> SourceRecord:
    """The match as a record of its own: by its text it is the paper's, by its identifiers the service's.

    So identity follows from the records alone, and goes when this one goes.
    """
    return SourceRecord(
        source=MATCHED, origin=found.source, title=paper.title, abstract=paper.abstract, ids=found.ids, year=paper.year,
        authors=paper.authors, given_id=paper.id, raw={"title": found.title, "ids": dict(found.ids)},
    )  # fmt: skip


def _described(candidate: Candidate) -> dict[str, object]:
    record = candidate.record
    best = next(iter(f"{kind}:{value}" for kind, value in record.ids.items()), "")
    return {
        "title": record.title, "year": record.year, "authors": "; ".join(record.authors), "id": best,
        "similarity": round(candidate.similarity, 3),
    }  # fmt: skip
