"""What the tests of faults share: an `add` to break, faults to do harm in it, and a judge."""

import errno
import hashlib
import itertools
import json
import os
import secrets
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from everyword.errors import EverywordError, StorageFailed
from everyword.model import source_of_bytes
from everyword.vault import keys
from everyword.vault.store import Vault
from tests.cases_made import quick_stretch
from tests.vault.cases import now
from tests.vault.watched import Call, Do, Step, Watched

PRIVATE = "work/00000001-20240403T120000.000000Z.age"
DECISIONS = b'{"n": 1}\n'
CONTENTS = {
    "small.txt": b"03/04/2024, 21:07 - Alex: see you\n",
    "empty.txt": b"",
    "chunks.bin": bytes(range(251)) * 280,
    "300 kB.bin": bytes(range(241)) * 1250,
}
"""Files to add: one in a chunk, an empty one, one over a chunk, one over a block."""

BEFORE = {
    "Alex.txt": b"03/04/2024, 21:07 - Alex: hello\n",
    "long.bin": bytes(range(256)) * 300,
}
"""What was sealed before, under a head."""
LATER = b"kept by the one who opened it again\n"

Tell = Callable[[str], object]


class Told(Struct):
    """What a writer was told is safe; it must be there, whatever happens next."""

    kept: set[str] = field(default_factory=lambda: set(BEFORE))
    leaves: int = 0
    private: bool = False
    said: set[str] = field(default_factory=set)

    def take(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        match word:
            case "kept":
                self.kept = self.kept | {rest}
            case "committed":
                self.leaves = int(rest)
            case "private":
                self.private = True
            case _:
                self.said = self.said | {word}

    def copy(self) -> "Told":
        return Told(set(self.kept), self.leaves, self.private, set(self.said))


def quick() -> None:
    """For processes of our own, where no fixture is: words are stretched in no time."""
    keys._stretch = quick_stretch


def made(folder: Path) -> str:
    """A case with what was there BEFORE; its passphrase."""
    vault, secrets = Vault.create(folder, now, work_factor=16)
    with vault:
        for name, data in BEFORE.items():
            vault.seal(source_of_bytes(name, data))
        vault.commit()
    return secrets.passphrase


def crashed(folder: Path, words: str) -> None:
    """Make of a case one that a kill left: an object without frame, a torn frame, a draft."""
    with Vault.open(folder, words, now, write=True) as vault:
        vault.seal(source_of_bytes("small.txt", CONTENTS["small.txt"]))
    journal = (folder / "journal").read_bytes()
    (folder / "journal").write_bytes(journal + journal[:70])
    (folder / "tmp" / ("0" * 32)).write_bytes(b"draft")


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of cases are made and thrown away."""
    memory = Path("/dev/shm")
    place = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        yield Path(folder).resolve()


def add(folder: Path, words: str, tell: Tell) -> None:
    """Everything a writer does; what is there is not added again. Ends when a write has failed."""
    with Vault.open(folder, words, now, write=True) as vault:
        try:
            _add_all(vault, tell)
        except StorageFailed:
            _must_refuse(vault, tell)
            raise


def _add_all(vault: Vault, tell: Tell) -> None:
    tell(f"committed {len(vault.leaf_hashes())}")
    there = {each.leaf.sha256 for each in vault.records()}
    for names in (["small.txt"], ["empty.txt", "chunks.bin", "300 kB.bin"]):
        sources = [
            source_of_bytes(name, CONTENTS[name])
            for name in names
            if hashlib.sha256(CONTENTS[name]).hexdigest() not in there
        ]
        vault.seal_together(sources)
        for name in names:
            tell(f"kept {name}")
        if len(names) == 1:
            vault.commit()
            tell(f"committed {len(vault.leaf_hashes())}")
    if not any(each.leaf.get("wall") == "after" for each in vault.records()):
        vault.note("clock", extra=(("wall", "after"),))
    if Path(PRIVATE).stem not in {Path(name).stem for name in vault.private_names("work")}:
        vault.write_private(PRIVATE, DECISIONS)
        tell("private")
    vault.commit()
    tell(f"committed {len(vault.leaf_hashes())}")


def _must_refuse(vault: Vault, tell: Tell) -> None:
    """After a failed write nothing may be called kept: the kernel may say yes to lost bytes."""
    tries: dict[str, Callable[[], object]] = {
        "seal": lambda: vault.seal(source_of_bytes("late", b"late")),
        "seal_together": lambda: vault.seal_together([source_of_bytes("late", b"late")] * 2),
        "note": lambda: vault.note("clock"),
        "commit": vault.commit,
        "write_private": lambda: vault.write_private("work/2.age", b"late"),
    }
    for name, attempt in tries.items():
        try:
            attempt()
            tell(f"bad it went on after a failed write: {name}")
        except StorageFailed:
            pass


# The judge


def troubles(folder: Path, words: str, told: Told, again: bool = True) -> list[str]:
    """What is wrong with a case after a fault, once it has been opened for writing; [] is good."""
    try:
        found = _after_opening(folder, words, told)
        if again and not found:
            add(folder, words, lambda line: None)
            whole = Told(set(BEFORE) | set(CONTENTS), told.leaves, True)
            found = [f"added again: {each}" for each in _after_opening(folder, words, whole)]
            with Vault.open(folder, words, now, write=False) as vault:
                found += [f"still said: {remark}" for remark in vault.remarks]
        return found
    except (EverywordError, OSError) as fault:
        return [f"{type(fault).__name__}: {fault}"]


def _after_opening(folder: Path, words: str, told: Told) -> list[str]:
    with Vault.open(folder, words, now, write=True) as vault:
        files = [each for each in vault.records() if each.object and each.leaf.name]
        names = Counter(str(each.leaf.name) for each in files)
        found = [f"lost: {name}" for name in sorted(told.kept - set(names))]
        found += [f"doubled: {name}" for name, count in names.items() if count > 1]
        known = BEFORE | CONTENTS | {"later.txt": LATER}
        found += [f"unknown: {name}" for name in names if name not in known]
        for each in files:
            with vault.source(each).open() as stream:
                if stream.read() != known.get(str(each.leaf.name)):
                    found.append(f"other bytes: {each.leaf.name}")
        if len(vault.leaf_hashes()) < told.leaves:
            found.append(f"{told.leaves} leaves were signed, {len(vault.leaf_hashes())} are there")
        if told.private and vault.read_private(PRIVATE) != DECISIONS:
            found.append("the private file has other bytes")
        bad = ("damaged", "missing", "kept, not used", "not ours")
        found += [remark for remark in vault.remarks if any(word in remark for word in bad)]
        found += [f"{each.name}: {each.said}" for each in vault.verify() if not each.ok]
    if any((folder / "tmp").iterdir()):
        found.append("tmp is not empty after opening")
    return found


@contextmanager
def same_names(first: int = 1, part: str = "") -> Iterator[None]:
    """The same object names in each run: they decide which folders are new, so which calls.

    With `part` they all begin with it.
    """
    numbers, real = itertools.count(first), secrets.token_hex
    secrets.token_hex = lambda size=32: part + f"{next(numbers):0{2 * size}x}"[len(part) :][::-1]
    try:
        yield
    finally:
        secrets.token_hex = real


# Faults in a child

HOWS = ("killed", "EIO", "ENOSPC", "torn", "short", "forgotten")
"""killed: before the call, which is after the one before it;
torn: half of a write, then killed; short: half of it, then the disk is full; forgotten: fsync
fails, the bytes are gone, and the next fsync says yes."""


def fits(how: str, call: Call) -> bool:
    """Can this happen at this call?"""
    match how:
        case "torn" | "short":
            return call.name == "write" and len(call.data) > 1
        case "forgotten":
            return call.name == "fsync"
        case "EIO" | "ENOSPC" if call.name == "close":
            return how == "EIO"
    return True


class Fault:
    """A step that does harm at the call with this number, from 1."""

    def __init__(self, at: int, how: str) -> None:
        self.at, self.how, self.count, self.owed = at, how, 0, 0
        self.safe: dict[str, int] = {}

    def __call__(self, call: Call, do: Do) -> Any:
        self.count += 1
        if self.owed:
            number, self.owed = self.owed, 0
            raise OSError(number, os.strerror(number))
        if self.count == self.at:
            return self._harm(call, do)
        result = do()
        if call.name == "open":
            self.safe[call.path] = os.fstat(result).st_size
        elif call.name == "fsync":
            self.safe[call.path] = os.fstat(call.file).st_size
        return result

    def _harm(self, call: Call, do: Do) -> Any:
        half = call.data[: len(call.data) // 2]
        match self.how:
            case "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            case "torn":
                _real_write(call.file, half)
                os.kill(os.getpid(), signal.SIGKILL)
            case "short":
                self.owed = errno.ENOSPC
                return _real_write(call.file, half)
            case "forgotten":
                if not Path(f"/proc/self/fd/{call.file}").is_dir():
                    _real_truncate(call.file, self.safe[call.path])
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            case _:
                number = getattr(errno, self.how)
                raise OSError(number, os.strerror(number))


_real_write, _real_truncate = os.write, os.ftruncate


class Ran(Struct):
    """What became of a child: how it ended, what it was told, what it found bad itself."""

    status: int
    told: Told
    bad: list[str]
    failed: str
    calls: list[Call]


def run(
    work: Callable[[Path, str, Tell], None],
    root: Path,
    words: str,
    step: Step,
    closes: bool = False,
) -> Ran:
    """Do this in a forked child under the watch; it may be killed."""
    inward, outward = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(inward)
            _child(work, root, words, Watched(root, step, closes), outward)
        finally:
            os._exit(1)
    os.close(outward)
    with os.fdopen(inward, "rb") as pipe:
        lines = pipe.read().decode().splitlines()
    _, status = os.waitpid(child, 0)
    ran = Ran(os.waitstatus_to_exitcode(status), Told(), [], "", [])
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "bad":
            ran.bad.append(rest)
        elif word == "failed":
            ran.failed = json.loads(rest)
        else:
            ran.told.take(line)
    return ran


def _child(
    work: Callable[[Path, str, Tell], None], root: Path, words: str, watched: Watched, outward: int
) -> None:
    def tell(line: str) -> None:
        _real_write(outward, f"{line}\n".encode())

    code = 1
    try:
        with same_names(), watched:
            work(root, words, tell)
        code = 0
    except StorageFailed as fault:
        code = 4
        tell("failed " + json.dumps("\n".join(fault.lines())))
    except BaseException as fault:
        tell("failed " + json.dumps(f"{type(fault).__name__}: {fault}"))
    os._exit(code)


def calls_of(
    work: Callable[[Path, str, Tell], None],
    root: Path,
    words: str,
    first: int = 1,
    part: str = "",
) -> tuple[list[Call | str], Told]:
    """The calls of an undisturbed run in this process, and between them what was told.

    `first` and `part` are for names: a second run at the same case must not draw those of the
    first again.
    """
    seen: list[Call | str] = []
    told = Told()

    def step(call: Call, do: Do) -> Any:
        result = do()
        if call.name == "write":
            call.data = call.data[:result]
        if call.name == "open":
            call.file = result
        seen.append(call)
        return result

    def tell(line: str) -> None:
        seen.append(line)
        told.take(line)

    with same_names(first, part), Watched(root, step):
        work(root, words, tell)
    return seen, told


def gone(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def copied(template: Path, to: Path) -> Path:
    gone(to)
    shutil.copytree(template, to)
    return to
