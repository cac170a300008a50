"""What differs between the entities of two graphs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from paperweft.model import Node


@dataclass(frozen=True, slots=True)
class Changes:
    """Entities that are gone, that are new, and that differ (before, after), each sorted by id; and what to warn of."""

    gone: tuple[Node, ...] = ()
    new: tuple[Node, ...] = ()
    changed: tuple[tuple[Node, Node], ...] = ()
    warnings: tuple[str, ...] = ()


def changes(before: Iterable[Node], after: Iterable[Node], warnings: tuple[str, ...] = ()) -> Changes:
    """The changes from one graph's nodes to another's; papers and authors are passed over."""
    old = {node.id: node for node in before if node.labels[0] == "Entity"}
    now = {node.id: node for node in after if node.labels[0] == "Entity"}
    return Changes(
        gone=tuple(old[i] for i in sorted(old.keys() - now.keys())),
        new=tuple(now[i] for i in sorted(now.keys() - old.keys())),
        changed=tuple((old[i], now[i]) for i in sorted(old.keys() & now.keys()) if old[i] != now[i]),
        warnings=warnings,
    )
