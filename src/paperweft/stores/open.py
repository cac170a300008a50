"""From a URI to a store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from paperweft.errors import StoreError
from paperweft.record.library import Record

if TYPE_CHECKING:
    from paperweft.stores.embedded import EmbeddedStore
    from paperweft.stores.neo4j import Neo4jStore

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def cache_path(library: Path) -> Path:
    """Where the embedded store of a library keeps its file."""
    return library.with_suffix(".kgl") if library.suffix == ".db" else library.with_name(f"{library.name}.kgl")


def open_embedded(record: Record) -> EmbeddedStore:
    """The embedded store of the library, its file made again where it does not hold the library's graph."""
    from paperweft.stores.embedded import EmbeddedStore

    return EmbeddedStore(cache_path(record.path), record.graph, record.measures)


def open_neo4j(uri: str, library: str) -> Neo4jStore:
    """The Neo4j database at ``uri``, for the library of that id.

    User, password and database come from NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE.
    Raises StoreError where the URI is of no known scheme or the server does not answer.
    """
    scheme = uri.partition("://")[0]
    if scheme not in _SCHEMES:
        raise StoreError(f"{uri!r} is no store; give a Neo4j address such as bolt://localhost:7687")
    from paperweft.stores.neo4j import Neo4jStore

    return Neo4jStore(
        uri,
        user=os.environ.get("NEO4J_USERNAME", "neo4j"),
        password=os.environ.get("NEO4J_PASSWORD", ""),
        database=os.environ.get("NEO4J_DATABASE") or None,
        library=library,
    )
