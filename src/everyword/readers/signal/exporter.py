"""What the program signal-export writes of a conversation: data.json, and chat.md or index.md.

data.json has one message a line: date, sender, body, quote, sticker, reactions, attachments. The
text has "[2024-04-03 21:07:33] Sam: words" with an empty line between; its older versions wrote a
comma, and no seconds. Times are the local clock of the computer that made it; no zone is written.
"""

import re
from collections.abc import Iterator
from typing import Any

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
    When,
    whole,
)
from everyword.readers.signal.lines import BLOCK, lines, value_of
from everyword.readers.times.zone import LocalClock, is_time

OWNER = "Me"
CLOCK = "local clock of the computer that made the export"
LONGEST_MESSAGE = 8 << 20
_SHAPES = tuple(
    re.compile(
        rb"\[(?P<stamp>(?P<day>\d{4}-\d\d-\d\d)"
        + comma
        + rb" (?P<time>\d\d:\d\d(?P<seconds>"
        + seconds
        + rb")))\] (?P<name>[^\n]{0,200}?): "
    )
    for comma in (b"", b",")
    for seconds in (rb":\d\d", b"")
)
"""How a message begins; one file has one of these throughout."""
_OWNER_TEXT, _OWNER_JSON = re.compile(rb"\] Me: "), re.compile(rb'"sender":\s?"Me"')
_DELETED = "(This message was deleted)"
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\(\./([^)\n]{1,600})\)")
_DATE = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?(Z|[+-]\d\d:\d\d)?", re.ASCII
)


def is_json_line(value: Any) -> bool:
    """One message as data.json has it."""
    return isinstance(value, dict) and {"date", "sender", "body", "quote", "reactions"} <= set(
        value
    )


def is_text(head: bytes) -> bool:
    """Begins like its text. An iPhone's WhatsApp export may look the same but for the seconds it
    always has, the marks it puts in, and the empty line that it never has between messages."""
    head = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").lstrip(b"\n")
    shape = shape_of(head)
    if shape is None or b"\xe2\x80\x8e" in head:
        return False
    starts = [each.start() for each in re.finditer(rb"(?m)^" + shape.pattern, head)]
    if shape in _SHAPES[1::2]:
        return True
    if len(starts) == 1:
        return head.rstrip(b"\n").endswith(b"  ")
    apart = sum(head[at - 2 : at] == b"\n\n" for at in starts[1:])
    return apart * 4 >= (len(starts) - 1) * 3


def shape_of(start: bytes) -> re.Pattern[bytes] | None:
    return next((shape for shape in _SHAPES if shape.match(start)), None)


def owner_of(source: Source, answers: Answers, sign: re.Pattern[bytes]) -> str | None:
    """The owner's name in this file; None where none of its messages is the owner's."""
    if answers.get("me") is not None:
        return answers["me"]
    tail = b""
    try:
        with source.open() as stream:
            while block := stream.read(BLOCK):
                if sign.search(tail + block):
                    return OWNER
                tail = block[-64:]
    except (BadArchive, OSError):
        pass  # told when it is read
    return None


def read_json(source: Source, answers: Answers) -> Iterator[Reading]:
    owner = owner_of(source, answers, _OWNER_JSON)
    clock = LocalClock(answers.get("zone"), source.name, CLOCK)
    faults: list[str] = []
    with source.open() as stream:
        for number, line in lines(stream, faults):
            where = (Locator(source.name, number, number, "record"),)
            if line is None:
                yield Problem(where, "this line is longer than 32 MiB and was not read")
                continue
            if not line.strip():
                yield Skipped(where, "an empty line")
                continue
            value, fault = value_of(line)
            if not isinstance(value, dict):
                yield Problem(where, f"this line cannot be read: {fault or 'it is no message'}")
                continue
            yield from _json_message(where, value, clock, owner)
            if fault:
                yield Problem(where, fault)
    yield from (Problem(whole(source), f"not read to the end: {fault}") for fault in faults)


def _json_message(
    where: tuple[Locator, ...], value: dict[str, Any], clock: LocalClock, owner: str | None
) -> Iterator[Reading]:
    sender, body = value.get("sender"), value.get("body")
    name = sender if isinstance(sender, str) else None
    when = _json_when(value.get("date"), clock)
    if when is None:
        yield Problem(where, f"the date {str(value.get('date'))[:40]!r} is not a time")
        when = When(str(value.get("date")), None, "none", None, None, f"not a time in {CLOCK}")
    if not isinstance(body, str):
        yield Problem(where, "a message without words")
        body = ""
    found = value.get("attachments")
    files = found if isinstance(found, list) else []
    names = [each.get("name") for each in files if isinstance(each, dict)]
    attachments = tuple(Attachment(str(each), None, False) for each in names if each)
    old = value.get("edits")
    edits = [each for each in old if isinstance(each, dict)] if isinstance(old, list) else []
    yield Message(
        where,
        when,
        name,
        (),
        None,
        _direction(name, owner),
        body,
        edited=bool(edits),
        deleted=value.get("deleted") is True,
        attachments=attachments,
    )
    yield from _earlier(where, edits, name, clock, owner)
    quote, sticker = value.get("quote"), value.get("sticker")
    if isinstance(quote, str) and quote.strip():
        yield _said(where, when, f"answers: {quote.strip()}")
    if sticker:
        told = sticker.get("emoji") if isinstance(sticker, dict) else sticker
        yield _said(where, when, f"sticker: {told}")
    reactions = value.get("reactions")
    for each in reactions if isinstance(reactions, list) else ():
        who, emoji = None, each
        if isinstance(each, list) and len(each) > 1:
            who, emoji = each[0], each[1]
        elif isinstance(each, dict):
            who, emoji = each.get("name"), each.get("emoji")
        yield _said(where, when, f"reaction: {emoji}, by {who}")


