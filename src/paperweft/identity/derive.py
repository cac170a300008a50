"""The paper that some records describe: field by field the value of the source that knows it best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paperweft.identity.evidence import is_deposited, is_preprint
from paperweft.model import IDENTIFIER_KINDS, Paper, SourceRecord

# Best first. Sources not named come after these, in order of arrival: files of people's own, lists scraped from pages.
# Texts go by who has them from the authors or the publisher; OpenAlex puts its abstracts together from an index of words.
_TEXTS = ("acl", "crossref", "arxiv", "semanticscholar", "openalex")
_FACTS = ("acl", "crossref", "openalex", "semanticscholar", "arxiv")


def derive(identifier: str, records: Sequence[SourceRecord], first_seen: str) -> Paper:
    """The paper of ``records``, which stand in order of arrival.

    Title and abstract go by the trust in texts. All else is taken from records of the published article before those of
    a preprint, then by the trust in facts; so a year is that of publication. The abstract comes together with the title
    of the same record where that record has both, so that offsets and extraction rest on one text. Collections, tags
    and origins are joined.
    """
    if len(records) == 1:
        texts = facts = records
    else:
        texts = sorted(records, key=lambda r: _place(r, _TEXTS))
        facts = sorted(records, key=lambda r: (is_preprint(r.ids.items()), _place(r, _FACTS)))
    whole = next((r for r in texts if r.title and r.abstract), None)
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    for name in ("title", "abstract", "year", "authors", "venue", "url", "citekey"):
        candidates = ([whole] if whole else texts) if name in ("title", "abstract") else facts
        for record in candidates:
            value = getattr(record, name)
            if value not in (None, "", ()):
                values[name], sources[name] = value, record.source
                break

    def together(name: str) -> tuple[str, ...]:
        if len(records) == 1:
            found: tuple[str, ...] = getattr(records[0], name)
            return found
        return tuple(dict.fromkeys(value for record in records for value in getattr(record, name)))

    return Paper(
        id=identifier,
        title=str(values.get("title", "")),
        abstract=str(values.get("abstract", "")),
        year=values.get("year"),  # type: ignore[arg-type]
        authors=values.get("authors", ()),  # type: ignore[arg-type]
        venue=values.get("venue"),  # type: ignore[arg-type]
        url=values.get("url"),  # type: ignore[arg-type]
        ids=preferred_ids(records),
        citekey=values.get("citekey"),  # type: ignore[arg-type]
        collections=together("collections"),
        tags=together("tags"),
        origins=tuple(dict.fromkeys(record.origin for record in records)),
        first_seen=first_seen,
        field_sources=sources,
    )


def preferred_ids(records: Sequence[SourceRecord]) -> Mapping[str, str]:
    """One identifier of each kind: the publisher's DOI before that of a deposit, then by trust and order of arrival."""
    if len(records) == 1:
        return records[0].ids
    out: dict[str, str] = {}
    ordered = sorted(records, key=lambda r: _place(r, _FACTS))
    for kind in IDENTIFIER_KINDS:
        values = [record.ids[kind] for record in ordered if kind in record.ids]
        if values:
            out[kind] = min(values, key=is_deposited) if kind == "doi" else values[0]
    return out


def _place(record: SourceRecord, order: tuple[str, ...]) -> int:
    return order.index(record.source) if record.source in order else len(order)
