"""The outer shape of JPEG, PNG, WebP, GIF and BMP: size, notes, frames, whether the end is there.

Walked by hand because a picture need not be decoded to learn this, and because picture libraries
show a file that was cut short as if the grey half belonged to it.
"""

import re
import struct
import zlib
from typing import BinaryIO

from msgspec import Struct, structs

MAX_NOTE = 1 << 24
"""The largest piece of notes that is looked at, in bytes; EXIF in a JPEG has at most 64 KiB."""
MAX_TEXT = 1 << 20
MAX_TEXTS = 100
STEP = 1 << 20
MAX_BLOCKS = 1_000_000


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
    xmp: bytes | None = None
    """Notes of a second kind, in XML (ISO 16684-1)."""
    texts: tuple[tuple[str, str], ...] = ()
    """PNG's named texts."""


CUT = "the picture is cut short: its end is missing"


def jpeg(stream: BinaryIO, size: int) -> Shape:
    """ISO 10918-1: segments, each with its length, up to the end marker."""
    width = height = None
    exif: bytes | None = None
    xmp: bytes | None = None
    at = 2
    while True:
        stream.seek(at)
        head = stream.read(4)
        if len(head) < 4 and head[:2] != b"\xff\xd9":
            return Shape(width, height, exif, reached=min(at, size), fault=CUT, xmp=xmp)
        if head[0] != 0xFF:
            fault = "the picture is damaged: what stands here is no part of a JPEG"
            return Shape(width, height, exif, reached=at, fault=fault, xmp=xmp)
        kind = head[1]
        if kind == 0xD9:
            return Shape(width, height, exif, reached=at + 2, xmp=xmp)
        if kind in (0xFF, 0x01) or 0xD0 <= kind <= 0xD8:  # fill bytes and markers without length
            at += 1 if kind == 0xFF else 2
            continue
        length = int.from_bytes(head[2:4], "big")
        body = stream.read(max(0, length - 2)) if kind == 0xE1 or kind in _FRAMES else b""
        if kind in _FRAMES and len(body) >= 5 and width is None:
            height, width = struct.unpack(">HH", body[1:5])
        elif kind == 0xE1 and body.startswith(b"Exif\0") and exif is None:
            exif = body[6:]
        elif kind == 0xE1 and body.startswith(_XMP) and xmp is None:
            xmp = body[len(_XMP) :]
        at += 2 + length
        if kind == 0xDA:
            at = _after_scan(stream, at)


_XMP = b"http://ns.adobe.com/xap/1.0/\0"
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
    texts: list[tuple[str, str]] = []
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
        elif kind in (b"tEXt", b"iTXt", b"zTXt") and len(texts) < MAX_TEXTS:
            texts += _text(kind, body)
        elif kind == b"IEND":
            return _png(Shape(width, height, exif, changed, frames, at + 12), texts)
        at += 0 if fault else 12 + length
    return _png(Shape(width, height, exif, changed, frames, min(at, size), fault), texts)


def _png(shape: Shape, texts: list[tuple[str, str]]) -> Shape:
    xmp = next((text.encode() for name, text in texts if name == "XML:com.adobe.xmp"), None)
    named = tuple(each for each in texts if each[0] != "XML:com.adobe.xmp")
    return structs.replace(shape, xmp=xmp, texts=named)


def _text(kind: bytes, body: bytes) -> list[tuple[str, str]]:
    """A named text; one that unpacks to more than a note may have is left."""
    name, _, rest = body.partition(b"\0")
    packed = kind == b"zTXt"
    if kind == b"iTXt":
        packed, rest = rest[:1] == b"\1", rest[2:].split(b"\0", 2)[-1]
    elif packed:
        rest = rest[1:]
    if packed:
        try:
            rest = zlib.decompressobj().decompress(rest, MAX_TEXT)
        except zlib.error:
            return []
    words = rest.decode("utf-8" if kind == b"iTXt" else "latin-1", "replace")
    return [(name[:79].decode("latin-1"), words)]


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
    xmp: bytes | None = None
    frames, at = 0, 12
    while at + 8 <= min(end, size):
        stream.seek(at)
        head = stream.read(8)
        kind, length = head[:4], int.from_bytes(head[4:8], "little")
        body = stream.read(min(length, MAX_NOTE if kind in (b"EXIF", b"XMP ") else 16))
        if kind in _WEBP_SIZES and width is None:
            width, height = _WEBP_SIZES[kind](body.ljust(16, b"\0"))
        elif kind == b"EXIF" and exif is None:
            exif = body.removeprefix(b"Exif\0\0")
        elif kind == b"XMP " and xmp is None:
            xmp = body
        elif kind == b"ANMF":
            frames += 1
        at += 8 + length + length % 2
    fault = CUT if max(end, at - 1) > size else None
    return Shape(width, height, exif, None, max(1, frames), min(end, size), fault, xmp)


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


def gif(stream: BinaryIO, size: int) -> Shape:
    """GIF89a: blocks up to the trailer; every image descriptor is a frame."""
    stream.seek(6)
    head = stream.read(7).ljust(7, b"\0")
    width, height = struct.unpack("<HH", head[:4])
    at = 13 + (3 << (head[4] & 7) + 1 if head[4] & 0x80 else 0)
    frames = 0
    for _ in range(MAX_BLOCKS):
        stream.seek(at)
        kind = stream.read(10)
        if kind[:1] == b";":
            return Shape(width, height, None, None, max(1, frames), at + 1)
        if kind[:1] == b"!":
            at = _after_blocks(stream, at + 2)
        elif kind[:1] == b"," and len(kind) == 10:
            frames += 1
            table = 3 << (kind[9] & 7) + 1 if kind[9] & 0x80 else 0
            at = _after_blocks(stream, at + 11 + table)
        else:
            break
    cut = len(kind) < 10
    fault = CUT if cut else "the picture is damaged: what stands here is no part of a GIF"
    return Shape(width, height, None, None, max(1, frames), min(at, size), fault)


def _after_blocks(stream: BinaryIO, at: int) -> int:
    """Behind pieces of up to 255 bytes, of which one of none is the last."""
    stream.seek(at)
    while (length := stream.read(1)) not in (b"", b"\0"):
        at += 1 + length[0]
        stream.seek(at)
    return at + 1


def bmp(stream: BinaryIO, size: int) -> Shape:
    """A header with the size of the file, then one with that of the picture."""
    stream.seek(0)
    head = stream.read(26).ljust(26, b"\0")
    stated = int.from_bytes(head[2:6], "little")
    if head[14] == 12:
        width, height = struct.unpack("<HH", head[18:22])
    else:
        width, height = struct.unpack("<ii", head[18:26])
    fault = CUT if stated > size else None
    return Shape(abs(width), abs(height), reached=min(stated or size, size), fault=fault)
