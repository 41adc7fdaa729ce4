"""One conversation in several sources: what is one message with differences, what one lacks.

Messages alike in everything are one item already. Here the rest of a conversation is compared copy
by copy, in the order they were sealed, and the result kept in two tables: `variant` (this row is
another copy's version of that one) and `difference`. Both are made anew from the rows whenever a
source of the conversation comes or goes, so their order in time does not matter.

Only what not every copy has is looked at: memory grows with what differs, not with the messages.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct

from everyword.index import database, joined
from everyword.index.alignment import Pair, Seen, What, align, callings
from everyword.index.joined import Conversation, Joined
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


class Called(Struct, frozen=True):
    """Whom one copy of joined conversations calls otherwise; None is the phone's own user."""

    source: str
    thread: str
    theirs: str | None
    ours: str | None


class Month(Struct, frozen=True):
    """A month of which an account has no line, though it has some before and after.

    Lines without an account's name are one account for each source: `account` is "" then, and
    `source` the object they stand in.
    """

    account: str
    month: str
    source: str = ""


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


class _Row(Struct, frozen=True):
    """One message that some copy lacks, and the sources that have it."""

    seen: Seen
    local: str
    utc: str | None
    sources: frozenset[str]
    talk: Conversation


def settle_all(run: Any, conversations: Set[Conversation]) -> None:
    """Compare anew what rows came to or went from. `run` executes SQL, inside a transaction."""
    for reader, thread in conversations:
        joined.unlook(run, reader, thread)
    _settle_companies(run, conversations)


def _settle_companies(run: Any, conversations: Iterable[Conversation]) -> None:
    for company in sorted({tuple(joined.company(run, *each)) for each in conversations}):
        settle(run, company)


def set_joined(connection: Any, pairs: Iterable[Joined]) -> None:
    """Which conversations are one; compared anew where that is not what it was before."""
    with database.transaction(connection):
        changed = joined.put(connection, pairs)
        if changed:
            _settle_companies(connection.execute, changed)


def settle(run: Any, company: Sequence[Conversation]) -> None:
    """Compare the copies of one conversation, under all names that are said to be it, anew."""
    if run("SELECT 1 FROM difference UNION ALL SELECT 1 FROM variant LIMIT 1").fetchone():
        _unsettle(run, company)
    copies = _copies(run, company)
    if len(copies) < 2:
        return
    settled = _Settled(copies, len(company) > 1)
    rows = list(_not_in_all(run, company, copies))
    for copy in copies:
        settled.take(copy, rows)
    run_many = (
        (each.item, each.other, each.source, each.what, each.said) for each in settled.all()
    )
    for values in run_many:
        run("INSERT INTO difference VALUES (?, ?, ?, ?, ?)", values)
    for other, item in settled.primary.items():
        run("INSERT INTO variant VALUES (?, ?)", (other, item))
    for row in settled.called:
        run("INSERT INTO called VALUES (?, ?, ?, ?, ?)", row)


def _unsettle(run: Any, company: Sequence[Conversation]) -> None:
    where, values = of_company(company)
    mine = f"(SELECT n FROM item WHERE {where})"
    run(f"DELETE FROM difference WHERE item IN {mine}", values)
    run(f"DELETE FROM variant WHERE item IN {mine} OR of IN {mine}", (*values, *values))
    run(f"DELETE FROM called WHERE {where}", values)


def of_company(company: Sequence[Conversation]) -> tuple[str, tuple[str, ...]]:
    """A condition on `thread` and `reader`, and its values."""
    words = " OR ".join("(thread = ? AND reader = ?)" for _ in company)
    return f"({words})", tuple(each for reader, thread in company for each in (thread, reader))


def of_conversation(
    run: Any, reader: str | None, thread: str | None
) -> tuple[str, tuple[Any, ...]]:
    """A condition on the rows of the conversation a message is in, and its values."""
    if reader is None or thread is None:
        return "(thread IS ? AND reader IS ?)", (thread, reader)
    return of_company(joined.company(run, reader, thread))


