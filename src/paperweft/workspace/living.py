"""A library that lives: papers go and come back, graphs are compared, news is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from paperweft.errors import AmbiguousNodeError, LibraryError, NodeNotFoundError, ServiceError
from paperweft.history import Difference, News, Version, build_at, compare, is_moment, news_of, read_follow
from paperweft.history.feeds import Feed, feed_of
from paperweft.history.news import FOLLOW_NAME
from paperweft.identity import find_removed, remove_papers, restore_paper
from paperweft.linking.ids import without
from paperweft.model import Node
from paperweft.progress import Progress
from paperweft.record.builds import Build
from paperweft.record.removed import Removed
from paperweft.workspace.base import GraphReport, OpenLibrary, now
from paperweft.workspace.building import AddReport, Building
from paperweft.workspace.sources import Items, open_sources

if TYPE_CHECKING:
    from paperweft.clients import FetchRequest, Http

#: What answers a request of papers, as :func:`paperweft.clients.fetch` does.
Fetch: TypeAlias = "Callable[[FetchRequest], Items]"
_TOLD = "told_until"  # the mark of the build whose news was told last


class _DryRun(Exception):
    """Ends a transaction that is to leave nothing."""


@dataclass(frozen=True, slots=True)
class Removal:
    """What a removal took, or would take: ``papers`` as (id, title), and what differs in the graph.

    ``renamed`` are entities whose id loses a number that only the removed papers made needful, old id -> new id.
    """

    papers: tuple[tuple[str, str], ...]
    difference: Difference
    renamed: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Update:
    """What an update read, and what is new; ``failures`` are services that gave out, a sentence each."""

    added: AddReport
    extracted: int
    graph: GraphReport
    news: News
    failures: tuple[str, ...] = ()


class Living(Building):
    """Removing, comparing, updating."""

    def remove(self, *names: str, dry_run: bool = False) -> Removal:
        """Takes papers, by id, title or label, and what only they supported: the graph is that of a library that never
        had them.

        They stay out when their sources are built again, until :meth:`restore`. With ``dry_run`` nothing is changed.
        Raises NodeNotFoundError or AmbiguousNodeError.
        """
        self._identify()
        record, ledger = self._record, self.ledger()
        found = {node.id: node for node in map(self._paper_to_remove, names)}
        removal: Removal | None = None
        try:
            with record.transaction():
                before = self._version()
                used = self._linked(ledger, {}).new_ids
                remove_papers(record.papers, record.removed, found, now())
                left = self._linked(ledger, {}).new_ids
                decided = {str(value) for line in ledger.decisions for value in line.as_table().values()}
                known = record.entity_ids()
                gone, changed = without(known, used.keys() - left.keys(), left, decided)
                record.change_entity_ids(gone, changed)
                warnings = self._relink(ledger)
                removal = Removal(
                    tuple((node.id, node.name) for node in found.values()),
                    compare(before, self._version()),
                    {known[key]: identifier for key, identifier in changed.items()},
                    warnings,
                )
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        assert removal is not None
        return removal

    def _paper_to_remove(self, name: str) -> Node:
        try:
            return self.paper(name)
        except NodeNotFoundError:
            others = self._record.graph.named(name)
            if not others:
                raise
            kind = others[0].label.lower()
            raise LibraryError(
                f"{name!r} is no paper but {_article(kind)} {kind}; give a paper's id or title"
            ) from None

    def removed(self) -> list[Removed]:
        """The papers that were removed, first removed first."""
        return list(self._record.removed)

    def restore(self, name: str) -> tuple[Removed, Difference]:
        """Brings a removed paper back as it was, by id, identifier or title.

        Raises LibraryError where there is none such, or where its id was given away meanwhile, and AmbiguousNodeError.
        """
        self._identify()
        found = find_removed(self._record.removed, name)
        if not found:
            raise LibraryError(f"no removed paper is called {name!r}; `paperweft remove --list` shows which there are")
        if len({item.paper_id for item in found}) > 1:
            raise AmbiguousNodeError(name, [(item.paper_id, item.title) for item in found])
        ledger = self.ledger()
        with self._record.transaction():
            before = self._version()
            restore_paper(self._record.papers, self._record.removed, found[-1], now())
            self._relink(ledger)
            return found[-1], compare(before, self._version())

    def builds(self) -> list[Build]:
        """The builds of the library, oldest first."""
        return list(self._record.builds)

    def diff(self, before: str | int | Path | None = None, after: str | int | Path | None = None) -> Difference:
        """What leads from one graph to another: each is a library's file, a build's number, or a moment ("2026-11-28",
        "yesterday", "7d") and then this library's last build before it.

        By default from the build before the last one to the graph as it stands. Raises LibraryError where there is no such
        library or build.
        """
        with ExitStack() as stack:
            stack.enter_context(self._record.snapshot())

            def version(name: str | int | Path, *, end: bool) -> Version:
                name = str(name) if isinstance(name, int) else name
                if isinstance(name, Path) or (not is_moment(name) and Path(name).exists()):
                    other = stack.enter_context(OpenLibrary(name, create=False))
                    return other._version()
                return Version(self.path.name, build_at(name, builds, datetime.now(), end=end), self._record.builds)

            builds = self.builds()
            first = version(max(0, len(builds) - 1) if before is None else before, end=False)
            return compare(first, self._version() if after is None else version(after, end=True))

    def update(
        self,
        *sources: str | Path,
        follow: str | Path | None = None,
        extract: bool = True,
        processes: int = 1,
        fetch: Fetch | None = None,
        progress: Progress | None = None,
    ) -> Update:
        """Fetches and builds ``sources`` (files, "huggingface", "arxiv:WORDS"...), and says what is new since the last time.

        That is what was not marked by :meth:`told` yet, also from an update that was broken off. ``follow`` is the file
        of names to follow, by default ``follow.txt`` beside the library where there is one.
        """
        names = self._names_to_follow(follow)
        self.ledger()  # one that cannot be read says so before a source is
        feeds = {source: feed_of(source) for source in map(str, sources)}
        files = open_sources([source for source, feed in feeds.items() if feed is None])
        record = self._record
        if record.mark(_TOLD) is None:
            with record.transaction():
                record.set_mark(_TOLD, record.builds.settled)
        failures: dict[str, str] = {}
        with ExitStack() as stack:
            fetched = self._fetched(filter(None, feeds.values()), fetch or _fetcher(stack), failures)
            added = self._add([*files, *fetched], progress)
        with record.transaction():
            for feed in filter(None, feeds.values()):
                if str(feed) not in failures:
                    record.set_mark(f"fetched {feed}", date.today().toordinal())
        graph = self.link(preliminary=extract)
        extracted = self.extract(processes=processes, progress=progress) if extract else 0
        if extracted:
            graph = self.link()
        elif extract:
            self.settle()
        return Update(added, extracted, graph, self.news(names), tuple(failures.values()))

    def news(self, follow: Iterable[str] = ()) -> News:
        """What is new since :meth:`told`, or since ever, and what of it is on the names to ``follow``."""
        with self._record.snapshot():
            told = self._record.mark(_TOLD) or 0
            since = next((build for build in reversed(self.builds()) if build.row <= told), None)
            builds = self._record.builds
            difference = compare(Version(self.path.name, since, builds), self._version())
            name = since.finished_at if since else None
            return news_of(difference, self._record.graph, builds.ever(told), list(follow), name, builds.settled)

    def told(self, news: News) -> None:
        """Marks the news as told: the next begins where it ends."""
        with self._record.transaction():
            self._record.set_mark(_TOLD, news.upto)

    def _fetched(self, feeds: Iterable[Feed], fetch: Fetch, failures: dict[str, str]) -> Iterator[Items]:
        """What the feeds have since they were asked last, a stream for each request."""
        for feed in feeds:
            last = self._record.mark(f"fetched {feed}")
            for request in feed.requests(date.fromordinal(last) if last else None, date.today()):
                yield _until_it_fails(fetch(request), str(feed), failures)

    def _names_to_follow(self, path: str | Path | None) -> list[str]:
        beside = self.path.with_name(FOLLOW_NAME)
        if path is None and not beside.exists():
            return []
        return read_follow(Path(path) if path is not None else beside)


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _fetcher(stack: ExitStack) -> Fetch:
    """Asks the services, by one opened ``Http`` that ``stack`` closes."""

    def ask(request: FetchRequest) -> Items:
        from paperweft.clients import Http, fetch

        if not opened:
            opened.append(stack.enter_context(Http()))
        yield from fetch(request, opened[0])

    opened: list[Http] = []
    return ask


def _until_it_fails(items: Items, feed: str, failures: dict[str, str]) -> Items:
    """``items`` up to where the service gives out, which is noted: what came stands, and it is not asked again."""
    try:
        if feed not in failures:
            yield from items
    except ServiceError as error:
        failures[feed] = f"{feed}: {error}"