def _earlier(
    where: tuple[Locator, ...],
    edits: list[dict[str, Any]],
    name: str | None,
    clock: LocalClock,
    owner: str | None,
) -> Iterator[Reading]:
    """The texts an edited message had before, oldest first."""
    for each in edits:
        when, body = _json_when(each.get("date"), clock), each.get("body")
        if when is None or not isinstance(body, str):
            yield Problem(where, "an earlier text of this message that has no time or no words")
            continue
        basis = f"an earlier text of this message, replaced by an edit; {when.basis}"
        when = When(when.text, when.local, when.precision, when.zone, when.utc, basis)
        yield Message(where, when, name, (), None, _direction(name, owner), body, edited=True)


def _said(where: tuple[Locator, ...], when: When, text: str) -> Message:
    basis = f"the time of the message it belongs to; {when.basis}"
    when = When(None, when.local, when.precision, when.zone, when.utc, basis)
    return Message(where, when, None, (), None, None, text, True)


def _json_when(date: Any, clock: LocalClock) -> When | None:
    match = _DATE.fullmatch(date) if isinstance(date, str) else None
    if match is None or not is_time(match[1]):
        return None
    local, offset = match[1], match[2]
    if offset is None:
        return clock.when(date, local, "second" if len(local) > 16 else "minute")
    return None if offset != "Z" else When(date, local, "second", "UTC", local + "Z", "in the file")


def _direction(name: str | None, owner: str | None) -> Direction | None:
    if name is None or owner is None:
        return None
    return "out" if name == owner else "in"


def read_text(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every message with its lines; the empty lines behind it are a place of its own."""
    text = _Text(source, answers)
    faults: list[str] = []
    with source.open() as stream:
        for number, line in lines(stream, faults):
            yield from text.line(number, line)
    yield from text.end()
    yield from (Problem(whole(source), f"not read to the end: {fault}") for fault in faults)


class _Text:
    def __init__(self, source: Source, answers: Answers) -> None:
        self._path = source.name
        self._owner = owner_of(source, answers, _OWNER_TEXT)
        self._clock = LocalClock(answers.get("zone"), source.name, CLOCK)
        self._first, self._last, self._size = 1, 0, 0
        self._held: list[bytes] = []
        self._too_long = False
        self._shape: re.Pattern[bytes] | None = None

    def line(self, number: int, line: bytes | None) -> Iterator[Reading]:
        if line is not None and line[:1] == b"[":
            self._shape = self._shape or shape_of(line)
            if self._shape and self._shape.match(line):
                yield from self.end()
                self._first = number
        self._last = number
        self._size += len(line or b"")
        if line is None or self._size > LONGEST_MESSAGE:
            self._too_long, self._held = True, self._held[:1]
        else:
            self._held.append(line)

    def end(self) -> Iterator[Reading]:
        held, too_long = self._held, self._too_long
        if self._last >= self._first:
            yield self._reading(held, too_long)
        self._first, self._size, self._held, self._too_long = self._last + 1, 0, [], False

    def _reading(self, held: list[bytes], too_long: bool) -> Reading:
        place = (Locator(self._path, self._first, self._last, "line"),)
        if too_long:
            return Problem(place, "longer than a message can be: not read")
        match = self._shape.match(held[0]) if self._shape else None
        if match is None:
            if not b"".join(held).strip():
                return Skipped(place, "empty lines")
            return Problem(place, "text before the first message: it has no date and no sender")
        local = f"{match['day'].decode()}T{match['time'].decode()}"
        if not is_time(local):
            return Problem(place, f"begins like a message, but there is no time {local}; not read")
        blank = 0
        while len(held) > blank + 1 and not held[-1 - blank].strip(b"\r\n"):
            blank += 1
        raw = b"".join(held[: len(held) - blank])[match.end() :]
        raw = raw.removesuffix(b"\n").removesuffix(b"\r")
        try:
            body, name = raw.decode(), match["name"].decode()
        except UnicodeDecodeError:
            start = raw[:2000].decode("utf-8", "replace")
            return Problem(place, f"these bytes are not all readable text (UTF-8): {start}")
        where = [Locator(self._path, self._first, self._last - blank, "line")]
        if blank:
            where.append(Locator(self._path, self._last - blank + 1, self._last, "line"))
        when = self._clock.when(
            match["stamp"].decode(), local, "second" if match["seconds"] else "minute"
        )
        files = tuple(Attachment(each[1] or each[2], None, False) for each in _LINK.finditer(body))
        gone = body.strip() == _DELETED
        return Message(
            tuple(where),
            when,
            name,
            (),
            None,
            _direction(name, self._owner),
            body,
            False,
            False,
            gone,
            files,
        )
