"""Entries as RIS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from paperweft.bibliography.citekeys import citekeys
from paperweft.bibliography.entry import Entry, name_parts


def to_ris(entries: Sequence[Entry]) -> str:
    """The text of a .ris file, a record for each entry, in order."""
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]
        """Without a number before each record: RIS knows lines with a tag alone."""

        def set_header(self, count: int) -> str:
            return ""

    records = [_record(key, entry) for key, entry in zip(citekeys(entries), entries, strict=True)]
    return str(rispy.dumps(records, implementation=Writer))


def _record(key: str, entry: Entry) -> dict[str, Any]:
    container = "secondary_title" if entry.is_in_proceedings else "journal_name"
    fields = {
        "type_of_reference": "CONF" if entry.is_in_proceedings else "GEN" if entry.is_preprint else "JOUR",
        "id": key,
        "title": entry.title,
        "authors": [_person(name) for name in entry.authors] + (["et al."] if entry.people_left_out else []),
        "year": str(entry.year or ""),
        container: entry.venue,
        "doi": entry.ids.get("doi"),
        "urls": list(dict.fromkeys(filter(None, (entry.address, *_more_addresses(entry))))),
        "keywords": list(entry.keywords),
        "abstract": entry.abstract,
    }
    return {name: value for name, value in fields.items() if value}


def _more_addresses(entry: Entry) -> list[str]:
    """RIS has no field for an arXiv id; its address says it."""
    return [f"https://arxiv.org/abs/{entry.ids['arxiv']}"] if "arxiv" in entry.ids else []


def _person(name: str) -> str:
    family, given = name_parts(name)
    return f"{family}, {given}" if given else family
