"""The household's WhatsApp chat in two exports that overlap, from one written script.

The script has a line per day (`2024-03-02 Sat`), a line per message (`15:58 S: words`) and, for
further lines of a message, two spaces in front. The weekday is checked against the calendar.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from importlib import resources

from msgspec import Struct

CHAT = "WhatsApp Chat with Sam Carter"
EARLY, LATE = "chat-to-september-2024.txt", "chat-from-october-2024.txt"
FIRST_ENDS = dt.date(2025, 2, 19)
"""The day the first export was made; the later one was made after the last message."""
OMITTED, DELETED = "<Media omitted>", "This message was deleted"
WRITERS = {"A": "Alex", "S": "Sam Carter", "--": ""}
_DAY = re.compile(r"(\d{4}-\d\d-\d\d) (\w{3})$")
_MESSAGE = re.compile(r"(\d\d:\d\d) (\S+): (.+)$")
_FILE = re.compile(r"<file (.+)>$")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_GONE = "<deleted later> "


class Said(Struct, frozen=True):
    """One message of the script: local time, who, the lines of its text."""

    at: dt.datetime
    who: str
    lines: tuple[str, ...]


def shipped(name: str) -> bytes:
    """A file that comes with the program."""
    return resources.files("everyword.demo").joinpath("data", name).read_bytes()


def script(name: str) -> tuple[Said, ...]:
    """The messages of one shipped script, in order."""
    return messages(name, shipped(name).decode("utf-8"))


def messages(name: str, text: str) -> tuple[Said, ...]:
    """The messages of a script. A slip in it is a ValueError that names the line."""
    said: list[Said] = []
    day: dt.date | None = None
    for line in text.splitlines():
        if found := _DAY.match(line):
            day = _day(found[1], found[2])
        elif line.startswith("  ") and said:
            last = said[-1]
            said[-1] = Said(last.at, last.who, (*last.lines, line[2:]))
        elif (found := _MESSAGE.match(line)) and day:
            at = dt.datetime.combine(day, dt.time.fromisoformat(found[1]))
            if said and at < said[-1].at:
                raise ValueError(f"{name}: out of order: {line}")
            said.append(Said(at, found[2], (found[3],)))
        else:
            raise ValueError(f"{name}: cannot be read: {line}")
    return tuple(said)


def _day(iso: str, weekday: str) -> dt.date:
    day = dt.date.fromisoformat(iso)
    if WEEKDAYS[day.weekday()] != weekday:
        raise ValueError(f"{iso} is not a {weekday}")
    return day


def first_export() -> bytes:
    """The zip with media, made on 19 February 2025, when the old phone still worked."""
    said = [each for each in (*script(EARLY), *script(LATE)) if each.at.date() <= FIRST_ENDS]
    names = [found[1] for each in said if (found := _FILE.match(each.lines[0]))]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        _store(archive, f"{CHAT}.txt", "".join(_lines(said, with_media=True)).encode())
        for name in names:
            _store(archive, name, shipped(name))
    return out.getvalue()


def later_export() -> bytes:
    """The text without media, made on the newer phone, which has the chat from October 2024."""
    return "".join(_lines(script(LATE), with_media=False)).encode()


def _store(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Stored, not deflated: compressors differ, and the demonstration is the same everywhere."""
    info = zipfile.ZipInfo(name, (2025, 2, 19, 20, 31, 0))
    info.create_system = 3
    info.external_attr = 0o600 << 16
    archive.writestr(info, data, zipfile.ZIP_STORED)


def _lines(said: Iterator[Said] | tuple[Said, ...] | list[Said], with_media: bool) -> Iterator[str]:
    for each in said:
        first, *rest = each.lines
        if found := _FILE.match(first):
            first = f"\u200e{found[1]} (file attached)" if with_media else OMITTED
        elif first.startswith(_GONE):
            first = first.removeprefix(_GONE) if with_media else DELETED
        writer = WRITERS[each.who]
        head = f"{each.at:%d/%m/%Y, %H:%M} - " + (f"{writer}: " if writer else "")
        yield "\n".join((head + first, *rest)) + "\n"
