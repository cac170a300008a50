"""The catalogue of well-known models, methods, datasets and tasks: names, aliases, types and families.

It ships as ``data/catalogue.jsonl``, one entry a line, and is made by ``training/catalogue.py``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from paperweft.model import EntityType
from paperweft.names.forms import normal_form


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One well-known entity. ``variant_of`` is the id of its family's entry; ``aliases`` are other surfaces."""

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...] = ()
    variant_of: str | None = None


class Catalogue:
    """Entries by id and by the normal form of each of their names. ``version`` is a hash of all that it says."""

    def __init__(self, entries: Iterable[CatalogueEntry]) -> None:
        self._by_id = {entry.id: entry for entry in entries}
        self._by_form: dict[str, list[CatalogueEntry]] = {}
        for entry in self._by_id.values():
            for form in dict.fromkeys(normal_form(name) for name in (entry.name, *entry.aliases)):
                if form:
                    self._by_form.setdefault(form, []).append(entry)
        basis = repr(sorted(self._by_id.values(), key=lambda entry: entry.id))
        self.version = hashlib.sha256(basis.encode()).hexdigest()[:16]

    def __len__(self) -> int:
        return len(self._by_id)

    def __getitem__(self, identifier: str) -> CatalogueEntry:
        return self._by_id[identifier]

    def get(self, identifier: str) -> CatalogueEntry | None:
        """The entry of that id, where there is one."""
        return self._by_id.get(identifier)

    def find(self, form: str) -> tuple[CatalogueEntry, ...]:
        """The entries that have a name of that normal form, in the catalogue's order (best known first)."""
        return tuple(self._by_form.get(form, ()))


@lru_cache(maxsize=1)
def shipped_catalogue() -> Catalogue:
    """The catalogue in the package."""
    text = (files("paperweft") / "data" / "catalogue.jsonl").read_text(encoding="utf-8")
    rows = (json.loads(line) for line in text.splitlines() if line)
    return Catalogue(
        CatalogueEntry(row["id"], row["name"], row["type"], tuple(row.get("aliases", ())), row.get("variant_of"))
        for row in rows
    )
