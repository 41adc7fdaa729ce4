"""Age files (age-encryption.org/v1, X25519): read in any part, and written as fast as may be.

An age file is a text header (who may open it), 16 random bytes, and the content in chunks of
64 KiB, each sealed by ChaCha20-Poly1305 with its number. So one second of a long recording costs
one chunk, not the whole file.

They are written here over the same primitives that pyrage uses, not with pyrage: handing it a
stream piece by piece costs more than twice as much as the encryption itself, and it holds up every
other thread meanwhile (see bench/seal.py). Tests open what is written here with pyrage and with
Debian's age. Whole files from front to back are read in `agewhole`.

The length is checked when a file is opened: the last chunk carries a mark that it is the last, so a
file that was cut short or made longer is refused before its end is believed.

Never read here: armour, and headers with more than 16 stanzas or 64 KiB.
"""

import base64
import binascii
import hmac
import os
import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

from everyword.streams import RangeStream

MAGIC: Final = b"age-encryption.org/v1\n"
ARMOUR: Final = b"-----BEGIN AGE"
CHUNK: Final = 64 * 1024
TAG: Final = 16
MAX_HEADER: Final = 64 * 1024
MAX_STANZAS: Final = 16
KEPT_CHUNKS: Final = 8
"""Clear chunks held per open stream: half a megabyte."""

_COLUMNS = 64
_WORD = re.compile(rb"[!-~]+")
_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class BadAge(ValueError):
    """Why a file is not an age file that this key opens."""


class HostileAge(BadAge):
    """A header that no program of ours writes and that could cost much to try."""


class NotForUs(BadAge):
    """A whole header, made for other keys."""


class Stanza(Struct, frozen=True):
    """One way to open the file: its kind, arguments, and the wrapped file key."""

    args: tuple[str, ...]
    body: bytes


class Header(Struct, frozen=True):
    """`signed` are the bytes the MAC covers, `size` the length with the MAC line."""

    stanzas: tuple[Stanza, ...]
    signed: bytes
    mac: bytes
    size: int


def read_header(stream: BinaryIO) -> Header:
    """The header at the start of the stream, in its one spelling. Raises BadAge."""
    head = stream.read(MAX_HEADER + 1)
    if head.startswith(ARMOUR):
        raise HostileAge("it is in text armour, which is not used here")
    if not head.startswith(MAGIC):
        raise BadAge("it does not begin as an age file does")
    stanzas: list[Stanza] = []
    position = len(MAGIC)
    while True:
        line, position = _line(head, position)
        if line.startswith(b"---"):
            break
        if len(stanzas) == MAX_STANZAS:
            raise HostileAge(f"its header has more than {MAX_STANZAS} stanzas")
        args = _args(line)
        body, position = _body(head, position)
        stanzas.append(Stanza(args, body))
    if not stanzas:
        raise BadAge("its header names nobody")
    if not line.startswith(b"--- "):
        raise BadAge("its header has no MAC")
    mac = unbase64(line[4:])
    if len(mac) != 32:
        raise BadAge("the MAC of its header is not 32 bytes")
    if len(stanzas) > 1 and any(stanza.args[0] == "scrypt" for stanza in stanzas):
        raise HostileAge("a passphrase must be the only way to open a file")
    signed = head[: position - len(line) - 1] + b"---"
    return Header(tuple(stanzas), signed, mac, position)


def check_mac(header: Header, file_key: bytes) -> None:
    """Raises BadAge unless the header is the one that was written with this file key."""
    if not hmac.compare_digest(header_mac(header.signed, file_key), header.mac):
        raise BadAge("its header was changed")


def header_mac(signed: bytes, file_key: bytes) -> bytes:
    return hmac.digest(derive(file_key, b"", b"header"), signed, "sha256")


def payload_key(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derive(file_key, nonce, b"payload"))


def chunk_nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if is_last else b"\x00")


def derive(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, purpose).derive(secret)


def unwrap(key: bytes, body: bytes) -> bytes | None:
    """The file key in a stanza's body, or None when this key does not open it."""
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(12), body, None)
    except InvalidTag:
        return None


def identity_bytes(identity: str) -> bytes:
    """The 32 bytes of an AGE-SECRET-KEY-1..., in upper case. Raises BadAge."""
    if identity != identity.upper():
        raise BadAge("it is not an age identity")
    return _bech32_bytes("age-secret-key-", identity.lower())


@lru_cache(maxsize=16)
def recipient_bytes(recipient: str) -> bytes:
    """The 32 bytes of an age1..., in lower case. Raises BadAge."""
    return _bech32_bytes("age", recipient)


