"""One chat text, from bytes to messages: the part that has to be fast."""

import itertools
import operator
import re
from collections.abc import Iterator
from itertools import repeat

from everyword.archive import BadArchive
from everyword.model import (
    Answers,
    Attachment,
    Direction,
    Locator,
    Message,
    Problem,
    Reading,
    Skipped,
    Source,
    Unit,
    When,
    whole,
)
from everyword.readers.whatsapp import words
from everyword.readers.whatsapp.clock import Clock as Clock
from everyword.readers.whatsapp.dates import Day, Days, settle
from everyword.readers.whatsapp.files import Files, attachments_of, is_edited
from everyword.readers.whatsapp.halves import in_finnish
from everyword.readers.whatsapp.letters import UTF8, Letters, alphabet_of, encoding_of, letters_of
from everyword.readers.whatsapp.lines import HEAD, LONGEST_LINE, LONGEST_MESSAGE, Chunks, shape_of
from everyword.readers.whatsapp.stamp import Shape, is_begun, like_header, nearly_header

_UNIT: Unit = "line"
_BEFORE = "text before the first message: it has no date and no sender"
_LINE = f"this line is longer than {LONGEST_LINE // 1024} KiB and was not read"
_CUT = f"this message is longer than {LONGEST_MESSAGE // 1024} KiB and was not read"
_STUB = (
    "the file may be cut off: line {}, the last, has no end and stops before the words of a "
    "message; kept as {}"
)
_NOT_TEXT = "these bytes are not all readable text ({}); what can be read of them: "

Facts = tuple[bool, bool, tuple[Attachment, ...]]
_SHORT, _REMEMBERED = 80, 4096


