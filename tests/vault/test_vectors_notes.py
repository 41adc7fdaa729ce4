"""The signed notes of tests/vault/vectors/notes: as heads, as notes, and each witness's line."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from everyword.errors import Refused
from everyword.vault import heads, witness
from everyword.vault.heads import BadNote, Head
from tests.vault.vectors.make import FOLDER

INDEX: dict[str, Any] = json.loads((FOLDER / "notes/index.json").read_text())
NOTES: dict[str, Any] = INDEX["notes"]
HEAD = Head(INDEX["origin"], INDEX["size"], base64.b64decode(INDEX["root"]))
OWN, *WITNESSES = INDEX["vkeys"]
KNOWN = {key.partition("+")[0]: key for key in WITNESSES}
COSIGNED = sorted(name for name in NOTES if "cosigned" in NOTES[name])


def note(name: str) -> bytes:
    return (FOLDER / f"notes/{name}.note").read_bytes()


def keys() -> dict[tuple[str, bytes], tuple[int, Ed25519PublicKey]]:
    """Name and key id of each key of the index; its kind, and the key."""
    found = {}
    for text in (OWN, *WITNESSES):
        name, mark, key = text.split("+", 2)
        raw = base64.b64decode(key)
        public = Ed25519PublicKey.from_public_bytes(raw[1:])
        found[name, bytes.fromhex(mark)] = raw[0], public
    return found


def judged(data: bytes, known: Mapping[tuple[str, bytes], tuple[int, Ed25519PublicKey]]) -> str:
    """A reader of signed notes in a few lines: every line of a known key fits, and there is one."""
    text, gap, below = data.rpartition(b"\n\n")
    good = 0
    try:
        if not gap or not below.endswith(b"\n") or b"\r" in data:
            return "refused"
        data.decode()
        for line in below[:-1].split(b"\n"):
            dash, name, mark = line.decode().split(" ")
            raw = base64.b64decode(mark, validate=True)
            if dash != "\u2014" or len(raw) < 5:
                return "refused"
            kind, key = known.get((name, raw[:4]), (0, None))
            if key is None:
                continue
            said, signature = text + b"\n", raw[4:]
            if kind == 4:
                time = int.from_bytes(signature[:8], "big")
                said, signature = b"cosignature/v1\ntime %d\n" % time + said, signature[8:]
            key.verify(signature, said)
            good += 1
    except (ValueError, InvalidSignature):
        return "refused"
    return "good" if good else "refused"


@pytest.mark.parametrize("name", sorted(NOTES))
def test_as_a_head_of_the_case(name: str) -> None:
    public = heads.read_verifier_key(OWN)[1]
    if NOTES[name]["head"] == "good":
        assert heads.verify(note(name), public) == HEAD
    else:
        with pytest.raises(BadNote, match=r"\w"):
            heads.verify(note(name), public)


@pytest.mark.parametrize("name", sorted(NOTES))
def test_as_a_note_for_any_reader(name: str) -> None:
    """The index agrees with a second reader, and says where we are stricter."""
    told = NOTES[name]

    assert told["signed_note"] in (judged(note(name), keys()), "either")
    if told["signed_note"] == "good" and told["head"] == "refused":
        assert told["stricter"]


@pytest.mark.parametrize("name", COSIGNED)
def test_the_lines_of_witnesses(name: str) -> None:
    found = witness.cosigned(note(name), KNOWN)

    assert [
        {"key": one.name, "ok": one.ok, "time": int(one.time.timestamp()) if one.time else None}
        for one in found
    ] == NOTES[name]["cosigned"]
    assert [one.ok for one in witness.cosigned(note(name), {})] == [False] * len(found)


@pytest.mark.parametrize("name", COSIGNED)
def test_a_line_is_taken_in_only_where_it_is_good(name: str) -> None:
    """The line comes alone, as the answer of a witness to the head without it."""
    bare = note("good")
    text, lines = heads.split(note(name))
    others = [each for each in lines if each[0] != HEAD.origin]
    answer = b"".join(heads.signature_line(*each) for each in others)
    if any(told["ok"] for told in NOTES[name]["cosigned"]):
        taken = witness.take(answer, [(HEAD.size, bare)], KNOWN)
        assert all(one.is_new for one in taken) and len(taken) == len(others)
        assert heads.split(taken[-1].note) == (text, [*heads.split(bare)[1], *others])
    else:
        with pytest.raises(Refused):
            witness.take(answer, [(HEAD.size, bare)], KNOWN)


def test_the_newest_witnessed_head_is_one_with_a_good_line() -> None:
    for name in COSIGNED:
        found = witness.newest_witnessed([(HEAD.size, note(name))], KNOWN)
        good = [told for told in NOTES[name]["cosigned"] if told["ok"]]
        assert (found is None) is (not good)


def test_the_keys_are_read_in_their_kind_only() -> None:
    assert heads.read_verifier_key(OWN)[0] == HEAD.origin
    for key in WITNESSES:
        assert key.startswith(f"{witness.read_key(key)[0]}+")
        with pytest.raises(BadNote):
            heads.read_verifier_key(key)
    with pytest.raises(BadNote):
        witness.read_key(OWN)
