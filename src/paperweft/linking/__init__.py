"""Mentions -> entities: a pure, deterministic function of what extraction stored, the catalogue, the ledger and the ids once given."""

from paperweft.linking.ledger import Ledger, parse_ledger, read_ledger
from paperweft.linking.link import Lineage, Linked, PaperEntity, link

__all__ = ["Ledger", "Lineage", "Linked", "PaperEntity", "link", "parse_ledger", "read_ledger"]
