"""Days as a calendar file (RFC 5545), for a telephone or any calendar program.

A calendar on a shared telephone is seen by others: unless the titles are asked for, every entry is
called "appointment" and nothing else is in it. Each entry is a whole day without a reminder.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

NEUTRAL: Final = "appointment"
_FOLD: Final = 75
"""Bytes of a line, without its end."""


class Entry(Struct, frozen=True):
    """`key` makes the UID: the same key is the same entry when it is exported again."""

    key: str
    day: dt.date
    title: str
    note: str = ""
    place: str = ""


def calendar(entries: Iterable[Entry], made: dt.datetime, titles: bool) -> bytes:
    """`made`: when, in UTC. Lines end with CR LF and are folded between letters."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//{'everyword' if titles else '-'}//EN"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for each in entries:
        lines += _event(each, made, titles)
    lines.append("END:VCALENDAR")
    folded = (part for line in lines for part in _folded(line))
    return b"".join(part + b"\r\n" for part in folded)


def _event(entry: Entry, made: dt.datetime, titles: bool) -> Iterator[str]:
    after = entry.day + dt.timedelta(days=1)
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(entry.key.encode()).hexdigest()[:32]}"
    yield f"DTSTAMP:{made.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(entry.day)}"
    yield f"DTEND;VALUE=DATE:{_day(after)}"
    yield f"SUMMARY:{_text(entry.title) if titles else NEUTRAL}"
    if titles and entry.note:
        yield f"DESCRIPTION:{_text(entry.note)}"
    if titles and entry.place:
        yield f"LOCATION:{_text(entry.place)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: dt.date) -> str:
    return day.isoformat().replace("-", "")


def _text(words: str) -> str:
    """Escaped; signs that no calendar may hold are left out."""
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    words = "".join(sign for sign in words if sign in "\n\t" or ord(sign) >= 32)
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """No line over 75 bytes, none cut inside a letter; a following line begins with a blank."""
    part = b""
    for sign in line:
        data = sign.encode("utf-8", "replace")
        if len(part) + len(data) > _FOLD:
            yield part
            part = b" "
        part += data
    yield part
