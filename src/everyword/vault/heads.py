"""Signed tree heads: C2SP tlog-checkpoint in a signed note, Ed25519.

A head says how many leaves there are and what their root is. The signature is by the case's own
key: it shows continuity, not honesty. What a head is worth comes from outside: a witness adds its
own signature line (a cosignature), which does not disturb ours.
"""

import base64
import binascii
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 100
SIGNATURE = b"\x01"
"""The kind of key that signs a text as it is (Ed25519)."""
COSIGNATURE = b"\x04"
"""The kind of key a witness signs with: with the time (Ed25519, C2SP cosignature/v1)."""

_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")
_ORIGIN = re.compile(r"[!-*,-~]{1,200}")
"""Printable ASCII without spaces and without +, which the verifier key uses as its divider."""


class BadNote(ValueError):
    """Why a text is not a head signed by the key asked for."""


class Head(Struct, frozen=True):
    """The state of a tree: `origin` names it, `root` is 32 bytes."""

    origin: str
    size: int
    root: bytes


def sign(head: Head, seed: bytes) -> bytes:
    """The note: three lines, an empty line, our signature line."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    text = body(head)
    mark = key_id(head.origin, key.public_key().public_bytes_raw()) + key.sign(text)
    return text + b"\n" + signature_line(head.origin, mark)


def verify(note: bytes, public: bytes) -> Head:
    """The head in a note that carries a good signature of this key. Raises BadNote."""
    text, signatures = split(note)
    head = read_body(text)
    wanted = key_id(head.origin, public)
    marks = [m for name, m in signatures if name == head.origin and m[:4] == wanted]
    if len(marks) != 1:
        raise BadNote("the head does not carry exactly one signature line of this key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(marks[0][4:], text)
    except (InvalidSignature, ValueError):
        raise BadNote("the signature of the head does not fit its text") from None
    return head


def verifier_key(origin: str, public: bytes, kind: bytes = SIGNATURE) -> str:
    """The public key in the form other note programs read (vkey)."""
    key = base64.b64encode(kind + public).decode()
    return f"{origin}+{key_id(origin, public, kind).hex()}+{key}"


def read_verifier_key(text: str, kind: bytes = SIGNATURE) -> tuple[str, bytes]:
    """Name and public key, if it is a key of this kind in its one spelling. Raises BadNote."""
    name, _, rest = text.partition("+")
    try:
        key = base64.b64decode(rest.partition("+")[2], validate=True)
    except (ValueError, binascii.Error):
        key = b""
    is_key = len(key) == 33 and is_name(name)
    if not is_key or verifier_key(name, key[1:], kind) != text:
        raise BadNote("it is not a verifier key of this kind, whole and as it was made")
    return name, key[1:]


def is_name(text: str) -> bool:
    """May a key or an origin be called this?"""
    return _ORIGIN.fullmatch(text) is not None


def public_key(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def key_id(origin: str, public: bytes, kind: bytes = SIGNATURE) -> bytes:
    """Four bytes that say which key a signature line is of."""
    return hashlib.sha256(origin.encode() + b"\n" + kind + public).digest()[:4]


def signature_line(name: str, mark: bytes) -> bytes:
    """One line below a note; `mark` is the key id and the signature."""
    return f"— {name} {base64.b64encode(mark).decode()}\n".encode()


def body(head: Head) -> bytes:
    """The three lines that are signed."""
    if not _ORIGIN.fullmatch(head.origin) or head.size < 0 or len(head.root) != 32:
        raise BadNote("a head needs an origin, a size and a root of 32 bytes")
    return f"{head.origin}\n{head.size}\n{base64.b64encode(head.root).decode()}\n".encode()


def read_body(text: bytes) -> Head:
    """The head in these three lines, accepted in one spelling only. Raises BadNote."""
    try:
        origin, size, root, end = text.decode("ascii").split("\n")
        if end or not _SIZE.fullmatch(size):
            raise ValueError
        head = Head(origin, int(size), base64.b64decode(root, validate=True))
        if body(head) != text:
            raise ValueError
    except (ValueError, binascii.Error):
        raise BadNote("the head is not three lines: origin, size, root") from None
    return head


def split(note: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Signed text and (name, key id and signature) of each line, nothing verified yet."""
    if len(note) > MAX_NOTE:
        raise BadNote("the note is too long")
    text, gap, below = note.rpartition(b"\n\n")
    if not gap:
        raise BadNote("the note has no signature lines or is cut short")
    return text + b"\n", read_lines(below)


def read_lines(below: bytes) -> list[tuple[str, bytes]]:
    """Name, and key id with signature, of each line; one at least. Raises BadNote."""
    lines = below.split(b"\n")
    if lines.pop() != b"" or not 0 < len(lines) <= MAX_SIGNATURES:
        raise BadNote("the note has no signature lines or is cut short")
    return [_signature(line) for line in lines]


def _signature(line: bytes) -> tuple[str, bytes]:
    try:
        dash, name, mark = line.decode().split(" ")
        data = base64.b64decode(mark, validate=True)
        if dash != "—" or not name or len(data) < 5 or base64.b64encode(data).decode() != mark:
            raise ValueError
    except (ValueError, binascii.Error):
        raise BadNote("a signature line of the note is not in its form") from None
    return name, data
