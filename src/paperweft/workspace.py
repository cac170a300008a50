"""The whole way, from sources to graph, query, page and export: what Python users and the commands call."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paperweft.errors import PaperweftError
from paperweft.export import export_graph
from paperweft.graph.as_networkx import to_networkx
from paperweft.graph.neighbourhood import Neighbourhood, find_node, neighbourhood
from paperweft.graph.weave import weave_links, weave_nodes
from paperweft.identity import add_record, paper_id, source_id
from paperweft.linking import link
from paperweft.model import Extraction, Node, SourceRecord
from paperweft.names.catalogue import shipped_catalogue
from paperweft.readers import Skipped, read_source
from paperweft.record.library import Record
from paperweft.saved_queries import SavedQuery, load_query

if TYPE_CHECKING:
    import networkx as nx

    from paperweft.stores import Rows, Store, Written

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
    """The size of the graph after linking, by label and by relationship type, and the papers passed over as not English."""

    nodes: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)
    not_english: int = 0
    not_extracted: int = 0


class Library:
    """A library of papers in one SQLite file, and the graph woven from it.

    Use it as a context manager, or call :meth:`close`.
    """

    def __init__(self, path: str | Path, *, create: bool = True) -> None:
        self.path = Path(path)
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

    def link(self, *, min_confidence: float = 0.0) -> GraphReport:
        """Makes the graph anew from papers, citations and mentions. The same library gives the same graph, byte for byte."""
        record, catalogue = self._record, shipped_catalogue()
        version = record.extractions.latest_extractor()
        papers = list(record.papers)
        with record.transaction():
            extractions = record.extractions.by_paper(version) if version else ()
            linked = link(extractions, catalogue, record.entity_ids(), min_confidence)
            record.add_entity_ids(dict(linked.new_ids))
            record.graph.replace(
                weave_nodes(papers, linked), weave_links(papers, linked, record.papers.resolved_citations())
            )
            record.graph.log_build(_now(), version, catalogue.version, len(papers))
        return self.report()

    def report(self) -> GraphReport:
        """The size of the graph, and how many papers are not English or not extracted yet."""
        nodes, links = self.counts()
        foreign, missing = self._record.extractions.left_out()
        return GraphReport(nodes, links, foreign, missing)

    def query(
        self,
        query: str,
        *,
        store: str | None = None,
        write: bool = False,
        timeout: float | None = None,
        **parameters: Any,
    ) -> Rows:
        """Asks a query by name or file, or Cypher itself where the text has a space; keywords are its parameters.

        ``store`` is the address of a Neo4j server; without it the embedded engine answers.
        """
        saved = SavedQuery("", "", {}, query) if " " in query.strip() else load_query(query)
        return self.run(saved, {**saved.parameters, **parameters}, store=store, write=write, timeout=timeout)

    def run(
        self,
        saved: SavedQuery,
        parameters: Mapping[str, Any],
        *,
        store: str | None = None,
        write: bool = False,
        timeout: float | None = None,
    ) -> Rows:
        """Runs a query with all its parameters given; see :meth:`query`."""
        with closing(self._open_store(store)) as opened:
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

    def push(self, store: str) -> Written:
        """Makes the Neo4j database at the address ``store`` hold this library's graph."""
        with closing(self._open_store(store)) as opened:
            return opened.write(self._record.graph)

    def node(self, name: str) -> Node:
        """The node of that id, name, title or alias. Raises NodeNotFoundError or AmbiguousNodeError."""
        return find_node(self._record.graph, name)

    def neighbourhood(self, name: str, *, hops: int = 1, limit: int = 150) -> Neighbourhood:
        """The nodes within ``hops`` links of a node, at most ``limit``, nearest and best connected first."""
        return neighbourhood(self._record.graph, self.node(name), hops, limit)

    def view(self, name: str, path: str | Path, *, hops: int = 1, limit: int = 150) -> Neighbourhood:
        """Writes the neighbourhood of a node as one HTML page that needs no network."""
        from paperweft.pages import write_page

        around = self.neighbourhood(name, hops=hops, limit=limit)
        write_page(Path(path), around)
        return around

    def export(self, path: str | Path) -> tuple[int, int]:
        """Writes the whole graph in the format that the file's suffix names (.graphml, .jsonl); returns its size."""
        graph = self._record.graph
        export_graph(Path(path), graph.nodes(), graph.links())
        nodes, links = graph.counts()
        return sum(nodes.values()), sum(links.values())

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """The whole graph as a networkx graph."""
        return to_networkx(self._record.graph.nodes(), self._record.graph.links())

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

    def _open_store(self, uri: str | None) -> Store:
        from paperweft.stores import open_store

        if not self._record.graph.hash:
            raise PaperweftError(f"{self.path} has no graph yet; `paperweft build` links one")
        return open_store(self._record, uri)

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def extract_source(source: str | Path, *, processes: int = 1) -> Iterator[dict[str, Any] | Skipped]:
    """Papers of a source with their entities and evidence, in order, touching no library; ids are provisional.

    Yields ``{"id", "title", "abstract", "entities": [{"id", "name", "type", "role", "confidence", "mentions"}]}``, and
    what was skipped. Raises SourceError where the source cannot be read.
    """
    from paperweft.extraction import Extractor

    waiting: deque[SourceRecord | Skipped] = deque()

    def texts() -> Iterator[tuple[str, str]]:
        for item in read_source(str(source)):
            waiting.append(item)
            if isinstance(item, SourceRecord):
                yield item.title, item.abstract

    for extraction in Extractor().extract(texts(), processes=processes):
        while isinstance(item := waiting.popleft(), Skipped):
            yield item
        yield describe(item, extraction)
    yield from (item for item in waiting if isinstance(item, Skipped))


def describe(record: SourceRecord, extraction: Extraction) -> dict[str, Any]:
    """One paper with its entities under provisional ids, as :func:`extract_source` gives it."""
    identifier = paper_id(record.ids, record.title, record.abstract)
    linked = link([(identifier, extraction)], shipped_catalogue(), {})
    entities = {entity.id: entity for entity in linked.entities}
    found = [
        {
            "id": relation.entity_id,
            "name": entities[relation.entity_id].name,
            "type": entities[relation.entity_id].type,
            "role": relation.role,
            "confidence": round(relation.confidence, 4),
            "mentions": [{"text": m.text, "field": m.field, "start": m.start, "end": m.end} for m in relation.mentions],
        }
        for relation in linked.papers
    ]
    return {
        "id": record.given_id or identifier, "title": record.title, "abstract": record.abstract,
        "english": extraction.english, "entities": found,
    }  # fmt: skip


def open(path: str | Path, *, create: bool = True) -> Library:
    """Opens the library at ``path``, making it where there is none. Raises LibraryError where the file is none of ours."""
    return Library(path, create=create)


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
