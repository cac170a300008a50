"""OpenCitations: who cites whom (Index v2), and what the works are called (Meta v1) (https://api.opencitations.net)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from paperweft.clients.asked import Asking, each_once, named
from paperweft.clients.base import Answered
from paperweft.clients.http import Http
from paperweft.clients.limits import Pace
from paperweft.errors import ServiceError
from paperweft.identity.identifiers import identifier_of
from paperweft.model import SourceRecord
from paperweft.readers import Skipped
from paperweft.readers.markup import plain_text
from paperweft.readers.values import people_of, year_of

PACE = Pace(60 / 180)  # 180 requests a minute
#: Ids in one request: from some fifteen on the service fails.
BATCH = 10
_KINDS = ("doi", "pmid", "openalex")
_ORDER = ("doi", "openalex", "pmid")
_BRACKETS = re.compile(r"\s*\[[^\]]*\]")


class OpenCitations:
    """Citations of OpenCitations. Its records have no abstract."""

    name = "opencitations"
    id_kinds = _KINDS

    def __init__(self, http: Http, *, base_url: str = "https://api.opencitations.net") -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        http.serve(base_url, PACE)

    def cited_ids(self, id: str) -> list[Mapping[str, str]]:
        """The works that the paper cites, each by the identifiers that the index has (doi, pmid, openalex). One request.

        Empty where it knows no reference of the paper, or not the paper; so too where ``id`` is of another kind.
        """
        return self._linked("references", "cited", id)

    def citing_ids(self, id: str) -> list[Mapping[str, str]]:
        """The works that cite the paper, likewise. One request, whatever their number."""
        return self._linked("citations", "citing", id)

    def works(self, ids: Iterable[str]) -> Iterator[Answered]:
        """Papers by DOI, PMID or OpenAlex id, with their references. One request for 10 ids, and one for each paper."""
        asking = Asking(self.name, self.id_kinds, ids)
        for batch in asking.batches(BATCH):
            if isinstance(batch, Skipped):
                yield batch
                continue
            names = "__".join(f"{asked.kind}:{asked.value}" for asked in batch)
            found: dict[tuple[str, str], SourceRecord] = {}
            for row in self._rows(f"meta/v1/metadata/{quote(names, safe=':/')}"):
                record = meta_record(row)
                for kind, value in {**record.ids}.items() if isinstance(record, SourceRecord) else ():
                    found.setdefault((kind, value), record)  # type: ignore[arg-type]
            for asked in batch:
                known = found.get((asked.kind, asked.value))
                if known is None:
                    yield asking.unanswered(asked)
                elif asking.first_time(known):
                    references = tuple(self.cited_ids(f"{asked.kind}:{asked.value}"))
                    yield named(replace(known, references=references), asked)

    def citations(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that cite the paper, with their references. One request, and then as for :meth:`works`."""
        yield from each_once(self.works(map(_best, self.citing_ids(id))), limit)

    def references(self, id: str, limit: int) -> Iterator[Answered]:
        """Papers that the paper cites, with their references. One request, and then as for :meth:`works`."""
        yield from each_once(self.works(map(_best, self.cited_ids(id))), limit)

    def _linked(self, what: str, side: str, id: str) -> list[Mapping[str, str]]:
        found = identifier_of(id)
        if not found or found[0] not in self.id_kinds:
            return []
        rows = self._rows(f"index/v2/{what}/{quote(':'.join(found), safe=':/')}")
        targets = (_ids(row.get(side)) for row in rows)
        return [dict(pairs) for pairs in dict.fromkeys(tuple(sorted(target.items())) for target in targets if target)]

    def _rows(self, path: str) -> list[Mapping[str, Any]]:
        answer = self._http.get(f"{self._base}/{path}")
        if answer.status == 404:
            return []
        rows = answer.json()
        if not isinstance(rows, list):
            raise ServiceError("OpenCitations answered with no list; try again later")
        return [row for row in rows if isinstance(row, Mapping)]


def meta_record(row: Mapping[str, Any]) -> SourceRecord | str:
    """The record of a row of OpenCitations Meta, or the reason why it is none. Empty strings stand for what it lacks."""
    title = plain_text(str(row.get("title") or ""))
    if not title:
        return "an OpenCitations work without a title"
    ids = _ids(row.get("id"))
    return SourceRecord(
        source="opencitations",
        origin="opencitations",
        title=title,
        abstract="",
        ids=ids,
        year=year_of(row.get("pub_date")),
        authors=people_of(_BRACKETS.sub("", str(row.get("author") or ""))),
        venue=plain_text(_BRACKETS.sub("", str(row.get("venue") or ""))) or None,
        given_id=_best(ids) or None,
        raw=row,
    )


def _ids(value: Any) -> dict[str, str]:
    """Identifiers from a list in one string: ``omid:br/06 doi:10.1/x openalex:W1``, or a bare DOI in older answers."""
    out: dict[str, str] = {}
    for word in str(value or "").replace(";", " ").split():
        found = identifier_of(word)
        if found:
            out.setdefault(*found)
    return out


def _best(ids: Mapping[str, str]) -> str:
    return next((f"{kind}:{ids[kind]}" for kind in _ORDER if kind in ids), "")
