"""C2SP tlog-proof: one text file that ties one leaf to a signed head, readable for itself."""

import base64
import re
from collections.abc import Sequence

from msgspec import Struct

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_PROOF = 128 * 1024
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,17})")


class BadProof(ValueError):
    """Why a text is not a tlog-proof."""


class Proof(Struct, frozen=True):
    """The leaf at `index` (from 0), the hashes up to the root, and the head as signed."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes


def encode(index: int, hashes: Sequence[bytes], checkpoint: bytes) -> bytes:
    lines = [FIRST_LINE, f"index {index}", *(base64.b64encode(h).decode() for h in hashes)]
    return "\n".join(lines).encode() + b"\n\n" + checkpoint


def decode(text: bytes) -> Proof:
    """Read a proof in its one spelling; the optional `extra` line is not used here."""
    above, gap, checkpoint = text.partition(b"\n\n")
    try:
        first, index, *lines = above.decode("ascii").split("\n")
        match = _INDEX.fullmatch(index)
        if not gap or first != FIRST_LINE or not match or len(lines) > 64:
            raise ValueError
        proof = Proof(int(match[1]), tuple(_hash(line) for line in lines), checkpoint)
    except ValueError:
        raise BadProof("the proof is not in the tlog-proof form") from None
    if encode(proof.index, proof.hashes, checkpoint) != text:
        raise BadProof("the proof is not spelled in its one way")
    return proof


def _hash(line: str) -> bytes:
    data = base64.b64decode(line, validate=True)
    if len(data) != 32:
        raise ValueError
    return data
