"""One conversation in several sources: what is one message with differences, what one lacks.

Messages alike in everything are one item already. Here the rest of a conversation is compared copy
by copy, in the order they were sealed, and the result kept in two tables: `variant` (this row is
another copy's version of that one) and `difference`. Both are made anew from the rows whenever a
source of the conversation comes or goes, so their order in time does not matter.

Only what not every copy has is looked at: memory grows with what differs, not with the messages.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from everyword.index.alignment import Pair, Seen, What, align
from everyword.model import Message, Reading

_unpack: msgspec.msgpack.Decoder[Reading] = msgspec.msgpack.Decoder(Reading)

NEAR: Final = timedelta(hours=15)
"""A copy whose clock is off covers, by our clock, this much more."""
HOLE: Final = 3
"""So many messages in a row that one copy lacks are a hole in it."""


class Difference(Struct, frozen=True):
    """How one copy differs. `source` is the object of that copy, `other` its version (a row)."""

    item: int
    other: int | None
    source: str
    what: What
    said: str | None = None


class Hole(Struct, frozen=True):
    """From `since` to `until` (both are messages) `source` has nothing, and others have `count`."""

    source: str
    thread: str
    since: str
    until: str
    count: int


class Month(Struct, frozen=True):
    """A month of which an account has no line, though it has some before and after."""

    account: str
    month: str


class _Copy(Struct, frozen=True):
    """One source of a conversation: its first and last time, as written."""

    object: str
    first: str
    last: str

    def covers(self, local: str) -> bool:
        """Not at its very ends: an export may begin and end within a minute."""
        return self.first[:16] < local[:16] < self.last[:16]

    def is_near(self, local: str) -> bool:
        time, near = _time(local), NEAR
        return _time(self.first) - near <= time <= _time(self.last) + near


def settle(run: Any, reader: str, thread: str) -> None:
    """Compare the copies of one conversation anew. `run` executes SQL, inside a transaction."""
    if run("SELECT 1 FROM difference UNION ALL SELECT 1 FROM variant LIMIT 1").fetchone():
        _unsettle(run, reader, thread)
    copies = _copies(run, reader, thread)
    if len(copies) < 2:
        return
    settled = _Settled(copies)
    rows = list(_not_in_all(run, reader, thread, copies))
    for copy in copies:
        settled.take(copy, rows)
    run_many = (
        (each.item, each.other, each.source, each.what, each.said) for each in settled.all()
    )
    for values in run_many:
        run("INSERT INTO difference VALUES (?, ?, ?, ?, ?)", values)
    for other, item in settled.primary.items():
        run("INSERT INTO variant VALUES (?, ?)", (other, item))


def _unsettle(run: Any, reader: str, thread: str) -> None:
    mine = "(SELECT n FROM item WHERE thread = ?1 AND reader = ?2)"
    run(f"DELETE FROM difference WHERE item IN {mine}", (thread, reader))
    run(f"DELETE FROM variant WHERE item IN {mine}", (thread, reader))


def differences(run: Any, item: int) -> tuple[Difference, ...]:
    """All that is known of one item, in the order of the copies."""
    sql = "SELECT item, other, source, what, said FROM difference WHERE item = ? ORDER BY rowid"
    return tuple(Difference(*row) for row in run(sql, (item,)))


def holes(run: Any) -> Iterator[Hole]:
    """Times of which one copy has nothing although others do and it goes on afterwards."""
    sql = (
        "SELECT d.source, i.thread, i.reader, i.sort, i.local FROM difference d"
        " JOIN item i ON i.n = d.item WHERE d.what = 'missing'"
        " ORDER BY d.source, i.reader, i.thread, i.sort, i.n"
    )
    found: list[tuple[str, str, str, str, str]] = []
    for row in run(sql).fetchall():
        if found and (row[:3] != found[-1][:3] or _has_between(run, found[-1], row)):
            yield from _hole(found)
            found = []
        found.append(row)
    yield from _hole(found)


def empty_months(run: Any) -> Iterator[Month]:
    """Of each account, the months between its first line and its last that have none."""
    sql = (
        "SELECT DISTINCT thread, substr(local, 1, 7) FROM item"
        " WHERE kind = 'payment' AND thread IS NOT NULL AND length(local) >= 7 ORDER BY 1, 2"
    )
    last: tuple[str, int] | None = None
    for account, month in run(sql).fetchall():
        number = int(month[:4]) * 12 + int(month[5:7]) - 1
        if last is not None and last[0] == account:
            for empty in range(last[1] + 1, number):
                yield Month(account, f"{empty // 12:04}-{empty % 12 + 1:02}")
        last = (account, number)


def _hole(rows: list[tuple[str, str, str, str, str]]) -> Iterator[Hole]:
    if len(rows) >= HOLE:
        yield Hole(rows[0][0], rows[0][1], rows[0][4], rows[-1][4], len(rows))


def _has_between(run: Any, one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Has this copy anything of its own between the two?"""
    sql = (
        "SELECT 1 FROM item i JOIN place p ON p.item = i.n AND p.source = ?1"
        " WHERE i.thread = ?2 AND i.reader = ?3 AND i.sort > ?4 AND i.sort < ?5 LIMIT 1"
    )
    return run(sql, (*one[:4], two[3])).fetchone() is not None


