"""What the tracks of a recording say, read with FFmpeg's libraries: length, channels, rate."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO, NoReturn

import av
from av.stream import Disposition
from msgspec import structs

from everyword.model import (
    Locator,
    Problem,
    Reading,
    Recording,
    Skipped,
    Source,
    When,
    whole,
)
from everyword.readers.sounds.asf import facts
from everyword.readers.sounds.boxes import boxes
from everyword.readers.sounds.extent import CUT, EXTENTS, Extent, torn
from everyword.readers.sounds.frames import FRAMES, HEADER
from everyword.readers.sounds.names import hint
from everyword.readers.sounds.time import made
from everyword.readers.sounds.turn import turned

MAX_PACKETS = 20_000_000
"""Counted at most: over a hundred hours of AMR."""
MAX_SECONDS = 100_000_000


def readings(source: Source, format: str) -> Iterator[Reading]:
    """What a recording of this format says. The format is a name that FFmpeg knows."""
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