def called(run: Any) -> list[Called]:
    """Under which other names the copies of joined conversations know their people."""
    sql = "SELECT source, thread, theirs, ours FROM called ORDER BY rowid"
    return [Called(*row) for row in run(sql)]


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
    for row in _by_company(run, run(sql).fetchall()):
        if found and (row[:3] != found[-1][:3] or _has_between(run, found[-1], row)):
            yield from _hole(found)
            found = []
        found.append(row)
    yield from _hole(found)


def empty_months(run: Any) -> Iterator[Month]:
    """Of each account, the months between its first line and its last that have none."""
    sql = (
        "SELECT DISTINCT thread, '', substr(local, 1, 7) FROM item"
        " WHERE kind = 'payment' AND thread IS NOT NULL AND length(local) >= 7"
        " UNION SELECT '', p.source, substr(local, 1, 7) FROM item JOIN place p ON p.item = n"
        " WHERE kind = 'payment' AND thread IS NULL AND length(local) >= 7 ORDER BY 1, 2, 3"
    )
    last: tuple[str, str, int] | None = None
    for account, source, month in run(sql).fetchall():
        number = int(month[:4]) * 12 + int(month[5:7]) - 1
        if last is not None and last[:2] == (account, source):
            for empty in range(last[2] + 1, number):
                yield Month(account, f"{empty // 12:04}-{empty % 12 + 1:02}", source)
        last = (account, source, number)


def undated_payments(run: Any) -> dict[str, int]:
    """Of each source, how many lines of an account have no month: nobody could look for theirs."""
    sql = (
        "SELECT p.source, count(DISTINCT n) FROM item JOIN place p ON p.item = n"
        " WHERE kind = 'payment' AND coalesce(length(local), 0) < 7 GROUP BY 1 ORDER BY 1"
    )
    return dict(run(sql).fetchall())


def _hole(rows: list[tuple[str, str, str, str, str]]) -> Iterator[Hole]:
    if len(rows) >= HOLE:
        yield Hole(rows[0][0], rows[0][1], rows[0][4], rows[-1][4], len(rows))


def _by_company(run: Any, rows: list[Any]) -> list[tuple[str, str, str, str, str]]:
    """The same rows, joined conversations under the first of their names."""
    if run("SELECT 1 FROM joined LIMIT 1").fetchone() is None:
        return rows
    names: dict[tuple[str, str], Conversation] = {}
    found = []
    for source, thread, reader, sort, local in rows:
        if (reader, thread) not in names:
            names[reader, thread] = joined.company(run, reader, thread)[0]
        first, name = names[reader, thread]
        found.append((source, name, first, sort, local))
    return sorted(found, key=lambda row: (row[0], row[2], row[1], row[3]))


