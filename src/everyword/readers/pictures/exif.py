"""What a camera wrote into a picture (EXIF): when, with what, where, which way up.

A camera's clock is what its owner set. EXIF has no zone unless the offset tags of version 2.31
are there; then the offset is the file's, otherwise none is assumed. The time that satellites gave
(GPSDateStamp) is named in the basis and never used instead; so are the height and what the file
says that it is (a screenshot).
"""

import re
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO

from msgspec import Struct, structs
from PIL import Image

from everyword.model import NO_TIME, When

Tags = Mapping[int, Any]

_CAMERA, _PLACE = 0x8769, 0x8825
_TIMES = (  # tag, its offset, its parts of a second, whose clock
    (0x9003, 0x9011, 0x9291, "camera clock"),
    (0x9004, 0x9012, 0x9292, "camera clock, when the picture was digitised"),
    (0x0132, 0x9010, 0x9290, "clock of the device that last changed the file"),
)
_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)", re.ASCII)
_FORM = "%Y:%m:%d %H:%M:%S"
_OFFSET = re.compile(r"[+-]\d\d:\d\d|Z", re.ASCII)
_ON_ITS_SIDE = (5, 6, 7, 8)


class Notes(Struct, frozen=True):
    when: When = NO_TIME
    device: str | None = None
    gps: str | None = None
    turned: bool = False
    """Shown on its side: width and height change places."""
    main: Mapping[int, Any] = {}
    faults: tuple[str, ...] = ()


def notes(exif: bytes | BinaryIO | None) -> Notes:
    """`exif` is a TIFF structure: cut out of a picture, or a whole TIFF file's stream."""
    if not exif:
        return Notes()
    faults = []
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            main, camera, place = _load(exif)
    except Exception as fault:  # Pillow lets through what its parsers meet: struct.error, KeyError
        what = f"the notes of the camera (EXIF) are damaged ({type(fault).__name__})"
        return Notes(faults=(what,))
    if warned:
        faults.append("the notes of the camera (EXIF) are damaged in part")
    gps, wrong = _gps(place)
    if wrong:
        faults.append(f"the place in the notes of the camera is not used: {wrong}")
    when = _when({**main, **camera}, place)
    if said := _beside(main, camera, place):
        when = structs.replace(when, basis=f"{when.basis}; {said}")
    return Notes(when, _device(main), gps, main.get(0x0112) in _ON_ITS_SIDE, main, tuple(faults))


def _load(exif: bytes | BinaryIO) -> tuple[Tags, Tags, Tags]:
    tags = Image.Exif()
    if isinstance(exif, bytes):
        tags.load(exif)
    else:
        exif.seek(0)
        tags.load_from_fp(exif)
    return dict(tags), dict(tags.get_ifd(_CAMERA)), dict(tags.get_ifd(_PLACE))


def _words(value: object) -> str:
    """EXIF text: ASCII by its standard, UTF-8 by custom; Pillow hands it over as Latin-1."""
    data = value.encode("latin-1", "replace") if isinstance(value, str) else value
    if not isinstance(data, bytes):
        return ""
    data = data.split(b"\0")[0]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _when(tags: Tags, place: Tags) -> When:
    unread: When | None = None
    for tag, offset_tag, parts_tag, clock in _TIMES:
        text = _words(tags.get(tag))
        if not any(c.isdigit() for c in text):
            continue  # blanks and colons: EXIF's way of saying that it is not known
        offset = _words(tags.get(offset_tag)).strip()
        parts = _words(tags.get(parts_tag)).strip()
        offset = offset if _OFFSET.fullmatch(offset) else ""
        # Joined as the field does it: 2024:04:03 21:07:15.123+02:00
        joined = text + (f".{parts}" if parts.isdecimal() else "") + offset
        told = clock + _satellite(place, text)
        if unread is not None:
            told += f"; another time in the notes, {unread.text}, does not exist"
        when = _reading(joined, text, offset, told)
        if when.local is not None:
            return when
        unread = unread or when
    return unread or NO_TIME


