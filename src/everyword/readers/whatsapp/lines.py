"""The bytes of an export as chunks of whole messages, in little memory whatever the file holds.

A line over LONGEST_LINE or a message over LONGEST_MESSAGE is never held in memory: it is named as
a place that was not read, and reading goes on behind it.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Literal

from everyword.archive import BadArchive
from everyword.readers.whatsapp.letters import UTF8, encoding_of, to_utf8
from everyword.readers.whatsapp.stamp import Shape, learn_shape

BLOCK = 1 << 17
"""Small, so that the messages of one block stay in the nearest memory while they are made."""
LONGEST_LINE = 1 << 20
LONGEST_MESSAGE = 8 << 20
HEAD = 1 << 16

Chunk = tuple[Literal["messages", "cut", "line"], bytes]
"""`messages`: whole ones. `cut`: the start of one that is too long. `line`: one line too long."""


def head_lines(head: bytes, encoding: str | None = None) -> tuple[list[str], bytes]:
    """The first lines as text, to learn the shape from, and what ends a line in this file."""
    encoding = encoding or encoding_of(head)
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    newline = "\r" if "\n" not in text and "\r" in text else "\n"
    lines = text.split(newline)
    if len(head) >= HEAD and len(lines) > 1:
        lines.pop()  # cut off in the middle
    return [line if len(line) < 400 else line[:400] for line in lines], newline.encode()


def shape_of(head: bytes, encoding: str | None = None) -> Shape | None:
    lines, newline = head_lines(head, encoding)
    return learn_shape(lines, newline)


class Chunks:
    """Goes through a stream once; `fault` says why it ended early, where it did."""

    def __init__(self, stream: BinaryIO, shape: Shape, encoding: str = UTF8) -> None:
        """`encoding`: UTF-8, one of the UTF-16, or the alphabet a person has named."""
        self._stream, self.shape, self._encoding = stream, shape, encoding
        self.fault: str | None = None
        self.tail = b""
        """The last line, where it has no end."""

    def __iter__(self) -> Iterator[Chunk]:
        newline = self.shape.newline
        pending = newline  # every header begins with the end of the line before it
        for lines in self._lines():
            if lines is None:
                if len(pending) > 1:
                    yield "messages", pending.removesuffix(newline)
                yield "line", b""
                pending = newline
                continue
            known = len(pending) - 1  # its last line end may begin a header
            pending += lines
            if cut := _last_start(pending, known, self.shape):
                yield "messages", pending[:cut]
                pending = pending[cut:]
            elif len(pending) > LONGEST_MESSAGE:
                yield "cut", pending.removesuffix(newline)
                pending = newline
        if len(pending) > 1:
            yield "messages", pending.removesuffix(newline)

    def _lines(self) -> Iterator[bytes | None]:
        """Blocks of whole lines, None for each line that is too long. The last may lack its end."""
        newline = self.shape.newline
        rest, too_long = b"", False
        for block in self._blocks():
            if too_long:
                end = block.find(newline)
                if end < 0:
                    continue
                yield None
                block, too_long = block[end + 1 :], False
            data = rest + block
            cut = data.rfind(newline) + 1
            yield from _guard(data[:cut], newline)
            rest = data[cut:]
            if len(rest) > LONGEST_LINE:
                rest, too_long = b"", True
        if too_long:
            yield None
        elif rest:
            self.tail = rest
            yield rest

    def _blocks(self) -> Iterator[bytes]:
        """The stream as UTF-8 without its byte order mark. Broken UTF-16 stays visibly broken."""
        try:
            if self._encoding == UTF8:
                yield self._stream.read(BLOCK).removeprefix(codecs.BOM_UTF8)
                while block := self._stream.read(BLOCK):
                    yield block
            elif self._encoding.startswith("utf-16"):
                yield from self._utf16()
            else:
                yield from self._old()
        except BadArchive as fault:
            self.fault = str(fault)

    def _utf16(self) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self._encoding)("surrogatepass")
        block = self._stream.read(BLOCK)
        block = block.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
        while block:
            yield decoder.decode(block).encode("utf-8", "surrogatepass")
            block = self._stream.read(BLOCK)
        if decoder.getstate()[0]:
            yield b"\xff"  # half a character at the end: no valid UTF-8, so not read as text

    def _old(self) -> Iterator[bytes]:
        """A line end is never a part of another letter in these alphabets, so lines come whole."""
        rest = b""
        while block := self._stream.read(BLOCK):
            data = rest + block
            cut = data.rfind(b"\n") + 1 if len(data) <= 2 * LONGEST_LINE else len(data)
            yield to_utf8(data[:cut], self._encoding)
            rest = data[cut:]
        yield to_utf8(rest, self._encoding)


def _guard(lines: bytes, newline: bytes) -> Iterator[bytes | None]:
    """Takes out lines that are too long. Jumps from line end to line end, so it costs nothing."""
    start = at = 0
    while len(lines) - at > LONGEST_LINE:
        end = lines.rfind(newline, at, at + LONGEST_LINE + 1)
        if end < 0:
            if at > start:
                yield lines[start:at]
            yield None
            start = at = lines.index(newline, at) + 1
        else:
            at = end + 1
    if len(lines) > start:
        yield lines[start:] if start else lines


def _last_start(pending: bytes, known: int, shape: Shape) -> int:
    """Where the last message begins, 0 when none begins after `known` or only the first does."""
    at = len(pending)
    for _ in range(200):
        at = pending.rfind(shape.newline, known, at)
        if at <= 0:
            return 0
        if shape.dates.match(pending, at):
            return at
    last: re.Match[bytes] | None = None
    for last in shape.dates.finditer(pending, max(1, known), at):  # noqa: B007 (the last is wanted)
        pass
    return last.start() if last else 0
