"""A package of invented things, and what somebody who meddles with one would do."""

import hashlib
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from everyword.model import source_of_bytes
from everyword.vault import heads, package, tree
from everyword.vault.checks import Check
from everyword.vault.leaf import Leaf, encode, leaf_hash

SEED = bytes(range(32))
PUBLIC = heads.public_key(SEED)
NOW = datetime(2024, 4, 3, 21, 7, tzinfo=UTC)
CONTENTS = {
    "WhatsApp Chat with Sam.txt": b"03/04/2024, 21:07 - Alex: hello\n" * 50,
    "../../etc/\u202egnp.exe": b"",
    "Réception: 1/2.JPEG": bytes(range(256)) * 9,
    "\udcff\ud83d\n": b"\0",
    "letter": b"%PDF-1.7 invented",
}
NEEDS_OPENSSL = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
SHELLS = [name for name in ("dash", "bash", "busybox") if shutil.which(name)] or ["sh"]


def entry(name: str, data: bytes, index: int) -> package.Entry:
    salt = hashlib.sha256(f"salt {index}".encode()).hexdigest()
    digest = hashlib.sha256(data).hexdigest()
    leaf = Leaf(salt, "file", digest, len(data), name, "2024-04-03T21:07:00Z")
    media = "application/pdf" if data.startswith(b"%PDF") else "application/octet-stream"
    return package.Entry(encode(leaf), source_of_bytes("x", data), index, media)


ENTRIES = [entry(name, data, 2 * n) for n, (name, data) in enumerate(CONTENTS.items())]
CASE_HASHES = [hashlib.sha256(b"undisclosed %d" % n).digest() for n in range(11)]
for one in ENTRIES:
    CASE_HASHES[one.index] = leaf_hash(one.leaf_text)
CASE_NOTE = heads.sign(heads.Head("everyword/case/0f", 11, tree.root(CASE_HASHES)), SEED)


def write(to: Path, *, form: package.Form = "fresh", **words: object) -> list[str]:
    given: dict[str, object] = {
        "entries": ENTRIES,
        "leaf_hashes": CASE_HASHES if form == "case" else None,
        "head_note": CASE_NOTE if form == "case" else None,
        "form": form,
    }
    given |= words
    entries = given.pop("entries")
    return package.write(entries, to=to, seed=SEED, public=PUBLIC, now=NOW, **given)  # type: ignore[arg-type]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def failures(folder: Path) -> list[Check]:
    return [check for check in package.verify_package(folder) if not check.ok]


def is_named(path: str, checks: list[Check]) -> bool:
    return any(path in f"{check.name} {check.said}" for check in checks)


def redo_manifests(folder: Path, *, sign: bool = False) -> None:
    """What somebody does who has changed a file and knows BagIt; with `sign`, who has the key."""
    files = files_of(folder)
    data = {path: data for path, data in files.items() if path.startswith("data/")}
    oxum = f"Payload-Oxum: {sum(map(len, data.values()))}.{len(data)}\n"
    info = re.sub(r"Payload-Oxum: .*\n", oxum, files["bag-info.txt"].decode(errors="replace"))
    (folder / "bag-info.txt").write_text(info)
    (folder / "manifest-sha256.txt").write_text(listing(data))
    seal = "seal/tagmanifest.sig"
    tags = {
        path: data
        for path, data in files_of(folder).items()
        if not path.startswith("data/") and path not in ("tagmanifest-sha256.txt", seal)
    }
    (folder / "tagmanifest-sha256.txt").write_text(listing(tags))
    if sign:
        key = Ed25519PrivateKey.from_private_bytes(SEED)
        (folder / seal).write_bytes(key.sign(listing(tags).encode()))


def listing(files: dict[str, bytes]) -> str:
    return "".join(f"{hashlib.sha256(files[p]).hexdigest()}  {p}\n" for p in sorted(files))
