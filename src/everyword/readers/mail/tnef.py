"""Outlook's own form of a mail, TNEF: the file winmail.dat, as a list of what it holds.

The format is public ([MS-OXTNEF], properties [MS-OXCDATA]): a signature, then one attribute after
another, each with its length and the sum of its bytes. Attributes of a file sent with the mail
follow the one that begins it. Nothing is unpacked; a file is a stretch of the source.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct, field

from everyword.mail_parts.family import path_name
from everyword.mail_parts.letters import Letters
from everyword.mail_parts.outlook import charset_of
from everyword.model import Source
from everyword.readers.beside.joined import stretch

MAGIC = b"\x78\x9f\x3e\x22"
MAX_HELD = 32 << 20
"""Bytes of one attribute that is read whole."""
MAX_FILES = 10_000
MAX_FAULTS = 100
MAX_PROPERTIES = 100_000
_BLOCK = 1 << 20
_ATTRIBUTE = struct.Struct("<BII")
_IN_FILE = 2
_BEGINS_FILE, _TITLE, _DATA, _FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_PROPERTIES, _CODE_PAGE = 0x9003, 0x9007
_BODY, _SUBJECT, _SENT = 0x800C, 0x8004, 0x8005
_HELD = frozenset(
    (_TITLE, _FILE_PROPERTIES, _PROPERTIES, _CODE_PAGE, _BODY, _SUBJECT, _SENT, 0x8008)
)
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16, 1: 4}
_VARIABLE = frozenset((0x1E, 0x1F, 0x0D, 0x102))
_EMBEDDED = 16
"""Bytes before a message within: which interface it has."""
_NAMES = (0x3707, 0x3704, 0x3001)
_CONTENT, _MANY, _NAMED = 0x3701, 0x1000, 0x8000


class Held(Struct):
    """One file in it. `start` and `end` are its bytes in the source."""

    name: str | None = None
    start: int = 0
    end: int = 0
    message: bool = False


Value = tuple[int, int, int]
"""The type of a property, and from where to where its bytes are within its attribute."""


class Properties(Struct):
    """Properties by their number, over the bytes they stand in."""

    data: bytes = b""
    found: dict[int, Value] = field(default_factory=dict)

    def bytes(self, number: int) -> bytes | None:
        value = self.found.get(number)
        return None if value is None else self.data[value[1] : value[2]]

    def words(self, number: int, letters: Letters, charset: str | None) -> str | None:
        value = self.found.get(number)
        if value is None or value[0] not in (0x1E, 0x1F):
            return None
        name = "utf-16-le" if value[0] == 0x1F else charset
        data = self.data[value[1] : value[2]]
        return letters.decode(data, name, f"property {number:04X}").removesuffix("\0")

    def number(self, number: int) -> int | None:
        value = self.found.get(number)
        if value is None or value[0] not in (3, 0x40):
            return None
        return int.from_bytes(self.data[value[1] : value[2]], "little")


class Tnef(Struct):
    """What the file holds. `faults` are what of it could not be read, in plain words."""

    plain: dict[int, bytes] = field(default_factory=dict)
    properties: Properties = field(default_factory=Properties)
    files: list[Held] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    charset: str | None = None


def is_tnef(source: Source) -> bool:
    return source.head(4) == MAGIC and source.size >= 6


def opened(source: Source, letters: Letters) -> Tnef:
    """Everything in it, in its order. Raises BadArchive where the source is a damaged member."""
    found = Tnef()
    with source.open() as stream:
        stream.seek(6)
        for level, number, start, end, data in _attributes(stream, source.size, found.faults):
            if number == _CODE_PAGE and data:
                found.charset = charset_of(int.from_bytes(data[:4], "little"))
            elif level == _IN_FILE:
                _of_file(found, number, (start, end), data, letters)
            elif number == _PROPERTIES and data is not None:
                found.properties = _properties(data, found.faults)
            elif data is not None:
                found.plain.setdefault(number, data)
    return found


def files_of(source: Source, found: Tnef) -> Iterator[tuple[str, Source]]:
    """Each file with the name it is given, and its bytes."""
    for number, held in enumerate(found.files[:MAX_FILES], 1):
        name = held.name or ("message.dat" if held.message else "file")
        path = f"{source.name}!/{number}-{path_name(name)}"
        yield name, stretch(source, path, held.start, held.end)


def _attributes(
    stream: BinaryIO, size: int, faults: list[str]
) -> Iterator[tuple[int, int, int, int, bytes | None]]:
    """Level, number, where it begins and ends, and its bytes where they are held."""
    while (at := stream.tell()) < size:
        head = stream.read(_ATTRIBUTE.size)
        if len(head) < _ATTRIBUTE.size:
            faults.append(f"it ends in the middle, at byte {size:,}")
            return
        level, name, length = _ATTRIBUTE.unpack(head)
        if level not in (1, _IN_FILE):
            faults.append(f"at byte {at + 1:,} something else follows: not read from there on")
            return
        number, start = name & 0xFFFF, at + _ATTRIBUTE.size
        left = size - start
        held = number in _HELD and length <= MAX_HELD
        data, total = _read(stream, min(length, left), held)
        if number in _HELD and not held and len(faults) < MAX_FAULTS:
            faults.append(f"attribute {number:04X} has {length:,} bytes: too long, not read")
        yield level, number, start, start + min(length, left), data if held else None
        check = stream.read(2)
        if length > left or len(check) < 2:
            faults.append(f"attribute {number:04X} is cut short: {max(0, left):,} bytes are here")
            return
        if int.from_bytes(check, "little") != total and len(faults) < MAX_FAULTS:
            faults.append(f"attribute {number:04X}: the sum of its bytes does not fit: damaged")


def _read(stream: BinaryIO, length: int, held: bool) -> tuple[bytes, int]:
    """The bytes, where they are to be held, and the sum of them."""
    pieces, total, left = [], 0, length
    while left and (block := stream.read(min(left, _BLOCK))):
        total += sum(block)
        left -= len(block)
        if held:
            pieces.append(block)
    return b"".join(pieces), total & 0xFFFF


def _of_file(
    found: Tnef, number: int, place: tuple[int, int], data: bytes | None, letters: Letters
) -> None:
    if number == _BEGINS_FILE:
        if len(found.files) >= MAX_FILES:
            if len(found.files) == MAX_FILES:
                found.faults.append(f"more than {MAX_FILES:,} files: the rest is not listed")
            found.files.append(Held())
            return
        found.files.append(Held())
    if not found.files or len(found.files) > MAX_FILES:
        return
    held = found.files[-1]
    if number == _TITLE and data:
        held.name = held.name or letters.decode(
            data.split(b"\0")[0], found.charset, "the name of a file"
        )
    elif number == _DATA:
        held.start, held.end = place
    elif number == _FILE_PROPERTIES and data is not None:
        properties = _properties(data, found.faults)
        for name in _NAMES:
            written = properties.words(name, letters, found.charset)
            if written:
                held.name = written
                break
        content = properties.found.get(_CONTENT)
        if content is not None and not held.end:
            held.message = content[0] == 0x0D
            skip = _EMBEDDED if held.message else 0
            held.start, held.end = place[0] + content[1] + skip, place[0] + content[2]
            held.start = min(held.start, held.end)


def _properties(data: bytes, faults: list[str]) -> Properties:
    found = Properties(data)
    try:
        _walk(data, found.found)
    except (struct.error, IndexError, ValueError):
        if len(faults) >= MAX_FAULTS:
            return found
        faults.append("some of its properties are damaged: what follows them is not read")
    return found


def _walk(data: bytes, found: dict[int, Value]) -> None:
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, MAX_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= _NAMED:
            at = _past_name(data, at)
        many, kind = bool(kind & _MANY), kind & ~_MANY
        values = 1
        if many or kind in _VARIABLE:
            (values,) = struct.unpack_from("<I", data, at)
            at += 4
        if values > len(data):
            raise ValueError
        for nth in range(values):
            size = _FIXED.get(kind, -1)
            if kind in _VARIABLE:
                (size,) = struct.unpack_from("<I", data, at)
                at += 4
            if size < 0 or at + size > len(data):
                raise ValueError
            if nth == 0:
                found.setdefault(number, (kind, at, at + size))
            at += size + (-size % 4)


def _past_name(data: bytes, at: int) -> int:
    """A property with a name of its own: by number or in words."""
    (kind,) = struct.unpack_from("<I", data, at + 16)
    at += 20
    if kind == 0:
        return at + 4
    (size,) = struct.unpack_from("<I", data, at)
    if size > len(data):
        raise ValueError
    return int(at + 4 + size + (-size % 4))
