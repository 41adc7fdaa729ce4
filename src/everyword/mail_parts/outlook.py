"""Outlook's .msg: the properties of one message ([MS-OXMSG]), and the files sent with it.

A property is told by its number; words stand in streams `__substg1.0_` + number + type, times and
whole numbers in `__properties_version1.0`. A message within a message is a folder of the file and
has no bytes of its own: it has a name, but no hash, and its own files are named below it.
"""

from collections.abc import Iterator

from msgspec import Struct

from everyword.archive import BadArchive
from everyword.mail_parts.compound import MAGIC, Compound, Entry
from everyword.mail_parts.family import path_name
from everyword.mail_parts.letters import Letters
from everyword.model import Source

MAX_WORDS = 16 << 20
"""Bytes: longer words of one property are not read."""
MAX_DEPTH = 5
MAX_FILES = 10_000
_HEAD = "__properties_version1.0"
_TEXT, _OLD_TEXT, _BYTES, _FOLDER = "001f", "001e", "0102", "000d"
LONG_NAME, SHORT_NAME, DATA, SHOWN_NAME, MIME, HIDDEN = (
    0x3707,
    0x3704,
    0x3701,
    0x3001,
    0x370E,
    0x7FFE,
)


class Properties:
    """The properties of a message, a recipient or an attachment: one folder of the file."""

    def __init__(self, file: Compound, folder: Entry, head: int, letters: Letters) -> None:
        self.file, self.letters = file, letters
        self.names = file.inside(folder)
        self.fixed: dict[tuple[int, int], bytes] = {}
        self.charset: str | None = None
        entry = self.names.get(_HEAD)
        data = file.bytes_of(entry, 1 << 20)[head:] if entry else b""
        for at in range(0, len(data) - 15, 16):
            kind, number = data[at : at + 2], data[at + 2 : at + 4]
            key = (int.from_bytes(number, "little"), int.from_bytes(kind, "little"))
            self.fixed.setdefault(key, data[at + 8 : at + 16])

    def _stream(self, number: int, kind: str) -> Entry | None:
        return self.names.get(f"__substg1.0_{number:04x}{kind}")

    def words(self, number: int) -> str | None:
        """A property of words; None where it is not there."""
        what = f"property {number:04X}"
        for kind in (_TEXT, _OLD_TEXT):
            entry = self._stream(number, kind)
            if entry is None:
                continue
            if entry.size > MAX_WORDS:
                self.letters.say(f"{what}: {entry.size:,} bytes of words: too long, not read")
                return None
            data = self.file.bytes_of(entry, MAX_WORDS)
            charset = "utf-16-le" if kind == _TEXT else self.charset
            return self.letters.decode(data, charset, what).removesuffix("\0")
        return None

    def bytes(self, number: int) -> bytes | None:
        entry = self._stream(number, _BYTES)
        if entry is None:
            return None
        if entry.size > MAX_WORDS:
            self.letters.say(f"property {number:04X}: {entry.size:,} bytes: too long, not read")
            return None
        return self.file.bytes_of(entry, MAX_WORDS)

    def number(self, number: int) -> int | None:
        data = self.fixed.get((number, 3))
        return int.from_bytes(data[:4], "little") if data else None

    def time(self, number: int) -> int | None:
        """Units of 100 nanoseconds since 1601 in UTC."""
        data = self.fixed.get((number, 0x40))
        return int.from_bytes(data, "little") if data else None

    def folders(self, beginning: str) -> Iterator[Entry]:
        for name, entry in self.names.items():
            if name.startswith(beginning) and entry.kind == 1:
                yield entry


class Sent(Struct, frozen=True):
    """One file sent with a message: its bytes, or the folder of a message within."""

    name: str
    path: str
    data: Source | None
    folder: Entry | None
    hidden: bool
    fault: str | None = None


def is_outlook(source: Source) -> bool:
    """A compound file with the properties of a message in its root. Never raises."""
    try:
        if source.head(8) != MAGIC:
            return False
        file = Compound(source)
        names = file.inside(file.root)
    except (BadArchive, OSError):
        return False
    return _HEAD in names and any(name.startswith("__substg1.0_") for name in names)


def opened(source: Source, letters: Letters) -> Properties:
    """The message of a .msg. Raises BadArchive."""
    file = Compound(source)
    return message(file, file.root, 32, letters)


def message(file: Compound, folder: Entry, head: int, letters: Letters) -> Properties:
    found = Properties(file, folder, head, letters)
    page = found.number(0x3FFD) or found.number(0x3FDE)
    found.charset = charset_of(page)
    return found


def charset_of(page: int | None) -> str | None:
    """The name of a Windows code page."""
    known = {65001: "utf-8", 20127: "us-ascii", 28591: "iso-8859-1", 10000: "mac-roman",
             20866: "koi8-r", 21866: "koi8-u", 50220: "iso-2022-jp", 50221: "iso-2022-jp",
             51932: "euc-jp", 51949: "euc-kr", 54936: "gb18030", 1200: "utf-16-le"}  # fmt: skip
    if page is None:
        return None
    if 28592 <= page <= 28605:
        return f"iso-8859-{page - 28590}"
    return known.get(page, f"cp{page}")


def sent_with(found: Properties, path: str) -> Iterator[Sent]:
    """The files sent with a message, numbered from 1 in the order the file has them."""
    folders = list(found.folders("__attach_version1.0_#"))
    if len(folders) > MAX_FILES:
        found.letters.say(f"more than {MAX_FILES:,} files: the rest was not read")
    for number, folder in enumerate(folders[:MAX_FILES], 1):
        try:
            yield _sent(found, folder, number, path)
        except BadArchive as fault:
            name = f"{number}-part.bin"
            yield Sent(name, f"{path}!/{name}", None, None, False, str(fault))


def _sent(found: Properties, folder: Entry, number: int, path: str) -> Sent:
    each = Properties(found.file, folder, 8, found.letters)
    each.charset = found.charset
    inner = each._stream(DATA, _FOLDER)
    names = (each.words(LONG_NAME), each.words(SHORT_NAME), each.words(SHOWN_NAME))
    name = next((name for name in names if name), "message.msg" if inner else "part.bin")
    ending = "" if inner is None or name.lower().endswith(".msg") else ".msg"
    place = f"{path}!/{number}-{path_name(name + ending)}"
    data = each._stream(DATA, _BYTES)
    hidden = each.fixed.get((HIDDEN, 0x0B), b"\0")[:1] == b"\1"
    if data is not None:
        try:
            return Sent(name, place, found.file.source_of(data, place), None, hidden)
        except BadArchive as fault:
            return Sent(name, place, None, None, hidden, str(fault))
    if inner is not None and _HEAD in found.file.inside(inner):
        return Sent(name, place, None, inner, hidden)
    return Sent(name, place, None, None, hidden, "only a link to it or a drawing is in the file")


def outlook_parts(source: Source) -> tuple[Source, ...]:
    """Every file sent with an Outlook message, those of messages within it too."""
    try:
        letters = Letters()
        return tuple(_below(opened(source, letters), source.name, MAX_DEPTH))
    except BadArchive:
        return ()


def _below(found: Properties, path: str, depth: int) -> Iterator[Source]:
    for each in sent_with(found, path):
        if each.data is not None:
            yield each.data
        elif each.folder is not None and depth:
            inner = message(found.file, each.folder, 24, found.letters)
            yield from _below(inner, each.path, depth - 1)
