"""Recordings: slices sealed one by one as they arrive, and read again as one file.

A slice is a leaf of kind `chunk` with the recording's number (`rec`), its own number (`seq`, from
0) and, where the writer knows it, the leaf hash of the slice before (`of`). An empty slice is the
stop mark. At the end a leaf of kind `recording` names how many slices there are and the hash of all
of them joined; where nobody pressed stop, the case writes it when it is next opened for writing.

Which slices those are is decided in one place, `in_order`, when the leaf is made and whenever the
recording is read or checked: the longest run among the slices written down before the leaf. What
comes later, sent again or slipped in by somebody, changes nothing.
"""

import bisect
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO, Final

from msgspec import Struct

from everyword.errors import Damaged
from everyword.streams import RangeStream
from everyword.vault.leaf import Leaf, leaf_hash
from everyword.vault.ledger import Sealed

BLOCK: Final = 1 << 18


class Slice(Struct, frozen=True):
    """A slice as it lies in the folder: `own` is the hash of its own leaf (hex)."""

    object: str
    seq: int
    own: str
    before: str | None
    size: int


SliceOf = Callable[[Sealed], Slice]
"""Looks at a slice in the folder. Raises Damaged where it is missing or not as it was."""


def slice_from(name: str, leaf: Leaf, leaf_text: bytes) -> Slice:
    """By the leaf in the object: what came before a slice stands there also when it was adopted."""
    return Slice(
        name,
        int(leaf.get("seq") or 0),
        leaf_hash(leaf_text).hex(),
        leaf.get("of"),
        leaf.size or 0,
    )


def in_order(sealed: Iterable[Sealed], slice_of: SliceOf) -> tuple[list[Sealed], int]:
    """The run of these slices, and how many of them are missing or damaged."""
    known: dict[str, Sealed] = {}
    slices: list[Slice] = []
    missing = 0
    for each in sealed:
        try:
            slices.append(slice_of(each))
            known[slices[-1].object] = each
        except Damaged:
            missing += 1
    return [known[each.object] for each in chain(slices)], missing


def parts(records: Iterable[Sealed], recording: Sealed, slice_of: SliceOf) -> list[Sealed]:
    """The slices of a finished recording in their order. Raises Damaged.

    That they join to its hash is for the caller to check.
    """
    count, whole = _count(recording), set[int]()

    def look(each: Sealed) -> Slice:
        found = slice_of(each)
        if found.size and found.seq < count:
            whole.add(found.seq)
        return found

    run, _ = in_order(_before(records, recording), look)
    content = [each for each in run if each.leaf.size][:count]
    _check_count(len(whole), recording)
    if len(content) < count:
        reason = f"slice {len(content)} does not follow the one before it"
        raise Damaged(path=_label(recording), reason=reason)
    return content


def only_parts(records: Iterable[Sealed], recording: Sealed) -> list[Sealed] | None:
    """The same without a look into the folder, where no slice is there twice with other bytes.

    None where that does not decide it. Raises Damaged.
    """
    count = _count(recording)
    found: dict[int, Sealed] = {}
    for each in _before(records, recording):
        seq = int(each.leaf.get("seq") or 0)
        if seq < count and each.leaf.size:
            known = found.setdefault(seq, each)
            if known.leaf.sha256 != each.leaf.sha256:
                return None
    _check_count(len(found), recording)
    content = [found[seq] for seq in sorted(found)]
    if sum(each.leaf.size or 0 for each in content) != recording.leaf.size:
        raise Damaged(path=_label(recording), reason="its slices joined are not of its size")
    return content


def _before(records: Iterable[Sealed], recording: Sealed) -> list[Sealed]:
    rec = recording.leaf.get("rec")
    return [
        each
        for each in records
        if each.object and each.index < recording.index and each.leaf.get("rec") == rec
    ]


def _count(recording: Sealed) -> int:
    return int(recording.leaf.get("chunks") or 0)


def _check_count(there: int, recording: Sealed) -> None:
    if there != (count := _count(recording)):
        reason = f"{there} of its {count:,} slices are there and whole"
        raise Damaged(path=_label(recording), reason=reason)


def _label(recording: Sealed) -> str:
    return f"recording {recording.leaf.get('rec')}"


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