class Chat:
    """One text file of an export. `read` goes through it twice: for the dates, then for all."""

    def __init__(self, source: Source, thread: str | None, answers: Answers, files: Files) -> None:
        self._source, self._thread, self._files = source, thread, files
        self._me, self._order = answers.get("me"), answers.get("date_order")
        self._answered, self._encoding = answers.get("encoding"), UTF8
        self._clock = Clock(answers.get("zone"), source.name)
        self._names: dict[bytes | None, str | None] = {None: None}
        self._ways: dict[bytes | None, Direction | None] = {None: None}
        self._odd: set[bytes | None] = {None}
        """Names whose lines have to be looked at closely."""
        self._line = 1  # the next line that nothing has accounted for
        self._run, self._date, self._day = -1, b"", Day(None)
        self._open: tuple[int, str | None] | None = None
        self._quoted: list[int] = []
        self._broken: set[bytes] = set()
        self._facts: dict[str, Facts] = {}

    def batches(self) -> Iterator[list[Reading]]:
        """Everything in file order, in lists of some hundreds."""
        try:
            yield from self._batches()
        except BadArchive as fault:
            yield [Problem(whole(self._source), str(fault))]

    def _batches(self) -> Iterator[list[Reading]]:
        shape, texts = self._dates()
        if shape is None:
            what = "no line in it begins like a WhatsApp message"
            yield [Problem(whole(self._source), what)]
            return
        days = settle(texts, self._order, self._source.name)
        with self._source.open() as stream:
            chunks = Chunks(stream, shape, self._encoding)
            for kind, data in chunks:
                yield self._chunk(kind, data, shape, days)
        yield [*self._close(), *self._remarks(days, chunks.fault), *self._cut(chunks.tail, shape)]

    def _dates(self) -> tuple[Shape | None, list[str]]:
        """How messages begin, and the dates of all. Raises NeedsAnswer for an unnamed alphabet."""
        head = self._source.head(HEAD)
        self._encoding = encoding_of(head)
        letters = letters_of(head, len(head) == self._source.size)
        if letters.are_old:
            self._encoding = alphabet_of(self._answered, self._source.name, letters.sample)
        counted = Letters() if self._encoding == UTF8 and not letters.are_old else None
        shape = shape_of(head, self._encoding)
        if shape is None:
            return None, []
        with self._source.open() as stream:
            texts = _date_runs(Chunks(stream, shape, self._encoding), counted)
        if counted is not None and counted.are_old:  # nothing in the first bytes showed it
            self._encoding = alphabet_of(self._answered, self._source.name, counted.sample)
            with self._source.open() as stream:
                texts = _date_runs(Chunks(stream, shape, self._encoding), None)
        return shape, texts

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
            return closed + self._messages(parts, shape, days, _is_marked(data))
        self._begin(_CUT)
        self._turn(parts[3 if shape.time_first else 2], days)
        self._line += parts[5].count(shape.newline) + 1
        return closed

    def _messages(
        self, parts: list[bytes], shape: Shape, days: Days, is_marked: bool
    ) -> list[Reading]:
        """A million of these are read in seconds: they are made in columns, not one by one."""
        stamps, names, texts, newline = parts[1::5], parts[4::5], parts[5::5], shape.newline[0]
        dates, times = parts[2::5], parts[3::5]
        if shape.time_first:
            dates, times = times, dates
        if shape.inari:
            times = [in_finnish(time) for time in times]
        if shape.crlf:
            texts = [text[:-1] if text[-1:] == b"\r" else text for text in texts]
        lengths = [1] * len(texts)
        several = [at for at, text in enumerate(texts) if newline in text]
        for at in several:
            lengths[at] += texts[at].count(shape.newline)
        lasts = list(itertools.accumulate(lengths, initial=self._line - 1))
        self._line = lasts[-1] + 1
        firsts = map(operator.add, lasts, repeat(1))
        path, thread = repeat(self._source.name), repeat(self._thread)
        wheres = list(zip(map(Locator, path, firsts, lasts[1:], repeat(_UNIT))))
        whens, is_read = self._clock.whens(stamps, times, self._runs(dates, days))
        known = set(names)
        bad = self._learn_names(names, known)
        try:
            bodies = list(map(bytes.decode, texts))
        except UnicodeDecodeError:
            bodies = [text.decode("utf-8", "replace") for text in texts]
            bad += [at for at, text in enumerate(texts) if not _is_text(text)]
        senders = map(self._names.__getitem__, names)
        ways = repeat(None) if self._me is None else map(self._ways.__getitem__, names)
        made: list[Reading] = list(
            map(Message, wheres, whens, senders, repeat(()), thread, ways, bodies)
        )
        self._look_for_quotes(several, bodies, lasts, shape)
        odd = names if not self._odd.isdisjoint(known) else []
        for at in self._closely(odd, bodies, is_marked):
            made[at] = self._marked(wheres[at], whens[at], names[at], bodies[at])  # type: ignore[arg-type]  # the same
        for at in bad:
            made[at] = self._not_text(wheres[at], names[at], texts[at])
        if not is_read:
            for at, when in enumerate(whens):
                if isinstance(when, str):
                    made[at] = Problem(wheres[at], when)
        return made

    def _closely(self, odd: list[bytes], bodies: list[str], is_marked: bool) -> list[int]:
        """Which messages may be more than words: a notice, a file, edited, deleted.

        `odd`: the names, where there are some among them that have to be looked at.
        """
        tails = words.TAILS
        found = [
            at for at, body in enumerate(bodies) if body[-3:] in tails or "<" in body or "(" in body
        ]
        if is_marked:
            found += [at for at, body in enumerate(bodies) if "\u200e" in body or "\u200f" in body]
        if odd:
            found += [at for at, name in enumerate(odd) if name in self._odd]
        return sorted(set(found))

    def _runs(self, dates: list[bytes], days: Days) -> list[tuple[Day, int]]:
        """The days of these messages, and how many of each follow each other."""
        runs = []
        for date, group in itertools.groupby(dates):
            self._turn(date, days)
            runs.append((self._day, len(list(group))))
        return runs

    def _turn(self, date: bytes, days: Days) -> None:
        """The next run of equal dates, in the order `settle` saw them."""
        if date != self._date:
            self._run += 1
            self._date, self._day = date, days.runs[self._run]

    def _learn_names(self, names: list[bytes], known: set[bytes]) -> list[int]:
        """Fills in the names not met before; which messages have a name that is no text."""
        broken: set[bytes] = set()
        for raw in known - self._names.keys():
            try:
                sender = raw.decode().strip(words.MARKS)
            except UnicodeDecodeError:
                sender = raw.decode("utf-8", "replace")
                broken.add(raw)
            self._names[raw] = sender
            if self._me is not None:
                self._ways[raw] = "out" if sender == self._me.strip(words.MARKS) else "in"
            if _opens_quote(sender):
                self._odd.add(raw)
        self._broken |= broken
        if not self._broken:
            return []
        return [at for at, name in enumerate(names) if name in self._broken]

    def _marked(
        self, where: tuple[Locator, ...], when: When, name: bytes | None, body: str
    ) -> Message:
        """A notice of WhatsApp, or a message with its words in it: files, edited, deleted."""
        sender, direction, quote = self._names[name], self._ways.get(name), name in self._odd
        thread = self._thread
        if name is not None and (quote or body[:1] in _LEADING):
            line = f"{name.decode('utf-8', 'replace')}: {body}"
            if words.is_notice(line if quote else body):
                name, body = None, line
        if name is None:
            return Message(where, when, None, (), thread, None, body, True)
        facts = self._facts.get(body)
        if facts is None:
            facts = self._look_at(body)
        edited, deleted, found = facts
        return Message(
            where, when, sender, (), thread, direction, body, False, edited, deleted, found
        )

    def _look_at(self, body: str) -> Facts:
        """Edited, deleted, files; remembered, because the same few words come again and again."""
        deleted = words.is_deleted(body)
        found = () if deleted else attachments_of(body, self._files)
        facts = (is_edited(body), deleted, found)
        if len(body) <= _SHORT:
            if len(self._facts) >= _REMEMBERED:
                self._facts.clear()
            self._facts[body] = facts
        return facts

    def _look_for_quotes(
        self, several: list[int], bodies: list[str], lasts: list[int], shape: Shape
    ) -> None:
        """Lines that begin like a message of another export are told, not taken for messages."""
        newline = shape.newline.decode()
        if not several or not _MAY_BEGIN.search("  ".join([bodies[at] for at in several])):
            return
        for at in several:
            if not _MAY_BEGIN.search(bodies[at]):
                continue
            for number, line in enumerate(bodies[at].split(newline)[1:], lasts[at] + 2):
                start = line[:1]
                if (start.isdigit() or start in _LEADING) and _is_header(line[:200]):
                    self._quoted.append(number)

    def _not_text(self, where: tuple[Locator, ...], name: bytes | None, text: bytes) -> Problem:
        start = (name + b": " if name is not None else b"") + text[:2000]
        what = _NOT_TEXT.format(
            self._encoding.upper() if self._encoding == UTF8 else self._encoding
        )
        return Problem(where, what + start.decode("utf-8", "replace"))

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

    def _cut(self, tail: bytes, shape: Shape) -> Iterator[Problem]:
        """Where the last line has no end and stops inside what every message begins with."""
        line, what = shape.newline + tail, None
        header = shape.header.match(line)
        begun = line[header.end() :].decode("utf-8", "replace") if header else ""
        if header is None:
            what = "part of the message above" if is_begun(tail, shape) else None
        elif header[4] is None:
            names = {f"{name}:" for name in self._names.values() if name}
            what = "a notice" if any(name.startswith(begun) for name in names) else None
        elif not begun:
            what = "a message without words"
        if what is not None:
            yield Problem(whole(self._source), _STUB.format(self._line - 1, what))


