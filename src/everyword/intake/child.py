"""The child that reads: hostile bytes meet the parsers here, with little memory and no disk.

Run as `python -m everyword.intake.child`; speaks the frames of `wire` on its standard streams.
"""

import gc
import io
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from everyword.accounting import wheres_of
from everyword.errors import NeedsAnswer
from everyword.index.rows import others_of, rows_of
from everyword.intake import wire
from everyword.lines import without_ids
from everyword.model import Reading, Source
from everyword.readers import Reader, claiming
from everyword.streams import RangeStream
from everyword.vault.confined import confine

MEMORY = 4 << 30
"""Address space, in bytes: several times what any reader needs, far below what hurts a computer."""
BATCH = 2000
BLOCK = 1 << 20


def main() -> None:
    inward = sys.stdin.buffer
    outward = os.fdopen(os.dup(1), "wb")
    # Nothing a library prints may be taken for a frame, or reach the person's terminal.
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    _limit()
    wire.keep_memory()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # readings are not tracked; to look for rings costs much
    decoder = msgspec.msgpack.Decoder(wire.Task)
    while True:
        try:
            task = decoder.decode(wire.receive_bytes(inward))
            _limit_time(task.cpu_seconds)
            asking = Asking(task.size, inward, outward)
            _work(task, asking, outward)
            asking.settle()
        except (BrokenPipeError, EOFError):
            return


def _limit() -> None:
    confine(MEMORY)


def _limit_time(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def _work(task: wire.Task, asking: "Asking", outward: BinaryIO) -> None:
    def opener() -> BinaryIO:
        return io.BufferedReader(_Asked(asking), BLOCK)

    source = Source(task.name, task.size, opener)
    reader: Reader | None = None
    fault: str | None = None
    try:
        claims = claiming(source)
        if len(claims) > 1:
            wire.send(outward, wire.Claimed(tuple(each.NAME for each in claims)))
            return
        reader = claims[0] if claims else None
        if reader is not None:
            for batch in _batches(reader.read(source, task.answers)):
                wire.send(outward, _formed(reader.NAME, batch, task.form))
    except NeedsAnswer as asked:
        wire.send(outward, wire.Ask(asked.path, asked.question, asked.key, asked.choices))
        return
    except (BrokenPipeError, EOFError):
        raise  # the program is gone
    except MemoryError:
        fault = "it needs more memory than reading one file may use"
    except Exception as error:  # the wall around every reader: a fault costs one Problem
        fault = f"the reader stopped with a fault of its own ({type(error).__name__})"
    name, version = (reader.NAME, reader.VERSION) if reader else (None, None)
    wire.send(outward, wire.Done(name, version, fault))


def _formed(reader: str, batch: list[Reading], form: wire.Form) -> wire.Said:
    """The work on a full batch is done on this side, while the program is busy with the last."""
    if form == "readings" or len(batch) < BATCH:
        return wire.Batch(reader, batch)
    if form == "rows":
        return rows_of(batch, reader)
    return wire.Lines(reader, wheres_of(batch), without_ids(batch), others_of(batch))


def _batches(readings: Iterator[Reading]) -> Iterator[list[Reading]]:
    """What was read before a fault is handed over before the fault is."""
    batch: list[Reading] = []
    try:
        for reading in readings:
            batch.append(reading)
            if len(batch) >= BATCH:
                yield batch
                batch = []
    except BaseException:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


class Asking:
    """Asks the program for ranges of a source of `size` bytes.

    Who reads on gets the next block before it is needed: it is asked for ahead, so that the program
    need not be waited for. What is on its way must fit into the pipe as a whole: the program would
    wait for this side to take it, and this side for the program to take what was read.
    """

    def __init__(self, size: int, inward: BinaryIO, outward: BinaryIO) -> None:
        self.size, self._inward, self._outward = size, inward, outward
        self._fits = min(BLOCK, wire.room_in(inward) - wire.FRAME)
        self._end = -1
        self._ahead: int | None = None

    def fetch(self, offset: int, size: int) -> bytes:
        """Up to so many bytes from there; at least one, where the source has it."""
        data = self.settle(offset)
        if not data:
            wire.send(self._outward, wire.Want(offset, size))
            data = wire.receive_bytes(self._inward)
        data = data[:size]
        reads_on, self._end = offset == self._end, offset + len(data)
        left = min(self._fits, self.size - self._end)
        if reads_on and left > 0:
            wire.send(self._outward, wire.Want(self._end, left))
            self._ahead = self._end
        return data

    def settle(self, offset: int | None = None) -> bytes:
        """What was asked for ahead, if it begins there, else empty; nothing is on its way then."""
        if self._ahead is None:
            return b""
        at, self._ahead = self._ahead, None
        data = wire.receive_bytes(self._inward)
        return data if at == offset else b""


class _Asked(RangeStream):
    """A stream whose bytes are asked for, range by range."""

    def __init__(self, asking: Asking) -> None:
        super().__init__()
        self._asking = asking

    @property
    def size(self) -> int:
        return self._asking.size

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), self.size - self.at)
        if size <= 0:
            return 0
        data = self._asking.fetch(self.at, size)
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


if __name__ == "__main__":
    main()
