"""One chat text, from bytes to messages: the part that has to be fast."""

import itertools
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime

from everyword.archive import BadArchive
from everyword.errors import NeedsAnswer
from everyword.model import (
    NO_TIME,
    Answers,
    Direction,
    Locator,
    Message,
    Precision,
    Problem,
    Reading,
    Skipped,
    Source,
    When,
    whole,
)
from everyword.readers import whatsapp_words as words
from everyword.readers.whatsapp_dates import Day, Days, settle
from everyword.readers.whatsapp_files import Files, attachments_of, is_edited
from everyword.readers.whatsapp_lines import HEAD, LONGEST_LINE, LONGEST_MESSAGE, Chunks, shape_of
from everyword.readers.whatsapp_stamp import Shape, clock_of, has_seconds, like_header

NO_ZONE = "local clock of the phone; zone not given"
GIVEN = "zone given by the person"
_BEFORE = "text before the first message: it has no date and no sender"
_LINE = f"this line is longer than {LONGEST_LINE // 1024} KiB and was not read"
_CUT = f"this message is longer than {LONGEST_MESSAGE // 1024} KiB and was not read"
_NOT_TEXT = "these bytes are not all readable text (UTF-8); what can be read of them: "

Name = tuple[str | None, Direction | None, bool]
"""Sender without marks, direction, and whether its lines have to be looked at closely."""


class Clock:
    """Turns a day and a time of day into a When."""

    def __init__(self, zone: str | None, path: str) -> None:
        self._name, self._zone = zone, _zone(zone, path)
        self._times: dict[bytes, tuple[str, Precision] | None] = {}

    def when(self, stamp: bytes, day: Day, time: bytes) -> When | str:
        """The words of why not, where the stamp cannot be read."""
        known = self._times.get(time)
        if known and self._zone is None and day.local and day.note is None:  # nearly always
            return When(stamp.decode(), day.local + known[0], known[1], None, None, NO_ZONE)
        return self._odd(stamp, day, time)

    def _odd(self, stamp: bytes, day: Day, time: bytes) -> When | str:
        if time not in self._times:
            written = time.decode()
            clock = clock_of(written)
            precision: Precision = "second" if has_seconds(written) else "minute"
            self._times[time] = (f"T{clock}", precision) if clock else None
        text, known = stamp.decode(), self._times[time]
        if day.fault or known is None:
            why = day.fault or "there is no such time of day"
            return f"begins like a message ({text}), but {why}; not read"
        if day.local is None:
            return When(text, None, "none", self._name, None, day.note or NO_ZONE)
        local, basis, utc = day.local + known[0], NO_ZONE, None
        if self._zone is not None:
            utc, remark = _utc(local, self._zone)
            basis = GIVEN + remark
        if day.note:
            basis += f"; {day.note}"
        return When(text, local, known[1], self._name, utc, basis)


def _zone(name: str | None, path: str) -> zoneinfo.ZoneInfo | None:
    if name is None:
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        question = f"which time zone is {name!r}? (a name such as Europe/London)"
        choices = ("Europe/London", "America/New_York")
        raise NeedsAnswer(path=path, question=question, key="zone", choices=choices) from None


def _utc(local: str, zone: zoneinfo.ZoneInfo) -> tuple[str | None, str]:
    first = datetime.fromisoformat(local).replace(tzinfo=zone)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), ""
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == first.replace(tzinfo=None):
        return None, "; this time was twice on that day (the clocks went back)"
    return None, "; this time was not on that day (the clocks went forward)"


