"""Pictures (JPEG, PNG, WebP, TIFF, HEIC, AVIF, GIF, BMP) by what they say about themselves.

Where from: a camera, a phone, a scanner, a screenshot, or a chat (most chats take the camera's
notes away). The time is the camera's clock as it was set; nothing in the file shows that it was
right, and anybody can change it. `width` and `height` are those of the picture as shown, after
turning it the way its notes say. `gps` is where the device thought it was.

Where the camera's notes (EXIF) give no time, that of other programs' notes (XMP), of a PNG's named
texts or of its last change stands there, in this order, and the basis says which. What the others
say stands in the basis too. That a picture is a screenshot is said only where the file says so.

The picture itself is not decoded here. That the end of the file is there is checked; what stands
after the end, and every frame but the first, is named and not described.

Formats: ISO 10918-1, 15948, 23008-12; RFC 9649; TIFF 6.0; EXIF 2.32 (CIPA DC-008).
"""

import struct
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from msgspec import structs

from everyword.model import Answers, Locator, Photo, Problem, Reading, Skipped, Source, whole
from everyword.readers.pictures.exif import Notes, notes
from everyword.readers.pictures.shape import CUT, Shape, bmp, gif, jpeg, png, webp
from everyword.readers.pictures.texts import beside_all
from everyword.readers.pictures.xmp import device, place, xmp
from everyword.readers.sounds.boxes import PICTURES, boxes, brand
from everyword.readers.sounds.names import hint

NAME, TITLE, VERSION = "photo", "photo", 2

MAX_PIXELS = 100_000_000
MAX_WHOLE = 256 << 20
"""HEIC and AVIF are read by libraries that want the whole file in memory."""
MAX_FRAMES = 10_000
"""Pages of a TIFF that are counted."""
_BMP_HEADERS = tuple(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))


def recognises(source: Source) -> bool:
    return _kind(source.head(64), source.size) is not None


def _kind(head: bytes, size: int) -> str | None:
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "tiff"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"BM") and head[6:10] == bytes(4) and head[14:18] in _BMP_HEADERS:
        return "bmp"
    major = brand(head, size)
    if major in PICTURES:
        return "avif" if major in (b"avif", b"avis") else "heic"
    return None


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    kind = _kind(source.head(64), source.size) or ""
    with source.open() as stream:
        shape, told = _SHAPES[kind](stream, source.size)
    width, height = shape.width or None, shape.height or None
    if told.turned:
        width, height = height, width
    if width is None and shape.fault == CUT:
        yield Problem(
            whole(source), "the picture is cut short, so early that nothing can be told: kept"
        )
        return
    other = xmp(shape.xmp)
    when = beside_all(told.when, other, shape)
    if when.local is None and (said := hint(source.base)):
        when = structs.replace(when, basis=when.basis + said)
    gps = told.gps or place(other)
    yield Photo(whole(source), when, told.device or device(other), gps, width, height)
    yield from _remainder(source, shape)
    for fault in (*told.faults, *((other.fault,) if other.fault else ())):
        yield Problem(whole(source), fault)
    if width and height and width * height > MAX_PIXELS:
        what = f"too large to be shown: {width:,} by {height:,} points; kept"
        yield Problem(whole(source), what)


def _remainder(source: Source, shape: Shape) -> Iterator[Reading]:
    """What is not part of the one picture that was described."""
    if shape.frames > 1:
        more = shape.frames - 1
        what = f"{more:,} more in the same file: only the first picture is described"
        yield Skipped(whole(source), what)
    rest = (Locator(source.name, min(shape.reached + 1, source.size), source.size, "byte"),)
    if shape.fault:
        yield Problem(rest, shape.fault)
    elif shape.reached < source.size:
        left = source.size - shape.reached
        what = f"{left:,} bytes after the end of the picture (some phones put a film or a second"
        yield Skipped(rest, f"{what} picture there)")


_Told = tuple[Shape, Notes]


def _walked(walk: Callable[[BinaryIO, int], Shape]) -> Callable[[BinaryIO, int], _Told]:
    def told(stream: BinaryIO, size: int) -> _Told:
        shape = walk(stream, size)
        return shape, notes(shape.exif)

    return told


