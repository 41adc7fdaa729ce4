"""Sealing a source: its bytes are read twice, once to hash them and once to seal them.

The leaf comes first in an object and carries the hash, so the hash must be known before. If the
second reading finds other bytes than the first, the file was changing and is not taken in.

One reading would do: the first chunk can be written last. But then only the times of the file would
say that it changed meanwhile, and those can stand still: a program that writes through mapped
memory, a disk over the network, a clock that ticks more slowly than the writing. And a worn disk
that gives other bytes each time would not be noticed. Somebody who must answer for a copy reads
twice. The second reading mostly comes from the computer's memory.

The two readings are compared by Poly1305 under a key made for this one comparison, at a tenth of
the cost of a second SHA-256. No two different files of 4 GB come out alike with more than one
chance in 2^74, whatever is in them: nobody can know the key. The SHA-256 itself is checked again
by every `verify`.

Small files are read once and held; where the file's times can be seen, they are compared.
Only the public key of the case is needed.
"""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.poly1305 import Poly1305
from msgspec import Struct

from everyword.archive import BadArchive
from everyword.errors import SourceUnreadable
from everyword.model import Source
from everyword.vault import objects, storage
from everyword.vault.leaf import BadLeaf, Leaf, encode

HELD: Final = 4 << 20
"""A source up to this size is read once; so much of several is sealed together."""
TOGETHER: Final = 32
"""So many sources are sealed together at the most."""

Progress = Callable[[int], None]


class Object(Struct, frozen=True):
    """A durable object that no frame stands for yet."""

    name: str
    leaf: Leaf
    leaf_text: bytes
    cipher_sha256: str


class Measured(Struct, frozen=True):
    """What the first reading found: the bytes themselves when they are few, or `key` and `mark`."""

    size: int
    sha256: str
    held: bytes | None = None
    key: bytes = b""
    mark: bytes = b""


def seal_object(
    folder: Path,
    recipient: str,
    source: Source,
    make_leaf: Callable[[str, int], Leaf],
    progress: Progress,
) -> Object:
    """Durable on return. `progress` is told bytes done, in all twice the size of the source.

    Raises SourceUnreadable, StorageFailed.
    """
    (made,) = seal_together(
        folder, recipient, [source], lambda source, sha256, size: make_leaf(sha256, size), progress
    )
    if isinstance(made, SourceUnreadable):
        raise made
    return made


def has_room(count: int, size: int, source: Source) -> bool:
    """May this one be sealed together with so many others, of `size` bytes in all?"""
    return count < TOGETHER and size + source.size <= HELD


def seal_together(
    folder: Path,
    recipient: str,
    sources: Sequence[Source],
    make_leaf: Callable[[Source, str, int], Leaf],
    progress: Progress,
) -> list[Object | SourceUnreadable]:
    """Those in the order given, each durable on return or the reason why it was not taken in.

    The disk is waited for once for all of them, not for each. Raises StorageFailed: then none of
    them may be called kept.
    """
    made: list[Object | SourceUnreadable] = []
    names = _names(len(sources))
    objects.make_part(folder, names)
    with storage.written_together(folder / "tmp") as together:
        for source, name in zip(sources, names, strict=True):
            try:
                measured = measure(source, progress)
                leaf = make_leaf(source, measured.sha256, measured.size)
                leaf_text = encode(leaf)
                with together.file(objects.path_of(folder, name)) as file:
                    blocks = _again(source, measured, progress)
                    cipher = objects.write(file, recipient, leaf_text, measured.size, blocks)
                made.append(Object(name, leaf, leaf_text, cipher))
            except BadLeaf as fault:
                remedy = "Give it another name and add it again."
                made.append(_unreadable(source, str(fault), remedy))
            except SourceUnreadable as fault:
                made.append(fault)
    return made


def _names(count: int) -> list[str]:
    """Drawn by chance, all for one part of `objects/`: one folder is flushed then, not dozens.

    That tells what was sealed together, as the times of the files do anyway.
    """
    names = [secrets.token_hex(16) for _ in range(count)]
    return names[:1] + [names[0][:2] + name[:30] for name in names[1:]]


def measure(source: Source, progress: Progress) -> Measured:
    """Size and hash of the bytes as they are now; the bytes themselves when they are few."""
    try:
        with source.open() as stream:
            if source.size <= HELD:
                measured = _hold(source, stream)
                progress(measured.size)
            else:
                measured = _hash(source, stream, progress)
    except (OSError, BadArchive) as fault:
        raise _cannot_read(source, fault) from None
    if measured.size != source.size:
        raise _changing(source)
    return measured


def _hold(source: Source, stream: BinaryIO) -> Measured:
    before = _times(stream)
    held = b"".join(_blocks(stream, source.size))
    if _times(stream) != before:
        raise _changing(source)
    return Measured(len(held), hashlib.sha256(held).hexdigest(), held)


def _hash(source: Source, stream: BinaryIO, progress: Progress) -> Measured:
    key = secrets.token_bytes(32)
    digest, mark, size = hashlib.sha256(), Poly1305(key), 0
    with objects.Hashing(beside=True) as hashing:
        for block in _blocks(stream, source.size):
            hashing.update(digest, block)
            mark.update(block)
            size += len(block)
            progress(len(block))
    return Measured(size, digest.hexdigest(), None, key, mark.finalize())


def _again(source: Source, measured: Measured, progress: Progress) -> Iterator[bytes]:
    """The same bytes once more, in blocks. Raises SourceUnreadable when they are not the same."""
    if measured.held is not None:
        for start in range(0, measured.size, objects.BLOCK):
            block = measured.held[start : start + objects.BLOCK]
            progress(len(block))
            yield block
        return
    mark = Poly1305(measured.key)
    try:
        with source.open() as stream:
            for block in _blocks(stream, measured.size):
                mark.update(block)
                progress(len(block))
                yield block
    except (OSError, BadArchive) as fault:
        raise _cannot_read(source, fault) from None
    if mark.finalize() != measured.mark:
        raise _changing(source)


def _blocks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """To the end, or to one byte more: a file that grows meanwhile is noticed, not followed."""
    done = 0
    while done <= size and (block := stream.read(min(objects.BLOCK, size + 1 - done))):
        done += len(block)
        yield block


def _times(stream: BinaryIO) -> tuple[int, ...]:
    """Of a file on the disk, what changes whenever its bytes do (as far as clocks tell)."""
    try:
        now = os.fstat(stream.fileno())
    except (OSError, AttributeError):  # a member of a zip, bytes in memory
        return ()
    return now.st_size, now.st_mtime_ns, now.st_ctime_ns


def _cannot_read(source: Source, fault: Exception) -> SourceUnreadable:
    reason = getattr(fault, "strerror", None) or str(fault) or type(fault).__name__
    return _unreadable(source, reason, "Copy it to another disk, then add the copy.")


def _changing(source: Source) -> SourceUnreadable:
    return _unreadable(
        source,
        "it changed while it was being read",
        "Close the program that is writing to it, then add it again.",
    )


def _unreadable(source: Source, reason: str, remedy: str) -> SourceUnreadable:
    return SourceUnreadable(path=source.name, reason=reason, remedy=remedy)
