"""A mailbox in one file (mbox): where each mail begins and ends, found in one pass.

A mail begins at a line "From " with an address and a date as programs write them, before a line
that begins a header; where no empty line stands before it, both must be exact. In a mail, such a
line is written ">From " (and is left so: only some programs write it so that it can be undone).
Where a header says `Content-Length` and a mail or the end of the file is there, that is believed.
"""

import io
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from msgspec import Struct

from everyword.mail_parts.fields import Fields, is_field, read_fields
from everyword.model import Source
from everyword.streams import RangeStream

BLOCK = 256 * 1024
LOOK = 4096
"""Bytes: a "From " line and the line after it are within so many."""
_STAMP = re.compile(
    rb"From [^\r\n]{0,500}?(?:[A-Z][a-z]{2},? )?"
    rb"(?:[A-Z][a-z]{2} +[0-9]{1,2}|[0-9]{1,2} [A-Z][a-z]{2})"
    rb"[^\r\n]{0,10} [0-9]{1,2}:[0-9]{2}[^\r\n]{0,60}\r?\n"
)
_BARE = re.compile(rb"From (?:-|[^ \r\n]{0,300})[ \t]*\r?\n")
_USUAL = re.compile(
    rb"(?:Return-Path|Received|Date|From|Message-ID|X-[A-Za-z-]+|Delivered-To|MIME-Version|Subject|"
    rb"To|Status|Sender|Reply-To|Content-Type|Envelope-To)[ \t]*:",
    re.I,
)


class Found(Struct, frozen=True):
    """One mail: its number from 1, its bytes (the "From " line first) and lines from 1.

    `start` is the first byte of its header, `stop` the end of its body without the empty line that
    a mailbox puts after each mail; `first` is the line of "From ".
    """

    number: int
    begin: int
    start: int
    stop: int
    end: int
    first: int
    last: int


def begins(data: bytes, at: int = 0, after_blank: bool = True) -> bool:
    """Whether a mail of a mailbox begins at `at`: a "From " line and the line after it."""
    for pattern, usual in ((_STAMP, not after_blank), (_BARE, True)):
        match = pattern.match(data, at)
        if match is None:
            continue
        if pattern is _BARE and not after_blank:
            continue
        after = data[match.end() : match.end() + 1000]
        if _USUAL.match(after):
            return True
        if not usual and (is_field(after) or after.startswith(b">From ")):
            return True
    return False


def leading(head: bytes) -> int:
    """Bytes of a byte order mark and empty lines before the first mail."""
    rest = head.removeprefix(b"\xef\xbb\xbf")
    return len(head) - len(rest.lstrip(b"\r\n"))


def messages(source: Source) -> Iterator[Found]:
    """Every mail, in order; lines of the file are counted on the way."""
    with source.open() as stream:
        begin = leading(source.head(LOOK))
        stream.seek(0)
        line = 1 + stream.read(begin).count(b"\n")
        number = 0
        while begin < source.size:
            number += 1
            start = _after_line(stream, begin)
            sure = _said_end(stream, start, source.size)
            end, lines = _to_next(stream, begin, sure, source.size)
            stop = max(start, end - _empty_line(stream, end))
            yield Found(number, begin, start, stop, end, line, line + lines - 1)
            begin, line = end, line + lines


def _after_line(stream: BinaryIO, at: int) -> int:
    stream.seek(at)
    return at + len(stream.readline(LOOK))


def _empty_line(stream: BinaryIO, end: int) -> int:
    """How many bytes the empty line before `end` has; 0: there is none."""
    stream.seek(max(0, end - 4))
    tail = stream.read(min(4, end))
    if tail.endswith(b"\n\r\n"):
        return 2
    return 1 if tail.endswith(b"\n\n") else 0


def _said_end(stream: BinaryIO, start: int, size: int) -> int:
    """The least place the next mail can begin at: what Content-Length says, where it fits."""
    stream.seek(start)
    if b"content-length" not in stream.read(1 << 16).lower():  # nearly always
        return start
    fields: Fields = read_fields(stream, start, min(size, start + (1 << 20)), 1 << 16)
    said = fields.first("content-length")
    if said is None or not re.fullmatch(rb"[0-9]{1,12}", said):
        return start
    place = start + fields.size + int(said)
    if place > size:
        return start
    stream.seek(place)
    after = stream.read(LOOK)
    blank = len(after) - len(after.lstrip(b"\r\n"))
    if place + blank >= size or (blank <= 4 and begins(after, blank)):
        return place + blank
    return start


def _to_next(stream: BinaryIO, begin: int, sure: int, size: int) -> tuple[int, int]:
    """Where the next mail begins (or the file ends), and how many lines stand before it."""
    stream.seek(begin)
    data, base, lines = stream.read(min(BLOCK, 16 * 1024)), begin, 0
    at = 1
    while True:
        complete = base + len(data) >= size
        found = _from_line(data, at)
        while found >= 0 and (complete or len(data) - found > LOOK):
            after_blank = base + found == sure or _after_blank(data, found)
            if base + found >= sure and begins(data, found, after_blank):
                return base + found, lines + data.count(b"\n", 0, found)
            at = found + 1
            found = _from_line(data, at)
        if complete:
            lines += data.count(b"\n")
            return size, lines + (data[-1:] not in (b"\n", b""))
        # From the line in doubt on, or the last few bytes: an empty line may stand there.
        cut = max(0, found - 4) if found >= 0 else max(0, len(data) - 8)
        lines += data.count(b"\n", 0, cut)
        data, base = data[cut:], base + cut
        at = max(0, at - cut) if found < 0 else found - cut
        block = stream.read(BLOCK)
        if not block:
            size = base + len(data)
        data += block


def _from_line(data: bytes, at: int) -> int:
    """The next line that begins "From ", from `at` on; -1: none."""
    found = data.find(b"\nFrom ", max(0, at - 1))
    return found + 1 if found >= 0 else -1


def _after_blank(data: bytes, at: int) -> bool:
    return data[max(0, at - 3) : at].replace(b"\r", b"").endswith(b"\n\n")


class _Window(RangeStream):
    def __init__(self, stream: BinaryIO, begin: int, end: int) -> None:
        super().__init__()
        self._stream, self._begin, self._end = stream, begin, end

    @property
    def size(self) -> int:
        return self._end - self._begin

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self.size - self.at)
        if wanted <= 0:
            return 0
        self._stream.seek(self._begin + self.at)
        data = self._stream.read(wanted)
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)

    def close(self) -> None:
        super().close()
        self._stream.close()


def source_of(source: Source, found: Found) -> Source:
    """One mail of a mailbox as a source: its header and body, without its "From " line."""

    def opener() -> BinaryIO:
        window = _Window(source.open(), found.start, found.stop)
        return cast(BinaryIO, io.BufferedReader(window, 1 << 16))

    return Source(f"{source.name}!/{found.number}.eml", found.stop - found.start, opener)
