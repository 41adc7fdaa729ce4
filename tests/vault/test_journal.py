"""Frames: every byte counts, a torn tail is not damage, damage is not a torn tail."""

import struct

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.vault import journal
from everyword.vault.journal import BadFrame, frame, masked_crc, open_entry, scan
from everyword.vault.leaf import Leaf, encode, leaf_hash

IDENTITY = pyrage.x25519.Identity.generate()
KEY, RECIPIENT = str(IDENTITY), str(IDENTITY.to_public())
OBJECT, CIPHER = "0123456789abcdef" * 2, "fedcba9876543210" * 4


def leaf_text(number: int) -> bytes:
    return encode(Leaf(f"{number:064x}", "clock", None, None, None, "2024-04-03T21:07:00Z"))


FRAMES = [journal.seal_entry(RECIPIENT, OBJECT, CIPHER, leaf_text(n)) for n in range(4)]
WHOLE = b"".join(FRAMES)
STARTS = [sum(map(len, FRAMES[:n])) for n in range(5)]


def sealed(text: bytes) -> bytes:
    return pyrage.encrypt(text, [IDENTITY.to_public()])


def test_the_mask_is_that_of_leveldb() -> None:
    # CRC-32C of "123456789" is e3069283 in every table of check values.
    crc = 0xE3069283
    assert masked_crc(b"123456789") == ((crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8) % 2**32
    assert masked_crc(b"") != 0


def test_a_frame_says_what_was_put_in() -> None:
    found = scan(WHOLE)
    entry = open_entry(found.payloads[2], KEY)

    assert (found.end, found.length, found.beyond) == (len(WHOLE), len(WHOLE), None)
    assert list(found.offsets) == STARTS[:4]
    assert (entry.object, entry.cipher_sha256) == (OBJECT, CIPHER)
    assert entry.leaf_text == leaf_text(2)
    assert entry.leaf_hash == leaf_hash(leaf_text(2))


def test_a_leaf_without_object() -> None:
    data = journal.seal_entry(RECIPIENT, None, None, leaf_text(1))
    entry = open_entry(scan(data).payloads[0], KEY)

    assert (entry.object, entry.cipher_sha256, entry.leaf_text) == (None, None, leaf_text(1))


def test_a_redacted_frame_keeps_its_place_in_the_tree() -> None:
    data = journal.seal_redacted(RECIPIENT, leaf_hash(leaf_text(1)))
    entry = open_entry(scan(data).payloads[0], KEY)

    assert (entry.leaf, entry.leaf_text) == (None, b"")
    assert entry.leaf_hash == leaf_hash(leaf_text(1))


@given(st.integers(0, len(WHOLE)))
def test_a_cut_at_any_byte_is_a_torn_tail(cut: int) -> None:
    found = scan(WHOLE[:cut])

    assert found.end == max(start for start in STARTS if start <= cut)
    assert len(found.payloads) == STARTS.index(found.end)
    assert found.beyond is None


TAILS = {
    "zero": b"\0",
    "zeros": bytes(8),
    "page": bytes(5000),
    "ones": b"\xff" * 300,
    "torn": WHOLE[:40],
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_what_follows_the_last_good_frame_is_a_tail(tail: bytes) -> None:
    found = scan(WHOLE + tail)

    assert (found.end, len(found.payloads), found.beyond) == (len(WHOLE), 4, None)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
@settings(max_examples=300)
def test_any_changed_byte_ends_the_good_frames_there(place: int, change: int) -> None:
    changed = WHOLE[:place] + bytes([WHOLE[place] ^ change]) + WHOLE[place + 1 :]
    found = scan(changed)
    hit = max(n for n in range(4) if STARTS[n] <= place)

    assert len(found.payloads) == hit
    assert found.end == STARTS[hit]
    assert found.beyond == (STARTS[hit + 1] if hit < 3 else None)


@given(st.binary(max_size=60))
def test_something_between_good_frames_is_damage(between: bytes) -> None:
    found = scan(FRAMES[0] + between + FRAMES[1])

    assert found.beyond == (len(FRAMES[0] + between) if between else None)


@given(st.binary(max_size=300))
def test_any_bytes_are_scanned(data: bytes) -> None:
    assert scan(data).payloads == ()


def test_lengths_outside_the_form_are_not_frames() -> None:
    long = sealed(b"x" * journal.MAX_PAYLOAD)
    for payload in (b"", long):
        with pytest.raises(BadFrame):
            frame(payload)
        data = struct.pack("<II", len(payload), masked_crc(payload)) + payload
        assert scan(data).payloads == ()


@pytest.mark.parametrize(
    "payload",
    [
        sealed(b""),
        sealed(b"object -\nsealed -\n\nnot a leaf"),
        sealed(f"object {OBJECT}\nsealed -\n\n".encode() + leaf_text(1)),
        sealed(f"object {OBJECT[:-1]}\nsealed {CIPHER}\n\n".encode() + leaf_text(1)),
        sealed(b"object -\nsealed -\n\n" + leaf_text(1) + b"\n"),
        sealed(b"redacted 00\n"),
        sealed(b"redacted " + b"0" * 64),
        pyrage.encrypt(leaf_text(1), [pyrage.x25519.Identity.generate().to_public()]),
        b"age-encryption.org/v1\n",
    ],
)
def test_a_good_frame_with_another_content_is_refused(payload: bytes) -> None:
    assert scan(frame(payload)).payloads == (payload,)
    with pytest.raises(BadFrame):
        open_entry(payload, KEY)
