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

import io
import re
import struct
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

import google_crc32c
import pyrage
from cryptography.exceptions import InvalidTag
from msgspec import Struct

from everyword.vault import agefile
from everyword.vault.agefile import AgeReader, BadAge, Unlocker
from everyword.vault.leaf import BadLeaf, Leaf, decode, leaf_hash

MAX_PAYLOAD: Final = 1 << 20
STEP: Final = 4 << 20
"""How far a search goes at a time."""
HEAD: Final = struct.Struct("<II")
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
    """Where the frames of a journal stand, up to the first bad place, and what follows.

    `end` is where the good frames end; `length` the whole length. `beyond` is the offset of a good
    frame after the bad place (or where the search for one was given up as hostile): None when the
    rest is a torn tail or nothing.
    """

    offsets: Sequence[int]
    end: int
    length: int
    beyond: int | None


def frame(payload: bytes) -> bytes:
    if not 0 < len(payload) <= MAX_PAYLOAD:
        raise BadFrame("a frame holds 1 byte to 1 MiB")
    return HEAD.pack(len(payload), masked_crc(payload)) + payload


def masked_crc(data: bytes) -> int:
    crc = int(google_crc32c.value(data))
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF


def walk(stream: BinaryIO, room: int) -> Iterator[bytes]:
    """Whole frames from here on, up to the first bad one or the end of the next `room` bytes."""
    while room > HEAD.size:
        head = stream.read(HEAD.size)
        if len(head) < HEAD.size:
            return
        length, crc = HEAD.unpack(head)
        if not len(agefile.MAGIC) <= length <= min(MAX_PAYLOAD, room - HEAD.size):
            return
        payload = stream.read(length)
        is_good = payload.startswith(agefile.MAGIC) and masked_crc(payload) == crc
        if len(payload) < length or not is_good:
            return
        room -= HEAD.size + length
        yield head + payload


def find_beyond(stream: BinaryIO, end: int, length: int) -> int | None:
    """The first good frame after the bad place at `end`; every payload begins as an age file.

    A cut-off writer leaves frames that do not overlap. Where so many beginnings are found that
    they must, the search stops there: that is no torn tail, and it could go on for hours.
    """
    budget = length - end + 16 * MAX_PAYLOAD
    position = end + 1
    while position < length:
        stream.seek(position)
        window = stream.read(min(length - position, STEP + HEAD.size + MAX_PAYLOAD))
        for place in _beginnings(window):
            size, crc = HEAD.unpack_from(window, place)
            stop = place + HEAD.size + size
            if not len(agefile.MAGIC) <= size <= MAX_PAYLOAD or stop > len(window):
                continue
            budget -= HEAD.size + size
            if budget < 0 or masked_crc(window[place + HEAD.size : stop]) == crc:
                return position + place
        position += STEP
    return None


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


class Opener:
    """Opens payloads with the key of the case, which is worked out once for all of them."""

    def __init__(self, secret: bytes) -> None:
        self._unlocker = Unlocker(secret)

    def open(self, payload: bytes) -> Entry:
        """What a payload says. Raises BadFrame."""
        try:
            text = self._content(payload)
        except BadAge:
            raise BadFrame("it does not open with the key of this case") from None
        return _read_entry(text)

    def _content(self, payload: bytes) -> bytes:
        stream = io.BytesIO(payload)
        header = agefile.read_header(stream)
        file_key = self._unlocker.file_key(header)
        if len(payload) - header.size - 16 > agefile.CHUNK + agefile.TAG:
            with AgeReader(stream, file_key, header) as reader:
                return reader.readall()
        key = agefile.payload_key(file_key, payload[header.size : header.size + 16])
        try:
            only = agefile.chunk_nonce(0, is_last=True)
            return key.decrypt(only, payload[header.size + 16 :], None)
        except InvalidTag:
            raise BadAge("its bytes were changed") from None


def _read_entry(text: bytes) -> Entry:
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


def _beginnings(window: bytes) -> Iterator[int]:
    """Where in the first `STEP` bytes a payload could follow a head."""
    place = -1
    stop = STEP + HEAD.size + len(agefile.MAGIC) - 1
    while (found := window.find(agefile.MAGIC, place + 1 + HEAD.size, stop)) >= 0:
        place = found - HEAD.size
        yield place
