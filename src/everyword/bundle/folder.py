"""A folder of papers as a bundle: sub-folders are sections, files are documents, in name order.

PDFs, pictures and plain text are printed. Anything else gets a page that names it, so nothing is
dropped; what is not a document at all (hidden files, links out of the folder) is listed in the
remarks. Titles are the file names; no date is taken from the file system, because copying changes
it.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from everyword.bundle.plan import (
    Content,
    Document,
    Facts,
    Given,
    Picture,
    Plan,
    Section,
    Slip,
    Text,
    Unusable,
    section_letters,
)
from everyword.errors import SourceUnreadable
from everyword.model import Source, source_of_path

LONGEST_TEXT = 2_000_000
"""Bytes of plain text that are printed, about 700 pages; longer files get a slip."""
DEEPEST = 12
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


class _Found(Struct, frozen=True):
    """A file, and its name inside the folder with / between the parts."""

    path: Path
    name: str


def plan_of_folder(folder: Path, title: str, made: str) -> Plan:
    """The plan of a bundle of everything in the folder."""
    remarks: list[str] = []
    try:
        entries = _sorted(folder)
    except OSError as fault:
        raise SourceUnreadable(
            path=folder, reason=_words(fault), remedy="Name a folder that you may read."
        ) from None
    groups: list[tuple[str, list[_Found]]] = [("Documents", [])]
    for entry in entries:
        found = list(_walk(entry, entry.name, folder, remarks, 0))
        if entry.is_dir() and not entry.is_symlink():
            groups.append((entry.name, found))
        else:
            groups[0][1].extend(found)
    groups = [group for group in groups if group[1]]
    if not groups:
        raise SourceUnreadable(
            path=folder, reason="there is nothing in it to print", remedy="Put papers into it."
        )
    sections, number = [], 0
    for place, (name, files) in enumerate(groups):
        documents = []
        for file in files:
            number += 1
            documents.append(_document(f"d{number}", file, name))
        sections.append(Section(section_letters(place), _printable(name), tuple(documents)))
    return Plan(title, (), tuple(sections), made=made, remarks=tuple(remarks))


def _walk(path: Path, name: str, folder: Path, remarks: list[str], depth: int) -> Iterator[_Found]:
    """The files at and under a path; what is left out goes to the remarks."""
    shown = _printable(name)
    if path.name.startswith(".") or path.name in ("Thumbs.db", "desktop.ini"):
        remarks.append(f"{shown}: a hidden file of the computer, left out.")
    elif path.is_symlink() and not _is_inside(path, folder):
        remarks.append(f"{shown}: a link to something outside this folder, left out.")
    elif path.is_symlink() and path.is_dir():
        remarks.append(f"{shown}: a link to another folder of this folder, not followed.")
    elif path.is_dir() and depth >= DEEPEST:
        remarks.append(f"{shown}: folders inside folders, deeper than {DEEPEST}, left out.")
    elif path.is_dir():
        try:
            entries = _sorted(path)
        except OSError as fault:
            remarks.append(f"{shown}: this folder could not be opened ({_words(fault)}).")
            return
        for entry in entries:
            yield from _walk(entry, f"{name}/{entry.name}", folder, remarks, depth + 1)
    elif path.is_file():
        yield _Found(path, name)
    else:
        remarks.append(f"{shown}: not a file (a pipe, a device or a broken link), left out.")


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return False


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda path: natural(path.name))


def natural(name: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """The order a person expects: "letter 2" before "letter 10", capitals beside small letters."""
    parts = re.split(r"([0-9]+)", name)
    key = tuple((0, int(p), "") if p.isdecimal() else (1, 0, p.casefold()) for p in parts if p)
    return key, name


def _printable(name: str) -> str:
    """File names are bytes; what is not text in them is shown, not hidden."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _document(key: str, found: _Found, section: str) -> Document:
    name = _printable(found.name.removeprefix(f"{section}/"))
    stem = name if name.startswith(".") or "." not in name else name.rsplit(".", 1)[0]
    content = _content(found, name)
    title = stem if isinstance(content, Given | Picture) else name
    return Document(key, title or name, "", None, content)


def _content(found: _Found, name: str) -> Content:
    try:
        source = source_of_path(found.path, name)
        head = source.head(1024)
        if source.size == 0:
            return Unusable("The file is empty.", (("File", name), ("Size", "0 bytes")))
        if b"%PDF-" in head:
            return Given(source)
        facts = _facts(source, name)
        if any(head[at : at + len(sign)] == sign for at, sign in PICTURES):
            return Picture(source, facts)
        text = _text(source)
    except OSError as fault:
        return Unusable(f"The file could not be opened: {_words(fault)}.", (("File", name),))
    if text is None:
        what = "a kind of file that this program does not print; the file itself is the document"
        return Slip((("What it is", what), *facts))
    return Text(facts, text)


def _facts(source: Source, name: str) -> Facts:
    with source.open() as stream:
        digest = hashlib.sha256()
        while block := stream.read(1 << 20):
            digest.update(block)
    size = f"{source.size:,} bytes"
    return (("File", name), ("Size", size), ("SHA-256", digest.hexdigest()))


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


def _words(fault: OSError) -> str:
    return (fault.strerror or str(fault)).lower()
