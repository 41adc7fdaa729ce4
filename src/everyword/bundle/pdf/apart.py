"""Pages of given PDFs are displayed in processes of their own: a hostile page ends one of these.

Each has a limit on memory and on the work for a page, and may write no file. A page that ends its
process is tried once more in a fresh one, unless its time was over; where it ends that too, there
is no answer for this page and the others go on. With many pages there are two processes, where
there are two processors.
"""

import os
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Condition, Thread
from typing import IO, Any, Generic, Literal, Self, TypeVar

import msgspec
from msgspec import Struct

MANY = 400
"""Pages; for fewer a second process takes longer to start than it saves."""
LARGE = 4 << 20
"""Bytes of a PDF that are mostly pictures, if it has fewer pages than that."""
AT_ONCE = 200
"""Pages in one question at most: fonts are read anew for each."""
SHARES = 8
"""Questions that each process is to have at least, so that none waits long for the other."""
ENDING = 0.2
"""Seconds that a process may take to end after it has closed its answers."""
MOST_ENDED = 20
"""Pages, one after the other, that may end a process before no more is asked."""

T = TypeVar("T")
_HEADER = struct.Struct(">I")


class Opening(Struct, frozen=True):
    """The PDF that is asked about, by its bytes or its path: where a number has room on its pages
    ("look"), or what is printed on them ("read")."""

    kind: Literal["look", "read"]
    data: bytes = b""
    path: str = ""


def send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_HEADER.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Raises EOFError where the other is gone."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise EOFError
    (size,) = _HEADER.unpack(header)
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


class Apart:
    """The processes; they end with the `with` block, and when this process is gone.

    What is asked is answered in turn, each process as long as possible about the same PDF.
    """

    def __init__(self) -> None:
        self._all: list[_Child] = []
        self._idle: list[_Child] = []
        self._waiting: list[tuple[Asked[Any], range]] = []
        self._changed = Condition()
        self._workers = self._items = 0
        self._is_over = False

    def __enter__(self) -> Self:
        self._idle.append(self.take())  # it gets ready meanwhile
        return self

    def __exit__(self, *fault: object) -> None:
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        for child in self._all:
            child.end()

    def ask(self, opening: Opening, items: Sequence[Struct], kind: type[T]) -> "Asked[T]":
        """Asks about each item, a page; `kind` is the kind of an answer."""
        with self._changed:
            self._items += len(items)
            is_much = self._items >= MANY or len(opening.data) >= LARGE
            count = 2 if is_much and processors() > 1 else 1
            shares = runs(len(items), count)
            asked = Asked(opening, items, kind, len(shares))
            self._waiting += ((asked, run) for run in shares)
            for _ in range(self._workers, count if items else 0):
                self._workers += 1
                Thread(target=self._work, daemon=True).start()
            self._changed.notify_all()
        return asked

    def take(self) -> "_Child":
        """Raises OSError where none can be started."""
        with self._changed:
            if self._is_over:
                raise ValueError("nobody waits for an answer any more")
            if not self._idle:
                self._all.append(_Child())
                return self._all[-1]
            return self._idle.pop()

    def _work(self) -> None:
        child: _Child | None = None
        about: Asked[Any] | None = None
        while (job := self._next(about)) is not None:
            asked, run = job
            try:
                child = asked.run(self, run, child, is_open=asked is about)
            except Exception as fault:  # no process can be started: said by the one who asked
                asked.fault = fault
            about = asked
            asked.is_done()

    def _next(self, about: "Asked[Any] | None") -> "tuple[Asked[Any], range] | None":
        """More about the same PDF, else about one that no process has open, else about any."""
        with self._changed:
            while not self._waiting and not self._is_over:
                self._changed.wait()
            if self._is_over:
                return None
            same = (n for n, (asked, _) in enumerate(self._waiting) if asked is about)
            fresh = (n for n, (asked, _) in enumerate(self._waiting) if not asked.is_begun)
            job = self._waiting.pop(next(same, next(fresh, 0)))
            job[0].is_begun = True
            return job


class Asked(Generic[T]):
    """What was asked, while it is answered."""

    def __init__(self, opening: Opening, items: Sequence[Struct], kind: type[T], runs: int) -> None:
        self._opening, self._items = msgspec.msgpack.encode(opening), items
        self._decoder = msgspec.msgpack.Decoder(list[kind])  # type: ignore[valid-type]  # a value
        self._answers: list[T | None] = [None] * len(items)
        self._ended = 0
        self._left, self._done = runs, Condition()
        self.is_begun = False
        self.fault: Exception | None = None

    @property
    def is_answered(self) -> bool:
        return self._left == 0

    def is_done(self) -> None:
        """One run of pages is answered."""
        with self._done:
            self._left -= 1
            if self.is_answered:
                self._opening = b""  # it may be a whole PDF
            self._done.notify_all()

    def answers(self) -> list[T | None]:
        """Of each item, in order; None for a page that ends every process."""
        with self._done:
            self._done.wait_for(lambda: self.is_answered)
        if self.fault is not None:
            raise self.fault
        return self._answers

    def run(
        self, apart: Apart, run: range, child: "_Child | None", is_open: bool
    ) -> "_Child | None":
        """All at once; where the process ends over them, one by one, each tried twice.

        `is_open` is whether the child has the PDF open. Returns the child that has it open now.
        """
        at, step, tries = run.start, len(run), 0
        while at < run.stop and self._ended < MOST_ENDED:
            if child is None:
                child, is_open = apart.take(), False
            try:
                if not is_open:
                    child.send(self._opening)
                    is_open = True
                child.send(msgspec.msgpack.encode(self._items[at : at + step]))
                self._answers[at : at + step] = self._decoder.decode(child.receive())
                at, tries, self._ended = at + step, 0, 0
            except (OSError, EOFError):
                is_slow = child.how_it_ended() == -signal.SIGXCPU
                child, tries = None, tries + (step == 1) * (2 if is_slow else 1)
                step = 1
                if tries >= 2:
                    at, tries, self._ended = at + 1, 0, self._ended + 1
        return child


class _Child:
    """One process: it is told what to open, then asked about lists of pages."""

    def __init__(self) -> None:
        # -I: what lies in the folder where the person works is no program of ours.
        command = [sys.executable, "-I", "-m", "everyword.bundle.pdf.child"]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)

    def send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        send(self._process.stdin, data)

    def receive(self) -> bytes:
        assert self._process.stdout is not None
        return receive(self._process.stdout)

    def how_it_ended(self) -> int:
        """By which signal, below 0; one that is still there is ended."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(ENDING)
        self.end()
        return self._process.returncode

    def end(self) -> None:
        self._process.kill()
        with suppress(OSError), self._process:
            pass


def processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def runs(items: int, processes: int) -> list[range]:
    """The items of each question."""
    size = max(1, min(AT_ONCE, -(-items // (processes * SHARES))))
    return [range(at, min(at + size, items)) for at in range(0, items, size)]
