"""The rows of a Viber CSV file: date, time, sender, telephone number, words.

A row begins where a line has a date, a time, a name and a number in this order. The words are the
fifth field: in quotation marks, with line ends and doubled quotation marks inside; or, where a
program has left the marks out, everything up to the next line that begins like a row.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

from everyword.readers.json.window import Utf8

BLOCK = 1 << 20
LONGEST = 1 << 20
"""Bytes: a row longer than this is never held in memory."""
_FIELD = rb'(?:"((?:[^"\r\n]|""){0,200})"|([^,;\t"\r\n]{0,200}))'
_DATE = rb'"?(\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\.?)"?'
_TIME = rb'"?(\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[^,;\t"\r\n\d]{1,24})?)"?'
_PHONE = rb'"?(\+?[\d ()./-]{0,30})"?'
_START = _DATE + rb"([,;\t]) ?" + _TIME + rb"\2 ?" + _FIELD + rb"\2 ?" + _PHONE + rb"\2 ?"
ROW = re.compile(_START)
_NEXT = re.compile(rb"\r?\n(?=" + _START + rb")")
_QUOTED = re.compile(rb'"((?:[^"]++|"")*+)"[ \t]*(?=\r|\n|\Z)')
_OPEN = re.compile(rb'"(?:[^"]++|"")*+\Z')
_LINE = re.compile(rb"[^\n]*+\n?")
_BLANK = re.compile(rb"(?:[ \t]*\r?\n)*+")


class Row(Struct, frozen=True, gc=False):
    """One row; `clear` is False where its quotation marks did not fit and stand in the words.

    `certain` is False where it may be words of a row before it, whose mark nothing closes.
    """

    date: bytes
    time: bytes
    sender: bytes
    phone: bytes
    words: bytes
    clear: bool = True
    certain: bool = True


class Other(Struct, frozen=True, gc=False):
    """Lines that are no row; `is_long` where a row was too long, and only its beginning is here."""

    raw: bytes
    is_long: bool = False


def rows(stream: BinaryIO) -> Iterator[Row | Other]:
    """Every row in file order. Raises BadArchive where the stream is of a damaged archive."""
    return _Rows(stream).all()


class _Rows:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._utf8: Utf8 | None = None
        self._data, self._at, self._over = b"", 0, False
        self._certain = True

    def all(self) -> Iterator[Row | Other]:
        self._more()
        while True:
            while len(self._data) - self._at < LONGEST // 2 and self._more():
                pass
            blank = _BLANK.match(self._data, self._at)
            self._at = blank.end() if blank else self._at
            if self._at >= len(self._data):
                if self._over:
                    return
                continue
            yield self._next()

    def _more(self) -> bool:
        if self._over:
            return False
        block = self._stream.read(BLOCK)
        self._utf8 = self._utf8 or Utf8(block[:2])
        self._data = self._data[self._at :] + self._utf8.turn(block)
        self._at, self._over = 0, not block
        return True

    def _next(self) -> Row | Other:
        start = ROW.match(self._data, self._at)
        if start is None:
            line = _LINE.match(self._data, self._at)
            begin, self._at = self._at, line.end() if line else len(self._data)
            if self._at == len(self._data) and not self._over:
                return self._too_long(begin)
            return Other(_trimmed(self._data[begin : self._at]))
        fields = (start[1], start[3], _plain(start[4], start[5]), start[6].strip())
        quoted = _QUOTED.match(self._data, start.end())
        if quoted and (quoted.end() < len(self._data) or self._over):
            self._at, certain, self._certain = quoted.end(), self._certain, True
            return Row(*fields, quoted[1].replace(b'""', b'"'), True, certain)
        following = _NEXT.search(self._data, start.end())
        if following is None and not self._over and len(self._data) - start.end() >= LONGEST // 2:
            return self._too_long(start.start())
        end = following.start() if following else len(self._data)
        words = self._data[start.end() : end]
        self._at = end
        if following is None:
            words = _without_last_ends(words)
        row = Row(*fields, words, not words.startswith(b'"'), self._certain)
        if _OPEN.match(self._data, start.end()):
            self._certain = False
        return row

    def _too_long(self, begin: int) -> Other:
        """Goes on at the next line that begins like a row, with no more than a block in memory."""
        head = self._data[begin : begin + 200]
        self._at = begin + 1
        while True:
            following = _NEXT.search(self._data, self._at)
            if following:
                self._at = following.start()
                return Other(head, is_long=True)
            self._at = max(self._at, len(self._data) - 1000)
            if not self._more():
                self._at = len(self._data)
                return Other(head, is_long=True)


def _plain(quoted: bytes | None, bare: bytes | None) -> bytes:
    return quoted.replace(b'""', b'"') if quoted is not None else bare or b""


def _trimmed(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")


def _without_last_ends(words: bytes) -> bytes:
    """Without the line ends it ends in; a lone CR is none, and what stands before it stays."""
    kept = words.rstrip(b"\r\n")
    tail = words[len(kept) :].replace(b"\r\n", b"\n\n")
    return words[: len(kept) + tail.rfind(b"\r") + 1]
