"""What a witness keeps: her key, and of each case its key and the newest head she signed.

key               three lines: what it is, the name, the seed of her key
lock              flock target; never deleted
cases/<hex>.txt   one per case: its verifier key, and the head's note with her own line
tmp/              what is being written

A head is looked at and kept under the lock, and kept durably before anybody sees her line. Folders
are made with mode 0700, files with 0600. An older copy of this folder must never be put back: she
would sign again what she has seen changed.
"""

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from everyword.errors import Damaged, Refused, StorageFailed, WrongUsage
from everyword.vault import heads, storage, witness, witness_request
from everyword.vault.heads import BadNote, Head
from everyword.vault.witness import Now
from everyword.vault.witness_request import THE_REQUEST, Request

MAX_FILE: Final = heads.MAX_NOTE + 4096

_KEY = re.compile(r"everyword-witness-key/1\nname (\S+)\nseed ([0-9a-f]{64})\n")
_CASE = re.compile(rb"everyword-witness/1\nkey ([!-~]+)\n\n(.+)", re.DOTALL)
_PARTS = ("tmp", "cases")


class Own(Struct, frozen=True):
    """The key of the witness."""

    name: str
    seed: bytes

    def __repr__(self) -> str:
        """Never in a log or a traceback."""
        return "Own(...)"

    @property
    def vkey(self) -> str:
        return witness.verifier_key(self.name, heads.public_key(self.seed))


class Held(Struct, frozen=True):
    """What she knows of a case: its key, and the newest head she signed, with her line."""

    key: str
    head: Head
    line: bytes
    signed: witness.Cosigned


class Signed(Struct, frozen=True):
    """Her answer; `before` is what she had seen until then."""

    answer: bytes
    head: Head
    before: Held | None
    is_clock_behind: bool


def make_key(folder: Path, name: str) -> Own:
    """A new key in this folder. Raises WrongUsage where something else is in it."""
    _make_folder(folder)
    with _locked(folder):
        if (folder / "key").exists():
            # A killed one may have put it there and not flushed it.
            storage.sync_folder(folder)
            return own_key(folder)
        made = Own(witness.key_name(name), secrets.token_bytes(32))
        text = f"everyword-witness-key/1\nname {made.name}\nseed {made.seed.hex()}\n"
        storage.put(folder / "tmp", folder / "key", text.encode())
        return made


def own_key(folder: Path) -> Own:
    """Raises WrongUsage where there is none."""
    path = folder / "key"
    data = _read(path)
    if data is None:
        raise WrongUsage(
            problem=f"There is no witness's key in {folder}.",
            remedy=f"Make one:  everyword witness key --state {folder}",
        )
    match = _KEY.fullmatch(data.decode("ascii", "replace"))
    if match is None or not heads.is_name(match[1]):
        raise Damaged(path=path, reason="it is not a witness's key")
    return Own(match[1], bytes.fromhex(match[2]))


def held(folder: Path, origin: str) -> Held | None:
    """What is known of the case with this origin; None when it is new. Raises Damaged."""
    own = own_key(folder)
    path = case_path(folder, origin)
    if not (folder / "cases").is_dir():
        raise Damaged(path=folder / "cases", reason="it is missing, with all that was seen before")
    data = _read(path)
    if data is None:
        return None
    match = _CASE.fullmatch(data)
    try:
        if match is None:
            raise BadNote("it does not have its form")
        key, note = match[1].decode("ascii"), match[2]
        name, public = heads.read_verifier_key(key)
        head = heads.verify(note, public)
        lines = witness.cosigned(note, {own.name: own.vkey})
        if (name, head.origin, [each.ok for each in lines]) != (origin, origin, [True]):
            raise BadNote("it is not a head of this case with your own line")
    except BadNote as fault:
        raise Damaged(path=path, reason=str(fault)) from None
    line = note.splitlines(keepends=True)[-1]
    return Held(key, head, line, lines[0])


