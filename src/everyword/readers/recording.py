"""Sound and film: voice notes, memos, calls, clips from a phone or a recorder.

Where from: a chat, a phone's recorder, a dictating machine. Nothing is played or decoded into
sound here, and no word of it is read. `seconds` is the length the container states, where its
structure shows that all of it is there; otherwise the packets are counted, and where the packets
say nothing it is None: it is never worked out from a bit rate. `channels` and `rate` are those of
the first sound track.

The time is the container's creation time, set by the device; many files have none. A song's year
and other tags that anybody may type are not used. Ogg files, as chats write them, do not have to
mark their end: one that breaks off exactly between two pages looks whole.

Where the file has no time, a date in its name is a hint in the basis and nothing more. The place,
the device and the turning of a film are said as left out, because a recording has no field for it.

Only containers are opened that are known by their first bytes, each as what it is; a playlist or
any file that names other files is never followed.

Formats: ISO 14496-12 and QuickTime, RFC 3533 (Ogg), 8794 (Matroska, WebM), 4867 (AMR), 9639
(FLAC); ASF (WMA, WMV); WAV, AVI, AIFF, AU, CAF, MP3, AAC. Read with FFmpeg's libraries.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO, NoReturn

import av
from av.stream import Disposition
from msgspec import structs

from everyword.model import (
    Answers,
    Locator,
    Problem,
    Reading,
    Recording,
    Skipped,
    Source,
    When,
    whole,
)
from everyword.readers.sounds.asf import MAGIC, facts
from everyword.readers.sounds.boxes import PICTURES, RAW, boxes, brand
from everyword.readers.sounds.extent import CUT, EXTENTS, Extent, torn
from everyword.readers.sounds.frames import FRAMES, HEADER, bare
from everyword.readers.sounds.names import hint
from everyword.readers.sounds.time import made
from everyword.readers.sounds.turn import turned

NAME, TITLE, VERSION = "recording", "recording", 2

MAX_PACKETS = 20_000_000
"""Counted at most: over a hundred hours of AMR."""
MAX_SECONDS = 100_000_000
_MAGIC = (
    (b"OggS", "ogg"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"#!AMR\n", "amr"),
    (b"#!AMR-WB\n", "amrwb"),
    (b"fLaC", "flac"),
    (b"caff\0\1", "caf"),
    (b".snd\0\0", "au"),
    (MAGIC, "asf"),
)
_FORMS = {
    (b"RIFF", b"WAVE"): "wav",
    (b"RF64", b"WAVE"): "wav",
    (b"RIFF", b"AVI "): "avi",
    (b"FORM", b"AIFF"): "aiff",
    (b"FORM", b"AIFC"): "aiff",
}


def recognises(source: Source) -> bool:
    return _format(source) is not None


def _format(source: Source) -> str | None:
    head = source.head(64)
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if form := _FORMS.get((head[:4], head[8:12])):
        return form
    if major := brand(head, source.size):
        return None if major in PICTURES or major in RAW else "mov"
    if head.startswith(b"ID3") or head[:1] == b"\xff":
        with source.open() as stream:
            found = bare(stream, source.size)
        return found.format if found else None
    return None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    format = _format(source) or ""
    with source.open() as stream:
        extent = EXTENTS[format](stream, source.size)
    try:
        with source.open() as stream, _container(stream, format) as container:
            tracks = [track for track in container.streams if _is_played(track)]
            if not tracks:
                yield Problem(whole(source), "no sound and no film in it could be found: kept")
                return
            seconds, fault = _length(source, format, extent, container, tracks)
            sound = next((track for track in tracks if track.type == "audio"), None)
            tags = _tags(source, format, container)
            yield Recording(
                whole(source),
                _when(source, format, tags),
                seconds,
                _told(sound, "channels"),
                _told(sound, "rate"),
            )
            yield from _beside(source, format, tags)
    except av.FFmpegError:
        fault = "the recording is damaged and cannot be opened: kept, not read"
        yield Problem(whole(source), f"{extent.fault}: kept, not read" if extent.fault else fault)
        return
    yield from _remainder(source, extent, fault)


def _tags(source: Source, format: str, container: Any) -> dict[str, str]:
    tags = dict(container.metadata)
    if format == "asf":
        with source.open() as stream:
            found = facts(stream)
        tags["asf"] = (found.created if found else None) or ""
    return tags


def _when(source: Source, format: str, tags: dict[str, str]) -> When:
    when = made(format, tags)
    if when.local is None and (said := hint(source.base)):
        when = structs.replace(when, basis=when.basis + said)
    return when


def _beside(source: Source, format: str, tags: dict[str, str]) -> Iterator[Skipped]:
    """What the file says and a recording has no place for: where, with what, which way up."""
    if format != "mov":
        return
    said = []
    for key in ("com.apple.quicktime.location.ISO6709", "location"):
        if place := tags.get(key, "").strip():
            said.append(f"place {place[:100]} (ISO 6709)")
            break
    keys = ("com.apple.quicktime.make", "com.apple.quicktime.model")
    if device := " ".join(tags[key] for key in keys if tags.get(key)):
        said.append(f"device {device[:100]}")
    with source.open() as stream:
        moov = next((box for box in boxes(stream, source.size) if box.kind == b"moov"), None)
        if moov and (degrees := turned(stream, moov.start, min(moov.end, source.size))):
            said.append(f"shown turned by {degrees} degrees clockwise")
    if said:
        yield Skipped(whole(source), f"also said in the file: {'; '.join(said)}")


def _container(stream: BinaryIO, format: str) -> Any:
    return av.open(
        stream,
        mode="r",
        format="amr" if format == "amrwb" else format,
        metadata_errors="replace",
        io_open=_refused,
    )


def _refused(url: str, flags: int, options: object) -> NoReturn:
    """A container may name other files; none is opened, here or on the network."""
    raise PermissionError("a recording may not open another file")


def _told(sound: Any, name: str) -> int | None:
    """A sound track of a kind that FFmpeg does not know says neither."""
    return getattr(sound, name, None) or None


def _is_played(track: Any) -> bool:
    """A cover picture is stored as a film of one frame."""
    picture = track.disposition & Disposition.attached_pic
    return track.type in ("audio", "video") and not picture


def _length(
    source: Source, format: str, extent: Extent, container: Any, tracks: list[Any]
) -> tuple[str | None, str | None]:
    """Seconds, and what is wrong."""
    stated = Fraction(container.duration or 0, av.time_base)
    if extent.stated and stated > 0:
        return _written(stated), extent.fault
    counted, last, broken = _count(container, tracks, FRAMES.get(format))
    fault = extent.fault or broken
    if format in FRAMES and last is not None:
        with source.open() as stream:
            fault = CUT if torn(stream, source.size, format, last) else fault
    if format == "flac" and counted is not None and counted + Fraction(1, 2) < stated:
        fault = CUT
    if counted is None:
        return None, fault or "how long it is could not be found out"
    return _written(counted), fault


def _written(seconds: Fraction) -> str | None:
    if not 0 <= seconds < MAX_SECONDS:
        return None
    return str((Decimal(seconds.numerator) / seconds.denominator).quantize(Decimal("0.001")))


class _Span:
    """The time that one track's packets cover."""

    def __init__(self, track: Any) -> None:
        self._base: Fraction = track.time_base
        self._even = getattr(track.codec_context, "name", "").startswith("pcm_")
        self._first: int | None = None
        self._end = self._bytes = 0
        self._per_byte = Fraction(0)

    def see(self, packet: Any) -> None:
        lasts = packet.duration or 0
        if self._first is None:
            self._first, self._end = packet.pts, packet.pts
            self._per_byte = Fraction(lasts, packet.size or 1)
        if packet.is_corrupt and not self._even:
            return  # half a packet at the end of the file
        self._bytes += packet.size
        self._first = min(self._first, packet.pts)
        self._end = max(self._end, packet.pts + lasts)

    @property
    def start(self) -> Fraction:
        return (self._first or 0) * self._base

    @property
    def end(self) -> Fraction:
        """Unpacked sound lasts as long as it has bytes, and half a packet is half as long."""
        if self._even and self._per_byte:
            return self.start + self._bytes * self._per_byte * self._base
        return self._end * self._base


