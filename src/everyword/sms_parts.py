"""The pictures and films inside an SMS backup, each as a source of its own, opened lazily.

    opened(source, path, sha256)    one part, by the path that the reader gave it
    every(source, paths)            many of them, in one walk
    is_part(path)                   whether a path is one

A part is named `sms.xml!/mms-12-3-photo.jpg`: the third part of the twelfth record. It is one
attribute of the XML file, in Base64. Its place is found by going through the file without holding
it; then only the bytes asked for are decoded, so a film of a gigabyte costs one block.
"""

import io
import re
from array import array
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, cast

from msgspec import Struct

from everyword.archive import BadArchive
from everyword.mail_parts.transfer import Body, Decoded, measure
from everyword.model import Source
from everyword.streams import RangeStream

_PATH = re.compile(r"(?s).*!/mms-([1-9]\d{0,11})-([1-9]\d{0,6})-[^/]*")
_BLOCK = 1 << 18
_RECORDS = frozenset((b"sms", b"mms", b"call"))
_ROOTS = frozenset((b"smses", b"calls"))
_NAME = re.compile(rb"/?([A-Za-z_:][\w:.-]{0,60})")
_OPEN = re.compile(rb"<")
_IN_TAG = re.compile(rb"[\"'<>]")
_ENDS = {b'"': re.compile(rb"[\"<]"), b"'": re.compile(rb"['<]")}
_DATA = re.compile(rb"\sdata\s*=\s*\Z")
_KEPT = 64
"""Bytes before a place that are kept, to see an attribute's name or a tag's `/`."""
_WRITTEN_BLANK = re.compile(rb"&#(?:9|10|13|[xX](?:9|[aA]|[dD]));")
_LONGEST_BLANK = 6


class _Place(Struct, frozen=True):
    """The `part`-th <part> of a record, and where the letters of its file stand."""

    record: int
    part: int
    start: int
    end: int


def is_part(path: str) -> bool:
    return _PATH.fullmatch(path) is not None


