"""A package for one reader: only their key opens it, and its plain text is never on the disk."""

import io
import resource
import shutil
import subprocess
import tarfile
from pathlib import Path

import pyrage
import pytest

from everyword.errors import Damaged, StorageFailed, WrongUsage
from everyword.model import source_of_bytes
from everyword.vault import package
from everyword.vault.package_reader import checked_recipient, file_name
from tests.vault.packages import ENTRIES, NOW, entry, failures, files_of, write

READER = pyrage.x25519.Identity.generate()
KEY = str(READER.to_public())


def opened(path: Path) -> tarfile.TarFile:
    return tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(path.read_bytes(), [READER])))


@pytest.mark.parametrize("form", ["fresh", "case"])
def test_what_the_reader_unpacks_is_the_package(tmp_path: Path, form: package.Form) -> None:
    written = write(tmp_path / "p", form=form, recipient=KEY)
    write(tmp_path / "folder", form=form)
    with opened(tmp_path / "p.tar.age") as tar:
        members = tar.getmembers()
        tar.extractall(tmp_path / "out", filter="data")
    top = f"package-{written.root.hex()[:8]}"

    assert written.path == tmp_path / "p.tar.age"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [top]
    assert files_of(tmp_path / "out" / top) == files_of(tmp_path / "folder")
    assert failures(tmp_path / "out" / top) == []
    assert {(m.uid, m.gid, m.uname, m.gname) for m in members} == {(0, 0, "", "")}
    assert {m.mtime for m in members} == {int(NOW.timestamp())}
    assert {(m.type, m.mode) for m in members} == {(b"0", 0o644), (b"5", 0o755)}
    assert sorted(m.name for m in members if m.isfile()) == sorted(
        f"{top}/{name}" for name in written.files
    )


def test_the_same_things_give_the_same_tar_in_another_envelope(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, recipient=KEY)
    a, b = ((tmp_path / f"{name}.tar.age").read_bytes() for name in ("a", "b"))

    assert a != b
    assert pyrage.decrypt(a, [READER]) == pyrage.decrypt(b, [READER])


@pytest.mark.skipif(shutil.which("age") is None, reason="needs age")
def test_the_command_that_is_printed_opens_it(tmp_path: Path) -> None:
    write(tmp_path / "p", recipient=KEY)
    (tmp_path / "key.txt").write_text(f"{READER}\n")
    command = "age -d -i key.txt p.tar.age | tar x"
    subprocess.run(["sh", "-c", command], cwd=tmp_path, check=True)

    (folder,) = tmp_path.glob("package-*")
    assert failures(folder) == []


def test_no_plain_text_is_on_the_disk_at_any_time(tmp_path: Path) -> None:
    canary = b"a word nobody else writes " * 40_000
    seen: list[int] = []

    def look(size: int) -> None:
        there = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert not any(canary[:26] in path.read_bytes() for path in there)
        seen.append(len(there))

    entries = [entry("one.txt", canary, 0), entry("two.txt", canary[1:], 1)]
    write(tmp_path / "p", entries=entries, recipient=KEY, progress=look)

    assert max(seen) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["p.tar.age"]
    assert canary[:26] not in (tmp_path / "p.tar.age").read_bytes()
    with opened(tmp_path / "p.tar.age") as tar:
        assert any(m.size == len(canary) for m in tar.getmembers())


def test_names_end_as_the_tools_expect() -> None:
    assert file_name(Path("a/p")) == Path("a/p.tar.age")
    assert file_name(Path("p.tar.age")) == Path("p.tar.age")
    assert file_name(Path("p.age")) == Path("p.age.tar.age")


def test_a_file_in_use_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "p.tar.age").write_bytes(b"mine")
    with pytest.raises(WrongUsage):
        write(tmp_path / "p", recipient=KEY)

    assert files_of(tmp_path) == {"p.tar.age": b"mine"}


def test_a_name_taken_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage):
        write(
            tmp_path / "p",
            recipient=KEY,
            progress=lambda size: (tmp_path / "p.tar.age").write_bytes(b"mine") and None,
        )

    assert files_of(tmp_path) == {"p.tar.age": b"mine"}


@pytest.mark.parametrize("data", [b"shorter", b"%PDF-1.7 and much longer than it was"])
def test_bytes_that_changed_leave_nothing(tmp_path: Path, data: bytes) -> None:
    old = ENTRIES[4]
    changed = package.Entry(old.leaf_text, source_of_bytes("x", data), old.index, old.media)
    with pytest.raises(Damaged):
        write(tmp_path / "p", entries=[*ENTRIES[:4], changed], recipient=KEY)

    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, limits[1]))
    try:
        with pytest.raises(StorageFailed):
            write(tmp_path / "p", recipient=KEY)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "age1",
        KEY[:-1],
        KEY.upper(),
        KEY[:-1] + ("q" if KEY[-1] != "q" else "p"),
        "age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt",
        str(READER),
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOA/+IKPpwzZ9iMgyR1tBjRMb2DTAcGpDZJLfDnHnyN2",
        "-----BEGIN AGE ENCRYPTED FILE-----",
        "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqhqg6g4",
        f"{KEY}\n{KEY}",
        "café",
    ],
    ids=range(12),
)
def test_anything_but_a_plain_key_is_refused(typed: str) -> None:
    with pytest.raises(WrongUsage):
        checked_recipient(typed)


def test_a_key_is_taken_without_the_white_space_around_it() -> None:
    assert checked_recipient(f" {KEY}\n") == KEY
