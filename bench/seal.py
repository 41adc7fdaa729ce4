"""Sealing: ours against `openssl dgst -sha256` and then pyrage's own encryption of the same bytes.

    python bench/seal.py [MEGABYTES] [--files NUMBER] [--large]

One file (1024 MB), then many files of 100 kB (2,000); `--large` takes 4096 MB and 10,000 files.
All sides read the same random bytes in the same run, turn by turn: the medians of five turns. Ours
includes everything until a file is kept: two readings, both hashes, fsync, rename, fsync of the
folder, and the journal. The peer flushes nothing: what it wrote may be gone after a power cut. So
there are two figures, the peer as it is, and with a flush of its own. For the small files the
flushes that the order of a seal needs are measured apart, in a run that does the same to the disk
and nothing else: one file after another, and in groups as they are sealed. Peak memory is that of a
process of its own.

Processor time is shown beside the time on the clock: it says more where others use the machine.
Nothing fails here; the limit stands beside the ratio.
"""

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from everyword.model import Source, source_of_path
from everyword.vault.leaf import Leaf
from everyword.vault.sealing import TOGETHER, has_room, seal_object
from everyword.vault.store import Vault

ROUNDS = 5
LIMIT = 1.2
SMALL = 100_000
SEALED = SMALL + 500

Spent = tuple[float, float]
"""Seconds on the clock, and of the processors."""


def now() -> datetime:
    return datetime.now(UTC)


def spent(step: Callable[[], object]) -> Spent:
    """Nobody pays for what was left to write by the one before."""
    os.sync()
    before, start = sum(os.times()[:4]), time.perf_counter()
    step()
    return time.perf_counter() - start, sum(os.times()[:4]) - before


def make(path: Path, size: int) -> None:
    with path.open("wb") as file:
        while size:
            part = min(size, 1 << 20)
            file.write(os.urandom(part))
            size -= part


def digest(paths: list[Path]) -> None:
    for start in range(0, len(paths), 500):
        names = [str(path) for path in paths[start : start + 500]]
        subprocess.run(["openssl", "dgst", "-sha256", *names], check=True, capture_output=True)


def encrypt_files(paths: list[Path], out: Path, is_flushed: bool = False) -> None:
    """Each to a file of its own: ext4 flushes a file that is written over."""
    recipient = pyrage.x25519.Identity.generate().to_public()
    out.mkdir()
    for path in paths:
        pyrage.encrypt_file(str(path), str(out / path.name), [recipient])
        if is_flushed:
            sync(out / path.name)


def encrypt_all(paths: list[Path]) -> None:
    """In memory: the strictest peer, what writing costs is in the flushes."""
    recipient = pyrage.x25519.Identity.generate().to_public()
    for path in paths:
        pyrage.encrypt(path.read_bytes(), [recipient])