class _Settled:
    """What was found so far, copy after copy."""

    def __init__(self, copies: list[_Copy]) -> None:
        self._copies = copies
        self._items: dict[int, tuple[Seen, str]] = {}
        self._has: dict[int, set[str]] = {}
        self._differences: list[Difference] = []
        self.primary: dict[int, int] = {}

    def take(self, copy: _Copy, rows: list[tuple[Seen, str, frozenset[str]]]) -> None:
        fresh = []
        for seen, local, sources in rows:
            if copy.object not in sources or seen.n in self.primary:
                continue
            if seen.n not in self._items:
                fresh.append((seen, local, sources))
        known = [seen for seen, _ in self._items.values() if copy.object not in self._has[seen.n]]
        pairs = {pair.right: pair for pair in align(known, [seen for seen, _, _ in fresh])}
        for seen, local, sources in fresh:
            pair = pairs.get(seen.n)
            if pair is None:
                self._items[seen.n], self._has[seen.n] = (seen, local), set(sources)
            else:
                self.primary[seen.n] = pair.left
                self._has[pair.left] |= sources
                self._note(pair, sources)

    def _note(self, pair: Pair, sources: Iterable[str]) -> None:
        for source in sorted(sources):
            for what in pair.what or ("details",):
                said = pair.clock if what == "clock" else None
                self._differences.append(Difference(pair.left, pair.right, source, what, said))

    def all(self) -> Iterator[Difference]:
        yield from self._differences
        for n, (seen, local) in self._items.items():
            for copy in self._copies:
                # Lines of the program itself differ from phone to phone: nobody wrote them.
                if not seen.system and copy.object not in self._has[n] and copy.covers(local):
                    yield Difference(n, None, copy.object, "missing")


def _copies(run: Any, reader: str, thread: str) -> list[_Copy]:
    """In the order they were sealed."""
    sql = (
        "SELECT c.source, c.first, c.last FROM copy c JOIN source s ON s.object = c.source"
        " WHERE c.reader = ? AND c.thread = ? AND c.source NOT IN apart ORDER BY s.position"
    )
    return [_Copy(*row) for row in run(sql, (reader, thread)).fetchall()]


def _not_in_all(
    run: Any, reader: str, thread: str, copies: list[_Copy]
) -> Iterator[tuple[Seen, str, frozenset[str]]]:
    """What some copy lacks although it reaches that time, or nearly; in order of time."""
    sql = (
        "SELECT i.n, i.body, i.local, group_concat(DISTINCT p.source) FROM item i"
        " JOIN place p ON p.item = i.n AND p.source NOT IN apart"
        " WHERE i.thread = ? AND i.reader = ? AND i.kind = 'message' AND i.local LIKE '%T%'"
        " GROUP BY i.n HAVING count(DISTINCT p.source) < ? ORDER BY i.sort, i.n"
    )
    for n, body, local, joined in run(sql, (thread, reader, len(copies))):
        sources = frozenset(joined.split(","))
        if any(copy.object not in sources and copy.is_near(local) for copy in copies):
            reading = _unpack.decode(body)
            assert isinstance(reading, Message)
            yield _seen(n, reading, local), local, sources


def _seen(n: int, message: Message, local: str) -> Seen:
    return Seen(
        n,
        local[:16],
        local[17:19] if message.when.precision == "second" else None,
        message.sender,
        message.text,
        message.system,
        message.edited,
        message.deleted,
        tuple((each.name, each.sha256, each.present) for each in message.attachments),
    )


def _time(local: str) -> datetime:
    return datetime.fromisoformat(local[:16])
