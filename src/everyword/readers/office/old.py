"""The old binary .doc ([MS-DOC]) and .ppt ([MS-PPT]); .xls has a module of its own.

Of a .doc the words are read, in the order of the text. Which of them are hidden, put in or taken
out, and where a row of a table ends, is kept elsewhere in such a file and is not told apart.
"""

import re
import struct

from everyword.archive import BadArchive
from everyword.mail_parts.compound import Compound, Entry
from everyword.model import Source
from everyword.readers.office.biff import Book
from everyword.readers.office.parts import Paper

MAX_STREAM = 256 << 20
MAX_BOOK = 64 << 20
MAX_PIECES = 1_000_000
_KINDS = {"worddocument": "doc", "workbook": "xls", "book": "xls", "powerpoint document": "ppt",
          "encryptedpackage": "locked"}  # fmt: skip
_MASTERS = frozenset((0x03F8, 0x03F9))
_WIDE, _NARROW, _CRYPT = 0x0FA0, 0x0FA8, 0x2F14
SHOWN = (
    "an old PowerPoint file (.ppt): its words stand in the order of the file; slides and notes are"
    " not told apart, and words of earlier versions may be among them"
)
_FIELD = re.compile("\x13([^\x13\x14\x15]{0,4000})(?:\x14([^\x13\x14\x15]*))?\x15")
_ADDRESS = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"')
_SIGNS = {0x07: "\t", 0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x1E: "\u2011", 0x1F: "\u00ad",
          0x13: "", 0x14: "", 0x15: "", 0x01: "", 0x08: "", 0x05: "", 0x02: "", 0x03: "",
          0x04: "", 0x00: ""}  # fmt: skip
_PARTS = ("", "footnotes", "header", "", "comments", "endnotes", "text box", "text box of a header")
SAID = (
    "an old Word file (.doc): which words are hidden or were put in or taken out by tracked"
    " changes is not told apart, nor where rows of tables end"
)


def old_kind(file: Compound) -> str | None:
    """doc, xls, ppt or locked; None for any other compound file."""
    names = file.inside(file.root)
    return next((kind for name, kind in _KINDS.items() if name in names), None)


def read_old(source: Source, paper: Paper) -> None:
    """Raises BadArchive."""
    file = Compound(source)
    kind = old_kind(file)
    if kind == "locked":
        paper.fault("locked with a password: kept, its words were not read")
    elif kind == "doc":
        _word(file, paper)
    elif kind == "xls":
        names = file.inside(file.root)
        if "workbook" not in names:
            paper.say("an Excel file older than Excel 97: kept, its words were not read")
            return
        if names["workbook"].size > MAX_BOOK:
            raise BadArchive("its part workbook is too large to be read")
        Book(_stream(file, names, "workbook"), paper).read()
    else:
        _slides(_stream(file, file.inside(file.root), "powerpoint document"), paper)


def _stream(file: Compound, names: dict[str, Entry], name: str) -> bytes:
    entry = names.get(name)
    if entry is None:
        raise BadArchive(f"its part {name} is missing")
    if entry.size > MAX_STREAM:
        raise BadArchive(f"its part {name} is too large to be read")
    return file.bytes_of(entry, MAX_STREAM)


def _slides(data: bytes, paper: Paper) -> None:
    """Every atom of text; containers are gone into, masters (the form of slides) are not."""
    at, out = 0, []
    while at + 8 <= len(data):
        form, kind, size = struct.unpack_from("<HHI", data, at)
        at += 8
        if kind == _CRYPT:
            paper.fault("locked with a password: kept, its words were not read")
            return
        if form & 0xF == 0xF and kind not in _MASTERS:
            continue
        if at + size > len(data):
            paper.fault("not read to the end: a record is cut short or damaged")
            break
        if kind in (_WIDE, _NARROW):
            words = data[at : at + size].decode(
                "utf-16-le" if kind == _WIDE else "latin-1", "replace"
            )
            out.append(paper.take(words.replace("\r", "\n").replace("\x0b", "\n") + "\n"))
        at += size
    paper.say(SHOWN)
    paper.texts.append("".join(out))


def _word(file: Compound, paper: Paper) -> None:
    names = file.inside(file.root)
    text = _stream(file, names, "worddocument")
    if len(text) < 0x1AA or text[:2] != b"\xec\xa5":
        paper.say("a Word file older than Word 97: kept as it is, its words were not read")
        return
    flags, version = struct.unpack_from("<H", text, 10)[0], struct.unpack_from("<H", text, 2)[0]
    if flags & 0x100:
        paper.fault("locked with a password: kept, its words were not read")
        return
    if version < 0xC1:
        paper.say("a Word file older than Word 97: kept as it is, its words were not read")
        return
    table = _stream(file, names, "1table" if flags & 0x200 else "0table")
    at, size = struct.unpack_from("<II", text, 0x1A2)
    words = _pieces(text, table[at : at + size], paper)
    paper.say(SAID)
    lengths = struct.unpack_from("<8I", text, 0x4C)
    out, place = [], 0
    for label, length in zip(_PARTS, lengths, strict=True):
        part = _plain(words[place : place + length])
        place += length
        if part.strip():
            out.append(paper.take((f"[{label}]\n" if label else "") + part))
    if place + 1 < len(words) and not out:
        out.append(paper.take(_plain(words)))
    paper.texts.append("".join(out))


def _pieces(text: bytes, table: bytes, paper: Paper) -> str:
    """The text is kept in pieces, each in bytes of one letter or of two ([MS-DOC] 2.9.38)."""
    at = 0
    while table[at : at + 1] == b"\x01":
        at += 3 + int.from_bytes(table[at + 1 : at + 3], "little")
    size = int.from_bytes(table[at + 1 : at + 5], "little")
    if table[at : at + 1] != b"\x02" or at + 5 + size > len(table) or size < 16:
        raise BadArchive("the list of its pieces of text is damaged")
    count = (size - 4) // 12
    if count > MAX_PIECES:
        raise BadArchive("it has more pieces of text than any file has")
    places = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    out, room = [], MAX_STREAM
    for index in range(count):
        (where,) = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * index + 2)
        length = places[index + 1] - places[index]
        if length < 0 or length > room:
            raise BadArchive("the list of its pieces of text is damaged")
        room -= length
        if where & 0x40000000:
            start = (where & 0x3FFFFFFF) // 2
            data = text[start : start + length].decode("cp1252", "replace")
        else:
            start = where & 0x3FFFFFFF
            data = text[start : start + 2 * length].decode("utf-16-le", "replace")
        if len(data) < length:
            paper.fault("a piece of its text is cut short")
        out.append(data)
    return "".join(out)


def _plain(text: str) -> str:
    """Fields stand as what they show; signs that only Word understands are gone."""
    for _ in range(5):  # fields within fields
        text, found = _FIELD.subn(_shown, text)
        if not found:
            break
    return text.translate(_SIGNS)


def _shown(match: re.Match[str]) -> str:
    address = _ADDRESS.match(match[1])
    said = match[2] or ""
    return f"{said} <{address[1]}>" if address and address[1] not in said else said