class Chat:
    """One text file of an export. `read` goes through it twice: for the dates, then for all."""

    def __init__(self, source: Source, thread: str | None, answers: Answers, files: Files) -> None:
        self._source, self._thread, self._files = source, thread, files
        self._me, self._order = answers.get("me"), answers.get("date_order")
        self._clock = Clock(answers.get("zone"), source.name)
        self._names: dict[bytes | None, Name] = {None: (None, None, True)}
        self._line = 1  # the next line that nothing has accounted for
        self._run, self._date, self._day = -1, b"", Day(None)
        self._open: tuple[int, str | None] | None = None
        self._quoted: list[int] = []

    def read(self) -> Iterator[Reading]:
        try:
            for batch in self._batches():
                yield from batch
        except BadArchive as fault:
            yield Problem(whole(self._source), str(fault))

    def _batches(self) -> Iterator[list[Reading]]:
        shape = shape_of(self._source.head(HEAD))
        if shape is None:
            what = "no line in it begins like a WhatsApp message"
            yield [Problem(whole(self._source), what)]
            return
        with self._source.open() as stream:
            texts = _date_runs(Chunks(stream, shape))
        days = settle(texts, self._order, self._source.name)
        with self._source.open() as stream:
            chunks = Chunks(stream, shape)
            for kind, data in chunks:
                yield self._chunk(kind, data, shape, days)
        yield [*self._close(), *self._remarks(days, chunks.fault)]

    def _chunk(self, kind: str, data: bytes, shape: Shape, days: Days) -> list[Reading]:
        if kind == "line":
            self._begin(_LINE)
            self._line += 1
            return []
        parts = shape.header.split(data)
        if parts[0]:
            self._begin(_BEFORE if parts[0].strip() else None)
            self._line += parts[0].count(shape.newline)
        if len(parts) == 1:
            return []
        closed = self._close()
        if kind == "messages":
            return closed + self._messages(parts, shape, days)
        self._begin(_CUT)
        self._turn(parts[3 if shape.time_first else 2], days)
        self._line += parts[5].count(shape.newline) + 1
        return closed

    def _messages(self, parts: list[bytes], shape: Shape, days: Days) -> list[Reading]:
        """The hot loop: a million of these are read in seconds, so it does nothing twice."""
        path, thread, names, line = self._source.name, self._thread, self._names, self._line
        when, fault = NO_TIME, ""
        newline, tails, last_stamp = shape.newline.decode(), words.TAILS, b""
        made: list[Reading] = []
        add, each, when_of = made.append, itertools.islice(parts, 1, None), self._clock.when
        crlf, time_first = shape.crlf, shape.time_first
        for stamp, date, time, name, text in zip(each, each, each, each, each, strict=True):
            if stamp != last_stamp:
                if time_first:
                    date, time = time, date
                if date != self._date:
                    self._turn(date, days)
                told, last_stamp = when_of(stamp, self._day, time), stamp
                when, fault = (NO_TIME, told) if isinstance(told, str) else (told, "")
            first = line
            if crlf and text[-1:] == b"\r":
                text = text[:-1]
            try:
                body = text.decode()
                sender, direction, marked = names.get(name) or self._know(name)
            except UnicodeDecodeError:
                line += text.count(shape.newline) + 1
                add(self._not_text(first, line - 1, name, text))
                continue
            line += 1
            if newline in body:
                line += body.count(newline)
                self._look_for_quotes(body, newline, first)
            where = (Locator(path, first, line - 1, "line"),)
            if fault:
                add(Problem(where, fault))
            elif (
                marked
                or body[-3:] in tails
                or "<" in body
                or "(" in body
                or not (body.isascii() or ("\u200e" not in body and "\u200f" not in body))
            ):
                add(self._marked(where, when, name, body))
            else:
                add(Message(where, when, sender, (), thread, direction, body))
        self._line = line
        return made

    def _turn(self, date: bytes, days: Days) -> None:
        """The next run of equal dates, in the order `settle` saw them."""
        if date != self._date:
            self._run += 1
            self._date, self._day = date, days.runs[self._run]

    def _know(self, raw: bytes) -> Name:
        sender = raw.decode().strip(words.MARKS)
        direction: Direction | None = None
        if self._me is not None:
            direction = "out" if sender == self._me.strip(words.MARKS) else "in"
        self._names[raw] = known = (sender, direction, _opens_quote(sender))
        return known

    def _marked(
        self, where: tuple[Locator, ...], when: When, name: bytes | None, body: str
    ) -> Message:
        """A notice of WhatsApp, or a message with its words in it: files, edited, deleted."""
        sender, direction, quote = self._names[name]
        thread = self._thread
        if name is not None and (quote or body[:1] in _LEADING):
            line = f"{name.decode()}: {body}"
            if words.is_notice(line if quote else body):
                name, body = None, line
        if name is None:
            return Message(where, when, None, (), thread, None, body, True)
        edited = is_edited(body)
        deleted = words.plain(body) in words.DELETED
        found = () if deleted else attachments_of(body, self._files)
        return Message(
            where, when, sender, (), thread, direction, body, False, edited, deleted, found
        )

    def _look_for_quotes(self, body: str, newline: str, first: int) -> None:
        """Lines that begin like a message of another export are told, not taken for messages."""
        for number, line in enumerate(body.split(newline)[1:], first + 1):
            start = line[:1]
            if (start.isdigit() or start in _LEADING) and like_header(line[:200]):
                self._quoted.append(number)

    def _not_text(self, first: int, last: int, name: bytes | None, text: bytes) -> Problem:
        start = (name + b": " if name is not None else b"") + text[:2000]
        where = (Locator(self._source.name, first, last, "line"),)
        return Problem(where, _NOT_TEXT + start.decode("utf-8", "replace"))

    def _begin(self, what: str | None) -> None:
        """From here lines belong to no message, until the next one begins."""
        if self._open is None:
            self._open = (self._line, what)
        elif self._open[1] is None:
            self._open = (self._open[0], what)

    def _close(self) -> list[Reading]:
        if self._open is None:
            return []
        first, what = self._open
        where = (Locator(self._source.name, first, self._line - 1, "line"),)
        self._open = None
        if what is None:
            return [Skipped(where, "blank lines before the first message")]
        return [Problem(where, what)]

    def _remarks(self, days: Days, fault: str | None) -> Iterator[Reading]:
        if days.remark:
            yield Problem(whole(self._source), days.remark)
        if self._quoted:
            what = (
                f"{len(self._quoted)} line(s) begin like a message, but not in the form of this "
                f"file (first: line {self._quoted[0]}): quoted text or part of another export; "
                "kept as part of the message above"
            )
            yield Problem(whole(self._source), what)
        if fault:
            what = (
                f"{fault}: what could be read stands above, up to line {self._line - 1}; "
                "any word in it may be damaged, and the last message cut short"
            )
            yield Problem(whole(self._source), what)


_LEADING = "[" + words.MARKS


def _opens_quote(sender: str) -> bool:
    """`Alex changed the subject to "Kids: summer"`: this ": " may not stand behind a name."""
    pairs = (("“", "”"), ("«", "»"), ("„", "“"))
    return sender.count('"') % 2 == 1 or any(a in sender and b not in sender for a, b in pairs)


def _date_runs(chunks: Chunks) -> list[str]:
    """The dates of all headers in file order, equal ones next to each other taken once."""
    runs: list[str] = []
    texts: dict[bytes, str] = {}  # each date is kept once, however often it comes back
    last = b""
    for kind, data in chunks:
        if kind == "line":
            continue
        for date, _ in itertools.groupby(chunks.shape.dates.findall(data)):
            if date != last:
                runs.append(texts.get(date) or texts.setdefault(date, date.decode()))
                last = date
    return runs
