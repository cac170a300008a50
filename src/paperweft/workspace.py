"""The whole way, from sources to graph, query, page and export: what Python users and the commands call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from paperweft.errors import LedgerError, PaperweftError
from paperweft.export import export_graph, write_neo4j_csv
from paperweft.files import replacing
from paperweft.full_text import excerpt, search_words
from paperweft.graph.as_networkx import to_networkx
from paperweft.graph.changes import Changes, changes
from paperweft.graph.neighbourhood import Neighbourhood, find_node, neighbourhood
from paperweft.graph.suggest import Suggestion, suggestions
from paperweft.graph.threshold import Threshold
from paperweft.graph.weave import weave_links, weave_nodes
from paperweft.identity import add_record, source_id
from paperweft.linking import Ledger, link, parse_ledger, read_ledger
from paperweft.linking.ledger import LEDGER_NAME, Decision, read_text, with_decision
from paperweft.model import Link, Node, SourceRecord
from paperweft.names.catalogue import shipped_catalogue
from paperweft.readers import Skipped, read_source
from paperweft.record.graph_tables import GraphTables
from paperweft.record.library import Record
from paperweft.record.schema import scratch_database
from paperweft.saved_queries import SavedQuery, load_query

if TYPE_CHECKING:
    import networkx as nx

    from paperweft.stores import Rows, Store, Written
    from paperweft.stores.neo4j import Neo4jStore

#: Called with (stage, done, total) as work goes on; total is None where it is not known.
Progress = Callable[[str, int, "int | None"], None]
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


@dataclass(frozen=True, slots=True)
class GraphReport:
    """The size of the graph after linking, by label and by relationship type, and the papers passed over as not English.

    Links under ``min_confidence`` are not in it; ``warnings`` are decisions of the ledger that found no place.
    """

    nodes: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)
    not_english: int = 0
    not_extracted: int = 0
    min_confidence: float = 0.0
    warnings: tuple[str, ...] = ()


class Library:
    """A library of papers in one SQLite file, and the graph woven from it.

    Use it as a context manager, or call :meth:`close`. ``ledger`` is the file of aliases; without it ``aliases.toml``
    beside the library is read, where there is one.
    """

    def __init__(self, path: str | Path, *, create: bool = True, ledger: str | Path | None = None) -> None:
        self.path = Path(path)
        self.ledger_path = Path(ledger) if ledger else self.path.with_name(LEDGER_NAME)
        self._ledger_given = ledger is not None
        self._record = Record(self.path, create=create)

    def add(self, *sources: str | Path, progress: Progress | None = None) -> AddReport:
        """Reads papers and citations from files ("-" is standard input) into the library.

        Nothing of a source is stored where it cannot be read at all (SourceError); single records that cannot be read
        are in the report's ``skipped``. Adding the same source again changes nothing.
        """
        checked = [_peeked(read_source(str(source))) for source in sources]
        counts = {"new": 0, "changed": 0, "known": 0, "removed": 0}
        skipped: list[Skipped] = []
        for items in checked:
            ids: Counter[str] = Counter()
            for batch in _chunks(items, _READ_EVERY):
                now = _now()[:10]
                with self._record.transaction():
                    for item in batch:
                        if isinstance(item, Skipped):
                            skipped.append(item)
                            continue
                        identifier = source_id(item)
                        ids[identifier] += 1
                        if ids[identifier] > 1:  # two records of one id in one source: neither replaces the other
                            item = replace(item, given_id=f"{identifier}#{ids[identifier]}")
                        _, what = add_record(self._record.papers, item, now)
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
                    self._record.extractions.put(text_hash, extractor.version, extraction, _now())
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
            record.graph.log_build(_now(), version, catalogue.version, len(papers), ledger.version, least)
        return replace(self.report(), warnings=linked.warnings)

    def ledger(self) -> Ledger:
        """The alias ledger as its file has it. Raises LedgerError."""
        if self._ledger_given and not self.ledger_path.is_file():
            raise LedgerError(f"there is no alias ledger {self.ledger_path}")
        return read_ledger(self.ledger_path)

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

    def report(self) -> GraphReport:
        """The size of the graph, and how many papers are not English or not extracted yet."""
        nodes, links = self.counts()
        foreign, missing = self._record.extractions.left_out()
        return GraphReport(nodes, links, foreign, missing, self._record.min_confidence)

    def query(
        self,
        query: str,
        *,
        store: str | None = None,
        write: bool = False,
        timeout: float | None = None,
        min_confidence: float = 0.0,
        **parameters: Any,
    ) -> Rows:
        """Asks a query by name or file, or Cypher itself where the text has a space; keywords are its parameters.

        ``store`` is the address of a Neo4j server; without it the embedded engine answers, on the links that have
        ``min_confidence`` (a server has what was pushed to it).
        """
        saved = SavedQuery("", "", {}, query) if " " in query.strip() else load_query(query)
        values = {**saved.parameters, **parameters}
        return self.run(saved, values, store=store, write=write, timeout=timeout, min_confidence=min_confidence)

    def run(
        self,
        saved: SavedQuery,
        parameters: Mapping[str, Any],
        *,
        store: str | None = None,
        write: bool = False,
        timeout: float | None = None,
        min_confidence: float = 0.0,
    ) -> Rows:
        """Runs a query with all its parameters given; see :meth:`query`."""
        with ExitStack() as stack:
            if min_confidence and store:
                raise PaperweftError("a server has what was pushed to it; give the confidence to the push")
            if min_confidence:
                from paperweft.stores.embedded import EmbeddedStore

                self._require_graph()
                folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
                opened: Store = EmbeddedStore(Path(folder) / "graph.kgl", self._graph(min_confidence))
            else:
                opened = self._open_store(store)
            stack.callback(opened.close)
            return opened.query(saved.text, parameters, write=write, timeout=timeout)

    def lacks(self, saved: SavedQuery) -> list[str]:
        """What a query goes by that the library has none of, a sentence each: citations, years.

        A year that is merely among the columns explains no lack of rows.
        """
        _, links = self.counts()
        out = []
        if "CITES" in saved.text and not links.get("CITES"):
            out.append(
                "this library has no citations between its papers: its sources gave none, or their targets are not in it"
            )
        if ".year" in saved.text.rpartition("RETURN")[0] and not any(paper.year for paper in self._record.papers):
            out.append("no paper of this library has a year: its sources gave none")
        return out

    def search(self, words: str, *, store: str | None = None, limit: int = 25) -> Rows:
        """Nodes whose title, abstract, name and aliases hold all the words (in any form), the best first.

        ``store`` is the address of a Neo4j server; without it the library's own index answers. Raises QueryError
        where there is no word to look for.
        """
        from paperweft.stores import Rows

        wanted = search_words(words)
        if store is None:
            self._require_graph()
            found = self._record.graph.search(wanted, limit)
        else:
            with closing(self._open_neo4j(store)) as opened:
                found = opened.search(wanted, limit)
        rows = (
            (node.label, node.name, excerpt(node.properties.get("abstract") or "", wanted), node.id) for node in found
        )
        return Rows(("label", "name", "text", "id"), tuple(rows))

    def push(
        self,
        store: str,
        *,
        prune: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
        min_confidence: float = 0.0,
    ) -> Written:
        """Makes the Neo4j database at the address ``store`` hold this library's graph, from ``min_confidence`` on;
        returns what that changes.

        With ``dry_run`` nothing is written. Raises StoreError where more than a tenth of what this library has there
        would be removed, unless ``prune``.
        """
        with closing(self._open_neo4j(store)) as opened:
            if dry_run:
                return opened.preview(self._graph(min_confidence))
            return opened.write(self._graph(min_confidence), prune=prune, progress=progress)

    def node(self, name: str) -> Node:
        """The node of that id, name, title or alias. Raises NodeNotFoundError or AmbiguousNodeError."""
        return find_node(self._record.graph, name)

    def entity(self, name: str) -> Node:
        """The entity of that id, name or alias. Raises NodeNotFoundError or AmbiguousNodeError."""
        return find_node(self._record.graph, name, "Entity")

    def paper(self, name: str) -> Node:
        """The paper of that id, title or short label. Raises NodeNotFoundError or AmbiguousNodeError."""
        return find_node(self._record.graph, name, "Paper")

    def suggestions(self) -> list[Suggestion]:
        """Likely duplicates and likely junk among the entities, the likeliest first."""
        return suggestions(self._record.graph)

    def neighbourhood(
        self, name: str, *, hops: int = 1, limit: int = 150, min_confidence: float = 0.0
    ) -> Neighbourhood:
        """The nodes within ``hops`` links of a node, at most ``limit``, nearest and best connected first.

        Links under ``min_confidence`` are passed over, and entities left without any.
        """
        graph = self._graph(min_confidence)
        return neighbourhood(graph, find_node(graph, name), hops, limit)

    def view(
        self, name: str, path: str | Path, *, hops: int = 1, limit: int = 150, min_confidence: float = 0.0
    ) -> Neighbourhood:
        """Writes the neighbourhood of a node as one HTML page that needs no network."""
        from paperweft.pages import write_page

        around = self.neighbourhood(name, hops=hops, limit=limit, min_confidence=min_confidence)
        write_page(Path(path), around)
        return around

    def export(self, path: str | Path, *, min_confidence: float = 0.0) -> tuple[int, int]:
        """Writes the graph in the format that the file's suffix names (.graphml, .jsonl); returns its size."""
        graph = self._graph(min_confidence)
        export_graph(Path(path), graph.nodes(), graph.links())
        nodes, links = graph.counts()
        return sum(nodes.values()), sum(links.values())

    def export_for_neo4j(self, folder: str | Path, database: str = "neo4j") -> str:
        """Writes CSV files for neo4j-admin into a folder; returns the command that imports them into ``database``."""
        graph = self._record.graph
        return write_neo4j_csv(Path(folder), graph.nodes(), graph.links(), self._record.id, database)

    def to_networkx(self, *, min_confidence: float = 0.0) -> nx.MultiDiGraph[str]:
        """The graph as a networkx graph."""
        graph = self._graph(min_confidence)
        return to_networkx(graph.nodes(), graph.links())

    @property
    def graph_hash(self) -> str:
        """SHA-256 of the graph's canonical form."""
        return self._record.graph.hash

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Nodes by label and links by relationship type."""
        return self._record.graph.counts()

    def close(self) -> None:
        """Closes the library file."""
        self._record.close()

    def _graph(self, min_confidence: float) -> GraphTables:
        """The graph's tables, or a copy of those of its links that are sure enough."""
        graph = self._record.graph
        if not min_confidence:
            return graph
        sure = Threshold(min_confidence, graph.links)
        copy = GraphTables(scratch_database())
        copy.replace(sure.nodes(graph.nodes()), sure.links(graph.links()))
        return copy

    def _require_graph(self) -> None:
        if not self._record.graph.hash:
            raise PaperweftError(f"{self.path} has no graph yet; `paperweft build` links one")

    def _open_store(self, uri: str | None) -> Store:
        from paperweft.stores import open_embedded

        if uri is not None:
            return self._open_neo4j(uri)
        self._require_graph()
        return open_embedded(self._record)

    def _open_neo4j(self, uri: str) -> Neo4jStore:
        from paperweft.stores import open_neo4j

        self._require_graph()
        return open_neo4j(uri, self._record.id)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open(path: str | Path, *, create: bool = True, ledger: str | Path | None = None) -> Library:
    """Opens the library at ``path``, making it where there is none. Raises LibraryError where the file is none of ours."""
    return Library(path, create=create, ledger=ledger)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")


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
