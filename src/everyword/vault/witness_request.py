"""What a witness is asked, and what she checks before she signs: add-checkpoint of tlog-witness.

A request is a file. Ours begins with lines that start with # and name the case's key; without them
(`grep -v '^#'`) it is the form other witness programs read. What she has seen decides, never what
the request says of it.
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from everyword.errors import Damaged, Refused
from everyword.vault import heads, tree
from everyword.vault.heads import BadNote, Head
from everyword.vault.witness import unreadable

MAX_PROOF: Final = 63
MAX_REQUEST: Final = 2 * heads.MAX_NOTE
THE_REQUEST: Final = "The request"

_FIRST_LINE = "# everyword witness request 1"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,17})")


class Request(Struct, frozen=True):
    """What a witness is asked. Nothing of it is checked yet; `key` is a claim."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes
    origin: str
    size: int
    key: str | None


def make_request(note: bytes, public: bytes, hashes: Sequence[bytes], old: int) -> bytes:
    """What to ask a witness who has seen `old` leaves; `hashes` are all leaves of the head.

    Of the note's lines only that of the case goes in: who else is a witness is nobody's business.
    """
    head = heads.verify(note, public)
    key = heads.verifier_key(head.origin, public)
    own = heads.key_id(head.origin, public)
    text, lines = heads.split(note)
    line = next(mark for name, mark in lines if name == head.origin and mark[:4] == own)
    proof = tree.consistency_proof(old, hashes[: head.size]) if old else []
    above = [_FIRST_LINE, f"# key {key}", f"old {old}"]
    above += [base64.b64encode(each).decode() for each in proof]
    signed = text + b"\n" + heads.signature_line(head.origin, line)
    return "".join(f"{each}\n" for each in above).encode() + b"\n" + signed


def read_request(data: bytes) -> Request:
    """Raises SourceUnreadable where it is not a request in its one spelling."""
    try:
        if len(data) > MAX_REQUEST:
            raise BadNote("it is too long")
        key, rest = _without_comments(data)
        above, gap, note = rest.partition(b"\n\n")
        first, *lines = above.decode("ascii").split("\n")
        match = _OLD.fullmatch(first)
        if match is None or not gap or len(lines) > MAX_PROOF:
            raise BadNote("it does not begin with the line of a request")
        head = heads.read_body(heads.split(note)[0])
        old = int(match[1])
        if old > head.size:
            raise BadNote("it starts from more records than it ends with")
        return Request(old, tuple(map(_hash, lines)), note, head.origin, head.size, key)
    except (BadNote, UnicodeDecodeError) as fault:
        raise unreadable(THE_REQUEST, str(fault)) from None


def check(request: Request, key: str, held: Head | None) -> Head:
    """The head, if the witness may sign it: `key` is the one she knows, `held` what she has seen.

    Raises SourceUnreadable, Refused; Damaged where the case is not the one she saw.
    """
    head = _signed_head(request, key)
    if held is not None:
        _check_not_other(head, held)
    seen = held.size if held else 0
    if request.old != seen:
        raise _conflict(request.old, seen, is_seen=held == head)
    if seen == 0 or held is None:
        if request.proof or (head.size == 0 and head.root != tree.EMPTY_ROOT):
            raise unreadable(THE_REQUEST, "its figures do not fit a first request")
        return head
    if not tree.verify_consistency(seen, head.size, request.proof, held.root, head.root):
        raise Damaged(
            path="the case",
            reason=f"this is not the case you saw before: the {seen:,} records you saw do not "
            f"lead to the {head.size:,} named now (or the request was changed on its way)",
        )
    return head


def _without_comments(data: bytes) -> tuple[str | None, bytes]:
    """The key a request names, and its body in the form of C2SP."""
    key: str | None = None
    while data.startswith(b"#"):
        line, _, data = data.partition(b"\n")
        if line.startswith(b"# key "):
            if key is not None:
                raise BadNote("it names two keys")
            key = line.removeprefix(b"# key ").decode("ascii")
            heads.read_verifier_key(key)
    return key, data


def _hash(line: str) -> bytes:
    try:
        data = base64.b64decode(line, validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if len(data) != 32 or base64.b64encode(data).decode() != line:
        raise BadNote("a line of its proof is not a hash")
    return data


def _signed_head(request: Request, key: str) -> Head:
    origin, public = heads.read_verifier_key(key)
    if request.origin != origin or (request.key or key) != key:
        raise Refused(
            name=THE_REQUEST,
            reason="it names another key than the one you know for this case",
            remedy="Do not sign. Keep the file, and telephone the owner.",
        )
    try:
        return heads.verify(request.note, public)
    except BadNote:
        reason = "it is not signed by the key you know for this case, or was changed on its way"
        raise unreadable(THE_REQUEST, reason) from None


def _check_not_other(head: Head, held: Head) -> None:
    """Of two heads of one size only one can be this case; a smaller one is an older copy."""
    if head.size == held.size and head.root != held.root:
        raise Damaged(
            path="the case",
            reason=f"this is not the case you saw before: it had {held.size:,} records then and "
            "has as many now, but they are not the same",
        )
    if head.size < held.size:
        raise Refused(
            name=THE_REQUEST,
            reason=f"it is of {head.size:,} records, and you have seen {held.size:,}: an older "
            "copy of the case may have been put back",
            remedy="Do not sign. Keep the file, and ask the owner: is the request an old one?",
        )


def _conflict(old: int, seen: int, *, is_seen: bool) -> Refused:
    again = f"everyword witness ask --from {seen} -o ask.txt"
    if is_seen:
        return Refused(
            name=THE_REQUEST,
            reason=f"you have signed this very head of {seen:,} records before",
            remedy=f"Send that answer again, or let the owner ask anew:  {again}",
        )
    return Refused(
        name=THE_REQUEST,
        reason=f"it starts from {old:,} records, but you have seen {seen:,}",
        remedy=f"Let the owner ask anew:  {again}",
    )
