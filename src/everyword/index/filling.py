"""Putting the readings of one source into the index."""

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from everyword.accounting import Names
from everyword.index.wanted import paths_of, tie
from everyword.index.words import handle_of, likeness, local_of, sort_of, thread_of, words_of
from everyword.model import Document, Email, Message, Photo, Reading, Recording

_pack = msgspec.msgpack.Encoder().encode


class Filler:
    """Puts the readings of one source in; merges those another source already gave."""

    def __init__(self, connection: Any, object: str, sha256: str, name: str) -> None:
        self.doubled = 0
        self._copies: dict[tuple[str, str], list[str]] = {}
        self._run = connection.execute
        self._object = object
        self._names = Names(sha256, name)
        self._whole = (name, bytes.fromhex(sha256))
        self._last = self._run("SELECT coalesce(max(n), 0) FROM item").fetchone()[0]
        same = "SELECT 1 FROM source WHERE sha256 = ? AND object <> ?"
        self._is_twice = self._run(same, (sha256, object)).fetchone() is not None
        apart = "SELECT 1 FROM apart WHERE source = ?"
        self._is_apart = self._run(apart, (object,)).fetchone() is not None

    def put(self, reading: Reading, reader: str | None) -> None:
        id = self._names.id_of(reading)  # for a merged one too: the next one's id must not shift
        twin = likeness(reading, reader)
        if twin is not None and self._is_apart:
            twin = hashlib.sha256(b"apart" + twin).digest()[:16]  # never one with the person's own
        number: int | None = None
        if twin is not None:
            twin, number = self._twin(twin)
        if number is None and self._is_twice:
            # The very bytes under the very name, sealed twice: kept while locked, for one.
            found = self._run("SELECT n FROM item WHERE id = ?", (id,)).fetchone()
            number = found[0] if found else None
            if number is not None and not self._is_apart:
                self._run(
                    "UPDATE item SET source = ?, body = ? WHERE n = ? AND source IN apart",
                    (self._object, _pack(reading), number),
                )
        if number is None:
            number = self._insert(id, reading, reader, twin)
            for digest in set(self._files(reading)):
                self._run("INSERT INTO file VALUES (?, ?)", (digest, number))
            for path in paths_of(reading, self._whole[0]):
                self._run("INSERT INTO wanted VALUES (?, ?)", (path, number))
        else:
            self.doubled += 1
        if isinstance(reading, Message) and reading.thread is not None and reader is not None:
            self._span(reader, reading.thread, reading.when.local)
        for place in reading.where:
            self._run(
                "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number, self._object, id, place.path, place.first, place.last, place.unit),
            )

    def _files(self, reading: Reading) -> Iterator[bytes]:
        """The hashes of the files an item is or carries: the one photo in a chat and on a card."""
        if isinstance(reading, Message | Email):
            yield from (bytes.fromhex(each.sha256) for each in reading.attachments if each.sha256)
        elif isinstance(reading, Photo | Recording | Document):
            name, digest = self._whole
            if reading.where[0].path == name:
                yield digest

    def _span(self, reader: str, thread: str, local: str | None) -> None:
        """From when to when this source has messages of a conversation."""
        if local is None or "T" not in local:
            return
        span = self._copies.setdefault((reader, thread), [local, local])
        if local < span[0]:
            span[0] = local
        elif local > span[1]:
            span[1] = local

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

    def finish(self) -> set[tuple[str, str]]:
        """Search learns the words of all new items at once: cheaper than one by one.

        The conversations (reader and name) this source has a copy of.
        """
        for (reader, thread), (first, last) in self._copies.items():
            values = (self._object, reader, thread, first, last)
            self._run("INSERT INTO copy VALUES (?, ?, ?, ?, ?)", values)
        self._run(
            "INSERT INTO found (rowid, words) SELECT n, words FROM item WHERE n > ?", (self._last,)
        )
        tie(self._run, item=self._last + 1)
        return set(self._copies)
