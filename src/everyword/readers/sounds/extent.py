"""Is all of a recording there, and may the length its container states be believed?

Containers state a length at the start and cannot know that the end was lost on the way; and where
nothing is stated, the decoder's library makes a guess from the bit rate. Both are found out here
from the outer structure, before any length is reported.
"""

import re
from collections.abc import Callable
from typing import BinaryIO

from msgspec import Struct

from everyword.readers.sounds.asf import facts
from everyword.readers.sounds.boxes import boxes
from everyword.readers.sounds.frames import FRAMES, HEADER, bare

CUT = "the recording is cut short: its end is missing"
NO_MOOV = "the recording is cut short: the part that says how to play it (moov) is missing"
_UNKNOWN = (0, 0xFFFFFFFF)
"""Sizes that recorders write before they know, and leave when they are interrupted."""
MAX_CHUNKS = 10_000
MAX_ELEMENTS = 5_000_000


class Extent(Struct, frozen=True):
    """`stated`: the container's own length holds. `reached`: bytes that are in order."""

    stated: bool
    reached: int
    fault: str | None = None


def _ending(end: int, size: int) -> Extent:
    """What stands after the sound is tags: nothing is left over."""
    return Extent(end <= size, size, CUT if end > size else None)


def _riff(stream: BinaryIO, size: int) -> Extent:
    """WAV and AVI; RF64 keeps the sizes of large files in a chunk of its own."""
    stream.seek(0)
    big = stream.read(12).startswith(b"RF64")
    large = 0
    at = 12
    for _ in range(MAX_CHUNKS):
        stream.seek(at)
        head = stream.read(24)
        kind, length = head[:4], int.from_bytes(head[4:8], "little")
        if len(head) < 8:
            return Extent(False, size, CUT)
        if kind == b"ds64":
            large = int.from_bytes(head[16:24], "little")
        if kind == b"data" or (kind == b"LIST" and head[8:12] == b"movi"):
            length = large if big and length == 0xFFFFFFFF else length
            if length in _UNKNOWN:
                return Extent(False, size)
            return _ending(at + 8 + length, size)
        at += 8 + length + length % 2
    return Extent(False, size)


def _aiff(stream: BinaryIO, size: int) -> Extent:
    stream.seek(4)
    return _ending(8 + int.from_bytes(stream.read(4), "big"), size)


def _au(stream: BinaryIO, size: int) -> Extent:
    stream.seek(4)
    offset, length = (int.from_bytes(stream.read(4), "big") for _ in range(2))
    return Extent(False, size) if length in _UNKNOWN else _ending(offset + length, size)


def _caf(stream: BinaryIO, size: int) -> Extent:
    at = 8
    for _ in range(MAX_CHUNKS):
        stream.seek(at)
        head = stream.read(12)
        if len(head) < 12:
            return Extent(True, size) if at == size else Extent(False, size, CUT)
        length = int.from_bytes(head[4:12], "big", signed=True)
        if length < 0:  # -1: up to the end of the file, whatever that is
            return Extent(False, size)
        at += 12 + length
    return Extent(False, size)


def _mp4(stream: BinaryIO, size: int) -> Extent:
    found = list(boxes(stream, size))
    kinds = {box.kind for box in found}
    end = max((box.end for box in found), default=0)
    if b"moov" not in kinds:
        return Extent(False, 0, NO_MOOV)
    if end > size:
        return Extent(False, size, CUT)
    return Extent(b"moof" not in kinds, end)  # fragments: moov states the length of the first only


def _ogg(stream: BinaryIO, size: int) -> Extent:
    """The last page must be whole. RFC 3533."""
    start = max(0, size - (1 << 17))
    stream.seek(start)
    tail = stream.read(1 << 17)
    at = tail.rfind(b"OggS\0")
    if at < 0:
        return Extent(False, start, "the end of the recording is damaged")
    head = tail[at : at + 27]
    lacing = tail[at + 27 : at + 27 + (head[26] if len(head) == 27 else 255)]
    end = at + 27 + (head[26] if len(head) == 27 else 255) + sum(lacing)
    if end > len(tail):
        return Extent(False, start + at, CUT)
    return Extent(end == len(tail), start + end)


def _matroska(stream: BinaryIO, size: int) -> Extent:
    """Element by element (RFC 8794, 9559). Recorders in browsers state no length in time."""
    at = 0
    stated = False
    for _ in range(MAX_ELEMENTS):
        stream.seek(at)
        head = stream.read(12)
        if not head or not head[0] & 0xF0:
            break  # the end, or bytes that are no element
        width = 9 - head[0].bit_length()
        length, more = _number(head[width:])
        at += width + more
        if head[:width] == _INFO:
            stream.seek(at)
            stated = bool(_DURATION.search(stream.read(min(length or 0, 1 << 16))))
        if head[:width] not in _OPENED:
            at += length or 0
        elif length is not None and at + length > size:
            at += length
        if at > size:
            return Extent(False, size, CUT)
    return Extent(stated, size)


_INFO = b"\x15\x49\xa9\x66"
_DURATION = re.compile(rb"\x44\x89(\x84.{4}|\x88.{8})", re.DOTALL)
_OPENED = (b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75")
"""Segment and cluster: the elements that recorders write before they know how long they get."""


def _number(data: bytes) -> tuple[int | None, int]:
    """An EBML length and its own width; None for one that is not known."""
    if not data or not data[0]:
        return None, 1
    width = 9 - data[0].bit_length()
    value = int.from_bytes(data[:width], "big") & ((1 << 7 * width) - 1)
    return (None if value == (1 << 7 * width) - 1 else value), width


def _asf(stream: BinaryIO, size: int) -> Extent:
    """The header states how many bytes there are, and whether that was known."""
    found = facts(stream)
    if found is None or not found.stated:
        return Extent(False, size)
    return _ending(found.size, size)


def _counted(stream: BinaryIO, size: int) -> Extent:
    return Extent(False, size)


def _mp3(stream: BinaryIO, size: int) -> Extent:
    """A first frame of silence may state the number of bytes and frames (Xing, LAME)."""
    found = bare(stream, size)
    first = found.first if found else 0
    stream.seek(first)
    head = stream.read(64)
    at = max(head.find(b"Xing"), head.find(b"Info"))
    flags = int.from_bytes(head[at + 4 : at + 8], "big")
    if at < 0 or flags & 3 != 3:
        return Extent(False, size)
    return _ending(first + int.from_bytes(head[at + 12 : at + 16], "big"), size)


def torn(stream: BinaryIO, size: int, format: str, last: int) -> bool:
    """Does a bare row of frames end within a frame? `last` is where the last one read begins."""
    length_of = FRAMES[format]
    at = last
    for _ in range(2):
        stream.seek(at)
        length = length_of(stream.read(HEADER))
        if not length:
            return False
        at += length
        if at > size:
            return True
    return False


EXTENTS: dict[str, Callable[[BinaryIO, int], Extent]] = {
    "wav": _riff,
    "avi": _riff,
    "aiff": _aiff,
    "au": _au,
    "caf": _caf,
    "mov": _mp4,
    "ogg": _ogg,
    "matroska": _matroska,
    "flac": _counted,
    "mp3": _mp3,
    "aac": _counted,
    "amr": _counted,
    "amrwb": _counted,
    "asf": _asf,
}
