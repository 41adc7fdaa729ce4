"""What people and services outside said of the head a package is sealed by: put in, and checked.

Time stamps with the certificates they are checked against, an OpenTimestamps proof, and the keys of
witnesses whose lines stand in the head itself. Whose certificates and keys these are, the package
cannot say: they have to be compared with what the authority and the witness tell.
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

from everyword.errors import Damaged
from everyword.vault import heads, ots, stamps, witness
from everyword.vault import package_names as names
from everyword.vault.checks import Check
from everyword.vault.package_cover import Told
from everyword.vault.package_scan import NotRead, Scan, shown
from everyword.vault.package_text import Shown
from everyword.vault.stamps import Token

MAX_PEM: Final = 1 << 20
MAX_WITNESSES: Final = 64 * 1024


class Outside(Struct, frozen=True):
    """What is known of a head from outside; `witnesses` are name and verifier key of each."""

    tokens: tuple[Token, ...] = ()
    ots: bytes | None = None
    witnesses: tuple[tuple[str, str], ...] = ()


class Read(Struct, frozen=True):
    """The same in the words of the package, and as its files."""

    files: tuple[tuple[str, bytes], ...]
    stamps: tuple[Shown, ...]
    witnesses: tuple[tuple[str, str], ...]
    times: tuple[Told, ...]


def signed_text(note: bytes) -> bytes:
    """The lines of a head that are signed, stamped and cosigned."""
    return heads.split(note)[0]


def is_stamp_of(text: bytes, token: Token) -> bool:
    """Does it check, by whoever could be asked?"""
    said = [outcome.ok for outcome in stamps.check(text, token)]
    return True in said and False not in said


def is_ots_of(text: bytes, proof: bytes) -> bool:
    """Is it a proof that begins with this text? Where it leads, only `ots verify` can say."""
    try:
        return ots.is_over(proof, text)
    except ots.BadProof:
        return False


def cosigned(note: bytes, known: Mapping[str, str]) -> list[tuple[str, datetime]]:
    """Which of the witnesses known by name signed this head, and when by their clock."""
    lines = witness.cosigned(note, known)
    return [(line.name, line.time) for line in lines if line.ok and line.time is not None]


def read_outside(outside: Outside, note: bytes) -> Read:
    """Raises Damaged where something is not of this head."""
    text = signed_text(note)
    files: list[tuple[str, bytes]] = []
    shown_stamps, told = [], []
    for token in outside.tokens:
        if not is_stamp_of(text, token):
            raise Damaged(path=f"time stamp {token.label}", reason="it does not fit the head")
        at = stamps.read(token.tsr, token.root)
        epoch = int(at.time.timestamp())
        for ending, data in (("tsr", token.tsr), ("pem", token.root), ("time", b"%d\n" % epoch)):
            files.append((names.stamp_name(token.label, ending), data))
        shown_stamps.append(Shown(token.label, _when(at.time), epoch))
        told.append(Told(_when(at.time), f"time stamp by {_plain(at.authority)}"))
    if outside.ots is not None:
        if not is_ots_of(text, outside.ots):
            raise Damaged(path="heads/*.ots", reason="it does not fit the head")
        files.append((names.OTS, outside.ots))
    known = dict(outside.witnesses)
    signed = sorted(cosigned(note, known))
    told += [Told(_when(when), f"witness {name}") for name, when in signed]
    keys = tuple((name, known[name]) for name, _ in signed)
    if keys:
        lines = "".join(f"{shown(name)}\t{vkey}\n" for name, vkey in keys)
        files.append((names.WITNESSES, lines.encode()))
    return Read(tuple(files), tuple(shown_stamps), keys, tuple(told))


def check_outside(scan: Scan, note: bytes) -> Iterator[Check]:
    """Each time stamp, proof and witness of a package whose head has been checked."""
    text = signed_text(note)
    labels = {names.stamp_label(path) for path in scan.files} - {None}
    for label in sorted(str(label) for label in labels)[: names.MAX_STAMPS]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a hostile certificate has no say on the terminal
            checks = list(_check_stamp(scan, text, label))
        yield from checks
    if len(labels) > names.MAX_STAMPS:
        yield Check(names.CHECKPOINT, False, "there are more time stamps than a package may have")
    if names.OTS in scan.files:
        yield _check_ots(scan, text)
    yield from _check_witnesses(scan, note)


def _check_stamp(scan: Scan, text: bytes, label: str) -> Iterator[Check]:
    path = names.stamp_name(label, "tsr")
    try:
        tsr = scan.read(path, stamps.MAX_RESPONSE)
        root = scan.read(names.stamp_name(label, "pem"), MAX_PEM)
        epoch = scan.read(names.stamp_name(label, "time"), 30)
        at = stamps.read(tsr, root)
        mark = stamps.root_fingerprint(root)
    except NotRead as fault:
        yield Check(path, False, f"the stamp, its root or its time {fault}")
        return
    except stamps.BadStamp as fault:
        yield Check(path, False, shown(str(fault)))
        return
    token = Token(label, tsr, root)
    outcomes = stamps.check(text, token)
    for each in outcomes:
        if each.ok is not None:
            yield Check(path, each.ok, shown(f"{each.by}: {each.said}"))
    if not any(each.ok is not None for each in outcomes):
        yield Check(path, False, "nothing on this computer could check it")
    said = f"its root; compare it with the one on the authority's own site: {mark}"
    yield Check(names.stamp_name(label, "pem"), True, said)
    said = f"{_when(at.time)} by {shown(_plain(at.authority))}"
    yield Check(names.stamp_name(label, "time"), epoch == b"%d\n" % int(at.time.timestamp()), said)


def _check_ots(scan: Scan, text: bytes) -> Check:
    try:
        is_of = is_ots_of(text, scan.read(names.OTS, ots.MAX_PROOF))
    except NotRead as fault:
        return Check(names.OTS, False, str(fault))
    if not is_of:
        return Check(names.OTS, False, "is not of the text of seal/checkpoint")
    return Check(names.OTS, True, "is of seal/checkpoint; its time: ots verify, with a connection")


def _check_witnesses(scan: Scan, note: bytes) -> Iterator[Check]:
    others = len(heads.split(note)[1]) - 1
    known: dict[str, str] = {}
    if names.WITNESSES in scan.files:
        try:
            known = _known(scan.read(names.WITNESSES, MAX_WITNESSES))
        except (NotRead, ValueError) as fault:
            yield Check(names.WITNESSES, False, str(fault))
            return
    signed = dict(cosigned(note, known))
    for name, vkey in known.items():
        if name in signed:
            said = f"{name} signed this head at {_when(signed[name])}; compare the key with the"
            yield Check(names.WITNESSES, True, f"{said} witness: {vkey}")
        else:
            yield Check(names.WITNESSES, False, f"no good signature of {name} is on this head")
    if others > len(signed):
        said = f"{others - len(signed)} further signatures, by keys that are not in this folder"
        yield Check(names.CHECKPOINT, True, f"{said}: not checked")


def _known(data: bytes) -> dict[str, str]:
    """Raises ValueError where it is not a list of names and keys in its one form."""
    known: dict[str, str] = {}
    lines = data.decode("utf-8", errors="replace").split("\n")
    for line in lines[:-1]:
        name, tab, vkey = line.partition("\t")
        if not tab or not name or name in known or not f"{name}{vkey}".isprintable():
            raise ValueError("is not a list of names and keys")
        known[name] = vkey
    if lines[-1] or not known:
        raise ValueError("is cut short or empty")
    return known


def _when(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _plain(authority: str) -> str:
    """The names in a subject as certificates write it, without what stands before each."""
    parts = [part.partition("=") for part in re.split(r"(?<!\\)[,+]", authority)]
    chosen = [value for key, _, value in parts if key in ("O", "CN")]
    return ", ".join(chosen).replace("\\", "") or authority
