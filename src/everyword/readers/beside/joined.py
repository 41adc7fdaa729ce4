"""Two files handed to a reader as one: the file itself, and one beside it that it is about.

A reader is given one source. The log of a database says nothing without the database; the words
that a service keeps beside a photo are worth comparing with the photo's own. So both are handed
over as one: the bytes of the file, those of the other, and behind them how long the file is.
"""

import io
from typing import Any, BinaryIO

from everyword.model import Source
from everyword.streams import RangeStream

MARK = b"everyword: a file and the one beside it\x00"
_SIZES = 16
_TAIL = len(MARK) + _SIZES
_LONGEST = 1 << 16
"""Bytes of a name."""


def joined(file: Source, other: Source) -> Source:
    """Both as one source, under the name of the first; nothing is read for it."""
    name = other.name.encode("utf-8", "surrogateescape")
    tail = name + len(name).to_bytes(8, "big") + file.size.to_bytes(8, "big") + MARK
    size = file.size + other.size + len(tail)
    return Source(file.name, size, lambda: io.BufferedReader(_Both(file, other, tail), 1 << 20))


def apart(source: Source) -> tuple[Source, Source | None]:
    """The file, and the other where it was handed over too."""
    alone = source, None
    if source.size < _TAIL:
        return alone
    with source.open() as stream:
        stream.seek(source.size - _TAIL)
        tail = stream.read(_TAIL)
        length, size = int.from_bytes(tail[:8], "big"), int.from_bytes(tail[8:_SIZES], "big")
        end = source.size - _TAIL - length
        if tail[_SIZES:] != MARK or not 0 <= size <= end or length > _LONGEST:
            return alone
        stream.seek(end)
        name = stream.read(length).decode("utf-8", "surrogateescape")
    return stretch(source, source.name, 0, size), stretch(source, name, size, end)


def stretch(source: Source, name: str, start: int, end: int) -> Source:
    """The bytes of a source from `start` to before `end`, as a source of their own."""
    return Source(
        name, end - start, lambda: io.BufferedReader(_Stretch(source, start, end), 1 << 16)
    )


class _Stretch(RangeStream):
    """Some bytes of a source."""

    def __init__(self, source: Source, start: int, end: int) -> None:
        super().__init__()
        self._stream, self._start, self._end = source.open(), start, end

    @property
    def size(self) -> int:
        return self._end - self._start

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self.size - self.at)
        if wanted <= 0:
            return 0
        self._stream.seek(self._start + self.at)
        data = self._stream.read(wanted)
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


class _Both(RangeStream):
    """A file, the one beside it, and what stands behind them."""

    def __init__(self, file: Source, other: Source, tail: bytes) -> None:
        super().__init__()
        self._streams: list[tuple[BinaryIO, int]] = [(file.open(), file.size)]
        try:
            self._streams.append((other.open(), other.size))
        except BaseException:
            self.close()
            raise
        self._streams.append((io.BytesIO(tail), len(tail)))

    @property
    def size(self) -> int:
        return sum(size for _, size in self._streams)

    def readinto(self, buffer: Any) -> int:
        start = 0
        for stream, size in self._streams:
            if self.at < start + size:
                stream.seek(self.at - start)
                data = stream.read(min(len(buffer), start + size - self.at))
                buffer[: len(data)] = data
                self.at += len(data)
                return len(data)
            start += size
        return 0

    def close(self) -> None:
        if not self.closed:
            for stream, _ in self._streams:
                stream.close()
        super().close()