def is_newest(folder: Path, request: Request) -> bool:
    """Is this the head she signed last?"""
    known = held(folder, request.origin)
    return known is not None and heads.split(request.note)[0] == heads.body(known.head)


def case_path(folder: Path, origin: str) -> Path:
    """The file about one case; its last line is her last answer."""
    return folder / "cases" / f"{hashlib.sha256(origin.encode()).hexdigest()[:32]}.txt"


def sign(
    folder: Path, request: Request, trusted: str | None, now: Now, dry_run: bool = False
) -> Signed:
    """Check, keep, and only then answer. `trusted` is the key that was compared by telephone.

    It counts the first time only. A dry run answers nothing, as nothing was kept. Raises Refused,
    SourceUnreadable, Damaged, StorageFailed.
    """
    own = own_key(folder)
    with _locked(folder):
        before = held(folder, request.origin)
        if before:  # whatever is said of it now: a killed one may not have flushed it
            storage.sync_folder(folder / "cases")
        key = before.key if before else trusted
        if key is None:
            raise Refused(
                name=THE_REQUEST,
                reason="the key of this case was never compared",
                remedy="Telephone the owner and compare the eight words first.",
            )
        head = witness_request.check(request, key, before.head if before else None)
        moment = now()
        line = witness.cosign(heads.body(head), own.name, own.seed, moment)
        own_line = _own_line(request.note, key)
        kept = f"everyword-witness/1\nkey {key}\n\n".encode() + heads.body(head) + b"\n"
        if not dry_run:
            path = case_path(folder, request.origin)
            storage.put(folder / "tmp", path, kept + own_line + line)
        last = before.signed.time if before else None
        return Signed(b"" if dry_run else line, head, before, bool(last and last > moment))


def _own_line(note: bytes, key: str) -> bytes:
    """The case's line alone: with it she can show what she was given to sign."""
    origin, public = heads.read_verifier_key(key)
    wanted = heads.key_id(origin, public)
    marks = (mark for name, mark in heads.split(note)[1] if name == origin and mark[:4] == wanted)
    return heads.signature_line(origin, next(marks))


def _make_folder(folder: Path) -> None:
    try:
        strange = (
            {path.name for path in folder.iterdir()} - {"key", "lock", *_PARTS}
            if os.path.lexists(folder)
            else set()
        )
    except OSError as fault:
        raise StorageFailed(reason=fault.strerror or str(fault)) from None
    if strange:
        raise WrongUsage(
            problem=f"{folder} holds other things.",
            remedy="Name a folder that does not exist yet.",
        )
    if not (folder / "key").exists():
        for each in reversed([folder, *folder.absolute().parents]):
            _make_durable(each)
    with _locked(folder):
        if not (folder / "key").exists():
            folder.chmod(0o700)
            for part in _PARTS:
                if not (folder / part).exists():
                    storage.make_folder(folder / part)
            storage.sync_folder(folder)


def _make_durable(folder: Path) -> None:
    """Also one that is there: a killed one may have made it and not flushed it."""
    was_there = folder.exists()
    if not was_there:
        storage.make_folder(folder)
    try:
        storage.sync_folder(folder.absolute().parent)
    except StorageFailed:
        if not was_there:  # else it may be somebody else's, who lets nobody look into it
            raise


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One at a time; the next one waits. What a killed one left half-written is removed."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        file = os.open(folder / "lock", flags, 0o600)
    except OSError as fault:
        raise StorageFailed(reason=fault.strerror or str(fault)) from fault
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        for path in (folder / "tmp").glob("*"):
            storage.remove(path)
        yield
    except OSError as fault:
        raise StorageFailed(reason=fault.strerror or str(fault)) from fault
    finally:
        os.close(file)


def _read(path: Path) -> bytes | None:
    """Raises Damaged for anything but a plain file that is there, or nothing."""
    try:
        with storage.open_plain(path) as stream:
            return stream.read(MAX_FILE)
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise Damaged(path=path, reason=fault.strerror or str(fault)) from None
