"""Verifying in a child process that can do little: hostile bytes meet the parsers there.

The child writes no file, leaves no memory on the disk, has a bounded memory, few open files, and an
empty environment. The only secret it is given is what was typed, through a pipe. It runs nothing
that it finds; the one program it may start is `openssl`, for time stamps. What it has to say comes
back as values; when it dies, that is one error in three lines.

Run as `python -m everyword.vault.limited`; speaks length-prefixed msgpack on its standard streams.
"""

import os
import resource
import select
import signal
import struct
import subprocess
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, BinaryIO, Final, Literal

import msgspec
from msgspec import Struct

from everyword.errors import ERRORS, Damaged, EverywordError
from everyword.vault import checks, known_head
from everyword.vault.checks_said import Check, Nobody, Remark, Stray, Watch
from everyword.vault.clock import Now
from everyword.vault.confined import confine
from everyword.vault.package import verify_package as verify_package_here
from everyword.vault.package_scan import Scan

MEMORY: Final = 4 << 30
"""Address space in bytes: a key file may ask for one gigabyte, and nothing here for four."""
OPEN_FILES: Final = 64
SILENCE: Final = 120.0
"""Seconds in which a small package has said something, or is stopped."""
CPU: Final = 300
"""Seconds of processor time for a package, and one more for each `CPU_BYTES` on the disk."""
CPU_BYTES: Final = 1_000_000
PACE: Final = 20_000_000
"""Bytes of a package that any disk reads in a second."""
MAX_FRAME: Final = 64 << 20
TOO_LONG: Final = "it took longer than a check of it may take"
BATCH: Final = 1000

_HEADER = struct.Struct(">I")


_Row = tuple[bytes, bool, bytes, str]
_SORTS: Final = {each.__name__: each for each in (Check, Remark, Stray)}


class Task(Struct, frozen=True, tag="task", array_like=True):
    """Paths and typed words are bytes: neither is always text."""

    kind: Literal["case", "package"]
    folder: bytes
    typed: bytes
    now: str
    head: str | None
    cpu: int | None


class Begin(Struct, frozen=True, tag="begin", array_like=True):
    what: str
    total: int


class Advance(Struct, frozen=True, tag="advance", array_like=True):
    by: int


class Found(Struct, frozen=True, tag="found", array_like=True):
    """Checks as name, ok, said, sort; a name may hold what no text does."""

    checks: list[_Row]


class Failed(Struct, frozen=True, tag="failed", array_like=True):
    """An error of ours, by its class."""

    error: str
    words: dict[str, str]


class Broke(Struct, frozen=True, tag="broke", array_like=True):
    """A fault that should not be."""

    reason: str


class Done(Struct, frozen=True, tag="done", array_like=True):
    """The end."""


Said = Begin | Advance | Found | Failed | Broke | Done


# In the program


def verify_case(
    folder: Path, typed: str, now: Now, watch: Watch | None = None, head: str | None = None
) -> list[Check]:
    """Check a case; `head` is the text of a head known from outside.

    Raises NoCase, WrongPassphrase, HostileSlot, WrongUsage; Damaged when the check broke off.
    """
    if head is not None:
        known_head.read(head)
    task = Task("case", os.fsencode(folder), _bytes(typed), now().isoformat(), head, None)
    return _ask(task, folder, watch or Nobody(), None)


def verify_package(
    folder: Path, watch: Watch | None = None, silence: float = SILENCE, cpu: int = CPU
) -> list[Check]:
    """Check a package. Raises Damaged when the check broke off."""
    task = Task("package", os.fsencode(folder), b"", "", None, cpu)
    return _ask(task, folder, watch or Nobody(), silence)


def _ask(task: Task, folder: Path, watch: Watch, silence: float | None) -> list[Check]:
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", "everyword.vault.limited"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
    )
    assert child.stdin is not None and child.stdout is not None
    try:
        with suppress(BrokenPipeError):
            _send(child.stdin, task)
        return _listen(_Ear(child.stdout.fileno(), silence), watch)
    except TimeoutError:
        reason = TOO_LONG
    except (EOFError, msgspec.DecodeError):
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=1)
        reason = TOO_LONG if child.returncode == -signal.SIGXCPU else "the check was stopped"
    except _Broken as fault:
        reason = str(fault)
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            with suppress(BrokenPipeError):
                pipe.close()
    raise Damaged(path=folder, reason=f"{reason}, so nothing can be said of it yet")


class _Broken(Exception):
    """The child met a fault that should not be."""


