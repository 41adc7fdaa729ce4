"""A second process of ours that reads pages of a PDF while the first goes on with its work.

Both take tasks from one list, the second from its front and the first from its end, until they
meet; who did a task makes no difference to its answer. Where there is no second processor, no such
process can be started, or it stops over a page, the first process does what is left.
"""

import ctypes
import io
import mmap
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from threading import Thread
from typing import Any, BinaryIO

MANY = 400
"""Pages; for fewer a second process takes longer to start than it saves."""
AT_ONCE = 50
"""Pages in a task: fonts are read anew for each."""
DIES_WITH_PARENT = 1
"""What Linux calls PR_SET_PDEATHSIG."""


def is_worth(pages: int) -> bool:
    if not hasattr(os, "sched_getaffinity"):  # a Mac: it can share no memory in the way used here
        return False
    return pages >= MANY and bool(sys.executable) and len(os.sched_getaffinity(0)) > 1


def stretches(count: int) -> list[range]:
    """What a task each has of so many pages."""
    return [range(at, min(at + AT_ONCE, count)) for at in range(0, count, AT_ONCE)]


class Memory:
    """Bytes that are on no disk. Where they are to be `shared`, a second process can read them by
    their `handle`, if there is one."""

    def __init__(self, write: Callable[[io.IOBase], None], shared: bool) -> None:
        self.data: Any
        """For pypdfium2."""
        self.handle = _shared(write) if shared and hasattr(os, "memfd_create") else None
        if self.handle is not None:
            self.data = mapped(self.handle)
        else:
            held = io.BytesIO()
            write(held)
            self.data = held.getvalue()

    def __enter__(self) -> "Memory":
        return self

    def __exit__(self, *fault: object) -> None:
        self.data = None
        if self.handle is not None:
            os.close(self.handle)


def _shared(write: Callable[[io.IOBase], None]) -> int | None:
    """None where so much may not be written, though it is no file on a disk."""
    handle = os.memfd_create("pages")
    try:
        with open(handle, "wb", closefd=False) as stream:
            patient = Patient(stream)
            write(patient)
        if patient.fault is None:
            return handle
    except OSError:  # its last bytes
        pass
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


class Patient(io.RawIOBase):
    """A stream that keeps a fault to itself: the PDF library ends the program when a write fails
    while it is closing its own streams."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.fault: OSError | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.fault is None:
            try:
                self.stream.write(data)
            except OSError as fault:
                self.fault = fault
        return len(data)


def mapped(handle: int) -> Any:
    """The bytes behind a handle as pypdfium2 takes them, without a copy."""
    size = os.fstat(handle).st_size
    return (ctypes.c_ubyte * size).from_buffer(mmap.mmap(handle, size))


class Beside:
    """The second process: `python -m MODULE`, which calls `serve`.

    It is told `setup`, one line, and then one task after the other, a line each; each answer is a
    line. It may read the open `handles`. It ends with the `with` block, and with this process.
    """

    def __init__(
        self, module: str, setup: bytes, tasks: Sequence[bytes], handles: Sequence[int] = ()
    ) -> None:
        self.answers: dict[int, bytes] = {}
        """Number of a task -> what the second process said."""
        self._waiting = deque(enumerate(tasks))
        # -P: what lies in the folder where the person works is no program of ours.
        command = [sys.executable, "-I", "-m", module]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._child: subprocess.Popen[bytes] | None = None
        try:
            self._child = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=nowhere, pass_fds=handles
            )
        except OSError:  # this process does it all
            return
        self._thread = Thread(target=self._feed, args=(self._child, setup), daemon=True)
        self._thread.start()

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *fault: object) -> None:
        if self._child is not None:
            self._child.kill()
            self._thread.join()
            with suppress(OSError), self._child:
                pass

    def _feed(self, child: "subprocess.Popen[bytes]", setup: bytes) -> None:
        assert child.stdin is not None and child.stdout is not None
        try:
            child.stdin.write(setup + b"\n")
            while self._waiting:
                number, task = self._waiting.popleft()
                answer = b""
                try:
                    child.stdin.write(task + b"\n")
                    child.stdin.flush()
                    answer = child.stdout.readline()
                finally:
                    if answer.endswith(b"\n"):
                        self.answers[number] = answer
                    else:
                        self._waiting.append((number, task))
                if number not in self.answers:
                    return
        except (OSError, IndexError):  # it ended; or the other took the last task just now
            return

    def left(self) -> Iterator[int]:
        """The tasks for this process. When they have come to an end, all others have answers."""
        while True:
            try:
                number, _ = self._waiting.pop()
            except IndexError:
                if self._child is None:
                    return
                self._thread.join()
                if not self._waiting:  # the second process may have left its last one
                    return
            else:
                yield number


def serve(ready: Callable[[bytes], Callable[[bytes], bytes]]) -> None:
    """The second process: `ready` takes the setup and gives what answers a task."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process says when to stop
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    answer = ready(sys.stdin.buffer.readline())
    for task in sys.stdin.buffer:
        sys.stdout.buffer.write(answer(task) + b"\n")
        sys.stdout.buffer.flush()
