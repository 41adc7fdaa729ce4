"""Putting the readings of one source into the index."""

import itertools
import operator
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import Any

import msgspec
from msgspec import Struct

from everyword.accounting import LOCKED_INSIDE, Account, Names, Run, where_at
from everyword.index import withheld
from everyword.index.rows import Rows
from everyword.index.wanted import paths_of, tie
from everyword.index.words import likeness, likeness_again
from everyword.model import Document, Email, Locator, Message, Photo, Reading, Recording, Skipped
from everyword.sms_parts import is_part

_unpack = msgspec.msgpack.Decoder(Reading).decode
VERSION = 1
"""How twins are made: +1 whenever the same reading would get another."""
AT_ONCE = 2000
"""Readings that are put in together."""
_ITEM = "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PLACE = "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)"
_FOUND = "INSERT INTO found (rowid, words) VALUES (?, ?)"
_MET = (
    "SELECT i.twin, i.n, EXISTS (SELECT 1 FROM place p WHERE p.item = i.n AND p.source = ?)"
    " FROM item i WHERE i.twin IN ({})"
)
_OLD = (
    "SELECT n, reader, body, source IN apart FROM item"
    " WHERE n > ? AND kind NOT IN ('skipped', 'problem') ORDER BY n LIMIT ?"
)
_NUMBER = operator.itemgetter(0)
_TWIN = 8
"""Where it stands in a row of `item`."""
_END_OF_DAYS = "~"
"""Later than any time as it is written."""


