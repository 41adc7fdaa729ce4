"""Boxes of the ISO base media format (ISO 14496-12): MP4, M4A, 3GP, QuickTime, HEIC and AVIF."""

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

PICTURES = frozenset(b"heic heix heim heis hevc hevx hevm hevs mif1 msf1 avif avis".split())
"""Brands of still pictures and bursts (ISO 23008-12); every other brand is sound or video."""
RAW = frozenset((b"crx ", b"jp2 ", b"jpx ", b"jpm ", b"jxl "))
"""Brands of camera raw files and of JPEG 2000 and XL: nothing we can describe."""
_FIRST = frozenset((b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"))
"""How QuickTime files begin that were made before there was a ftyp."""
MAX_BOXES = 1_000_000


class Box(Struct, frozen=True):
    kind: bytes
    start: int
    end: int
    """As the box says; beyond the end of a file that was cut short."""


def boxes(stream: BinaryIO, size: int) -> Iterator[Box]:
    """The outermost boxes. Stops where the bytes are no box."""
    at = 0
    for _ in range(MAX_BOXES):
        stream.seek(at)
        head = stream.read(16)
        if len(head) < 8:
            return
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - at
        if length < 8 or not _is_name(kind):
            return
        yield Box(kind, at, at + length)
        at += length


def _is_name(kind: bytes) -> bool:
    return all(0x20 <= c < 0x7F or c == 0xA9 for c in kind)


def brand(head: bytes, size: int) -> bytes | None:
    """The major brand; b"qt  " for old QuickTime without one; None when it is no such file."""
    length, kind = int.from_bytes(head[:4], "big"), head[4:8]
    if kind == b"ftyp" and 16 <= length <= 4096:
        return head[8:12]
    if kind in _FIRST and (length in (0, 1) or 8 <= length <= max(size, 1 << 29)):
        return b"qt  "
    return None
