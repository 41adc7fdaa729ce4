"""The opened journal, kept: `journal.cache`, so that a large case opens in a second.

To open a frame costs a tenth of a millisecond, to read what was opened before a hundredth. This
file holds the records of the first frames, and the SHA-256 of exactly the journal bytes they were
opened from: of any other bytes it says nothing. It is derived; without it everything is opened one
by one. Deleting anything from the case deletes this file first.

    everyword-opened/1            a line
    32 random bytes               the salt of this file's key
    then parts: u32 little-endian length | ChaCha20-Poly1305 ciphertext

The key is HKDF-SHA-256 of the signing seed, which is in the slots alone: with the public key
everybody could write such a file. The nonce of a part is its number (11 bytes, from 0) and a byte
that is 1 in the last (the STREAM construction of age), so parts cannot be exchanged, left out or
cut off. The first part is a `_Top`, the others are `_Part`s, in MessagePack. The key depends on
this program's version and on the fields of a record too: what another one kept is not read.
"""

import hashlib
import itertools
import os
import secrets
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msgspec import Struct

import everyword
from everyword.vault import agefile, storage
from everyword.vault.journal import Entry
from everyword.vault.keys import Keys
from everyword.vault.leaf import BadLeaf, Leaf, decode, leaf_hash

NAME: Final = "journal.cache"
FIRST_LINE: Final = b"everyword-opened/1\n"
MAX_PART: Final = 4 << 20
FULL_PART: Final = 256 * 1024
"""So many bytes of leaf texts are put in a part; a leaf is 64 KiB at most."""
MOST_IN_PART: Final = 2000

_LENGTH = struct.Struct("<I")
_SALT = 32
_BLOCK = 1 << 20
_DELETED = Leaf("", "deleted", None, None, None, "")


class Sealed(Struct, frozen=True, gc=False):
    """One leaf of the case; `index` is its place in the tree, from 0.

    Of a deleted one only its hash is left: its `leaf_text` is empty and its leaf of kind "deleted".
    """

    index: int
    object: str | None
    leaf: Leaf
    leaf_text: bytes
    cipher_sha256: str | None

    @property
    def key(self) -> str:
        """What its content is known by: the object's name, or the `rec` of a recording."""
        rec = self.leaf.get("rec") if self.leaf.kind == "recording" else None
        return self.object or rec or ""


def record_of(index: int, entry: Entry) -> Sealed:
    leaf = entry.leaf or _DELETED
    return Sealed(index, entry.object, leaf, entry.leaf_text, entry.cipher_sha256)


