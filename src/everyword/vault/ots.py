"""OpenTimestamps: a proof made elsewhere that a file's hash was put into the Bitcoin block chain.

Only the beginning of a proof is read here: what it is, and the hash of which file it is over. With
the optional library `opentimestamps` the attestations in it are listed too. Nothing here asks a
calendar or looks at a block: that needs a Bitcoin node, or an explorer somebody trusts.
"""

import hashlib
import importlib
import io
from typing import Any, Final

from msgspec import Struct

MAGIC: Final = bytes.fromhex("004f70656e54696d657374616d7073000050726f6f6600bf89e2e884e89294")
MAX_PROOF: Final = 1 << 20

NOT_LOOKED_INTO: Final = "kept, not looked into: the library opentimestamps is not installed"
_SHA256: Final = 0x08
_VERSION: Final = 1


class BadProof(ValueError):
    """Why a file is not kept as a proof: a sentence for the person."""


class Proof(Struct, frozen=True):
    """SHA-256 of the file the proof is over, and what was found in it, in words."""

    digest: bytes
    said: tuple[str, ...]


def is_proof(data: bytes) -> bool:
    """Does it begin as an OpenTimestamps proof does?"""
    return data.startswith(MAGIC)


def digest(data: bytes) -> bytes:
    """The hash a proof is over. Raises BadProof."""
    if len(data) > MAX_PROOF:
        raise BadProof("it is larger than any proof is")
    if not is_proof(data):
        raise BadProof("it does not begin as an OpenTimestamps proof does")
    head, rest = data[len(MAGIC) : len(MAGIC) + 2], data[len(MAGIC) + 2 :]
    if len(head) < 2 or head[0] != _VERSION:
        raise BadProof("it is of a version that is not known here")
    if head[1] != _SHA256:
        raise BadProof("it is not over a SHA-256")
    if len(rest) <= 32:
        raise BadProof("it is cut short")
    return rest[:32]


def is_over(data: bytes, text: bytes) -> bool:
    """Is this text what the proof is over? Raises BadProof."""
    return digest(data) == hashlib.sha256(text).digest()


def read(data: bytes, text: bytes) -> Proof:
    """The proof, if it is over this text. Raises BadProof."""
    if not is_over(data, text):
        raise BadProof("it is over another text than this head")
    return Proof(digest(data), tuple(_attestations(data)))


def _attestations(data: bytes) -> list[str]:
    try:
        core = importlib.import_module("opentimestamps.core.timestamp")
        notary = importlib.import_module("opentimestamps.core.notary")
        serialize = importlib.import_module("opentimestamps.core.serialize")
    except ImportError:
        return [NOT_LOOKED_INTO]
    stream = io.BytesIO(data)
    try:
        context = serialize.StreamDeserializationContext(stream)
        proof = core.DetachedTimestampFile.deserialize(context)
        found = [attestation for _, attestation in proof.timestamp.all_attestations()]
    except Exception as fault:  # the library raises whatever its parts raise
        raise BadProof(f"it is damaged ({type(fault).__name__})") from None
    if stream.read(1):
        raise BadProof("something stands behind its end")
    return sorted(_words(notary, each) for each in found)


def _words(notary: Any, attestation: Any) -> str:
    if isinstance(attestation, notary.BitcoinBlockHeaderAttestation):
        return (
            f"says Bitcoin block {attestation.height}; not checked here: "
            "that needs a Bitcoin node or an explorer you trust"
        )
    if isinstance(attestation, notary.PendingAttestation):
        return f"waiting at {attestation.uri}: ask there for the finished proof in some hours"
    return "says something that is not known here"
