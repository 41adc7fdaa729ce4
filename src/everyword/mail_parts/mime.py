"""The parts of one mail: where each begins and ends, found in one pass, nothing of them held."""

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct

from everyword.mail_parts.fields import Fields, Value, content_type, disposition, read_fields
from everyword.mail_parts.letters import Letters
from everyword.mail_parts.transfer import Body
from everyword.model import Source
from everyword.streams import RangeStream

MAX_HEADER = 1 << 20
MAX_PART_HEADER = 16 * 1024
MAX_PARTS = 10_000
MAX_DEPTH = 40
MAX_LINE = 1000
SMALLEST, BLOCK = 4096, 256 * 1024
MARK_WITHIN = 256 * 1024
"""Bytes: a mark that the header does not name is looked for in so many."""


class Part(Struct):
    """One part: `children` of a multipart, else the bytes `start` to `end` of the mail.

    `before` and `after` are how many bytes of a multipart stand outside its parts.
    """

    kind: Value
    place: Value
    coding: str
    start: int
    end: int
    name: str | None = None
    identity: str | None = None
    boundary: bytes | None = None
    children: list["Part"] = []
    closed: bool = False
    before: int = 0
    after: tuple[int, int] = (0, 0)

    @property
    def type(self) -> str:
        return self.kind.value

    def body(self, source: Source) -> Body:
        return Body(source, self.start, self.end, self.coding)


class Mail(Struct, frozen=True):
    """A mail taken apart. `source` is the mail; places in `root` are bytes of `text`."""

    source: Source
    text: Source
    fields: Fields
    root: Part
    remarks: tuple[str, ...]


class _Unix(RangeStream):
    """A file whose lines end with a lone carriage return, as one with newlines."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._stream, self._size = source.open(), source.size

    @property
    def size(self) -> int:
        return self._size

    def readinto(self, buffer: Any) -> int:
        self._stream.seek(self.at)
        data = self._stream.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)

    def close(self) -> None:
        super().close()
        self._stream.close()


def with_newlines(source: Source) -> Source:
    """The same source, or one with newlines where a very old Macintosh wrote it."""
    head = source.head()
    if b"\n" in head or b"\r" not in head:
        return source
    return Source(source.name, source.size, lambda: io.BufferedReader(_Unix(source)))


def take_apart(source: Source, start: int = 0, end: int | None = None) -> Mail:
    """The mail at the bytes `start` to `end` of a source; never raises for what it says."""
    text = with_newlines(source)
    letters = Letters()
    until = source.size if end is None else end
    with text.open() as stream:
        fields = read_fields(stream, start, until, MAX_HEADER)
        if fields.left_out:
            letters.say(f"{fields.left_out:,} bytes of the header were not read: it is too long")
        root = _part(fields, start + fields.size, "text/plain", letters)
        _Scan(stream, until, letters).run(root)
        if root.type.startswith("multipart/") and not root.children:
            mark = _real_mark(stream, root.start, until)
            if mark is not None:
                shown = mark.decode("ascii", "replace")
                letters.say(f"its parts are marked {shown!r}, not as its header says")
                root.boundary = mark
                _Scan(stream, until, letters).run(root)
    return Mail(source, text, fields, root, letters.remarks)


def _part(fields: Fields, start: int, default: str, letters: Letters) -> Part:
    kind = content_type(fields.first("content-type"), default, letters)
    place = disposition(fields.first("content-disposition"), letters)
    coding = (fields.first("content-transfer-encoding") or b"").decode("ascii", "replace")
    coding = re.split(r"[\s;(]", coding.strip().lower(), maxsplit=1)[0]
    part = Part(kind, place, coding, start, start)
    part.name = place.parameters.get("filename") or kind.parameters.get("name") or None
    identity = fields.first("content-id")
    part.identity = identity.decode("ascii", "replace").strip("<> ") if identity else None
    if kind.value.startswith("multipart/"):
        boundary = kind.parameters.get("boundary", "").encode("utf-8", "replace").rstrip()
        part.boundary = boundary[:MAX_LINE] or None
    return part


def _real_mark(stream: BinaryIO, at: int, end: int) -> bytes | None:
    """The first line that begins with `--` and has a line of a part's header behind it."""
    for begin, _, line in _dashes(stream, at, min(end, at + MARK_WITHIN)):
        place = stream.tell()
        stream.seek(begin + len(line))
        after = stream.read(9)
        stream.seek(place)
        if after.lower().startswith(b"content-") and len(line.strip()) > 2:
            return line[2:].rstrip(b" \t\r\n")
    return None


