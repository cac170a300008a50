"""Schema of the library file and its migrations.

``PRAGMA user_version`` holds the schema version. A library of an older schema is copied and migrated, one of a newer
schema refused.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import uuid
from pathlib import Path

from paperweft.errors import LibraryError

_CACHE = 65_536  # kibibytes; SQLite's own 2 MB make every index of a large library a matter of the disk
APPLICATION_ID = 0x50575746  # "PWWF": tells a library from any other SQLite file

#: Fills the empty full-text tables from graph_node.
FILL_FULL_TEXT = """
    INSERT INTO graph_text_node (node) SELECT id FROM graph_node ORDER BY id;
    INSERT INTO graph_text (rowid, name, aliases, abstract)
        SELECT t.number, n.name, json_extract(n.properties, '$.aliases'), json_extract(n.properties, '$.abstract')
        FROM graph_text_node t JOIN graph_node n ON n.id = t.node ORDER BY t.number;
"""

#: One script a version; script n brings a library from version n to n + 1.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    -- What sources said, as they said it. A paper is derived from these and can be derived again.
    CREATE TABLE paper (
        position INTEGER PRIMARY KEY,          -- order of arrival
        id TEXT NOT NULL UNIQUE,               -- given once
        title TEXT NOT NULL, abstract TEXT NOT NULL, year INTEGER, authors TEXT NOT NULL, venue TEXT, url TEXT,
        citekey TEXT, collections TEXT NOT NULL, tags TEXT NOT NULL, origins TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        field_sources TEXT NOT NULL,           -- which source gave each value
        text_hash TEXT NOT NULL                -- of the cleaned title and abstract; the key of its extraction
    );
    CREATE TABLE source_record (
        id INTEGER PRIMARY KEY,
        source TEXT NOT NULL, source_id TEXT NOT NULL, origin TEXT NOT NULL,
        retrieved_at TEXT NOT NULL,
        content TEXT NOT NULL,                 -- cleaned fields as JSON, what derivation reads
        raw TEXT NOT NULL,                     -- as it came, JSON
        paper_id TEXT NOT NULL REFERENCES paper (id) ON UPDATE CASCADE,
        UNIQUE (source, source_id, origin)
    );
    CREATE INDEX source_record_paper ON source_record (paper_id);
    CREATE TABLE identifier (
        kind TEXT NOT NULL, value TEXT NOT NULL, paper_id TEXT NOT NULL REFERENCES paper (id) ON UPDATE CASCADE,
        PRIMARY KEY (kind, value)
    ) WITHOUT ROWID;
    CREATE INDEX identifier_paper ON identifier (paper_id);
    CREATE TABLE tombstone (paper_id TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, removed_at TEXT NOT NULL,
        PRIMARY KEY (kind, value)) WITHOUT ROWID;

    -- One row for each identifier of each cited work; CITES where a row finds a paper.
    CREATE TABLE citation (
        source_record INTEGER NOT NULL REFERENCES source_record (id) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (source_record, ordinal, kind)
    ) WITHOUT ROWID;
    CREATE INDEX citation_target ON citation (kind, value);

    -- Extraction, cached by what was read and by what read it.
    CREATE TABLE extractor (version TEXT PRIMARY KEY, first_used TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE extraction (
        text_hash TEXT NOT NULL, extractor TEXT NOT NULL REFERENCES extractor (version),
        english INTEGER NOT NULL, abbreviations TEXT NOT NULL, extends TEXT NOT NULL,
        PRIMARY KEY (text_hash, extractor)
    ) WITHOUT ROWID;
    CREATE TABLE mention (
        text_hash TEXT NOT NULL, extractor TEXT NOT NULL, ordinal INTEGER NOT NULL,
        field TEXT NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
        type_scores TEXT NOT NULL, confidence REAL NOT NULL, role TEXT NOT NULL,
        sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL,
        PRIMARY KEY (text_hash, extractor, ordinal),
        FOREIGN KEY (text_hash, extractor) REFERENCES extraction (text_hash, extractor) ON DELETE CASCADE
    ) WITHOUT ROWID;

    -- Ids of entities and authors, given once.
    CREATE TABLE entity_id (form TEXT NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL,
        PRIMARY KEY (form, type)) WITHOUT ROWID;
    CREATE INDEX entity_id_id ON entity_id (id);

    -- The graph, derived: every store, page and export reads these and nothing else.
    CREATE TABLE graph_node (id TEXT PRIMARY KEY, label TEXT NOT NULL, name TEXT NOT NULL, properties TEXT NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE graph_link (source TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL, properties TEXT NOT NULL,
        PRIMARY KEY (source, target, kind)) WITHOUT ROWID;
    CREATE INDEX graph_link_target ON graph_link (target);
    CREATE TABLE graph_name (form TEXT NOT NULL, node TEXT NOT NULL, PRIMARY KEY (form, node)) WITHOUT ROWID;

    CREATE TABLE build (
        id INTEGER PRIMARY KEY, finished_at TEXT NOT NULL, graph_hash TEXT NOT NULL, extractor TEXT,
        catalogue TEXT NOT NULL, papers INTEGER NOT NULL, nodes INTEGER NOT NULL, links INTEGER NOT NULL,
        manifest BLOB NOT NULL                 -- zlib: node ids, then links, one a line
    );
    """,
    """
    -- What else decided the graph: the hash of the alias ledger (empty without one), and the confidence that links need.
    ALTER TABLE build ADD COLUMN ledger TEXT NOT NULL DEFAULT '';
    ALTER TABLE build ADD COLUMN min_confidence REAL NOT NULL DEFAULT 0;
    """,
    f"""
    -- Full text over the graph's nodes, derived; without their texts, which graph_node has.
    CREATE VIRTUAL TABLE graph_text USING fts5 (name, aliases, abstract, content = '',
        tokenize = 'porter unicode61 remove_diacritics 2');
    CREATE TABLE graph_text_node (number INTEGER PRIMARY KEY, node TEXT NOT NULL);
    {FILL_FULL_TEXT}
    """,
    """
    -- Which of several identifiers of one kind speaks for the paper (1) or merely finds it (0); texts that find papers,
    -- several of which may have one title; and the paper to which a record came, which a wrong merger gives back.
    ALTER TABLE identifier ADD COLUMN preferred INTEGER NOT NULL DEFAULT 1;
    CREATE TABLE text_key (
        kind TEXT NOT NULL, value TEXT NOT NULL,
        paper_id TEXT NOT NULL REFERENCES paper (id) ON UPDATE CASCADE ON DELETE CASCADE,
        PRIMARY KEY (kind, value, paper_id)
    ) WITHOUT ROWID;
    CREATE INDEX text_key_paper ON text_key (paper_id);
    ALTER TABLE source_record ADD COLUMN entered_as TEXT NOT NULL DEFAULT '';
    UPDATE source_record SET entered_as = paper_id;
    DROP INDEX citation_target;
    """,
    """
    -- What leads from the graph after a build back to the one before it; NULL in builds of before, which have a manifest
    -- of ids instead. A preliminary build is one that extraction was to follow: part of the next.
    ALTER TABLE build ADD COLUMN undo BLOB;
    ALTER TABLE build ADD COLUMN preliminary INTEGER NOT NULL DEFAULT 0;

    -- Papers removed by hand: all their rows, to bring them back, and what they are known by. Nothing wrote tombstones before.
    DROP TABLE tombstone;
    CREATE TABLE removed_paper (
        number INTEGER PRIMARY KEY, paper_id TEXT NOT NULL, title TEXT NOT NULL, removed_at TEXT NOT NULL,
        rows BLOB NOT NULL                     -- zlib: JSON, table -> rows
    );
    CREATE TABLE tombstone (
        kind TEXT NOT NULL, value TEXT NOT NULL,
        removed INTEGER NOT NULL REFERENCES removed_paper (number) ON DELETE CASCADE,
        PRIMARY KEY (kind, value, removed)
    ) WITHOUT ROWID;
    CREATE INDEX tombstone_removed ON tombstone (removed);
    """,
    """
    -- What services of papers were asked about a paper, so that they are not asked again soon. Not part of the record's truth.
    CREATE TABLE enquiry (
        paper_id TEXT NOT NULL REFERENCES paper (id) ON UPDATE CASCADE ON DELETE CASCADE,
        service TEXT NOT NULL, asked_at TEXT NOT NULL,
        asked_by TEXT NOT NULL,                -- the identifier, kind:value, or "title"
        reason TEXT NOT NULL,                  -- why nothing came of it; empty where a record came
        candidate TEXT,                        -- the nearest record of another paper, JSON
        PRIMARY KEY (paper_id, service)
    ) WITHOUT ROWID;
    """,
    """
    -- Measures of nodes (PageRank, community, ...), computed on the graph whose hash stands in meta; no part of the graph.
    CREATE TABLE measure (node TEXT NOT NULL, name TEXT NOT NULL, value REAL NOT NULL, PRIMARY KEY (node, name))
        WITHOUT ROWID;
    """,
)
SCHEMA_VERSION = len(MIGRATIONS)


