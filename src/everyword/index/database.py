"""The encrypted database file of a case (SQLCipher), opened with a key from a slot."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlcipher3 import dbapi2 as sqlcipher

from everyword.errors import Damaged, StorageFailed
from everyword.index.folding import SEARCH, folded

FAULTS: tuple[type[Exception], ...] = (sqlcipher.DatabaseError, sqlite3.DatabaseError)

SCHEMA = f"""
CREATE TABLE IF NOT EXISTS source (
    object TEXT PRIMARY KEY,      -- the sealed object
    position INTEGER NOT NULL,    -- its leaf's place in the journal
    sha256 TEXT NOT NULL, size INTEGER NOT NULL, name TEXT NOT NULL, seen TEXT NOT NULL,
    state TEXT NOT NULL,          -- waiting, read, asked, failed
    question TEXT,                -- JSON of the open question when asked
    account TEXT                  -- JSON of the Account when read
);
CREATE TABLE IF NOT EXISTS item (
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    sort TEXT NOT NULL,           -- utc where known, else local, else empty
    local TEXT NOT NULL,          -- as the source has it: what a day is chosen by
    reader TEXT, thread TEXT, handle TEXT,
    twin BLOB,                    -- the same for the same item in two sources
    source TEXT NOT NULL,         -- where it was met first
    body BLOB NOT NULL,           -- msgpack of the reading
    words TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS place (
    item INTEGER NOT NULL, source TEXT NOT NULL,
    id TEXT NOT NULL,             -- the id the item would have, had it been met here first, or ""
                                  -- where it was: that id is the item's own, and most of all
    path TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, unit TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS copy (       -- one source's messages of one conversation
    source TEXT NOT NULL, reader TEXT NOT NULL, thread TEXT NOT NULL,
    first TEXT NOT NULL, last TEXT NOT NULL      -- local times
);
CREATE TABLE IF NOT EXISTS variant (    -- another copy's version of an item
    item INTEGER PRIMARY KEY, of INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS difference (
    item INTEGER NOT NULL,
    other INTEGER,                -- the version of that copy; null where it has none
    source TEXT NOT NULL,         -- the copy that differs
    what TEXT NOT NULL, said TEXT
);
CREATE TABLE IF NOT EXISTS file (       -- whose bytes an item is, or has with it
    sha256 BLOB NOT NULL, item INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS apart (      -- sources that nobody has said are theirs
    source TEXT PRIMARY KEY
);
CREATE TABLE IF NOT EXISTS locked (     -- sources the gate keeps: nothing of them is in the index
    source TEXT PRIMARY KEY
);
CREATE TABLE IF NOT EXISTS locked_item (
    id TEXT NOT NULL, source TEXT NOT NULL,
    subject TEXT NOT NULL,        -- the item that was locked; empty: its whole source is
    twin BLOB,                    -- so that another copy of it is known
    path TEXT, sha256 BLOB        -- the file it is or has with it, where it is or has one
);
CREATE INDEX IF NOT EXISTS locked_item_id ON locked_item (id);
CREATE INDEX IF NOT EXISTS locked_item_source ON locked_item (source);
CREATE TABLE IF NOT EXISTS wanted (     -- a file that an item names by its path
    path TEXT NOT NULL, item INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS seen (       -- what a machine read in a picture
    item INTEGER PRIMARY KEY, sha256 BLOB NOT NULL,
    program TEXT NOT NULL, languages TEXT NOT NULL,
    lines TEXT NOT NULL,          -- JSON; the words are among those of the item, too
    fault TEXT                    -- why it could not be read
);
CREATE INDEX IF NOT EXISTS seen_sha256 ON seen (sha256);
CREATE TABLE IF NOT EXISTS joined (     -- conversations that a person said are one: one head
    reader TEXT NOT NULL, thread TEXT NOT NULL, head INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS called (     -- whom a copy of joined ones calls otherwise; null: itself
    source TEXT NOT NULL, reader TEXT NOT NULL, thread TEXT NOT NULL, theirs TEXT, ours TEXT
);
CREATE TABLE IF NOT EXISTS looked (     -- conversations compared with those of other names
    reader TEXT NOT NULL, thread TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS alike (      -- two conversations that look like one
    one_reader TEXT NOT NULL, one_thread TEXT NOT NULL,
    two_reader TEXT NOT NULL, two_thread TEXT NOT NULL, same INTEGER NOT NULL, of INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS looked_thread ON looked (reader, thread);
CREATE INDEX IF NOT EXISTS wanted_path ON wanted (path);
CREATE INDEX IF NOT EXISTS wanted_item ON wanted (item);
CREATE INDEX IF NOT EXISTS file_sha256 ON file (sha256);
CREATE INDEX IF NOT EXISTS file_item ON file (item);
CREATE INDEX IF NOT EXISTS copy_thread ON copy (reader, thread);
CREATE INDEX IF NOT EXISTS copy_source ON copy (source);
CREATE INDEX IF NOT EXISTS variant_of ON variant (of);
CREATE INDEX IF NOT EXISTS difference_item ON difference (item);
CREATE INDEX IF NOT EXISTS item_sort ON item (sort);
CREATE INDEX IF NOT EXISTS item_thread ON item (thread, reader, sort);
CREATE UNIQUE INDEX IF NOT EXISTS item_twin ON item (twin) WHERE twin IS NOT NULL;
CREATE INDEX IF NOT EXISTS place_item ON place (item);
CREATE INDEX IF NOT EXISTS place_id ON place (id) WHERE id <> '';
CREATE INDEX IF NOT EXISTS place_source ON place (source);
{SEARCH};
CREATE TABLE IF NOT EXISTS known (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS decision (
    n INTEGER PRIMARY KEY, at TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL,
    data TEXT NOT NULL            -- JSON
);
"""


def connect(path: Path, key: bytes, create: bool = True) -> Any:
    """A connection whose every page is encrypted. Raises Damaged when the file does not open.

    Without `create` a file that is not there is damage, never a new, empty index: with it the
    decisions of the case would seem to be gone.
    """
    if not create and not path.exists():
        raise Damaged(path=path.name, reason="it is not there; make it again: everyword rebuild")
    fixed = not create and _cannot_be_written(path)
    where = f"file:{quote(str(path.absolute()))}{'?immutable=1' if fixed else ''}"
    connection = sqlcipher.connect(where, uri=True, isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.create_function("folded", 1, folded, deterministic=True)
        connection.execute("PRAGMA temp_store = MEMORY")  # a temporary file would be plain
        if fixed:
            connection.execute("SELECT count(*) FROM source").fetchone()
            _complete(connection)
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            # Twins lie all over their index: with the usual 2 MB most of them are decrypted anew.
            connection.execute("PRAGMA cache_size = -98304")
            connection.executescript(SCHEMA)
            path.chmod(0o600)
    except FAULTS as fault:
        connection.close()
        raise translated(fault, path) from None
    return connection


_TABLE = re.compile(r"^CREATE TABLE IF NOT EXISTS (\w+) (\(.*?\n\));", re.M | re.S)


def _complete(connection: Any) -> None:
    """A case an older version made, on a disk nobody can write to: the tables it lacks are empty,
    and in memory."""
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    for name, columns in _TABLE.findall(SCHEMA):
        if name not in there:
            connection.execute(f"CREATE TEMP TABLE {name} {columns}")


def _cannot_be_written(path: Path) -> bool:
    """A case on a write-protected stick or disc can still be read, if nothing waits in its log."""
    log = path.with_name(path.name + "-wal")
    waiting = log.exists() and log.stat().st_size > 0
    return not waiting and not os.access(path.parent, os.W_OK)


@contextmanager
def transaction(connection: Any) -> Iterator[None]:
    """All of it or nothing; a full disk becomes StorageFailed."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException as fault:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(fault, FAULTS):
            raise translated(fault, Path("case.db")) from None
        raise


def shrink(connection: Any, after: str | None = None) -> None:
    """What was taken out goes from the word list and from the free pages of the file; then `after`
    is carried out. Raises StorageFailed where there is no room to write the file anew."""
    try:
        connection.execute("INSERT INTO found (found) VALUES ('optimize')")
        connection.execute("VACUUM")
        if after is not None:
            connection.execute(after)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except FAULTS as fault:
        raise translated(fault, Path("case.db")) from None


def translated(fault: Exception, path: Path) -> Exception:
    """SQLite's words as one of ours; anything that is not about the disk or the file stays."""
    words = str(fault)
    if "full" in words or "I/O" in words or "readonly" in words or "unable to open" in words:
        return StorageFailed(reason=words)
    if "not a database" in words or "malformed" in words or "encrypted" in words:
        return Damaged(
            path=path.name, reason="the index does not open; make it again: everyword rebuild"
        )
    return fault
