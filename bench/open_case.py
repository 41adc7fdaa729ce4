"""Opening a whole case of many objects, for reading and for writing.

    python bench/open_case.py [OBJECTS]

Every object is sealed as the product seals it, a few bytes each; only waiting for the disk is left
out while the case is made (100,000 flushes would take minutes and are not what is measured here).
Unlocking is slow on purpose (scrypt): it is measured apart and taken off. The floor is listing the
object folders and reading the journal with its SHA-256. Each time is of a process of its own, best
of three; the first opening, which has nothing kept to go by, once.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from everyword.model import source_of_bytes
from everyword.vault import keys, opened, storage
from everyword.vault.store import Vault

ROUNDS = 3
LIMIT = 2.0


def now() -> datetime:
    return datetime.now(UTC)


def make(folder: Path, count: int) -> str:
    """The passphrase of a case with so many objects."""
    waits = ("sync", "data_sync", "sync_folder")
    whole = {name: getattr(storage, name) for name in waits}
    vault, words = Vault.create(folder, now)
    for name in waits:
        setattr(storage, name, lambda file: None)
    with vault:
        for number in range(count):
            vault.seal(source_of_bytes(f"IMG_{number:06}.jpg", f"picture {number}".encode()))
        vault.commit()
    for name, step in whole.items():
        setattr(storage, name, step)
    (folder / opened.NAME).unlink(missing_ok=True)
    os.sync()
    if words.passphrase is None:
        raise SystemExit("the case has no passphrase")
    return words.passphrase


def floor(folder: Path, words: str) -> None:
    for part in (folder / "objects").iterdir():
        list(part.iterdir())
    with (folder / "journal").open("rb") as stream:
        hashlib.file_digest(stream, "sha256")


def unlock(folder: Path, words: str) -> None:
    keys.unlock(folder, words)


def read(folder: Path, words: str) -> None:
    Vault.open(folder, words, now, write=False).close()


def write(folder: Path, words: str) -> None:
    Vault.open(folder, words, now, write=True).close()


STEPS: dict[str, Callable[[Path, str], None]] = {
    "floor": floor,
    "unlock": unlock,
    "read": read,
    "write": write,
}


def step(name: str, folder: Path, words: str) -> None:
    start = time.perf_counter()
    STEPS[name](folder, words)
    print(json.dumps([time.perf_counter() - start, peak()]))


def peak() -> int:
    """The most memory this program had at once, in MB (ru_maxrss counts the parent's as well)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def measured(name: str, folder: Path, words: str, rounds: int = ROUNDS) -> tuple[float, int]:
    command = [sys.executable, __file__, "--step", name, str(folder)]
    found = []
    for _ in range(rounds):
        done = subprocess.run(command, input=words, text=True, check=True, capture_output=True)
        seconds, most = json.loads(done.stdout)
        found.append((seconds, most))
    return min(found)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "case"
        words = make(folder, count)
        size = (folder / "journal").stat().st_size / 1e6
        print(f"{count:,} objects, journal {size:.0f} MB")
        least, unlocking = measured("floor", folder, words), measured("unlock", folder, words)
        first = measured("write", folder, words, 1)
        reading, writing = measured("read", folder, words), measured("write", folder, words)
    print(f"floor (list, read, SHA-256) {least[0]:6.2f} s")
    print(f"unlocking                   {unlocking[0]:6.2f} s (limit 3)")
    for what, (seconds, most) in (
        ("the first time, for writing", first),
        ("for reading", reading),
        ("for writing", writing),
    ):
        spent = seconds - unlocking[0]
        print(f"{what:27} {spent:6.2f} s (limit {LIMIT}), {most} MB at most")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        step(sys.argv[2], Path(sys.argv[3]), sys.stdin.read())
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
