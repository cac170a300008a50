"""Graph stores: an embedded one that needs no server, and Neo4j, behind one protocol."""

from paperweft.stores.base import Rows, Store
from paperweft.stores.difference import Written
from paperweft.stores.open import open_embedded, open_neo4j

__all__ = ["Rows", "Store", "Written", "open_embedded", "open_neo4j"]