class Prefix:
    """The beginning of the journal that was opened or written here, frame by frame, hashed."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.end = 0
        self._hash = hashlib.sha256()

    def add(self, frame: bytes) -> None:
        self._hash.update(frame)
        self.lengths.append(len(frame))
        self.end += len(frame)

    def digest(self) -> bytes:
        return self._hash.digest()

    def offsets(self) -> list[int]:
        return [0, *itertools.accumulate(self.lengths)][:-1]

    def take(self, stream: BinaryIO, length: int, sha256: bytes) -> bool:
        """Are the first bytes of this journal those? Then they are what was opened."""
        rest = length
        while rest and (block := stream.read(min(_BLOCK, rest))):
            self._hash.update(block)
            rest -= len(block)
        self.end = length
        return not rest and self.digest() == sha256


class Opened(Struct):
    """The records of the frames of `prefix`, and their leaf hashes."""

    records: list[Sealed]
    hashes: list[bytes]
    prefix: Prefix


class _Top(Struct, frozen=True):
    """What of the journal the records stand for."""

    length: int
    sha256: bytes


class _Part(Struct, frozen=True):
    """Records, the lengths of their frames, and the leaf hashes of the deleted ones.

    Of `odd` ones only the leaf's text is here: they hold names that are not Unicode.
    """

    records: list[Sealed]
    lengths: list[int]
    gone: dict[int, bytes]
    odd: list[int]


class _Stale(ValueError):
    """Why a file is not to be believed; nobody is told."""


def load(folder: Path, keys: Keys, journal: BinaryIO) -> Opened:
    """What was kept of this journal: all of it or nothing. Leaves `journal` behind the prefix."""
    try:
        with storage.open_plain(folder / NAME) as stream:
            return _load(stream, keys, journal)
    except (OSError, InvalidTag, msgspec.MsgspecError, BadLeaf, _Stale):
        journal.seek(0)
        return Opened([], [], Prefix())


def keep(folder: Path, keys: Keys, opened: Opened) -> None:
    """Write it: whole, or not at all. Raises StorageFailed."""
    salt = secrets.token_bytes(_SALT)
    key = _key(keys, salt)
    count, prefix = len(opened.prefix.lengths), opened.prefix
    top = msgspec.msgpack.encode(_Top(prefix.end, prefix.digest()))
    parts = itertools.chain([top], map(_encode, _split(opened, count)))
    with storage.written_anew(folder / "tmp", folder / NAME) as file:
        storage.write(file, FIRST_LINE + salt)
        part = next(parts)
        for number in itertools.count():
            after = next(parts, None)
            nonce = agefile.chunk_nonce(number, is_last=after is None)
            sealed = key.encrypt(nonce, part, None)
            storage.write(file, _LENGTH.pack(len(sealed)) + sealed)
            if after is None:
                break
            part = after


def forget(folder: Path) -> None:
    """Remove the file, if there is one. Raises StorageFailed."""
    if os.path.lexists(folder / NAME):
        storage.remove(folder / NAME)


def _key(keys: Keys, salt: bytes) -> ChaCha20Poly1305:
    fields = [*Sealed.__struct_fields__, *Leaf.__struct_fields__, *_Part.__struct_fields__]
    purpose = " ".join(["everyword opened journal", everyword.__version__, *fields])
    return ChaCha20Poly1305(agefile.derive(keys.seed, salt, purpose.encode("ascii")))


def _load(stream: BinaryIO, keys: Keys, journal: BinaryIO) -> Opened:
    parts = _parts(stream, keys)
    top = msgspec.msgpack.decode(next(parts), type=_Top)
    opened = Opened([], [], Prefix())
    if not opened.prefix.take(journal, top.length, top.sha256):
        raise _Stale
    decoder = msgspec.msgpack.Decoder(_Part)
    for data in parts:
        _add(opened, decoder.decode(data))
    return opened


def _parts(stream: BinaryIO, keys: Keys) -> Iterator[bytes]:
    """The clear parts in their order, the last one marked as such. Raises _Stale, InvalidTag."""
    rest = os.fstat(stream.fileno()).st_size - len(FIRST_LINE) - _SALT
    if stream.read(len(FIRST_LINE)) != FIRST_LINE:
        raise _Stale
    key = _key(keys, stream.read(_SALT))
    for number in itertools.count():
        head = stream.read(_LENGTH.size)
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
        rest -= _LENGTH.size + length
        if not agefile.TAG < length <= MAX_PART:
            raise _Stale
        nonce = agefile.chunk_nonce(number, is_last=rest == 0)
        yield key.decrypt(nonce, stream.read(length), None)
        if rest == 0:
            return


def _add(opened: Opened, part: _Part) -> None:
    records, hashes = part.records, [leaf_hash(each.leaf_text) for each in part.records]
    for place in part.odd:
        records[place] = msgspec.structs.replace(
            records[place], leaf=decode(records[place].leaf_text)
        )
    for place, gone in part.gone.items():
        hashes[place] = gone
    opened.records += records
    opened.hashes += hashes
    opened.prefix.lengths += part.lengths


def _split(opened: Opened, count: int) -> Iterator[_Part]:
    start = size = 0
    for end in range(1, count + 1):
        size += len(opened.records[end - 1].leaf_text)
        if size >= FULL_PART or end - start == MOST_IN_PART or end == count:
            yield _part(opened, start, end)
            start, size = end, 0


def _part(opened: Opened, start: int, end: int) -> _Part:
    records = opened.records[start:end]
    gone = {
        place: opened.hashes[start + place]
        for place, each in enumerate(records)
        if not each.leaf_text
    }
    return _Part(records, opened.prefix.lengths[start:end], gone, [])


def _encode(part: _Part) -> bytes:
    with suppress(UnicodeEncodeError):
        return msgspec.msgpack.encode(part)
    records = list(part.records)
    odd = [place for place, each in enumerate(records) if not _is_unicode(each)]
    for place in odd:
        records[place] = msgspec.structs.replace(records[place], leaf=_DELETED)
    return msgspec.msgpack.encode(msgspec.structs.replace(part, records=records, odd=odd))


def _is_unicode(sealed: Sealed) -> bool:
    with suppress(UnicodeEncodeError):
        msgspec.msgpack.encode(sealed.leaf)
        return True
    return False
