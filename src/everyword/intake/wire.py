"""What passes between the program and the child that reads: length-prefixed msgpack frames.

The child never opens a file: it asks for ranges of bytes, so it needs no disk and no key, and an
encrypted source is read in place without its plain text ever being written anywhere.
"""

import fcntl
import struct
from contextlib import suppress
from typing import IO, Literal

import msgspec
from msgspec import Struct

from everyword.accounting import Wheres, count_of, kind_of
from everyword.index.rows import Rows
from everyword.model import Reading

Form = Literal["readings", "rows", "lines"]
"""What a full batch comes as: Batch, Rows for the index, Lines to be printed."""


class Task(Struct, frozen=True, tag="task", array_like=True):
    name: str
    size: int
    answers: dict[str, str]
    cpu_seconds: int
    form: Form = "readings"


class Want(Struct, frozen=True, tag="want", array_like=True):
    offset: int
    size: int


class Batch(Struct, frozen=True, tag="batch", array_like=True):
    reader: str
    readings: list[Reading]


class Lines(Struct, frozen=True, tag="lines", array_like=True):
    """A full batch as lines of JSON that lack their ids; `others` as in Rows."""

    reader: str
    wheres: Wheres
    lines: bytes
    others: dict[int, Reading]

    @property
    def kinds(self) -> list[str]:
        """Of each: all are messages but for the others."""
        kinds = ["message"] * count_of(self.wheres)
        for at, reading in self.others.items():
            kinds[at] = kind_of(reading)
        return kinds


class Ask(Struct, frozen=True, tag="ask", array_like=True):
    path: str
    question: str
    key: str
    choices: tuple[str, ...]


class Claimed(Struct, frozen=True, tag="claimed", array_like=True):
    """Two readers or more recognise the source."""

    readers: tuple[str, ...]


class Done(Struct, frozen=True, tag="done", array_like=True):
    """`reader` None: no reader knows this kind of file. `fault`: why reading stopped early."""

    reader: str | None
    version: int | None
    fault: str | None


Said = Want | Batch | Rows | Lines | Ask | Claimed | Done

PIPE = 1 << 20
"""Bytes a pipe is asked to hold: most of a block of the source, or some thousands of readings."""
_HEADER = struct.Struct(">I")
FRAME = _HEADER.size
"""Bytes of a frame before its content."""
_CONTROLS = bytes(range(32))
_encoder = msgspec.msgpack.Encoder()
_readings: msgspec.msgpack.Decoder[Reading] = msgspec.msgpack.Decoder(Reading)


def is_sound(said: Rows | Lines) -> bool:
    """Nothing that a hijacked child sends goes further unseen: as many of each as there are places,
    bodies that are readings, lines without a sign that steers a terminal."""
    count = count_of(said.wheres)
    if isinstance(said, Rows):
        return {count} == set(map(len, said.columns)) and all(map(_is_reading, said.bodies))
    lines, tame = said.lines, said.lines.translate(None, _CONTROLS)
    is_whole = count == lines.count(b"\n") and all(0 <= at < count for at in said.others)
    return is_whole and len(tame) == len(lines) - count


def _is_reading(body: bytearray) -> bool:
    try:
        _readings.decode(body)
    except msgspec.DecodeError:
        return False
    return True


def send(stream: IO[bytes], value: Task | Said) -> None:
    send_bytes(stream, _encoder.encode(value))


def send_bytes(stream: IO[bytes], data: bytes) -> None:
    rest = memoryview(_HEADER.pack(len(data)) + data)
    while rest:  # a raw pipe may take less than it is given
        rest = rest[stream.write(rest) :]
    stream.flush()


def receive_bytes(stream: IO[bytes]) -> bytes:
    """One frame. Raises EOFError when the other side is gone."""
    (size,) = _HEADER.unpack(_exactly(stream, _HEADER.size))
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    parts = []
    while size:
        part = stream.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def keep_memory() -> None:
    """What is freed after one frame is kept for the next: the C library otherwise gives it back to
    the system and asks for it again each time. Having once freed so much, it keeps twice that."""
    bytes(16 << 20)


def widen(stream: IO[bytes]) -> None:
    """Let a pipe hold PIPE bytes, where the system has such a thing and allows it."""
    with suppress(AttributeError, OSError):
        fcntl.fcntl(stream, fcntl.F_SETPIPE_SZ, PIPE)


def room_in(stream: IO[bytes]) -> int:
    """How many bytes a pipe holds; 0 where the system does not say or it is no pipe."""
    try:
        return fcntl.fcntl(stream, fcntl.F_GETPIPE_SZ)
    except (AttributeError, OSError):
        return 0
