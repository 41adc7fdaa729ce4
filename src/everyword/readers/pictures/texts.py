"""Which of several times in a picture stands there, and what is said of the others."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_tz

from msgspec import structs

from everyword.model import When
from everyword.readers.pictures.shape import Shape
from everyword.readers.pictures.xmp import Xmp, beside

_ISO = re.compile(
    r"(\d{4})[-:](\d\d)[-:](\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?", re.A
)
_MADE = ("Creation Time", "creation_time", "date:create")
_WORDS = ("Comment", "Description", "Title", "Software", "Source")


def beside_all(when: When, other: Xmp, shape: Shape) -> When:
    """EXIF's time, else XMP's, else that of a PNG's named text, else that of its last change."""
    when = beside(other, when)
    for name, text in shape.texts:
        if name in _MADE and text.strip():
            when = _next(when, _named(name, text.strip()[:200]))
    if shape.changed:
        when = _next(when, _changed(shape.changed))
    said = [text for name, text in shape.texts if name in _WORDS]
    said += [other.said.get(name, "") for name in ("exif:UserComment", "xmp:CreatorTool")]
    for text in said:
        if text.strip().lower() == "screenshot":
            told = f'the file says that it is a "{text.strip()}"'
            if told not in when.basis:
                when = structs.replace(when, basis=f"{when.basis}; {told}")
    return when


def _next(when: When, other: When) -> When:
    """The second only where the first is no time; else it is said where it differs."""
    if when.local is None:
        kept = f"; {when.basis}" if when.text else ""
        return structs.replace(other, basis=other.basis + kept)
    same = other.local == when.local or (other.utc is not None and other.utc == when.utc)
    if same or other.text is None:
        return when
    zone = " UTC" if other.zone == "UTC" else ""
    return structs.replace(when, basis=f"{when.basis}; {_short(other)} {other.text}{zone}")


def _short(other: When) -> str:
    return f"{other.basis.partition(';')[0]}:"


def _named(name: str, text: str) -> When:
    """A PNG's own words on when it was made: in the form of a mail or of ISO 8601, else unread."""
    basis = f'the text "{name}" in the picture, as a program wrote it'
    try:
        local, zone, utc = _iso(text) or _mail(text)
    except (ValueError, OverflowError, TypeError):
        return When(text, None, "none", None, None, f"{basis}; not read as a time")
    told = "zone in the file" if zone else "zone not given"
    return When(text, local, "second", zone, utc, f"{basis}; {told}")


def _iso(text: str) -> tuple[str, str | None, str | None] | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    zone = (match[5] or "").replace("Z", "+00:00")
    zone = f"{zone[:3]}:{zone[-2:]}" if zone else ""
    return _moment("{}-{}-{}T{}".format(*match.groups()[:4]), zone)


def _mail(text: str) -> tuple[str, str | None, str | None]:
    found = parsedate_tz(text)
    if found is None or not re.search(r"[A-Za-z]{3}", text):
        raise ValueError
    local = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(*found[:6])
    named = re.search(r"(?:[+-]\d{4}|GMT|UTC?|Z)\Z", text)
    if found[9] is None or named is None:
        return _moment(local, "")
    sign = "-" if found[9] < 0 else "+"
    minutes = abs(found[9]) // 60
    return _moment(local, f"{sign}{minutes // 60:02}:{minutes % 60:02}")


def _moment(local: str, zone: str) -> tuple[str, str | None, str | None]:
    moment = datetime.fromisoformat(local + zone)
    utc = moment.astimezone(UTC).isoformat()[:19] + "Z" if zone else None
    return local, zone or None, utc


def _changed(text: str) -> When:
    basis = "when the file was last changed; UTC, as the format prescribes"
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return When(text, None, "none", None, None, f"{basis}; it is not a time that exists")
    return When(text, text, "second", "UTC", f"{text}Z", basis)
