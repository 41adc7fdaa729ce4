"""The time stamps of a case: requests waiting for an answer, answers, and proofs, beside the heads.

    heads/<size>.<label>.tsq   the request: kept, so that the answer can be told from any other
    heads/<size>.<label>.tsr   the answer, as it came
    heads/<size>.<label>.pem   root first, signer last: what the answer is checked against
    heads/<size>.ots           an OpenTimestamps proof; later ones: heads/<size>.b.ots, .c.ots ...

The label tells authorities apart. Each file has its leaf, so a stamp over a newer head covers the
older stamps: that is how one is renewed before its certificates end. A proof is never written over
one that is in the journal: a finished one stands beside the unfinished, and the newest counts.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Final, NamedTuple, Protocol

from msgspec import Struct

from everyword.errors import Damaged, WrongUsage
from everyword.vault import heads, ots, stamps
from everyword.vault.heads import BadNote
from everyword.vault.ledger import Sealed
from everyword.vault.ots import BadProof, Proof
from everyword.vault.stamps import BadStamp, Outcome, Stamped, Token

WHAT: Final = {
    "tsq": "time-stamp request",
    "tsr": "time stamp",
    "pem": "time-stamp root",
    "ots": "time stamp",
}

_NAME = re.compile(r"heads/(0|[1-9][0-9]{0,17})(?:\.([a-z0-9-]{1,20}))?\.(tsq|tsr|pem|ots)")
_LABEL = re.compile(r"[a-z0-9-]{1,20}")


class Shelf(Protocol):
    """What is needed of a vault."""

    def records(self) -> tuple[Sealed, ...]: ...

    def head_sizes(self) -> list[int]: ...

    def head_note(self, size: int | None = None) -> bytes: ...

    def beside(self) -> dict[str, Sealed]: ...

    def read_beside(self, relative: str) -> bytes: ...

    def put_beside(
        self, relative: str, data: bytes, kind: str, extra: tuple[tuple[str, str], ...]
    ) -> Sealed: ...

    def commit(self) -> None: ...


class Queued(Struct, frozen=True):
    """A request over the head of this size; `is_new`: it was not there before."""

    size: int
    label: str
    tsq: bytes
    is_new: bool


class Stamp(Struct, frozen=True):
    """One request and its answer, if it has come. `wrong`: why the answer cannot be read."""

    size: int
    label: str
    token: Token | None
    stamped: Stamped | None
    outcomes: tuple[Outcome, ...] = ()
    wrong: str | None = None

    @property
    def is_good(self) -> bool:
        """One checker said yes at least, and none said no."""
        said = [outcome.ok for outcome in self.outcomes]
        return True in said and False not in said


class _Name(NamedTuple):
    size: int
    label: str
    part: str


def path_of(size: int, label: str, part: str) -> str:
    return f"heads/{size}.{label}.{part}" if label else f"heads/{size}.{part}"


def text_of(vault: Shelf, size: int) -> bytes:
    """The three lines that are stamped. Raises Damaged."""
    try:
        text, _ = heads.split(vault.head_note(size))
        heads.read_body(text)
    except BadNote as fault:
        raise Damaged(path=f"heads/{size}.note", reason=str(fault)) from None
    return text


def newest(vault: Shelf) -> int:
    """The newest head that covers more than requests: two authorities then stamp the same one."""
    records, sizes = vault.records(), vault.head_sizes()
    size = len(records)
    while size and _is_request(records[size - 1]):
        size -= 1
    return size if size in sizes else sizes[-1]


def queue(vault: Shelf, label: str, keep: bool = True) -> Queued:
    """A request over the newest head: the one that waits already, or a new one."""
    _check_label(label)
    if keep:
        vault.commit()
    size = newest(vault)
    path = path_of(size, label, "tsq")
    if path in vault.beside():
        return Queued(size, label, vault.read_beside(path), False)
    tsq = stamps.request(text_of(vault, size))
    if keep:
        vault.put_beside(path, tsq, "note", _what("tsq"))
        vault.commit()
    return Queued(size, label, tsq, True)


def weigh(vault: Shelf, tsr: bytes, pem: bytes | None) -> Stamp:
    """The answer with its two checks, not kept yet; `pem` is the root the person trusts.

    Raises BadStamp where it cannot be an answer to a request of this case.
    """
    asked = _question(vault, tsr)
    if path_of(asked.size, asked.label, "tsr") in vault.beside():
        raise BadStamp(f"the request {_named(asked)} has its answer already")
    pem = pem if pem is not None else known_root(vault, asked.label)
    root = stamps.chosen_root(tsr, pem)
    token = Token(asked.label, tsr, root)
    outcomes = stamps.check(text_of(vault, asked.size), token, asked.tsq)
    return Stamp(asked.size, asked.label, token, stamps.read(tsr, root), outcomes)


def keep(vault: Shelf, stamp: Stamp) -> None:
    """Store an answer that was found good: the root first, so that none is without one."""
    if stamp.token is None or not stamp.is_good:
        raise ValueError("only a stamp that checks is kept")
    for part, data in (("pem", stamp.token.root), ("tsr", stamp.token.tsr)):
        vault.put_beside(path_of(stamp.size, stamp.label, part), data, "note", _what(part))
    vault.commit()


def weigh_proof(vault: Shelf, data: bytes) -> tuple[int, Proof]:
    """The head this OpenTimestamps proof is over. Raises BadProof."""
    ots.digest(data)
    for size in reversed(vault.head_sizes()):
        text = text_of(vault, size)
        if ots.is_over(data, text):
            return size, ots.read(data, text)
    raise BadProof("it is over none of the heads of this case")


def keep_proof(vault: Shelf, size: int, data: bytes) -> str:
    """Store a proof, beside an unfinished one over the same head; where it is."""
    path = newest_proof(vault.beside(), size)
    if path is None or vault.beside()[path].leaf.sha256 != hashlib.sha256(data).hexdigest():
        path = _free_path(vault, size)
    vault.put_beside(path, data, "note", _what("ots"))
    vault.commit()
    return path


def newest_proof(there: Mapping[str, Sealed], size: int) -> str | None:
    """The proof over this head that was kept last, of the files `vault.beside()` names."""
    names = ((path, _name(path)) for path in there)
    found = [path for path, name in names if name and (name.size, name.part) == (size, "ots")]
    return max(found, key=lambda path: there[path].index, default=None)


def _free_path(vault: Shelf, size: int) -> str:
    """A name the journal does not know; a file that lies there all the same is not used."""
    labels = ["", *"bcdefghijklmnopqrstuvwxyz"]
    paths = (path_of(size, labels[n] if n < len(labels) else f"z{n}", "ots") for n in count())
    return next(path for path in paths if path not in vault.beside())


def stamps_of(vault: Shelf, ask: bool = True) -> list[Stamp]:
    """Every request and answer of the case, oldest head first; `ask`: have them checked too."""
    found = {(name.size, name.label) for name, _ in _names(vault) if name.part in ("tsq", "tsr")}
    return [_stamp(vault, size, label, ask) for size, label in sorted(found)]


def proofs_of(vault: Shelf) -> list[tuple[int, tuple[str, ...]]]:
    """Head and what was found in its newest OpenTimestamps proof, for every head with one."""
    found = []
    for size in sorted({name.size for name, _ in _names(vault) if name.part == "ots"}):
        path = newest_proof(vault.beside(), size) or path_of(size, "", "ots")
        try:
            said = ots.read(vault.read_beside(path), text_of(vault, size)).said
        except (BadProof, Damaged) as fault:
            said = (f"cannot be used: {_reason(fault)}",)
        found.append((size, said))
    return found


def _stamp(vault: Shelf, size: int, label: str, ask: bool) -> Stamp:
    there = vault.beside()
    tsq, tsr, pem = (path_of(size, label, part) for part in ("tsq", "tsr", "pem"))
    if tsr not in there:
        return Stamp(size, label, None, None)
    try:
        root = vault.read_beside(pem) if pem in there else b""
        token = Token(label, vault.read_beside(tsr), root)
        stamps.root_fingerprint(token.root)  # there must be one
        stamped = stamps.read(token.tsr, token.root)
        if not ask:
            return Stamp(size, label, token, stamped)
        asked = vault.read_beside(tsq) if tsq in there else None
        outcomes = stamps.check(text_of(vault, size), token, asked)
    except (BadStamp, Damaged) as fault:
        return Stamp(size, label, None, None, wrong=_reason(fault))
    return Stamp(size, label, token, stamped, outcomes)


def _question(vault: Shelf, tsr: bytes) -> Queued:
    """The request this is an answer to. Raises BadStamp."""
    nonce, imprint = stamps.nonce_and_imprint(tsr)
    same_head: Queued | None = None
    for name, path in _names(vault):
        if name.part != "tsq":
            continue
        tsq = vault.read_beside(path)
        asked = stamps.nonce_and_imprint(tsq)
        queued = Queued(name.size, name.label, tsq, False)
        if asked == (nonce, imprint):
            return queued
        if asked[1] == imprint:
            same_head = queued
    if same_head is not None:
        raise BadStamp(
            f"it answers another request than {_named(same_head)}: the random number differs"
        )
    raise BadStamp("it answers no request of this case: it is over something else")


def known_root(vault: Shelf, label: str) -> bytes:
    """The certificates of the newest stamp of this authority."""
    found = [
        (sealed.index, path)
        for path, sealed in vault.beside().items()
        if (name := _name(path)) and (name.label, name.part) == (label, "pem")
    ]
    if not found:
        raise WrongUsage(
            problem=f"The root certificate of the authority {label} is not known yet.",
            remedy="Get it from the authority's own site as a PEM file, and add:  --root FILE.pem",
        )
    return vault.read_beside(max(found)[1])


def _names(vault: Shelf) -> Iterator[tuple[_Name, str]]:
    for path in vault.beside():
        if name := _name(path):
            yield name, path


def _name(path: str) -> _Name | None:
    match = _NAME.fullmatch(path)
    return None if match is None else _Name(int(match[1]), match[2] or "", match[3])


def _is_request(sealed: Sealed) -> bool:
    name = _name(sealed.leaf.name or "") if sealed.object is None else None
    return name is not None and name.part == "tsq"


def _named(queued: Queued) -> str:
    return f"{queued.size}.{queued.label}"


def _what(part: str) -> tuple[tuple[str, str], ...]:
    return (("what", WHAT[part]),)


def _reason(fault: BadStamp | BadProof | Damaged) -> str:
    return fault.words["reason"] if isinstance(fault, Damaged) else str(fault)


def _check_label(label: str) -> None:
    if not _LABEL.fullmatch(label):
        raise WrongUsage(
            problem=f"This cannot be the label of an authority: {label}",
            remedy="Use up to 20 small letters, figures and hyphens, such as  --authority b",
        )
