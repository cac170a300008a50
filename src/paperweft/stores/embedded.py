"""The embedded store: kglite, an in-process Cypher engine. Its file is a cache beside the library."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import kglite

from paperweft.batches import batches_of
from paperweft.errors import QueryError, StoreError
from paperweft.model import LINEAGE, RELATIONSHIP_TYPES
from paperweft.record.graph_tables import GraphTables
from paperweft.record.measures import MeasureTable
from paperweft.stores.base import Rows
from paperweft.stores.cypher_errors import explained
from paperweft.stores.values import NodeValue, PathValue, RelationshipValue

kglite.set_query_warning_policy("silent")  # a relationship type that this graph lacks is no fault of the query's

PROJECTION = 1  # to be raised when the same graph tables are written into the engine in another form
_BATCH = 5_000
_LABELS = ("Paper", "Author", "Model", "Method", "Dataset", "Task")
_NO_CODE = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|//[^\n]*|/\*.*?\*/""", re.DOTALL)


class EmbeddedStore:
    """``path`` is the cache file; it is made again whenever it does not hold the graph that the library has.

    Nodes have their ``measures`` as properties too, where there are any.
    """

    def __init__(self, path: Path, graph: GraphTables, measures: MeasureTable | None = None) -> None:
        self._path = path
        self._key = _key(graph, measures)
        self._engine = self._cached()
        if self._engine is None:
            self._load(graph, measures)

    def _load(self, graph: GraphTables, measures: MeasureTable | None) -> None:
        """Loads the graph into the engine and saves the file, by way of a temporary one."""
        engine = kglite.KnowledgeGraph()
        with engine.begin() as transaction:
            for label in _LABELS:
                labels = label if label in ("Paper", "Author") else f"Entity:{label}"
                statement = f"UNWIND $rows AS row CREATE (n:{labels} {{id: row.id}}) SET n += row.properties"
                for batch in batches_of(graph.nodes(label), _BATCH):
                    found = measures.of([node.id for node in batch]) if measures is not None else {}
                    rows = [
                        {"id": node.id, "properties": {**node.properties, **found.get(node.id, {})}} for node in batch
                    ]
                    transaction.cypher(statement, params={"rows": rows})
            for kind in RELATIONSHIP_TYPES:
                start, end = _ends(kind)
                statement = (
                    f"UNWIND $rows AS row MATCH (a:{start} {{id: row.source}}) MATCH (b:{end} {{id: row.target}})"
                    f" CREATE (a)-[r:{kind}]->(b) SET r += row.properties"
                )
                for links in batches_of(graph.links(kind), _BATCH):
                    rows = [{"source": x.source, "target": x.target, "properties": dict(x.properties)} for x in links]
                    transaction.cypher(statement, params={"rows": rows})
        engine.set_schema_version(self._key)
        self._save(engine)
        self._engine = engine

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        write: bool = False,
        timeout: float | None = None,
    ) -> Rows:
        """Runs a query. What it writes lasts until the library is linked again, since the file is a cache."""
        assert self._engine is not None
        statements = [part for part in _NO_CODE.sub("", cypher).split(";") if part.strip()]
        if len(statements) > 1:  # the engine would run them all and return the last one's rows
            raise QueryError(f"{len(statements)} statements in one query; give one at a time")
        self._engine.read_only(not write)
        try:
            result = self._engine.cypher(
                cypher, params=dict(parameters or {}), timeout_ms=round(timeout * 1000) if timeout else None
            )
            assert isinstance(result, kglite.ResultView)
            values = tuple(_row([row[name] for name in result.columns]) for row in result)
        except kglite.ReadOnlyError:
            raise QueryError(
                "the query writes; add --write if it should (the embedded graph is made anew at the next build)"
            ) from None
        except kglite.CypherTimeoutError:
            raise QueryError(
                f"the query took longer than {timeout:g} seconds; bound its paths or raise --timeout"
            ) from None
        except (kglite.KgError, ValueError) as error:
            raise QueryError(explained(str(error), cypher)) from error
        if write:
            self._save(self._engine)
        return Rows(tuple(result.columns), values)

    def close(self) -> None:
        """Drops the engine."""
        self._engine = None

    def _cached(self) -> kglite.KnowledgeGraph | None:
        if not self._path.exists():
            return None
        try:
            engine = kglite.load(str(self._path))
        except (kglite.KgError, OSError):
            return None  # of another version, or cut short: made again
        return engine if engine.schema_version == self._key else None

    def _save(self, engine: kglite.KnowledgeGraph) -> None:
        if not os.access(self._path.parent, os.W_OK):
            return  # a library that may only be read is asked all the same
        part = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            engine.save(str(part))
            part.replace(self._path)
        except (kglite.KgError, OSError) as error:
            part.unlink(missing_ok=True)
            raise StoreError(f"{self._path} cannot be written: {error}") from error


def _key(graph: GraphTables, measures: MeasureTable | None) -> int:
    """31 bits that name what the file holds; kglite keeps a number of ours in its file."""
    basis = f"{graph.hash} {'' if measures is None else measures.hash} {PROJECTION} {kglite.__version__}"
    return int.from_bytes(hashlib.sha256(basis.encode()).digest()[:4], "big") >> 1


def _ends(kind: str) -> tuple[str, str]:
    if kind in LINEAGE:
        return "Entity", "Entity"
    if kind in ("CITES", "WROTE"):
        return ("Paper" if kind == "CITES" else "Author"), "Paper"
    return "Paper", "Entity"


def _row(values: list[Any]) -> tuple[Any, ...]:
    ids = _ids(values)
    return tuple(_plain(value, ids) for value in values)


def _node(value: dict[str, Any]) -> NodeValue:
    """A node of the engine without what the engine adds: its own ``type``, and a ``title`` that is the name again."""
    properties = {key: item for key, item in value["properties"].items() if key != "type"}
    if "Paper" not in value["labels"] and properties.get("title") == properties.get("name"):
        properties.pop("title", None)
    return NodeValue(value["labels"], properties)


def _plain(value: Any, ids: Mapping[int, Any]) -> Any:
    """A value of the engine as plain Python; ``ids`` names the ends of relationships where the row has their nodes."""
    if isinstance(value, dict):
        if {"labels", "properties"} <= value.keys():
            return _node(value)
        if {"start", "end", "type", "properties"} <= value.keys():
            return RelationshipValue(value["type"], ids.get(value["start"]), ids.get(value["end"]), value["properties"])
        if {"nodes", "relationships"} <= value.keys():
            ids = {**ids, **_ids(value["nodes"])}
            places = [node["id"] for node in value["nodes"]]
            steps = [
                (_plain(link, ids), link["start"] == place)
                for link, place in zip(value["relationships"], places[:-1], strict=True)
            ]
            return PathValue([_node(node) for node in value["nodes"]], steps)
        return {key: _plain(item, ids) for key, item in value.items()}
    return [_plain(item, ids) for item in value] if isinstance(value, list) else value


def _ids(values: Iterable[Any]) -> dict[int, Any]:
    """The engine's own number -> ``id`` of every node among the values, and on their paths."""
    out: dict[int, Any] = {}
    for value in values:
        if isinstance(value, dict) and "labels" in value and "properties" in value:
            out[value["id"]] = value["properties"].get("id")
        elif isinstance(value, dict) and "relationships" in value and "nodes" in value:
            out |= _ids(value["nodes"])
    return out