def _tiff(stream: BinaryIO, size: int) -> _Told:
    told = notes(stream)
    main = told.main
    preview = isinstance(main.get(0x00FE), int) and main[0x00FE] & 1
    width, height = (None, None) if preview else (_number(main, 0x0100), _number(main, 0x0101))
    ends = [
        start + length
        for starts, lengths in ((0x0111, 0x0117), (0x0144, 0x0145))
        for start, length in zip(_numbers(main, starts), _numbers(main, lengths), strict=False)
    ]
    fault = CUT if max(ends, default=0) > size or not (width or preview) else None
    notes_of_programs = main.get(0x02BC)
    xml = notes_of_programs if isinstance(notes_of_programs, bytes) else None
    return Shape(width, height, None, None, _pages(stream), size, fault, xml), told


def _numbers(tags: Any, tag: int) -> tuple[int, ...]:
    value = tags.get(tag)
    values = value if isinstance(value, tuple) else (value,)
    return tuple(each for each in values if isinstance(each, int))


def _number(tags: Any, tag: int) -> int | None:
    return next(iter(_numbers(tags, tag)), None)


def _pages(stream: BinaryIO) -> int:
    """TIFF pages are a chain of tables, each of which ends with the place of the next."""
    stream.seek(0)
    head = stream.read(8)
    order = "<" if head[:1] == b"I" else ">"
    seen: set[int] = set()
    (at,) = struct.unpack(order + "I", head[4:8].ljust(4, b"\0"))
    while at and at not in seen and len(seen) < MAX_FRAMES:
        stream.seek(at)
        count = stream.read(2)
        if len(count) < 2:
            break
        seen.add(at)
        stream.seek(at + 2 + 12 * struct.unpack(order + "H", count)[0])
        (at,) = struct.unpack(order + "I", stream.read(4).ljust(4, b"\0"))
    return max(1, len(seen))


_Opened = tuple[int, int, bytes | None, int, bytes | None]


def _in_boxes(
    opened: Callable[[BinaryIO], _Opened], *, turns: bool
) -> Callable[[BinaryIO, int], _Told]:
    def told(stream: BinaryIO, size: int) -> _Told:
        end = max((box.end for box in boxes(stream, size)), default=0)
        reached = min(end, size)
        fault = CUT if end > size else None
        if size > MAX_WHOLE:
            fault = fault or "too large to be looked into: kept"
            return Shape(reached=0, fault=fault), Notes()
        stream.seek(0)
        try:
            width, height, exif, frames, xml = opened(stream)
        except Exception:  # libraries in C raise what they like about damaged bytes
            fault = fault or "the picture is damaged and cannot be opened: kept"
            return Shape(reached=0, fault=fault), Notes()
        shape = Shape(width, height, None, None, frames, reached, fault, xml)
        found = notes((exif or b"").removeprefix(b"Exif\0\0"))
        return shape, found if turns else structs.replace(found, turned=False)

    return told


def _heic(stream: BinaryIO) -> _Opened:
    """HEIC says itself which way up it is, and libheif obeys: EXIF's word on it does not count."""
    import pillow_heif  # here, not above: loading it takes longer than reading a JPEG

    file = pillow_heif.open_heif(stream)
    width, height = file.size
    return width, height, file.info.get("exif"), len(file), _bytes(file.info.get("xmp"))


def _avif(stream: BinaryIO) -> _Opened:
    from PIL import AvifImagePlugin

    image = AvifImagePlugin.AvifImageFile(stream)
    info = image.info
    return image.width, image.height, info.get("exif"), image.n_frames, _bytes(info.get("xmp"))


def _bytes(value: object) -> bytes | None:
    return value if isinstance(value, bytes) else None


_SHAPES: dict[str, Callable[[BinaryIO, int], _Told]] = {
    "jpeg": _walked(jpeg),
    "png": _walked(png),
    "webp": _walked(webp),
    "tiff": _tiff,
    "gif": _walked(gif),
    "bmp": _walked(bmp),
    "heic": _in_boxes(_heic, turns=False),
    "avif": _in_boxes(_avif, turns=True),
}
