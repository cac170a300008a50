"""What works outside the library are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from paperweft.enrichment.services import Knows, id_kinds
from paperweft.errors import ServiceError
from paperweft.model import SourceRecord
from paperweft.record.cited_works import Identifier


def look_up(
    works: Iterable[Sequence[Identifier]], clients: Mapping[str, Knows]
) -> tuple[list[SourceRecord], list[str]]:
    """(records of the works, what services said where they failed).

    Each work is asked for by one identifier of each kind that a client takes, of the next client where one lacks it.
    """
    open_works = [tuple(ids) for ids in works]
    records: list[SourceRecord] = []
    failures = []
    for name, client in clients.items():
        asked = {f"{kind}:{value}" for ids in open_works for kind, value in _best(ids, id_kinds(name))}
        known: set[Identifier] = set()
        try:
            for item in client.works(sorted(asked)) if asked else ():
                if isinstance(item, SourceRecord):
                    records.append(item)
                    known.update((*item.ids.items(), *item.other_ids))
        except ServiceError as error:
            failures.append(str(error))
        open_works = [ids for ids in open_works if not known.intersection(ids)]
    return records, failures


def _best(ids: Sequence[Identifier], kinds: Sequence[str]) -> list[Identifier]:
    """The first of the identifiers whose kind the service takes, in its order of preference."""
    return next(([pair] for kind in kinds for pair in ids if pair[0] == kind), [])
