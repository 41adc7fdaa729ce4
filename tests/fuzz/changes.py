"""Bytes made into other bytes: by chance from a fixed start, and place by place.

Nothing here knows a format; what a format's own words are is taken from its cases.
"""

import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

NASTY = (
    b"\0",
    b"\xff",
    b"\n",
    b"\r",
    b"\r\n",
    b"\xe2\x80\x8e",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"<",
    b">",
    b"&#0;",
    b"&#xD83D;",
    b"]",
    b"}",
    b'"',
    b"\\u0000",
    b"\\ud800",
    b": ",
    b"9" * 40,
    b"-0",
    b"99/99/9999",
    b"0000-00-00",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\xd9\xa3",
)
"""Bytes that stand where parsers stumble."""
_WORDS = re.compile(rb"[A-Za-z][A-Za-z0-9_:.-]{1,23}|[^\sA-Za-z0-9]{2,6}|\d\d[^\d\s]\d\d")
LARGEST = 64 * 1024

Change = Callable[[random.Random, bytearray, Sequence[bytes]], None]


def words_of(seeds: Sequence[bytes], many: int = 200) -> list[bytes]:
    """What recurs in the cases of a format: its tags, names, signs and the forms of its dates."""
    counted = Counter(word for seed in seeds for word in set(_WORDS.findall(seed[:LARGEST])))
    return sorted(word for word, _ in counted.most_common(many))


def _span(chance: random.Random, data: bytearray, longest: int = 200) -> tuple[int, int]:
    at = chance.randrange(len(data) + 1)
    return at, min(len(data), at + chance.randrange(1, longest))


def _flip(chance: random.Random, data: bytearray, words: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _set(chance: random.Random, data: bytearray, words: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _remove(chance: random.Random, data: bytearray, words: Sequence[bytes]) -> None:
    at, end = _span(chance, data)
    del data[at:end]


def _double(chance: random.Random, data: bytearray, words: Sequence[bytes]) -> None:
    at, end = _span(chance, data)
    data[end:end] = data[at:end] * chance.choice((1, 1, 1, 2, 30))


def _move(chance: random.Random, data: bytearray, words: Sequence[bytes]) -> None:
    at, end = _span(chance, data)
    piece = data[at:end]
    del data[at:end]
    to = chance.randrange(len(data) + 1)
    data[to:to] = piece


def _word(chance: random.Random, data: bytearray, words: Sequence[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at : at + chance.choice((0, 0, 1, 4))] = chance.choice(words or NASTY)


def _nasty(chance: random.Random, data: bytearray, words: Sequence[bytes]) -> None:
    at = chance.randrange(len(data) + 1)
    data[at : at + chance.choice((0, 0, 1, 4))] = chance.choice(NASTY)


def _digits(chance: random.Random, data: bytearray, words: Sequence[bytes]) -> None:
    """Another number where one stands."""
    found = [each.span() for each in re.finditer(rb"\d+", data[:LARGEST])]
    if found:
        at, end = chance.choice(found)
        numbers = (b"0", b"1", b"13", b"31", b"99", b"2024", b"4294967296", b"9" * 30)
        data[at:end] = chance.choice(numbers)


def _cut(chance: random.Random, data: bytearray, words: Sequence[bytes]) -> None:
    del data[chance.randrange(len(data) + 1) :]


CHANGES: tuple[Change, ...] = (
    _flip,
    _set,
    _remove,
    _double,
    _move,
    _word,
    _word,
    _nasty,
    _digits,
    _digits,
    _cut,
)


def changed(
    chance: random.Random, seeds: Sequence[bytes], words: Sequence[bytes], steps: int = 5
) -> bytes:
    """The first seed, changed in up to so many places; now and then joined to another one."""
    data = bytearray(seeds[0])
    if chance.random() < 0.1:
        other = chance.choice(seeds)
        data[chance.randrange(len(data) + 1) :] = other[chance.randrange(len(other) + 1) :]
    for _ in range(chance.randrange(1, steps + 1)):
        chance.choice(CHANGES)(chance, data, words)
    return bytes(data[:LARGEST])


def changed_inside(
    chance: random.Random, seed: bytes, words: Sequence[bytes], steps: int = 5
) -> bytes:
    """A zip with one of its files changed and packed again: else its checksum hides the change."""
    try:
        with zipfile.ZipFile(io.BytesIO(seed)) as archive:
            files = [(each.filename, archive.read(each)) for each in archive.infolist()]
    except Exception:  # a damaged one: the library raises many kinds
        return changed(chance, [seed], words, steps)
    pick = chance.randrange(len(files) + 1)  # one more: a file that was not there
    old = files[pick][1] if pick < len(files) else b""
    data = changed(chance, [old], words, steps)
    name = files[pick][0] if pick < len(files) else "new.txt"
    return zipped([*files[:pick], (name, data), *files[pick + 1 :]])


def zipped(files: Sequence[tuple[str, bytes]], packing: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of these, with no time of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, data in files:
            info = zipfile.ZipInfo(name)
            info.compress_type = packing
            archive.writestr(info, data)
    return out.getvalue()


def cut_at(data: bytes, every: int) -> Iterator[bytes]:
    """The beginnings of it, each `every` bytes longer than the one before."""
    for end in range(0, len(data), every):
        yield data[:end]


def flipped(data: bytes, every: int, bits: int = 0xFF) -> Iterator[bytes]:
    """One byte of it changed, `every` bytes on each time."""
    for at in range(0, len(data), every):
        yield data[:at] + bytes((data[at] ^ bits,)) + data[at + 1 :]


def blocks(data: bytes, size: int, every: int) -> Iterator[bytes]:
    """A block of it taken out, and the same block standing twice."""
    for at in range(0, len(data), every):
        yield data[:at] + data[at + size :]
        yield data[: at + size] + data[at:]
