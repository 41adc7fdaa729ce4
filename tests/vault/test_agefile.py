"""The reader of age files against pyrage's writer, and against damage."""

import io
import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.vault.agefile import (
    CHUNK,
    MAGIC,
    AgeReader,
    AgeWriter,
    BadAge,
    HostileAge,
    NotForUs,
    identity_bytes,
    open_age,
    read_header,
    recipient_bytes,
)

IDENTITY = pyrage.x25519.Identity.generate()
OTHER = pyrage.x25519.Identity.generate()
SECRET = identity_bytes(str(IDENTITY))
SIZES = (0, 1, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5)


def content(size: int) -> bytes:
    return bytes(n * 7 % 251 for n in range(size))


def sealed(data: bytes) -> bytes:
    return pyrage.encrypt(data, [IDENTITY.to_public()])


def opened(data: bytes) -> AgeReader:
    return open_age(io.BytesIO(data), SECRET)


def read_all(data: bytes) -> bytes:
    with opened(data) as stream:
        return io.BufferedReader(stream).read()


@pytest.mark.parametrize("size", SIZES)
def test_what_pyrage_wrote_is_read(size: int) -> None:
    data = sealed(content(size))

    assert read_all(data) == content(size)
    assert opened(data).size == size


def test_a_file_for_two_people_opens_for_each() -> None:
    data = pyrage.encrypt(b"both", [OTHER.to_public(), IDENTITY.to_public()])

    assert read_all(data) == b"both"


BIG = content(5 * CHUNK + 123)
BIG_SEALED = sealed(BIG)