def _has_between(run: Any, one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Has this copy anything of its own between the two?"""
    where, values = of_conversation(run, one[2], one[1])
    sql = (
        "SELECT 1 FROM item JOIN place p ON p.item = n AND p.source = ?"
        f" WHERE {where} AND sort > ? AND sort < ? LIMIT 1"
    )
    return run(sql, (one[0], *values, one[3], two[3])).fetchone() is not None


class _Settled:
    """What was found so far, copy after copy."""

    def __init__(self, copies: list[_Copy], is_joined: bool) -> None:
        self._copies, self._is_joined = copies, is_joined
        self._items: dict[int, _Row] = {}
        self._rows: dict[int, _Row] = {}
        self._has: dict[int, set[str]] = {}
        self._differences: list[Difference] = []
        self.primary: dict[int, int] = {}
        self.called: list[tuple[str, str, str, str | None, str | None]] = []

    def take(self, copy: _Copy, rows: list[_Row]) -> None:
        taken = self._items.keys() | self.primary.keys()
        fresh = [r for r in rows if copy.object in r.sources and r.seen.n not in taken]
        known = [
            row.seen for row in self._items.values() if copy.object not in self._has[row.seen.n]
        ]
        if self._is_joined:
            fresh = self._in_our_names(copy, known, fresh)
        self._rows.update((row.seen.n, row) for row in fresh)
        pairs = {pair.right: pair for pair in align(known, [row.seen for row in fresh])}
        for row in fresh:
            pair = pairs.get(row.seen.n)
            if pair is None:
                self._items[row.seen.n], self._has[row.seen.n] = row, set(row.sources)
            else:
                self.primary[row.seen.n] = pair.left
                self._has[pair.left] |= row.sources
                self._note(pair, row)

    def _in_our_names(self, copy: _Copy, known: list[Seen], fresh: list[_Row]) -> list[_Row]:
        """People as the first copy calls them: the other phone has other names for them."""
        ours = callings(known, [row.seen for row in fresh])
        others = {theirs: name for theirs, name in ours.items() if theirs != name}
        if not others:
            return fresh
        talks = Counter(row.talk for row in fresh).most_common(1)
        reader, thread = talks[0][0]
        self.called += [(copy.object, reader, thread, *each) for each in others.items()]
        return [_renamed(row, others) for row in fresh]

    def _note(self, pair: Pair, row: _Row) -> None:
        other = self._rows[pair.left]
        what: tuple[What, ...] = pair.what
        if other.utc is not None and row.utc is not None and other.utc[:16] == row.utc[:16]:
            what = tuple(each for each in what if each != "clock")  # the zones given explain it
        if not pair.what and other.talk == row.talk:
            what = ("details",)
        for source in sorted(row.sources):
            for each in what:
                said = pair.clock if each == "clock" else None
                self._differences.append(Difference(pair.left, pair.right, source, each, said))

    def all(self) -> Iterator[Difference]:
        yield from self._differences
        for n, row in self._items.items():
            for copy in self._copies:
                # Lines of the program itself differ from phone to phone: nobody wrote them.
                if row.seen.system or copy.object in self._has[n]:
                    continue
                if copy.covers(row.local):
                    yield Difference(n, None, copy.object, "missing")


def _renamed(row: _Row, names: dict[str | None, str | None]) -> _Row:
    if row.seen.system or row.seen.sender not in names:
        return row
    seen = msgspec.structs.replace(row.seen, sender=names[row.seen.sender])
    return msgspec.structs.replace(row, seen=seen)


def _copies(run: Any, company: Sequence[Conversation]) -> list[_Copy]:
    """In the order they were sealed."""
    where, values = of_company(company)
    sql = (
        "SELECT c.source, min(c.first), max(c.last) FROM copy c"
        " JOIN source s ON s.object = c.source"
        f" WHERE {where} AND c.source NOT IN apart GROUP BY c.source ORDER BY s.position"
    )
    return [_Copy(*row) for row in run(sql, values).fetchall()]


def _not_in_all(run: Any, company: Sequence[Conversation], copies: list[_Copy]) -> Iterator[_Row]:
    """What some copy lacks although it reaches that time, or nearly; in order of time."""
    where, values = of_company(company)
    sql = (
        "SELECT i.n, i.body, i.local, group_concat(DISTINCT p.source), i.reader, i.thread"
        " FROM item i JOIN place p ON p.item = i.n AND p.source NOT IN apart"
        f" WHERE {where} AND i.kind = 'message' AND i.local LIKE '%T%'"
        " GROUP BY i.n HAVING count(DISTINCT p.source) < ? ORDER BY i.sort, i.n"
    )
    for n, body, local, objects, reader, thread in run(sql, (*values, len(copies))):
        sources = frozenset(objects.split(","))
        if any(copy.object not in sources and copy.is_near(local) for copy in copies):
            reading = _unpack.decode(body)
            assert isinstance(reading, Message)
            yield _Row(_seen(n, reading, local), local, reading.when.utc, sources, (reader, thread))


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
