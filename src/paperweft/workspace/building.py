"""Into the library: reading sources, extracting, linking, and deciding in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from paperweft.files import replacing
from paperweft.graph.changes import Changes, changes
from paperweft.graph.threshold import Threshold
from paperweft.graph.weave import weave_links, weave_nodes
from paperweft.identity import add_record, source_id
from paperweft.linking import Ledger, link, parse_ledger
from paperweft.linking.ledger import Decision, read_text, with_decision
from paperweft.model import Link, SourceRecord
from paperweft.names.catalogue import shipped_catalogue
from paperweft.readers import Skipped, read_source
from paperweft.workspace.base import GraphReport, OpenLibrary, Progress, now

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
        checked = [_peeked(read_source(str(source), form)) for source in sources]
        counts = {"new": 0, "changed": 0, "known": 0, "removed": 0}
        skipped: list[Skipped] = []
        for items in checked:
            ids: Counter[str] = Counter()
            for batch in _chunks(items, _READ_EVERY):
                today = as_of or now()[:10]
                with self._record.transaction():
                    for item in batch:
                        if isinstance(item, Skipped):
                            skipped.append(item)
                            continue
                        identifier = source_id(item)
                        ids[identifier] += 1
                        if ids[identifier] > 1:  # two records of one id in one source: neither replaces the other
                            item = replace(item, given_id=f"{identifier}#{ids[identifier]}")
                        _, what = add_record(self._record.papers, item, today)
                        counts[what] += 1
                if progress:
                    progress("reading", sum(counts.values()), None)
        return AddReport(**counts, skipped=tuple(skipped))

    def extract(self, *, processes: int = 1, progress: Progress | None = None) -> int:
        """Extracts mentions from every paper that the present extractor has not read; returns how many it read.

        Committed as it goes, so that a broken-off run is taken up where it stopped.
        """
        from paperweft.extraction import Extractor

        extractor = Extractor()
        missing = self._record.extractions.missing(extractor.version)
        done = 0
        found = extractor.extract(((title, abstract) for _, title, abstract in missing), processes=processes)
        for batch in _chunks(zip(missing, found, strict=True), _COMMIT_EVERY):
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

    def link(self, *, min_confidence: float | None = None, ledger: Ledger | None = None) -> GraphReport:
        """Makes the graph anew from papers, citations, mentions and the alias ledger.

        The same library and ledger give the same graph, byte for byte. Links under ``min_confidence`` (0 to 1) stay out,
        here and in later linkings that give none. ``ledger`` stands in for the file. Raises LedgerError where the ledger
        cannot be read or contradicts itself; the graph stays as it was then.
        """
        record, catalogue = self._record, shipped_catalogue()
        ledger = self.ledger() if ledger is None else ledger
        version = record.extractions.latest_extractor()
        papers = list(record.papers)
        with record.transaction():
            if min_confidence is not None:
                record.set_min_confidence(min_confidence)
            least = record.min_confidence
            extractions = record.extractions.by_paper(version) if version else ()
            linked = link(extractions, catalogue, record.entity_ids(), ledger, {paper.id: paper for paper in papers})
            record.add_entity_ids(dict(linked.new_ids))

            def links() -> Iterator[Link]:
                return weave_links(papers, linked, record.papers.resolved_citations())

            sure = Threshold(least, links)
            record.graph.replace(sure.nodes(weave_nodes(papers, linked)), sure.links(links()))
            record.graph.log_build(now(), version, catalogue.version, len(papers), ledger.version, least)
        return replace(self.report(), warnings=linked.warnings)

    def decide(self, decision: Decision) -> Changes:
        """Writes a decision into the alias ledger, links again, and says what that changed among the entities.

        Raises LedgerError where it contradicts another one; neither the ledger nor the graph is changed then.
        """
        text = with_decision(read_text(self.ledger_path), decision)
        before = list(self._record.graph.nodes())
        with replacing(self.ledger_path) as stream:
            stream.write(text)
            report = self.link(ledger=parse_ledger(text, self.ledger_path.name))
        return changes(before, self._record.graph.nodes(), report.warnings)


def _peeked(items: Iterator[SourceRecord | Skipped]) -> Iterator[SourceRecord | Skipped]:
    """``items`` with the first already read, so that a source that cannot be read says so before anything is stored."""
    first = next(items, None)

    def chain() -> Iterator[SourceRecord | Skipped]:
        if first is not None:
            yield first
        yield from items

    return chain()


def _chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