def _count(
    container: Any, tracks: list[Any], length_of: Callable[[bytes], int] | None
) -> tuple[Fraction | None, int | None, str | None]:
    """From the first packet's start to the last one's end; where the last stands; what broke."""
    spans: dict[int, _Span] = {}
    place: int | None = None
    fault: str | None = None
    try:
        for number, packet in enumerate(container.demux(tracks)):
            if number >= MAX_PACKETS:
                return None, None, "too long to be counted"
            place = packet.pos if packet.pos is not None else place
            if packet.pts is None:  # the empty one that closes each track
                continue
            if length_of and packet.size < length_of(bytes(memoryview(packet)[:HEADER])):
                continue
            index = packet.stream_index
            if index not in spans:
                spans[index] = _Span(packet.stream)
            spans[index].see(packet)
    except av.FFmpegError:
        fault = CUT
    if not spans:
        return None, place, fault
    # Before 0 stands what a decoder needs and nobody hears.
    start = max(Fraction(0), min(span.start for span in spans.values()))
    return max(span.end for span in spans.values()) - start, place, fault


def _remainder(source: Source, extent: Extent, fault: str | None) -> Iterator[Reading]:
    rest = (Locator(source.name, min(extent.reached + 1, source.size), source.size, "byte"),)
    if fault:
        yield Problem(rest, fault)
    elif extent.reached < source.size:
        left = source.size - extent.reached
        yield Skipped(rest, f"{left:,} bytes after the end of the recording, which belong to none")
