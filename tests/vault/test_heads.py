"""Signed heads: the form others read, our signature required, other signatures let be."""

import base64
import hashlib
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from everyword.vault.heads import (
    COSIGNATURE,
    BadNote,
    Head,
    public_key,
    read_lines,
    read_verifier_key,
    sign,
    signature_line,
    split,
    verifier_key,
    verify,
)

SEED = bytes(range(32))
PUBLIC = public_key(SEED)
HEAD = Head("everyword/case/" + "0f" * 16, 7, hashlib.sha256(b"root").digest())
NOTE = sign(HEAD, SEED)
COSIGNED = "— witness.example/rowan +fCjSRaZAAAAAGZ5kVw=\n".encode()


def signed_text(text: bytes, name: str = HEAD.origin, seed: bytes = SEED) -> bytes:
    """A note over any text, put together without the module's help."""
    public = public_key(seed)
    mark = hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4]
    mark += Ed25519PrivateKey.from_private_bytes(seed).sign(text)
    return text + f"\n— {name} {base64.b64encode(mark).decode()}\n".encode()


def test_the_note_is_three_lines_a_gap_and_our_line() -> None:
    lines = NOTE.decode().split("\n")

    assert lines[:4] == [HEAD.origin, "7", base64.b64encode(HEAD.root).decode(), ""]
    assert lines[4].startswith(f"— {HEAD.origin} ")
    assert lines[5:] == [""]
    assert signed_text(NOTE.split(b"\n\n")[0] + b"\n") == NOTE
    assert verify(NOTE, PUBLIC) == HEAD


def test_the_verifier_key_is_name_id_and_key() -> None:
    name, mark, key = verifier_key(HEAD.origin, PUBLIC).split("+", 2)

    assert name == HEAD.origin
    assert base64.b64decode(key) == b"\x01" + PUBLIC
    assert mark == hashlib.sha256(name.encode() + b"\n\x01" + PUBLIC).hexdigest()[:8]


def test_a_verifier_key_is_read_in_its_one_spelling_and_kind() -> None:
    key = verifier_key(HEAD.origin, PUBLIC)
    other = verifier_key(HEAD.origin, PUBLIC, COSIGNATURE)

    assert read_verifier_key(key) == (HEAD.origin, PUBLIC)
    assert read_verifier_key(other, COSIGNATURE) == (HEAD.origin, PUBLIC)
    for text, kind in ((key, COSIGNATURE), (other, b"\x01"), (key + "\n", b"\x01"), ("", b"\x01")):
        with pytest.raises(BadNote):
            read_verifier_key(text, kind)


def test_lines_are_read_back_as_they_were_written() -> None:
    lines = [("a", bytes(5)), (HEAD.origin, b"x" * 68)]
    below = b"".join(signature_line(*line) for line in lines)

    assert read_lines(below) == lines
    assert split(NOTE + below)[1][1:] == lines
    for wrong in (b"", b"\n", below[:-1], below + b"\n", below * 51):
        with pytest.raises(BadNote):
            read_lines(wrong)


@pytest.mark.parametrize("note", [NOTE + COSIGNED, NOTE.replace(b"\n\n", b"\n\n" + COSIGNED)])
def test_a_cosignature_does_not_disturb(note: bytes) -> None:
    assert verify(note, PUBLIC) == HEAD


@given(st.data())
def test_any_changed_byte_is_refused(data: st.DataObject) -> None:
    note = bytearray(NOTE)
    note[data.draw(st.integers(0, len(note) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BadNote):
        verify(bytes(note), PUBLIC)


@given(st.integers(0, len(NOTE) - 1))
def test_any_cut_is_refused(length: int) -> None:
    with pytest.raises(BadNote):
        verify(NOTE[:length], PUBLIC)


@given(st.binary())
def test_anything_is_refused_with_words(note: bytes) -> None:
    with pytest.raises(BadNote, match=r"\w"):
        verify(note, PUBLIC)


@pytest.mark.parametrize(
    "text",
    [
        "{o}\n07\n{r}\n",
        "{o}\n-7\n{r}\n",
        "{o}\n7\n{r}",
        "{o}\n7\n{r}\nextension\n",
        "{o}\n7\n{r}=\n",
        "{o}\n7\n{r}\r\n",
        "{o} x\n7\n{r}\n",
        "{o}\n\u0667\n{r}\n",
        "{o}\n7\nAAAA\n",
        "\n7\n{r}\n",
        "{o}\n7\n",
    ],
)
def test_another_spelling_is_refused_though_well_signed(text: str) -> None:
    filled = text.format(o=HEAD.origin, r=base64.b64encode(HEAD.root).decode()).encode()
    with pytest.raises(BadNote):
        verify(signed_text(filled), PUBLIC)


def test_our_signature_must_be_there_once() -> None:
    ours = NOTE.split(b"\n\n")[1]
    text = NOTE.split(b"\n\n")[0] + b"\n"
    with pytest.raises(BadNote):
        verify(text + b"\n" + COSIGNED, PUBLIC)
    with pytest.raises(BadNote):
        verify(NOTE + ours, PUBLIC)
    with pytest.raises(BadNote):
        verify(signed_text(text, name="everyword/case/other"), PUBLIC)
    with pytest.raises(BadNote):
        verify(NOTE, public_key(bytes(32)))


@pytest.mark.parametrize(
    "head",
    [
        msgspec.structs.replace(HEAD, origin=""),
        msgspec.structs.replace(HEAD, origin="two words"),
        msgspec.structs.replace(HEAD, origin="a+b"),
        msgspec.structs.replace(HEAD, origin="a\nb"),
        msgspec.structs.replace(HEAD, size=-1),
        msgspec.structs.replace(HEAD, root=b"short"),
    ],
)
def test_a_head_that_could_not_be_read_back_is_not_signed(head: Head) -> None:
    with pytest.raises(BadNote):
        sign(head, SEED)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_openssl_verifies_what_we_sign(tmp_path: Path) -> None:
    key = Ed25519PublicKey.from_public_bytes(PUBLIC)
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text, ours = NOTE.split(b"\n\n")
    (tmp_path / "pem").write_bytes(pem)
    (tmp_path / "text").write_bytes(text + b"\n")
    (tmp_path / "sig").write_bytes(base64.b64decode(ours.split()[2])[4:])
    words = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "pem", "-rawin"]
    words += ["-in", "text", "-sigfile", "sig"]

    assert subprocess.run(words, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "text").write_bytes(text)
    assert subprocess.run(words, cwd=tmp_path, capture_output=True).returncode == 1