def _is_marked(data: bytes) -> bool:
    """Has it one of the two marks? Their last bytes are looked for first: that takes no time."""
    return any(mark[-1] in data and mark in data for mark in (b"\xe2\x80\x8e", b"\xe2\x80\x8f"))


def _is_header(line: str) -> bool:
    return like_header(line) is not None or nearly_header(line)


_LEADING = "[" + words.MARKS
_MAY_BEGIN = re.compile(rf"[\r\n](?:[\d\[{words.MARKS}]|\S{{1,14}} ?\d)")


def _opens_quote(sender: str) -> bool:
    """`Alex changed the subject to "Kids: summer"`: this ": " may not stand behind a name."""
    pairs = (("“", "”"), ("«", "»"), ("„", "“"))
    return sender.count('"') % 2 == 1 or any(a in sender and b not in sender for a, b in pairs)


def _is_text(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _date_runs(chunks: Chunks, letters: Letters | None) -> list[str]:
    """The dates of all headers in file order, equal ones next to each other taken once."""
    runs: list[str] = []
    texts: dict[bytes, str] = {}  # each date is kept once, however often it comes back
    last = b""
    for kind, data in chunks:
        if kind == "line":
            continue
        if letters is not None:
            letters.see(data)
        for date, _ in itertools.groupby(chunks.shape.dates.findall(data)):
            if date != last:
                runs.append(texts.get(date) or texts.setdefault(date, date.decode()))
                last = date
    return runs
