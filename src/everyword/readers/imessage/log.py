"""The write-ahead log of an SQLite database: the file of the same name that ends in -wal.

It holds whole pages, newer than those of the database, each with a checksum over all before it; a
change counts only when its last page is there. The format is public
(https://www.sqlite.org/fileformat2.html#the_write_ahead_log). Nothing is written back.
"""

import struct
from typing import BinaryIO

from everyword.model import Source

SUFFIX = "-wal"
MAGIC = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
_HEADER, _FRAME = 32, 24
_VERSION = 3007000


class BadLog(Exception):
    """Why a log cannot be read, in plain words."""


class Log:
    """The pages of a log as of its last finished change. Raises BadLog for one that is none.

    `count` is how many pages the database has then (0: no change was finished); `unfinished` how
    many pages of a change without end follow; `damaged` whether a page of this log is broken.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.count = self.frames = self.unfinished = 0
        self.damaged = False
        self.places: dict[int, int] = {}
        """Where the bytes of a page begin, by its number."""
        with source.open() as stream:
            head = stream.read(_HEADER)
            self.size = self._begin(head)
            self._go_through(stream, head)

    def _begin(self, head: bytes) -> int:
        """The size of a page."""
        if len(head) < _HEADER or head[:4] not in MAGIC:
            raise BadLog("it does not begin as a log does")
        self._order = ">" if head[3] & 1 else "<"
        version, size = struct.unpack_from(">2I", head, 4)
        if version != _VERSION or size < 512 or size > 65536 or size & (size - 1):
            raise BadLog("its first bytes are damaged")
        self._sums = self._added((0, 0), head[:24])
        if self._sums != struct.unpack_from(">2I", head, 24):
            raise BadLog("its first bytes are damaged (their checksum does not fit)")
        return int(size)

    def _go_through(self, stream: BinaryIO, head: bytes) -> None:
        pending: dict[int, int] = {}
        at = _HEADER
        while len(frame := stream.read(_FRAME + self.size)) == _FRAME + self.size:
            number, count, *rest = struct.unpack_from(">6I", frame)
            if frame[8:16] != head[16:24]:
                break  # a page of an older log, whose place this one had not yet reached
            self._sums = self._added(self._sums, frame[:8] + frame[_FRAME:])
            if self._sums != (rest[2], rest[3]) or number == 0:
                self.damaged = True
                break
            pending[number] = at + _FRAME
            at += len(frame)
            self.frames += 1
            if count:
                self.places.update(pending)
                self.count, pending = count, {}
        else:
            self.damaged = len(frame) > 0 and frame[8:16] == head[16:24]
        self.unfinished = len(pending)
        self.places = {page: at for page, at in self.places.items() if page <= self.count}

    def _added(self, sums: tuple[int, int], data: bytes) -> tuple[int, int]:
        one, two = sums
        for first, second in struct.iter_unpack(f"{self._order}2I", data):
            one = (one + first + two) & 0xFFFFFFFF
            two = (two + second + one) & 0xFFFFFFFF
        return one, two
