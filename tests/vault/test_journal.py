"""Frames: every byte counts, a torn tail is not damage, damage is not a torn tail."""

import io
import struct

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everyword.vault import agefile, journal
from everyword.vault.journal import HEAD, BadFrame, Entry, Opener, Scan, frame, masked_crc
from everyword.vault.leaf import Leaf, encode, leaf_hash
from tests.vault import cases

IDENTITY = pyrage.x25519.Identity.generate()
KEY, RECIPIENT = str(IDENTITY), str(IDENTITY.to_public())
SECRET = agefile.identity_bytes(KEY)
OBJECT, CIPHER = "0123456789abcdef" * 2, "fedcba9876543210" * 4


def leaf_text(number: int) -> bytes:
    return encode(Leaf(f"{number:064x}", "clock", None, None, None, "2024-04-03T21:07:00Z"))


FRAMES = [journal.seal_entry(RECIPIENT, OBJECT, CIPHER, leaf_text(n)) for n in range(4)]
WHOLE = b"".join(FRAMES)
STARTS = [sum(map(len, FRAMES[:n])) for n in range(5)]


def scan(data: bytes) -> Scan:
    return cases.scan(io.BytesIO(data))


def payloads(data: bytes) -> list[bytes]:
    return [each[HEAD.size :] for each in journal.walk(io.BytesIO(data), len(data))]


def open_entry(payload: bytes) -> Entry:
    return Opener(SECRET).open(payload)


def sealed(text: bytes) -> bytes:
    return pyrage.encrypt(text, [IDENTITY.to_public()])


def test_the_mask_is_that_of_leveldb() -> None:
    # CRC-32C of "123456789" is e3069283 in every table of check values.
    crc = 0xE3069283
    assert masked_crc(b"123456789") == ((crc >> 15 | crc << 17 & 0xFFFFFFFF) + 0xA282EAD8) % 2**32
    assert masked_crc(b"") != 0


def test_a_frame_says_what_was_put_in() -> None:
    found = scan(WHOLE)
    entry = open_entry(payloads(WHOLE)[2])

    assert (found.end, found.length, found.beyond) == (len(WHOLE), len(WHOLE), None)
    assert list(found.offsets) == STARTS[:4]
    assert (entry.object, entry.cipher_sha256) == (OBJECT, CIPHER)
    assert entry.leaf_text == leaf_text(2)
    assert entry.leaf_hash == leaf_hash(leaf_text(2))


def test_a_leaf_without_object() -> None:
    data = journal.seal_entry(RECIPIENT, None, None, leaf_text(1))
    entry = open_entry(payloads(data)[0])

    assert (entry.object, entry.cipher_sha256, entry.leaf_text) == (None, None, leaf_text(1))


def test_a_redacted_frame_keeps_its_place_in_the_tree() -> None:
    data = journal.seal_redacted(RECIPIENT, leaf_hash(leaf_text(1)))
    entry = open_entry(payloads(data)[0])

    assert (entry.leaf, entry.leaf_text) == (None, b"")
    assert entry.leaf_hash == leaf_hash(leaf_text(1))


@given(st.integers(0, len(WHOLE)))
def test_a_cut_at_any_byte_is_a_torn_tail(cut: int) -> None:
    found = scan(WHOLE[:cut])

    assert found.end == max(start for start in STARTS if start <= cut)
    assert list(found.offsets) == STARTS[: STARTS.index(found.end)]
    assert payloads(WHOLE[:cut]) == [each[HEAD.size :] for each in FRAMES[: len(found.offsets)]]
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

    assert (found.end, len(found.offsets), found.beyond) == (len(WHOLE), 4, None)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
@settings(max_examples=300)
def test_any_changed_byte_ends_the_good_frames_there(place: int, change: int) -> None:
    changed = WHOLE[:place] + bytes([WHOLE[place] ^ change]) + WHOLE[place + 1 :]
    found = scan(changed)
    hit = max(n for n in range(4) if STARTS[n] <= place)

    assert len(found.offsets) == hit
    assert found.end == STARTS[hit]
    assert found.beyond == (STARTS[hit + 1] if hit < 3 else None)


@given(st.binary(max_size=60))
def test_something_between_good_frames_is_damage(between: bytes) -> None:
    found = scan(FRAMES[0] + between + FRAMES[1])

    assert found.beyond == (len(FRAMES[0] + between) if between else None)


@given(st.binary(max_size=300))
def test_any_bytes_are_scanned(data: bytes) -> None:
    assert payloads(data) == []
    assert scan(data).offsets == []


def test_lengths_outside_the_form_are_not_frames() -> None:
    long = sealed(b"x" * journal.MAX_PAYLOAD)
    for payload in (b"", long):
        with pytest.raises(BadFrame):
            frame(payload)
        data = struct.pack("<II", len(payload), masked_crc(payload)) + payload
        assert scan(data).end == 0


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
    assert payloads(frame(payload)) == [payload]
    with pytest.raises(BadFrame):
        open_entry(payload)


