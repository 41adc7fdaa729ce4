"""Incident notes written with `everyword note`: a few lines about one day.

Where from: the person, by that command. The note is sealed as it is written; the time of writing
is the time of the seal. The day and time in the note are what its writer says: they are kept as
said, in the local time of whoever wrote it, and no zone is added.

Form: a first line `everyword-note/1`, lines of a word and what is said ("day 2024-03-01"), a blank
line, and the writer's own words to the end. UTF-8.

Left out: nothing; the item's text is the whole note, first line included.
"""

import re
from collections.abc import Iterator

from everyword.model import NO_TIME, Answers, Document, Locator, Precision, Reading, Source, When

NAME, TITLE, VERSION = "note_incident", "incident note", 1

FIRST_LINE = b"everyword-note/1\n"
MOST = 256 * 1024
"""Bytes of a note; anything longer is a text like any other."""
BASIS = "as the note says it; when it was written is the time its source was sealed"
_DAY = re.compile(
    r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d)?)?)?", re.A
)
_WIDTHS: dict[int, Precision] = {4: "year", 7: "month", 10: "day", 16: "minute"}


def recognises(source: Source) -> bool:
    try:
        return source.size <= MOST and source.head(len(FIRST_LINE)) == FIRST_LINE
    except OSError:
        return False


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """One document: the note."""
    with source.open() as stream:
        data = stream.read(MOST + 1)
    text = data.decode("utf-8", "replace")
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    said = fields(text)
    remark = None if _is_utf8(data) else "some bytes are not UTF-8 and are shown as �"
    where = (Locator(source.name, 1, lines, "line"),)
    when = _when(said.get("day", ""), said.get("time", ""))
    if when is NO_TIME:
        remark = "; ".join(filter(None, (remark, "its day cannot be read")))
    title = f"Note on {said['day']}" if said.get("day") else "Note"
    yield Document(where, when, title, None, None, (text,), remark)


def fields(text: str) -> dict[str, str]:
    """The lines before the blank one, each by its first word; the first of a word counts."""
    found: dict[str, str] = {}
    for line in text.split("\n")[1:]:
        key, _, value = line.partition(" ")
        if not key:
            break
        found.setdefault(key, value)
    return found


def _when(day: str, time: str) -> When:
    """A whole day and a clock time together; else the day as wide as it is said."""
    said = f"{day} {time}".strip()
    for local in (f"{day}T{time}", day):
        if _DAY.fullmatch(local):
            return When(said, local, _WIDTHS[len(local)], None, None, BASIS)
    return NO_TIME


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