def _reading(joined: str, text: str, offset: str, clock: str) -> When:
    match = _DATE.fullmatch(text.strip())
    zone = {"": None, "Z": "+00:00"}.get(offset, offset)
    try:
        if match is None:
            raise ValueError
        local = datetime.fromisoformat("{}-{}-{}T{}:{}:{}".format(*match.groups()) + (zone or ""))
        utc = local.astimezone(UTC).isoformat()[:19] + "Z" if zone else None
    except (ValueError, OverflowError):
        return When(joined, None, "none", None, None, f"{clock}; it is not a time that exists")
    told = "zone in the file" if zone else "zone not given"
    return When(joined, local.isoformat()[:19], "second", zone, utc, f"{clock}; {told}")


def _satellite(place: Tags, local: str) -> str:
    stamp = _words(place.get(29)).strip()
    if not stamp:
        return ""
    clock = [_fraction(part) for part in _three(place.get(7))]
    if len(clock) == 3 and None not in clock:
        stamp += " " + ":".join(f"{int(part or 0):02}" for part in clock)
    apart = _apart(local, stamp)
    return f" (the satellite time in the file, {stamp} UTC, is not used{apart})"


def _apart(local: str, stamp: str) -> str:
    """How far the camera's clock was from the satellites', where that could be a zone."""
    try:
        here, there = (datetime.strptime(each, _FORM) for each in (local.strip(), stamp))  # noqa: DTZ007 (only their difference counts)
    except ValueError:
        return ""
    seconds = (here - there).total_seconds()
    quarters = round(seconds / 900)
    if abs(quarters) > 56:
        return "; it is more than 14 hours from the camera's"
    if abs(seconds - quarters * 900) > 180:
        return "; it is no whole quarter of an hour from the camera's"
    side = "ahead of" if quarters >= 0 else "behind"
    hours, minutes = divmod(abs(quarters) * 15, 60)
    return f"; the camera's clock was about {hours}:{minutes:02} {side} it"


def _beside(main: Tags, camera: Tags, place: Tags) -> str:
    """What has no place of its own in an item: the height, and what the file says it is."""
    said = []
    height = _fraction(place.get(6))
    if height is not None:
        below = place.get(5) in (1, b"\x01")
        metres = _six_places(height).rstrip("0").rstrip(".")
        said.append(f"height in the notes: {metres} m {'below' if below else 'above'} the sea")
    comment = camera.get(0x9286)
    text = comment[8:] if isinstance(comment, bytes) else str(comment or "").encode()
    for words in (_words(text), _words(main.get(0x010E))):
        if words.strip().lower() == "screenshot":
            said.append(f'the file says that it is a "{words.strip()}"')
            break
    return "; ".join(said)


def _device(main: Tags) -> str | None:
    make, model = (_words(main.get(tag)).strip() for tag in (0x010F, 0x0110))
    return f"{make} {model}".strip() or None


def _gps(place: Tags) -> tuple[str | None, str | None]:
    """Decimal degrees, and why not."""
    if 2 not in place and 4 not in place:
        return None, None
    degrees = []
    for tag, signs, limit in ((2, "NS", 90), (4, "EW", 180)):
        side = _words(place.get(tag - 1)).strip().upper()
        if side not in tuple(signs):
            return None, f"it does not say {' or '.join(_SIDES[c] for c in signs)}"
        parts = [_fraction(part) for part in _three(place.get(tag))]
        if len(parts) != 3 or None in parts:
            return None, "its numbers are not whole (a division by zero or a part missing)"
        whole, minutes, seconds = (part or Fraction(0) for part in parts)
        value = whole + minutes / 60 + seconds / 3600
        if not (0 <= value <= limit and 0 <= minutes < 60 and 0 <= seconds < 60):
            return None, "its numbers are not on the globe"
        degrees.append(_six_places(-value if side in "SW" else value))
    return ",".join(degrees), None


_SIDES = {"N": "north", "S": "south", "E": "east", "W": "west"}


def _three(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) and len(value) == 3 else ()


def _fraction(value: Any) -> Fraction | None:
    """A rational of the file; None when it divides by zero. Pillow keeps both its numbers."""
    try:
        return Fraction(int(value.numerator), int(value.denominator))
    except (AttributeError, TypeError, ValueError, ZeroDivisionError):
        return None


def _six_places(value: Fraction) -> str:
    """A millionth of a degree is eleven centimetres."""
    number = Decimal(value.numerator) / Decimal(value.denominator)
    return str(number.quantize(Decimal("0.000001")) + 0)
