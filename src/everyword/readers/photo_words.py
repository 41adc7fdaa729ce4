"""What Google Photos keeps beside a photo or film: `IMG_1.jpg.json` in a Google Takeout.

Where from: takeout.google.com; also `IMG_1.jpg.supplemental-metadata.json` and shortened forms of
it. The account's owner can change time, place and words in the service, and the file does not say
whether that was done.

Times: `photoTakenTime` in seconds since 1970 in UTC: the time the service shows for it, taken from
the photo, from its arrival, or set by hand.

These are second words: the photo's own time and place stand with the photo, and are never replaced.
Where the photo lies beside the file, in one folder or zip, its own words are compared with these,
and what differs is listed. The text of the file is kept as it is; a place of 0,0 means none.

Left out: nothing; what an album says of itself (metadata.json) is plain text.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from everyword.archive import BadArchive
from everyword.model import (
    Answers,
    Document,
    Photo,
    Problem,
    Reading,
    Recording,
    Source,
    When,
    whole,
)
from everyword.readers import photo, recording
from everyword.readers.beside.joined import apart

NAME, TITLE, VERSION = "photo_words", "Google Photos: words beside a photo (JSON)", 1

BASIS = "photoTakenTime: seconds since 1970 UTC, as Google Photos shows it"
_MAX = 4 << 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = datetime(1826, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_COUNT = re.compile(r"-?\d{1,12}", re.ASCII)
_NEAR = 0.001
"""Degrees: some hundred metres."""
_CLOCKS = timedelta(hours=15)
"""No clock on earth is farther from UTC."""
_QUARTER = timedelta(minutes=15)
_SLACK = timedelta(seconds=2)


def recognises(source: Source) -> bool:
    """A JSON object with the time a photo was taken, as Google Photos has it."""
    try:
        head = source.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    except (OSError, BadArchive):
        return False
    return (
        head.startswith(b"{")
        and re.search(rb'"photoTakenTime"\s{0,9}:\s{0,9}\{\s{0,99}"timestamp', head) is not None
        and b'"messages"' not in head
    )


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """One document: the file's text, its time, and what it says beside the photo's own words."""
    place = whole(source)
    try:
        file, other = apart(source)
        place = whole(file)
        if file.size > _MAX:
            yield Problem(place, f"the file is too large to be read: {file.size:,} bytes")
            return
        with file.open() as stream:
            raw = stream.read()
        text = raw.decode("utf-8-sig", "replace")
        try:
            told = msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])
        except ValueError:
            what = "the file is damaged: no whole JSON; its text is kept, its fields are not read"
            yield Problem(place, what)
            told = {}
        when, fault = _when(told.get("photoTakenTime"))
        own = _own(other, answers) if other is not None else None
        remarks = [*_remarks(told, when, own, other)]
        if "\ufffd" in text and b"\xef\xbf\xbd" not in raw:
            remarks.append("bytes that are no letters, shown as \ufffd")
        remark = "; ".join(remarks)
        title = told.get("title")
        title = title if isinstance(title, str) and title else None
        yield Document(place, when, title, None, None, (text,), remark)
        if fault and told:
            yield Problem(place, fault)
    except BadArchive as fault:
        yield Problem(place, f"not read to the end: {fault}")


def _when(taken: object) -> tuple[When, str | None]:
    count = taken.get("timestamp") if isinstance(taken, dict) else None
    shown = str(count)[:40] if isinstance(count, str | int) else None
    fault = f"the time {shown or '(none)'} is not a time"
    nothing = When(shown, None, "none", None, None, fault)
    if shown is None or not _COUNT.fullmatch(shown):
        return nothing, fault
    moment = _EPOCH + timedelta(seconds=int(shown)) if len(shown) < 12 else _LAST
    if not _FIRST <= moment < _LAST:
        return nothing, fault
    local = moment.strftime("%Y-%m-%dT%H:%M:%S")
    return When(shown, local, "second", "UTC", f"{local}Z", BASIS), None


def _own(other: Source, answers: Answers) -> Photo | Recording | None:
    """What the photo or film says of itself."""
    for reader in (photo, recording):
        if reader.recognises(other):
            for reading in reader.read(other, answers):
                if isinstance(reading, Photo | Recording):
                    return reading
    return None


def _remarks(
    told: dict[str, Any], when: When, own: Photo | Recording | None, other: Source | None
) -> Iterator[str]:
    yield "what Google Photos says of a photo or film; its own words stand with it"
    place = _place(told.get("geoData"))
    if place is not None:
        yield f"place {place[0]:.6f},{place[1]:.6f}"
    first = _place(told.get("geoDataExif"))
    if first is not None and not _near(first, place):
        yield f"place it found in the photo {first[0]:.6f},{first[1]:.6f}"
    if other is None:
        yield "the photo is not beside it: not compared"
        return
    if own is None:
        yield f"beside it: {other.base}, which cannot be read: not compared"
        return
    yield f"compared with {other.base}"
    yield _compared(when, own.when)
    if isinstance(own, Photo):
        yield from _places(place, own.gps)


def _compared(said: When, own: When) -> str:
    if said.utc is None or own.local is None:
        missing = "the photo itself says no time" if own.local is None else "no time to compare"
        return missing
    here = datetime.fromisoformat(said.utc)
    if own.utc is not None:
        apart_ = datetime.fromisoformat(own.utc) - here
        if abs(apart_) <= _SLACK:
            return "the photo itself says the same time"
        way = "earlier" if apart_ < timedelta() else "later"
        return f"difference: the photo itself says {own.utc}, {abs(apart_)} {way}"
    if own.precision not in ("second", "minute"):
        return f"the photo itself says {own.local} only"
    local = datetime.fromisoformat(own.local)
    apart_ = local - here.replace(tzinfo=None)
    rest = abs(apart_) % _QUARTER
    slack = _SLACK if own.precision == "second" else timedelta(minutes=1)
    fits = min(rest, _QUARTER - rest) <= slack
    if fits and abs(apart_) <= _CLOCKS:
        return (
            f"the photo itself says {own.local} without a zone: the same time where the clock was "
            f"{_words(apart_)}"
        )
    return f"difference: the photo itself says {own.local} without a zone, {_words(apart_)}"


def _words(apart_: timedelta) -> str:
    """`2:00:00 ahead of UTC` or `1 day, 0:00:05 behind UTC`."""
    return f"{abs(apart_)} {'behind' if apart_ < timedelta() else 'ahead of'} UTC"


def _place(value: object) -> tuple[float, float] | None:
    """Degrees north and east; None for 0,0, which the service writes where it knows none."""
    if not isinstance(value, dict):
        return None
    found = (value.get("latitude"), value.get("longitude"))
    north, east = (float(one) if isinstance(one, int | float) else None for one in found)
    if north is None or east is None or (north, east) == (0.0, 0.0):
        return None
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


def _near(one: tuple[float, float] | None, two: tuple[float, float] | None) -> bool:
    if one is None or two is None:
        return one is two
    return abs(one[0] - two[0]) <= _NEAR and abs(one[1] - two[1]) <= _NEAR


def _places(said: tuple[float, float] | None, gps: str | None) -> Iterator[str]:
    numbers = gps.split(",") if gps else []
    own = (float(numbers[0]), float(numbers[1])) if len(numbers) == 2 else None
    if own is None and said is not None:
        yield "the photo itself says no place"
    elif own is not None and said is None:
        yield f"difference: the photo itself says the place {gps}, Google Photos none"
    elif own is not None:
        same = _near(own, said)
        yield (
            "the photo itself says the same place"
            if same
            else f"difference: the photo itself says the place {gps}"
        )
