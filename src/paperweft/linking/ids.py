"""Ids of entities: given once, kept in a registry of (normal form, type)."""

from __future__ import annotations

from collections.abc import Mapping

from paperweft.linking.groups import Group
from paperweft.model import EntityType
from paperweft.names.forms import slug


class Ids:
    """Gives ids: the one an entity had before, or a slug of its name with a number where taken.

    ``known`` is the registry (normal form, type) -> id; ``new`` are the ids given here for the first time.
    """

    def __init__(self, known: Mapping[tuple[str, str], str]) -> None:
        self._known = known
        self._taken = set(known.values())
        self.new: dict[tuple[str, str], str] = {}

    def name_groups(self, groups: Mapping[str, Group]) -> dict[str, Group]:
        """Id -> group: the catalogue's ids first, then the others in the order of their keys."""
        out: dict[str, Group] = {}
        for key in sorted(groups, key=lambda key: (groups[key].entry is None, key)):
            group = groups[key]
            if group.entry:
                self._taken.add(group.entry.id)
                identifier = group.entry.id
            else:
                identifier = self.give(key, group.type(), group.name())
            # A catalogue that learned the name later may claim an id that was given here: then they are one.
            out.setdefault(identifier, Group(group.key, group.entry)).clusters.extend(group.clusters)
        return out

    def give(self, form: str, kind: EntityType, name: str) -> str:
        """The id of the entity of that form and type."""
        registered = self._known.get((form, kind)) or self.new.get((form, kind))
        if registered is None:
            base = registered = f"{kind.lower()}:{slug(name)}"
            number = 2
            while registered in self._taken:
                registered = f"{base}-{number}"
                number += 1
            self.new[form, kind] = registered
        self._taken.add(registered)
        return registered
