"""Writing a folder all at once: built beside its place, flushed to the disk, then renamed."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from everyword.errors import Damaged, StorageFailed, WrongUsage
from everyword.model import Source

BLOCK = 1 << 20


class Folder:
    """A folder being written; remembers the SHA-256 and the size of each file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.hashes: dict[str, str] = {}
        self.sizes: dict[str, int] = {}

    def put(self, name: str, data: bytes) -> None:
        with self._create(name) as descriptor:
            _write_all(descriptor, data)
        self.hashes[name] = hashlib.sha256(data).hexdigest()
        self.sizes[name] = len(data)

    def copy(self, name: str, source: Source, progress: Callable[[int], None]) -> tuple[str, int]:
        """Stream a source into a file; returns SHA-256 and size of what was written."""
        digest, size = hashlib.sha256(), 0
        with self._create(name) as descriptor:
            for block in _blocks(source):
                digest.update(block)
                size += len(block)
                _write_all(descriptor, block)
                progress(len(block))
        self.hashes[name], self.sizes[name] = digest.hexdigest(), size
        return digest.hexdigest(), size

    @contextmanager
    def _create(self, name: str) -> Iterator[int]:
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags, 0o644)
        try:
            yield descriptor
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def built_beside(to: Path) -> Iterator[Folder]:
    """A folder that gets its name `to` only when the block ends well; otherwise nothing is left."""
    to = _checked(to)
    building = None
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".", suffix=".partial", dir=to.parent))
        yield Folder(building)
        _sync_folders(building)
        _rename(building, to)
        building = None
        _sync_folder(to.parent)
    except OSError as fault:
        raise StorageFailed(reason=str(fault.strerror or fault)) from None
    finally:
        if building is not None:
            shutil.rmtree(building, ignore_errors=True)


def _checked(to: Path) -> Path:
    try:
        to = to.resolve()
        in_use = to.exists() and (not to.is_dir() or any(to.iterdir()))
    except (OSError, RuntimeError, ValueError) as fault:
        raise StorageFailed(reason=str(fault)) from None
    if in_use:
        raise _not_empty(to)
    return to


def _not_empty(to: Path) -> WrongUsage:
    return WrongUsage(
        problem=f"{to} is already there and not empty.",
        remedy="Name a folder that does not exist yet:  everyword export --to DIR",
    )


def _rename(building: Path, to: Path) -> None:
    try:
        if os.name == "nt" and to.exists():
            to.rmdir()
        building.rename(to)
    except OSError as fault:
        # Somebody put something there while the package was being built.
        if fault.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise _not_empty(to) from None
        raise


def _blocks(source: Source) -> Iterator[bytes]:
    """Faults of reading are told apart from faults of writing."""
    try:
        with source.open() as stream:
            while block := stream.read(BLOCK):
                yield block
    except OSError as fault:
        raise Damaged(path=source.name, reason=str(fault.strerror or fault)) from None


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _sync_folders(path: Path) -> None:
    for folder, _, _ in os.walk(path):
        _sync_folder(Path(folder))


def _sync_folder(path: Path) -> None:
    if os.name == "nt":  # Windows cannot flush a folder.
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
