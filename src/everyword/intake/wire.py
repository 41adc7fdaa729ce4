"""What passes between the program and the child that reads: length-prefixed msgpack frames.

The child never opens a file: it asks for ranges of bytes, so it needs no disk and no key, and an
encrypted source is read in place without its plain text ever being written anywhere.
"""

import struct
from typing import IO

import msgspec
from msgspec import Struct

from everyword.model import Reading


class Task(Struct, frozen=True, tag="task", array_like=True):
    name: str
    size: int
    answers: dict[str, str]
    cpu_seconds: int


class Want(Struct, frozen=True, tag="want", array_like=True):
    offset: int
    size: int


class Batch(Struct, frozen=True, tag="batch", array_like=True):
    reader: str
    readings: list[Reading]


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


Said = Want | Batch | Ask | Claimed | Done

_HEADER = struct.Struct(">I")
_encoder = msgspec.msgpack.Encoder()


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
