"""The age files of tests/vault/vectors/age: our three readers, pyrage, and age where it is."""

import hashlib
import io
import json
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pyrage
import pytest

from everyword.errors import HostileSlot, WrongPassphrase
from everyword.vault import agefile, agewhole, keys
from everyword.vault.agefile import CHUNK, TAG, BadAge, NotForUs
from tests.vault.vectors.make import FOLDER

AGE = FOLDER / "age"
STRICTER: dict[str, dict[str, str]] = json.loads((AGE / "stricter.json").read_text())
REFUSED = "header failure"
PYRAGE_LETS_BE = {"body-missing", "body-last-line-missing"}
"""It reads on where the body of a stanza lacks its short last line; the format refuses that."""
AGE_LETS_BE = {"scrypt-beside-it"}
"""It looks for a stanza beside that for words only when it is given words (age 1.1)."""
NOT_BY_PYRAGE = {"header-long"}
"""It takes many seconds to read it."""

ONLY_DAMAGED = {
    "scrypt-salt-short",
    "scrypt-salt-long",
    "scrypt-wrapped-short",
    "scrypt-wrapped-long",
}
"""Headers that cost nothing and open nothing: not called hostile."""


def parts(name: str) -> tuple[dict[str, str], bytes]:
    """What is told of a file, and the file."""
    told, _, data = (AGE / name).read_bytes().partition(b"\n\n")
    lines = dict(line.split(": ", 1) for line in told.decode().split("\n"))
    return lines, zlib.decompress(data) if "compressed" in lines else data


NAMES = sorted(path.name for path in AGE.iterdir() if path.suffix != ".json")
BY_KEY = [name for name in NAMES if "identity" in parts(name)[0]]
BY_WORDS = [name for name in NAMES if "passphrase" in parts(name)[0]]
HOLDERS = [name for name in BY_KEY if name.startswith("holder")]


def in_parts(data: bytes, secret: bytes) -> tuple[str, bytes]:
    """Outcome and content, by the reader of any part of a file."""
    stream = io.BytesIO(data)
    try:
        header = agefile.read_header(stream)
        file_key = agefile.file_key_for(header, secret)
    except NotForUs:
        return "no match", b""
    except BadAge as fault:
        return "HMAC failure" if str(fault) == "its header was changed" else REFUSED, b""
    try:
        with io.BufferedReader(agefile.AgeReader(stream, file_key, header)) as reader:
            return "success", reader.read()
    except BadAge:
        # A nonce that is cut short belongs to the header in the words of the test kit.
        return "payload failure" if len(data) >= header.size + 16 else REFUSED, b""


def in_blocks(data: bytes, secret: bytes) -> tuple[bool, bytes]:
    """Whether it came to its end, and what was handed out, by the reader of whole files."""
    got = io.BytesIO()
    try:
        for part in agewhole.decrypted(blocks(data), secret):
            got.write(part)
    except BadAge:
        return False, got.getvalue()
    return True, got.getvalue()


def blocks(data: bytes) -> Iterator[bytes]:
    """The header with its nonce, then a chunk each."""
    start = data.find(b"\n", data.find(b"\n---") + 1) + 1 + 16
    yield data[:start]
    for place in range(start, len(data), CHUNK + TAG):
        yield data[place : place + CHUNK + TAG]


def pyrage_opens(data: bytes, identity: str) -> bool:
    try:
        pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError:
        return False
    return True


@pytest.mark.parametrize("name", BY_KEY)
def test_by_a_key(name: str) -> None:
    told, data = parts(name)
    secret = agefile.identity_bytes(told["identity"])
    expected = REFUSED if name in STRICTER["age file"] else told["expect"]
    outcome, clear = in_parts(data, secret)
    is_whole, got = in_blocks(data, secret)

    assert outcome == expected
    assert is_whole is (expected == "success")
    if expected == "success":
        assert hashlib.sha256(clear).hexdigest() == told["payload"]
        assert got == clear
    elif "payload" in told and expected != REFUSED:
        assert hashlib.sha256(got).hexdigest() == told["payload"]
    else:
        assert got == b""


@pytest.mark.parametrize("name", [name for name in BY_KEY if name not in NOT_BY_PYRAGE])
def test_pyrage_says_the_same(name: str) -> None:
    told, data = parts(name)
    opens = told["expect"] == "success" or name in PYRAGE_LETS_BE

    assert pyrage_opens(data, told["identity"]) is opens


@pytest.mark.skipif(shutil.which("age") is None, reason="needs age")
@pytest.mark.parametrize("name", [name for name in BY_KEY if name not in AGE_LETS_BE])
def test_age_says_the_same(name: str, tmp_path: Path) -> None:
    told, data = parts(name)
    (tmp_path / "key").write_text(f"{told['identity']}\n")
    command = ["age", "-d", "-i", str(tmp_path / "key")]
    done = subprocess.run(command, input=data, capture_output=True, check=False)

    assert (done.returncode == 0) is (told["expect"] == "success")
    if done.returncode == 0:
        assert hashlib.sha256(done.stdout).hexdigest() == told["payload"]


@pytest.mark.parametrize("name", HOLDERS)
def test_as_the_slot_of_a_key_holder(name: str, tmp_path: Path) -> None:
    told, data = parts(name)
    (tmp_path / "slots").mkdir()
    (tmp_path / "slots/key-00000000.age").write_bytes(data)
    if name in STRICTER["slot"]:
        with pytest.raises(WrongPassphrase):
            keys.unlock(tmp_path, told["identity"])
    else:
        found = keys.unlock(tmp_path, told["identity"])
        assert hashlib.sha256(keys._slot_text(found)).hexdigest() == told["payload"]


@pytest.mark.parametrize("name", BY_WORDS)
def test_by_words(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused headers cost nothing: no words are tried on them, and the hostile are named."""
    told, data = parts(name)
    slot = tmp_path / "owner.age"
    slot.write_bytes(data)
    tried: list[int] = []
    monkeypatch.setattr(keys, "_stretch", counted(tried))
    is_hostile, found = False, None
    try:
        found = keys.unlock_slot(slot, told["passphrase"])
    except HostileSlot:
        is_hostile = True
    is_refused = told["expect"] == REFUSED or name in STRICTER["slot"].keys() - {
        "scrypt-not-a-slot"
    }

    assert len(tried) == (0 if is_refused else 1)
    assert is_hostile is (is_refused and name not in ONLY_DAMAGED)
    assert (found is not None) is (told["expect"] == "success" and name not in STRICTER["slot"])
    if found is not None:
        assert hashlib.sha256(keys._slot_text(found)).hexdigest() == told["payload"]


def counted(tried: list[int]) -> Callable[[str, bytes, int], bytes]:
    @lru_cache
    def stretch(words: str, salt: bytes, work_factor: int) -> bytes:
        tried.append(work_factor)
        return real(words, salt, work_factor)

    real = keys._stretch
    return stretch


@pytest.mark.parametrize("name", [name for name in BY_WORDS if "factor-2" not in name])
def test_pyrage_says_the_same_of_words(name: str) -> None:
    told, data = parts(name)
    try:
        clear = pyrage.passphrase.decrypt(data, told["passphrase"])
    except pyrage.DecryptError:
        assert told["expect"] != "success"
    else:
        assert hashlib.sha256(clear).hexdigest() == told["payload"]


def test_we_are_stricter_with_reason_and_never_laxer() -> None:
    for reader, names in (("age file", BY_KEY), ("slot", [*BY_WORDS, *HOLDERS])):
        for name, reason in STRICTER[reader].items():
            assert name in names and reason
            assert parts(name)[0]["expect"] in ("success", "no match")
