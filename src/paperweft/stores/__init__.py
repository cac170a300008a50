"""Graph stores: an embedded one that needs no server, and Neo4j, behind one protocol."""

from paperweft.stores.base import Rows, Store, Written
from paperweft.stores.open import open_store

__all__ = ["Rows", "Store", "Written", "open_store"]