def open_database(path: Path, *, create: bool, readonly: bool = False) -> sqlite3.Connection:
    """Opens the library at ``path`` in WAL mode, creating or migrating it as needed.

    Raises LibraryError where the file is absent (and not to be created), is no library, is of a newer schema, or
    cannot be written.
    """
    fresh = not path.exists() or path.stat().st_size == 0
    if fresh and not create:
        raise LibraryError(f"there is no library at {path}; `paperweft build SOURCE --library {path}` makes one")
    if path.is_dir():
        raise LibraryError(f"{path} is a folder; give a file to --library")
    if not path.parent.is_dir():
        raise LibraryError(f"the folder {path.parent} does not exist; make it first")
    locked = not fresh and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    try:
        if locked:
            return _open_locked(path)
        connection = sqlite3.connect(path, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        _prepare(connection, path, fresh=fresh, create=create)
        if readonly:
            connection.execute("PRAGMA query_only = ON")
    except sqlite3.DatabaseError as error:
        raise explain(error, path) from error
    return connection


def _open_locked(path: Path) -> sqlite3.Connection:
    """Opens a library that may be read but not written, nor anything in its folder.

    Raises LibraryError where it would have to be migrated.
    """
    # SQLite wants to make files beside a database in WAL mode; where none is written to, it can do without.
    unwritten = not path.with_name(f"{path.name}-wal").exists()
    query = "mode=ro&immutable=1" if unwritten else "mode=ro"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True, timeout=10, isolation_level=None)
    connection.row_factory = sqlite3.Row
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise LibraryError(f"{path} is no paperweft library; give another file to --library")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version != SCHEMA_VERSION:
        raise LibraryError(
            f"{path} was written by another paperweft (schema {version}, this one knows {SCHEMA_VERSION}) and cannot be"
            " migrated where it lies; copy it to a folder that can be written to"
        )
    return connection


