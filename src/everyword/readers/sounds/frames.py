"""Sound that is a bare row of frames: MP3, AAC (ADTS) and AMR. Where it begins, where it breaks."""

from typing import BinaryIO

from msgspec import Struct

HEADER = 7
"""Bytes of a frame that tell its length."""

_RATES = (44100, 48000, 32000)
_KILOBITS = {  # layer III, then II, for MPEG 1; both together for MPEG 2 and 2.5 (ISO 11172-3)
    (1, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (1, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (2, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (2, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_AMR = (12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0)
_AMR_WB = (17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0)
"""Bytes after the first of a frame, by its type (RFC 4867)."""


class Bare(Struct, frozen=True):
    format: str
    first: int
    """Where the first frame stands."""


def mp3_frame(head: bytes) -> int:
    """The length of a frame with this header; 0 when it is none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)
    kilobits, rate = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or layer not in (2, 3) or kilobits in (0, 15) or rate == 3:
        return 0
    hertz = _RATES[rate] >> {3: 0, 2: 1, 0: 2}[version]
    samples = 576 if layer == 3 and version != 3 else 1152
    bits = _KILOBITS[(1 if version == 3 else 2, layer)][kilobits - 1] * 1000
    return samples // 8 * bits // hertz + (head[2] >> 1 & 1)


def aac_frame(head: bytes) -> int:
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 > 12:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else 0


def amr_frame(head: bytes) -> int:
    return 1 + _AMR[head[0] >> 3 & 15] if head else 0


def amr_wb_frame(head: bytes) -> int:
    return 1 + _AMR_WB[head[0] >> 3 & 15] if head else 0


FRAMES = {"mp3": mp3_frame, "aac": aac_frame, "amr": amr_frame, "amrwb": amr_wb_frame}


def after_id3(stream: BinaryIO) -> int:
    """Where the sound begins: after the ID3 tags, if any."""
    at = 0
    for _ in range(8):
        stream.seek(at)
        head = stream.read(10)
        if len(head) < 10 or not head.startswith(b"ID3") or max(head[6:10]) > 0x7F:
            break
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        at += 10 + size + (10 if head[5] & 0x10 else 0)
    return at


def bare(stream: BinaryIO, size: int) -> Bare | None:
    """MP3 or AAC: two frames that follow each other (one, when the file ends with it), or a tag.

    The eleven bits that begin an MP3 frame also begin many other files, so one is not enough.
    """
    start = after_id3(stream)
    for name, length_of in (("mp3", mp3_frame), ("aac", aac_frame)):
        at, found = start, 0
        while found < 3:
            stream.seek(at)
            length = length_of(stream.read(HEADER))
            if not length:
                break
            found += 1
            at += length
        if found == 3 or (found and (found > 1 or start) and at >= size):
            return Bare(name, start)
    return Bare("mp3", start) if start else None
