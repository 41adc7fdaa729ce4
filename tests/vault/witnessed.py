"""A made-up case and its witness, as trees and notes: fixed seeds, no files."""

import datetime as dt
import hashlib

from everyword.vault import heads, tree, witness
from everyword.vault.heads import Head

ORIGIN = "everyword/case/" + "0f" * 16
LOG = bytes(range(32))
ANN = bytes(range(32, 64))
BOB = bytes(range(64, 96))
PUBLIC = heads.public_key(LOG)
LOG_KEY = heads.verifier_key(ORIGIN, PUBLIC)
ANN_KEY = witness.verifier_key("ann", heads.public_key(ANN))
BOB_KEY = witness.verifier_key("bob", heads.public_key(BOB))
KNOWN = {"Ann": ANN_KEY, "Bob Two": BOB_KEY}
NOON = dt.datetime(2024, 4, 3, 12, 0, 0, tzinfo=dt.UTC)


def leaves(size: int, fork: int | None = None) -> list[bytes]:
    """Leaf hashes; from number `fork` on those of another tree."""
    return [
        hashlib.sha256(b"%d %d" % (n, fork is not None and n >= fork)).digest() for n in range(size)
    ]


def head_of(hashes: list[bytes], origin: str = ORIGIN) -> Head:
    return Head(origin, len(hashes), tree.root(hashes))


def note_of(hashes: list[bytes], seed: bytes = LOG) -> bytes:
    return heads.sign(head_of(hashes), seed)


def line_of(note: bytes, seed: bytes = ANN, name: str = "ann", at: dt.datetime = NOON) -> bytes:
    return witness.cosign(heads.split(note)[0], name, seed, at)
