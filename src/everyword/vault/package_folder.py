"""Writing a package all at once: built beside its place, flushed to the disk, then renamed."""

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from everyword.errors import Damaged, StorageFailed, WrongUsage
from everyword.model import Source

BLOCK = 1 << 20
PARTIAL = ".partial"
_LEFT = re.compile(r".+\.[a-z0-9_]{8}\.partial", re.DOTALL)
Write = Callable[[bytes], None]
Create = Callable[[str, int], AbstractContextManager[Write]]
"""Begins a file of this name and size; what it gives takes the bytes."""


class Folder:
    """A package being written; remembers the SHA-256 and the size of each file."""

    def __init__(self, create: Create) -> None:
        self._create = create
        self.hashes: dict[str, str] = {}
        self.sizes: dict[str, int] = {}

    def put(self, name: str, data: bytes) -> None:
        with self._create(name, len(data)) as write:
            write(data)
        self.hashes[name] = hashlib.sha256(data).hexdigest()
        self.sizes[name] = len(data)

    def copy(self, name: str, source: Source, progress: Callable[[int], None]) -> tuple[str, int]:
        """Stream a source into a file; returns SHA-256 and size of what was written."""
        digest, size = hashlib.sha256(), 0
        with self._create(name, source.size) as write:
            for block in _blocks(source):
                digest.update(block)
                size += len(block)
                if size > source.size:
                    break
                write(block)
                progress(len(block))
            if size != source.size:
                raise Damaged(path=source.name, reason="it is longer or shorter than its leaf says")
        self.hashes[name], self.sizes[name] = digest.hexdigest(), size
        return digest.hexdigest(), size


def left_over(folder: Path) -> list[Path]:
    """What exports into this folder that were killed have left in it, by its name."""
    try:
        return sorted(path for path in folder.iterdir() if _LEFT.fullmatch(path.name))
    except OSError:
        return []


@contextmanager
def built_beside(to: Path) -> Iterator[Folder]:
    """A folder that gets its name `to` only when the block ends well; otherwise nothing is left."""
    to = _checked(to)
    building = None
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        # Not hidden: where the program is killed it stays, in plain, and the person must see it.
        building = Path(tempfile.mkdtemp(PARTIAL, f"{to.name[:40]}.", to.parent))
        yield Folder(_files_in(building))
        _sync_folders(building)
        _rename(building, to)
        building = None
        sync_folder(to.parent)
    except OSError as fault:
        raise StorageFailed(reason=str(fault.strerror or fault)) from None
    finally:
        if building is not None:
            shutil.rmtree(building, ignore_errors=True)


def _files_in(folder: Path) -> Create:
    @contextmanager
    def create(name: str, size: int) -> Iterator[Write]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags, 0o644)
        try:
            yield lambda data: write_all(descriptor, data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    return create


def _checked(to: Path) -> Path:
    try:
        to = to.resolve()
        in_use = to.exists() and (not to.is_dir() or any(to.iterdir()))
    except (OSError, RuntimeError, ValueError) as fault:
        raise StorageFailed(reason=str(fault)) from None
    if in_use:
        raise in_use_already(to)
    return to


def in_use_already(to: Path) -> WrongUsage:
    """What is said where something stands in the place of the package."""
    return WrongUsage(
        problem=f"{to} is already there and not empty.",
        remedy="Name one that does not exist yet:  everyword export --to NEW",
    )


def _rename(building: Path, to: Path) -> None:
    try:
        if os.name == "nt" and to.exists():
            to.rmdir()
        building.rename(to)
    except OSError as fault:
        # Somebody put something there while the package was being built.
        if fault.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise in_use_already(to) from None
        raise


def _blocks(source: Source) -> Iterator[bytes]:
    """Faults of reading are told apart from faults of writing."""
    try:
        with source.open() as stream:
            while block := stream.read(BLOCK):
                yield block
    except OSError as fault:
        raise Damaged(path=source.name, reason=str(fault.strerror or fault)) from None


def write_all(descriptor: int, data: bytes | bytearray | memoryview) -> None:
    """All of it, also where the system takes it in pieces."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_folders(path: Path) -> None:
    for folder, _, _ in os.walk(path):
        sync_folder(Path(folder))


def sync_folder(path: Path) -> None:
    """Makes the names in a folder durable."""
    if os.name == "nt":  # Windows cannot flush a folder.
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
