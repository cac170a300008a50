"""Papers with their entities and no library: what ``extract`` prints and ``eval`` scores. Ids are provisional."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from paperweft.identity import paper_id
from paperweft.linking import link
from paperweft.model import Extraction, SourceRecord
from paperweft.names.catalogue import shipped_catalogue
from paperweft.readers import Skipped, read_source


def extract_source(
    source: str | Path, *, form: str | None = None, processes: int = 1, min_confidence: float = 0.0
) -> Iterator[dict[str, Any] | Skipped]:
    """Papers of a source with their entities and evidence, in order, touching no library; ids are provisional.

    Yields ``{"id", "title", "abstract", "entities": [{"id", "name", "type", "role", "confidence", "mentions"}]}``, and
    what was skipped. ``form`` names the source's format. Raises SourceError where the source cannot be read.
    """
    from paperweft.extraction import Extractor

    waiting: deque[SourceRecord | Skipped] = deque()

    def texts() -> Iterator[tuple[str, str]]:
        for item in read_source(str(source), form):
            waiting.append(item)
            if isinstance(item, SourceRecord):
                yield item.title, item.abstract

    for extraction in Extractor().extract(texts(), processes=processes):
        while isinstance(item := waiting.popleft(), Skipped):
            yield item
        yield describe(item, extraction, min_confidence)
    yield from (item for item in waiting if isinstance(item, Skipped))


def extract_papers(texts: Iterable[tuple[str, str]], *, processes: int = 1) -> Iterator[dict[str, Any]]:
    """As :func:`extract_source`, from (title, abstract) pairs as they stand."""
    from paperweft.extraction import Extractor

    pairs = list(texts)
    for (title, abstract), extraction in zip(pairs, Extractor().extract(pairs, processes=processes), strict=True):
        yield describe(SourceRecord("text", "", title, abstract), extraction)


def describe(record: SourceRecord, extraction: Extraction, min_confidence: float = 0.0) -> dict[str, Any]:
    """One paper with its entities under provisional ids, as :func:`extract_source` gives it."""
    identifier = paper_id(record.ids, record.title, record.abstract)
    linked = link([(identifier, extraction)], shipped_catalogue(), {})
    entities = {entity.id: entity for entity in linked.entities}
    found = [
        {
            "id": relation.entity_id,
            "name": entities[relation.entity_id].name,
            "type": entities[relation.entity_id].type,
            "role": relation.role,
            "confidence": round(relation.confidence, 4),
            "mentions": [{"text": m.text, "field": m.field, "start": m.start, "end": m.end} for m in relation.mentions],
        }
        for relation in linked.papers
        if relation.confidence >= min_confidence
    ]
    return {
        "id": record.given_id or identifier, "title": record.title, "abstract": record.abstract,
        "english": extraction.english, "entities": found,
    }  # fmt: skip
