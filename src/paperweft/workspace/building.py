"""Into the library: reading sources, extracting, linking, and deciding in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import merge
from pathlib import Path

from paperweft.batches import batches_of
from paperweft.citations import PapersWithCode, abstract_citations
from paperweft.files import replacing
from paperweft.graph.changes import Changes, changes
from paperweft.graph.threshold import Threshold
from paperweft.graph.weave import weave_links, weave_nodes
from paperweft.identity import RULES, add_records, identify_again, source_id
from paperweft.linking import Ledger, Linked, link, parse_ledger
from paperweft.linking.ledger import Decision, read_text, with_current_papers, with_decision
from paperweft.model import Link, Raw, SourceRecord
from paperweft.names.catalogue import shipped_catalogue
from paperweft.progress import Progress
from paperweft.readers import Skipped
from paperweft.record.source_records import raw_of
from paperweft.workspace.base import GraphReport, OpenLibrary, now
from paperweft.workspace.sources import Items, open_sources

_COMMIT_EVERY = 32  # papers whose extraction is lost at most when a build is killed
_READ_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of the papers of some sources."""

    new: int = 0
    changed: int = 0
    known: int = 0
    removed: int = 0
    skipped: tuple[Skipped, ...] = ()

    @property
    def papers(self) -> int:
        """Papers read, whatever became of them."""
        return self.new + self.changed + self.known + self.removed


