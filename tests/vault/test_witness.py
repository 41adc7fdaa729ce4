"""The line of a witness: its form, what it is read as, and what is taken in from an answer."""

import base64
import datetime as dt
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import EverywordError, Refused, SourceUnreadable
from everyword.vault import grants, heads, witness
from everyword.vault.heads import BadNote
from everyword.vault.leaf import Leaf
from everyword.vault.ledger import Sealed
from tests.vault.witnessed import (
    ANN,
    ANN_KEY,
    BOB,
    BOB_KEY,
    KNOWN,
    NOON,
    PUBLIC,
    leaves,
    line_of,
    note_of,
)

NOTE = note_of(leaves(7))
TEXT = heads.split(NOTE)[0]
LINE = line_of(NOTE)
SECONDS = int(NOON.timestamp())
LINE_OF_NOON = "bdb57b946885bdc4b487be7b98bd2ebc81dff5f9e94b60d0bf4ec18b57dee998"


def by_hand(text: bytes, name: str, seed: bytes, seconds: int) -> bytes:
    """A cosignature line put together without the module's help."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public = key.public_key().public_bytes_raw()
    mark = hashlib.sha256(name.encode() + b"\n\x04" + public).digest()[:4]
    mark += seconds.to_bytes(8, "big")
    mark += key.sign(b"cosignature/v1\ntime " + str(seconds).encode() + b"\n" + text)
    return f"— {name} {base64.b64encode(mark).decode()}\n".encode()


def share(index: int, what: str, name: str, vkey: str) -> Sealed:
    extra = (("recipient", vkey), ("what", what))
    leaf = Leaf("0" * 64, "share", None, None, name, "2024-04-03T12:00:00Z", extra)
    return Sealed(index, None, leaf, b"", None)


def test_the_line_and_the_key_have_the_form_of_c2sp() -> None:
    name, mark, key = ANN_KEY.split("+", 2)
    public = heads.public_key(ANN)

    assert by_hand(TEXT, "ann", ANN, SECONDS) == LINE
    assert base64.b64decode(key) == b"\x04" + public
    assert mark == hashlib.sha256(b"ann\n\x04" + public).hexdigest()[:8]
    assert (name, witness.read_key(ANN_KEY)) == ("ann", ("ann", public))
    # Derived once and kept: another version must give the same.
    assert hashlib.sha256(LINE).hexdigest() == LINE_OF_NOON


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
def test_openssl_verifies_the_line(tmp_path: Path) -> None:
    key = Ed25519PublicKey.from_public_bytes(heads.public_key(ANN))
    (tmp_path / "pem").write_bytes(
        key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    mark = base64.b64decode(LINE.split()[2])
    (tmp_path / "sig").write_bytes(mark[12:])
    words = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "pem", "-rawin"]
    words += ["-in", "text", "-sigfile", "sig"]

    for time, code in ((SECONDS, 0), (SECONDS + 1, 1)):
        (tmp_path / "text").write_bytes(b"cosignature/v1\ntime %d\n" % time + TEXT)
        assert subprocess.run(words, cwd=tmp_path, capture_output=True).returncode == code


@given(st.data())
def test_any_changed_byte_of_a_key_is_refused(data: st.DataObject) -> None:
    key = bytearray(ANN_KEY.encode())
    key[data.draw(st.integers(0, len(key) - 1))] ^= data.draw(st.integers(1, 127))
    with pytest.raises(BadNote):
        witness.read_key(key.decode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ann",
        "ann++",
        heads.verifier_key("ann", heads.public_key(ANN)),  # of the other kind
        ANN_KEY + " ",
        ANN_KEY + "=",
        witness.verifier_key("ann", b"short"),
        witness.verifier_key("ann b", heads.public_key(ANN)),
    ],
)
def test_what_is_no_key_of_a_witness_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        witness.read_key(text)


@given(st.text(max_size=80))
def test_any_name_becomes_one_a_key_may_have(typed: str) -> None:
    name = witness.key_name(typed)
    assert heads.is_name(name) and witness.key_name(name) == name
    assert witness.read_key(witness.verifier_key(name, PUBLIC)) == (name, PUBLIC)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Ann", "ann"), ("Änne B+", "anne-b"), ("", "witness"), ("Ольга", "witness")],
)
def test_names_of_people_as_key_names(typed: str, name: str) -> None:
    assert witness.key_name(typed) == name


def test_every_further_line_is_reported() -> None:
    stranger = line_of(NOTE, bytes(32), "carl")
    wrong = line_of(note_of(leaves(8)), BOB, "bob")
    same_name = line_of(NOTE, bytes(32), "ann")
    note = TEXT + b"\n" + LINE + NOTE.split(b"\n\n")[1] + stranger + wrong + same_name

    found = witness.cosigned(note, KNOWN)

    assert heads.verify(note, PUBLIC).size == 7
    assert [(each.name, each.time, each.ok) for each in found] == [
        ("Ann", NOON, True),
        ("carl", None, False),
        ("Bob Two", None, False),
        ("ann", None, False),
    ]
    assert "2024-04-03 12:00:00 UTC" in found[0].said
    assert "does not know" in found[1].said and "does not fit" in found[2].said
    assert witness.cosigned(NOTE, KNOWN) == []


def test_a_second_line_in_the_name_of_the_case_is_reported() -> None:
    note = NOTE + line_of(NOTE, bytes(32), NOTE.decode().split("\n")[0])

    assert [each.ok for each in witness.cosigned(note, KNOWN)] == [False]


@pytest.mark.parametrize("seconds", [0, 1 << 63, (1 << 64) - 1, 253_402_300_800])
def test_a_time_that_cannot_be_is_not_believed(seconds: int) -> None:
    note = NOTE + by_hand(TEXT, "ann", ANN, seconds)

    assert [(each.ok, each.time) for each in witness.cosigned(note, KNOWN)] == [(False, None)]


def test_a_key_in_no_known_form_fits_nothing() -> None:
    found = witness.cosigned(NOTE + LINE, {"Eve": "nonsense", "Ann": ANN_KEY})

    assert [(each.name, each.ok) for each in found] == [("Ann", True)]


@given(st.data())
def test_a_line_with_any_changed_byte_is_never_good(data: st.DataObject) -> None:
    line = bytearray(LINE)
    line[data.draw(st.integers(0, len(line) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        found = witness.cosigned(NOTE + bytes(line), KNOWN)
    except BadNote:
        return
    assert not any(each.ok for each in found)


def test_the_newest_head_somebody_saw() -> None:
    three, five, nine = (note_of(leaves(size)) for size in (3, 5, 9))
    later = NOON + dt.timedelta(days=1)
    five += line_of(five, BOB, "bob", later) + line_of(five)
    heads_of_case = [(3, three + line_of(three)), (9, nine), (5, five)]

    newest = witness.newest_witnessed(heads_of_case, KNOWN)

    assert newest and newest[0] == 5 and newest[1].name == "Ann"
    assert witness.newest_witnessed(heads_of_case, {}) is None
    assert witness.newest_witnessed([(9, five)], KNOWN) is None
    assert witness.newest_witnessed([(9, b"no note")], KNOWN) is None


def test_the_newest_head_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "heads").mkdir()
    (tmp_path / "heads" / "7.note").write_bytes(NOTE + LINE)
    (tmp_path / "heads" / "9.note").symlink_to("7.note")

    newest = witness.newest_witnessed(tmp_path, KNOWN)

    assert newest and newest[0] == 7


def test_who_was_removed_is_still_known_by_the_key() -> None:
    records = [
        share(0, "witness", "Ann", ANN_KEY),
        share(1, "witness removed", "Ann", ANN_KEY),
        share(2, "witness", "Ann", BOB_KEY),
        share(3, "slot", "slots/owner.age", "passphrase"),
    ]

    known = witness.ever_known(records)

    assert known["Ann"] == BOB_KEY and set(known.values()) == {ANN_KEY, BOB_KEY}
    assert grants.standing(records, grants.WITNESS) == {"Ann": BOB_KEY}
    assert witness.ever_known([*records, share(4, "witness", "Ann", ANN_KEY)])["Ann"] == ANN_KEY


def test_an_answer_is_added_to_the_head_it_is_of() -> None:
    notes = {size: note_of(leaves(size)) for size in (3, 7, 9)}

    (taken,) = witness.take(LINE, notes.items(), KNOWN)

    assert (taken.size, taken.is_new, taken.line.name) == (7, True, "Ann")
    assert taken.note == NOTE + LINE
    assert heads.verify(taken.note, PUBLIC).size == 7


def test_two_lines_of_one_answer_are_both_added() -> None:
    other = line_of(NOTE, BOB, "bob")
    stranger = line_of(NOTE, bytes(32), "carl")

    taken = witness.take(LINE + stranger + other, [(7, NOTE)], KNOWN)

    assert [each.line.name for each in taken] == ["Ann", "Bob Two"]
    assert taken[-1].note == NOTE + LINE + other


def test_the_first_good_line_stays_and_a_spoilt_one_gives_way() -> None:
    again = line_of(NOTE, at=NOON + dt.timedelta(days=9))
    spoilt = line_of(note_of(leaves(8)))

    (kept,) = witness.take(again, [(7, NOTE + LINE)], KNOWN)
    (mended,) = witness.take(again, [(7, NOTE + spoilt)], KNOWN)

    assert (kept.is_new, kept.note, kept.line.time) == (False, NOTE + LINE, NOON)
    assert (mended.is_new, mended.note) == (True, NOTE + again)


def test_a_line_by_nobody_known_or_of_no_head_is_refused() -> None:
    with pytest.raises(Refused, match="not by a witness"):
        witness.take(line_of(NOTE, bytes(32), "carl"), [(7, NOTE)], KNOWN)
    with pytest.raises(Refused, match="not by a witness"):
        witness.take(LINE, [(7, NOTE)], {"Bob Two": BOB_KEY})
    with pytest.raises(Refused, match="fits no head"):
        witness.take(LINE, [(8, note_of(leaves(8)))], KNOWN)
    with pytest.raises(Refused, match="fits no head"):
        witness.take(LINE + line_of(note_of(leaves(8)), BOB, "bob"), [(7, NOTE)], KNOWN)


@pytest.mark.parametrize("answer", [b"", b"\n", b"7\n", LINE[:-1], LINE + b"\n", b" " + LINE])
def test_what_is_no_answer_is_refused(answer: bytes) -> None:
    with pytest.raises(SourceUnreadable):
        witness.take(answer, [(7, NOTE)], KNOWN)


@given(st.data())
def test_an_answer_with_any_changed_byte_is_refused(data: st.DataObject) -> None:
    line = bytearray(LINE)
    line[data.draw(st.integers(0, len(line) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(EverywordError):
        witness.take(bytes(line), [(7, NOTE)], KNOWN)


def test_a_head_has_room_for_a_hundred_lines() -> None:
    full = NOTE + b"".join(line_of(NOTE, bytes([n]) * 32, f"w{n}") for n in range(99))

    assert len(witness.cosigned(full, KNOWN)) == 99
    with pytest.raises(Refused, match="no room"):
        witness.take(LINE, [(7, full)], KNOWN)
