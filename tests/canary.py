"""Looking for words where none of them may be: in any spelling, packed or not, in files and names.

A word is looked for as it is, in large and small letters, without accents, in UTF-8, UTF-16 and
Latin-1, percent-encoded, as JSON, Python and HTML write letters beyond ASCII, in hex, in base64 at
all three alignments, and all of that inside zlib, gzip and deflate streams, whole or cut off.
"""

import base64
import hashlib
import json
import os
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct, field

AGE = b"age-encryption.org/v1\n"
SMALL = 16_384
"""Files up to this size that are no age file are tried as raw deflate from every byte."""
MOST = 1 << 20
"""Bytes taken out of one packed stream."""
DEEP = 2
"""A stream within a stream is opened, too."""


class Found(Struct, frozen=True, order=True):
    """Where, which word, how it was written."""

    path: str
    word: str
    how: str


def spellings(word: str | bytes) -> dict[str, bytes]:
    """Every way a program may have written it; small letters where the case says nothing."""
    if isinstance(word, bytes):
        return {"raw": word, **_packed("", word)}
    found: dict[str, bytes] = {}
    for name, text in _variants(word).items():
        coded = text.encode()
        found[f"{name}utf-8"] = coded.lower()
        found[f"{name}percent"] = quote(text, safe="").encode().lower()
        found[f"{name}percent, every byte"] = "".join(f"%{byte:02x}" for byte in coded).encode()
        found[f"{name}json"] = json.dumps(text)[1:-1].encode().lower()
        found[f"{name}python"] = ascii(text)[1:-1].encode().lower()
        found[f"{name}html"] = text.encode("ascii", "xmlcharrefreplace").lower()
        found[f"{name}latin-1"] = text.encode("latin-1", "replace").lower()
        for code in ("utf-16-le", "utf-16-be"):
            found[f"{name}{code}"] = text.encode(code).lower()
            found[f"{name}{code} hex"] = text.encode(code).hex().encode()
        found |= _packed(name, coded)
    unique = {form: name for name, form in reversed(found.items())}
    return {name: form for form, name in unique.items()}


def _variants(word: str) -> dict[str, str]:
    apart = unicodedata.normalize("NFD", word)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return {
        **{"": word, "small ": word.lower(), "large ": word.upper()},
        **{"apart ": apart, "bare ": bare},
    }


def _packed(name: str, data: bytes) -> dict[str, bytes]:
    found = {f"{name}hex": data.hex().encode()}
    for shift in range(3):
        # Only the letters that no neighbour has a part in.
        whole = base64.b64encode(bytes(shift) + data + bytes(3))
        first, last = -(-shift * 4 // 3), (shift + len(data)) * 4 // 3
        part = whole[first:last]
        found[f"{name}base64 +{shift}"] = part
        found[f"{name}base64url +{shift}"] = part.replace(b"+", b"-").replace(b"/", b"_")
    return found


class Search(Struct):
    """`words`: what to look for, by what it is called. Bytes that were clean are not read twice."""

    words: Mapping[str, str | bytes]
    only: tuple[str, ...] = ()
    """These spellings; all, where none is named."""
    _exact: dict[bytes, tuple[str, str]] = field(default_factory=dict)
    _folded: dict[bytes, tuple[str, str]] = field(default_factory=dict)
    _clean: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name, word in self.words.items():
            for how, form in spellings(word).items():
                assert len(form) >= 8, f"{name} is too short to be looked for"
                if self.only and how not in self.only:
                    continue
                is_exact = how == "raw" or "base64" in how
                (self._exact if is_exact else self._folded)[form] = name, how

    def in_bytes(self, data: bytes, deep: int = DEEP) -> Iterator[tuple[str, str]]:
        """The words in there, and how each is written."""
        yield from (said for form, said in self._exact.items() if form in data)
        folded = data.lower()
        yield from (said for form, said in self._folded.items() if form in folded)
        for stream in unpacked(data) if deep else ():
            for name, how in self.in_bytes(stream, deep - 1):
                yield name, f"packed, {how}"

    def in_folder(self, folder: Path) -> list[Found]:
        """In every file, name, link target and extended attribute below it."""
        return sorted(set(self._in_folder(folder)))

    def _in_folder(self, folder: Path) -> Iterator[Found]:
        for path in folder.rglob("*"):
            try:
                parts = _parts(path)
            except OSError:
                continue  # it was there a moment ago
            for data in parts:
                digest = hashlib.blake2b(data, digest_size=16).digest()
                if digest in self._clean:
                    continue
                found = set(self.in_bytes(data))
                if not found:
                    self._clean.add(digest)
                for name, how in found:
                    yield Found(path.relative_to(folder).as_posix(), name, how)


def _parts(path: Path) -> list[bytes]:
    """Everything of one file that holds bytes."""
    parts = [os.fsencode(path.name)]
    if path.is_symlink():
        return [*parts, os.fsencode(path.readlink())]
    if hasattr(os, "listxattr"):
        for name in os.listxattr(path):
            parts += [name.encode(), os.getxattr(path, name)]
    if path.is_file():
        parts.append(path.read_bytes())
    return parts


# Packed streams

_ZLIB = re.compile(rb"[\x08\x18\x28\x38\x48\x58\x68\x78]")
_GZIP, _ZIP = re.compile(rb"\x1f\x8b\x08"), re.compile(rb"PK\x03\x04")


def unpacked(data: bytes) -> Iterator[bytes]:
    """What comes out of every place where a packed stream may begin."""
    if len(data) <= SMALL and not data.startswith(AGE):
        for start in range(len(data) - 7):
            yield from _out_of(data, start, -zlib.MAX_WBITS)
    for match in _ZLIB.finditer(data):
        start = match.start()
        if start + 2 <= len(data) and int.from_bytes(data[start : start + 2], "big") % 31 == 0:
            yield from _out_of(data, start, zlib.MAX_WBITS)
    for match in _GZIP.finditer(data):
        yield from _out_of(data, match.start(), zlib.MAX_WBITS | 16)
    for match in _ZIP.finditer(data):
        head = data[match.start() : match.start() + 30]
        names = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        yield from _out_of(data, match.start() + 30 + names, -zlib.MAX_WBITS)


def _out_of(data: bytes, start: int, bits: int) -> Iterator[bytes]:
    """What was unpacked until the stream ended, broke off or made no sense."""
    stream, out = zlib.decompressobj(bits), bytearray()
    try:
        for at in range(start, min(len(data), start + MOST), 64):
            out += stream.decompress(data[at : at + 64], MOST)
            if stream.eof or len(out) >= MOST:
                break
    except zlib.error:
        pass
    if len(out) >= 8:
        yield bytes(out)