def scratch_database() -> sqlite3.Connection:
    """A database with the tables of a library and no file that lasts."""
    connection = sqlite3.connect("", isolation_level=None)
    connection.row_factory = sqlite3.Row
    for script in MIGRATIONS:
        connection.executescript(script)
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, *, fresh: bool, create: bool) -> None:
    if not fresh:  # one without tables is what a build left that was killed as it began
        fresh = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if fresh and not create:
            connection.close()
            raise LibraryError(f"{path} is empty; `paperweft build SOURCE --library {path}` fills it")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if not fresh and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        connection.close()
        raise LibraryError(f"{path} is no paperweft library; give another file to --library")
    if version > SCHEMA_VERSION:
        connection.close()
        raise LibraryError(
            f"{path} was written by a newer paperweft (schema {version}, this one knows {SCHEMA_VERSION}); upgrade paperweft"
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    if version == SCHEMA_VERSION:
        return
    if fresh:  # in one go: a file that is half a library is refused ever after
        connection.executescript(
            f"BEGIN IMMEDIATE; {' '.join(MIGRATIONS)} INSERT INTO meta VALUES ('library_id', '{uuid.uuid4().hex}');"
            f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        )
        return
    copy = path.with_name(f"{path.name}.schema-{version}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    try:
        shutil.copy2(path, copy)
    except OSError as error:
        connection.close()
        copy.unlink(missing_ok=True)  # half a copy is none
        raise LibraryError(
            f"{path} is of an older paperweft, and before it is migrated a copy is made, which failed"
            f" ({error.strerror or error}); make room for {copy.name} and run the command again"
        ) from error
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")


def explain(error: sqlite3.DatabaseError, path: Path | str) -> LibraryError:
    """What SQLite's error about the library at ``path`` means for its user, and what to do."""
    text = str(error)
    if "not a database" in text:
        return LibraryError(f"{path} is no paperweft library (not an SQLite file); give another file to --library")
    if "locked" in text or "busy" in text:
        return LibraryError(f"{path} is in use by another paperweft; wait until it has finished")
    if "readonly" in text or "unable to open" in text:
        return LibraryError(f"{path} cannot be opened for writing; check the permissions of the file and its folder")
    if "malformed" in text or "not enough content" in text:
        return LibraryError(f"{path} is damaged ({text}); restore a copy of it, or build it anew from its sources")
    if "full" in text:
        return LibraryError(f"{path} cannot be written: {text}; make room and run the command again")
    if "disk I/O" in text:  # what SQLite says of a full disk too, when it has no room to begin
        return LibraryError(f"{path} cannot be used: {text}; look whether its disk is full, and run the command again")
    return LibraryError(f"{path} cannot be used: {text}")
