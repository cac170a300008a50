"""Papers, their source records, identifiers and citations in the library file."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from paperweft.model import IDENTIFIER_KINDS, Citation, Paper, SourceRecord
from paperweft.record.source_records import COLUMNS, Stored, content_of, raw_of, stored_from


def text_hash(title: str, abstract: str) -> str:
    """The hash of a paper's cleaned text, under which its extraction is stored."""
    return hashlib.sha256(f"{title}\0{abstract}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Derived:
    """A paper as its source records make it, with all that is stored for it.

    ``other_ids`` are its identifiers beside ``paper.ids``; ``texts`` (kind, value) pairs by which its text is found;
    ``records`` its source records, each with whether it came just now; ``former`` the ids of papers that it takes in;
    ``stands`` whether it had its id before.
    """

    paper: Paper
    other_ids: tuple[tuple[str, str], ...]
    texts: tuple[tuple[str, str], ...]
    records: tuple[tuple[Stored, bool], ...]
    former: tuple[str, ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference as one source gave it: the identifiers of the work, and the paper of the library that it is."""

    source: str
    target: Mapping[str, str]
    cited: str | None


class PaperTable:
    """Reads and writes papers; the caller holds the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def stored(self, keys: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], Stored]:
        """(source, id there, origin) -> the source record, of those that there are, with its row."""
        rows = self._db.execute(
            f"SELECT {COLUMNS}, raw FROM source_record WHERE (source, source_id, origin) IN (SELECT json_extract(value, '$[0]'),"
            " json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        return {(row["source"], row["source_id"], row["origin"]): stored_from(row, with_row=True) for row in rows}

    def stored_in(self, paper_ids: Iterable[str]) -> list[Stored]:
        """The source records of the papers, in order of arrival."""
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM source_record WHERE paper_id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(paper_ids)),),
        )
        return [stored_from(row) for row in rows]

    def stored_of(self, numbers: Iterable[int]) -> Iterator[Stored]:
        """The source records of the row ids, in order of arrival."""
        rows = self._db.execute(
            f"SELECT {COLUMNS} FROM source_record WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(list(numbers)),),
        )
        return map(stored_from, rows)

    def all_stored(self) -> Iterator[Stored]:
        """Every source record, in order of arrival."""
        return map(stored_from, self._db.execute(f"SELECT {COLUMNS} FROM source_record ORDER BY id"))

    def records_of(self, paper_id: str) -> list[SourceRecord]:
        """The paper's source records in order of arrival."""
        return [stored.record for stored in self.stored_in([paper_id])]

    def field_sources(self, paper_id: str) -> dict[str, str]:
        """Field -> the source that the paper has its value of."""
        row = self._db.execute("SELECT field_sources FROM paper WHERE id = ?", (paper_id,)).fetchone()
        return dict(json.loads(row[0])) if row else {}

    def find(self, kind: str, value: str) -> str | None:
        """The id of the paper that has this identifier."""
        row = self._db.execute("SELECT paper_id FROM identifier WHERE kind = ? AND value = ?", (kind, value)).fetchone()
        return row[0] if row else None

    def current_id(self, name: str) -> str | None:
        """The id of the paper that has or had the id ``name``, or that identifier ("doi:10...."); None where none has."""
        if self.exists(name):
            return name
        kind, _, value = name.partition(":")
        return self.find("id", name) or (self.find(kind, value) if kind in IDENTIFIER_KINDS else None)

    def owners(self, pairs: Iterable[tuple[str, str]]) -> set[str]:
        """The papers that have some of the identifiers."""
        rows = self._db.execute(
            "SELECT DISTINCT i.paper_id FROM json_each(?) j JOIN identifier i"
            " ON i.kind = json_extract(j.value, '$[0]') AND i.value = json_extract(j.value, '$[1]')",
            (json.dumps(list(pairs)),),
        )
        return {row[0] for row in rows}

    def with_text(self, pairs: Iterable[tuple[str, str]], most: int) -> set[str]:
        """The papers that are found by some of the texts, but for texts that more than ``most`` papers have."""
        rows = self._db.execute(
            "SELECT json_group_array(t.paper_id) FROM json_each(?) j JOIN text_key t"
            " ON t.kind = json_extract(j.value, '$[0]') AND t.value = json_extract(j.value, '$[1]')"
            " GROUP BY j.key HAVING count(*) <= ?",
            (json.dumps(list(pairs)), most),
        )
        return {paper for row in rows for paper in json.loads(row[0])}

    def taken(self, ids: Iterable[str]) -> set[str]:
        """Those of the ids that a paper has, or had before it was merged into another."""
        wanted = json.dumps(list(ids))
        rows = self._db.execute(
            "SELECT id FROM paper WHERE id IN (SELECT value FROM json_each(?1))"
            " UNION SELECT value FROM identifier WHERE kind = 'id' AND value IN (SELECT value FROM json_each(?1))",
            (wanted,),
        )
        return {row[0] for row in rows}

    def any_removed(self) -> bool:
        """Whether any paper was removed by hand."""
        return self._db.execute("SELECT 1 FROM tombstone LIMIT 1").fetchone() is not None

    def tombstones(self, pairs: Iterable[tuple[str, str]]) -> dict[int, set[str]]:
        """The numbers of the papers removed by hand that some of the pairs name -> the kinds of those pairs."""
        out: dict[int, set[str]] = {}
        for pair in pairs:
            query = "SELECT kind, removed FROM tombstone WHERE kind = ? AND value = ?"
            for kind, number in self._db.execute(query, pair):
                out.setdefault(number, set()).add(kind)
        return out

    def removed_records(self, number: int) -> list[SourceRecord]:
        """The source records of a paper that was removed by hand."""
        (blob,) = self._db.execute("SELECT rows FROM removed_paper WHERE number = ?", (number,)).fetchone()
        return [stored_from(row).record for row in json.loads(zlib.decompress(blob))["source_record"]]

    def all_identifiers(self, paper_id: str) -> list[tuple[str, str]]:
        """Every (kind, value) that finds the paper, former ids among them."""
        rows = self._db.execute("SELECT kind, value FROM identifier WHERE paper_id = ?", (paper_id,))
        return [(row[0], row[1]) for row in rows]

    def identifiers(self, paper_id: str) -> dict[str, str]:
        """The paper's identifiers by kind, of each kind the one that speaks for it."""
        rows = self._db.execute(
            "SELECT kind, value FROM identifier WHERE paper_id = ? AND preferred ORDER BY kind", (paper_id,)
        )
        return {kind: value for kind, value in rows if kind in IDENTIFIER_KINDS}

    def cited_identifiers(self) -> Iterator[tuple[str, str, str]]:
        """(kind, value, paper id) of every identifier of a paper by which some citation names its target, sorted."""
        yield from self._db.execute(
            "SELECT DISTINCT i.kind, i.value, i.paper_id FROM citation c"
            " JOIN identifier i ON i.kind = c.kind AND i.value = c.value ORDER BY 1, 2"
        )

    def exists(self, paper_id: str) -> bool:
        """Whether there is a paper of that id."""
        return self._db.execute("SELECT 1 FROM paper WHERE id = ?", (paper_id,)).fetchone() is not None

    def put(self, papers: Sequence[Derived], now: str) -> None:
        """Stores papers with their records, citations and identifiers, in place of what stood for them."""
        again = [derived for derived in papers if derived.stands]
        stood: set[str] = set()
        if again:
            self._clear([name for derived in again for name in (derived.paper.id, *derived.former)])
            stood = self._update(again)
        self._db.executemany(
            f"INSERT INTO paper (id, first_seen, {_FIELDS}) VALUES (?, ?{', ?' * (_FIELDS.count(',') + 1)})",
            [(d.paper.id, d.paper.first_seen, *_fields(d.paper)) for d in papers if d.paper.id not in stood],
        )
        self._put_records(papers, now)
        for derived in again:
            self._take_in(derived)
        self._db.executemany(
            "INSERT OR REPLACE INTO identifier VALUES (?, ?, ?, ?)",
            [(*pair, d.paper.id, preferred) for d in papers for preferred, pairs in ((1, d.paper.ids.items()), (0, d.other_ids)) for pair in pairs],
        )  # fmt: skip
        self._db.executemany(
            "INSERT OR IGNORE INTO text_key VALUES (?, ?, ?)", [(*pair, d.paper.id) for d in papers for pair in d.texts]
        )

    def _clear(self, ids: Sequence[str]) -> None:
        self._db.executemany("DELETE FROM identifier WHERE paper_id = ? AND kind <> 'id'", [(name,) for name in ids])
        self._db.executemany("DELETE FROM text_key WHERE paper_id = ?", [(name,) for name in ids])

    def _update(self, papers: Sequence[Derived]) -> set[str]:
        """Writes those of the papers that there are and that differ; returns the ids of those that there are.

        A paper was first seen when the first of those that it takes in was.
        """
        stood = set()
        changes = ", ".join(f"{name} = ?" for name in _FIELDS.split(", "))
        for derived in papers:
            rows = self._db.execute(
                f"SELECT id, first_seen, {_FIELDS} FROM paper WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps([derived.paper.id, *derived.former]),),
            ).fetchall()
            fields = (min((row["first_seen"] for row in rows), default=""), *_fields(derived.paper))
            before = next((tuple(row)[1:] for row in rows if row["id"] == derived.paper.id), None)
            if before:
                stood.add(derived.paper.id)
            if before and before != fields:
                self._db.execute(
                    f"UPDATE paper SET first_seen = ?, {changes} WHERE id = ?", (*fields, derived.paper.id)
                )
        return stood

    def _take_in(self, derived: Derived) -> None:
        """The former ids find the paper from now on; an id that is a paper's own again finds no other."""
        identifier = derived.paper.id
        self._db.execute("DELETE FROM identifier WHERE kind = 'id' AND value = ?", (identifier,))
        for former in derived.former:
            self._db.execute(
                "UPDATE identifier SET paper_id = ? WHERE kind = 'id' AND paper_id = ?", (identifier, former)
            )
            self._db.execute("DELETE FROM paper WHERE id = ?", (former,))
            self._db.execute("INSERT OR REPLACE INTO identifier VALUES ('id', ?, ?, 0)", (former, identifier))

    def _put_records(self, papers: Sequence[Derived], now: str) -> None:
        """Stores the source records of papers as theirs; with their citations, where they came just now."""
        last = self._db.execute("SELECT coalesce(max(id), 0) FROM source_record").fetchone()[0]
        moved: list[tuple[str, int]] = []
        fresh: list[tuple[Any, ...]] = []
        changed: list[tuple[Any, ...]] = []
        citations: list[tuple[int, int, str, str]] = []
        for derived in papers:
            paper_id = derived.paper.id
            for stored, came in derived.records:
                record, number = stored.record, stored.id
                if not came:
                    if stored.paper_id != paper_id:
                        moved.append((paper_id, number))
                    continue
                values = (record.retrieved_at or now, content_of(record), raw_of(record), paper_id)
                if number:
                    changed.append((*values, number))
                else:
                    last = number = last + 1
                    fresh.append((number, record.source, stored.source_id, record.origin, *values, paper_id))
                for n, target in enumerate(record.references):
                    citations += [(number, n, kind, value) for kind, value in target.items()]
        self._db.executemany("UPDATE source_record SET paper_id = ? WHERE id = ?", moved)
        self._db.executemany(
            "INSERT INTO source_record (id, source, source_id, origin, retrieved_at, content, raw, paper_id, entered_as)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            fresh,
        )
        self._db.executemany(
            "UPDATE source_record SET retrieved_at = ?, content = ?, raw = ?, paper_id = ? WHERE id = ?", changed
        )
        self._db.executemany("DELETE FROM citation WHERE source_record = ?", [(row[-1],) for row in changed])
        self._db.executemany("INSERT INTO citation VALUES (?, ?, ?, ?)", citations)

    def forget_identifiers(self) -> None:
        """Drops what was derived of how papers are found; former ids, which people may have written down, stay."""
        self._db.execute("DELETE FROM identifier WHERE kind <> 'id'")
        self._db.execute("DELETE FROM text_key")

    def count(self) -> int:
        """How many papers there are."""
        return int(self._db.execute("SELECT count(*) FROM paper").fetchone()[0])

    def __iter__(self) -> Iterator[Paper]:
        """All papers in order of arrival, with their identifiers."""
        rows = self._db.execute(
            "SELECT p.*, (SELECT json_group_object(kind, value) FROM identifier i WHERE i.paper_id = p.id AND i.preferred) AS ids"
            " FROM paper p ORDER BY position"
        )
        return map(_paper, rows)

    def citations(self) -> Iterator[Citation]:
        """Every citation of every paper, each target with the identifiers that its source gave."""
        rows = self._db.execute(
            "SELECT r.paper_id, r.source, c.source_record, c.ordinal, c.kind, c.value FROM citation c"
            " JOIN source_record r ON r.id = c.source_record ORDER BY c.source_record, c.ordinal, c.kind"
        )
        key: tuple[int, int] | None = None
        target: dict[str, str] = {}
        head = ("", "")
        for row in rows:
            if (row["source_record"], row["ordinal"]) != key:
                if target:
                    yield Citation(head[0], target, head[1])
                key, target, head = (row["source_record"], row["ordinal"]), {}, (row["paper_id"], row["source"])
            target[row["kind"]] = row["value"]
        if target:
            yield Citation(head[0], target, head[1])

    def several_years(self) -> dict[str, list[int]]:
        """Paper -> the years that its source records give, where they differ."""
        rows = self._db.execute(
            "SELECT paper_id, json_group_array(DISTINCT json_extract(content, '$.year')) FROM source_record"
            " WHERE json_extract(content, '$.year') IS NOT NULL GROUP BY paper_id"
            " HAVING count(DISTINCT json_extract(content, '$.year')) > 1"
        )
        return {paper: sorted(json.loads(years)) for paper, years in rows}

    def code(self) -> dict[str, list[str]]:
        """Paper -> the addresses of code that its source records give, in order of arrival."""
        code: dict[str, list[str]] = {}
        for paper, address in self._db.execute(
            "SELECT r.paper_id, j.value FROM source_record r, json_each(r.content, '$.code') j ORDER BY r.id, j.key"
        ):
            code.setdefault(paper, []).append(address)
        return code

    def references(self) -> Iterator[tuple[str, str, set[str], list[Reference]]]:
        """(paper id, title, sources that describe it, references) of every paper, in order of arrival."""
        rows = self._db.execute(
            "SELECT p.id, p.title, r.source, r.id AS record, c.ordinal, c.kind, c.value, i.paper_id AS cited FROM paper p"
            " JOIN source_record r ON r.paper_id = p.id LEFT JOIN citation c ON c.source_record = r.id"
            " LEFT JOIN identifier i ON i.kind = c.kind AND i.value = c.value ORDER BY p.position, r.id, c.ordinal"
        )
        for (paper_id, title), of_paper in groupby(rows, key=lambda row: (row["id"], row["title"])):
            sources: set[str] = set()
            references = []
            for (_, ordinal), of_reference in groupby(of_paper, key=lambda row: (row["record"], row["ordinal"])):
                named = list(of_reference)
                sources.add(named[0]["source"])
                if ordinal is not None:
                    target = {row["kind"]: row["value"] for row in named}
                    named.sort(key=lambda row: IDENTIFIER_KINDS.index(row["kind"]))
                    cited = next((row["cited"] for row in named if row["cited"]), None)
                    references.append(Reference(named[0]["source"], target, cited))
            yield paper_id, title, sources, references

    def resolved_citations(self) -> Iterator[tuple[str, str, str]]:
        """(citing paper, cited paper, source) wherever both are in the library, sorted, each once; none cites itself.

        A reference is one link, whatever its identifiers find: the first in the order of IDENTIFIER_KINDS counts.
        """
        order = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(IDENTIFIER_KINDS))
        yield from self._db.execute(
            "SELECT DISTINCT citing, cited, source FROM (SELECT r.paper_id AS citing, i.paper_id AS cited, r.source AS source,"
            f" min(CASE c.kind {order} ELSE 99 END) FROM citation c"
            " JOIN source_record r ON r.id = c.source_record"
            " JOIN identifier i ON i.kind = c.kind AND i.value = c.value"
            " GROUP BY c.source_record, c.ordinal) WHERE citing <> cited ORDER BY 1, 2, 3"
        )


