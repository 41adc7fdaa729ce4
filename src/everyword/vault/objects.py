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
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Final

from msgspec import Struct

from everyword.errors import Damaged
from everyword.vault import agefile, agewhole, storage
from everyword.vault.agefile import AgeWriter, BadAge
from everyword.vault.leaf import MAX_LEAF, BadLeaf, Leaf, decode

BLOCK: Final = 1 << 20
BESIDE: Final = 1 << 20
"""From this size on it pays to hash in a thread beside the sealing."""
WAITING: Final = 4
"""Blocks that may wait to be hashed: enough that neither thread stands still, few in memory."""

KEPT: Final = 8 << 20

_NAME = re.compile(r"[0-9a-f]{32}\.age")


def path_of(folder: Path, name: str) -> Path:
    return folder / label(name)


def label(name: str) -> str:
    """The object's path in the folder, as people read it."""
    return f"objects/{name[:2]}/{name}.age"


def names(folder: Path) -> Iterator[str]:
    """The objects there are, in order."""
    for part in sorted(_listed(folder / "objects")):
        if len(part) == 2:
            for file in sorted(_listed(folder / "objects" / part)):
                if file.startswith(part) and _NAME.fullmatch(file):
                    yield file.removesuffix(".age")


def _listed(folder: Path) -> list[str]:
    """Nothing where nothing can be listed: what the journal names in it is then missing."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except OSError:
        return []


class Hashing:
    """SHA-256 beside other work: one thread takes the blocks of all digests in the order given.

    Both hashlib and the cipher let other threads run. A second thread for the second digest was
    slower: three threads with large blocks fight over two processors. Whoever hands a block in
    must not change it before `WAITING` more were handed in. A digest is done after the `with`.
    """

    def __init__(self, beside: bool) -> None:
        if beside:
            # Making and dropping one large buffer has the C library keep the memory of the small
            # ones for the next; otherwise each block is got from the system anew, a fifth more.
            bytearray(KEPT)
        self._pool = ThreadPoolExecutor(1) if beside else None
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> "Hashing":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def update(self, digest: "hashlib._Hash", block: bytes | bytearray | memoryview) -> None:
        if self._pool is None:
            digest.update(block)
            return
        if len(self._waiting) == WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._pool.submit(digest.update, block))


def write(
    file: int, recipient: str, leaf_text: bytes, size: int, blocks: Iterable[bytes | memoryview]
) -> str:
    """Seal the leaf and the blocks into an open file; the hash of the file on the disk.

    `size` is what the blocks should come to: it decides only how the work is shared out. What
    `blocks` raises comes through.
    """
    cipher = hashlib.sha256()
    with Hashing(size > BESIDE) as hashing, storage.Early(file) as early:

        def put(sealed: memoryview) -> None:
            hashing.update(cipher, sealed)
            storage.write(file, sealed)
            early.wrote(len(sealed))

        writer = AgeWriter(recipient, put, WAITING)
        writer.write(leaf_text + b"\n")
        for block in blocks:
            writer.write(block)
        writer.finish()
    return cipher.hexdigest()


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
        leaf, leaf_text = _leaf(content.start(MAX_LEAF + 2))
    except (BadAge, BadLeaf, OSError) as fault:
        file.close()
        raise Damaged(path=label(name), reason=str(fault)) from None
    except Damaged:
        file.close()
        raise
    content.skip = len(leaf_text) + 1
    content.seek(0)
    # Larger than a chunk, so that a read of the buffer is one decryption and seeks stay cheap.
    return Opened(leaf, leaf_text, io.BufferedReader(content, agefile.CHUNK))


def check(folder: Path, name: str, secret: bytes, progress: Callable[[int], None]) -> Opened:
    """Read an object to its end and compare it with its own leaf. Raises Damaged."""
    return check_whole(folder, name, secret, progress)[0]


def check_whole(
    folder: Path, name: str, secret: bytes, progress: Callable[[int], None]
) -> tuple[Opened, str]:
    """As `check`, with the hash of the file on the disk, of the very bytes that were decrypted.

    The file is read once and its stream closed. Raises Damaged.
    """
    clear, cipher, size = hashlib.sha256(), hashlib.sha256(), 0
    try:
        with (
            storage.open_plain(path_of(folder, name)) as file,
            Hashing(os.fstat(file.fileno()).st_size > BESIDE) as hashing,
        ):
            parts = agewhole.decrypted(_blocks(file, hashing, cipher), secret)
            leaf, leaf_text, rest = _first(parts)
            for part in chain((rest,), parts):
                hashing.update(clear, part)
                size += len(part)
                progress(len(part))
    except (BadAge, BadLeaf, OSError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise Damaged(path=label(name), reason=reason) from None
    if (size, clear.hexdigest()) != (leaf.size, leaf.sha256):
        raise Damaged(path=label(name), reason="its bytes are not those its leaf names")
    return Opened(leaf, leaf_text, file), cipher.hexdigest()


def _blocks(file: BinaryIO, hashing: Hashing, cipher: "hashlib._Hash") -> Iterator[bytes]:
    while block := file.read(BLOCK):
        hashing.update(cipher, block)
        yield block


def _first(parts: Iterator[bytearray]) -> tuple[Leaf, bytes, bytearray]:
    """The leaf, its text, and what stands behind it in the first parts. Raises BadLeaf."""
    start = bytearray()
    while len(start) < MAX_LEAF + 2 and (part := next(parts, None)) is not None:
        start += part
    leaf, leaf_text = _leaf(bytes(start[: MAX_LEAF + 2]))
    return leaf, leaf_text, start[len(leaf_text) + 1 :]


def _leaf(start: bytes) -> tuple[Leaf, bytes]:
    """The leaf at the beginning of an object, and its text. Raises BadLeaf."""
    text, gap, _ = start.partition(b"\n\n")
    if not gap:
        raise BadLeaf("there is no leaf at its beginning")
    return decode(text + b"\n"), text + b"\n"


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


def sync_names(folder: Path, wanted: set[str]) -> None:
    """Make the names of these objects durable: they may have been cut off before their flush."""
    for part in sorted({name[:2] for name in wanted}):
        storage.sync_folder(folder / "objects" / part)
    # Also without any: a folder made by a writer that was killed may not be durable yet.
    storage.sync_folder(folder / "objects")


def make_part(folder: Path, names: list[str]) -> None:
    """The folder these objects go to, durable: they are all for one."""
    for part in {path_of(folder, name).parent for name in names}:
        if not os.path.lexists(part):
            storage.make_folder(part)
            storage.sync_folder(part.parent)