class Unlocker:
    """Opens headers with one X25519 secret, whose public key is worked out once for all of them."""

    def __init__(self, secret: bytes) -> None:
        self._private = X25519PrivateKey.from_private_bytes(secret)
        self._public = self._private.public_key().public_bytes_raw()

    def file_key(self, header: Header) -> bytes:
        """The file key, MAC checked; every stanza is looked at. Raises BadAge."""
        found: bytes | None = None
        for stanza in header.stanzas:
            if stanza.args[0] != "X25519":
                continue
            share = unbase64(stanza.args[1].encode()) if len(stanza.args) == 2 else b""
            if len(share) != 32 or len(stanza.body) != 32:
                raise BadAge("a stanza of its header does not have its form")
            try:
                shared = self._private.exchange(X25519PublicKey.from_public_bytes(share))
            except ValueError:
                raise BadAge("a stanza of its header holds a weak key") from None
            key = derive(shared, share + self._public, b"age-encryption.org/v1/X25519")
            found = found or unwrap(key, stanza.body)
        if found is None:
            raise NotForUs("it was not sealed to this key")
        check_mac(header, found)
        return found


def file_key_for(header: Header, secret: bytes) -> bytes:
    """Open one header with an X25519 secret, MAC checked. Raises BadAge."""
    return Unlocker(secret).file_key(header)


class AgeReader(RangeStream):
    """The content of an age file from `start`, as a stream that can be read from anywhere.

    Owns `stream` and closes it. Raises BadAge when opened, or while reading a changed chunk.
    """

    def __init__(self, stream: BinaryIO, file_key: bytes, header: Header) -> None:
        super().__init__()
        self._stream, self._start = stream, header.size + 16
        self._cache: OrderedDict[int, bytes] = OrderedDict()
        self.skip = 0
        stream.seek(header.size)
        nonce = stream.read(16)
        length = stream.seek(0, os.SEEK_END) - self._start
        if len(nonce) < 16 or length < TAG:
            raise BadAge("it is cut short")
        self._key = payload_key(file_key, nonce)
        self._last = (length - 1) // (CHUNK + TAG)
        tail = len(self._chunk(self._last))
        if tail == 0 and self._last:
            raise BadAge("it ends with an empty chunk")
        self._size = self._last * CHUNK + tail

    @property
    def size(self) -> int:
        """How many bytes there are from `skip` on."""
        return self._size - self.skip

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        number, inside = divmod(self.at + self.skip, CHUNK)
        if number > self._last:
            return 0
        part = self._chunk(number)[inside : inside + len(view)]
        view[: len(part)] = part
        self.at += len(part)
        return len(part)

    def close(self) -> None:
        if not self.closed:
            self._cache.clear()
            self._stream.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if number in self._cache:
            self._cache.move_to_end(number)
            return self._cache[number]
        self._stream.seek(self._start + number * (CHUNK + TAG))
        sealed = self._stream.read(CHUNK + TAG)
        try:
            clear = self._key.decrypt(chunk_nonce(number, number == self._last), sealed, None)
        except InvalidTag:
            raise BadAge(f"its bytes from {number * CHUNK:,} on were changed") from None
        self._cache[number] = clear
        if len(self._cache) > KEPT_CHUNKS:
            self._cache.popitem(last=False)
        return clear


