"""The limited child: says what the checks say, can do little, and runs nothing that it finds."""

import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from everyword.errors import Damaged, HostileSlot, NoCase, WrongPassphrase, WrongUsage
from everyword.vault import checks, limited, package
from everyword.vault.checks import Remark
from tests.vault import full_case
from tests.vault.authority import needs_openssl
from tests.vault.cases import NOON, copy, keys_of, now
from tests.vault.packages import write


class Told:
    """A watch that keeps what it was told."""

    def __init__(self) -> None:
        self.total = self.done = 0

    def begin(self, what: str, total: int) -> None:
        self.total += total

    def advance(self, by: int) -> None:
        self.done += by


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """With real words: a child knows nothing of quick ones."""
    folder = tmp_path_factory.mktemp("full") / "case"
    return folder, full_case.make(folder)


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    write(tmp_path / "package")
    return tmp_path / "package"


def state(folder: Path) -> dict[str, tuple[int, int]]:
    found = {path: path.lstat() for path in folder.rglob("*")}
    return {str(path): (at.st_size, at.st_mtime_ns) for path, at in found.items()}


def test_a_case_is_checked_as_it_is_here_and_nothing_is_written(made: tuple[Path, str]) -> None:
    folder, words = made
    before, told = state(folder), Told()
    found = limited.verify_case(folder, words, now, told)

    here = checks.verify(folder, keys_of(folder, words), NOON)
    assert [(type(a), a.name, a.ok) for a in found] == [(type(b), b.name, b.ok) for b in here]
    assert any(isinstance(check, Remark) for check in found)
    assert told.total == told.done > 0
    assert state(folder) == before


@needs_openssl
def test_openssl_is_asked_there_too(made: tuple[Path, str]) -> None:
    found = limited.verify_case(*made, now)

    (check,) = [check for check in found if check.name.endswith("(openssl)")]
    assert check.ok and not isinstance(check, Remark), check.said


def test_errors_come_back_as_themselves(made: tuple[Path, str], tmp_path: Path) -> None:
    folder, words = made
    with pytest.raises(NoCase) as raised:
        limited.verify_case(tmp_path, words, now)
    assert str(tmp_path) in raised.value.lines()[0]
    with pytest.raises(WrongPassphrase):
        limited.verify_case(folder, "other words", now)
    with pytest.raises(WrongUsage):
        limited.verify_case(folder, words, now, head="no head")
    hostile = copy(folder, tmp_path / "hostile")
    for path in (hostile / "slots").iterdir():
        path.write_bytes(path.read_bytes().replace(b" 16\n", b" 23\n", 1))
    with pytest.raises(HostileSlot):
        limited.verify_case(hostile, words, now)


def test_a_known_head_is_compared_there(made: tuple[Path, str]) -> None:
    folder, words = made
    found = limited.verify_case(folder, words, now, head=(folder / "heads/2.note").read_text())

    assert [check.ok for check in found if check.name == "known head"] == [True]


def test_names_that_are_no_text_come_back(made: tuple[Path, str], tmp_path: Path) -> None:
    folder = copy(made[0], tmp_path / "c\udcff\n")
    (folder / "letter\udcfe.pdf").write_bytes(b"")
    found = limited.verify_case(folder, made[1], now)

    assert "letter\udcfe.pdf" in [check.name for check in found if not check.ok]


def test_a_package_is_checked_as_it_is_here(packed: Path) -> None:
    before = state(packed)

    assert limited.verify_package(packed) == package.verify_package(packed)
    assert state(packed) == before


