"""A PDF's bytes for pdfium: asked for in any order, kept in bounded memory."""

from collections import OrderedDict
from typing import Any, BinaryIO

from everyword.streams import RangeStream

BLOCK = 1 << 20
KEPT = 64
"""Blocks in memory: a PDF of up to 64 MiB is fetched once, however pdfium jumps about in it."""


class BlockStream(RangeStream):
    """Whole blocks of another stream, the most recently used ones kept.

    pdfium asks for 512 bytes at a time through a C callback, from which no exception can come
    back: a fault of the stream beneath is kept, the bytes are refused, and `check` raises it.
    """

    def __init__(self, stream: BinaryIO, size: int) -> None:
        super().__init__()
        self._stream, self._size = stream, size
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._fault: Exception | None = None

    def check(self) -> None:
        if self._fault is not None:
            raise self._fault

    @property
    def size(self) -> int:
        return self._size

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        done = 0
        while done < len(view):
            data = self._block(self.at // BLOCK)[self.at % BLOCK :][: len(view) - done]
            if not data:
                break
            view[done : done + len(data)] = data
            done += len(data)
            self.at += len(data)
        return done

    def _block(self, number: int) -> bytes:
        block = self._blocks.get(number)
        if block is not None:
            self._blocks.move_to_end(number)
            return block
        try:
            self._stream.seek(number * BLOCK)
            block = self._stream.read(BLOCK)
        except Exception as fault:  # kept for `check`: it cannot cross the C callback
            self._fault = self._fault or fault
            return b""
        self._blocks[number] = block
        if len(self._blocks) > KEPT:
            self._blocks.popitem(last=False)
        return block
