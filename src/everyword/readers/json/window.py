"""A JSON document seen through a window of its bytes: where a value ends, where to go on."""

import codecs
import re
from typing import BinaryIO

from everyword.archive import BadArchive
from everyword.model import Source

BLOCK = 1 << 20
DEPTH = 64
"""A value nested deeper than this is damage: no export is."""
_TAIL = 1024
"""Kept when nothing was found: longer than what is searched for, so that no cut hides it."""

_SPACE = re.compile(rb"[ \t\r\n]*+")
_LITERAL = re.compile(rb"[-+.0-9A-Za-z]++")
_BODY = re.compile(rb'(?:[^"\\\x00-\x1f]++|\\[^\x00-\x1f])*+')
_PLAIN = re.compile(
    rb'(?:[ \t\r\n,:]++|"(?:[^"\\\x00-\x1f]++|\\[^\x00-\x1f])*+"|[-+.0-9eEtrufalsn]++)*+'
)
_END = "the file ends in the middle"


class Lost(Exception):
    """Why it cannot be gone on from here, in plain words."""


def head_of(source: Source) -> bytes:
    """The beginning of a file as UTF-8 without a byte order mark. Never raises."""
    try:
        head = source.head()
    except (OSError, BadArchive):
        return b""
    return Utf8(head).turn(head).lstrip(b" \t\r\n")


class Utf8:
    """Turns UTF-16 into UTF-8 as it comes. What is broken stays visibly broken."""

    def __init__(self, first: bytes) -> None:
        name = ""
        if first.startswith(codecs.BOM_UTF16_LE) or (first[:1] != b"\0" and first[1:2] == b"\0"):
            name = "utf-16-le"
        elif first.startswith(codecs.BOM_UTF16_BE) or (first[:1] == b"\0" and len(first) > 1):
            name = "utf-16-be"
        self._decoder = codecs.getincrementaldecoder(name)("surrogatepass") if name else None
        self._first = True

    def turn(self, block: bytes) -> bytes:
        """The next bytes; b"" ends them."""
        if self._decoder is not None:
            if not block and self._decoder.getstate()[0]:
                self._decoder = None
                return b"\xff"  # half a character at the end: no valid UTF-8
            block = self._decoder.decode(block).encode("utf-8", "surrogatepass")
        if self._first:
            self._first = False
            block = block.removeprefix(codecs.BOM_UTF8)
        return block


def is_utf16(head: bytes) -> bool:
    """Then places counted in UTF-8 are not places in the file."""
    return head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) or b"\0" in head[:2]