class Filler:
    """Puts the readings of one source in; merges those another source already gave."""

    def __init__(self, connection: Any, object: str, sha256: str, name: str) -> None:
        self.doubled = self.locked = 0
        self._copies: dict[tuple[str, str], list[str]] = {}
        self._latest: dict[tuple[str | None, str], str] = {}
        self._run, self._run_all = connection.execute, connection.executemany
        self._object = object
        self._names = Names(sha256, name)
        self._whole = (name, bytes.fromhex(sha256))
        self._before = self._last = self._run("SELECT coalesce(max(n), 0) FROM item").fetchone()[0]
        same = "SELECT 1 FROM source WHERE sha256 = ? AND object <> ?"
        self._is_twice = self._run(same, (sha256, object)).fetchone() is not None
        apart = "SELECT 1 FROM apart WHERE source = ?"
        self._is_apart = self._run(apart, (object,)).fetchone() is not None
        self._kept_out = withheld.kept_of(self._run, object)
        self._often: Counter[bytes] = Counter()
        self._parts: dict[str, bytes] = {}

    def put(self, rows: Rows) -> None:
        """At most AT_ONCE. Each reading has its number in their order, merged or not."""
        self.locked += sum(
            type(each) is Skipped and each.what == LOCKED_INSIDE for each in rows.others.values()
        )
        self._know_parts(rows)
        # Ids for merged ones too: the next one's must not shift.
        ids = self._names.ids_at(rows.kinds, rows.wheres)
        if self._kept_out:
            rows, ids = self._without_locked(rows, ids)
            if not ids:
                return
        if self._is_apart:  # never with the person's own
            rows.twins = [twin and likeness_again(twin, b"apart") for twin in rows.twins]
        numbers = range(self._last + 1, self._last + 1 + len(ids))
        self._last = numbers[-1]
        fresh, closely, doubled = self._parted(rows, ids)
        given = _Given(rows, ids, numbers, self._items(rows, ids, numbers))
        items = given.items if fresh == range(len(ids)) else [given.items[at] for at in fresh]
        self._run_all(_ITEM, items)
        self._run_all(_PLACE, self._places_of(given, fresh))
        self._run_all(_PLACE, doubled)
        for at in closely:
            if (item := self._closely(given, at)) is not None:
                items.append(item)
        if closely:
            items.sort(key=_NUMBER)  # search is quickest when it learns in order
        self._learn(items, rows, numbers[0])
        new = {item[0] for item in items} if len(items) < len(ids) else numbers
        for at, reading in rows.others.items():
            if numbers[at] in new:
                self._note_files(numbers[at], reading)

    def _know_parts(self, rows: Rows) -> None:
        """The picture inside a text message is the same in another backup where the message is;
        messages come before what is inside them."""
        for at, each in rows.others.items():
            twin = rows.twins[at]
            if type(each) is Message and twin is not None:
                for number, file in enumerate(each.attachments):
                    if file.path and is_part(file.path):
                        self._parts[file.path] = likeness_again(twin, b"part %d" % number)
            elif type(each) in (Photo, Recording, Document) and self._parts:
                rows.twins[at] = self._parts.get(each.where[0].path)

    def _learn(self, items: list[tuple[Any, ...]], rows: Rows, first: int) -> None:
        """For search; `first` is the number of the first of the rows."""
        forms = rows.folded
        if len(items) < len(forms):
            forms = [forms[item[0] - first] for item in items]
        pairs = zip(items, forms, strict=True)
        found = [(item[0], item[-1] if form is None else form) for item, form in pairs]
        self._run_all(_FOUND, found)

    def _parted(
        self, rows: Rows, ids: list[str]
    ) -> tuple[Sequence[int], list[int], list[tuple[Any, ...]]]:
        """Which are new for certain, which are to be looked at one by one, and the places of those
        that are here from another source."""
        met = self._met(self._doubtful(rows))
        often = {twin for twin, count in Counter(rows.twins).items() if twin and count > 1}
        if not (self._is_twice or met or often):
            return range(len(ids)), [], []
        fresh, closely = [], []
        places: list[tuple[Any, ...]] = []
        for at, twin in enumerate(rows.twins):
            of, is_here = met.get(twin or b"", (None, False))
            if self._is_twice or is_here or twin in often:
                closely.append(at)
            elif of is None:
                fresh.append(at)
            else:
                self.doubled += 1
                places += self._places(of, ids[at], where_at(rows.wheres, at))
        return fresh, closely, places

    def _items(self, rows: Rows, ids: list[str], numbers: Sequence[int]) -> list[tuple[Any, ...]]:
        twins = [twin and bytearray(twin) for twin in rows.twins]
        return list(
            zip(
                numbers, ids, rows.kinds, rows.sorts, rows.locals, repeat(rows.reader),
                rows.threads, rows.handles, twins, repeat(self._object), rows.bodies, rows.words,
                strict=False,
            )
        )  # fmt: skip

    def _without_locked(self, rows: Rows, ids: list[str]) -> tuple[Rows, list[str]]:
        """Without what the gate keeps; that is counted."""
        kept = self._kept_out
        stay = [
            at
            for at, (id, twin) in enumerate(zip(ids, rows.twins, strict=True))
            if id not in kept.ids and not (twin and kept.twins & self._forms(twin))
        ]
        self.locked += len(ids) - len(stay)
        return rows.only(stay), [ids[at] for at in stay]

    def _forms(self, alike: bytes) -> set[bytes]:
        """The twins this one may have got in another source: as the first or a later one of its
        minute, the person's own or not confirmed."""
        ordinal = self._often[alike]
        self._often[alike] += 1
        apart = likeness_again(alike, b"apart")
        return {alike, apart, _twin_of(alike, ordinal), _twin_of(apart, ordinal)}

    def _doubtful(self, rows: Rows) -> list[bytes]:
        """Without the messages that cannot be here yet: of a conversation that no other source has,
        and later than all this one gave of it before. Notes from when to when it has messages."""
        threads: dict[str, list[int]] = {}
        asked = []
        for at, (kind, thread) in enumerate(zip(rows.kinds, rows.threads, strict=True)):
            if kind == "message" and thread is not None:
                threads.setdefault(thread, []).append(at)
            else:
                asked.append(rows.twins[at])
        for thread, places in threads.items():
            times = [rows.locals[at] for at in places]
            before = self._latest_of(rows.reader, thread)
            if min(times) <= before:
                asked += [
                    rows.twins[at] for at, time in zip(places, times, strict=True) if time <= before
                ]
            self._latest[rows.reader, thread] = max(before, *times)
            self._note_span(rows.reader, thread, times)
        return [twin for twin in asked if twin is not None]

    def _latest_of(self, reader: str | None, thread: str) -> str:
        if (reader, thread) not in self._latest:
            sql = "SELECT 1 FROM item WHERE reader IS ? AND thread = ? LIMIT 1"
            is_new = self._run(sql, (reader, thread)).fetchone() is None
            self._latest[reader, thread] = "" if is_new else _END_OF_DAYS
        return self._latest[reader, thread]

    def _note_span(self, reader: str | None, thread: str, times: list[str]) -> None:
        """From when to when this source has messages of a conversation."""
        times = [time for time in times if "T" in time]
        if reader is not None and times:
            span = self._copies.setdefault((reader, thread), [times[0], times[0]])
            span[:] = min(span[0], *times), max(span[1], *times)

    def _met(self, asked: Sequence[bytes]) -> dict[bytes, tuple[int, bool]]:
        """Which of these are here already: their numbers, and whether this source has them too."""
        if not asked:
            return {}
        rows = self._run(_MET.format(", ".join("?" * len(asked))), (self._object, *asked))
        return {twin: (number, bool(here)) for twin, number, here in rows}

    def _closely(self, given: "_Given", at: int) -> tuple[Any, ...] | None:
        """One that may be one of several alike. Its row, where it is none that is here."""
        alike, id, item = given.rows.twins[at], given.ids[at], given.items[at]
        twin, of = self._twin(alike) if alike is not None else (None, None)
        if of is None and self._is_twice:
            of = self._sealed_twice(id, given.rows.bodies[at])
        if of is None:
            item = (*item[:_TWIN], twin, *item[_TWIN + 1 :])
            self._run(_ITEM, item)
            self._run_all(_PLACE, self._places(item[0], "", where_at(given.rows.wheres, at)))
            return item
        self.doubled += 1
        self._run_all(_PLACE, self._places(of, id, where_at(given.rows.wheres, at)))
        return None

    def _sealed_twice(self, id: str, body: bytearray) -> int | None:
        """The very bytes under the very name, sealed twice: kept while locked, for one."""
        found = self._run("SELECT n FROM item WHERE id = ?", (id,)).fetchone()
        if found is None:
            return None
        if not self._is_apart:
            self._run(
                "UPDATE item SET source = ?, body = ? WHERE n = ? AND source IN apart",
                (self._object, body, found[0]),
            )
        return int(found[0])

    def _twin(self, alike: bytes) -> tuple[bytes, int | None]:
        """The n-th "ok" of a minute here is the n-th "ok" of that minute there, never another."""
        for ordinal in itertools.count():
            twin = _twin_of(alike, ordinal)
            number, is_here = self._met([twin]).get(twin, (None, False))
            if not is_here:
                return twin, number
        raise AssertionError

    def _places_of(self, given: "_Given", which: Sequence[int]) -> list[tuple[Any, ...]]:
        """Of those that are new here, so under their own ids."""
        object, numbers, wheres = self._object, given.numbers, given.rows.wheres
        if isinstance(wheres, Run) and which == range(len(numbers)):
            same = (repeat(object), repeat(""), repeat(wheres.path))
            units = repeat(wheres.unit)
            return list(zip(numbers, *same, wheres.firsts, wheres.lasts, units, strict=False))
        return [row for at in which for row in self._places(numbers[at], "", where_at(wheres, at))]

    def _places(self, number: int, id: str, where: Sequence[Locator]) -> list[tuple[Any, ...]]:
        """`id` is the one it would have here, "" for the item's own."""
        return [
            (number, self._object, id, place.path, place.first, place.last, place.unit)
            for place in where
        ]

    def _note_files(self, number: int, reading: Reading) -> None:
        for digest in set(self._files(reading)):
            self._run("INSERT INTO file VALUES (?, ?)", (digest, number))
        for path in paths_of(reading, self._whole[0]):
            self._run("INSERT INTO wanted VALUES (?, ?)", (path, number))

    def _files(self, reading: Reading) -> Iterator[bytes]:
        """The hashes of the files an item is or carries: the one photo in a chat and on a card."""
        if isinstance(reading, Message | Email):
            yield from (bytes.fromhex(each.sha256) for each in reading.attachments if each.sha256)
        elif isinstance(reading, Photo | Recording | Document):
            name, digest = self._whole
            if reading.where[0].path == name:
                yield digest

    def counted(self, account: Account) -> Account:
        """With how many were here already, and how many the gate keeps."""
        return msgspec.structs.replace(account, doubled=self.doubled, locked=self.locked)

    def finish(self) -> set[tuple[str, str]]:
        """The conversations (reader and name) this source has a copy of."""
        for (reader, thread), (first, last) in self._copies.items():
            values = (self._object, reader, thread, first, last)
            self._run("INSERT INTO copy VALUES (?, ?, ?, ?, ?)", values)
        tie(self._run, item=self._before + 1)
        return set(self._copies)


class _Given(Struct):
    """Readings with what they get: ids, numbers, and the rows of `item`."""

    rows: Rows
    ids: list[str]
    numbers: Sequence[int]
    items: list[tuple[Any, ...]]


def _twin_of(alike: bytes, ordinal: int) -> bytes:
    return likeness_again(alike, ordinal.to_bytes(4, "big")) if ordinal else alike


def renew_twins(run: Any) -> None:
    """In an index of an older version: the twins as they are made now, each of its own item."""
    if run("PRAGMA user_version").fetchone()[0] >= VERSION:
        return
    run("UPDATE item SET twin = NULL")
    last = 0
    while rows := run(_OLD, (last, AT_ONCE)).fetchall():
        for last, reader, body, is_apart in rows:
            alike = likeness(_unpack(body), reader)
            if alike is None:
                continue
            alike = likeness_again(alike, b"apart") if is_apart else alike
            for ordinal in itertools.count():
                twin = _twin_of(alike, ordinal)
                if run("SELECT 1 FROM item WHERE twin = ?", (twin,)).fetchone() is None:
                    break
            run("UPDATE item SET twin = ? WHERE n = ?", (twin, last))
    run(f"PRAGMA user_version = {VERSION}")
