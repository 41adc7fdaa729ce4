"""Verifying: ours against pyrage's own decryption and then `openssl dgst -sha256`.

    python bench/verify.py [MEGABYTES] [--files NUMBER] [--large]

One file (1024 MB), then many files of 100 kB (2,000); `--large` takes 4096 MB and 10,000 files.
pyrage decrypts our own objects and throws the bytes away; openssl hashes as many bytes. Ours opens
each object, checks it against its leaf and gives the hash of its file, so it hashes twice as much.
Turn by turn, best of three; processor time is shown beside the time on the clock. Nothing fails
here; the limit stands beside the ratio.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import pyrage
from seal import LIMIT, ROUNDS, SMALL, digest, make, peak, show, spent

from everyword.model import source_of_path
from everyword.vault import agefile, objects
from everyword.vault.leaf import Leaf
from everyword.vault.sealing import seal_object


def sealed(folder: Path, identity: str, paths: list[Path]) -> list[str]:
    recipient = str(pyrage.x25519.Identity.from_str(identity).to_public())
    for name in ("tmp", "objects"):
        (folder / name).mkdir(parents=True)

    def make_leaf(sha256: str, size: int) -> Leaf:
        return Leaf("0" * 64, "file", sha256, size, "source.bin", "2024-04-03T21:07:00Z")

    return [
        seal_object(folder, recipient, source_of_path(path), make_leaf, lambda done: None).name
        for path in paths
    ]


def decrypt(folder: Path, identity: str, names: list[str]) -> None:
    key = pyrage.x25519.Identity.from_str(identity)
    with Path("/dev/null").open("wb") as nowhere:
        for name in names:
            with objects.path_of(folder, name).open("rb") as file:
                pyrage.decrypt_io(file, nowhere, [key])


def check(folder: Path, identity: str, names: list[str]) -> None:
    secret = agefile.identity_bytes(identity)
    for name in names:
        objects.check_whole(folder, name, secret, lambda done: None)


def measure(what: str, folder: Path, paths: list[Path]) -> None:
    identity = str(pyrage.x25519.Identity.generate())
    names = sealed(folder / "case", identity, paths)
    decryptions, digests, own = [], [], []
    for _ in range(ROUNDS):
        decryptions.append(spent(lambda: decrypt(folder / "case", identity, names)))
        digests.append(spent(lambda: digest(paths)))
        own.append(spent(lambda: check(folder / "case", identity, names)))
    print(what)
    floor = show("pyrage", decryptions)[0] + show("openssl dgst", digests)[0]
    print(f"  ratio {show('everyword', own)[0] / floor:.2f} (limit {LIMIT})")
    if len(names) == 1:
        print("  memory: ", end="", flush=True)
        command = [sys.executable, __file__, "--memory", str(folder / "case"), identity, names[0]]
        subprocess.run(command, check=True)


def memory(folder: Path, identity: str, name: str) -> None:
    """In a process of its own; the key is one made for this run."""
    before = peak()
    check(folder, identity, [name])
    print(f"{peak()} MB at most (limit 100), {peak() - before} MB of it by verifying")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("megabytes", type=int, nargs="?")
    parser.add_argument("--files", type=int)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--memory", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.memory:
        memory(Path(given.memory[0]), *given.memory[1:])
        return
    megabytes = given.megabytes or (4096 if given.large else 1024)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "source.bin"
        make(path, megabytes << 20)
        measure(f"one file of {megabytes:,} MB", Path(name), [path])
    number = given.files or (10_000 if given.large else 2_000)
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / f"{each:05}.bin" for each in range(number)]
        for path in paths:
            make(path, SMALL)
        measure(f"{number:,} files of {SMALL // 1000} kB", Path(name), paths)


if __name__ == "__main__":
    main()