class Window:
    """Some bytes of a stream, `data`; `at` is the next one to look at, `base` where data begins.

    Reading on raises BadArchive where the stream is a damaged member of an archive.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._utf8: Utf8 | None = None
        self.data, self.at, self.base = b"", 0, 0
        self._damage = 0

    @property
    def offset(self) -> int:
        return self.base + self.at

    @property
    def damage(self) -> int:
        """After Lost: how far from `at` it was noticed that something is wrong."""
        return max(0, self._damage - self.offset)

    def more(self) -> bool:
        """Forgets what is before `at` and reads as much again as is kept. False at the end."""
        rest = self.data[self.at :]
        block = self._stream.read(max(BLOCK, len(rest)))
        if self._utf8 is None:
            self._utf8 = Utf8(block[:2])
        turned = self._utf8.turn(block)
        if block.startswith(codecs.BOM_UTF8) and not self.base and not self.data:
            self.base = len(codecs.BOM_UTF8)
        self.base += self.at
        self.data, self.at = rest + turned, 0
        return bool(block or turned)

    def peek(self) -> bytes:
        """Passes over blanks; the next byte, nothing at the end of the file."""
        while True:
            self.at = _end(_SPACE, self.data, self.at)
            if self.at < len(self.data):
                return self.data[self.at : self.at + 1]
            if not self.more():
                return b""

    def ends(self, sign: bytes, number: int) -> bool:
        """Passes over the end of a list, or over the comma before its element `number`. Lost."""
        next_sign = self.peek()
        if number and next_sign == b",":
            self.at += 1
            next_sign = self.peek()
        elif number and next_sign and next_sign != sign:
            raise Lost("a comma is missing")
        if not next_sign:
            raise Lost(_END)
        if next_sign == sign:
            self.at += 1
        return next_sign == sign

    def take(self, longest: int) -> bytes | None:
        """The value that begins at `at`; None when it is longer than that. Raises Lost.

        When Lost, `at` is at the beginning of the value, or of what is still known of it.
        """
        sign = self.data[self.at : self.at + 1]
        if sign in (b"{", b"["):
            return self._take_nested(longest)
        if sign == b'"':
            return self._take_string(longest)
        end = _end(_LITERAL, self.data, self.at)
        while end == len(self.data) and end - self.at < longest and self.more():
            end = _end(_LITERAL, self.data, self.at)
        if end == self.at:
            raise Lost("no value begins here")
        raw = self.data[self.at : end]
        self.at = end
        return raw

    def _take_string(self, longest: int) -> bytes | None:
        while not self._is_whole(self.at):
            if len(self.data) - self.at > longest:
                self._pass_string()
                return None
            if not self.more():
                raise Lost(_END)
        end = _end(_BODY, self.data, self.at + 1) + 1
        raw = self.data[self.at : end]
        self.at = end
        return raw if len(raw) <= longest else None

    def _is_whole(self, at: int) -> bool:
        """Does the string that begins here end in this window? Raises Lost where it cannot."""
        end = _end(_BODY, self.data, at + 1)
        left = self.data[end : end + 2]
        if left[:1] == b'"':
            return True
        if left in (b"", b"\\"):
            return False
        raise Lost("a quotation mark is missing, or there is a control sign in the text")

    def _pass_string(self) -> None:
        """Over a string of any length, in no more memory than a block."""
        self.at += 1
        while True:
            self.at = _end(_BODY, self.data, self.at)
            left = self.data[self.at : self.at + 2]
            if left[:1] == b'"':
                self.at += 1
                return
            if left not in (b"", b"\\"):
                raise Lost("a quotation mark is missing, or there is a control sign in the text")
            if not self.more():
                raise Lost(_END)

    def _take_nested(self, longest: int) -> bytes | None:
        open_, scan, dropped = bytearray(), self.at, False
        while True:
            scan = _end(_PLAIN, self.data, scan)
            self._damage = self.base + scan
            sign = self.data[scan : scan + 1]
            if sign in (b"{", b"["):
                self._check(open_, scan, sign)
                open_ += b"}" if sign == b"{" else b"]"
                scan += 1
            elif sign in (b"}", b"]"):
                if open_.pop() != sign[0]:
                    raise Lost("a bracket is missing")
                scan += 1
                if not open_:
                    raw = None if dropped or scan - self.at > longest else self.data[self.at : scan]
                    self.at = scan
                    return raw
            elif sign and (sign != b'"' or self._is_whole(scan)):
                raise Lost("this is not JSON")
            else:
                dropped = dropped or len(self.data) - self.at > longest
                scan = self._further(scan, dropped, sign)

    def _check(self, open_: bytearray, scan: int, sign: bytes) -> None:
        """A bracket may open only where a value may stand: else one before it was not closed."""
        before = scan - 1
        while before > self.at and self.data[before] in b" \t\r\n":
            before -= 1
        if open_ and before >= self.at:
            found = self.data[before : before + 1]
            if found not in ((b":",) if open_[-1:] == b"}" else (b"[", b",")):
                raise Lost("a bracket is missing")
        if len(open_) >= DEPTH:
            raise Lost(f"it is nested deeper than {DEPTH} levels")

    def _further(self, scan: int, dropped: bool, sign: bytes) -> int:
        """Reads on inside a value; where to look next."""
        if dropped:
            self.at = scan
            if sign:
                self._pass_string()
                return self.at
        kept = scan - self.at
        if not self.more():
            raise Lost(_END)
        return kept

    def seek(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """The next place of a pattern shorter than _TAIL; without one, `at` is at the end."""
        while True:
            found = pattern.search(self.data, self.at)
            if found:
                self.at = found.start()
                return found
            self.at = max(self.at, len(self.data) - _TAIL)
            if not self.more():
                self.at = len(self.data)
                return None


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    match = pattern.match(data, at)
    return match.end() if match else at
