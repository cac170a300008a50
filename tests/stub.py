"""An extractor that reads names off the page, so that tests of what comes after extraction need not wait for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from paperweft.model import ENTITY_TYPES, EntityType, Extraction, Mention, Role

#: "introduces the model Foo": a role, a type and a name of one word, or one of several between ‹ and ›.
_NAMED = re.compile(
    r"(introduces|uses|evaluates_on) the (model|method|dataset|task) (?:‹([^›]+)›|(\S+?)(?=[.,;]?(?:\s|$)))"
)


class StubExtractor:
    """Finds what texts name outright; ``read`` holds the titles of all that it has read."""

    version = "stub-1"
    read: list[str] = []  # noqa: RUF012  one list for all, that tests look at

    def extract(self, texts: Iterable[tuple[str, str]], *, processes: int = 1) -> Iterator[Extraction]:
        for title, abstract in texts:
            self.read.append(title)
            yield Extraction(tuple(_mention(found, abstract) for found in _NAMED.finditer(abstract)))


def _mention(found: re.Match[str], abstract: str) -> Mention:
    role: Role = found[1]  # type: ignore[assignment]
    kind: EntityType = found[2].capitalize()  # type: ignore[assignment]
    scores = {name: 0.9 if name == kind else 0.01 for name in ENTITY_TYPES}
    start, end = found.span(3 if found[3] else 4)
    return Mention(found[3] or found[4], "abstract", start, end, scores, 0.9, role, 0, len(abstract))
