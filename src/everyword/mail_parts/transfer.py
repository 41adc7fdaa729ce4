"""The bytes of one part of a mail, decoded as they are asked for: base64, quoted-printable, as is.

Nothing is held but one block. While a part is measured, places to begin again are kept, so that a
reader may go back and forth in a part of a gigabyte.
"""

import binascii
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Protocol

from msgspec import Struct

from everyword.model import Source
from everyword.streams import RangeStream

BLOCK = 256 * 1024
APART = 1 << 20
"""Bytes between two places to begin again."""
LONGEST_BLANK = 1000
"""Blanks after a `=` that are held to see whether the line ends there."""

_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
_BLANKS = b" \t\r\n\f\v"
_NOT_SAID = bytes(set(_NOT_BASE64) - set(_BLANKS))
_ESCAPE = re.compile(rb"=(?:([0-9A-Fa-f]{2})|[ \t]*+\r?\n)")
_LAST = re.compile(rb"=[ \t\r]*\Z")
_OPEN = re.compile(rb"=(?:[0-9A-Fa-f]|[ \t]*+\r?)\Z")


class Body(Struct, frozen=True):
    """The bytes `start` to `end` (from 0, end not included) of `source`, written in `coding`."""

    source: Source
    start: int
    end: int
    coding: str

    @property
    def raw_size(self) -> int:
        return self.end - self.start


class Measured(Struct, frozen=True):
    """`size` and `sha256` of the decoded bytes; `odd` signs were no letters of the coding.

    `places` are where decoding can begin again: (decoded bytes before, raw offset, signs held).
    """

    size: int
    sha256: str
    odd: int
    places: tuple[tuple[int, int, bytes], ...]


class _Coding(Protocol):
    held: bytes
    odd: int

    def feed(self, block: bytes, last: bool) -> bytes: ...


class _AsIs:
    held, odd = b"", 0

    def feed(self, block: bytes, last: bool) -> bytes:
        return block


class _Base64:
    """Signs that are not base64 are passed over and counted, as mail programs pass over them."""

    def __init__(self, held: bytes = b"") -> None:
        self.held, self.odd = held, 0

    def feed(self, block: bytes, last: bool) -> bytes:
        self.odd += len(block) - len(block.translate(None, _NOT_SAID))
        runs = (self.held + block.translate(None, _NOT_BASE64)).split(b"=")
        out = [self._ended(run) for run in runs[:-1]]
        rest = runs[-1]
        cut = len(rest) - len(rest) % 4
        out.append(binascii.a2b_base64(rest[:cut]))
        self.held = rest[cut:]
        if last:
            out.append(self._ended(self.held))
            self.held = b""
        return b"".join(out)

    def _ended(self, run: bytes) -> bytes:
        """A run of signs that padding or the end of the part closes."""
        if len(run) % 4 == 1:
            self.odd += 1
            run = run[:-1]
        return binascii.a2b_base64(run + b"=" * (-len(run) % 4))


class _Quoted:
    """An escape that is none (`=XY`) stays as it stands."""

    def __init__(self, held: bytes = b"") -> None:
        self.held, self.odd = held, 0

    def feed(self, block: bytes, last: bool) -> bytes:
        data = self.held + block
        self.held = b""
        if last:
            data = (
                _LAST.sub(b"", data[-LONGEST_BLANK:])
                if len(data) <= LONGEST_BLANK
                else (data[:-LONGEST_BLANK] + _LAST.sub(b"", data[-LONGEST_BLANK:]))
            )
        elif found := _OPEN.search(data, max(0, len(data) - LONGEST_BLANK)):
            data, self.held = data[: found.start()], data[found.start() :]
        plain = _ESCAPE.sub(_unescape, data)
        return plain


def _unescape(match: re.Match[bytes]) -> bytes:
    return bytes((int(match[1], 16),)) if match[1] else b""


def known(coding: str) -> bool:
    """Whether a Content-Transfer-Encoding is one that can be undone (or needs no undoing)."""
    return coding in ("", "7bit", "8bit", "binary", "base64", "quoted-printable")


def _coding(name: str, held: bytes = b"") -> _Coding:
    if name == "base64":
        return _Base64(held)
    return _Quoted(held) if name == "quoted-printable" else _AsIs()


def pieces(body: Body, coding: _Coding, at: int) -> Iterator[bytes]:
    """Decoded pieces from the raw offset `at` to the end."""
    with body.source.open() as stream:
        stream.seek(at)
        while at < body.end:
            block = stream.read(min(BLOCK, body.end - at))
            at += len(block)
            last = not block or at >= body.end
            yield coding.feed(block, last)
            if not block:
                return


def measure(body: Body) -> Measured:
    coding = _coding(body.coding)
    digest = hashlib.sha256()
    size, raw = 0, body.start
    places = [(0, raw, b"")]
    for piece in pieces(body, coding, body.start):
        digest.update(piece)
        size += len(piece)
        raw = min(raw + BLOCK, body.end)
        if size - places[-1][0] >= APART and raw < body.end:
            places.append((size, raw, coding.held))
    return Measured(size, digest.hexdigest(), coding.odd, tuple(places))


def read_all(body: Body) -> tuple[bytes, int]:
    """Every decoded byte, and how many signs were none of the coding: only for what is small."""
    coding = _coding(body.coding)
    data = b"".join(pieces(body, coding, body.start))
    return data, coding.odd


class Decoded(RangeStream):
    """A part of a mail as a file: seekable, of `measured.size` bytes."""

    def __init__(self, body: Body, measured: Measured) -> None:
        super().__init__()
        self._body, self._measured = body, measured
        self._starts = [place[0] for place in measured.places]
        self._pieces: Iterator[bytes] = iter(())
        self._piece = b""
        self._piece_at = measured.size + 1  # nothing is held yet

    @property
    def size(self) -> int:
        return self._measured.size

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self.size - self.at)
        if wanted <= 0:
            return 0
        if not self._piece_at <= self.at < self._piece_at + len(self._piece) + APART:
            self._begin()
        while self._piece_at + len(self._piece) <= self.at:
            self._piece_at += len(self._piece)
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = piece
        first = self.at - self._piece_at
        data = self._piece[first : first + wanted]
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)

    def _begin(self) -> None:
        """At the last place to begin again that is not behind the place asked for."""
        size, raw, held = self._measured.places[bisect_right(self._starts, self.at) - 1]
        self._pieces = pieces(self._body, _coding(self._body.coding, held), raw)
        self._piece, self._piece_at = b"", size
