"""Putting readings into the index and finding them again."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec
from msgspec import Struct

from everyword.accounting import Account, Read, Reads
from everyword.errors import NotFound, NotOne
from everyword.index import database, folding, merging, removing, wanted, withheld
from everyword.index.filling import AT_ONCE, Filler, renew_twins
from everyword.index.merging import Hole, Month
from everyword.index.query import Query, are_common, conditions, look_up, stretches
from everyword.index.rows import Rows, rows_of
from everyword.model import Locator, Reading

__all__ = ["Entry", "Index", "Query", "SourceRow", "Told"]

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


class Told(Struct, frozen=True):
    """One difference in words' reach: the copy it is in, and that copy's version if it has one."""

    what: str
    said: str | None
    source: str
    reading: Reading | None


class Index:
    """The readings of a case. Opened by `case`, closed with it."""

    def __init__(self, path: Path, key: bytes, create: bool = True) -> None:
        self.connection = database.connect(path, key, create)
        self._is_folded = folding.is_folded(self.connection.execute)

    def close(self) -> None:
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def renew_search(self) -> None:
        """In an index of an older version: search learns the words as they are searched now."""
        if not self._is_folded:
            with database.transaction(self.connection):
                folding.renew(self.connection.execute)
            self._is_folded = True

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
        with database.transaction(self.connection):
            known = self.connection.execute(
                "INSERT OR IGNORE INTO source VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                (row.object, row.position, row.sha256, row.size, row.name, row.seen, row.state),
            )
            if known.rowcount:
                wanted.tie(self.connection.execute, name=row.name)

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

    def beside(self, path: str) -> SourceRow | None:
        """The source that was added under this path, where there is one content of that name."""
        found = self.connection.execute("SELECT * FROM source WHERE name = ?", (path,)).fetchall()
        rows = [_source_row(row) for row in found]
        return rows[0] if len({row.sha256 for row in rows}) == 1 else None

    def set_apart(self, objects: set[str]) -> bool:
        """Which sources nobody has said are theirs: they are merged and compared with nothing.

        True when what it was before is to be read again: it waits.
        """
        run = self.connection.execute
        changed = {row[0] for row in run("SELECT source FROM apart")} ^ objects
        if not changed:
            return False
        marks = ", ".join("?" * len(changed))
        with database.transaction(self.connection):
            run("DELETE FROM apart")
            for object in objects:
                run("INSERT INTO apart VALUES (?)", (object,))
            touched = set(run(f"SELECT reader, thread FROM copy WHERE source IN ({marks})",
                              tuple(changed)).fetchall())  # fmt: skip
            self._settle(touched)
            sql = f"SELECT name FROM source WHERE object IN ({marks})"
            for (name,) in run(sql, tuple(changed)).fetchall():
                wanted.tie(run, name=name)
            read = (
                f"UPDATE source SET state = 'waiting' WHERE state = 'read' AND object IN ({marks})"
            )
            return bool(run(read, tuple(changed)).rowcount)

    def read_again(self, objects: Iterable[str]) -> None:
        """These wait to be read anew; inside a transaction of the caller's."""
        sql = "UPDATE source SET state = 'waiting' WHERE object = ? AND object NOT IN locked"
        self.connection.executemany(sql, [(object,) for object in objects])

    def is_unzoned(self, object: str) -> bool:
        """Are there times of a clock without a zone among the first messages of a source?"""
        sql = (
            "SELECT 1 FROM (SELECT item FROM place WHERE source = ? LIMIT 200)"
            " JOIN item ON n = item WHERE local LIKE '%T%' AND sort = local"
            " AND kind IN ('message', 'call') LIMIT 1"
        )
        return self.connection.execute(sql, (object,)).fetchone() is not None

    def ask(self, object: str, question: str) -> None:
        self._leave(object, "asked", question)

    def fail(self, object: str, reason: str) -> None:
        """It could not be read; it is listed, and tried again when it is added again."""
        self._leave(object, "failed", reason)

    def _leave(self, object: str, state: str, words: str) -> None:
        with database.transaction(self.connection):
            self._settle(removing.empty(self.connection.execute, object))
            self.connection.execute(
                "UPDATE source SET state = ?, question = ?, account = NULL WHERE object = ?",
                (state, words, object),
            )

    def fill(self, row: SourceRow, readings: Iterable[Read | Reads | Rows | Account]) -> Account:
        """Put everything read from one source in, all or nothing, and keep its account.

        `readings` ends with the Account; the one returned says how many items were doubled.
        """
        account: Account | None = None
        with database.transaction(self.connection):
            renew_twins(self.connection.execute)
            touched = removing.empty(self.connection.execute, row.object)
            filler = Filler(self.connection, row.object, row.sha256, row.name)
            for read in _together(readings):
                if isinstance(read, Account):
                    account = filler.counted(read)
                else:
                    filler.put(read)
            self._settle(touched | filler.finish())
            assert account is not None, "readings end with their account"
            self.connection.execute(
                "UPDATE source SET state = 'read', question = NULL, account = ? WHERE object = ?",
                (msgspec.json.encode(account).decode(), row.object),
            )
        return account

    def _settle(self, conversations: set[tuple[str, str]]) -> None:
        merging.settle_all(self.connection.execute, conversations)

    def renamed_without(self, object: str) -> dict[str, str]:
        """What stands in another source too and has its id from this one: that id, and its next.

        Both lead to it until `forget`; so whatever names the old one can be put right before.
        """
        return removing.renamed_without(self.connection.execute, object)

    def only_in(self, object: str) -> tuple[list[str], set[str]]:
        """The items, or versions of one, that stand in no other source; and every id that leads to
        them or to the item they are a version of."""
        return removing.only_in(self.connection.execute, object)

    def forget(self, object: str) -> bool:
        """Take a deleted source out, also from the free pages of the file and the word list.

        What stands in another source too was written down as this one had it, with its name: that
        goes as well, and True says that the others wait to be read again. An item keeps the id that
        `renamed_without` says.
        """
        run = self.connection.execute
        with database.transaction(self.connection):
            touched, again = removing.forget(run, object)
            self._settle(touched)
        database.shrink(self.connection)
        return again

    # Items

    def item(self, id: str) -> Entry:
        """By its id or enough of its first letters. Raises NotFound, NotOne."""
        rows = self.connection.execute(
            "SELECT DISTINCT i.n, i.id, i.source, i.reader, i.body FROM"
            " (SELECT n FROM item WHERE id >= ?1 AND id < ?2 UNION"
            " SELECT item FROM place WHERE id <> '' AND id >= ?1 AND id < ?2) f"
            " LEFT JOIN variant v ON v.item = f.n JOIN item i ON i.n = coalesce(v.of, f.n) LIMIT 5",
            (id.lower(), id.lower() + "\x7f"),
        ).fetchall()
        exact = [row for row in rows if row[1] == id.lower()]
        found = exact or rows or withheld.refuse(self.connection.execute, id.lower())
        row = _only(found, "item", id, [row[1] for row in found], "everyword list")
        return self._entry(row)

    def find(self, query: Query) -> Iterator[Entry]:
        """In order of time; things without one last. Streams: a long list costs no memory."""
        matches = look_up(self.connection.execute, query, self._is_folded)
        where, values = conditions(query, self._is_folded, matches)
        order = "sort DESC, n DESC" if query.newest else "sort, n"
        table = "item INDEXED BY item_sort" if are_common(matches) else "item"
        sql = f"SELECT n, id, source, reader, body FROM {table} WHERE {{}} ORDER BY {order} LIMIT ?"
        left = -1 if query.limit is None else query.limit
        for which, given in stretches(self.connection.execute, query):
            found = self.connection.execute(
                sql.format(" AND ".join((which, *where))), (*given, *values, left)
            )
            for row in found:
                left -= left > 0
                yield self._entry(row)
            if left == 0:
                return

    def count(self, query: Query) -> int:
        where, values = conditions(query, self._is_folded)
        sql = f"SELECT count(*) FROM item{' WHERE ' + ' AND '.join(where) if where else ''}"
        return int(self.connection.execute(sql, values).fetchone()[0])

    def numbered(self, n: int) -> Entry:
        """By its number, which another connection to the same index gave."""
        sql = "SELECT n, id, source, reader, body FROM item WHERE n = ?"
        return self._entry(self.connection.execute(sql, (n,)).fetchone())

    def objects_of(self, items: Iterable[str], with_versions: bool = True) -> set[str]:
        """The sealed objects that these items (full ids) stand in, in any of their places.

        `with_versions`: also those that have another version of it.
        """
        objects: set[str] = set()
        for item in items:
            of = (
                "SELECT coalesce(v.of, f.n) FROM (SELECT n FROM item WHERE id = ?1 UNION"
                " SELECT item FROM place WHERE id <> '' AND id = ?1) f"
                " LEFT JOIN variant v ON v.item = f.n"
            )
            sql = (
                f"SELECT source FROM place WHERE item IN ({of})"
                f" OR (?2 AND item IN (SELECT item FROM variant WHERE of IN ({of})))"
            )
            found = self.connection.execute(sql, (item, with_versions))
            objects.update(row[0] for row in found)
        return objects

    # Copies compared

    def differences(self, entry: Entry) -> list[Told]:
        """How other copies of a message differ from it, with their versions."""
        run = self.connection.execute
        told = []
        for each in merging.differences(run, entry.n):
            row = run("SELECT name FROM source WHERE object = ?", (each.source,)).fetchone()
            body = run("SELECT body FROM item WHERE n = ?", (each.other,)).fetchone()
            reading = _unpack.decode(body[0]) if body else None
            told.append(Told(each.what, each.said, row[0], reading))
        return told

    def same_file(self, entry: Entry) -> list[Entry]:
        """Other items that are, or carry, a file with the same bytes; oldest first."""
        sql = (
            "SELECT DISTINCT i.n, i.id, i.source, i.reader, i.body FROM file f"
            " JOIN file g ON g.sha256 = f.sha256 LEFT JOIN variant v ON v.item = g.item"
            " JOIN item i ON i.n = coalesce(v.of, g.item)"
            " WHERE f.item = ?1 AND i.n <> ?1 ORDER BY i.sort = '', i.sort, i.n"
        )
        return [self._entry(row) for row in self.connection.execute(sql, (entry.n,))]

    def differing(self, what: str | None = None) -> Iterator[Entry]:
        """The messages of which copies differ (in this), in order of time."""
        for row in self.connection.execute(
            "SELECT n, id, source, reader, body FROM item WHERE n IN"
            " (SELECT item FROM difference WHERE ?1 IS NULL OR what = ?1) ORDER BY sort, n",
            (what,),
        ):
            yield self._entry(row)

    def difference_counts(self) -> dict[str, int]:
        """How many messages differ between copies, for each way they can."""
        sql = "SELECT what, count(DISTINCT item) FROM difference GROUP BY what ORDER BY what"
        return {row[0]: row[1] for row in self.connection.execute(sql)}

    def holes(self) -> list[Hole]:
        """Times of which one copy has nothing although others do, and it goes on afterwards."""
        return list(merging.holes(self.connection.execute))

    def empty_months(self) -> list[Month]:
        """Months of which an account has no line, though it has some before and after."""
        return list(merging.empty_months(self.connection.execute))

    def _entry(self, row: Any) -> Entry:
        reading = _unpack.decode(row[4])
        places = self.connection.execute(
            "SELECT path, first, last, unit FROM place"
            " WHERE item = ?1 OR item IN (SELECT item FROM variant WHERE of = ?1)"
            " ORDER BY item <> ?1, rowid",
            (row[0],),
        ).fetchall()
        where = tuple(Locator(*place) for place in places)
        return Entry(row[0], row[1], row[2], row[3], msgspec.structs.replace(reading, where=where))


def _together(readings: Iterable[Read | Reads | Rows | Account]) -> Iterator[Rows | Account]:
    """What one reader gave in a row, at most AT_ONCE together."""
    waiting: list[Reading] = []
    reader: str | None = None
    for each in readings:
        fresh = isinstance(each, Account | Rows) or each.reader != reader
        if waiting and (fresh or len(waiting) >= AT_ONCE):
            yield from _portions(reader, waiting)
            waiting = []
        if isinstance(each, Account | Rows):
            yield each
        else:
            reader = each.reader
            waiting += [each.reading] if isinstance(each, Read) else each.readings
    if waiting:
        yield from _portions(reader, waiting)


def _portions(reader: str | None, readings: list[Reading]) -> Iterator[Rows]:
    for at in range(0, len(readings), AT_ONCE):
        yield rows_of(readings[at : at + AT_ONCE], reader)


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
