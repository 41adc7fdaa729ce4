"""Recordings: slices sealed one by one as they arrive, and read again as one file.

A slice is a leaf of kind `chunk` with the recording's number (`rec`), its own number (`seq`, from
0) and, where the writer knows it, the leaf hash of the slice before (`of`). An empty slice is the
stop mark. At the end a leaf of kind `recording` names how many slices there are and the hash of all
of them joined; where nobody pressed stop, the case writes it when it is next opened for writing.
"""

import bisect
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO, Final

from msgspec import Struct

from everyword.streams import RangeStream
from everyword.vault.ledger import Sealed

BLOCK: Final = 1 << 18


class Slice(Struct, frozen=True):
    """A slice as it lies in the folder: `own` is the hash of its own leaf (hex)."""

    object: str
    seq: int
    own: str
    before: str | None
    size: int


def parts(records: Iterable[Sealed], recording: Sealed) -> list[Sealed]:
    """The slices of a finished recording in their order."""
    rec, count = recording.leaf.get("rec"), int(recording.leaf.get("chunks") or 0)
    found = {
        int(each.leaf.get("seq") or 0): each
        for each in records
        if each.object and each.leaf.get("rec") == rec
    }
    return [found[seq] for seq in range(count) if seq in found]


def chain(slices: Sequence[Slice]) -> list[Slice]:
    """The longest run from slice 0 in which each fits the one before it.

    A slice sent twice is there twice: the one the next slice names is taken. One whose `before`
    is not known (the writer was started anew) fits by its number.
    """
    by_number: dict[int, list[Slice]] = {}
    for each in sorted(slices, key=lambda each: each.object):
        by_number.setdefault(each.seq, []).append(each)
    after: dict[str, Slice] = {}
    length: dict[str, int] = {}
    for seq in sorted(by_number, reverse=True):
        following: dict[str | None, Slice] = {}
        for each in by_number.get(seq + 1, []):
            known = following.setdefault(each.before, each)
            if length[each.object] > length[known.object]:
                following[each.before] = each
        for each in by_number[seq]:
            fitting = [following[key] for key in (each.own, None) if key in following]
            follower = max(fitting, key=lambda one: length[one.object], default=None)
            length[each.object] = 1
            if follower is not None and each.size:
                length[each.object] += length[follower.object]
                after[each.object] = follower
    run = sorted(by_number.get(0, []), key=lambda each: -length[each.object])[:1]
    while run and run[-1].object in after:
        run.append(after[run[-1].object])
    return run


class Joined(RangeStream):
    """Several streams read as one, from anywhere; a slice is opened when it is reached."""

    def __init__(self, sizes: Sequence[int], opener: Callable[[int], BinaryIO]) -> None:
        super().__init__()
        self._starts = [0]
        for size in sizes:
            self._starts.append(self._starts[-1] + size)
        self._opener = opener
        self._open: tuple[int, BinaryIO] | None = None

    @property
    def size(self) -> int:
        return self._starts[-1]

    def readinto(self, buffer: Any) -> int:
        if self.at >= self.size:
            return 0
        # The last start at or before the position; empty slices end where they begin.
        number = bisect.bisect_right(self._starts, self.at) - 1
        stream = self._stream(number)
        stream.seek(self.at - self._starts[number])
        view = memoryview(buffer).cast("B")
        room = min(len(view), self._starts[number + 1] - self.at)
        data = stream.read(room)
        view[: len(data)] = data
        self.at += len(data)
        return len(data)

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None
        super().close()

    def _stream(self, number: int) -> BinaryIO:
        if self._open is None or self._open[0] != number:
            if self._open is not None:
                self._open[1].close()
            self._open = (number, self._opener(number))
        return self._open[1]


def measure(stream: BinaryIO) -> tuple[str, int]:
    """SHA-256 (hex) and size of all of it."""
    digest, size = hashlib.sha256(), 0
    while block := stream.read(BLOCK):
        digest.update(block)
        size += len(block)
    return digest.hexdigest(), size
