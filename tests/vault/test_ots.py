"""OpenTimestamps proofs made elsewhere: what they are over is read here, the rest is listed."""

import hashlib
import importlib
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from everyword.model import source_of_bytes
from everyword.vault import ots, stamps_kept
from everyword.vault.ots import MAGIC, BadProof
from everyword.vault.store import Vault
from tests.vault.cases import now

TEXT = b"everyword/case/00\n12\nAAAA\n"
PENDING = bytes.fromhex("0083dfe30d2ef90c8e")
BITCOIN = bytes.fromhex("000588960d73d71901")
UNKNOWN = bytes.fromhex("000102030405060708")


def proof(text: bytes = TEXT, *attestations: bytes) -> bytes:
    """A detached proof over this text; more than one attestation are parted by 0xff."""
    body = b"".join(b"\xff" + each for each in attestations[:-1]) + attestations[-1]
    return MAGIC + b"\x01\x08" + hashlib.sha256(text).digest() + body


def pending(uri: bytes = b"https://calendar.example") -> bytes:
    return PENDING + bytes([len(uri) + 1, len(uri)]) + uri


def bitcoin() -> bytes:
    return BITCOIN + b"\x03\x80\x89\x1b"  # block 443,520


def without_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)


def test_the_attestations_are_listed() -> None:
    found = ots.read(proof(TEXT, bitcoin(), pending(), UNKNOWN + b"\x01x"), TEXT)

    assert found.digest == hashlib.sha256(TEXT).digest()
    assert found.said == (
        "says Bitcoin block 443520; not checked here: "
        "that needs a Bitcoin node or an explorer you trust",
        "says something that is not known here",
        "waiting at https://calendar.example: ask there for the finished proof in some hours",
    )


def test_without_the_library_it_is_kept_and_not_looked_into(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_library(monkeypatch)

    assert ots.read(proof(TEXT, pending()), TEXT).said == (ots.NOT_LOOKED_INTO,)


@pytest.mark.parametrize("has_library", [True, False])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "does not begin"),
        (MAGIC[:-1] + b"\x00" + proof(TEXT, pending())[len(MAGIC) :], "does not begin"),
        (MAGIC + b"\x02\x08" + bytes(40), "version"),
        (MAGIC + b"\x01\x02" + bytes(40), "not over a SHA-256"),
        (MAGIC, "version"),
        (MAGIC + b"\x01\x08" + bytes(32), "cut short"),
        (proof(TEXT + b"\n", pending()), "another text"),
        (proof(TEXT, pending()) + bytes(1 << 20), "larger than any"),
    ],
)
def test_what_is_no_proof_over_the_text_is_refused(
    has_library: bool, data: bytes, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_library:
        without_library(monkeypatch)
    with pytest.raises(BadProof, match=words):
        ots.read(data, TEXT)


@pytest.mark.parametrize(
    "body",
    [
        pending()[:-1],
        pending() + b"x",
        pending(b"https://calendar.example/\x1b[2J"),
        b"\xff" * 500 + pending(),
        b"\x08" * 300 + pending(),
        b"\xf0\xff\xff\xff\xff\x7f",
        b"\x77",
    ],
)
def test_a_damaged_proof_is_refused(body: bytes) -> None:
    data = MAGIC + b"\x01\x08" + hashlib.sha256(TEXT).digest() + body
    with pytest.raises(BadProof, match=r"damaged|behind its end"):
        ots.read(data, TEXT)


@given(st.binary(max_size=80))
@example(b"\xf1\x00")
def test_bytes_of_any_sort_never_crash(body: bytes) -> None:
    data = MAGIC + b"\x01\x08" + hashlib.sha256(TEXT).digest() + body
    try:
        said = ots.read(data, TEXT).said
    except BadProof:
        return
    assert said


def test_a_proof_is_kept_beside_the_head_it_is_over(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        older, newest = vault.head_sizes()[-2:]
        data = proof(stamps_kept.text_of(vault, older), pending())
        size, _ = stamps_kept.weigh_proof(vault, data)
        assert size == older != newest
        stamps_kept.keep_proof(vault, size, data)
        finished = proof(stamps_kept.text_of(vault, older), bitcoin())
        stamps_kept.keep_proof(vault, size, finished)
        with pytest.raises(BadProof, match="none of the heads"):
            stamps_kept.weigh_proof(vault, proof(TEXT, pending()))
    with Vault.open(case, words, now, write=False) as vault:
        assert vault.read_beside(f"heads/{older}.ots") == data
        assert vault.read_beside(f"heads/{older}.b.ots") == finished
        assert stamps_kept.newest_proof(vault.beside(), older) == f"heads/{older}.b.ots"
        ((size, said),) = stamps_kept.proofs_of(vault)
    assert size == older and "block 443520" in said[0]


def test_a_proof_changed_behind_our_back_is_said(case: Path, words: str) -> None:
    with Vault.open(case, words, now, write=True) as vault:
        size = stamps_kept.newest(vault)
        data = proof(stamps_kept.text_of(vault, size), pending())
        stamps_kept.keep_proof(vault, size, data)
        vault.seal(source_of_bytes("more.txt", b"more"))
        vault.commit()
    (case / "heads" / f"{size}.ots").write_bytes(data[:-1] + b"x")
    with Vault.open(case, words, now, write=False) as vault:
        ((_, said),) = stamps_kept.proofs_of(vault)

    assert said[0].startswith("cannot be used:")
