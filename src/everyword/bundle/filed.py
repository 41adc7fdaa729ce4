"""One file of a folder as the content of a document.

PDFs, pictures, office files and plain text are printed. Anything else gets a page that names it.
"""

import re
from collections.abc import Iterable

from everyword.bundle.pages import office
from everyword.bundle.plan import Content, Facts, Given, Office, Picture, Slip, Text, Unusable
from everyword.model import Source
from everyword.streams import sha256_of

LONGEST_TEXT = 2_000_000
"""Bytes of plain text that are printed, about 700 pages; longer files get a slip."""
PICTURES = (
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"GIF8"),
    (0, b"II*\x00"),
    (0, b"MM\x00*"),
    (8, b"WEBP"),
    (4, b"ftypheic"),
    (4, b"ftypheix"),
    (4, b"ftypmif1"),
    (4, b"ftypmsf1"),
    (4, b"ftyphevc"),
    (4, b"ftypavif"),
)


def _is_picture(head: bytes) -> bool:
    return any(head[at : at + len(sign)] == sign for at, sign in PICTURES)


def content_of(source: Source, name: str) -> Content:
    """What stands in the bundle for a file; `name` is its name as shown."""
    try:
        head = source.head(1024)
        if source.size == 0:
            return Unusable("The file is empty.", (("File", name), ("Size", "0 bytes")))
        if b"%PDF-" in head:
            return Given(source)
        facts = facts_of(source, name)
        if _is_picture(head):
            return Picture(source, facts)
        text = _text(source)
    except OSError as fault:
        return Unusable(f"The file could not be opened: {words_of(fault)}.", (("File", name),))
    if text is None or is_office(source):
        what = "a kind of file that this program does not print; the file itself is the document"
        return printed_by_office(source, Slip((("What it is", what), *facts)))
    return Text(facts, text)


def is_office(source: Source) -> bool:
    """Whether an office program may print it: its name says so, and so do its first bytes."""
    signs = (b"PK\x03\x04", office.OLD, office.RICH)
    return source.suffix in office.SUFFIXES and source.head(8).startswith(signs)


def printed_by_office(source: Source, otherwise: Content, remark: str = "") -> Content:
    """The content, which stands in where an office program could print it and is not there."""
    return Office(source, source.suffix, otherwise, remark) if is_office(source) else otherwise


def words_of_office(text: Iterable[str], facts: Facts, remark: str) -> Text:
    """The words of an office file as they were read."""
    lines = tuple("".join(text).removesuffix("\n").split("\n"))
    how = (("Printed here", "the words as they were read; not how the page looks"),)
    return Text((*facts, *how, *((("In the file", remark),) if remark else ())), lines)


def facts_of(source: Source, name: str) -> Facts:
    """Name, size and SHA-256 of a file. Raises OSError."""
    size = f"{source.size:,} bytes"
    return (("File", name), ("Size", size), ("SHA-256", sha256_of(source)))


def _text(source: Source) -> tuple[str, ...] | None:
    """The lines of a plain text file, or None; bytes that are no letters are shown as [0x92]."""
    if source.size > LONGEST_TEXT:
        return None
    with source.open() as stream:
        data = stream.read()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in data or _is_archive(data):
        return None
    else:
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16" or source.suffix != ".txt":
            return None
        text = data.decode("utf-8", "surrogateescape")
        text = re.sub("[\udc80-\udcff]", lambda byte: f"[0x{ord(byte[0]) - 0xDC00:02x}]", text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(lines[:-1] if lines[-1] == "" and len(lines) > 1 else lines)


def _is_archive(data: bytes) -> bool:
    return data.startswith((b"PK\x03\x04", b"{\\rtf", b"\x1f\x8b"))


def words_of(fault: OSError) -> str:
    """Why a file could not be opened."""
    return (fault.strerror or str(fault)).lower()
