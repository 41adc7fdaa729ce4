"""The child that reads: hostile bytes meet the parsers here, with little memory and no disk.

Run as `python -m everyword.intake.child`; speaks the frames of `wire` on its standard streams.
"""

import io
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from everyword.errors import NeedsAnswer
from everyword.intake import wire
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
    decoder = msgspec.msgpack.Decoder(wire.Task)
    while True:
        try:
            task = decoder.decode(wire.receive_bytes(inward))
        except EOFError:
            return
        _limit_time(task.cpu_seconds)
        _work(task, inward, outward)


def _limit() -> None:
    confine(MEMORY)


def _limit_time(seconds: int) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def _work(task: wire.Task, inward: BinaryIO, outward: BinaryIO) -> None:
    def opener() -> BinaryIO:
        return io.BufferedReader(_Asked(task.size, inward, outward), BLOCK)

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
                wire.send(outward, wire.Batch(reader.NAME, batch))
    except NeedsAnswer as asked:
        wire.send(outward, wire.Ask(asked.path, asked.question, asked.key, asked.choices))
        return
    except (BrokenPipeError, EOFError):
        raise SystemExit(0) from None
    except MemoryError:
        fault = "it needs more memory than reading one file may use"
    except Exception as error:  # the wall around every reader: a fault costs one Problem
        fault = f"the reader stopped with a fault of its own ({type(error).__name__})"
    name, version = (reader.NAME, reader.VERSION) if reader else (None, None)
    wire.send(outward, wire.Done(name, version, fault))


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


class _Asked(RangeStream):
    """A stream whose bytes are asked for, range by range."""

    def __init__(self, size: int, inward: BinaryIO, outward: BinaryIO) -> None:
        super().__init__()
        self._size, self._inward, self._outward = size, inward, outward

    @property
    def size(self) -> int:
        return self._size

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), self._size - self.at)
        if size <= 0:
            return 0
        wire.send(self._outward, wire.Want(self.at, size))
        data = wire.receive_bytes(self._inward)
        buffer[: len(data)] = data
        self.at += len(data)
        return len(data)


if __name__ == "__main__":
    main()
