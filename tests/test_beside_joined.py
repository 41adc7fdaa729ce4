"""A file and the one beside it, handed over as one, come apart as they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.model import source_of_bytes
from everyword.readers.beside.joined import MARK, apart, joined


@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(one=st.binary(max_size=300), two=st.binary(max_size=300), name=st.text(max_size=20))
def test_both_are_as_they_were(one: bytes, two: bytes, name: str) -> None:
    source = joined(source_of_bytes("a-wal", one), source_of_bytes(name, two))
    first, second = apart(source)

    assert source.name == first.name == "a-wal"
    assert second is not None
    assert (first.size, second.size) == (len(one), len(two))
    assert (first.head(), second.head()) == (one, two)
    with second.open() as stream:
        assert stream.seek(-min(5, len(two)), 2) == max(0, len(two) - 5)
        assert stream.read() == two[-5:]
    with source.open() as stream:
        assert len(stream.read()) == source.size


@pytest.mark.parametrize("data", [b"", b"x" * 400, b"\xff" * 16 + MARK, bytes(16) + MARK[:-1]])
def test_a_file_alone_stays_alone(data: bytes) -> None:
    source = source_of_bytes("a", data)

    assert apart(source) == (source, None)


def test_any_place_of_it_can_be_read() -> None:
    source = joined(source_of_bytes("a", b"abc"), source_of_bytes("b", b"defg"))
    with source.open() as stream:
        whole = stream.read()
        for at in range(len(whole)):
            stream.seek(at)
            assert stream.read(3) == whole[at : at + 3]
