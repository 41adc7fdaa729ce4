"""Viber, "Email message history" (Android): one CSV file per conversation, often in a zip.

Where from: the app's settings, Calls and messages, Email message history. Five columns without a
heading: date, time, sender, telephone number, words; where there is a heading it is skipped. The
phone's owner can edit the file afterwards, and nothing in it would show that.

Times: the local clock and the date form of the phone that made the file; no zone is written. Day
and month are taken from the file only where it shows their order, else it is asked.

People: the owner's own label for the sender; the number where there is no label. The owner's own
rows have a word of the phone's language ("Me"), which nothing marks: `me` gives each message its
direction. The conversation is named after the file.

Text: the words exactly, line ends too; doubled quotation marks are one. Where the marks around the
words do not fit, they are kept as part of the words. Left out by Viber: pictures, stickers, calls,
edits, reactions; of some of them a word stands in the text.
"""

import itertools
import re
from collections.abc import Iterator

from everyword.archive import BadArchive
from everyword.model import (
    Answers,
    Direction,
    Locator,
    Message,
    Problem,
    Reading,
    Skipped,
    Source,
    When,
    whole,
)
from everyword.readers.json.window import Utf8
from everyword.readers.viber.rows import ROW, Other, Row, rows
from everyword.readers.whatsapp.chat import Clock
from everyword.readers.whatsapp.dates import Day, settle
from everyword.readers.whatsapp.stamp import like_header

NAME, TITLE, VERSION = "chat_viber", "Viber message history (CSV)", 1

_NUMBER = re.compile(rb"\+?[\d ()./-]{5,}")
_DIGITS = re.compile(r"[\d:. ]+")
_HEADING = re.compile(rb"[^\d\r\n]{9,200}")
_LOST = "bytes that are no letters, shown as \ufffd"


def recognises(source: Source) -> bool:
    """Rows of date, time, name and number, with words behind; most of the first lines, or all."""
    try:
        head = source.head()
    except (OSError, BadArchive):
        return False
    lines = Utf8(head[:2]).turn(head).split(b"\n")
    if lines and _HEADING.fullmatch(lines[0].rstrip()):
        lines = lines[1:]
    lines = [line for line in lines[:200] if line.strip()]
    first = ROW.match(lines[0]) if lines else None
    found = [match for line in lines if (match := ROW.match(line))]
    if first is None or not any(_NUMBER.fullmatch(match[6]) for match in found):
        return False
    # A list of calls has a length in this place, in every row.
    words = [match.string[match.end() :].strip(b'" \r').replace(b":", b"") for match in found]
    return any(word and not word.isdigit() for word in words)


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Goes through the file twice: for the order of day and month, then for all."""
    try:
        with source.open() as stream:
            dates = (row.date for row in rows(stream) if isinstance(row, Row))
            texts = [date.decode() for date, _ in itertools.groupby(dates)]
        days = settle(texts, answers.get("date_order"), source.name)
        history = _History(source, answers)
        with source.open() as stream:
            runs, last = iter(days.runs), b""
            for row in rows(stream):
                if isinstance(row, Row) and row.date != last:
                    history.day, last = next(runs), row.date
                yield from history.reading(row)
        if days.remark:
            yield Problem(whole(source), days.remark)
        if history.number == 0:
            yield Skipped(whole(source), "no messages are in this file")
    except BadArchive as fault:
        yield Problem(whole(source), str(fault))


class _History:
    def __init__(self, source: Source, answers: Answers) -> None:
        self.path, self.number, self.day = source.name, 0, Day(None)
        self._clock = Clock(answers.get("zone"), source.name)
        self._me = answers.get("me")
        self._thread = source.base.rsplit(".", 1)[0] or None

    def reading(self, row: Row | Other) -> Iterator[Reading]:
        self.number += 1
        where = (Locator(self.path, self.number, self.number, "record"),)
        if isinstance(row, Other):
            yield self._other(row, where)
            return
        when, fault = self._when(row)
        text = row.words.decode("utf-8", "replace")
        sender = (row.sender or row.phone).decode("utf-8", "replace").strip() or None
        direction: Direction | None = None
        if self._me is not None and sender is not None:
            own = self._me in (sender, row.phone.decode("utf-8", "replace"))
            direction = "out" if own else "in"
        yield Message(where, when, sender, (), self._thread, direction, text)
        if fault:
            yield Problem(where, fault)
        if not row.certain:
            yield Problem(where, "it may be words of a row before, whose mark nothing closes")
        if not row.clear:
            yield Problem(
                where, "the quotation marks of this row do not fit; they are in its words"
            )
        if "\ufffd" in text and b"\xef\xbf\xbd" not in row.words:
            yield Problem(where, _LOST)

    def _other(self, row: Other, where: tuple[Locator, ...]) -> Skipped | Problem:
        if row.is_long:
            return Problem(where, "this row is longer than 1 MiB and was not read")
        shown = row.raw[:200].decode("utf-8", "replace")
        if self.number == 1 and _HEADING.fullmatch(row.raw):
            return Skipped(where, f"the heading of the columns: {shown}")
        return Problem(where, f"this line is no row and belongs to none: {shown}")

    def _when(self, row: Row) -> tuple[When, str | None]:
        stamp = row.date + b" " + row.time
        written = row.time.decode("utf-8", "replace")
        half = _DIGITS.sub("", written).strip()
        if half and not like_header(f"3/4/24, {written} - Sam: x"):
            told: When | str = f"the words {half} of the time {written} are not known"
        else:
            told = self._clock.when(stamp, self.day, row.time)
        if isinstance(told, When):
            return told, None
        fault = told.rpartition(", but ")[2].removesuffix("; not read")
        return When(stamp.decode("utf-8", "replace"), None, "none", None, None, fault), fault
