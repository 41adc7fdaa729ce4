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
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO, Final, Protocol

import pyrage
from msgspec import Struct

from everyword.errors import Damaged
from everyword.vault import agefile, storage
from everyword.vault.agefile import BadAge
from everyword.vault.leaf import MAX_LEAF, BadLeaf, Leaf, decode

BLOCK: Final = 128 * 1024
QUEUED: Final = 32
"""Blocks waiting to be hashed: bounds the memory of a seal."""

_NAME = re.compile(r"[0-9a-f]{32}\.age")


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


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
    with _Hashing() as hashing:
        clear = _Clear(leaf_text, stream, size + 1, hashing, progress)
        cipher = _Cipher(file, hashing)
        reader = io.BufferedReader(clear, BLOCK)
        writer = io.BufferedWriter(cipher, BLOCK)
        try:
            pyrage.encrypt_io(reader, writer, [pyrage.x25519.Recipient.from_str(recipient)])
            writer.flush()
        except BaseException as fault:
            # What the buffer still holds must not be written by its destructor later on.
            cipher.is_stopped = True
            # pyrage hands on only the words of what a stream raised.
            raise clear.fault or cipher.fault or fault from None
    return Written(clear.size, clear.digest.hexdigest(), cipher.digest.hexdigest())


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


class _Hashing:
    """Hashes blocks in a thread while the next ones are being sealed."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[_Hash, bytes] | None] = SimpleQueue()
        self._room = threading.Semaphore(QUEUED)
        self._thread: threading.Thread | None = None

    def __enter__(self) -> "_Hashing":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()

    def add(self, digest: _Hash, block: bytes) -> None:
        if self._thread is None:
            if len(block) < BLOCK // 2:
                digest.update(block)
                return
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        self._room.acquire()
        self._queue.put((digest, block))

    def _run(self) -> None:
        while (task := self._queue.get()) is not None:
            digest, block = task
            digest.update(block)
            del task, block
            self._room.release()


class _Clear(io.RawIOBase):
    """The content of an object as it is being sealed, hashed on the way."""

    def __init__(
        self,
        leaf_text: bytes,
        stream: BinaryIO,
        limit: int,
        hashing: _Hashing,
        progress: Callable[[int], None],
    ) -> None:
        super().__init__()
        self._front = leaf_text + b"\n"
        self._stream, self._limit = stream, limit
        self._hashing, self._progress = hashing, progress
        self.digest, self.size = hashlib.sha256(), 0
        self.fault: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            if self._front:
                block, self._front = self._front[: len(buffer)], self._front[len(buffer) :]
            else:
                block = self._stream.read(min(len(buffer), self._limit - self.size))
                self._hashing.add(self.digest, block)
                self.size += len(block)
                self._progress(len(block))
        except BaseException as fault:
            self.fault = fault
            raise
        buffer[: len(block)] = block
        return len(block)


class _Cipher(io.RawIOBase):
    """The sealed bytes on their way to the disk, hashed on the way."""

    def __init__(self, file: int, hashing: _Hashing) -> None:
        super().__init__()
        self._file, self._hashing = file, hashing
        self.digest = hashlib.sha256()
        self.fault: BaseException | None = None
        self.is_stopped = False

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.is_stopped:
            return len(data)
        block = bytes(data)
        try:
            storage.write(self._file, block)
        except BaseException as fault:
            self.fault = fault
            raise
        self._hashing.add(self.digest, block)
        return len(block)


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
