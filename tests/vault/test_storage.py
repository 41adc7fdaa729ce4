"""The steps that touch the disk: whole or not at all, private, never twice."""

import errno
import os
import stat
from pathlib import Path

import pytest

from everyword.errors import StorageFailed
from everyword.vault import storage


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_and_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        storage.make_folder(tmp_path / "folder")
        storage.put(tmp_path, tmp_path / "folder/file", b"data")
    finally:
        os.umask(before)

    assert mode(tmp_path / "folder") == 0o700
    assert mode(tmp_path / "folder/file") == 0o600
    assert (tmp_path / "folder/file").read_bytes() == b"data"
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_the_order_is_write_flush_rename_flush(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    for name in storage.STEPS:
        whole = getattr(storage, name)

        def watched(*args: object, whole: object = whole, name: str = name) -> object:
            steps.append(name)
            return whole(*args)  # type: ignore[operator]

        monkeypatch.setattr(storage, name, watched)
    storage.put(tmp_path, tmp_path / "file", b"data")

    assert steps == ["create", "write", "sync", "rename", "sync_folder"]


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_a_refusal_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    calls = []

    def refuse(*arguments: object) -> int:
        calls.append(arguments)
        raise OSError(number, os.strerror(number))

    (tmp_path / "tmp").mkdir()
    (tmp_path / "file").write_bytes(b"older")
    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(StorageFailed):
        storage.put(tmp_path / "tmp", tmp_path / "file", b"data")
    monkeypatch.undo()

    assert len(calls) == 1
    assert list((tmp_path / "tmp").iterdir()) == []
    assert (tmp_path / "file").read_bytes() == b"older"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said_in_words() -> None:
    file = os.open("/dev/full", os.O_WRONLY)
    try:
        with pytest.raises(StorageFailed, match="the disk is full"):
            storage.write(file, b"data")
    finally:
        os.close(file)


def test_what_is_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")

    for name in ("old", "link"):
        with pytest.raises(StorageFailed):
            storage.create(tmp_path / name)
    assert (tmp_path / "old").read_bytes() == b"old"
    assert not (tmp_path / "elsewhere").exists()


def test_only_plain_files_are_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"data")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")

    with storage.open_plain(tmp_path / "file") as stream:
        assert stream.read() == b"data"
    for name in ("link", "pipe", ".", "none"):
        with pytest.raises(OSError):
            storage.open_plain(tmp_path / name)


class Slow:
    """Stands for `flush_early`: counts how many run, and fails at the one wanted."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.fails_at, self.begun, self.at_once, self.most = fails_at, 0, 0, 0

    def __call__(self, file: int) -> None:
        self.begun += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        os.fsync(file)
        self.at_once -= 1
        if self.begun == self.fails_at:
            raise StorageFailed(reason="the disk reported a fault")


def write_long(path: Path, parts: int) -> None:
    with storage.written_anew(path.parent, path) as file, storage.Early(file) as early:
        for _ in range(parts):
            storage.write(file, bytes(1000))
            early.wrote(1000)


def test_a_long_file_is_flushed_while_it_is_written_one_flush_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow()
    monkeypatch.setattr(storage, "EARLY", 3000)
    monkeypatch.setattr(storage, "flush_early", slow)
    write_long(tmp_path / "file", 300)

    assert 1 <= slow.begun <= 100 and slow.most == 1
    assert (tmp_path / "file").stat().st_size == 300_000


def test_a_short_file_is_flushed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    monkeypatch.setattr(storage, "flush_early", slow)
    write_long(tmp_path / "file", 300)

    assert slow.begun == 0


@pytest.mark.parametrize("at", [1, 2])
def test_a_fault_that_only_an_early_flush_was_told_of_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """The kernel says it once: the flush at the end would say that all is well."""
    monkeypatch.setattr(storage, "EARLY", 1000)
    slow = Slow(fails_at=at)
    monkeypatch.setattr(storage, "flush_early", slow)
    path = tmp_path / "file"
    with (
        pytest.raises(StorageFailed, match="fault"),
        storage.written_anew(tmp_path, path) as file,
        storage.Early(file) as early,
    ):
        while slow.begun < at:
            storage.write(file, bytes(1000))
            early.wrote(1000)

    assert list(tmp_path.iterdir()) == []
