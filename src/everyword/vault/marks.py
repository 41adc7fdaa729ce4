"""The mark in a salt that tells what we sealed unlocked from what anybody could have sealed.

Whoever reads `recipient.txt` can make an object or a frame that opens. So the salt of a leaf made
while the case is unlocked is 16 random bytes and 16 bytes of an HMAC, by a key that only a slot
gives, over the whole text of the leaf with those 16 bytes as zeros. To everybody else both halves
look random; a mark taken from one leaf fits no other; and without the random half nothing about
deleted content can be guessed. A leaf made while locked has 32 random bytes.
"""

import hmac
import secrets

import msgspec

from everyword.vault import agefile
from everyword.vault.leaf import Leaf, encode

_HALF = 16


def mark_key(seed: bytes) -> bytes:
    return agefile.derive(seed, b"", b"everyword salt mark 1")


def marked(key: bytes, leaf: Leaf) -> Leaf:
    """This leaf with a salt to be recognised by `is_ours`; the salt it has is not looked at."""
    return _with_mark(key, leaf, secrets.token_bytes(_HALF))


def is_ours(key: bytes, leaf: Leaf) -> bool:
    own = _with_mark(key, leaf, bytes.fromhex(leaf.salt)[:_HALF])
    return hmac.compare_digest(own.salt, leaf.salt)


def _with_mark(key: bytes, leaf: Leaf, half: bytes) -> Leaf:
    text = encode(msgspec.structs.replace(leaf, salt=(half + bytes(_HALF)).hex()))
    mark = hmac.digest(key, text, "sha256")[:_HALF]
    return msgspec.structs.replace(leaf, salt=(half + mark).hex())
