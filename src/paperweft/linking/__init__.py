"""Mentions -> entities: a pure, deterministic function of what extraction stored, the catalogue and the id registry."""

from paperweft.linking.link import Lineage, Linked, PaperEntity, link

__all__ = ["Lineage", "Linked", "PaperEntity", "link"]
