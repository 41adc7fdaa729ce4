"""Putting the readings of one source into the index."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from everyword.accounting import Names
from everyword.index.wanted import paths_of, tie
from everyword.index.words import columns_of, likeness
from everyword.model import Document, Email, Message, Photo, Reading, Recording

_pack = msgspec.msgpack.Encoder().encode

AT_ONCE = 1000
"""Readings that are put in together."""
_ITEM = "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_PLACE = "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)"
_FOUND = "INSERT INTO found (rowid, words) VALUES (?, ?)"
_MET = (
    "SELECT i.twin, i.n, EXISTS (SELECT 1 FROM place p WHERE p.item = i.n AND p.source = ?)"
    " FROM item i WHERE i.twin IN ({})"
)


_END_OF_DAYS = "~"
"""Later than any time as it is written."""


class Filler:
    """Puts the readings of one source in; merges those another source already gave."""

    def __init__(self, connection: Any, object: str, sha256: str, name: str) -> None:
        self.doubled = 0
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

    def put(self, readings: Sequence[Reading], reader: str | None) -> None:
        """At most AT_ONCE, of one reader. Each has its number in their order, merged or not."""
        ids = self._names.ids_of(readings)  # for merged ones too: the next one's id must not shift
        alike = [self._likeness(reading, reader) for reading in readings]
        firsts = [each and _twin_of(each, 0) for each in alike]
        met = self._met(self._doubtful(readings, reader, firsts))
        often = Counter(firsts)
        numbers = range(self._last + 1, self._last + 1 + len(readings))
        self._last = numbers[-1]
        fresh: list[tuple[Any, ...]] = []
        places: list[tuple[Any, ...]] = []
        closely = []
        for at, (number, reading, twin) in enumerate(zip(numbers, readings, firsts, strict=True)):
            of, is_here = met.get(twin, (number, False)) if twin is not None else (number, False)
            if self._is_twice or is_here or (twin is not None and often[twin] > 1):
                closely.append(at)
                continue
            if of == number:
                fresh.append(self._row(number, ids[at], reading, reader, twin))
            else:
                self.doubled += 1
            places += self._places(of, ids[at], reading)
        self._run_all(_ITEM, fresh)
        self._run_all(_PLACE, places)
        for at in closely:
            row = self._closely(numbers[at], ids[at], readings[at], reader, alike[at])
            if row is not None:
                fresh.append(row)
        if closely:
            fresh.sort(key=lambda row: row[0])  # search is quickest when it learns in order
        self._run_all(_FOUND, [(row[0], row[-1]) for row in fresh])
        for row in fresh:
            self._note_files(row[0], readings[row[0] - numbers[0]])
        self._note_spans(readings, reader)

    def _likeness(self, reading: Reading, reader: str | None) -> bytes | None:
        alike = likeness(reading, reader)
        if alike is not None and self._is_apart:
            return hashlib.sha256(b"apart" + alike).digest()[:16]  # never with the person's own
        return alike

    def _doubtful(
        self, readings: Sequence[Reading], reader: str | None, twins: Sequence[bytes | None]
    ) -> list[bytes]:
        """Without the messages that cannot be here yet: of a conversation that no other source has,
        and later than all this one gave of it before."""
        asked = []
        latest = dict(self._latest)
        for reading, twin in zip(readings, twins, strict=True):
            if twin is None:
                continue
            if isinstance(reading, Message) and reading.thread is not None:
                thread, local = (reader, reading.thread), reading.when.local or ""
                if thread not in self._latest:
                    sql = "SELECT 1 FROM item WHERE reader IS ? AND thread = ? LIMIT 1"
                    is_new = self._run(sql, thread).fetchone() is None
                    latest[thread] = self._latest[thread] = "" if is_new else _END_OF_DAYS
                if local > self._latest[thread]:
                    latest[thread] = max(latest[thread], local)
                    continue
            asked.append(twin)
        self._latest = latest
        return asked

    def _met(self, asked: Sequence[bytes]) -> dict[bytes, tuple[int, bool]]:
        """Which of these are here already: their numbers, and whether this source has them too."""
        if not asked:
            return {}
        rows = self._run(_MET.format(", ".join("?" * len(asked))), (self._object, *asked))
        return {twin: (number, bool(here)) for twin, number, here in rows}

    def _closely(
        self, number: int, id: str, reading: Reading, reader: str | None, alike: bytes | None
    ) -> tuple[Any, ...] | None:
        """One that may be one of several alike. Its row, where it is none that is here."""
        twin, of = self._twin(alike) if alike is not None else (None, None)
        if of is None and self._is_twice:
            of = self._sealed_twice(id, reading)
        row = None
        if of is None:
            of, row = number, self._row(number, id, reading, reader, twin)
            self._run(_ITEM, row)
        else:
            self.doubled += 1
        self._run_all(_PLACE, self._places(of, id, reading))
        return row

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
        ordinal = 0
        while True:
            twin = _twin_of(alike, ordinal)
            number, is_here = self._met([twin]).get(twin, (None, False))
            if not is_here:
                return twin, number
            ordinal += 1

    def _row(
        self, number: int, id: str, reading: Reading, reader: str | None, twin: bytes | None
    ) -> tuple[Any, ...]:
        kind, sort, local, thread, handle, words = columns_of(reading)
        body = _pack(reading)
        first = (number, id, kind, sort, local, reader, thread, handle, twin)
        return *first, self._object, body, words

    def _places(self, number: int, id: str, reading: Reading) -> list[tuple[Any, ...]]:
        return [
            (number, self._object, id, place.path, place.first, place.last, place.unit)
            for place in reading.where
        ]

    def _note_files(self, number: int, reading: Reading) -> None:
        if isinstance(reading, Message) and not reading.attachments:
            return
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

    def _note_spans(self, readings: Sequence[Reading], reader: str | None) -> None:
        """From when to when this source has messages of a conversation."""
        times: dict[str, list[str]] = {}
        for reading in readings if reader is not None else ():
            if isinstance(reading, Message) and reading.thread is not None:
                local = reading.when.local
                if local is not None and "T" in local:
                    times.setdefault(reading.thread, []).append(local)
        for thread, locals in times.items():
            assert reader is not None
            span = self._copies.setdefault((reader, thread), [locals[0], locals[0]])
            span[:] = min(span[0], *locals), max(span[1], *locals)

    def finish(self) -> set[tuple[str, str]]:
        """The conversations (reader and name) this source has a copy of."""
        for (reader, thread), (first, last) in self._copies.items():
            values = (self._object, reader, thread, first, last)
            self._run("INSERT INTO copy VALUES (?, ?, ?, ?, ?)", values)
        tie(self._run, item=self._before + 1)
        return set(self._copies)


def _twin_of(alike: bytes, ordinal: int) -> bytes:
    return hashlib.sha256(alike + ordinal.to_bytes(4, "big")).digest()[:16]
