"""The only place that writes sealed files: every step that can fail or be cut by a power loss.

Each function does one thing to the disk and either has done it or raises StorageFailed. A failed
write or flush is never tried again: after a failed fsync the kernel may say yes to the next one
although the bytes are gone, so whoever gets StorageFailed stops and opens the case anew.

`STEPS` names the single steps, so that a fault-injection test can stand in front of each of them.
Files are made with mode 0600 and folders with 0700, whatever the umask allows beyond that.
"""

import errno
import fcntl
import io
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, ParamSpec, Self, TypeVar

from everyword.errors import StorageFailed

STEPS = (
    "make_folder",
    "create",
    "append_to",
    "write",
    "sync",
    "data_sync",
    "flush_early",
    "rename",
    "sync_folder",
    "remove",
    "truncate",
)

EARLY: Final = 16 << 20
"""So many bytes of a long file are handed to the disk at a time, while the rest is being made."""
REMEMBERED: Final = 256 << 20
"""A file that grows longer than this is not kept in memory once it is on the disk."""

_P = ParamSpec("_P")
_T = TypeVar("_T")
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_OLD = os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
_WORDS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "this user may not store more on the disk",
    errno.EROFS: "the disk can only be read",
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
    errno.EIO: "the disk reported a fault",
}


def make_folder(path: Path) -> None:
    _do(os.mkdir, path, 0o700)


def create(path: Path) -> int:
    """A new file, open for writing; a file or link already there is never touched."""
    return _do(os.open, path, _NEW, 0o600)


def append_to(path: Path) -> int:
    return _do(os.open, path, _OLD)


def write(file: int, data: bytes | bytearray | memoryview) -> None:
    """All of it."""
    rest = memoryview(data)
    while rest:
        rest = rest[_do(os.write, file, rest) :]


def sync(file: int) -> None:
    """The bytes and the length are on the disk when this returns."""
    if sys.platform == "darwin":
        _do(fcntl.fcntl, file, fcntl.F_FULLFSYNC)
    else:
        _do(os.fsync, file)


def data_sync(file: int) -> None:
    """As `sync`, without times and the like."""
    if sys.platform == "darwin":
        _do(fcntl.fcntl, file, fcntl.F_FULLFSYNC)
    else:
        _do(os.fdatasync, file)


def flush_early(file: int) -> None:
    """Have the disk begin; what makes a file durable is the `sync` at its end."""
    _do(os.fsync, file)


class Early:
    """Flushes a long file beside the writing of it, so that the flush at its end is short.

    Only a help. But the kernel may tell of a fault once, and to whoever asks first: a flush that
    fails here is a failure of the file, raised by `wrote` or at the end of the block.

    What is flushed of a very long file is not held in the memory of the computer: that would push
    out all else, and getting so many fresh pages costs more than sealing what goes into them.
    """

    def __init__(self, file: int) -> None:
        self._file, self._since, self._size = file, 0, 0
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()
        if self._running is not None and kind is None:
            self._running.result()

    def wrote(self, size: int) -> None:
        """So many bytes more were written."""
        self._since += size
        self._size += size
        if self._since < EARLY or (self._running is not None and not self._running.done()):
            return
        if self._running is not None:
            self._running.result()
        self._pool = self._pool or ThreadPoolExecutor(1)
        self._running, self._since = self._pool.submit(self._flush, self._size), 0

    def _flush(self, size: int) -> None:
        flush_early(self._file)
        if size > REMEMBERED and sys.platform == "linux":
            with suppress(OSError):  # advice that is not taken changes nothing
                os.posix_fadvise(self._file, 0, size, os.POSIX_FADV_DONTNEED)


def close(file: int) -> None:
    """Closing writes nothing that `sync` did not."""
    _do(os.close, file)


def rename(old: Path, new: Path) -> None:
    _do(os.rename, old, new)


def sync_folder(path: Path) -> None:
    """The names in this folder are on the disk when this returns."""
    folder = _do(os.open, path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _do(os.fsync, folder)
    finally:
        close(folder)


def remove(path: Path) -> None:
    _do(os.unlink, path)


def truncate(file: int, size: int) -> None:
    _do(os.ftruncate, file, size)


class Together:
    """Files that become durable together: flushed one by one each would wait for the disk alone."""

    def __init__(self, tmp: Path) -> None:
        self._tmp = tmp
        self._open: dict[Path, int] = {}
        self._to: dict[Path, Path] = {}

    @contextmanager
    def file(self, path: Path) -> Iterator[int]:
        """A descriptor on a new file, for `path`. Where the block fails only this one is gone."""
        draft = self._tmp / secrets.token_hex(16)
        self._open[draft] = create(draft)
        self._to[draft] = path
        try:
            yield self._open[draft]
        except BaseException:
            self._drop(draft)
            raise

    def keep(self) -> None:
        """All bytes, then all names, then the folders these are in: durable on return."""
        for draft, file in list(self._open.items()):
            sync(file)
            del self._open[draft]
            close(file)
        for draft, path in self._to.items():
            rename(draft, path)
        for folder in dict.fromkeys(path.parent for path in self._to.values()):
            sync_folder(folder)

    def drop(self) -> None:
        """None of the drafts is left."""
        for draft in list(self._to):
            self._drop(draft)

    def _drop(self, draft: Path) -> None:
        # A failure to remove is not a second fault: the next opening clears tmp/.
        with suppress(OSError):
            if draft in self._open:
                os.close(self._open.pop(draft))
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        del self._to[draft]


@contextmanager
def written_together(tmp: Path) -> Iterator[Together]:
    """Several files that appear whole and durable when the block ends, or on a fault before that
    not at all. A fault in the midst of the renames leaves some of them: whoever is told of it must
    look again. The folder `tmp` is on the same file system.
    """
    together = Together(tmp)
    try:
        yield together
        together.keep()
    except BaseException:
        together.drop()
        raise


@contextmanager
def written_anew(tmp: Path, path: Path) -> Iterator[int]:
    """A file that appears at `path` whole and durable, or not at all.

    Yields a descriptor on a new file in the folder `tmp` (same file system). At the end of the
    block: fsync, rename, fsync of the folder it went to. On any failure the file in `tmp` is gone.
    """
    with written_together(tmp) as together, together.file(path) as file:
        yield file


def put(tmp: Path, path: Path, data: bytes) -> None:
    """A small file, whole and durable at `path` when this returns."""
    with written_anew(tmp, path) as file:
        write(file, data)


def open_plain(path: Path) -> io.BufferedReader:
    """A plain file, for reading; a link, pipe or device in its place is refused (OSError)."""
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        close(file)
        raise OSError(errno.EINVAL, "it is not a plain file", str(path))
    return os.fdopen(file, "rb")


def _do(step: Callable[_P, _T], *args: _P.args, **words: _P.kwargs) -> _T:
    try:
        return step(*args, **words)
    except OSError as fault:
        reason = _WORDS.get(fault.errno or 0) or fault.strerror or str(fault)
        raise StorageFailed(reason=reason) from fault
