"""Small files are read at once, as only so many can be open at a time; few stay in memory."""

import io
import zlib
from collections import OrderedDict
from typing import Any, BinaryIO

from everyword.model import Source
from everyword.streams import RangeStream

SMALL = 1 << 20
MOST = 16 << 20
"""Bytes of small files that stay in memory, together, and as many again of those used last."""


class Small:
    """The first files, and of the others those used last; they are read again when wanted."""

    def __init__(self, most: int = MOST) -> None:
        self._most = self._room = most
        self._held: OrderedDict[int, bytes] = OrderedDict()
        self._sums: dict[int, int] = {}

    def open(self, source: Source) -> BinaryIO:
        """Its bytes; a large file stays open."""
        if source.size > SMALL:
            return source.open()
        if source.size <= self._room:
            self._room -= source.size
            with source.open() as stream:
                return io.BytesIO(stream.read())
        return io.BufferedReader(_Whole(self, source, len(self._sums)))

    def read(self, source: Source, number: int) -> bytes:
        """Raises OSError where the file is not what it was."""
        if number in self._held:
            self._held.move_to_end(number)
            return self._held[number]
        with source.open() as stream:
            data = stream.read()
        if self._sums.setdefault(number, zlib.crc32(data)) != zlib.crc32(data):
            raise OSError(f"{source.name} has changed meanwhile")
        self._held[number] = data
        while len(self._held) > 1 and sum(map(len, self._held.values())) > self._most:
            self._held.popitem(last=False)
        return data


class _Whole(RangeStream):
    def __init__(self, files: Small, source: Source, number: int) -> None:
        super().__init__()
        self._files, self._source, self._number = files, source, number
        files.read(source, number)

    @property
    def size(self) -> int:
        return self._source.size

    def readinto(self, buffer: Any) -> int:
        data = self._files.read(self._source, self._number)[self.at : self.at + len(buffer)]
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)
