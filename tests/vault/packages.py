"""A package of invented things, and what somebody who meddles with one would do."""

import base64
import hashlib
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from everyword.model import source_of_bytes
from everyword.vault import heads, package, stamps, tree
from everyword.vault.checks import Check
from everyword.vault.leaf import Leaf, encode, leaf_hash
from everyword.vault.package_outside import Outside
from tests.vault.authority import Authority

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


def write(to: Path, *, form: package.Form = "fresh", **words: object) -> package.Written:
    given: dict[str, object] = {
        "entries": ENTRIES,
        "leaf_hashes": CASE_HASHES if form == "case" else None,
        "head_note": CASE_NOTE if form == "case" else None,
        "form": form,
    }
    given |= words
    entries = given.pop("entries")
    return package.write(entries, to=to, seed=SEED, public=PUBLIC, now=NOW, **given)  # type: ignore[arg-type]


WITNESS = bytes(range(5, 37))
WITNESSED = 1712178429  # 2024-04-03 21:07:09 UTC
OTS_START = bytes.fromhex(
    "004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e89294"  # what it is
    "0108"  # version, SHA-256
)


def witness_key(name: str = "rowan", seed: bytes = WITNESS) -> str:
    key = b"\x04" + heads.public_key(seed)
    mark = hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8]
    return f"{name}+{mark}+{base64.b64encode(key).decode()}"


def cosign(note: bytes, name: str = "rowan", seed: bytes = WITNESS, when: int = WITNESSED) -> bytes:
    """The note with the line of a witness (C2SP tlog-cosignature)."""
    said = b"cosignature/v1\ntime %d\n" % when + head_text(note)
    mark = bytes.fromhex(witness_key(name, seed).split("+")[1]) + when.to_bytes(8, "big")
    mark += Ed25519PrivateKey.from_private_bytes(seed).sign(said)
    return note + f"— {name} {base64.b64encode(mark).decode()}\n".encode()


def head_text(note: bytes) -> bytes:
    return b"".join(note.splitlines(keepends=True)[:3])


def told_note(authority: Authority, note: bytes = CASE_NOTE) -> tuple[bytes, Outside]:
    """The case's head as two time stamps, a proof and a witness know it."""
    text = head_text(note)
    request, chain = stamps.request(text), authority.pem("root", "between", "signer")
    at = datetime(2024, 4, 3, 21, 8, 5, tzinfo=UTC)
    tokens = tuple(
        stamps.Token(label, tsr, stamps.chosen_root(tsr, chain))
        for label, tsr in (
            ("a", authority.answer(request, at=at)),
            ("second-one", authority.answer(request, bare=True)),
        )
    )
    ots = OTS_START + hashlib.sha256(text).digest() + b"\xf1invented"
    return cosign(note), Outside(tokens, ots, (("Rowan Ä.", witness_key()),))


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
