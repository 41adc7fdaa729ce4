"""Time stamps (RFC 3161): a request over a head, the authority's answer, and its two checks.

What is stamped is the text of a head: its first three lines, that are signed. The authority sees
its SHA-256 and a random number. A stamp that checks says: this text existed at that time, if you
trust the authority behind the root certificate. Two programs check each, `rfc3161-client` and
`openssl`, both at the time of the stamp itself, so that a stamp outlives the certificate.

Nothing here uses the network (`stamps_send` does) or knows the case (`stamps_kept` does).
"""

import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import Final

import rfc3161_client
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from msgspec import Struct
from rfc3161_client import TimeStampResponse, VerifierBuilder

from everyword.vault import stamps_chain, stamps_der, stamps_openssl
from everyword.vault.stamps_chain import BadStamp, Certificate, Chain, guarded

__all__ = [
    "BadStamp",
    "Outcome",
    "Stamped",
    "Token",
    "check",
    "chosen_root",
    "nonce_and_imprint",
    "read",
    "request",
    "root_fingerprint",
]

MAX_RESPONSE: Final = 1 << 20
LIBRARY, PROGRAM = "rfc3161-client", "openssl"

_SHA256: Final = "2.16.840.1.101.3.4.2.1"
_STATUS: Final = {
    1: "granted with changes",
    2: "rejection",
    3: "waiting",
    4: "a warning that its key is to be revoked",
    5: "a notice that its key is revoked",
}


class Token(Struct, frozen=True):
    """A response as it came, and the certificates it is checked against (PEM, with one root)."""

    label: str
    tsr: bytes
    root: bytes


class Stamped(Struct, frozen=True):
    """What a stamp says. After `renew_before` its own certificates no longer carry it."""

    time: datetime
    authority: str
    serial: int
    renew_before: datetime
    policy: str


class Outcome(Struct, frozen=True):
    """What one checker said; `ok` is None where it could not be asked. `how` does it by hand."""

    by: str
    ok: bool | None
    said: str
    how: str


def request(text: bytes, nonce: int | None = None) -> bytes:
    """The request over this text: its hash, a random number, and that the certificate is wanted."""
    if nonce is None:
        nonce = secrets.randbits(64) | 1 << 63
    return stamps_der.request(hashlib.sha256(text).digest(), nonce)


def nonce_and_imprint(data: bytes) -> tuple[int | None, bytes]:
    """The random number and the SHA-256 in a request or a response. Raises BadStamp."""
    if stamps_der.is_request(data):
        return stamps_der.read_request(data)
    info = _granted(data).tst_info
    return guarded(lambda: (info.nonce, info.message_imprint.message))


def read(tsr: bytes, root: bytes = b"") -> Stamped:
    """What the response says; `root` is needed where it came without certificates.

    Nothing is checked by this but its form. Raises BadStamp.
    """
    response = _granted(tsr)
    given = stamps_chain.certificates(root) if root else []
    signers, embedded = _signers(response, given)
    if root:
        line = stamps_chain.chain(signers, embedded, root)
        signer, ends = line.signer, line.ends
    else:
        signer = signers[0]
        ends = stamps_chain.first_end(stamps_chain.reached(signer, embedded))
    return guarded(
        lambda: Stamped(
            time=response.tst_info.gen_time.astimezone(UTC),
            authority=signer.subject.rfc4514_string(),
            serial=response.tst_info.serial_number,
            renew_before=ends,
            policy=response.tst_info.policy.dotted_string,
        )
    )


def chosen_root(tsr: bytes, pem: bytes) -> bytes:
    """Of a file that may hold many certificates, those that stand behind this response.

    The root first, the signer last: with them the response can be checked for ever. Raises
    BadStamp where none of its roots does.
    """
    signers, embedded = _signers(_granted(tsr), stamps_chain.certificates(pem))
    return stamps_chain.chain(signers, embedded, pem).pem()


def root_fingerprint(pem: bytes) -> str:
    """SHA-256 of the one root in it, to be compared with what the authority publishes.

    Raises BadStamp where there is none, or more than one: then nobody knows which was used.
    """
    return stamps_chain.fingerprint(_the_root(stamps_chain.certificates(pem)))


def check(text: bytes, token: Token, asked: bytes | None = None) -> tuple[Outcome, ...]:
    """Both checkers, at the stamp's own time, over this text; `asked` is the request if known.

    Never raises on what it was given: trouble is an outcome that is not ok.
    """
    try:
        response = _decoded(token.tsr)
        at = int(guarded(lambda: response.tst_info.gen_time).timestamp())
    except BadStamp:
        at = 0  # openssl still says in its own words what is wrong
    by_library, by_program = _by_hand(text, token.label, at)
    if stamps_der.with_sorted_certificates(token.tsr) != token.tsr:
        by_library = "not with the answer as it came: its certificates are not in DER's order"
    library, program = _ask_library(text, token, asked), _ask_program(text, token, at)
    return (Outcome(LIBRARY, *library, by_library), Outcome(PROGRAM, *program, by_program))