_FIELDS = "title, abstract, year, authors, venue, url, citekey, collections, tags, origins, field_sources, text_hash"


def _fields(paper: Paper) -> tuple[Any, ...]:
    return (
        paper.title, paper.abstract, paper.year, _list(paper.authors), paper.venue, paper.url, paper.citekey,
        _list(paper.collections), _list(paper.tags), _list(paper.origins),
        _object(tuple(sorted(paper.field_sources.items()))), text_hash(paper.title, paper.abstract),
    )  # fmt: skip


_encode = json.JSONEncoder(ensure_ascii=False).encode


@lru_cache(maxsize=1024)
def _list(values: tuple[str, ...]) -> str:
    return _encode(values)


@lru_cache(maxsize=1024)
def _object(items: tuple[tuple[str, str], ...]) -> str:
    return _encode(dict(items))


def _paper(row: sqlite3.Row) -> Paper:
    return Paper(
        id=row["id"], title=row["title"], abstract=row["abstract"], year=row["year"],
        ids=json.loads(row["ids"]), authors=tuple(json.loads(row["authors"])), venue=row["venue"], url=row["url"], citekey=row["citekey"],
        collections=tuple(json.loads(row["collections"])), tags=tuple(json.loads(row["tags"])),
        origins=tuple(json.loads(row["origins"])), first_seen=row["first_seen"],
        field_sources=json.loads(row["field_sources"]),
    )  # fmt: skip
