"""The certificates behind a time stamp: from the one that signed it up to the root.

Here they are only put in line, each signed by the next; whether each may do what it does, and at
that time, is for the two checkers to say. The root comes from the person, never from the response.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, TypeVar

import rfc3161_client
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec import Struct

MAX_CERTIFICATES: Final = 20
MAX_PEM: Final = 1 << 20
NO_ANSWER: Final = "it is not an answer of a time-stamping authority, or is damaged"
_T = TypeVar("_T")

Certificate = x509.Certificate


class BadStamp(ValueError):
    """Why a response, a request or a root file is not used: a sentence for the person."""


def guarded(step: Callable[[], _T], words: str = NO_ANSWER) -> _T:
    """The libraries say many things about bytes they cannot read; a person needs one."""
    try:
        return step()
    except (BadStamp, rfc3161_client.VerificationError):
        raise
    except BaseException as fault:
        # A fault in Rust code comes as a BaseException of its own.
        if not isinstance(fault, Exception) and type(fault).__name__ != "PanicException":
            raise
        raise BadStamp(words) from None


class Chain(Struct, frozen=True):
    """`signer` signed the stamp; each of `between` signed the one before it; `root` the last."""

    signer: Certificate
    between: tuple[Certificate, ...]
    root: Certificate

    @property
    def ends(self) -> datetime:
        """When the first of them ends."""
        return first_end((self.signer, *self.between, self.root))

    def pem(self) -> bytes:
        """The root first, the signer last; a signer that is its own root stands twice."""
        downwards = (self.root, *reversed(self.between), self.signer)
        return b"".join(each.public_bytes(Encoding.PEM) for each in downwards)


def certificates(data: bytes) -> list[Certificate]:
    """Those in a PEM file (or the one in a DER file), each once. Raises BadStamp."""
    if len(data) > MAX_PEM:
        raise BadStamp("the root file is larger than any root file is")

    def load() -> list[Certificate]:
        if data.startswith(b"\x30"):
            found = [x509.load_der_x509_certificate(data)]
        else:
            found = x509.load_pem_x509_certificates(data)
        # Names are read when they are asked for, and may be damaged.
        _ = [(each.subject, each.issuer) for each in found]
        return list(dict.fromkeys(found))

    return guarded(load, "the root file holds no certificate that can be read")


def roots(found: Iterable[Certificate]) -> list[Certificate]:
    """Those that are signed by themselves."""
    return [each for each in found if _is_signed_by(each, each)]


def check_roots(pem: bytes) -> list[Certificate]:
    """The roots in this file. Raises BadStamp where there is none."""
    found = roots(certificates(pem))
    if not found:
        raise BadStamp("the root file holds no root (a certificate that is signed by itself)")
    return found


def first_end(found: Iterable[Certificate]) -> datetime:
    return guarded(lambda: min(each.not_valid_after_utc for each in found))


def fingerprint(root: Certificate) -> str:
    """SHA-256, written as authorities publish it."""
    return root.fingerprint(SHA256()).hex(":").upper()


def chain(signers: Sequence[Certificate], pool: Sequence[Certificate], pem: bytes) -> Chain:
    """From one of `signers` up to a root in `pem`, by way of those in `pem` and `pool`.

    Raises BadStamp where no chain leads there.
    """
    given = certificates(pem)
    anchors = check_roots(pem)
    for signer in signers:
        if upwards := _climb(signer, [*given[:200], *pool[:MAX_CERTIFICATES]], anchors):
            return Chain(signer, tuple(upwards[1:-1]), upwards[-1])
    raise BadStamp("the certificate of the time stamp does not lead to the root you gave")


def reached(signer: Certificate, pool: Sequence[Certificate]) -> list[Certificate]:
    """The signer, and whatever of these certificates stands above it."""
    found = [signer]
    for each in found:
        above = (other for other in pool[:MAX_CERTIFICATES] if _is_signed_by(each, other))
        found += [other for other in above if other not in found]
    return found


def _climb(
    signer: Certificate, pool: list[Certificate], anchors: list[Certificate]
) -> list[Certificate]:
    """Each certificate is looked at once, however they point at each other."""
    came_from: dict[Certificate, Certificate | None] = {signer: None}
    for each in (line := [signer]):
        if each in anchors:
            return _way(each, came_from)
        for other in pool:
            if other not in came_from and _is_signed_by(each, other):
                came_from[other] = each
                line.append(other)
    return []


def _way(end: Certificate, came_from: dict[Certificate, Certificate | None]) -> list[Certificate]:
    way, at = [end], came_from[end]
    while at is not None:
        way.append(at)
        at = came_from[at]
    # A signer that is itself a root is both ends of its chain.
    return way[::-1] if len(way) > 1 else [end, end]


def _is_signed_by(one: Certificate, other: Certificate) -> bool:
    try:
        guarded(lambda: one.verify_directly_issued_by(other))
    except BadStamp:
        return False
    return True
