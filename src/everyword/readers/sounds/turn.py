"""How a film is turned when it is shown: the matrix of its track (ISO 14496-12, 8.3.2)."""

from collections.abc import Iterator
from typing import BinaryIO

MAX_MOOV = 16 << 20
MAX_INSIDE = 10_000
_TURNS = {
    (0x10000, 0, 0, 0x10000): 0,
    (0, 0x10000, -0x10000, 0): 90,
    (-0x10000, 0, 0, -0x10000): 180,
    (0, -0x10000, 0x10000, 0): 270,
}


def turned(stream: BinaryIO, start: int, end: int) -> int | None:
    """Degrees clockwise of the first track that is turned; `start` to `end` is the moov box."""
    if end - start > MAX_MOOV:
        return None
    stream.seek(start)
    moov = stream.read(end - start)
    for kind, first, last in _inside(moov, 8, len(moov)):
        if kind != b"trak":
            continue
        for inner, at, until in _inside(moov, first, last):
            if inner == b"tkhd":
                body = moov[at:until]
                skip = 52 if body[:1] == b"\1" else 40
                four = [
                    int.from_bytes(body[skip + n : skip + n + 4], "big", signed=True)
                    for n in (0, 4, 12, 16)
                ]
                if degrees := _TURNS.get((four[0], four[1], four[2], four[3])):
                    return degrees
    return None


def _inside(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    for _ in range(MAX_INSIDE):
        size = int.from_bytes(data[at : at + 4], "big")
        if at + 8 > end or size < 8 or at + size > end:
            return
        yield data[at + 4 : at + 8], at + 8, at + size
        at += size
