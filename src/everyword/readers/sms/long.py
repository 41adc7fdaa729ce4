"""Attributes too long to hold: pictures and films inside an SMS backup, hashed as they pass.

Used by `sms_clean` for a tag that does not end within MAX_TAG bytes. `data` is Base64 of a file and
may have any length; every other attribute is words, and words longer than MAX_TAG are not read.
"""

import binascii
import hashlib
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

MAX_TAG = 1024 * 1024
MAX_HELD = 4 * MAX_TAG
MAX_VALUES = 1000
TOKEN = "\ufdd1"
"""Stands for a long value; no source can hold one, because U+FDD1 in a source becomes a MARK."""

_ELEMENT = re.compile(rb"<[A-Za-z][\w:.-]{0,60}")
_QUOTE = re.compile(rb"[\"'>]")
_VALUE_END = {b'"': re.compile(rb"[\"<]"), b"'": re.compile(rb"['<]")}
_OPEN = re.compile(b"<")
_NAME = re.compile(rb"([A-Za-z_:][\w:.-]{0,100})\s*=\s*$")
_BLANKS = b" \t\r\n"
_WRITTEN_BLANK = re.compile(rb"&#(?:9|10|13|[xX](?:9|[aA]|[dD]));")
_CUT = re.compile(rb"&[#xXaAdD0-9]{0,6}$")


class Sized(Struct, frozen=True):
    """A value that was not held: its length as written; the file it is, if it is one."""

    size: int
    sha256: str | None


class Base64Hash:
    """SHA-256 of a file that arrives as Base64 in pieces."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._held = b""
        self._good = True

    def add(self, text: bytes) -> None:
        if not self._good:
            return
        text = self._held + text
        half = _CUT.search(text[-8:])
        tail = half[0] if half else b""
        text = _close_up(text[: len(text) - len(tail)])
        whole = len(text) - 4 - len(text) % 4 if text else 0
        if whole > 0:
            self._good = text[whole - 1 : whole] != b"="
            self._decode(text[:whole])
            text = text[whole:]
        self._held = text + tail

    def digest(self) -> str | None:
        """None where the value is not Base64, or nothing."""
        self._decode(_close_up(self._held))
        return self._hash.hexdigest() if self._good else None

    def _decode(self, text: bytes) -> None:
        # The last four letters are decoded by `digest`: padding before them is damage.
        try:
            self._hash.update(binascii.a2b_base64(text, strict_mode=True))
        except binascii.Error:
            self._good = False


def _close_up(text: bytes) -> bytes:
    text = text.translate(None, _BLANKS)
    return _WRITTEN_BLANK.sub(b"", text) if b"&" in text else text


class LongTags:
    """Reads one long tag at a time; the long values it met, by the number in their token."""

    def __init__(self, clean: Callable[[bytes], bytes], whole: Callable[[bytes], bytes]) -> None:
        self._clean, self._whole = clean, whole
        self._values: dict[str, Sized] = {}
        self._made = 0
        self.notes: list[str] = []

    def __bool__(self) -> bool:
        return self._made > 0

    def value(self, text: str) -> Sized | None:
        """What a token stands for; None where the text is no token."""
        return self._values.pop(text, None) if text.startswith(TOKEN) else None

    def read(self, held: bytes, blocks: Iterator[bytes]) -> tuple[bytes, bytes]:
        """The tag that `held` begins with, its long values as tokens; and what follows it.

        It is cleaned before the tokens stand in it, so that no token can come from the source.
        """
        tape = _Tape(held, blocks)
        done: list[bytes] = []
        out = bytearray()
        for _ in range(MAX_VALUES):
            quote = tape.copy(_QUOTE, out, MAX_HELD)
            if quote not in (b'"', b"'"):
                done.append(self._clean(bytes(out)))
                return self._whole(b"".join(done)), tape.rest()
            token, closing = self._value(quote, out, tape)
            if token:
                done += [self._clean(bytes(out)), token]
                out.clear()
            out += closing
            if len(out) > MAX_HELD:
                break
        self.notes.append("a tag with more in it than any tag may have was not read")
        tape.copy(_OPEN, None, 0)
        return _stand_in(held), tape.rest()

    def _value(self, quote: bytes, out: bytearray, tape: "_Tape") -> tuple[bytes, bytes]:
        """Put a value behind `out`, up to its quote (or a `<`, which no value may hold).

        The token that stands for a value too long to be put there, if it is; and the quote.
        """
        name = _NAME.search(out[-200:-1])
        digest = Base64Hash() if name and name[1] == b"data" else None
        begun = len(out)
        size, closing = tape.pour(_VALUE_END[quote], out, MAX_TAG, digest)
        if size <= MAX_TAG:
            return b"", closing
        del out[begun:]
        self._made += 1
        token = f"{TOKEN}{self._made}"
        self._values[token] = Sized(size, digest.digest() if digest else None)
        return token.encode(), closing


def _stand_in(tag: bytes) -> bytes:
    """The same element with nothing in it, so that the records are counted as they stand."""
    name = _ELEMENT.match(tag)
    if name is None:
        return b""
    return name[0] + (b">" if name[0] == b"<mms" else b"/>")


class _Tape:
    """Bytes that are read on, and never back."""

    def __init__(self, held: bytes, blocks: Iterator[bytes]) -> None:
        self._data, self._blocks, self._at = held, blocks, 0

    def rest(self) -> bytes:
        return self._data[self._at :]

    def copy(self, end: re.Pattern[bytes], out: bytearray | None, room: int) -> bytes:
        """Up to `end`, which is given back and, except a `<`, copied too; nothing: no more."""
        while True:
            match = end.search(self._data, self._at)
            stop = len(self._data) if match is None else match.end() - (match[0] == b"<")
            if out is not None and len(out) <= room:
                out += self._data[self._at : stop]
            self._at = stop
            if match is not None:
                return match[0]
            if not self._more():
                return b""

    def pour(
        self, end: re.Pattern[bytes], out: bytearray, room: int, digest: Base64Hash | None
    ) -> tuple[int, bytes]:
        """A value into `out` as far as there is room, and into `digest`; its length, its quote."""
        size = 0
        while True:
            match = end.search(self._data, self._at)
            stop = len(self._data) if match is None else match.start()
            part = self._data[self._at : stop]
            size += len(part)
            if digest is not None:
                digest.add(part)
            if size <= room:
                out += part
            self._at = stop
            if match is not None:
                closing = b"" if match[0] == b"<" else match[0]
                self._at += len(closing)
                return size, closing
            if not self._more():
                return size, b""

    def _more(self) -> bool:
        block = next(self._blocks, None)
        self._data, self._at = block or b"", 0
        return block is not None