class Building(OpenLibrary):
    """Papers in, graph out."""

    def add(
        self,
        *sources: str | Path,
        form: str | None = None,
        as_of: str | None = None,
        progress: Progress | None = None,
    ) -> AddReport:
        """Reads papers and citations from files and folders ("-" is standard input, "zotero:" the Zotero that runs here)
        into the library.

        ``form`` names the sources' format, which their content tells without it. ``as_of`` is the day (ISO 8601) on
        which papers that are new count as first seen, instead of today.

        Nothing of a source is stored where it cannot be read at all (SourceError); single records that cannot be read
        are in the report's ``skipped``. Adding the same source again changes nothing.
        """
        return self._add(open_sources([str(source) for source in sources], form), progress, as_of)

    def _add(self, sources: Iterable[Items], progress: Progress | None, as_of: str | None = None) -> AddReport:
        self._identify()
        counts = {"new": 0, "changed": 0, "known": 0, "removed": 0}
        skipped: list[Skipped] = []
        for items in sources:
            ids: Counter[str] = Counter()
            for batch in batches_of(items, _READ_EVERY):
                records: list[SourceRecord] = []
                for item in batch:
                    if isinstance(item, Skipped):
                        skipped.append(item)
                        continue
                    identifier = source_id(item)
                    ids[identifier] += 1
                    if ids[identifier] > 1:  # two records of one id in one source: neither replaces the other
                        item = replace(item, given_id=f"{identifier}#{ids[identifier]}")
                    # Its text takes less memory than what was decoded of it.
                    records.append(item if isinstance(item.raw, Raw) else replace(item, raw=Raw(raw_of(item))))
                today = as_of or now()[:10]
                with self._record.transaction():
                    for _, what in add_records(self._record.papers, records, today):
                        counts[what] += 1
                if progress:
                    progress("reading", sum(counts.values()), None)
        return AddReport(**counts, skipped=tuple(skipped))

    def _identify(self) -> None:
        """Tells papers apart anew where the library was made by other rules of identity than the present ones."""
        if self._record.identity_rules == RULES:
            return
        with self._record.transaction():
            identify_again(self._record.papers, now()[:10])
            self._record.set_identity_rules(RULES)

    def extract(self, *, processes: int = 1, progress: Progress | None = None) -> int:
        """Extracts mentions from every paper that the present extractor has not read; returns how many it read.

        Committed as it goes, so that a broken-off run is taken up where it stopped.
        """
        from paperweft.extraction import Extractor

        extractor = Extractor()
        missing = self._record.extractions.missing(extractor.version)
        done = 0
        found = extractor.extract(((title, abstract) for _, title, abstract in missing), processes=processes)
        for batch in batches_of(zip(missing, found, strict=True), _COMMIT_EVERY):
            with self._record.transaction():
                for (text_hash, _, _), extraction in batch:
                    self._record.extractions.put(text_hash, extractor.version, extraction, now())
            done += len(batch)
            if progress:
                progress("extracting", done, len(missing))
        return done

    def unextracted(self) -> int:
        """How many papers :meth:`extract` would read."""
        from paperweft.extraction import Extractor

        return len(self._record.extractions.missing(Extractor().version))

    def link(
        self, *, min_confidence: float | None = None, ledger: Ledger | None = None, preliminary: bool = False
    ) -> GraphReport:
        """Makes the graph anew from papers, citations, mentions and the alias ledger.

        The same library and ledger give the same graph, byte for byte. Links under ``min_confidence`` (0 to 1) stay out,
        here and in later linkings that give none. ``ledger`` stands in for the file. ``preliminary`` says that extraction
        follows, and another linking, which is one build with this one. Raises LedgerError where the ledger cannot be
        read or contradicts itself; the graph stays as it was then.
        """
        self._identify()
        ledger = self.ledger() if ledger is None else ledger
        with self._record.transaction():
            if min_confidence is not None:
                self._record.set_min_confidence(min_confidence)
            warnings = self._relink(ledger, preliminary=preliminary)
        return replace(self.report(), warnings=warnings)

    def settle(self) -> None:
        """Makes the last linking a build by itself, though it was preliminary: there was nothing to extract."""
        with self._record.transaction():
            self._record.builds.settle()

    def _relink(self, ledger: Ledger, *, preliminary: bool = False) -> tuple[str, ...]:
        """Links within the caller's transaction; returns the ledger's warnings."""
        record = self._record
        papers = record.papers  # read anew at each pass: a large library's do not fit into memory
        in_text = abstract_citations(papers, papers.several_years(), papers.find)
        linked = self._linked(ledger, record.entity_ids())
        record.add_entity_ids(dict(linked.new_ids))
        least = record.min_confidence

        def links() -> Iterator[Link]:
            return weave_links(papers, linked, merge(papers.resolved_citations(), in_text, key=tuple))

        sure = Threshold(least, links)
        record.builds.remember()
        nodes = weave_nodes(PapersWithCode(papers, papers.code()), linked)
        record.graph.replace(sure.nodes(nodes), sure.links(links()))
        record.builds.log(
            now(), record.graph.hash, record.extractions.latest_extractor(), shipped_catalogue().version, papers.count(),
            ledger.version, least, preliminary=preliminary,
        )  # fmt: skip
        return linked.warnings

    def _linked(self, ledger: Ledger, known: Mapping[tuple[str, str], str]) -> Linked:
        version = self._record.extractions.latest_extractor()
        extractions = self._record.extractions.by_paper(version) if version else ()
        decided = with_current_papers(ledger, self._record.papers.current_id)
        of_ledger = {paper.id: paper for paper in self._record.papers} if ledger.decisions else {}
        return link(extractions, shipped_catalogue(), known, decided, of_ledger)

    def decide(self, decision: Decision) -> Changes:
        """Writes a decision into the alias ledger, links again, and says what that changed among the entities.

        Raises LedgerError where it contradicts another one; neither the ledger nor the graph is changed then.
        """
        self._identify()
        text = with_decision(read_text(self.ledger_path), decision)
        before = list(self._record.graph.nodes())
        # The file takes its place before the graph does: what is decided is not lost, and the next linking replays it.
        with self._record.transaction(), replacing(self.ledger_path) as stream:
            stream.write(text)
            warnings = self._relink(parse_ledger(text, self.ledger_path.name))
        return changes(before, self._record.graph.nodes(), warnings)
