"""Objects: leaf, empty line, bytes; opened with Debian's tools; any range; any change noticed."""

import hashlib
import io
import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.errors import Damaged, StorageFailed
from everyword.vault import agefile, objects, storage
from everyword.vault.leaf import Leaf, encode

IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENT = str(IDENTITY.to_public())
SECRET = agefile.identity_bytes(str(IDENTITY))
NAME = "ab" + "0" * 30
SIZES = (0, 1, 65_536, 131_072, 131_073, 900_001)


def data_of(size: int) -> bytes:
    return (b"line\n\n\r\n\x00\xff" * (size // 10 + 1))[:size]


def leaf_of(data: bytes) -> bytes:
    sha256 = hashlib.sha256(data).hexdigest()
    return encode(Leaf("0" * 64, "file", sha256, len(data), "Alex.txt", "2024-04-03T21:07:00Z"))


def in_blocks(data: bytes, width: int = objects.BLOCK) -> Iterator[bytes]:
    for start in range(0, len(data), width):
        yield data[start : start + width]


def put(
    folder: Path, data: bytes, leaf_text: bytes | None = None, width: int = objects.BLOCK
) -> str:
    path = objects.path_of(folder, NAME)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    file = storage.create(path)
    try:
        text = leaf_of(data) if leaf_text is None else leaf_text
        return objects.write(file, RECIPIENT, text, len(data), in_blocks(data, width))
    finally:
        storage.close(file)


@pytest.mark.parametrize("size", SIZES)
def test_what_went_in_comes_out(tmp_path: Path, size: int) -> None:
    data = data_of(size)
    cipher = put(tmp_path, data)
    path = objects.path_of(tmp_path, NAME)
    clear = pyrage.decrypt(path.read_bytes(), [IDENTITY])

    assert clear == leaf_of(data) + b"\n" + data
    assert cipher == hashlib.sha256(path.read_bytes()).hexdigest()
    assert cipher == objects.cipher_sha256(tmp_path, NAME)
    assert objects.check(tmp_path, NAME, SECRET, lambda done: None).leaf_text == leaf_of(data)
    with objects.open_object(tmp_path, NAME, SECRET).stream as stream:
        assert stream.read() == data
        assert stream.seek(0, os.SEEK_END) == size
        stream.seek(size // 2)
        assert stream.read(7) == data[size // 2 :][:7]


@pytest.mark.skipif(shutil.which("age") is None, reason="needs age")
def test_age_and_sed_give_the_bytes_back(tmp_path: Path) -> None:
    data = data_of(300_000)
    put(tmp_path, data)
    (tmp_path / "key").write_text(f"{IDENTITY}\n")
    path = objects.path_of(tmp_path, NAME)
    command = f"age -d -i key {path} | sed '1,/^$/d' | sha256sum"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, check=True)

    assert done.stdout.split()[0].decode() == hashlib.sha256(data).hexdigest()


EDGES = sorted(
    {
        max(0, base - len(leaf_of(b"")) - shift)
        for base in (0, agefile.CHUNK, 4 * agefile.CHUNK, objects.BLOCK, objects.BESIDE)
        for shift in (-60, -2, -1, 0, 1, 2)
    }
    | {objects.BESIDE, objects.BESIDE + 1, 3 * objects.BLOCK, 3 * objects.BLOCK + 1}
)


@pytest.mark.parametrize("size", EDGES)
def test_at_every_border_the_bytes_stay_in_their_order(tmp_path: Path, size: int) -> None:
    data = random.Random(size).randbytes(size)
    cipher = put(tmp_path, data)
    whole = objects.path_of(tmp_path, NAME).read_bytes()

    assert hashlib.sha256(whole).hexdigest() == cipher
    assert pyrage.decrypt(whole, [IDENTITY]) == leaf_of(data) + b"\n" + data
    assert objects.check_whole(tmp_path, NAME, SECRET, lambda done: None)[1] == cipher


@given(st.integers(0, 3 * objects.BLOCK), st.integers(1, 2 * objects.BLOCK), st.integers(0))
@settings(max_examples=25)
def test_any_size_in_any_blocks(
    tmp_path_factory: pytest.TempPathFactory, size: int, width: int, seed: int
) -> None:
    folder = tmp_path_factory.mktemp("objects")
    data = random.Random(seed).randbytes(size)
    cipher = put(folder, data, width=max(width, size // 50))
    done: list[int] = []
    opened, found = objects.check_whole(folder, NAME, SECRET, done.append)

    assert (found, sum(done), opened.leaf.size) == (cipher, size, size)
    assert pyrage.decrypt(objects.path_of(folder, NAME).read_bytes(), [IDENTITY]).endswith(data)


def test_blocks_are_hashed_in_order_however_slow_the_thread_is() -> None:
    class Slow:
        """Takes longest over the first blocks, so that later ones could overtake them."""

        def __init__(self) -> None:
            self.seen: list[int] = []
            self.at_once = 0

        def update(self, block: bytes) -> None:
            self.at_once += 1
            assert self.at_once == 1
            time.sleep(0.02 / (1 + len(self.seen)))
            self.seen.append(block[0])
            self.at_once -= 1

    first, second = Slow(), Slow()
    with objects.Hashing(beside=True) as hashing:
        for number in range(40):
            digest: Any = first if number % 3 else second
            hashing.update(digest, bytes([number]))
            assert len(first.seen) + len(second.seen) >= number - objects.WAITING

    assert first.seen == [n for n in range(40) if n % 3]
    assert second.seen == [n for n in range(40) if not n % 3]


def breaking(size: int) -> Iterator[bytes]:
    """Gives some bytes, then fails as a pulled-out memory card does."""
    yield bytes(size)
    raise OSError(5, "Input/output error")


@pytest.mark.parametrize("size", [1, 3_000_000])
def test_what_the_blocks_raise_comes_through(tmp_path: Path, size: int) -> None:
    file = storage.create(tmp_path / "out")
    with pytest.raises(OSError, match="Input/output error"):
        objects.write(file, RECIPIENT, leaf_of(b""), 1 << 40, breaking(size))
    storage.close(file)


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_a_full_disk_is_told_once_and_nothing_is_written_later(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def full(file: int, data: bytes) -> None:
        calls.append(len(data))
        raise StorageFailed(reason="the disk is full")

    monkeypatch.setattr(storage, "write", full)
    data = data_of(size)
    with pytest.raises(StorageFailed):
        objects.write(99, RECIPIENT, leaf_of(data), size, in_blocks(data))

    assert len(calls) == 1


def test_every_part_that_is_changed_is_noticed(tmp_path: Path) -> None:
    put(tmp_path, data_of(200_000))
    path = objects.path_of(tmp_path, NAME)
    whole = path.read_bytes()
    for place in (*range(0, 260, 7), 70_000, 140_000, len(whole) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(Damaged, match=NAME):
            objects.check(tmp_path, NAME, SECRET, lambda done: None)


@pytest.mark.parametrize(
    "leaf_text", [b"", b"no leaf\n", b"x" * 70_000, leaf_of(b"other"), leaf_of(b"")[:-1]]
)
def test_an_object_that_is_not_what_it_says_is_named(tmp_path: Path, leaf_text: bytes) -> None:
    put(tmp_path, b"data", leaf_text)
    with pytest.raises(Damaged, match=NAME):
        objects.check(tmp_path, NAME, SECRET, lambda done: None)


def test_only_objects_are_listed(tmp_path: Path) -> None:
    put(tmp_path, b"data")
    for name in ("objects/ab/x.age", f"objects/cd/{NAME}.age", f"objects/ab/{NAME}.age.part"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert list(objects.names(tmp_path)) == [NAME]


def test_names_come_in_order_and_what_cannot_be_listed_has_none(tmp_path: Path) -> None:
    wanted = []
    for part in ("00", "ab", "ff"):
        (tmp_path / "objects" / part).mkdir(parents=True)
        for number in (7, 3, 5):
            wanted.append(f"{part}{number:030x}")
            (tmp_path / "objects" / part / f"{wanted[-1]}.age").touch()
    (tmp_path / "objects" / "cd").touch()

    assert list(objects.names(tmp_path)) == sorted(wanted)
    assert list(objects.names(tmp_path / "nothing")) == []


class Counting(io.FileIO):
    """Counts what is really read from the file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.asked = 0

    def readinto(self, buffer: Any) -> int:
        count = super().readinto(buffer) or 0
        self.asked += count
        return count


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Counting]:
    files: list[Counting] = []

    def open_plain(path: Path) -> io.BufferedReader:
        files.append(Counting(path))
        return io.BufferedReader(files[-1])

    monkeypatch.setattr(storage, "open_plain", open_plain)
    return files


def test_one_second_of_a_long_recording_costs_its_chunks(
    tmp_path: Path, counted: list[Counting]
) -> None:
    size, place = 64 << 20, 31_234_567
    block = random.Random(3).randbytes(1 << 20)
    put(tmp_path, block * 64)
    with objects.open_object(tmp_path, NAME, SECRET).stream as stream:
        # The header, the last chunk (is the file whole?), the first (the leaf).
        assert counted[0].asked < 4 * agefile.CHUNK
        before = counted[0].asked
        stream.seek(place)
        assert stream.read(1000) == block[place % len(block) :][:1000]
        assert counted[0].asked - before <= 2 * (agefile.CHUNK + 16) + io.DEFAULT_BUFFER_SIZE
        before = counted[0].asked
        stream.seek(place + 100)
        stream.read(100)
        assert counted[0].asked == before
        assert stream.seek(-10, os.SEEK_END) == size - 10
        assert stream.read() == block[-10:]


def test_checking_reads_the_file_once(tmp_path: Path, counted: list[Counting]) -> None:
    cipher = put(tmp_path, data_of(3_000_000))
    opened, found = objects.check_whole(tmp_path, NAME, SECRET, lambda done: None)

    assert found == cipher
    assert [file.asked for file in counted] == [objects.path_of(tmp_path, NAME).stat().st_size]
    assert opened.stream.closed


def test_the_hash_is_of_the_bytes_that_were_opened(
    tmp_path: Path,
) -> None:
    """The same content sealed anew opens as well, and is yet another file."""
    cipher = put(tmp_path, data_of(100_000))
    path = objects.path_of(tmp_path, NAME)
    mine = path.read_bytes()
    path.write_bytes(pyrage.encrypt(pyrage.decrypt(mine, [IDENTITY]), [IDENTITY.to_public()]))
    opened, found = objects.check_whole(tmp_path, NAME, SECRET, lambda done: None)

    assert found == hashlib.sha256(path.read_bytes()).hexdigest() != cipher
    assert opened.leaf_text == leaf_of(data_of(100_000))