def test_nothing_of_a_package_is_run(packed: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    for name in ("VERIFY.sh", "HOW-TO-VERIFY.txt", "openssl", "sitecustomize.py", "everyword.py"):
        (packed / name).write_text(f"#!/bin/sh\n:>{mark}\n")
        (packed / name).chmod(0o755)
    (packed / "sitecustomize.py").write_text(f"open({str(mark)!r}, 'w')\n")
    here = Path.cwd()
    try:
        os.chdir(packed)
        found = limited.verify_package(packed)
    finally:
        os.chdir(here)

    assert not mark.exists()
    assert {"VERIFY.sh", "openssl"} <= {check.name for check in found if not check.ok}


def link(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 42)


@pytest.mark.parametrize("name", ["seal/checkpoint", "manifest-sha256.txt", "seal/leafhashes.txt"])
@pytest.mark.parametrize("make", [link, os.mkfifo, Path.mkdir, huge])
def test_what_is_no_plain_file_is_named_and_not_read(
    packed: Path, name: str, make: Callable[[Path], None]
) -> None:
    (packed / name).unlink()
    make(packed / name)
    found = limited.verify_package(packed)

    assert name in [check.name for check in found if not check.ok]


def test_a_device_is_named_and_not_read(packed: Path) -> None:
    (packed / "seal/checkpoint").unlink()
    try:
        os.mknod(packed / "seal/checkpoint", stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("devices are for root to make")
    found = limited.verify_package(packed)

    assert "seal/checkpoint" in [check.name for check in found if not check.ok]


def test_a_file_that_is_all_hole_is_not_read_for_hours(packed: Path) -> None:
    huge(next((packed / "data").iterdir()))
    with pytest.raises(Damaged) as raised:
        limited.verify_package(packed, cpu=1)

    assert "longer than a check of it may take" in raised.value.lines()[0]


def test_a_silent_child_is_left(packed: Path) -> None:
    with pytest.raises(Damaged) as raised:
        limited.verify_package(packed, silence=0)

    assert len(raised.value.lines()) == 3


CHILDREN = {
    "dies": "os._exit(3)",
    "killed": "os.kill(os.getpid(), 9)",
    "crash": "os.abort()",
    "noise": "os.write(1, b'\\xff' * 100)",
    "long": "os.write(1, (1 << 31).to_bytes(4, 'big'))",
    "other": "os.write(1, b'\\0\\0\\0\\4junk')",
    "error": "os.write(1, b'\\0\\0\\0\\x0f\\x93\\xa6failed\\xa6Strang\\x80')",
}


@pytest.mark.parametrize("what", sorted(CHILDREN))
def test_a_child_that_breaks_is_one_error(
    packed: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    start = subprocess.Popen

    def popen(words: list[str], **given: object) -> "subprocess.Popen[bytes]":
        assert words[0] == sys.executable and words[1] == "-I"
        return start([sys.executable, "-c", f"import os; {CHILDREN[what]}"], **given)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", popen)
    with pytest.raises(Damaged) as raised:
        limited.verify_package(packed)

    assert "nothing can be said of it yet" in raised.value.lines()[0]
    assert "Nothing was changed" in raised.value.lines()[1]


def test_a_frame_larger_than_any_is_not_waited_for() -> None:
    inward, outward = os.pipe()
    try:
        os.write(outward, (limited.MAX_FRAME + 1).to_bytes(4, "big"))
        with pytest.raises(EOFError):
            limited._Ear(inward, silence=0.1).next()
    finally:
        os.close(inward)
        os.close(outward)


def in_limits(code: str) -> str:
    """What this code prints after the limits of the child were set."""
    words = f"from everyword.vault import limited as l; l.confine(l.MEMORY, l.OPEN_FILES); {code}"
    done = subprocess.run(
        [sys.executable, "-I", "-c", words], capture_output=True, timeout=60, check=False
    )
    return (done.stdout + done.stderr).decode()


def test_the_child_can_write_no_file_and_open_few(tmp_path: Path) -> None:
    path = tmp_path / "new"
    assert "File too large" in in_limits(f"open({str(path)!r}, 'wb', 0).write(b'x')")
    assert path.read_bytes() == b""
    assert "Too many open files" in in_limits("[open('/dev/null') for _ in range(100)]")
    assert "MemoryError" in in_limits("bytearray(5 << 30)")
    assert (
        "ValueError" in in_limits("__import__('resource').setrlimit(1, (1, 1))") or not os.getuid()
    )
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 0


def test_the_environment_and_arguments_hold_no_secret(
    made: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[str], dict[str, str]]] = []
    start = subprocess.Popen

    def popen(words: list[str], **given: object) -> "subprocess.Popen[bytes]":
        seen.append((words, given["env"]))  # type: ignore[arg-type]
        return start(words, **given)  # type: ignore[call-overload]

    monkeypatch.setenv("EVERYWORD_CASE", "secret")
    monkeypatch.setattr(subprocess, "Popen", popen)
    limited.verify_case(*made, now)

    ((words, environment),) = seen
    assert set(environment) == {"PATH", "LC_ALL"}
    assert made[1] not in " ".join(words)


def test_no_child_is_left(packed: Path) -> None:
    before = signal.getsignal(signal.SIGINT)  # ignored where the tests run in the background
    limited.verify_package(packed)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert signal.getsignal(signal.SIGINT) is before
