"""Small files are read at once, as only so many can be open at a time; few stay in memory."""

import io
import os
import zlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pikepdf
from pikepdf import Pdf

from everyword.model import Source
from everyword.streams import RangeStream

SMALL = 1 << 20
MOST = 16 << 20
"""Bytes of small files that stay in memory, together, and as many again of those used last."""
MOST_FAST = 200
"""Files in memory that may be open, as files, at a time."""


class Small:
    """The first files, and of the others those used last; they are read again when wanted."""

    def __init__(self, most: int = MOST) -> None:
        self._most = self._room = most
        self._held: OrderedDict[int, bytes] = OrderedDict()
        self._sums: dict[int, int] = {}
        self._fast = 0

    def open_pdf(self, source: Source, held: ExitStack, password: str = "") -> Pdf:
        """The PDF, open until the caller closes `held`. Raises whatever the library raises."""
        stream = held.enter_context(self.open(source))
        if self._fast == MOST_FAST or not isinstance(stream, io.BytesIO):
            return pikepdf.open(stream, password=password)
        self._fast += 1
        return held.enter_context(open_bytes(stream.getvalue(), password))

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


def open_bytes(data: bytes, password: str = "") -> Pdf:
    """A PDF whose bytes are in memory.

    Where the system has files in memory it is opened as one of these: the library then reads it by
    itself, and not in tens of thousands of small questions to this program, which takes twice as
    long. Nothing is written to a disk.
    """
    with _in_memory(data) as place:
        return pikepdf.open(place, password=password)


@contextmanager
def _in_memory(data: bytes) -> Iterator[Path | io.BytesIO]:
    """Where to read the data: a file, if the system has files in memory, and so large ones."""
    if not hasattr(os, "memfd_create"):
        yield io.BytesIO(data)
        return
    handle = os.memfd_create("everyword")
    try:
        path = Path(f"/proc/self/fd/{handle}")
        yield path if _is_written(handle, data) and path.exists() else io.BytesIO(data)
    finally:
        os.close(handle)


def _is_written(handle: int, data: bytes) -> bool:
    left = memoryview(data)
    try:
        while left:
            left = left[os.write(handle, left) :]
    except OSError:  # this process may not write files of that size
        return False
    return True
