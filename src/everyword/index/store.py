"""Putting readings into the index and finding them again."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec
from msgspec import Struct

from everyword.accounting import Account, Names, Read
from everyword.errors import NotFound, NotOne
from everyword.index import database
from everyword.index.words import (
    handle_of,
    likeness,
    local_of,
    sort_of,
    thread_of,
    words_of,
)
from everyword.model import Locator, Reading

_pack = msgspec.msgpack.Encoder().encode
_unpack: msgspec.msgpack.Decoder[Reading] = msgspec.msgpack.Decoder(Reading)


class SourceRow(Struct, frozen=True):
    """One sealed source and how its reading went.

    `state` is waiting, read, asked or failed; `question` says what is asked or why it failed.
    """

    object: str
    position: int
    sha256: str
    size: int
    name: str
    seen: str
    state: str
    question: str | None = None
    account: Account | None = None


class Entry(Struct, frozen=True):
    """One reading in the index, with every place it stands in."""

    n: int
    id: str
    source: str
    reader: str | None
    reading: Reading


class Query(Struct, frozen=True):
    """What to list; every part narrows. Times compare as text: "2024-05" is before "2024-05-03"."""

    words: str | None = None
    kind: str | None = None
    thread: str | None = None
    handles: tuple[str, ...] | None = None
    since: str | None = None
    until: str | None = None
    source: str | None = None
    limit: int | None = None


class Index:
    """The readings of a case. Opened by `case`, closed with it."""

    def __init__(self, path: Path, key: bytes, create: bool = True) -> None:
        self.connection = database.connect(path, key, create)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def recall(self, name: str) -> str | None:
        """What was last remembered under this name."""
        found = self.connection.execute("SELECT value FROM known WHERE name = ?", (name,))
        row = found.fetchone()
        return str(row[0]) if row else None

    def remember(self, name: str, value: str) -> None:
        self.connection.execute("INSERT OR REPLACE INTO known VALUES (?, ?)", (name, value))

    # Sources

    def know(self, row: SourceRow) -> None:
        """Note a sealed source as waiting to be read; does nothing when it is known."""
        self.connection.execute(
            "INSERT OR IGNORE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
            (row.object, row.position, row.sha256, row.size, row.name, row.seen, row.state),
        )

    def sources(self) -> list[SourceRow]:
        """In the order they were sealed."""
        rows = self.connection.execute("SELECT * FROM source ORDER BY position").fetchall()
        return [_source_row(row) for row in rows]

    def row(self, object: str) -> SourceRow:
        """By its full object name."""
        sql = "SELECT * FROM source WHERE object = ?"
        row = self.connection.execute(sql, (object,)).fetchone()
        if row is None:
            raise NotFound(thing="source", name=object, command="everyword list --sources")
        return _source_row(row)

    def source(self, name: str) -> SourceRow:
        """By object name, hash, file name, or the start of one of the first two."""
        fits = [
            row
            for row in self.sources()
            if row.name == name or row.object.startswith(name) or row.sha256.startswith(name)
        ]
        names = [row.name for row in fits]
        row: SourceRow = _only(fits, "source", name, names, "everyword list --sources")
        return row

    def ask(self, object: str, question: str) -> None:
        self._leave(object, "asked", question)

    def fail(self, object: str, reason: str) -> None:
        """It could not be read; it is listed, and tried again when it is added again."""
        self._leave(object, "failed", reason)

    def _leave(self, object: str, state: str, words: str) -> None:
        with database.transaction(self.connection):
            self._empty(object)
            self.connection.execute(
                "UPDATE source SET state = ?, question = ?, account = NULL WHERE object = ?",
                (state, words, object),
            )

    def fill(self, row: SourceRow, readings: Iterable[Read | Account]) -> Account:
        """Put everything read from one source in, all or nothing, and keep its account.

        `readings` ends with the Account; the one returned says how many items were doubled.
        """
        account: Account | None = None
        with database.transaction(self.connection):
            self._empty(row.object)
            filler = _Filler(self.connection, row)
            for read in readings:
                if isinstance(read, Account):
                    account = msgspec.structs.replace(read, doubled=filler.doubled)
                else:
                    filler.put(read.reading, read.reader)
            filler.finish()
            assert account is not None, "readings end with their account"
            self.connection.execute(
                "UPDATE source SET state = 'read', question = NULL, account = ? WHERE object = ?",
                (msgspec.json.encode(account).decode(), row.object),
            )
        return account

    def _empty(self, object: str) -> None:
        """Take out what an earlier reading of this source put in, and only that."""
        run = self.connection.execute
        alone = (
            "SELECT item FROM place WHERE source = ?1 AND item NOT IN"
            " (SELECT item FROM place WHERE source <> ?1)"
        )
        run(
            "INSERT INTO found (found, rowid, words)"
            f" SELECT 'delete', n, words FROM item WHERE n IN ({alone})",
            (object,),
        )
        run(f"DELETE FROM item WHERE n IN ({alone})", (object,))
        run("DELETE FROM place WHERE source = ?", (object,))

    def forget(self, object: str) -> dict[str, str]:
        """Take a deleted source out, also from the free pages of the file and the word list.

        What stands in another source too stays; where its id was that of the place that is gone,
        it has a new one: old to new is returned.
        """
        run = self.connection.execute
        renamed: dict[str, str] = {}
        with database.transaction(self.connection):
            self._empty(object)
            orphans = "id NOT IN (SELECT id FROM place WHERE item = n)"
            for n, old in run(f"SELECT n, id FROM item WHERE {orphans}").fetchall():
                new = run("SELECT id FROM place WHERE item = ? LIMIT 1", (n,)).fetchone()[0]
                run("UPDATE item SET id = ? WHERE n = ?", (new, n))
                renamed[old] = new
            place = "SELECT source FROM place WHERE item = n LIMIT 1"
            run(f"UPDATE item SET source = ({place}) WHERE source = ?", (object,))
            run("DELETE FROM source WHERE object = ?", (object,))
            run("INSERT INTO found (found) VALUES ('optimize')")
        run("VACUUM")
        run("PRAGMA wal_checkpoint(TRUNCATE)")
        return renamed

    # Items

    def item(self, id: str) -> Entry:
        """By its id or enough of its first letters. Raises NotFound, NotOne."""
        rows = self.connection.execute(
            "SELECT DISTINCT i.n, i.id, i.source, i.reader, i.body FROM place p"
            " JOIN item i ON i.n = p.item WHERE p.id >= ? AND p.id < ? LIMIT 5",
            (id.lower(), id.lower() + "\x7f"),
        ).fetchall()
        exact = [row for row in rows if row[1] == id.lower()]
        found = exact or rows
        row = _only(found, "item", id, [row[1] for row in found], "everyword list")
        return self._entry(row)

    def find(self, query: Query) -> Iterator[Entry]:
        """Oldest first; things without a time last. Streams: a long list costs no memory."""
        where, values = _conditions(query)
        sql = (
            "SELECT n, id, source, reader, body FROM item"
            f"{' WHERE ' + ' AND '.join(where) if where else ''}"
            " ORDER BY sort = '', sort, n"
        )
        if query.limit is not None:
            sql += f" LIMIT {int(query.limit)}"
        for row in self.connection.execute(sql, values):
            yield self._entry(row)

    def count(self, query: Query) -> int:
        where, values = _conditions(query)
        sql = f"SELECT count(*) FROM item{' WHERE ' + ' AND '.join(where) if where else ''}"
        return int(self.connection.execute(sql, values).fetchone()[0])

    def thread(self, like: Entry) -> list[tuple[int, str]]:
        """(n, id) of all messages of the conversation a message is in, in order of time.

        One conversation is one name in one kind of source; without a name, one source.
        """
        name = thread_of(like.reading)
        source = like.source if name is None else None
        sql = (
            "SELECT n, id FROM item WHERE thread IS ? AND reader IS ? AND kind = 'message'"
            " AND (? IS NULL OR source = ?) ORDER BY sort, n"
        )
        found = self.connection.execute(sql, (name, like.reader, source, source))
        return [(row[0], row[1]) for row in found]

    def objects_of(self, items: Iterable[str]) -> set[str]:
        """The sealed objects that these items (full ids) stand in, in any of their places."""
        objects: set[str] = set()
        for item in items:
            sql = "SELECT source FROM place WHERE item IN (SELECT item FROM place WHERE id = ?)"
            objects.update(row[0] for row in self.connection.execute(sql, (item,)))
        return objects

    def _entry(self, row: Any) -> Entry:
        reading = _unpack.decode(row[4])
        places = self.connection.execute(
            "SELECT path, first, last, unit FROM place WHERE item = ? ORDER BY rowid", (row[0],)
        ).fetchall()
        where = tuple(Locator(*place) for place in places)
        return Entry(row[0], row[1], row[2], row[3], msgspec.structs.replace(reading, where=where))


class _Filler:
    """Puts the readings of one source in; merges those another source already gave."""

    def __init__(self, connection: Any, row: SourceRow) -> None:
        self.doubled = 0
        self._run = connection.execute
        self._object = row.object
        self._names = Names(row.sha256, row.name)
        self._last = self._run("SELECT coalesce(max(n), 0) FROM item").fetchone()[0]
        same = "SELECT 1 FROM source WHERE sha256 = ? AND object <> ?"
        self._is_twice = self._run(same, (row.sha256, row.object)).fetchone() is not None

    def put(self, reading: Reading, reader: str | None) -> None:
        id = self._names.id_of(reading)  # for a merged one too: the next one's id must not shift
        twin = likeness(reading, reader)
        number: int | None = None
        if twin is not None:
            twin, number = self._twin(twin)
        if number is None and self._is_twice:
            # The very bytes under the very name, sealed twice: kept while locked, for one.
            found = self._run("SELECT n FROM item WHERE id = ?", (id,)).fetchone()
            number = found[0] if found else None
        if number is None:
            number = self._insert(id, reading, reader, twin)
        else:
            self.doubled += 1
        for place in reading.where:
            self._run(
                "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number, self._object, id, place.path, place.first, place.last, place.unit),
            )

    def _twin(self, alike: bytes) -> tuple[bytes, int | None]:
        """The n-th "ok" of a minute here is the n-th "ok" of that minute there, never another."""
        ordinal = 0
        while True:
            twin = hashlib.sha256(alike + ordinal.to_bytes(4, "big")).digest()[:16]
            row = self._run("SELECT n FROM item WHERE twin = ?", (twin,)).fetchone()
            if row is None:
                return twin, None
            here = self._run(
                "SELECT 1 FROM place WHERE item = ? AND source = ? LIMIT 1", (row[0], self._object)
            ).fetchone()
            if here is None:
                return twin, row[0]
            ordinal += 1

    def _insert(self, id: str, reading: Reading, reader: str | None, twin: bytes | None) -> int:
        words = words_of(reading)
        number = self._run(
            "INSERT INTO item"
            " (id, kind, sort, local, reader, thread, handle, twin, source, body, words)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                id,
                type(reading).__name__.lower(),
                sort_of(reading),
                local_of(reading),
                reader,
                thread_of(reading),
                handle_of(reading),
                twin,
                self._object,
                _pack(reading),
                words,
            ),
        ).lastrowid
        return int(number)

    def finish(self) -> None:
        """Search learns the words of all new items at once: cheaper than one by one."""
        self._run(
            "INSERT INTO found (rowid, words) SELECT n, words FROM item WHERE n > ?", (self._last,)
        )


def _conditions(query: Query) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    values: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        where.append(condition)
        values.extend(given)

    if query.words:
        _add_words(query.words, add)
    if query.kind:
        add("kind = ?", query.kind)
    if query.thread:
        add("thread = ?", query.thread)
    if query.handles is not None:
        add(f"handle IN ({', '.join('?' * len(query.handles))})", *query.handles)
    if query.since:
        add("local >= ?", query.since)
    if query.until:
        add("local <> '' AND local < ?", query.until + "\x7f")
    if query.source:
        add("n IN (SELECT item FROM place WHERE source = ?)", query.source)
    return where, values


_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _add_words(words: str, add: Any) -> None:
    """Every word must occur. Scripts written without spaces are looked for letter by letter."""
    for word in words.split():
        if _UNSPACED.search(word):
            add("instr(words, ?)", word)
        elif re.search(r"\w", word):
            quoted = '"' + word.replace('"', '""') + '"'
            add("n IN (SELECT rowid FROM found WHERE found MATCH ?)", quoted)
        else:
            add("instr(words, ?)", word)  # an emoji or a sign has no word in the index


def _only(found: Sequence[Any], thing: str, name: str, names: list[str], command: str) -> Any:
    if not found:
        raise NotFound(thing=thing, name=name, command=command)
    if len(found) > 1:
        raise NotOne(name=name, candidates=", ".join(names[:5]))
    return found[0]


def _source_row(row: Any) -> SourceRow:
    account = msgspec.json.decode(row[8], type=Account) if row[8] else None
    object, position, sha256, size, name, seen, state, question = row[:8]
    return SourceRow(object, position, sha256, size, name, seen, state, question, account)