def opened(source: Source, path: str, sha256: str | None = None) -> Source:
    """The part `path` of the backup `source`. Raises BadArchive where it is not there.

    With `sha256` (hex) it is a part with that hash: in a damaged file another place is looked for.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise BadArchive(f"{path} does not name a picture inside an SMS backup")
    plain = Source(source.name, _size(source), lambda: _plain(source))
    wanted = int(match[1]), int(match[2])
    for place in _places(plain):
        if (place.record, place.part) == wanted:
            found = _part(plain, place, path)
            if sha256 is None or found[1] == sha256:
                return found[0]
            break
    for place in _places(plain) if sha256 is not None else ():
        found = _part(plain, place, path)
        if found[1] == sha256:
            return found[0]
    raise BadArchive("the backup has no such picture, or it is damaged")


def every(source: Source, paths: Mapping[str, str | None]) -> Iterator[Source]:
    """The parts at these paths of the backup `source`, in its order.

    With a hash (hex) only a part that has it: after damage the count of the records may be another
    than the reader's, and what is not surely the file named is not given.
    """
    places: dict[tuple[int, int], str] = {}
    for path in paths:
        if (match := _PATH.fullmatch(path)) is not None:
            places[int(match[1]), int(match[2])] = path
    if not places:
        return
    plain = Source(source.name, _size(source), lambda: _plain(source))
    for place in _places(plain):
        path = places.get((place.record, place.part), "")
        if path:
            found, sha256 = _part(plain, place, path)
            if paths[path] in (None, sha256):
                yield found


def _part(plain: Source, place: _Place, path: str) -> tuple[Source, str]:
    """The part and the hash of it."""
    body = Body(plain, place.start, place.end, "base64")
    measured = measure(body)

    def opener() -> BinaryIO:
        return cast(BinaryIO, io.BufferedReader(Decoded(body, measured), 1 << 16))

    return Source(path, measured.size, opener), measured.sha256


class _Plain(RangeStream):
    """The file with one byte for each letter, and written line ends (`&#10;`) as blanks."""

    def __init__(self, stream: BinaryIO, width: int, is_big: bool, size: int) -> None:
        super().__init__()
        self._stream, self._width, self._is_big, self._size = stream, width, is_big, size

    @property
    def size(self) -> int:
        return self._size

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self.at)
        if wanted <= 0:
            return 0
        first = max(0, self.at - _LONGEST_BLANK)
        self._stream.seek(first * self._width)
        data = self._stream.read((self.at - first + wanted + _LONGEST_BLANK) * self._width)
        if self._width == 2:
            data = _narrow(data, self._is_big)
        if b"&#" in data:
            data = _WRITTEN_BLANK.sub(lambda match: b" " * len(match[0]), data)
        data = data[self.at - first : self.at - first + wanted]
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _narrow(data: bytes, is_big: bool) -> bytes:
    """UTF-16 as one byte a unit; what is not ASCII becomes a byte that is in no tag."""
    units = array("H", data[: len(data) & ~1])
    if is_big != (array("H", b"\0\1")[0] == 1):
        units.byteswap()
    return bytes(unit if unit < 128 else 127 for unit in units)


def _width(source: Source) -> tuple[int, bool]:
    head = source.head(2)
    if head in (b"\xff\xfe", b"<\x00"):
        return 2, False
    return (2, True) if head in (b"\xfe\xff", b"\x00<") else (1, False)


def _size(source: Source) -> int:
    return source.size // _width(source)[0]


def _plain(source: Source) -> BinaryIO:
    width, is_big = _width(source)
    raw = _Plain(source.open(), width, is_big, source.size // width)
    return cast(BinaryIO, io.BufferedReader(raw, _BLOCK))


class _Tape:
    """Bytes that are read on, and never back; the last few before the place are kept."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._data, self._at, self._base = b"", 0, 0

    @property
    def place(self) -> int:
        return self._base + self._at

    @property
    def before(self) -> bytes:
        return self._data[max(0, self._at - _KEPT) : self._at]

    def ahead(self, size: int) -> bytes:
        while len(self._data) - self._at < size and self._more():
            pass
        return self._data[self._at : self._at + size]

    def to(self, end: re.Pattern[bytes]) -> bytes:
        """Goes to just before `end`, and says what was found; nothing: the file is at its end."""
        while True:
            match = end.search(self._data, self._at)
            self._at = match.start() if match else len(self._data)
            if match:
                return match[0]
            if not self._more():
                return b""

    def past(self, end: bytes) -> None:
        """Goes behind `end`, which has a few bytes."""
        while True:
            found = self._data.find(end, self._at)
            if found >= 0:
                self._at = found + len(end)
                return
            self._at = max(self._at, len(self._data) - len(end) + 1)
            if not self._more():
                self._at = len(self._data)
                return

    def skip(self, size: int) -> None:
        self._at += size

    def _more(self) -> bool:
        block = self._stream.read(_BLOCK)
        cut = max(0, self._at - _KEPT)
        self._data = self._data[cut:] + block
        self._base += cut
        self._at -= cut
        return bool(block)


def _places(plain: Source) -> Iterator[_Place]:
    """Every value of `data` in a part, with its record and part counted as the reader counts."""
    record = part = depth = 0
    with plain.open() as stream:
        tape = _Tape(stream)
        while tape.to(_OPEN):
            tape.skip(1)
            ahead = tape.ahead(3)
            if ahead == b"!--" or ahead[:1] == b"?":
                tape.past(b"-->" if ahead == b"!--" else b"?>")
                continue
            name = _NAME.match(tape.ahead(_KEPT))
            if name is None:
                continue
            if name[0][:1] == b"/":
                depth = max(0, depth - 1)
                continue
            depth = 1 if name[1] in _RECORDS else 0 if name[1] in _ROOTS else depth
            if depth == 1:
                record, part = record + 1, 0
            elif name[1] == b"part":
                part += 1
            depth += 1
            place = _tag(tape)
            if tape.before.endswith(b"/>"):
                depth -= 1
            if place and name[1] == b"part":
                yield _Place(record, part, *place)


def _tag(tape: _Tape) -> tuple[int, int] | None:
    """Goes behind the tag, or to the `<` that breaks it off; where its `data` stands."""
    found: tuple[int, int] | None = None
    while (sign := tape.to(_IN_TAG)) in _ENDS:
        is_data = _DATA.search(tape.before) is not None
        tape.skip(1)
        start = tape.place
        if tape.to(_ENDS[sign]) != sign:
            return None
        if is_data:
            found = start, tape.place
        tape.skip(1)
    if sign == b">":
        tape.skip(1)
        return found
    return None
