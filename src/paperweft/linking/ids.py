"""Ids of entities: given once, kept in a registry of (normal form, type)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

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


def without(
    known: Mapping[tuple[str, str], str],
    gone: Collection[tuple[str, str]],
    anew: Mapping[tuple[str, str], str],
    kept: Collection[str] = (),
) -> tuple[set[tuple[str, str]], dict[tuple[str, str], str]]:
    """What leaves the registry ``known`` with the names ``gone``, and the ids that change for it.

    ``anew`` are the ids of the names that stay, as an empty registry would give them. An id that ends in a number only
    because one that is free now was taken loses it, as if that had never been; not one that is ``kept``.
    """
    free = {known[key] for key in gone if key in known} - {value for key, value in known.items() if key not in gone}
    changed: dict[tuple[str, str], str] = {}
    waiting = True
    while waiting:
        waiting = False
        for key in sorted(anew):
            now = changed.get(key, known.get(key, anew[key]))
            if anew[key] in free and now not in kept and re.fullmatch(re.escape(anew[key]) + r"-\d+", now):
                free.remove(anew[key])
                free.add(now)
                changed[key] = anew[key]
                waiting = True
    return {key for key in gone if key in known}, changed
