"""Objects: one age file for each sealed thing, `objects/ab/<32 random hex>.age`.

The content is the leaf text, one empty line, the exact bytes. So without any code of ours

    age -d -i slots/owner.age object.age | sed '1,/^$/d'

gives the bytes back. Names are random: a name made from the hash would let somebody confirm that a
file they know is here. Writing needs only the public key of the case. The bytes go through memory
in small blocks; clear text never touches the disk.
"""

import hashlib
import io
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct

from everyword.errors import Damaged
from everyword.vault import agefile, storage
from everyword.vault.agefile import AgeWriter, BadAge
from everyword.vault.leaf import MAX_LEAF, BadLeaf, Leaf, decode

BLOCK: Final = 256 * 1024
BESIDE: Final = 1 << 20
"""From this size on it pays to hash in threads beside the sealing."""

_NAME = re.compile(r"[0-9a-f]{32}\.age")


class Written(Struct, frozen=True):
    """What went into an object: size and hash of the bytes, hash of the file on the disk."""

    size: int
    sha256: str
    cipher_sha256: str


def path_of(folder: Path, name: str) -> Path:
    return folder / "objects" / name[:2] / f"{name}.age"


def label(name: str) -> str:
    """The object's path in the folder, as people read it."""
    return f"objects/{name[:2]}/{name}.age"


def names(folder: Path) -> Iterator[str]:
    """The objects there are, in order."""
    for path in sorted((folder / "objects").glob("??/*.age")):
        if _NAME.fullmatch(path.name) and path.parent.name == path.name[:2]:
            yield path.stem


def write(
    file: int,
    recipient: str,
    leaf_text: bytes,
    stream: BinaryIO,
    size: int,
    progress: Callable[[int], None],
) -> Written:
    """Seal the leaf and the stream into an open file. What the stream raises comes through.

    Reads one byte more than `size` if there is one: the caller compares `size` and `sha256` with
    the leaf before the object counts.
    """
    done = 0
    with _Digest(size > BESIDE) as clear, _Digest(size > BESIDE) as cipher:

        def put(sealed: bytearray) -> None:
            storage.write(file, sealed)
            cipher.update(sealed)

        writer = AgeWriter(recipient, put)
        writer.write(leaf_text + b"\n")
        while done <= size and (block := stream.read(min(BLOCK, size + 1 - done))):
            clear.update(block)
            writer.write(block)
            done += len(block)
            progress(len(block))
        writer.finish()
    return Written(done, clear.hexdigest(), cipher.hexdigest())


class Opened(Struct, frozen=True):
    """An object being read: its leaf, and its bytes from anywhere."""

    leaf: Leaf
    leaf_text: bytes
    stream: BinaryIO


def open_object(folder: Path, name: str, secret: bytes) -> Opened:
    """Raises Damaged, here and while reading."""
    try:
        file = storage.open_plain(path_of(folder, name))
    except OSError as fault:
        raise Damaged(path=label(name), reason=fault.strerror or str(fault)) from None
    try:
        header = agefile.read_header(file)
        content = _Content(file, agefile.file_key_for(header, secret), header)
        content.label = label(name)
        leaf_text, gap, _ = content.start(MAX_LEAF + 2).partition(b"\n\n")
        if not gap:
            raise BadLeaf("there is no leaf at its beginning")
        leaf = decode(leaf_text + b"\n")
    except (BadAge, BadLeaf, OSError) as fault:
        file.close()
        raise Damaged(path=label(name), reason=str(fault)) from None
    except Damaged:
        file.close()
        raise
    content.skip = len(leaf_text) + 2
    content.seek(0)
    # Larger than a chunk, so that a read of the buffer is one decryption and seeks stay cheap.
    return Opened(leaf, leaf_text + b"\n", io.BufferedReader(content, agefile.CHUNK))


def check(folder: Path, name: str, secret: bytes, progress: Callable[[int], None]) -> Opened:
    """Read an object to its end and compare it with its own leaf. Raises Damaged."""
    opened = open_object(folder, name, secret)
    digest, size = hashlib.sha256(), 0
    with opened.stream as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            size += len(block)
            progress(len(block))
    if (size, digest.hexdigest()) != (opened.leaf.size, opened.leaf.sha256):
        raise Damaged(path=label(name), reason="its bytes are not those its leaf names")
    return opened


def cipher_sha256(folder: Path, name: str) -> str:
    """The hash of the file as it lies on the disk. Raises OSError."""
    with storage.open_plain(path_of(folder, name)) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Content(agefile.AgeReader):
    label = ""

    def start(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size and (part := self.read(size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def readinto(self, buffer: Any) -> int:
        try:
            return super().readinto(buffer)
        except (BadAge, OSError) as fault:
            raise Damaged(path=self.label, reason=str(fault)) from None


class _Digest:
    """SHA-256 of blocks in their order; of a large object in a thread beside the sealing."""

    def __init__(self, beside: bool) -> None:
        self._pool = ThreadPoolExecutor(1) if beside else None
        self._last: Future[None] | None = None
        self._digest = hashlib.sha256()

    def __enter__(self) -> "_Digest":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def update(self, block: bytes | bytearray) -> None:
        if self._pool is None:
            self._digest.update(block)
            return
        if self._last is not None:
            self._last.result()  # one block at a time, so that few are in memory
        self._last = self._pool.submit(self._digest.update, block)

    def hexdigest(self) -> str:
        """To be asked for after the block of `with`: then all is done."""
        return self._digest.hexdigest()


def sync_names(folder: Path, wanted: set[str]) -> None:
    """Make the names of these objects durable: they may have been cut off before their flush."""
    for part in sorted({name[:2] for name in wanted}):
        storage.sync_folder(folder / "objects" / part)
    # Also without any: a folder made by a writer that was killed may not be durable yet.
    storage.sync_folder(folder / "objects")


def make_part(folder: Path, name: str) -> None:
    """The folder the object goes to, durable."""
    part = path_of(folder, name).parent
    if not os.path.lexists(part):
        storage.make_folder(part)
        storage.sync_folder(part.parent)