@given(st.lists(st.tuples(st.integers(0, len(BIG) + 10), st.integers(0, 3 * CHUNK)), max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_range_is_what_it_is_in_the_whole(ranges: list[tuple[int, int]]) -> None:
    with io.BufferedReader(opened(BIG_SEALED)) as stream:
        for start, size in ranges:
            stream.seek(start)
            assert stream.read(size) == BIG[start : start + size]
            assert stream.tell() == max(start, min(start + size, len(BIG)))


def test_a_range_costs_its_chunks_only() -> None:
    class Counting(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1, /) -> bytes:
            data = super().read(size)
            self.asked += len(data)
            return data

    raw = Counting(sealed(content(40 * CHUNK)))
    stream = open_age(raw, SECRET)
    raw.asked = 0
    stream.seek(20 * CHUNK + 5)

    assert stream.read(10) == content(40 * CHUNK)[20 * CHUNK + 5 :][:10]
    assert raw.asked == CHUNK + 16


def test_every_changed_byte_is_noticed() -> None:
    data = sealed(b"a short object\n")
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(BadAge):
            read_all(changed)


@pytest.mark.parametrize("size", SIZES)
def test_every_cut_and_every_added_byte_is_noticed(size: int) -> None:
    data = sealed(content(size))
    cuts = {len(data) - 1, len(data) - 16, len(data) - 17, len(data) // 2, 30, 0}
    cuts |= {len(data) - size % CHUNK - 16, len(data) - size % CHUNK - 32}
    for cut in cuts:
        with pytest.raises(BadAge):
            read_all(data[:cut])
    for more in (b"\0", bytes(16), bytes(CHUNK + 16)):
        with pytest.raises(BadAge):
            read_all(data + more)


def test_chunks_cannot_change_places() -> None:
    data = sealed(content(3 * CHUNK))
    start, width = len(data) - 3 * (CHUNK + 16), CHUNK + 16
    first, second, third = (data[start + n * width :][:width] for n in range(3))

    with pytest.raises(BadAge):
        read_all(data[:start] + second + first + third)
    with pytest.raises(BadAge):
        read_all(data[:start] + first + third)


def test_an_empty_last_chunk_is_refused_after_others() -> None:
    parts: list[bytes] = []
    writer = AgeWriter(str(IDENTITY.to_public()), lambda part: parts.append(bytes(part)))
    writer.write(content(4 * CHUNK))
    writer._seal(memoryview(b""), is_end=False)
    writer.finish()

    with pytest.raises(BadAge, match="empty chunk"):
        read_all(b"".join(parts))


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(NotForUs):
        open_age(io.BytesIO(sealed(b"x")), identity_bytes(str(OTHER)))


BODY = "A" * 43


@pytest.mark.parametrize(
    "header",
    [
        "-----BEGIN AGE ENCRYPTED FILE-----\n",
        "age-encryption.org/v1\n" + "-> x y\n\n" * 17 + f"--- {BODY}\n",
        "age-encryption.org/v1\n-> x " + "y" * 70_000 + "\n",
        f"age-encryption.org/v1\n-> scrypt AA 18\n{BODY}\n-> scrypt AA 18\n{BODY}\n--- {BODY}\n",
        f"age-encryption.org/v1\n-> x y\n{BODY[:-1]}B\n--- {BODY}\n",
        f"age-encryption.org/v1\n-> x y\n{BODY}=\n--- {BODY}\n",
    ],
)
def test_headers_that_could_cost_much_are_refused_first(header: str) -> None:
    with pytest.raises(HostileAge):
        read_header(io.BytesIO(header.encode()))


@pytest.mark.parametrize(
    "header",
    [
        "",
        "age-encryption.org/v2\n",
        "age-encryption.org/v1\r\n",
        "age-encryption.org/v1\n",
        f"age-encryption.org/v1\n--- {BODY}\n",
        f"age-encryption.org/v1\n->  x\n{BODY}\n--- {BODY}\n",
        f"age-encryption.org/v1\n-> x\n{BODY * 2}\n\n--- {BODY}\n",
        f"age-encryption.org/v1\n-> x\n{BODY}\n---{BODY}\n",
        f"age-encryption.org/v1\n-> x\n{BODY}\n--- {BODY[:-4]}\n",
    ],
)
def test_other_headers_are_not_age(header: str) -> None:
    with pytest.raises(BadAge):
        read_header(io.BytesIO(header.encode()))


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadAge):
        open_age(io.BytesIO(MAGIC + data), SECRET)


def test_an_identity_is_read_in_one_spelling() -> None:
    text = str(IDENTITY)

    assert len(identity_bytes(text)) == 32
    for wrong in (text.lower(), text[:-1], text[:-1] + ("Q" if text[-1] != "Q" else "P"), "", "1"):
        with pytest.raises(BadAge):
            identity_bytes(wrong)


def written(data: bytes, piece: int = 10_007) -> bytes:
    parts: list[bytes] = []
    writer = AgeWriter(str(IDENTITY.to_public()), lambda part: parts.append(bytes(part)))
    for start in range(0, len(data), piece):
        writer.write(data[start : start + piece])
    writer.finish()
    return b"".join(parts)


WRITTEN = (*SIZES, 4 * CHUNK - 1, 4 * CHUNK, 4 * CHUNK + 1, 8 * CHUNK, 9 * CHUNK)


@pytest.mark.parametrize("size", WRITTEN)
def test_what_is_written_opens_with_pyrage(size: int) -> None:
    for piece in (10_007, CHUNK, 1 << 20):
        data = written(content(size), piece)
        assert pyrage.decrypt(data, [IDENTITY]) == content(size)
        # The very length pyrage's own file has, less the decoy stanza it may add.
        assert len(data) <= len(sealed(content(size)))
    assert read_all(data) == content(size)


@given(st.lists(st.integers(0, 3 * CHUNK), max_size=6))
@settings(max_examples=40)
def test_any_pieces_make_the_same_content(pieces: list[int]) -> None:
    whole, parts, place = content(sum(pieces)), [], 0
    writer = AgeWriter(str(IDENTITY.to_public()), lambda part: parts.append(bytes(part)))
    for piece in pieces:
        writer.write(whole[place : place + piece])
        place += piece
    writer.finish()

    assert pyrage.decrypt(b"".join(parts), [IDENTITY]) == whole


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_pieces_that_end_at_a_border(size: int) -> None:
    for piece in (CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK):
        for times in (1, 2, 3):
            data = content(size * times)
            assert pyrage.decrypt(written(data, piece), [IDENTITY]) == data


def test_no_two_files_share_a_key() -> None:
    first, second = written(content(1000)), written(content(1000))

    assert first.split(b"\n")[1] != second.split(b"\n")[1]
    assert first[-1016:] != second[-1016:]


def test_a_recipient_is_read_in_one_spelling() -> None:
    text = str(IDENTITY.to_public())

    assert len(recipient_bytes(text)) == 32
    for wrong in (text.upper(), text[:-1], str(IDENTITY), "age1", "", "age1" + "q" * 58):
        with pytest.raises(BadAge):
            recipient_bytes(wrong)


@pytest.mark.skipif(shutil.which("age") is None, reason="needs age")
@pytest.mark.parametrize("size", [0, CHUNK, 4 * CHUNK + 1])
def test_what_is_written_opens_with_age(tmp_path: Path, size: int) -> None:
    (tmp_path / "sealed").write_bytes(written(content(size)))
    (tmp_path / "key").write_text(f"{IDENTITY}\n")
    command = ["age", "-d", "-i", "key", "sealed"]
    done = subprocess.run(command, check=True, cwd=tmp_path, capture_output=True)

    assert done.stdout == content(size)


@pytest.mark.skipif(shutil.which("age") is None, reason="needs age")
def test_what_age_wrote_is_read(tmp_path: Path) -> None:
    (tmp_path / "clear").write_bytes(content(CHUNK + 9))
    command = ["age", "-r", str(IDENTITY.to_public()), "-o", "sealed", "clear"]
    subprocess.run(command, check=True, cwd=tmp_path)

    assert read_all((tmp_path / "sealed").read_bytes()) == content(CHUNK + 9)


@given(st.lists(st.integers(0, 3 * CHUNK), max_size=9), st.integers(0, 3))
def test_a_piece_is_good_until_so_many_more_came(sizes: list[int], held: int) -> None:
    """Who hashes a piece later than it is handed out depends on it."""
    identity = pyrage.x25519.Identity.generate()
    waiting: list[memoryview] = []
    taken = bytearray()

    def out(piece: memoryview) -> None:
        waiting.append(piece)
        if len(waiting) > held:
            taken.extend(waiting.pop(0))

    writer = AgeWriter(str(identity.to_public()), out, held)
    data = [bytes([number]) * size for number, size in enumerate(sizes)]
    for each in data:
        writer.write(each)
    writer.finish()

    whole = bytes(taken) + b"".join(waiting)
    assert pyrage.decrypt(whole, [identity]) == b"".join(data)
