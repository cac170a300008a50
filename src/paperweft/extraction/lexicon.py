"""What annotators made of a name elsewhere: how often it was worth a node, a generic phrase, or nothing.

The counts come from the annotated abstracts that the encoder was trained on (training/lexicon.py) and ship beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from paperweft.model import ENTITY_TYPES, EntityType
from paperweft.names.forms import normal_form


@dataclass(frozen=True, slots=True)
class Counts:
    """Papers that have a name: as an entity of each type, as a generic phrase, and without being annotated at all.

    ``listed`` counts the public lists of models, methods and datasets that have it.
    """

    types: tuple[int, ...] = (0,) * len(ENTITY_TYPES)
    generic: int = 0
    absent: int = 0
    listed: int = 0

    @property
    def wanted(self) -> int:
        """Papers in which the name was worth a node, whatever its type."""
        return sum(self.types)

    @property
    def papers(self) -> int:
        """All papers that have the name."""
        return self.wanted + self.generic + self.absent

    def type_share(self, kind: EntityType) -> float:
        """The share of ``kind`` among its types, 0.25 each where nothing is known."""
        weight = 0.25
        return (self.types[ENTITY_TYPES.index(kind)] + weight) / (self.wanted + weight * len(ENTITY_TYPES))


class Lexicon:
    """Counts by normal form, and by the last word of forms of several words ("learning", "network")."""

    def __init__(self, forms: Mapping[str, Counts], heads: Mapping[str, Counts]) -> None:
        self._forms, self._heads = forms, heads

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """The lexicon that training wrote."""
        saved = json.loads(path.read_text(encoding="utf-8"))
        kinds = len(ENTITY_TYPES)
        forms, heads = (
            {form: Counts(tuple(row[:kinds]), *row[kinds:]) for form, row in saved[table].items()}
            for table in ("forms", "heads")
        )
        return cls(forms, heads)

    def of(self, forms: Iterable[str]) -> Counts:
        """The counts of that one of ``forms`` which most papers have."""
        found = [self._forms.get(form, _UNKNOWN) for form in sorted(forms)]
        return max(found, key=lambda counts: (counts.papers, counts.listed))

    def of_head(self, surfaces: Iterable[str]) -> Counts:
        """The counts of the last word of the longest of ``surfaces``; none where it has one word only."""
        longest = max(sorted(surfaces), key=len)
        return self._heads.get(head_of(longest), _UNKNOWN)


def head_of(surface: str) -> str:
    """The normal form of the last of several words, "" where there is one."""
    words = surface.split()
    return normal_form(words[-1]) if len(words) > 1 else ""


_UNKNOWN = Counts()
