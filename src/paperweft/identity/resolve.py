"""A source record joins the paper that it describes, or founds one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from paperweft.identity.identifiers import paper_id, title_key
from paperweft.model import Paper, SourceRecord
from paperweft.record.papers import PaperTable, text_hash

Added = Literal["new", "changed", "known", "removed"]

#: Whose word counts where sources differ, best first; sources not named here come after, in order of arrival.
_TRUSTED = ("crossref", "openalex", "semanticscholar", "acl", "arxiv")
#: Titles shorter than this ("Editorial", "Introduction") say nothing of identity.
_TELLING_TITLE = 15


def add_record(table: PaperTable, record: SourceRecord, now: str) -> tuple[str, Added]:
    """Stores ``record`` and derives its paper anew; returns the paper's id and what became of it.

    ``now`` is the date of import, ISO 8601. The caller holds the transaction.
    """
    stored_id = source_id(record)
    keys = sorted({*record.ids.items(), *record.other_ids})
    if table.is_removed([*keys, ("title", title_key(record.title))]):
        return "", "removed"
    matches = list(dict.fromkeys(found for kind, value in keys if (found := table.find(kind, value))))
    stored = table.stored_record(record.source, stored_id, record.origin)
    if stored and stored[3] not in matches:
        matches.append(stored[3])
    by_text = _same_text(table, record)
    if by_text and by_text not in matches:
        matches.append(by_text)
    new = not matches
    if new:
        identifier = _free_id(table, record)
        table.put_paper(_derive(identifier, [record], now))
    else:
        identifier, *others = sorted(matches, key=table.position)
        for other in others:
            table.merge(identifier, other)
    written = table.put_record(record, stored_id, identifier, now)
    table.add_identifiers(identifier, [*keys, *_text_identifiers(record)])
    if not written and len(matches) == 1:
        return identifier, "known"
    changed = table.put_paper(_derive(identifier, table.records_of(identifier), now))
    return identifier, "new" if new else "changed" if changed or written else "known"


def source_id(record: SourceRecord) -> str:
    """The id that the source gave, else one of its identifiers, else the hash of its text."""
    if record.given_id:
        return record.given_id
    if record.ids:
        return min(f"{kind}:{value}" for kind, value in record.ids.items())
    return text_hash(record.title, record.abstract)


def _text_identifiers(record: SourceRecord) -> list[tuple[str, str]]:
    """What finds a paper by its text: a telling title, and the hash of title and abstract together."""
    key = title_key(record.title)
    keys = [("title", key)] if len(key) >= _TELLING_TITLE else []
    return [*keys, ("text", text_hash(record.title, record.abstract))] if record.abstract else keys


def _same_text(table: PaperTable, record: SourceRecord) -> str | None:
    """The paper of the same text or telling title, unless an identifier of the same kind or the year denies it."""
    found = next((paper for key in _text_identifiers(record) if (paper := table.find(*key))), None)
    if not found:
        return None
    ids = table.identifiers(found)
    if any(ids.get(kind, value) != value for kind, value in record.ids.items()):
        return None
    years = [r.year for r in table.records_of(found) if r.year is not None]
    if record.year is not None and years and min(abs(record.year - year) for year in years) > 2:
        return None
    return found


def _free_id(table: PaperTable, record: SourceRecord) -> str:
    """The new paper's id, with a number where another paper has it (two papers of one short title, say)."""
    base = identifier = paper_id(record.ids, record.title, record.abstract)
    number = 2
    while table.exists(identifier):
        identifier = f"{base}-{number}"
        number += 1
    return identifier


def _derive(identifier: str, records: Sequence[SourceRecord], now: str) -> Paper:
    """The paper that ``records`` describe: field by field the first value in order of trust, then of arrival.

    The abstract comes together with the title of the same record where that record has both, so that offsets and
    extraction rest on one text. Collections, tags and origins are joined.
    """
    rank = {source: place for place, source in enumerate(_TRUSTED)}
    ordered = sorted(records, key=lambda r: rank.get(r.source, len(rank)))
    text = next((r for r in ordered if r.title and r.abstract), None)
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    for name in ("title", "abstract", "year", "authors", "venue", "url", "citekey"):
        candidates = [text, *ordered] if text and name in ("title", "abstract") else ordered
        for record in candidates:
            value = getattr(record, name)
            if value not in (None, "", ()):
                values[name], sources[name] = value, record.source
                break

    def joined(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for record in records for value in getattr(record, name)))

    return Paper(
        id=identifier,
        title=str(values.get("title", "")),
        abstract=str(values.get("abstract", "")),
        year=values.get("year"),  # type: ignore[arg-type]
        authors=values.get("authors", ()),  # type: ignore[arg-type]
        venue=values.get("venue"),  # type: ignore[arg-type]
        url=values.get("url"),  # type: ignore[arg-type]
        citekey=values.get("citekey"),  # type: ignore[arg-type]
        collections=joined("collections"),
        tags=joined("tags"),
        origins=tuple(dict.fromkeys(record.origin for record in records)),
        first_seen=now,
        field_sources=sources,
    )