class _Ear:
    """Frames from the child; a child that says nothing for too long, or too much, is left."""

    def __init__(self, file: int, silence: float | None) -> None:
        self._file, self._silence = file, silence
        self._until: float | None = None
        self._total = 0
        self._heard = bytearray()
        self._decoder: msgspec.msgpack.Decoder[Said] = msgspec.msgpack.Decoder(Said)

    def expect(self, total: int) -> None:
        """So many bytes may be read before the next word."""
        self._total = total

    def next(self) -> Said:
        """Raises EOFError, TimeoutError, msgspec.DecodeError."""
        if self._silence is not None:
            self._until = time.monotonic() + self._silence + self._total / PACE
        (size,) = _HEADER.unpack(self._take(_HEADER.size))
        if size > MAX_FRAME:
            raise EOFError
        return self._decoder.decode(self._take(size))

    def _take(self, size: int) -> bytes:
        while len(self._heard) < size:
            left = None if self._until is None else max(0.0, self._until - time.monotonic())
            ready, _, _ = select.select([self._file], [], [], left)
            if not ready:
                raise TimeoutError
            data = os.read(self._file, 1 << 16)
            if not data:
                raise EOFError
            self._heard += data
        taken = bytes(self._heard[:size])
        del self._heard[:size]
        return taken


def _listen(ear: _Ear, watch: Watch) -> list[Check]:
    """Everything the child has to say. Raises the error it names."""
    found: list[Check] = []
    while True:
        match ear.next():
            case Begin(what, total):
                watch.begin(what, total)
                ear.expect(total)
            case Advance(by):
                watch.advance(by)
            case Found(batch):
                found += [_check(*each) for each in batch]
            case Failed(error, words):
                raise _error(error, words)
            case Broke(reason):
                raise _Broken(reason)
            case Done():
                return found


def _check(name: bytes, ok: bool, said: bytes, sort: str) -> Check:
    return _SORTS.get(sort, Check)(_text(name), ok, _text(said))


def _error(name: str, words: dict[str, str]) -> Exception:
    for kind in ERRORS:
        if kind.__name__ == name:
            return kind(**words)
    return _Broken("the check was stopped")


# In the child


def main() -> None:
    inward = sys.stdin.buffer
    outward = os.fdopen(os.dup(1), "wb")
    # Nothing a library prints may be taken for a frame, or reach the person's terminal.
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program stops us, and says so once
    confine(MEMORY, OPEN_FILES)
    (size,) = _HEADER.unpack(inward.read(_HEADER.size))
    task = msgspec.msgpack.decode(inward.read(size), type=Task)
    try:
        told = _Told(outward)
        found = _work(task, told)
        told.tell()
        for batch in _batches(found):
            _send(outward, Found(batch))
        _send(outward, Done())
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more
    except EverywordError as error:
        _send(outward, Failed(type(error).__name__, error.words))
    except MemoryError:
        _send(outward, Broke("it needs more memory than a check may use"))
    except BaseException as fault:  # also what Rust libraries raise; said in one line, never more
        _send(outward, Broke(f"the check stopped at a fault of its own ({type(fault).__name__})"))


def _work(task: Task, watch: Watch) -> list[Check]:
    folder = Path(os.fsdecode(task.folder))
    if task.kind == "case":
        known = None if task.head is None else known_head.read(task.head)
        now = datetime.fromisoformat(task.now)
        return checks.verify_case(folder, _text(task.typed), lambda: now, watch, known)
    total, stored = _sizes(folder)
    if task.cpu is not None:
        seconds = task.cpu + stored // CPU_BYTES
        # A little later at the most it is killed outright.
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    watch.begin("package", total)
    return verify_package_here(folder)


def _sizes(folder: Path) -> tuple[int, int]:
    """What the files of a package say they hold, and what of it is on the disk (not in holes)."""
    total = stored = 0
    for path in Scan(folder).files:
        with suppress(OSError):
            found = (folder / path).lstat()
            total += found.st_size
            stored += found.st_blocks * 512
    return total, stored


def _batches(found: list[Check]) -> list[list[_Row]]:
    rows = [(_bytes(each.name), each.ok, _bytes(each.said), type(each).__name__) for each in found]
    return [rows[at : at + BATCH] for at in range(0, len(rows), BATCH)]


class _Told:
    """Tells the program how far the check is, a few times a second."""

    def __init__(self, outward: BinaryIO) -> None:
        self._outward = outward
        self._untold = 0
        self._told_at = 0.0

    def begin(self, what: str, total: int) -> None:
        self.tell()
        _send(self._outward, Begin(what, total))

    def advance(self, by: int) -> None:
        self._untold += by
        if time.monotonic() - self._told_at > 0.1:
            self.tell()

    def tell(self) -> None:
        if self._untold:
            _send(self._outward, Advance(self._untold))
        self._untold, self._told_at = 0, time.monotonic()


def _send(stream: IO[bytes], value: Task | Said) -> None:
    data = msgspec.msgpack.encode(value)
    stream.write(_HEADER.pack(len(data)) + data)
    stream.flush()


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _text(data: bytes) -> str:
    return data.decode(errors="surrogatepass")


if __name__ == "__main__":
    main()
