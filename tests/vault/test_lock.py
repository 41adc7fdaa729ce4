"""One writer."""

import os
import signal
import time
from pathlib import Path

import pytest

from everyword.errors import CaseInUse, StorageFailed
from everyword.vault import lock


def test_a_second_writer_is_refused(tmp_path: Path) -> None:
    first = lock.acquire(tmp_path / "lock")
    with pytest.raises(CaseInUse):
        lock.acquire(tmp_path / "lock")
    lock.release(first)

    lock.release(lock.acquire(tmp_path / "lock"))
    assert (tmp_path / "lock").exists()


def test_closing_another_descriptor_does_not_open_the_lock(tmp_path: Path) -> None:
    held = lock.acquire(tmp_path / "lock")
    (tmp_path / "lock").read_bytes()
    with pytest.raises(CaseInUse):
        lock.acquire(tmp_path / "lock")
    lock.release(held)


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        lock.acquire(tmp_path / "lock")
        os.write(outward, b"x")
        time.sleep(60)
        os._exit(0)
    os.read(inward, 1)
    with pytest.raises(CaseInUse):
        lock.acquire(tmp_path / "lock")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(inward)
    os.close(outward)

    lock.release(lock.acquire(tmp_path / "lock"))


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageFailed):
        lock.acquire(tmp_path / "lock")
    assert not (tmp_path / "elsewhere").exists()
