"""Sealing a source: its bytes are read twice, once to hash them and once to seal them.

The leaf comes first in an object and carries the hash, so the hash must be known before. If the
second reading finds other bytes than the first, the file was changing and is not taken in. Small
files are read once and held. Only the public key of the case is needed.
"""

import hashlib
import io
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from everyword.archive import BadArchive
from everyword.errors import SourceUnreadable
from everyword.model import Source
from everyword.vault import objects, storage
from everyword.vault.leaf import BadLeaf, Leaf, encode

HELD: Final = 4 << 20
"""A source up to this size is read once."""

Progress = Callable[[int], None]


class Object(Struct, frozen=True):
    """A durable object that no frame stands for yet."""

    name: str
    leaf: Leaf
    leaf_text: bytes
    cipher_sha256: str


class Measured(Struct, frozen=True):
    size: int
    sha256: str
    opener: Callable[[], BinaryIO]


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
    measured = measure(source, progress)
    try:
        leaf = make_leaf(measured.sha256, measured.size)
        leaf_text = encode(leaf)
    except BadLeaf as fault:
        raise _unreadable(source, str(fault), "Give it another name and add it again.") from None
    name = secrets.token_hex(16)
    objects.make_part(folder, name)
    with storage.written_anew(folder / "tmp", objects.path_of(folder, name)) as file:
        try:
            with measured.opener() as stream:
                written = objects.write(file, recipient, leaf_text, stream, measured.size, progress)
        except (OSError, BadArchive) as fault:
            raise _cannot_read(source, fault) from None
        if (written.size, written.sha256) != (measured.size, measured.sha256):
            raise _changing(source)
    return Object(name, leaf, leaf_text, written.cipher_sha256)


def measure(source: Source, progress: Progress) -> Measured:
    """Size and hash of the bytes as they are now; the bytes themselves when they are few."""
    digest, size, held = hashlib.sha256(), 0, b""
    try:
        with source.open() as stream:
            if source.size <= HELD:
                held = _read_up_to(stream, source.size + 1)
                size = len(held)
                digest.update(held)
                progress(size)
            else:
                # A file that grows while it is read is noticed, not followed.
                while size <= source.size and (block := stream.read(objects.BLOCK)):
                    digest.update(block)
                    size += len(block)
                    progress(len(block))
    except (OSError, BadArchive) as fault:
        raise _cannot_read(source, fault) from None
    if size != source.size:
        raise _changing(source)
    opener = (lambda: io.BytesIO(held)) if source.size <= HELD else source.open
    return Measured(size, digest.hexdigest(), opener)


def _read_up_to(stream: BinaryIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


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
