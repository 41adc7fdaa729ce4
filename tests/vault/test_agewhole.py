"""Whole age files in one pass: the same content and the same refusals as the reader of parts."""

from collections.abc import Iterator

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.vault import agewhole
from everyword.vault.agefile import CHUNK, MAX_HEADER, AgeWriter, BadAge, NotForUs, identity_bytes

IDENTITY = pyrage.x25519.Identity.generate()
SECRET = identity_bytes(str(IDENTITY))
RECIPIENT = str(IDENTITY.to_public())
SIZES = (0, 1, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5, 9 * CHUNK)
FIRST = MAX_HEADER + 1


def content(size: int) -> bytes:
    return bytes(n * 7 % 251 for n in range(size))


def sealed(data: bytes) -> bytes:
    return pyrage.encrypt(data, [IDENTITY.to_public()])


def sealed_here(data: bytes) -> bytes:
    parts: list[bytearray] = []
    writer = AgeWriter(RECIPIENT, parts.append)
    writer.write(data)
    writer.finish()
    return b"".join(parts)


def in_blocks(data: bytes, width: int) -> Iterator[bytes]:
    yield data[:FIRST]
    for start in range(FIRST, len(data), width):
        yield data[start : start + width]


def opened(data: bytes, width: int = 4 * CHUNK) -> bytes:
    return b"".join(agewhole.decrypted(in_blocks(data, width), SECRET))


@pytest.mark.parametrize("size", SIZES)
def test_what_pyrage_wrote_is_read_in_blocks_of_any_width(size: int) -> None:
    data = sealed(content(size))
    for width in (10_007, CHUNK, CHUNK + 15, CHUNK + 16, CHUNK + 17, 1 << 20):
        assert opened(data, width) == content(size)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_at_once_opens_with_pyrage(size: int) -> None:
    data = sealed_here(content(size))

    assert pyrage.decrypt(data, [IDENTITY]) == content(size)
    assert opened(data) == content(size)
    assert sealed_here(content(size)) != data


@given(st.integers(0, 4 * CHUNK), st.integers(1, 3 * CHUNK))
@settings(max_examples=40)
def test_any_size_in_any_width(size: int, width: int) -> None:
    assert opened(sealed(content(size)), max(width, 2000)) == content(size)


def test_every_changed_byte_is_noticed() -> None:
    data = sealed(b"a short object\n")
    for place in range(len(data)):
        with pytest.raises(BadAge):
            opened(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])


@pytest.mark.parametrize("size", SIZES)
def test_every_cut_and_every_added_byte_is_noticed(size: int) -> None:
    data = sealed(content(size))
    cuts = {len(data) - 1, len(data) - 16, len(data) - 17, len(data) // 2, 30, 0}
    cuts |= {len(data) - size % CHUNK - 16, len(data) - size % CHUNK - 32}
    for cut in cuts:
        with pytest.raises(BadAge):
            opened(data[:cut])
    for more in (b"\0", bytes(16), bytes(CHUNK + 16)):
        with pytest.raises(BadAge):
            opened(data + more)


def test_chunks_cannot_change_places() -> None:
    data = sealed(content(3 * CHUNK))
    start, width = len(data) - 3 * (CHUNK + 16), CHUNK + 16
    first, second, third = (data[start + n * width :][:width] for n in range(3))
    for wrong in (second + first + third, first + third, second + third, first + second):
        with pytest.raises(BadAge):
            opened(data[:start] + wrong)


def test_an_empty_last_chunk_is_refused_after_others() -> None:
    parts: list[bytearray] = []
    writer = AgeWriter(RECIPIENT, parts.append)
    writer.write(content(2 * CHUNK))
    writer._seal(memoryview(b""), is_end=False)
    writer.finish()

    with pytest.raises(BadAge, match="empty chunk"):
        opened(b"".join(parts))


def test_nothing_of_a_changed_chunk_is_handed_out() -> None:
    data = bytearray(sealed(content(5 * CHUNK)))
    data[-4 * (CHUNK + 16)] ^= 1
    got = b""
    with pytest.raises(BadAge, match="65,536"):
        for part in agewhole.decrypted(in_blocks(bytes(data), CHUNK), SECRET):
            got += part

    assert got == content(5 * CHUNK)[: len(got)]
    assert len(got) <= CHUNK


def test_another_key_does_not_open_it() -> None:
    other = identity_bytes(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(NotForUs):
        list(agewhole.decrypted(iter([sealed(b"x")]), other))


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    for start in (b"", b"age-encryption.org/v1\n"):
        with pytest.raises(BadAge):
            list(agewhole.decrypted(iter([start + data]), SECRET))
