"""Small files are read at once; few of them stay in memory, and none may change meanwhile."""

import io
import random

import pytest

from everyword.bundle.pdf.small import SMALL, Small
from everyword.model import Source, source_of_bytes

ROOM = 1000


def files(count: int, size: int = 400) -> tuple[list[Source], list[str]]:
    """Sources, and the names of those that were opened, as often as they were."""
    seen: list[str] = []

    def source(number: int) -> Source:
        data = bytes([number]) * size

        def opener() -> io.BytesIO:
            seen.append(str(number))
            return io.BytesIO(data)

        return Source(str(number), size, opener)

    return [source(number) for number in range(count)], seen


def test_each_file_gives_its_own_bytes_in_any_order() -> None:
    sources, _ = files(12)
    small = Small(ROOM)
    streams = [small.open(source) for source in sources]
    choose = random.Random(3)
    for _ in range(300):
        number, place = choose.randrange(12), choose.randrange(450)
        streams[number].seek(place)
        assert streams[number].read(90) == bytes([number]) * max(0, min(90, 400 - place))


def test_few_files_stay_in_memory() -> None:
    sources, seen = files(8)
    small = Small(ROOM)
    streams = [small.open(source) for source in sources]
    for stream in streams:
        stream.read()
    assert seen[:8] == list("01234567") and set(seen[8:]) == set("234567")  # two have room for good
    assert sum(map(len, small._held.values())) <= ROOM


def test_a_large_file_stays_open() -> None:
    source = source_of_bytes("a", b"x" * (SMALL + 1))
    assert len(Small(0).open(source).read()) == SMALL + 1


def test_a_file_that_changed_meanwhile_is_not_used() -> None:
    data = [b"first", b"later"]
    source = Source("a", 5, lambda: io.BytesIO(data[0]))
    small = Small(0)
    stream = small.open(source)
    small.open(source_of_bytes("b", b"other")).read()
    data.reverse()
    with pytest.raises(OSError, match="changed"):
        stream.read()
