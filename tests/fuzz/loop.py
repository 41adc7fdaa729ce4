"""Feeding without a coverage-guided engine: chance from a fixed start, so that a fault comes again.

An input after which something new happened joins those that are changed further.
"""

import random
import zlib

from tests.fuzz.changes import LARGEST, changed, changed_inside, words_of
from tests.fuzz.targets import Kind, Target

MOST_KEPT = 500


class Fault(AssertionError):
    """A promise was broken; `data` is the input that broke it."""

    def __init__(self, target: str, data: bytes, why: BaseException) -> None:
        self.data = data
        super().__init__(f"{target}: {type(why).__name__}: {why}; the input: {data[:300]!r}")


class Loop:
    """One target, fed `turns` times at a call; goes on where it stopped."""

    def __init__(self, target: Target, start: int = 0) -> None:
        self._target = target
        self._chance = random.Random(zlib.crc32(target.name.encode()) + start)
        self.kept = [seed for seed in target.seeds if len(seed) <= 2 * LARGEST] or [b""]
        self._first = len(self.kept)
        self._words = words_of(self.kept)
        self._seen: set[Kind] = set()

    def feed(self, turns: int) -> None:
        """Raises Fault."""
        for _ in range(turns):
            first = self._chance.random() < 0.4
            seed = self._chance.choice(self.kept[: self._first] if first else self.kept)
            inside = seed.startswith(b"PK\x03\x04") and self._chance.random() < 0.7
            if inside:
                self._ask(changed_inside(self._chance, seed, self._words))
            else:
                self._ask(
                    changed(self._chance, [seed, self._chance.choice(self.kept)], self._words)
                )

    def _ask(self, data: bytes) -> None:
        try:
            kind = self._target.ask(data)
        except Exception as why:
            raise Fault(self._target.name, data, why) from why
        if kind not in self._seen and len(self.kept) < MOST_KEPT:
            self._seen.add(kind)
            self.kept.append(data)


def smaller(target: Target, data: bytes) -> bytes:
    """The same fault from fewer bytes: pieces are taken out as long as it stays."""
    wanted = _fault(target, data)
    size = max(1, len(data) // 2)
    while size:
        at = 0
        while at < len(data):
            less = data[:at] + data[at + size :]
            if _fault(target, less) == wanted:
                data = less
            else:
                at += size
        size //= 2
    return data


def _fault(target: Target, data: bytes) -> str | None:
    try:
        target.ask(data)
    except Exception as why:
        place = why.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        line = place.tb_lineno if place is not None else 0
        return f"{type(why).__name__} {line}"
    return None