def flush_all(folder: Path, number: int, together: int) -> None:
    """What the order of a seal asks of the disk, and nothing else: files durable, names durable.

    `together` files at a time, as they are sealed; 1 is one after another.
    """
    data = os.urandom(SEALED)
    (folder / "tmp").mkdir(parents=True)
    for start in range(0, number, together):
        names = [secrets.token_hex(16) for _ in range(min(together, number - start))]
        part = folder / names[0][:2]
        if not part.exists():
            part.mkdir()
            sync(folder)
        files = []
        for name in names:
            files.append(os.open(folder / "tmp" / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
            os.write(files[-1], data)
        for file in files:
            os.fsync(file)
            os.close(file)
        for name in names:
            (folder / "tmp" / name).rename(part / name)
        sync(part)


def sync(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY)
    os.fsync(file)
    os.close(file)


def groups(sources: Iterable[Source]) -> Iterator[list[Source]]:
    """As `everyword add` puts them together."""
    group: list[Source] = []
    size = 0
    for source in sources:
        if group and not has_room(len(group), size, source):
            yield group
            group, size = [], 0
        group.append(source)
        size += source.size
    if group:
        yield group


def ours(folder: Path, paths: list[Path]) -> Spent:
    vault, _ = Vault.create(folder, now, work_factor=16)
    with vault:

        def seal() -> None:
            for group in groups(map(source_of_path, paths)):
                vault.seal_together(group)
            vault.commit()

        return spent(seal)


def median(rounds: list[Spent]) -> Spent:
    return statistics.median(each[0] for each in rounds), statistics.median(
        each[1] for each in rounds
    )


def show(what: str, rounds: list[Spent]) -> Spent:
    clock, processor = median(rounds)
    print(f"  {what:32}{clock:7.2f} s{processor:9.2f} s of the processors")
    return clock, processor


def ratio(what: str, mine: Spent, floor: list[Spent]) -> None:
    clock, processor = (mine[each] / sum(part[each] for part in floor) for each in (0, 1))
    print(f"  ratio {clock:.2f} by the clock, {processor:.2f} by the processors: {what}")


def one_large(folder: Path, megabytes: int) -> None:
    path = folder / "source.bin"
    make(path, megabytes << 20)
    digests, sealings, flushed, own = [], [], [], []
    for turn in range(ROUNDS):
        peer = folder / f"peer{turn}"
        digests.append(spent(lambda: digest([path])))
        sealings.append(spent(lambda to=peer: encrypt_files([path], to)))
        (peer / path.name).unlink()
        flushed.append(spent(lambda to=peer: encrypt_files([path], to / "again", is_flushed=True)))
        (peer / "again" / path.name).unlink()
        own.append(ours(folder / f"case{turn}", [path]))
        for kept in (folder / f"case{turn}" / "objects").glob("*/*.age"):
            kept.unlink()
    print(f"one file of {megabytes:,} MB")
    hashed, sealed = show("openssl dgst", digests), show("pyrage, not flushed", sealings)
    durable = show("pyrage, then one flush", flushed)
    mine = show("everyword, durable", own)
    ratio(f"beside both (limit {LIMIT})", mine, [hashed, sealed])
    ratio("beside both, where the peer's file is durable too", mine, [hashed, durable])
    print("  memory: ", end="", flush=True)
    subprocess.run([sys.executable, __file__, "--memory", str(path)], check=True)


def many_small(folder: Path, number: int) -> None:
    (folder / "small").mkdir()
    paths = [folder / "small" / f"{each:05}.bin" for each in range(number)]
    for path in paths:
        make(path, SMALL)
    digests, sealings, strictest, singly, grouped, own = [], [], [], [], [], []
    for turn in range(ROUNDS):
        # Nothing is removed in between: that would slow down the making of the next files.
        at = folder / f"turn{turn}"
        at.mkdir()
        digests.append(spent(lambda: digest(paths)))
        sealings.append(spent(lambda to=at: encrypt_files(paths, to / "peer")))
        strictest.append(spent(lambda: encrypt_all(paths)))
        singly.append(spent(lambda to=at: flush_all(to / "singly", number, 1)))
        grouped.append(spent(lambda to=at: flush_all(to / "grouped", number, TOGETHER)))
        own.append(ours(at / "case", paths))
    print(f"{number:,} files of {SMALL // 1000} kB")
    hashed, sealed = show("openssl dgst", digests), show("pyrage, not flushed", sealings)
    in_memory = show("pyrage in memory", strictest)
    one, many = show("flushes alone, one by one", singly), show("flushes alone, grouped", grouped)
    mine = show("everyword, durable", own)
    ratio(f"beside both and the flushes, one by one (limit {LIMIT})", mine, [hashed, sealed, one])
    ratio("beside both and the flushes as we group them", mine, [hashed, sealed, many])
    ratio("the same, the peer in memory", mine, [hashed, in_memory, many])
    ratio("beside both without any flush", mine, [hashed, sealed])


def memory(path: Path) -> None:
    """In a process of its own that needs no passphrase: the peak, and what sealing added to it."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())

    def make_leaf(sha256: str, size: int) -> Leaf:
        return Leaf("0" * 64, "file", sha256, size, "source.bin", "2024-04-03T21:07:00Z")

    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        for each in ("tmp", "objects"):
            (Path(name) / each).mkdir()
        before = peak()
        seal_object(Path(name), recipient, source_of_path(path), make_leaf, lambda done: None)
        print(f"{peak()} MB at most (limit 100), {peak() - before} MB of it by sealing")


def peak() -> int:
    """The most memory this program had at once, in MB (ru_maxrss counts the parent's as well)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("megabytes", type=int, nargs="?")
    parser.add_argument("--files", type=int)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--memory", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory:
        memory(given.memory)
        return
    with tempfile.TemporaryDirectory() as name:
        one_large(Path(name), given.megabytes or (4096 if given.large else 1024))
    with tempfile.TemporaryDirectory() as name:
        many_small(Path(name), given.files or (10_000 if given.large else 2_000))


if __name__ == "__main__":
    main()
