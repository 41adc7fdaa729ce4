"""Seeking as in any file of the standard library."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.streams import RangeStream


class Held(RangeStream):
    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    @property
    def size(self) -> int:
        return len(self._data)

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        part = self._data[self.at : self.at + len(buffer)]
        buffer[: len(part)] = part
        self.at += len(part)
        return len(part)


@given(
    st.binary(max_size=50),
    st.lists(st.tuples(st.integers(-60, 60), st.sampled_from([0, 1, 2]), st.integers(0, 60))),
)
def test_it_reads_as_a_file_in_memory_does(data: bytes, moves: list[tuple[int, int, int]]) -> None:
    ours, theirs = Held(data), io.BytesIO(data)
    for offset, whence, count in moves:
        if offset + {0: 0, 1: ours.tell(), 2: len(data)}[whence] < 0:
            with pytest.raises(ValueError, match="negative"):
                ours.seek(offset, whence)
            continue
        assert ours.seek(offset, whence) == theirs.seek(offset, whence) == ours.tell()
        assert ours.read(count) == theirs.read(count)
    assert ours.readable() and ours.seekable()
    with pytest.raises(NotImplementedError):
        _ = RangeStream().size
