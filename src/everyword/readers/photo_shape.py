"""The outer shape of JPEG, PNG and WebP files: size, notes, frames, and whether the end is there.

Walked by hand because a picture need not be decoded to learn this, and because picture libraries
show a file that was cut short as if the grey half belonged to it.
"""

import re
import struct
import zlib
from typing import BinaryIO

from msgspec import Struct

MAX_NOTE = 1 << 24
"""The largest piece of notes that is looked at, in bytes; EXIF in a JPEG has at most 64 KiB."""
STEP = 1 << 20


class Shape(Struct, frozen=True):
    """`exif` is a TIFF structure. `reached` bytes are in order; `fault` says what follows them."""

    width: int | None = None
    height: int | None = None
    exif: bytes | None = None
    changed: str | None = None
    """PNG's tIME, in ISO 8601; UTC."""
    frames: int = 1
    reached: int = 0
    fault: str | None = None


CUT = "the picture is cut short: its end is missing"


def jpeg(stream: BinaryIO, size: int) -> Shape:
    """ISO 10918-1: segments, each with its length, up to the end marker."""
    width = height = None
    exif: bytes | None = None
    at = 2
    while True:
        stream.seek(at)
        head = stream.read(4)
        if len(head) < 4 and head[:2] != b"\xff\xd9":
            return Shape(width, height, exif, reached=min(at, size), fault=CUT)
        if head[0] != 0xFF:
            fault = "the picture is damaged: what stands here is no part of a JPEG"
            return Shape(width, height, exif, reached=at, fault=fault)
        kind = head[1]
        if kind == 0xD9:
            return Shape(width, height, exif, reached=at + 2)
        if kind in (0xFF, 0x01) or 0xD0 <= kind <= 0xD8:  # fill bytes and markers without length
            at += 1 if kind == 0xFF else 2
            continue
        length = int.from_bytes(head[2:4], "big")
        body = stream.read(max(0, length - 2)) if kind == 0xE1 or kind in _FRAMES else b""
        if kind in _FRAMES and len(body) >= 5 and width is None:
            height, width = struct.unpack(">HH", body[1:5])
        elif kind == 0xE1 and body.startswith(b"Exif\0") and exif is None:
            exif = body[6:]
        at += 2 + length
        if kind == 0xDA:
            at = _after_scan(stream, at)


_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _after_scan(stream: BinaryIO, at: int) -> int:
    """Where the next marker stands after coded picture data; the end of the file if none does."""
    stream.seek(at)
    before = b""
    while data := stream.read(STEP):
        match = _MARKER.search(before + data)
        if match:
            return at - len(before) + match.start()
        at += len(data)
        before = data[-1:]
    return at


def png(stream: BinaryIO, size: int) -> Shape:
    """ISO 15948: chunks, each with its length and checksum, up to IEND."""
    width = height = None
    exif: bytes | None = None
    changed: str | None = None
    frames, at = 1, 8
    fault = None
    while fault is None:
        stream.seek(at)
        head = stream.read(8)
        length = int.from_bytes(head[:4], "big")
        if len(head) < 8 or at + 12 + length > size:
            fault = CUT
            break
        kind = head[4:]
        body, right = _checked(stream, kind, length)
        if not right:
            fault = "the picture is damaged: a checksum inside it does not match"
        elif kind == b"IHDR" and length == 13:
            width, height = struct.unpack(">II", body[:8])
        elif kind == b"eXIf":
            exif = body
        elif kind == b"tIME" and length == 7:
            year, *rest = struct.unpack(">HBBBBB", body)
            changed = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(year, *rest)
        elif kind == b"acTL" and length == 8:
            frames = max(1, int.from_bytes(body[:4], "big"))
        elif kind == b"IEND":
            return Shape(width, height, exif, changed, frames, at + 12)
        at += 0 if fault else 12 + length
    return Shape(width, height, exif, changed, frames, min(at, size), fault)


def _checked(stream: BinaryIO, kind: bytes, length: int) -> tuple[bytes, bool]:
    """A chunk's bytes (nothing of a long one) and whether its checksum matches."""
    crc = zlib.crc32(kind)
    kept = b""
    left = length
    while left > 0:
        data = stream.read(min(left, STEP))
        if not data:
            return b"", False
        crc = zlib.crc32(data, crc)
        kept = kept + data if length <= MAX_NOTE and kind != b"IDAT" else b""
        left -= len(data)
    return kept, stream.read(4) == crc.to_bytes(4, "big")


def webp(stream: BinaryIO, size: int) -> Shape:
    """RIFF chunks; the RIFF header states where the file ends."""
    stream.seek(4)
    end = 8 + int.from_bytes(stream.read(4), "little")
    width = height = None
    exif: bytes | None = None
    frames, at = 0, 12
    while at + 8 <= min(end, size):
        stream.seek(at)
        head = stream.read(8)
        kind, length = head[:4], int.from_bytes(head[4:8], "little")
        body = stream.read(min(length, MAX_NOTE if kind == b"EXIF" else 16))
        if kind in _WEBP_SIZES and width is None:
            width, height = _WEBP_SIZES[kind](body.ljust(16, b"\0"))
        elif kind == b"EXIF" and exif is None:
            exif = body.removeprefix(b"Exif\0\0")
        elif kind == b"ANMF":
            frames += 1
        at += 8 + length + length % 2
    fault = CUT if max(end, at - 1) > size else None
    return Shape(width, height, exif, None, max(1, frames), min(end, size), fault)


def _extended(body: bytes) -> tuple[int, int]:
    return (
        1 + int.from_bytes(body[4:7], "little"),
        1 + int.from_bytes(body[7:10], "little"),
    )


def _lossless(body: bytes) -> tuple[int, int]:
    bits = int.from_bytes(body[1:5], "little")
    return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)


def _lossy(body: bytes) -> tuple[int, int]:
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


_WEBP_SIZES = {b"VP8X": _extended, b"VP8L": _lossless, b"VP8 ": _lossy}