def _ask_library(text: bytes, token: Token, asked: bytes | None) -> tuple[bool, str]:
    try:
        response = _granted(token.tsr)
        given = stamps_chain.certificates(token.root)
        line = _line(response, given, token.root)
        # The library trusts whatever it is given: nothing that came in the response alone goes in.
        builder = VerifierBuilder(
            roots=[line.root],
            intermediates=[each for each in line.between if each in given],
            tsa_certificate=line.signer if line.signer in given else None,
            nonce=None if asked is None else nonce_and_imprint(asked)[0],
        )
        verifier = builder.build()
        guarded(lambda: verifier.verify_message(response, text))
    except rfc3161_client.VerificationError as fault:
        return False, _plain(str(fault))
    except BadStamp as fault:
        return False, str(fault)
    if stamps_der.with_sorted_certificates(token.tsr) != token.tsr:
        return True, "it checks (with the certificates in it put in order first)"
    return True, "it checks"


def _ask_program(text: bytes, token: Token, at: int) -> tuple[bool | None, str]:
    try:
        given = stamps_chain.certificates(token.root)
        root = _the_root(given)
    except BadStamp as fault:
        return False, str(fault)
    digest = hashlib.sha256(text).hexdigest()
    others = b"".join(each.public_bytes(Encoding.PEM) for each in given if each != root)
    anchor = root.public_bytes(Encoding.PEM)
    return stamps_openssl.verify(digest, token.tsr[:MAX_RESPONSE], anchor, others, at)


def _by_hand(text: bytes, label: str, at: int) -> tuple[str, str]:
    """The same two checks for a person standing in the case folder."""
    lines = text.split(b"\n")
    size = lines[1].decode("ascii") if len(lines) > 1 and lines[1].isdigit() else "SIZE"
    cut = f"head -n 3 heads/{size}.note > text; "
    tsr, pem = f"heads/{size}.{label}.tsr", f"heads/{size}.{label}.pem"
    python = (
        "from pathlib import Path as P; import rfc3161_client as R; "
        "from cryptography.x509 import load_pem_x509_certificates as L; "
        f'r, *i, t = L(P("{pem}").read_bytes()); '
        "v = R.VerifierBuilder(roots=[r], intermediates=i, tsa_certificate=t).build(); "
        f'a = R.decode_timestamp_response(P("{tsr}").read_bytes()); '
        'print(v.verify_message(a, P("text").read_bytes()))'
    )
    openssl = f"openssl ts -verify -data text -in {tsr} -CAfile {pem} -untrusted {pem} -attime {at}"
    return f"{cut}python3 -c '{python}'", cut + openssl


def _decoded(tsr: bytes) -> TimeStampResponse:
    if len(tsr) > MAX_RESPONSE:
        raise BadStamp("it is larger than any answer of a time-stamping authority is")
    ordered = stamps_der.with_sorted_certificates(bytes(tsr))
    return guarded(lambda: rfc3161_client.decode_timestamp_response(ordered))


def _granted(tsr: bytes) -> TimeStampResponse:
    """The response, if it is one and holds a stamp over a SHA-256."""
    response = _decoded(tsr)
    if response.status != 0:
        status = _STATUS.get(response.status, f"status {response.status}")
        said = "; ".join(guarded(lambda: response.status_string))[:300]
        raise BadStamp(f"the authority did not grant it: {status}" + (f": {said}" if said else ""))
    algorithm = guarded(lambda: response.tst_info.message_imprint.hash_algorithm)
    if algorithm.dotted_string != _SHA256:
        raise BadStamp("its hash is not a SHA-256, as it was asked for")
    return response


def _signers(
    response: TimeStampResponse, given: list[Certificate]
) -> tuple[list[Certificate], list[Certificate]]:
    """The certificates that can be the signer's, and all that came with the response."""
    embedded: list[Certificate] = []
    data = guarded(lambda: response.signed_data)
    # The library gives a set: sorted, so that twice the same is twice the same.
    for each in sorted(guarded(lambda: data.certificates)):
        embedded.append(_certificate(each))
        if len(embedded) > stamps_chain.MAX_CERTIFICATES:
            raise BadStamp("it holds more certificates than any answer does")
    infos = list(guarded(lambda: data.signer_infos))
    if len(infos) != 1:
        raise BadStamp("it is signed by none or by several, not by one")
    issuer, serial = guarded(lambda: (infos[0].issuer, infos[0].serial_number))
    signers = [
        each
        for each in dict.fromkeys([*given, *embedded])
        if each.serial_number == serial and each.issuer == issuer
    ]
    if not signers:
        raise BadStamp("it came without the authority's own certificate, which the root file lacks")
    return signers, embedded


def _certificate(der: bytes) -> Certificate:
    def load() -> Certificate:
        found = x509.load_der_x509_certificate(der)
        # Names are read when they are asked for, and may be damaged.
        _ = found.subject, found.issuer
        return found

    return guarded(load)


def _line(response: TimeStampResponse, given: list[Certificate], pem: bytes) -> Chain:
    """The chain to the one root. More than one root: nobody could say which was compared."""
    _the_root(given)
    signers, embedded = _signers(response, given)
    return stamps_chain.chain(signers, embedded, pem)


def _the_root(given: list[Certificate]) -> Certificate:
    found = stamps_chain.roots(given)
    if len(found) != 1:
        raise BadStamp(f"the root file holds {len(found)} roots, not one")
    return found[0]


def _plain(said: str) -> str:
    """The words of the library without its list of where in its code they come from."""
    reasons, more = re.findall(r'reason: "([^"]*)"', said), re.findall(r'data: "([^"]*)"', said)
    if not reasons:
        return said[:300]
    return f"{reasons[-1]} ({more[-1]})"[:300] if more else reasons[-1][:300]
