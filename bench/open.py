"""Opening a case of many things: from what was kept of its journal, and frame by frame.

    python bench/open.py [FRAMES]

The journal is made of frames sealed as the product seals them, under a signed head. There are no
objects, because opening a case does not look at them. The floor is reading the journal and its
SHA-256. Times are those of the processor, each in a process of its own, best of three (frame by
frame: once); the peak is that process's too. Unlocking (scrypt, slow on purpose) is not in it.
"""

import hashlib
import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from everyword.vault import heads, journal, layout, ledger, opened, tree
from everyword.vault.heads import Head
from everyword.vault.keys import Keys, new_keys
from everyword.vault.leaf import Leaf, encode, leaf_hash

ROUNDS = 3
LIMIT = 1.2
CASE_ID = "0123456789abcdef" * 2


def make(folder: Path, keys: Keys, count: int) -> None:
    """A case folder as far as `ledger.read` looks at it."""
    for name in layout.FOLDERS:
        (folder / name).mkdir()
    recipient, hashes = keys.recipient, []
    with (folder / "journal").open("wb") as file:
        for number in range(count):
            text = leaf_text(number)
            hashes.append(leaf_hash(text))
            name, cipher = secrets.token_hex(16), secrets.token_hex(32)
            file.write(journal.seal_entry(recipient, name, cipher, text))
    head = Head(layout.origin(CASE_ID), count, tree.root(hashes))
    layout.head_path(folder, count).write_bytes(heads.sign(head, keys.seed))


def leaf_text(number: int) -> bytes:
    salt, sha256 = secrets.token_hex(32), secrets.token_hex(32)
    extra = (("source", "phone of Alex"), ("tool", "everyword"))
    name = f"IMG_{number:06}.jpg"
    return encode(Leaf(salt, "file", sha256, 100_000, name, "2024-04-03T21:07:00Z", extra))


def floor(folder: Path, keys: Keys) -> None:
    with (folder / "journal").open("rb") as stream:
        hashlib.file_digest(stream, "sha256")


def read(folder: Path, keys: Keys) -> ledger.Ledger:
    record = ledger.read(folder, keys, CASE_ID)
    if record.wrong:
        raise SystemExit(f"wrong: {record.wrong}")
    return record


def keep(folder: Path, keys: Keys) -> None:
    ledger.keep_opened(folder, keys, read(folder, keys))


STEPS: dict[str, Callable[[Path, Keys], object]] = {"floor": floor, "read": read, "keep": keep}


def step(name: str, folder: Path, keys: Keys) -> None:
    """In a process of its own: processor seconds and peak."""
    before = time.process_time()
    kept = STEPS[name](folder, keys)
    spent = time.process_time() - before
    frames = kept.kept if isinstance(kept, ledger.Ledger) else 0
    print(json.dumps([spent, peak(), frames]))


def peak() -> int:
    """The most memory this program had at once, in MB (ru_maxrss counts the parent's as well)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def measured(name: str, folder: Path, keys: Keys, rounds: int = ROUNDS) -> tuple[float, int, int]:
    secret = json.dumps([keys.identity, keys.seed.hex(), keys.database.hex()])
    found = []
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, __file__, "--step", name, str(folder)],
            input=secret,
            text=True,
            check=True,
            capture_output=True,
        )
        found.append(tuple(json.loads(done.stdout)))
    return min(found)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder, keys = Path(name), new_keys()
        make(folder, keys, count)
        print(f"{count:,} frames, {(folder / 'journal').stat().st_size / 1e6:.0f} MB")
        least = measured("floor", folder, keys)
        slow = measured("read", folder, keys, 1)
        keeping = measured("keep", folder, keys, 1)
        quick = measured("read", folder, keys)
        size = (folder / opened.NAME).stat().st_size / 1e6
    print(f"floor (read, SHA-256):    {least[0]:6.2f} s, {least[1]} MB at most")
    print(f"frame by frame:           {slow[0]:6.2f} s, {slow[1]} MB at most")
    print(f"the same, and {size:3.0f} MB kept: {keeping[0]:6.2f} s, {keeping[1]} MB at most")
    print(f"from what was kept:       {quick[0]:6.2f} s, {quick[1]} MB at most")
    print(
        f"{quick[2]:,} of {count:,} frames from what was kept in {quick[0]:.2f} s (at most {LIMIT})"
    )
    print(f"ratio to the floor {quick[0] / least[0]:.1f}; frame by frame {slow[0] / least[0]:.0f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        identity, seed, database = json.loads(sys.stdin.read())
        given = Keys(identity, bytes.fromhex(seed), bytes.fromhex(database))
        step(sys.argv[2], Path(sys.argv[3]), given)
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