MIB = 1 << 20
MAGIC = agefile.MAGIC


@pytest.mark.parametrize("gap", [1, 4 * MIB - 31, 4 * MIB - 1, 4 * MIB, 4 * MIB + 1, 9 * MIB])
def test_a_good_frame_is_found_however_far_beyond_the_bad_place(gap: int) -> None:
    """The search goes by 4 MiB: frames that stand across its edges are found as well."""
    long = frame(MAGIC + bytes(MIB - len(MAGIC)))
    for good in (FRAMES[1], long):
        assert scan(FRAMES[0] + b"x" * gap + good).beyond == len(FRAMES[0]) + gap


@given(st.integers(-1100, 60), st.integers(0, 3))
@settings(max_examples=30)
def test_a_good_frame_at_the_edge_of_the_search(shift: int, number: int) -> None:
    gap = 4 * MIB + shift
    found = scan(FRAMES[0] + bytes(gap) + FRAMES[number] + bytes(20))

    assert found.beyond == len(FRAMES[0]) + gap


class Counted(io.BytesIO):
    """Counts what is read of it, and how much at once."""

    read_in_all = most_at_once = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.read_in_all += len(data)
        self.most_at_once = max(self.most_at_once, len(data))
        return data


HOSTILE = {
    "magic": MAGIC,
    "empty heads": bytes(8) + MAGIC,
    "longest frames": struct.pack("<II", MIB, 1) + MAGIC,
    "shortest frames": struct.pack("<II", len(MAGIC), 1) + MAGIC,
    "longer than all": struct.pack("<II", 0xFFFFFFFF, 1) + MAGIC,
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_the_search_does_work_in_proportion_to_the_journal(
    unit: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: the bytes read, held at once and put through the checksum."""
    data = (unit * (12 * MIB // len(unit)))[: 12 * MIB]
    summed = 0

    def counting(payload: bytes) -> int:
        nonlocal summed
        summed += len(payload)
        return masked_crc(payload)

    monkeypatch.setattr(journal, "masked_crc", counting)
    stream = Counted(data)
    found = cases.scan(stream)

    assert found.end == 0
    assert found.beyond is None or unit == HOSTILE["longest frames"]
    assert stream.read_in_all < 2 * len(data)
    assert stream.most_at_once <= 5 * MIB + HEAD.size
    assert summed < 3 * len(data)


def test_half_frames_that_overlap_are_no_torn_tail() -> None:
    """The search is given up, and on the safe side: nothing is cut off as unfinished."""
    data = HOSTILE["longest frames"] * (3 * MIB // 30)

    assert scan(FRAMES[0] + data).beyond is not None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(9, 400), st.booleans()), max_size=6))
def test_a_torn_tail_of_many_half_frames_is_only_a_tail(torn: list[tuple[int, int, bool]]) -> None:
    """A power cut can leave each of several frames without its first or its last part."""
    tail = b""
    for number, cut, is_first in torn:
        whole = FRAMES[number]
        tail += whole[:cut] + bytes(len(whole) - cut) if is_first else bytes(cut) + whole[cut:]
    found = scan(WHOLE + tail)

    assert (found.end, found.beyond) == (len(WHOLE), None)


def test_frames_are_walked_one_by_one() -> None:
    stream = Counted(WHOLE)
    first = next(journal.walk(stream, len(WHOLE)))

    assert first == FRAMES[0]
    assert stream.read_in_all == len(first)
    assert list(journal.walk(stream, len(FRAMES[1]) + 3)) == [FRAMES[1]]
    # What a writer adds meanwhile is not half taken in.
    assert list(journal.walk(io.BytesIO(WHOLE), STARTS[2] - 1)) == [FRAMES[0]]


@given(st.integers(1, 3 * agefile.CHUNK))
@settings(max_examples=20)
def test_a_content_of_any_length_opens_as_pyrage_opens_it(size: int) -> None:
    text = bytes(size)
    payload = sealed(text)

    assert Opener(SECRET)._content(payload) == text == pyrage.decrypt(payload, [IDENTITY])


def test_a_payload_changed_at_any_byte_is_refused() -> None:
    """The checksum aside: whoever changes a frame can give it a new one."""
    payload = FRAMES[0][HEAD.size :]
    opener = Opener(SECRET)
    for place in range(len(payload)):
        changed = bytearray(payload)
        changed[place] ^= 1
        with pytest.raises(BadFrame):
            opener.open(bytes(changed))
    for cut in range(len(payload)):
        with pytest.raises(BadFrame):
            opener.open(payload[:cut])


def test_a_payload_for_several_keys_opens() -> None:
    """Ours need not be the first."""
    other = pyrage.x25519.Identity.generate().to_public()
    text = b"redacted " + b"0" * 64 + b"\n"
    for recipients in ([other, IDENTITY.to_public()], [IDENTITY.to_public(), other]):
        payload = pyrage.encrypt(text, recipients)
        assert Opener(SECRET).open(payload).leaf_hash == bytes(32)
