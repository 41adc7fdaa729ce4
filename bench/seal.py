"""Sealing one large file: ours against `openssl dgst -sha256` and then pyrage's own encryption.

    python bench/seal.py [MEGABYTES]

Both read the same file of random bytes in the same run, turn by turn, best of three. Ours includes
everything until the object is kept: two readings, both hashes, fsync, rename, fsync of the folder.
Peak memory is that of a process of its own that seals the file once.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from everyword.model import source_of_path
from everyword.vault.leaf import Leaf
from everyword.vault.sealing import seal_object
from everyword.vault.store import Vault

ROUNDS = 3
LIMIT = 1.5


def now() -> datetime:
    return datetime.now(UTC)


def seconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return time.perf_counter() - start


def make(path: Path, megabytes: int) -> None:
    with path.open("wb") as file, Path("/dev/urandom").open("rb") as random:
        for _ in range(megabytes):
            file.write(random.read(1 << 20))


def peer(path: Path, out: Path) -> tuple[float, float]:
    recipient = pyrage.x25519.Identity.generate().to_public()
    digest = seconds(
        lambda: subprocess.run(
            ["openssl", "dgst", "-sha256", str(path)], check=True, capture_output=True
        )
    )
    sealed = seconds(lambda: pyrage.encrypt_file(str(path), str(out), [recipient]))
    out.unlink()
    return digest, sealed


def ours(path: Path, folder: Path) -> float:
    vault, _ = Vault.create(folder, now, work_factor=16)
    with vault:
        spent = seconds(lambda: vault.seal(source_of_path(path)))
        kept = vault.records()[0].object or ""
        (folder / "objects" / kept[:2] / f"{kept}.age").unlink()
    return spent


def memory(path: Path, folder: Path) -> None:
    """In a process of its own that needs no passphrase: the peak, and what sealing added to it."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    for name in ("tmp", "objects"):
        (folder / "small" / name).mkdir(parents=True)

    def make_leaf(sha256: str, size: int) -> Leaf:
        return Leaf("0" * 64, "file", sha256, size, "source.bin", "2024-04-03T21:07:00Z")

    before = peak()
    seal_object(folder / "small", recipient, source_of_path(path), make_leaf, lambda done: None)
    print(f"{peak()} MB at most, {peak() - before} MB of it by sealing")


def peak() -> int:
    """The most memory this program had at once, in MB (ru_maxrss counts the parent's as well)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def main(megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "source.bin"
        make(path, megabytes)
        digests, sealings, own = [], [], []
        for turn in range(ROUNDS):
            digest, sealed = peer(path, folder / "peer.age")
            digests.append(digest)
            sealings.append(sealed)
            own.append(ours(path, folder / f"case{turn}"))
        floor, mine = min(digests) + min(sealings), min(own)
        print(f"{megabytes} MB: openssl dgst {min(digests):.2f} s, pyrage {min(sealings):.2f} s")
        print(f"everyword seal {mine:.2f} s: ratio {mine / floor:.2f} (at most {LIMIT})")
        print("memory: ", end="", flush=True)
        subprocess.run([sys.executable, __file__, "--memory", str(path), name], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        memory(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 256)