class AgeWriter:
    """Seals what it is given to an X25519 recipient; `out` is handed the file, piece by piece.

    Give it large blocks: whole chunks are sealed from where they lie, only what is left of one is
    copied. Every file has a key of its own, so that the numbers of its chunks are never used twice.

    With `held` what `out` is handed is good until so many more pieces were handed to it: the same
    memory is used again, for memory got anew for each piece costs a tenth more.
    """

    def __init__(
        self, recipient: str, out: Callable[[memoryview], None], held: int | None = None
    ) -> None:
        self._out = out
        self._kept = None if held is None else [bytearray() for _ in range(held + 1)]
        self._number, self._rest = 0, bytearray()
        file_key, nonce = secrets.token_bytes(16), secrets.token_bytes(16)
        signed = MAGIC + _x25519_stanza(recipient_bytes(recipient), file_key) + b"---"
        mac = base64_text(header_mac(signed, file_key)).encode("ascii")
        self._key = payload_key(file_key, nonce)
        self._front = signed + b" " + mac + b"\n" + nonce

    def write(self, data: bytes | memoryview) -> None:
        # One byte at least is held back: the last chunk is sealed when it is known to be the last.
        count = (len(self._rest) + len(data) - 1) // CHUNK
        whole = max(0, count * CHUNK - len(self._rest))
        if count > 0:
            self._seal(memoryview(data)[:whole], is_end=False)
        self._rest += memoryview(data)[whole:]

    def finish(self) -> None:
        """The last chunk, which says that it is the last; it is empty only in an empty file."""
        self._seal(memoryview(b""), is_end=True)

    def _seal(self, more: memoryview, is_end: bool) -> None:
        """What was held back, and `more`: whole chunks, except at the end."""
        first = CHUNK - len(self._rest)
        parts = [memoryview(self._rest + more[:first])]
        parts += [more[start : start + CHUNK] for start in range(first, len(more), CHUNK)]
        place = len(self._front)
        room = self._room(place + len(self._rest) + len(more) + TAG * len(parts))
        room[:place], self._front = self._front, b""
        for number, part in enumerate(parts, self._number):
            end = place + len(part) + TAG
            self._key.encrypt_into(chunk_nonce(number, is_end), part, None, room[place:end])
            place = end
        self._number += len(parts)
        self._rest = bytearray()
        self._out(room)

    def _room(self, size: int) -> memoryview:
        """New memory, or what was handed out longest ago."""
        if self._kept is None:
            return memoryview(bytearray(size))
        oldest = self._kept.pop(0)
        if len(oldest) < size:
            oldest = bytearray(size)
        self._kept.append(oldest)
        return memoryview(oldest)[:size]


def open_age(stream: BinaryIO, secret: bytes) -> AgeReader:
    """The content of an age file, opened with an X25519 secret. Raises BadAge."""
    header = read_header(stream)
    return AgeReader(stream, file_key_for(header, secret), header)


def base64_text(data: bytes) -> str:
    """Without padding, as age writes it."""
    return base64.b64encode(data).decode().rstrip("=")


def unbase64(text: bytes) -> bytes:
    """Base64 without padding, in its one spelling. Raises HostileAge."""
    try:
        data = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if base64_text(data).encode() != text:
        raise HostileAge("a value of its header is not in its one spelling")
    return data


def _line(head: bytes, position: int) -> tuple[bytes, int]:
    end = head.find(b"\n", position)
    if end < 0 and len(head) > MAX_HEADER:
        raise HostileAge(f"its header is longer than {MAX_HEADER:,} bytes")
    if end < 0:
        raise BadAge("its header is cut short")
    return head[position:end], end + 1


def _args(line: bytes) -> tuple[str, ...]:
    words = line[3:].split(b" ")
    if not line.startswith(b"-> ") or not all(_WORD.fullmatch(word) for word in words):
        raise BadAge("a line of its header does not have its form")
    return tuple(word.decode("ascii") for word in words)


def _body(head: bytes, position: int) -> tuple[bytes, int]:
    lines: list[bytes] = []
    while not lines or len(lines[-1]) == _COLUMNS:
        line, position = _line(head, position)
        if len(line) > _COLUMNS:
            raise BadAge("a line of its header is too long")
        lines.append(line)
    return unbase64(b"".join(lines)), position


def _x25519_stanza(public: bytes, file_key: bytes) -> bytes:
    """The file key, wrapped for the holder of this key."""
    once = X25519PrivateKey.generate()
    share = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    key = derive(shared, share + public, b"age-encryption.org/v1/X25519")
    body = ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)
    return f"-> X25519 {base64_text(share)}\n{base64_text(body)}\n".encode("ascii")


def _bech32_bytes(kind: str, text: str) -> bytes:
    """The 32 bytes behind `kind` and a 1 (Bech32, BIP 173; every letter of `text` is small)."""
    human, _, data = text.rpartition("1")
    values = [_CHARSET.find(c) for c in data]
    if human != kind or -1 in values:
        raise BadAge(f"it is not a text that begins with {kind}1")
    expanded = [ord(c) >> 5 for c in kind] + [0] + [ord(c) & 31 for c in kind]
    if _bech32_sum(expanded + values) != 1:
        raise BadAge("its check letters do not fit")
    number = 0
    for value in values[:-6]:
        number = number << 5 | value
    if len(values) != 58 or number & 0xF:
        raise BadAge("it does not have its length")
    return (number >> 4).to_bytes(32, "big")


def _bech32_sum(values: Sequence[int]) -> int:
    """The checksum of BIP 173."""
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for bit, number in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> bit & 1:
                total ^= number
    return total
