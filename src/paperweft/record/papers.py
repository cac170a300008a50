"""Papers, their source records, identifiers and citations in the library file."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from paperweft.model import IDENTIFIER_KINDS, Citation, Paper, SourceRecord


def text_hash(title: str, abstract: str) -> str:
    """The hash of a paper's cleaned text, under which its extraction is stored."""
    return hashlib.sha256(f"{title}\0{abstract}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _content(record: SourceRecord) -> str:
    """The cleaned fields of a record as JSON."""
    return json.dumps(
        {
            "title": record.title, "abstract": record.abstract, "ids": dict(record.ids), "year": record.year,
            "authors": record.authors, "venue": record.venue, "url": record.url, "citekey": record.citekey,
            "collections": record.collections, "tags": record.tags, "code": record.code,
            **({"other_ids": record.other_ids} if record.other_ids else {}),
        },
        ensure_ascii=False, sort_keys=True,
    )  # fmt: skip


def _record(row: sqlite3.Row) -> SourceRecord:
    content = json.loads(row["content"])
    return SourceRecord(
        source=row["source"], origin=row["origin"], title=content["title"], abstract=content["abstract"],
        ids=content["ids"], other_ids=tuple(tuple(pair) for pair in content.get("other_ids", ())), year=content["year"], authors=tuple(content["authors"]), venue=content["venue"],
        url=content["url"], citekey=content["citekey"], collections=tuple(content["collections"]),
        tags=tuple(content["tags"]), code=tuple(content.get("code", ())), retrieved_at=row["retrieved_at"], given_id=row["source_id"],
    )  # fmt: skip


class PaperTable:
    """Reads and writes papers; the caller holds the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def stored_record(self, source: str, source_id: str, origin: str) -> tuple[int, str, str, str] | None:
        """(row id, content, raw, paper id) of a source record, where there is one."""
        row = self._db.execute(
            "SELECT id, content, raw, paper_id FROM source_record WHERE source = ? AND source_id = ? AND origin = ?",
            (source, source_id, origin),
        ).fetchone()
        return tuple(row) if row else None

    def put_record(self, record: SourceRecord, source_id: str, paper_id: str, now: str) -> bool:
        """Stores ``record`` as one of the paper's; False where it stood there already, just so."""
        content = _content(record)
        raw = json.dumps(dict(record.raw), sort_keys=True)  # in ASCII: lone surrogates stay as they came
        before = self.stored_record(record.source, source_id, record.origin)
        if before and before[1:] == (content, raw, paper_id):
            return False
        row = self._db.execute(
            "INSERT INTO source_record (source, source_id, origin, retrieved_at, content, raw, paper_id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, source_id, origin) DO UPDATE SET"
            " retrieved_at = excluded.retrieved_at, content = excluded.content, raw = excluded.raw,"
            " paper_id = excluded.paper_id RETURNING id",
            (record.source, source_id, record.origin, record.retrieved_at or now, content, raw, paper_id),
        ).fetchone()
        self._db.execute("DELETE FROM citation WHERE source_record = ?", (row[0],))
        self._db.executemany(
            "INSERT INTO citation VALUES (?, ?, ?, ?)",
            [(row[0], n, kind, value) for n, target in enumerate(record.references) for kind, value in target.items()],
        )
        return True

    def records_of(self, paper_id: str) -> list[SourceRecord]:
        """The paper's source records in order of arrival."""
        rows = self._db.execute("SELECT * FROM source_record WHERE paper_id = ? ORDER BY id", (paper_id,))
        return [_record(row) for row in rows]

    def find(self, kind: str, value: str) -> str | None:
        """The id of the paper that has this identifier."""
        row = self._db.execute("SELECT paper_id FROM identifier WHERE kind = ? AND value = ?", (kind, value)).fetchone()
        return row[0] if row else None

    def is_removed(self, ids: Iterable[tuple[str, str]]) -> bool:
        """Whether any of the identifiers belongs to a paper that was removed by hand."""
        query = "SELECT 1 FROM tombstone WHERE kind = ? AND value = ?"
        return any(self._db.execute(query, pair).fetchone() for pair in ids)

    def identifiers(self, paper_id: str) -> dict[str, str]:
        """The paper's identifiers by kind, without the title key."""
        rows = self._db.execute(
            "SELECT kind, min(value) FROM identifier WHERE paper_id = ? GROUP BY kind ORDER BY kind", (paper_id,)
        )
        return {kind: value for kind, value in rows if kind in IDENTIFIER_KINDS}

    def cited_identifiers(self) -> Iterator[tuple[str, str, str]]:
        """(kind, value, paper id) of every identifier of a paper by which some citation names its target, sorted."""
        yield from self._db.execute(
            "SELECT kind, value, paper_id FROM identifier i WHERE EXISTS"
            " (SELECT 1 FROM citation c WHERE c.kind = i.kind AND c.value = i.value) ORDER BY kind, value"
        )

    def add_identifiers(self, paper_id: str, ids: Iterable[tuple[str, str]]) -> None:
        """Makes the identifiers find the paper; those that find another one already stay with it."""
        self._db.executemany("INSERT OR IGNORE INTO identifier VALUES (?, ?, ?)", [(*pair, paper_id) for pair in ids])

    def exists(self, paper_id: str) -> bool:
        """Whether there is a paper of that id."""
        return self._db.execute("SELECT 1 FROM paper WHERE id = ?", (paper_id,)).fetchone() is not None

    def put_paper(self, paper: Paper) -> bool:
        """Stores a derived paper, new or again; False where nothing changed. Its ``first_seen`` is kept."""
        fields = (
            paper.title, paper.abstract, paper.year, _list(paper.authors), paper.venue, paper.url, paper.citekey,
            _list(paper.collections), _list(paper.tags), _list(paper.origins),
            json.dumps(dict(paper.field_sources), sort_keys=True), text_hash(paper.title, paper.abstract),
        )  # fmt: skip
        names = (
            "title, abstract, year, authors, venue, url, citekey, collections, tags, origins, field_sources, text_hash"
        )
        before = self._db.execute(f"SELECT {names} FROM paper WHERE id = ?", (paper.id,)).fetchone()
        if before is None:
            self._db.execute(
                f"INSERT INTO paper (id, first_seen, {names}) VALUES (?, ?{', ?' * len(fields)})",
                (paper.id, paper.first_seen, *fields),
            )
        elif tuple(before) == fields:
            return False
        else:
            changes = ", ".join(f"{name} = ?" for name in names.split(", "))
            self._db.execute(f"UPDATE paper SET {changes} WHERE id = ?", (*fields, paper.id))
        return True

    def merge(self, kept: str, other: str) -> None:
        """Gives the records and identifiers of ``other`` to ``kept`` and drops the derived row of ``other``.

        Nothing of what sources said is lost: the records still say which was whose.
        """
        self._db.execute("UPDATE source_record SET paper_id = ? WHERE paper_id = ?", (kept, other))
        self._db.execute("UPDATE identifier SET paper_id = ? WHERE paper_id = ?", (kept, other))
        self._db.execute("DELETE FROM paper WHERE id = ?", (other,))
        self._db.execute("INSERT OR IGNORE INTO identifier VALUES ('id', ?, ?)", (other, kept))

    def position(self, paper_id: str) -> int:
        """The paper's place in the order of arrival."""
        return int(self._db.execute("SELECT position FROM paper WHERE id = ?", (paper_id,)).fetchone()[0])

    def count(self) -> int:
        """How many papers there are."""
        return int(self._db.execute("SELECT count(*) FROM paper").fetchone()[0])

    def __iter__(self) -> Iterator[Paper]:
        """All papers in order of arrival, with their identifiers."""
        for row in self._db.execute("SELECT * FROM paper ORDER BY position").fetchall():
            yield replace(_paper(row), ids=self.identifiers(row["id"]))

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

    def resolved_citations(self) -> Iterator[tuple[str, str, str]]:
        """(citing paper, cited paper, source) wherever both are in the library, sorted, each once; none cites itself."""
        yield from self._db.execute(
            "SELECT DISTINCT r.paper_id, i.paper_id, r.source FROM citation c"
            " JOIN source_record r ON r.id = c.source_record"
            " JOIN identifier i ON i.kind = c.kind AND i.value = c.value"
            " WHERE r.paper_id <> i.paper_id ORDER BY 1, 2, 3"
        )


def _list(values: Iterable[Any]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def _paper(row: sqlite3.Row | Mapping[str, Any]) -> Paper:
    return Paper(
        id=row["id"], title=row["title"], abstract=row["abstract"], year=row["year"],
        authors=tuple(json.loads(row["authors"])), venue=row["venue"], url=row["url"], citekey=row["citekey"],
        collections=tuple(json.loads(row["collections"])), tags=tuple(json.loads(row["tags"])),
        origins=tuple(json.loads(row["origins"])), first_seen=row["first_seen"],
        field_sources=json.loads(row["field_sources"]),
    )  # fmt: skip
