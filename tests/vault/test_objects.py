"""Objects: leaf, empty line, bytes; opened with Debian's tools; any range; any change noticed."""

import hashlib
import io
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pyrage
import pytest

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


def put(folder: Path, data: bytes, leaf_text: bytes | None = None) -> objects.Written:
    path = objects.path_of(folder, NAME)
    path.parent.mkdir(parents=True)
    file = storage.create(path)
    try:
        text = leaf_of(data) if leaf_text is None else leaf_text
        stream = io.BytesIO(data)
        return objects.write(file, RECIPIENT, text, stream, len(data), lambda done: None)
    finally:
        storage.close(file)


@pytest.mark.parametrize("size", SIZES)
def test_what_went_in_comes_out(tmp_path: Path, size: int) -> None:
    data = data_of(size)
    written = put(tmp_path, data)
    path = objects.path_of(tmp_path, NAME)
    clear = pyrage.decrypt(path.read_bytes(), [IDENTITY])

    assert clear == leaf_of(data) + b"\n" + data
    assert (written.size, written.sha256) == (size, hashlib.sha256(data).hexdigest())
    assert written.cipher_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert written.cipher_sha256 == objects.cipher_sha256(tmp_path, NAME)
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


def test_a_stream_that_goes_on_is_not_followed(tmp_path: Path) -> None:
    path = objects.path_of(tmp_path, NAME)
    path.parent.mkdir(parents=True)
    file = storage.create(path)
    with Path("/dev/zero").open("rb") as endless:
        written = objects.write(file, RECIPIENT, leaf_of(b""), endless, 10, lambda done: None)
    storage.close(file)

    assert written.size == 11


class Breaking(io.RawIOBase):
    """Gives some bytes, then fails as a pulled-out memory card does."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        if self.left <= 0:
            raise OSError(5, "Input/output error")
        self.left -= size
        return bytes(size)


@pytest.mark.parametrize("size", [1, 3_000_000])
def test_what_a_stream_raises_comes_through(tmp_path: Path, size: int) -> None:
    file = storage.create(tmp_path / "out")
    stream: Any = Breaking(size)
    with pytest.raises(OSError, match="Input/output error"):
        objects.write(file, RECIPIENT, leaf_of(b""), stream, 1 << 40, lambda done: None)
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
        objects.write(99, RECIPIENT, leaf_of(data), io.BytesIO(data), size, lambda done: None)

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
