"""Extractions in the library file: stored once for each text and extractor version."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from paperweft.model import ENTITY_TYPES, Abbreviation, Extends, Extraction, Mention


class ExtractionTable:
    """Reads and writes extractions; the caller holds the transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def missing(self, extractor: str) -> list[tuple[str, str, str]]:
        """(text hash, title, abstract) of the papers that this extractor version has not read, in order of arrival."""
        rows = self._db.execute(
            "SELECT text_hash, title, abstract FROM paper p WHERE NOT EXISTS (SELECT 1 FROM extraction e"
            " WHERE e.text_hash = p.text_hash AND e.extractor = ?) GROUP BY text_hash ORDER BY min(position)",
            (extractor,),
        )
        return [tuple(row) for row in rows]

    def put(self, text_hash: str, extractor: str, extraction: Extraction, now: str) -> None:
        """Stores what ``extractor`` found in the text."""
        self._db.execute("INSERT OR IGNORE INTO extractor VALUES (?, ?)", (extractor, now))
        self._db.execute(
            "INSERT OR REPLACE INTO extraction VALUES (?, ?, ?, ?, ?)",
            (
                text_hash,
                extractor,
                extraction.english,
                json.dumps([(a.short, a.long) for a in extraction.abbreviations], ensure_ascii=False),
                json.dumps([(e.child, e.parent, e.confidence) for e in extraction.extends], ensure_ascii=False),
            ),
        )
        self._db.executemany(
            "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    text_hash, extractor, ordinal, m.field, m.start, m.end, m.text,
                    json.dumps([round(m.type_scores.get(name, 0.0), 4) for name in ENTITY_TYPES]),
                    round(m.confidence, 4), m.role, m.sentence_start, m.sentence_end,
                )
                for ordinal, m in enumerate(extraction.mentions)
            ],
        )  # fmt: skip

    def latest_extractor(self) -> str | None:
        """The extractor version that was taken into use last."""
        row = self._db.execute("SELECT version FROM extractor ORDER BY first_used DESC, version LIMIT 1").fetchone()
        return row[0] if row else None

    def left_out(self) -> tuple[int, int]:
        """How many papers the latest extractor found not to be English, and how many it has not read."""
        row = self._db.execute(
            "SELECT coalesce(sum(e.english = 0), 0), count(*) - count(e.text_hash) FROM paper p"
            " LEFT JOIN extraction e ON e.text_hash = p.text_hash AND e.extractor = ?",
            (self.latest_extractor(),),
        ).fetchone()
        return int(row[0]), int(row[1])

    def by_paper(self, extractor: str) -> Iterator[tuple[str, Extraction]]:
        """(paper id, extraction) of every paper that this version has read, sorted by paper id."""
        rows = self._db.execute(
            "SELECT p.id, e.* FROM paper p JOIN extraction e ON e.text_hash = p.text_hash AND e.extractor = ? ORDER BY p.id",
            (extractor,),
        )
        for row in rows:
            mentions = self._db.execute(
                "SELECT * FROM mention WHERE text_hash = ? AND extractor = ? ORDER BY ordinal",
                (row["text_hash"], extractor),
            )
            yield (
                row["id"],
                Extraction(
                    mentions=tuple(_mention(mention) for mention in mentions),
                    abbreviations=tuple(Abbreviation(*pair) for pair in json.loads(row["abbreviations"])),
                    extends=tuple(Extends(*triple) for triple in json.loads(row["extends"])),
                    english=bool(row["english"]),
                ),
            )


def _mention(row: sqlite3.Row) -> Mention:
    return Mention(
        text=row["text"], field=row["field"], start=row["start"], end=row["end"],
        type_scores=dict(zip(ENTITY_TYPES, json.loads(row["type_scores"]), strict=True)),
        confidence=row["confidence"], role=row["role"],
        sentence_start=row["sentence_start"], sentence_end=row["sentence_end"],
    )  # fmt: skip
