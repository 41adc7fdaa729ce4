"""JSON documents of any size, record by record: in little memory and in time linear in their size.

A document is walked from its beginning. The elements of the arrays that are asked for come decoded,
in batches; everything else comes as it is, in one piece per value. After damage, reading goes on at
the next element that begins like the others of its array; where that fails, at the next array that
is asked for. UTF-8 and UTF-16 are read, with or without a byte order mark; offsets count bytes of
UTF-8.

How it is fast: what stands between two records of one array looks the same through a whole file.
The last such place in a block is taken for the end of its records, and the decoder, which checks
all of them, says whether it was. Where it was not, the block is gone through bracket by bracket.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct

from everyword.archive import BadArchive
from everyword.model import Locator, Source, whole
from everyword.readers.json.window import Lost, Window, is_utf16

Path = tuple[str | int, ...]
"""Where a value stands: names of members and numbers of elements from 0; -1 where not known."""
Decoder = msgspec.json.Decoder[list[Any]]
Wanted = Mapping[tuple[str, ...], Decoder]
"""Arrays whose elements are wanted, "*" for any number, and what decodes a list of them."""

LONGEST = 8 << 20
"""Bytes: a record longer than this is never held in memory."""
LONGEST_VALUE = 1 << 20
KEPT = 1 << 16
"""Bytes kept of a broken record."""
TWICE = 1 << 20
"""Bytes that may be looked at again after damage, beside as many as were read."""
_NAME = rb'"[^"\\\x00-\x1f]{0,200}"'
_HEAD = re.compile(rb"\{[ \t\r\n]{0,100}" + _NAME)
_BETWEEN = re.compile(rb"(\}[ \t\r\n]{0,100},[ \t\r\n]{0,100}\{[ \t\r\n]{0,100})" + _NAME)
_ESCAPE = re.compile(
    rb"\\(?:u([dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4})|.)", re.S
)
HALF = "half a character, or bytes that are none, shown as \ufffd"


class Batch(Struct, frozen=True, gc=False):
    """Elements of a wanted array, the first of them number `first` from 0."""

    path: Path
    first: int
    items: list[Any]


class Broken(Struct, frozen=True):
    """An element that could not be read as it is: `size` bytes from `offset`, and why.

    `item` is what could be read of it with half characters shown as U+FFFD, or None. `raw` is its
    beginning, at most KEPT bytes. `ended` is False where its end was lost: then the end of the
    array, and whose array the next elements are of, may be lost in it too.
    """

    path: Path
    index: int
    offset: int
    size: int
    raw: bytes
    why: str
    item: Any = None
    ended: bool = True


class Value(Struct, frozen=True):
    """A value that is not walked into. `raw` is empty where it is longer than LONGEST_VALUE."""

    path: Path
    offset: int
    size: int
    raw: bytes


class Damage(Struct, frozen=True):
    """A stretch outside of wanted arrays that was not read, and why."""

    offset: int
    size: int
    why: str


Event = Batch | Broken | Value | Damage


class _Over(Exception):
    """The end of the file was reached inside a record, and said."""


def place(source: Source, event: Value | Damage) -> tuple[Locator, ...]:
    """Where it stands, in bytes of the source; the source as a whole where that is not known."""
    if is_utf16(source.head(2)) or not event.size or event.offset + event.size > source.size:
        return whole(source)
    return (Locator(source.name, event.offset + 1, event.offset + event.size, "byte"),)


def walk(stream: BinaryIO, wanted: Wanted) -> Iterator[Event]:
    """Everything in a document, in its order. Never raises on what the bytes are."""
    return _Walk(Window(stream), wanted).events()


class _Walk:
    def __init__(self, window: Window, wanted: Wanted) -> None:
        self._window, self._wanted, self._twice = window, wanted, 0
        self._above = {key[:depth] for key in wanted for depth in range(len(key))}
        names = sorted({key[-1] for key in wanted if key and key[-1] != "*"})
        either = b"|".join(re.escape(name.encode()) for name in names) or rb"(?!)"
        self._opening = rb'(?<!\\)"(?P<name>' + either + rb')"[ \t\r\n]{0,100}:[ \t\r\n]{0,100}\['

    def events(self) -> Iterator[Event]:
        window = self._window
        try:
            start, why = 0, ""
            try:
                if not window.peek():
                    raise Lost("the file is empty")
                yield from self._value(())
                start = window.offset
                if not window.peek():
                    return
                why = "this follows the end of the document"
            except Lost as lost:
                start, why = window.offset, str(lost)
            yield from self._after_damage(start, why)
        except BadArchive as fault:
            yield Damage(window.offset, 0, str(fault))
        except _Over:
            return

    def _after_damage(self, start: int, why: str) -> Iterator[Event]:
        """From one wanted array to the next; what is between them is not understood any more."""
        window, opening = self._window, re.compile(self._opening)
        while True:
            found = window.seek(opening)
            yield Damage(start, window.offset - start, why)
            if found is None:
                return
            name = found["name"].decode()
            pattern = max((key for key in self._wanted if key[-1:] == (name,)), key=len)
            window.at = window.at + len(found[0]) - 1
            try:
                path = tuple(-1 if part == "*" else part for part in pattern)
                yield from self._elements(path, pattern)
                start, why = window.offset, "what this belongs to is lost in the damage before it"
            except Lost as lost:
                start, why = window.offset, str(lost)

    def _value(self, path: Path) -> Iterator[Event]:
        window = self._window
        pattern = tuple("*" if isinstance(part, int) else part for part in path)
        sign = window.peek()
        if sign == b"[" and pattern in self._wanted:
            yield from self._elements(path, pattern)
        elif sign == b"{" and pattern in self._above:
            yield from self._members(path)
        elif sign == b"[" and (*pattern, "*") in self._above:
            window.at += 1
            number = 0
            while not window.ends(b"]", number):
                yield from self._value((*path, number))
                number += 1
        else:
            offset = window.offset
            raw = window.take(LONGEST_VALUE)
            yield Value(path, offset, window.offset - offset, raw or b"")

    def _members(self, path: Path) -> Iterator[Event]:
        window, number = self._window, 0
        window.at += 1
        while not window.ends(b"}", number):
            if window.peek() != b'"':
                raise Lost("a name is missing")
            name = _name(window.take(KEPT))
            if window.peek() != b":":
                raise Lost("a colon is missing")
            window.at += 1
            yield from self._value((*path, name))
            number += 1

    def _elements(self, path: Path, pattern: tuple[str, ...]) -> Iterator[Event]:
        window, decoder = self._window, self._wanted[pattern]
        window.at += 1
        between, head = b"", b""
        index = slow = 0
        while True:
            offset = window.offset
            try:
                if window.ends(b"]", index):
                    return
                if between and window.offset >= slow:
                    made, slow = self._block(between, decoder)
                    if made:
                        yield Batch(path, index, made)
                        index += len(made)
                        continue
                head = head or _head(window.data, window.at)
                offset = window.offset
                raw = window.take(LONGEST)
                head = head or _head(raw or b"", 0)  # it had been cut by the end of the block
            except Lost as lost:
                if not window.peek():
                    raise
                yield from self._resume(path, index, offset, str(lost), head)
            else:
                yield _one(path, index, offset, window.offset - offset, raw, decoder)
                if not between and (found := _BETWEEN.match(window.data, window.at - 1)):
                    # No string holds a line end: with one, the first name is not needed.
                    between = found[1] if b"\n" in found[1] else found[0]
            index += 1

    def _block(self, between: bytes, decoder: Decoder) -> tuple[list[Any], int]:
        """All records in memory but the last; or nothing, and up to where to go slowly."""
        window = self._window
        end = window.data.rfind(between, window.at)
        if end < 0 and window.more():
            end = window.data.rfind(between, window.at)
        if end < 0:
            return [], 0
        try:
            made = decoder.decode(b"[" + window.data[window.at : end + 1] + b"]")
        except (ValueError, RecursionError):
            return [], window.base + end
        window.at = end + 1
        return made, 0

    def _resume(
        self, path: Path, index: int, offset: int, why: str, head: bytes
    ) -> Iterator[Event]:
        """On to the comma before the next record; Lost when another wanted array comes before."""
        window = self._window
        raw = window.data[window.at : window.at + KEPT]
        again = rb",[ \t\r\n]{0,100}(?=" + re.escape(head) + rb")|" if head else b""
        # A record that lacks its end is noticed in the next one, so that is looked for from the
        # beginning; but not in a file that is made to have bytes looked at again and again.
        self._twice += window.damage
        window.at += 1 if self._twice < TWICE + window.offset else max(1, window.damage)
        found = window.seek(re.compile(again + self._opening))
        yield Broken(path, index, offset, window.offset - offset, raw, why, ended=False)
        if found is None:
            raise _Over
        if found["name"] is not None:
            raise Lost(why)


def _head(data: bytes, at: int) -> bytes:
    match = _HEAD.match(data, at)
    return match[0] if match else b""


def _one(
    path: Path, index: int, offset: int, size: int, raw: bytes | None, decoder: Decoder
) -> Event:
    if raw is None:
        why = f"it is longer than {LONGEST >> 20} MiB and was not read"
        return Broken(path, index, offset, size, b"", why)
    try:
        return Batch(path, index, decoder.decode(b"[" + raw + b"]"))
    except (ValueError, RecursionError) as fault:
        why = str(fault)
    try:
        (item,) = decoder.decode(b"[" + mended(raw) + b"]")
        return Broken(path, index, offset, size, raw[:KEPT], HALF, item)
    except (ValueError, RecursionError):
        what = f"it is not a record of this kind of file ({why.removesuffix(' - at `$[0]`')})"
        return Broken(path, index, offset, size, raw[:KEPT], what)


def mended(raw: bytes) -> bytes:
    """With U+FFFD in the place of each half of a character and of bytes that are not UTF-8."""
    text = raw.decode("utf-8", "replace").encode()
    return _ESCAPE.sub(_whole_or_none, text)


def _whole_or_none(match: re.Match[bytes]) -> bytes:
    digits = match[1]
    is_half = digits is not None and len(digits) == 4 and digits[:1] in b"dD" and digits[1:2] > b"7"
    return b"\\ufffd" if is_half else match[0]


def _name(raw: bytes | None) -> str:
    try:
        return str(msgspec.json.decode(mended(raw or b'""'), type=str))
    except ValueError:
        raise Lost("a name is broken") from None
