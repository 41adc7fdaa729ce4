"""The journal: one frame for each leaf, in the order of the tree.

    u32 little-endian length (1 to 1 MiB) | u32 little-endian masked CRC-32C | payload

The CRC is of the payload and masked as LevelDB does it (rotated right by 15, plus 0xA282EAD8), so
that a run of zeros is not a frame; neither is a length of 0. The payload is an age file sealed to
the case's X25519 key. Its content is either

    object <32 hex, or ->                 or        redacted <64 hex, the leaf hash>
    sealed <64 hex, or ->
    (an empty line)
    <leaf text>

where `sealed` is the SHA-256 of the object's ciphertext; both are `-` for a leaf without object.

A writer that was cut off leaves a torn or zero tail: it ends at the last good frame. A good frame
after a bad one cannot come about that way and is damage.
"""

import re
import struct
from typing import Final

import google_crc32c
import pyrage
from msgspec import Struct

from everyword.vault import agefile
from everyword.vault.leaf import BadLeaf, Leaf, decode, leaf_hash

MAX_PAYLOAD: Final = 1 << 20
_HEAD = struct.Struct("<II")
_MASK = 0xA282EAD8
_BODY = re.compile(
    rb"object (?:([0-9a-f]{32})|-)\nsealed (?:([0-9a-f]{64})|-)\n\n(everyword-leaf/.*)", re.DOTALL
)
_REDACTED = re.compile(rb"redacted ([0-9a-f]{64})\n")


class BadFrame(ValueError):
    """Why a whole frame cannot be used."""


class Entry(Struct, frozen=True):
    """What a frame says. A redacted one has only its leaf hash: leaf_text is empty, leaf None."""

    object: str | None
    cipher_sha256: str | None
    leaf_text: bytes
    leaf: Leaf | None
    leaf_hash: bytes


class Scan(Struct, frozen=True):
    """The frames of a journal: the payloads before the first bad place, and what follows.

    `end` is where the good frames end; `length` the whole length. `beyond` are offsets of good
    frames after the bad place: none when the rest is a torn tail or nothing.
    """

    payloads: tuple[bytes, ...]
    offsets: tuple[int, ...]
    end: int
    length: int
    beyond: int | None


def frame(payload: bytes) -> bytes:
    if not 0 < len(payload) <= MAX_PAYLOAD:
        raise BadFrame("a frame holds 1 byte to 1 MiB")
    return _HEAD.pack(len(payload), masked_crc(payload)) + payload


def masked_crc(data: bytes) -> int:
    crc = int(google_crc32c.value(data))
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF


def scan(data: bytes) -> Scan:
    """All frames, and whether anything good stands after something bad."""
    payloads: list[bytes] = []
    offsets: list[int] = []
    position = 0
    while (payload := _frame_at(data, position)) is not None:
        payloads.append(payload)
        offsets.append(position)
        position += _HEAD.size + len(payload)
    beyond = None if position == len(data) else _find_frame(data, position + 1)
    return Scan(tuple(payloads), tuple(offsets), position, len(data), beyond)


def seal_entry(
    recipient: str, object: str | None, cipher_sha256: str | None, leaf_text: bytes
) -> bytes:
    """A frame for this leaf."""
    text = f"object {object or '-'}\nsealed {cipher_sha256 or '-'}\n\n".encode() + leaf_text
    return frame(pyrage.encrypt(text, [pyrage.x25519.Recipient.from_str(recipient)]))


def seal_redacted(recipient: str, leaf_hash: bytes) -> bytes:
    """The frame that stays of a leaf that was deleted."""
    text = f"redacted {leaf_hash.hex()}\n".encode()
    return frame(pyrage.encrypt(text, [pyrage.x25519.Recipient.from_str(recipient)]))


def open_entry(payload: bytes, identity: str) -> Entry:
    """What a payload says. Raises BadFrame."""
    try:
        text = pyrage.decrypt(payload, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError:
        raise BadFrame("it does not open with the key of this case") from None
    if redacted := _REDACTED.fullmatch(text):
        return Entry(None, None, b"", None, bytes.fromhex(redacted[1].decode("ascii")))
    match = _BODY.fullmatch(text)
    if match is None or (match[1] is None) != (match[2] is None):
        raise BadFrame("its content does not have its form")
    name, sealed, leaf_text = match.groups()
    try:
        leaf = decode(leaf_text)
    except BadLeaf as fault:
        raise BadFrame(str(fault)) from None
    return Entry(
        name.decode("ascii") if name else None,
        sealed.decode("ascii") if sealed else None,
        leaf_text,
        leaf,
        leaf_hash(leaf_text),
    )


def _frame_at(data: bytes, position: int) -> bytes | None:
    if position + _HEAD.size > len(data):
        return None
    length, crc = _HEAD.unpack_from(data, position)
    start = position + _HEAD.size
    if not 0 < length <= MAX_PAYLOAD or start + length > len(data):
        return None
    payload = data[start : start + length]
    is_good = payload.startswith(agefile.MAGIC) and masked_crc(payload) == crc
    return payload if is_good else None


def _find_frame(data: bytes, position: int) -> int | None:
    """The first good frame at or after this place; every payload begins as an age file."""
    while (found := data.find(agefile.MAGIC, position + _HEAD.size)) >= 0:
        position = found - _HEAD.size
        if _frame_at(data, position) is not None:
            return position
        position += 1
    return None
