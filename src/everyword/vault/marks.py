"""The mark in a salt that tells what we sealed unlocked from what anybody could have sealed.

Whoever reads `recipient.txt` can make an object that opens. So the salt of a leaf made while the
case is unlocked is 16 random bytes and 16 bytes of an HMAC over them and the hash of the content,
by a key that only a slot gives. To everybody else both halves look random, and without the random
half nothing about deleted content can be guessed. A leaf made while locked has 32 random bytes.
"""

import hmac
import secrets

from everyword.vault import agefile

_HALF = 16


def mark_key(seed: bytes) -> bytes:
    return agefile.derive(seed, b"", b"everyword salt mark 1")


def new_salt(key: bytes, sha256: str | None) -> str:
    """64 hex digits, to be recognised by `is_ours`."""
    half = secrets.token_bytes(_HALF)
    return (half + _mark(key, half, sha256)).hex()


def is_ours(key: bytes, salt: str, sha256: str | None) -> bool:
    data = bytes.fromhex(salt)
    return hmac.compare_digest(_mark(key, data[:_HALF], sha256), data[_HALF:])


def _mark(key: bytes, half: bytes, sha256: str | None) -> bytes:
    return hmac.digest(key, half + (sha256 or "-").encode("ascii"), "sha256")[:_HALF]
