"""The age format (C2SP age.md) written out once more, so that every part of a file can be wrong."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tests.vault.vectors.seeds import seeded

VERSION = b"age-encryption.org/v1\n"
CHUNK = 65536
FILE_KEY, NONCE = seeded("file key", 16), seeded("nonce", 16)
SALT = seeded("salt", 16)
WORDS = "abacus zoom yo-yo drop-down t-shirt felt-tip"
ALEX, SAM, SHARE = seeded("alex"), seeded("sam"), seeded("share")
LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def text64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """RFC 5869 for one block of SHA-256."""
    taken = hmac.digest(salt or bytes(32), secret, hashlib.sha256)
    return hmac.digest(taken, info + b"\x01", hashlib.sha256)


def public(secret: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def identity(secret: bytes) -> str:
    """BIP 173, in capitals as age writes it."""
    human = "age-secret-key-"
    bits = "".join(f"{byte:08b}" for byte in secret)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[n : n + 5], 2) for n in range(0, len(bits), 5)]
    above = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    check = polymod([*above, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [check >> 5 * (5 - n) & 31 for n in range(6)]
    return (human + "1" + "".join(LETTERS[value] for value in values)).upper()


def polymod(values: Iterable[int]) -> int:
    total = 1
    for value in values:
        top, total = total >> 25, (total & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            total ^= generator * (top >> place & 1)
    return total


def stanza(args: bytes, body: bytes) -> bytes:
    text = text64(body)
    lines = [text[n : n + 64] for n in range(0, len(text) + 1, 64)]
    return b"-> " + args + b"\n" + b"".join(line + b"\n" for line in lines)


def wrapped(secret: bytes, share: bytes, file_key: bytes = FILE_KEY) -> bytes:
    """The body of an X25519 stanza for the holder of `secret`; `share` is the key used once."""
    theirs = X25519PublicKey.from_public_bytes(public(secret))
    shared = X25519PrivateKey.from_private_bytes(share).exchange(theirs)
    salt = public(share) + public(secret)
    return sealed(hkdf(shared, salt, b"age-encryption.org/v1/X25519"), file_key)


def sealed(key: bytes, data: bytes, nonce: bytes = bytes(12)) -> bytes:
    return ChaCha20Poly1305(key).encrypt(nonce, data, None)


def x25519(secret: bytes = ALEX, share: bytes = SHARE, file_key: bytes = FILE_KEY) -> bytes:
    return stanza(b"X25519 " + text64(public(share)), wrapped(secret, share, file_key))


def stretched(words: str, factor: int, salt: bytes = SALT) -> bytes:
    label = b"age-encryption.org/v1/scrypt" + salt
    return hashlib.scrypt(
        words.encode(), salt=label, n=1 << factor, r=8, p=1, maxmem=1 << 28, dklen=32
    )


def header(*stanzas: bytes, file_key: bytes = FILE_KEY) -> bytes:
    signed = VERSION + b"".join(stanzas) + b"---"
    return signed + b" " + text64(mac(signed, file_key)) + b"\n"


def mac(signed: bytes, file_key: bytes = FILE_KEY) -> bytes:
    return hmac.digest(hkdf(file_key, b"", b"header"), signed, hashlib.sha256)


def chunk(number: int, data: bytes, is_last: bool) -> bytes:
    nonce = number.to_bytes(11, "big") + bytes([is_last])
    return sealed(hkdf(FILE_KEY, NONCE, b"payload"), data, nonce)


def pieces(data: bytes) -> list[bytes]:
    return [data[n : n + CHUNK] for n in range(0, len(data), CHUNK)] or [b""]


def chunks(data: bytes) -> list[bytes]:
    parts = pieces(data)
    return [chunk(n, part, n == len(parts) - 1) for n, part in enumerate(parts)]


def payload(data: bytes) -> bytes:
    return NONCE + b"".join(chunks(data))


def plain(size: int) -> bytes:
    """Content that is the key stream of its chunks, so that the sealed bytes are zeros and tags.

    A file of megabytes then packs into some kilobytes.
    """
    key = hkdf(FILE_KEY, NONCE, b"payload")
    parts = pieces(bytes(size))
    return b"".join(
        sealed(key, part, n.to_bytes(11, "big") + bytes([n == len(parts) - 1]))[:-16]
        for n, part in enumerate(parts)
    )


def armour(data: bytes) -> bytes:
    text = base64.b64encode(data)
    lines = [text[n : n + 64] for n in range(0, len(text), 64)]
    ends = b"-----BEGIN AGE ENCRYPTED FILE-----", b"-----END AGE ENCRYPTED FILE-----"
    return b"\n".join([ends[0], *lines, ends[1]]) + b"\n"
