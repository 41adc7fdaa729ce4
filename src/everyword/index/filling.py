"""Putting the readings of one source into the index."""

import itertools
import operator
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from everyword.accounting import LOCKED_INSIDE, Account, Names
from everyword.index import withheld
from everyword.index.folding import folded
from everyword.index.wanted import paths_of, tie
from everyword.index.words import columns_of, likeness, likeness_again
from everyword.model import Document, Email, Message, Photo, Reading, Recording, Skipped

_pack = msgspec.msgpack.Encoder().encode
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
_LOCAL = operator.attrgetter("when.local")
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

    def put(self, readings: Sequence[Reading], reader: str | None) -> None:
        """At most AT_ONCE, of one reader. Each has its number in their order, merged or not."""
        self.locked += sum(
            type(each) is Skipped and each.what == LOCKED_INSIDE for each in readings
        )
        ids = self._names.ids_of(readings)  # for merged ones too: the next one's id must not shift
        twins = [likeness(reading, reader) for reading in readings]
        if self._kept_out:
            readings, ids, twins = self._without_locked(readings, ids, twins)
            if not readings:
                return
        if self._is_apart:  # never with the person's own
            twins = [twin and likeness_again(twin, b"apart") for twin in twins]
        met = self._met(self._doubtful(readings, reader, twins))
        often = {twin for twin, count in Counter(twins).items() if twin is not None and count > 1}
        numbers = range(self._last + 1, self._last + 1 + len(readings))
        self._last = numbers[-1]
        fresh, closely = list(zip(numbers, ids, readings, twins, strict=True)), []
        places: list[tuple[Any, ...]] = []
        if self._is_twice or met or often:
            given, fresh = fresh, []
            for each in given:
                of, is_here = met.get(each[3] or b"", (None, False))
                if self._is_twice or is_here or each[3] in often:
                    closely.append(each)
                elif of is None:
                    fresh.append(each)
                else:
                    self.doubled += 1
                    places += self._places(of, each[1], each[2])
        rows = [self._row(*each, reader) for each in fresh]
        self._run_all(_ITEM, rows)
        self._run_all(_PLACE, [row for each in fresh for row in self._places(each[0], "", each[2])])
        self._run_all(_PLACE, places)
        rows += [row for each in closely if (row := self._closely(*each, reader)) is not None]
        if closely:
            rows.sort(key=_NUMBER)  # search is quickest when it learns in order
        self._run_all(_FOUND, [(row[0], folded(row[-1])) for row in rows])
        for number, _, reading, _ in fresh + closely:
            if type(reading) is not Message or reading.attachments:
                self._note_files(number, reading)

    def _without_locked(
        self, readings: Sequence[Reading], ids: list[str], twins: list[bytes | None]
    ) -> tuple[list[Reading], list[str], list[bytes | None]]:
        """Without what the gate keeps; that is counted."""
        kept = self._kept_out
        stay = [
            at
            for at, (id, twin) in enumerate(zip(ids, twins, strict=True))
            if id not in kept.ids and not (twin and kept.twins & self._forms(twin))
        ]
        self.locked += len(readings) - len(stay)
        return [readings[at] for at in stay], [ids[at] for at in stay], [twins[at] for at in stay]

    def _forms(self, alike: bytes) -> set[bytes]:
        """The twins this one may have got in another source: as the first or a later one of its
        minute, the person's own or not confirmed."""
        ordinal = self._often[alike]
        self._often[alike] += 1
        apart = likeness_again(alike, b"apart")
        return {alike, apart, _twin_of(alike, ordinal), _twin_of(apart, ordinal)}

    def _doubtful(
        self, readings: Sequence[Reading], reader: str | None, twins: Sequence[bytes | None]
    ) -> list[bytes]:
        """Without the messages that cannot be here yet: of a conversation that no other source has,
        and later than all this one gave of it before. Notes from when to when it has messages."""
        threads: dict[str, list[int]] = {}
        asked = []
        for at, reading in enumerate(readings):
            if type(reading) is Message and reading.thread is not None:
                threads.setdefault(reading.thread, []).append(at)
            else:
                asked.append(twins[at])
        for thread, places in threads.items():
            times = [_LOCAL(readings[at]) or "" for at in places]
            before = self._latest_of(reader, thread)
            if min(times) <= before:
                asked += [
                    twins[at] for at, time in zip(places, times, strict=True) if time <= before
                ]
            self._latest[reader, thread] = max(before, *times)
            self._note_span(reader, thread, times)
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

    def _closely(
        self, number: int, id: str, reading: Reading, alike: bytes | None, reader: str | None
    ) -> tuple[Any, ...] | None:
        """One that may be one of several alike. Its row, where it is none that is here."""
        twin, of = self._twin(alike) if alike is not None else (None, None)
        if of is None and self._is_twice:
            of = self._sealed_twice(id, reading)
        if of is None:
            row = self._row(number, id, reading, twin, reader)
            self._run(_ITEM, row)
            self._run_all(_PLACE, self._places(number, "", reading))
            return row
        self.doubled += 1
        self._run_all(_PLACE, self._places(of, id, reading))
        return None

    def _sealed_twice(self, id: str, reading: Reading) -> int | None:
        """The very bytes under the very name, sealed twice: kept while locked, for one."""
        found = self._run("SELECT n FROM item WHERE id = ?", (id,)).fetchone()
        if found is None:
            return None
        if not self._is_apart:
            self._run(
                "UPDATE item SET source = ?, body = ? WHERE n = ? AND source IN apart",
                (self._object, _pack(reading), found[0]),
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

    def _row(
        self, number: int, id: str, reading: Reading, twin: bytes | None, reader: str | None
    ) -> tuple[Any, ...]:
        kind, sort, local, thread, handle, words = columns_of(reading)
        # SQLite takes a bytearray at once; for bytes it first looks for an adapter.
        body, key = bytearray(_pack(reading)), twin and bytearray(twin)
        first = (number, id, kind, sort, local, reader, thread, handle, key)
        return *first, self._object, body, words

    def _places(self, number: int, id: str, reading: Reading) -> list[tuple[Any, ...]]:
        """`id` is the one it would have here, "" for the item's own."""
        return [
            (number, self._object, id, place.path, place.first, place.last, place.unit)
            for place in reading.where
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