class _Scan:
    """Goes through a mail by the lines that begin with `--`."""

    def __init__(self, stream: BinaryIO, end: int, letters: Letters) -> None:
        self._stream, self._end, self._letters = stream, end, letters
        self._open: list[Part] = []  # multiparts, the outermost first
        self._at: Part | None = None  # the part whose bytes go by
        self._count = 0
        self._budget = 4 * MAX_HEADER

    def run(self, root: Part) -> None:
        self._enter(root)
        place = root.start
        while self._open and (mark := self._next(place)):
            last, begin, place, level, closes = mark
            self._leave(last)
            for inner in self._open[level + 1 :]:
                self._letters.say("a part with parts in it has no end mark")
                inner.after = (last, last)
            del self._open[level + 1 :]
            parent = self._open[level]
            if not parent.children and not closes:
                parent.before = begin - parent.start
            if closes:
                parent.closed, parent.after = True, (place, place)
                self._open.pop()
                self._at = parent
            elif self._count >= MAX_PARTS:
                self._letters.say(f"more than {MAX_PARTS:,} parts: what is after them was not read")
                break
            else:
                place = self._child(parent, place)
        self._leave(self._end)
        if self._open and self._open[0].children:
            self._letters.say("the mail ends without the end mark of its parts: perhaps cut short")
        if root.boundary is None or not root.children:
            root.end = self._end

    def _child(self, parent: Part, place: int) -> int:
        most = min(MAX_PART_HEADER, max(0, self._budget))
        fields = read_fields(self._stream, place, self._end, most)
        self._budget -= sum(len(value) for _, value in fields.items)
        # A line that is no field ends a header; so does the mark of the next part.
        if fields.left_out:
            self._letters.say("the header of a part is too long and was not read to its end")
        default = "message/rfc822" if parent.type == "multipart/digest" else "text/plain"
        part = _part(fields, place + fields.size, default, self._letters)
        parent.children.append(part)
        self._count += 1
        self._enter(part)
        return part.start

    def _enter(self, part: Part) -> None:
        self._at = part
        if part.boundary is None:
            return
        if len(self._open) >= MAX_DEPTH:
            self._letters.say(f"parts within parts, more than {MAX_DEPTH} deep: not taken apart")
            part.boundary = None
        else:
            self._open.append(part)

    def _leave(self, last: int) -> None:
        """The bytes up to `last` belong to the part that was going by."""
        part, self._at = self._at, None
        if part is None:
            return
        if part.closed:
            part.after = (part.after[0], max(part.after[0], last))
        else:
            part.end = max(part.start, last)

    def _next(self, place: int) -> tuple[int, int, int, int, bool] | None:
        """The next mark: where the bytes before it end, where it begins and ends, whose it is."""
        for begin, last, line in _dashes(self._stream, place, self._end):
            words = line[2:].rstrip(b" \t\r\n")
            for level in range(len(self._open) - 1, -1, -1):
                boundary = self._open[level].boundary
                if words == boundary or (words[-2:] == b"--" and words[:-2] == boundary):
                    closes = words != boundary
                    return max(place, last), begin, begin + len(line), level, closes
        return None


def _dashes(stream: BinaryIO, at: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Lines that begin with `--`: (where, end of the line before without its end, the line)."""
    stream.seek(at)
    data, base, size = b"\n", at - 1, SMALLEST  # as if a line had ended before
    while True:
        block = stream.read(max(0, min(size, end - base - len(data))))
        size = min(2 * size, BLOCK)
        data += block
        found = data.find(b"\n--")
        while found >= 0:
            stop = data.find(b"\n", found + 1)
            if stop < 0 and block and len(data) - found <= MAX_LINE:
                break
            line = data[found + 1 : stop + 1 if stop >= 0 else len(data)]
            if len(line) <= MAX_LINE:
                last = found - 1 if data[found - 1 : found] == b"\r" else found
                yield base + found + 1, base + last, line
            found = data.find(b"\n--", found + 1)
        if not block:
            return
        cut = max(0, found - 1) if found >= 0 else max(0, len(data) - 3)
        data, base = data[cut:], base + cut
