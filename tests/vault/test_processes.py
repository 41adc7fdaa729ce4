"""Several processes at one case: one writes, the others are refused or read something whole."""

import hashlib
import os
import signal
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from everyword.errors import CaseInUse
from everyword.model import source_of_bytes
from everyword.vault.store import Vault, verify_case
from tests.vault.cases import now

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork"),
]

READERS, FILES, WRITERS = 10, 60, 5


def started(work: Callable[[], None]) -> int:
    """A forked child that does this; its exit code is 0 when nothing was raised."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_the_second_writer_is_refused_until_the_first_is_gone(case: Path, words: str) -> None:
    inward, outward = os.pipe()

    def hold() -> None:
        with Vault.open(case, words, now, write=True):
            os.write(outward, b"x")
            time.sleep(600)

    child = started(hold)
    os.read(inward, 1)
    for _ in range(2):  # the first refusal must not let the lock go
        with pytest.raises(CaseInUse):
            Vault.open(case, words, now, write=True)
    Vault.open(case, words, now, write=False).close()
    os.kill(child, signal.SIGKILL)
    assert ended(child) == -signal.SIGKILL
    Vault.open(case, words, now, write=True).close()
    os.close(inward)
    os.close(outward)


def test_never_two_write_at_once(case: Path, words: str, tmp_path: Path) -> None:
    """Five compete for the lock; whoever has it claims a file that may be claimed once."""
    claim = tmp_path / "claim"

    def compete(number: int) -> Callable[[], None]:
        def work() -> None:
            for turn in range(6):
                while True:
                    try:
                        vault = Vault.open(case, words, now, write=True)
                        break
                    except CaseInUse:
                        time.sleep(0.002)
                with vault:
                    os.close(os.open(claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
                    vault.seal(source_of_bytes(f"{number}-{turn}.txt", b"%d %d" % (number, turn)))
                    vault.commit()
                    claim.unlink()

        return work

    children = [started(compete(number)) for number in range(WRITERS)]
    assert [ended(child) for child in children] == [0] * WRITERS

    with Vault.open(case, words, now, write=False) as vault:
        assert vault.remarks == []
        names = [each.leaf.name for each in vault.records() if each.object]
    assert len(names) == 3 + 6 * WRITERS == len(set(names))
    assert [each for each in verify_case(case, words, now) if not each.ok] == []


def test_ten_readers_beside_one_writer(case: Path, words: str, tmp_path: Path) -> None:
    """Each opening sees a whole record: it never shrinks, its head fits, its bytes are right."""
    stop = tmp_path / "stop"

    def read(number: int) -> Callable[[], None]:
        def work() -> None:
            seen, openings = 0, 0
            while not (is_last := stop.exists()) or openings < 3:
                seen = look(case, words, seen)
                openings += 1
            assert openings >= 3
            if is_last:
                assert look(case, words, seen) >= 3 + FILES

        return work

    readers = [started(read(number)) for number in range(READERS)]
    with Vault.open(case, words, now, write=True) as vault:
        for number in range(FILES):
            vault.seal(source_of_bytes(f"{number}.txt", b"file %d\n" % number * (1 + number * 9)))
            vault.commit()
    stop.touch()

    assert [ended(child) for child in readers] == [0] * READERS
    assert [each for each in verify_case(case, words, now) if not each.ok] == []


def look(case: Path, words: str, at_least: int) -> int:
    with Vault.open(case, words, now, write=False) as vault:
        # An object the writer has sealed a moment ago may not be in the journal yet.
        assert [each for each in vault.remarks if "not taken up yet" not in each] == []
        records = vault.records()
        assert len(records) >= at_least
        size = int(vault.head_note().split(b"\n")[1])
        assert at_least <= size <= len(records)
        for each in records:
            if each.object:
                with vault.source(each).open() as stream:
                    assert hashlib.sha256(stream.read()).hexdigest() == each.leaf.sha256
        return size


def test_checking_beside_a_writer_finds_nothing_wrong(
    case: Path, words: str, tmp_path: Path
) -> None:
    """Whoever checks a case that is just being added to must not be told of damage."""
    stop = tmp_path / "stop"

    def write() -> None:
        with Vault.open(case, words, now, write=True) as vault:
            number = 0
            while not stop.exists():
                vault.seal(source_of_bytes(f"{number}.txt", b"file %d\n" % number))
                vault.commit()
                number += 1
                if number >= 300:
                    break

    child = started(write)
    wrong = []
    for _ in range(20):
        wrong += [each for each in verify_case(case, words, now) if not each.ok]
        if wrong:
            break
    stop.touch()
    assert ended(child) == 0
    assert wrong == []
