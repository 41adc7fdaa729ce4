"""What programs wrote into a picture as XMP (ISO 16684-1): times, zones, a place, a device.

XMP stands beside the camera's own notes (EXIF) and may say the same, more, or something else. What
it says is used only where EXIF says nothing; a difference is said.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.parsers import expat

from msgspec import Struct, structs

from everyword.model import When

MAX_XMP = 4 << 20
MAX_DEPTH = 100
_FAMILIES = {
    "http://ns.adobe.com/xap/1.0/": "xmp",
    "http://ns.adobe.com/exif/1.0/": "exif",
    "http://ns.adobe.com/tiff/1.0/": "tiff",
    "http://ns.adobe.com/photoshop/1.0/": "photoshop",
}
_TIMES = (
    ("exif:DateTimeOriginal", "when the picture was taken"),
    ("photoshop:DateCreated", "when the picture was taken"),
    ("xmp:CreateDate", "when the picture was made"),
    ("exif:DateTimeDigitized", "when the picture was digitised"),
    ("xmp:ModifyDate", "when the file was last changed"),
)
_WANTED = frozenset(
    (
        *(name for name, _ in _TIMES),
        *("exif:GPSLatitude", "exif:GPSLongitude", "tiff:Make", "tiff:Model", "exif:UserComment"),
        "xmp:CreatorTool",
    )
)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
_DEGREES = re.compile(r"(\d{1,3}),(\d{1,2})(?:,(\d{1,2})|(\.\d{1,12}))?([NSEW])", re.ASCII)


class Xmp(Struct, frozen=True):
    """The names above with what they say; `fault` why not all was read."""

    said: dict[str, str] = {}
    fault: str | None = None


class _Stop(Exception):
    pass


class _Walk:
    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self._open: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(_short(name))
        if len(self._open) > MAX_DEPTH:
            raise _Stop
        for key, value in attributes.items():
            self._keep(_short(key), value)

    def end(self, name: str) -> None:
        self._open.pop()

    def words(self, text: str) -> None:
        if text.strip():
            named = next((each for each in reversed(self._open) if each in _WANTED), "")
            self._keep(named, text)

    def _keep(self, name: str, value: str) -> None:
        if name in _WANTED and name not in self.said:
            self.said[name] = value.strip()[:200]

    def refuse(self, *_: Any) -> None:
        raise _Stop


def _short(name: str) -> str:
    family, _, local = name.rpartition("\t")
    return f"{_FAMILIES.get(family, '?')}:{local}"


def xmp(data: bytes | None) -> Xmp:
    """Reads the notes; never raises."""
    if not data:
        return Xmp()
    walk = _Walk()
    parser = expat.ParserCreate(namespace_separator="\t")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = walk.words, walk.refuse
    try:
        parser.Parse(data[:MAX_XMP].rstrip(b"\0"), True)
    except (expat.ExpatError, _Stop, ValueError, LookupError):
        return Xmp(walk.said, "the second notes in it (XMP) are damaged")
    return Xmp(walk.said)


def device(found: Xmp) -> str | None:
    words = (found.said.get("tiff:Make", ""), found.said.get("tiff:Model", ""))
    return " ".join(words).strip() or None


def place(found: Xmp) -> str | None:
    """Decimal degrees; None where it says none that is on the globe."""
    degrees = []
    for key, sides, limit in (("Latitude", "NS", 90), ("Longitude", "EW", 180)):
        match = _DEGREES.fullmatch(found.said.get(f"exif:GPS{key}", ""))
        if match is None or match[5] not in sides:
            return None
        minutes = Decimal(match[2] + (match[4] or ""))
        try:
            value = Decimal(match[1]) + minutes / 60 + Decimal(match[3] or 0) / 3600
        except InvalidOperation:
            return None
        if value > limit or minutes >= 60:
            return None
        signed = -value if match[5] in "SW" else value
        degrees.append(str(signed.quantize(Decimal("0.000001")) + 0))
    return ",".join(degrees)


def beside(found: Xmp, when: When) -> When:
    """The time of EXIF with what XMP says beside it, or XMP's where there is no other."""
    times = [(found.said[key], what) for key, what in _TIMES if found.said.get(key)]
    read = [_reading(text, what) for text, what in times]
    if when.local is None:
        first = next((each for each in read if each.local), next(iter(read), None))
        if first is None:
            return when
        kept = f"; {when.basis}" if when.text else ""
        return structs.replace(first, basis=first.basis + kept)
    for each in read[:1]:
        shown = each.local or ""
        same = when.local.startswith(shown) if shown else False
        if not same:
            told = f"; the XMP notes say {each.text}"
        elif each.zone and when.zone is None:
            told = f"; the XMP notes have the same time with the zone {each.zone}, not used"
        elif each.utc and when.utc and each.utc[:16] != when.utc[:16]:
            told = f"; the XMP notes say {each.text}"
        else:
            continue
        when = structs.replace(when, basis=when.basis + told)
    return when


def _reading(text: str, what: str) -> When:
    basis = f"XMP notes: {what}, as a program wrote it"
    match = _TIME.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        day, minute, second, zone = match.groups()
        local = f"{day}T{minute}{second or ''}" if minute else day
        moment = datetime.fromisoformat(local + (zone or "").replace("Z", "+00:00"))
        utc = moment.astimezone(UTC).isoformat()[:19] + "Z" if zone else None
    except (ValueError, OverflowError):
        return When(text, None, "none", None, None, f"{basis}; it is not a time that exists")
    told = f"{basis}; zone {'in the file' if zone else 'not given'}"
    shown = "+00:00" if zone == "Z" else zone
    precision = "second" if second else "minute" if minute else "day"
    return When(text, local, precision, shown, utc, told)  # type: ignore[arg-type]  # one of the three words above
