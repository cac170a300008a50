"""What every part of a library's work stands on: the open file, its ledger, its graph tables, the way to a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from paperweft.errors import LedgerError, PaperweftError
from paperweft.graph.neighbourhood import find_node
from paperweft.graph.selection import Selected, Selection
from paperweft.graph.threshold import Threshold
from paperweft.history import Version
from paperweft.linking import Ledger, read_ledger
from paperweft.linking.ledger import LEDGER_NAME
from paperweft.model import Node
from paperweft.record.graph_tables import GraphTables
from paperweft.record.library import Record
from paperweft.record.schema import scratch_database

if TYPE_CHECKING:
    from paperweft.stores import Store
    from paperweft.stores.neo4j import Neo4jStore

_Self = TypeVar("_Self", bound="OpenLibrary")


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


class OpenLibrary:
    """A library file that is open, with the ledger beside it; closed by :meth:`close` or at the end of ``with``."""

    def __init__(self, path: str | Path, *, create: bool = True, ledger: str | Path | None = None) -> None:
        self.path = Path(path)
        self.ledger_path = Path(ledger) if ledger else self.path.with_name(LEDGER_NAME)
        self._ledger_given = ledger is not None
        self._selection = Selection()
        made = not self.path.exists()
        self._record = Record(self.path, create=create)
        self._made = made

    def select(self, *, collection: str | None = None, since: str | None = None) -> None:
        """From here on pages, exports, networks and counts show the papers of a collection, or those that came first on
        the day ``since`` (ISO 8601) or later, and what only they support. Raises PaperweftError where there are none.
        """
        selection = Selection(collection, since)
        papers = list(self._record.graph.nodes("Paper"))
        if selection and not any(map(selection.has, papers)):
            names = sorted({name for paper in papers for name in paper.properties.get("collections") or ()})
            last = max((str(paper.properties.get("first_seen") or "") for paper in papers), default="")
            known = f"its collections are {', '.join(names)}" if names else "it has no collections"
            hint = known if collection is not None else f"the last came on {last}" if last else "it has no papers"
            raise PaperweftError(f"{self.path} has no paper {selection}; {hint}")
        self._selection = selection

    def ledger(self) -> Ledger:
        """The alias ledger as its file has it. Raises LedgerError."""
        if self._ledger_given and not self.ledger_path.is_file():
            raise LedgerError(f"there is no alias ledger {self.ledger_path}")
        return read_ledger(self.ledger_path)

    def report(self) -> GraphReport:
        """The size of the graph, and of the whole library how many papers are not English or not extracted yet."""
        nodes, links = self.counts()
        foreign, missing = (0, 0) if self._selection else self._record.extractions.left_out()
        return GraphReport(nodes, links, foreign, missing, self._record.min_confidence)

    def node(self, name: str) -> Node:
        """The node of that id (one that was merged away too), name, title or alias. Raises NodeNotFoundError or AmbiguousNodeError."""
        return find_node(self._record.graph, self._named(name))

    def entity(self, name: str) -> Node:
        """The entity of that id, name or alias. Raises NodeNotFoundError or AmbiguousNodeError."""
        return find_node(self._record.graph, name, "Entity")

    def paper(self, name: str) -> Node:
        """The paper of that id, title or short label. Raises NodeNotFoundError or AmbiguousNodeError."""
        return find_node(self._record.graph, self._named(name), "Paper")

    def _named(self, name: str) -> str:
        """``name``, or the id of the paper that has or had it as an id, or as one of its identifiers ("openalex:W...")."""
        return self._record.papers.current_id(name) or name

    @property
    def graph_hash(self) -> str:
        """SHA-256 of the graph's canonical form."""
        return self._record.graph.hash

    def counts(self, min_confidence: float = 0.0) -> tuple[dict[str, int], dict[str, int]]:
        """Nodes by label and links by relationship type."""
        return self._graph(min_confidence).counts()

    def close(self) -> None:
        """Closes the library file."""
        self._record.close()

    def _version(self) -> Version:
        """The library's graph as it stands."""
        builds = list(self._record.builds)
        return Version(self.path.name, builds[-1] if builds else None, self._record.builds)

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Closes the library; one that was made here is not left behind empty where what should have filled it failed."""
        nothing = kind is not None and self._made and self._record.is_empty
        self.close()
        if nothing:
            self._record.delete()

    def _graph(self, min_confidence: float) -> GraphTables:
        """The graph's tables, or a copy with the papers that are selected and the links that are sure enough."""
        graph = self._record.graph
        if self._selection:
            graph = _copy(graph, Selected(self._selection, graph.nodes, graph.links))
        return _copy(graph, Threshold(min_confidence, graph.links)) if min_confidence else graph

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


def _copy(graph: GraphTables, kept: Selected | Threshold) -> GraphTables:
    copy = GraphTables(scratch_database())
    copy.replace(kept.nodes(graph.nodes()), kept.links(graph.links()))
    return copy


def now() -> str:
    """The time in UTC, ISO 8601 to the millisecond."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
