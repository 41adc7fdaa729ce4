"""Making a new case folder. FORMAT is written last: without it there is no case."""

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from everyword.errors import CaseExists, Refused, StorageFailed, WrongUsage
from everyword.vault import agefile, heads, journal, layout, marks, storage, tree
from everyword.vault import keys as case_keys
from everyword.vault.agefile import BadAge
from everyword.vault.clock import Now, seen
from everyword.vault.grants import HOLDER
from everyword.vault.heads import Head
from everyword.vault.keys import Keys
from everyword.vault.leaf import Leaf, encode, leaf_hash
from everyword.vault.words import new_passphrase, new_recovery_code, normalise


class Secrets(Struct, frozen=True):
    """What is shown once, when a case is made; empty where there is no such slot."""

    passphrase: str
    recovery_code: str

    def __repr__(self) -> str:
        """Never in a log or a traceback."""
        return "Secrets(...)"


class Ways(Struct, frozen=True):
    """The ways to unlock a new case. Without `owner` nobody on this computer can read it."""

    owner: bool = True
    recovery: bool = True
    passphrase: str | None = None
    """One's own; otherwise six words are drawn."""
    holders: tuple[tuple[str, str], ...] = ()
    """Name and public age key of each key holder."""


USUAL: Final = Ways()
TAKEN: Final = frozenset({"recovery", "passphrase"})
"""What one's own slots are called: no key holder may be."""


class Slot(Struct, frozen=True):
    """A slot to be written: its file name, bytes, and what it says of itself in the journal."""

    name: str
    data: bytes
    to: str


def write_first_files(
    folder: Path, keys: Keys, ways: Ways, case_id: str, now: Now, work_factor: int
) -> Secrets:
    """Everything in a new folder, durable. Raises StorageFailed, WrongUsage."""
    words = Secrets(
        (ways.passphrase or new_passphrase()) if ways.owner else "",
        new_recovery_code() if ways.recovery else "",
    )
    slots = _slots(keys, words, ways, work_factor)
    for name in layout.FOLDERS:
        storage.make_folder(folder / name)  # their names are flushed with recipient.txt
    tmp = folder / "tmp"
    for slot in slots:
        storage.put(tmp, folder / "slots" / slot.name, slot.data)
    leaves = [encode(leaf) for leaf in _leaves(keys, slots, ways, seen(now))]
    frames = [journal.seal_entry(keys.recipient, None, None, text) for text in leaves]
    storage.put(tmp, folder / "recipient.txt", layout.recipient_text(keys.recipient))
    storage.put(tmp, folder / "journal", b"".join(frames))
    root = tree.root([leaf_hash(text) for text in leaves])
    head = Head(layout.origin(case_id), len(leaves), root)
    storage.put(tmp, layout.head_path(folder, head.size), heads.sign(head, keys.seed))
    storage.put(tmp, folder / "FORMAT", layout.format_text(case_id))
    return words


def _slots(keys: Keys, words: Secrets, ways: Ways, work_factor: int) -> list[Slot]:
    found = []
    if words.passphrase:
        typed = normalise(words.passphrase)
        data = case_keys.lock_slot(keys, typed, work_factor)
        found.append(Slot(case_keys.OWNER, data, "passphrase"))
    if words.recovery_code:
        data = case_keys.lock_slot(keys, words.recovery_code, work_factor)
        found.append(Slot(case_keys.RECOVERY, data, "recovery code"))
    for _, recipient in ways.holders:
        data = case_keys.lock_slot_to(keys, recipient)
        found.append(Slot(case_keys.new_name("key"), data, recipient))
    return found


def _leaves(keys: Keys, slots: list[Slot], ways: Ways, at: str) -> list[Leaf]:
    key = marks.mark_key(keys.seed)
    found = []
    for slot in slots:
        digest = hashlib.sha256(slot.data).hexdigest()
        extra = (("recipient", slot.to), ("what", "slot"))
        path = f"slots/{slot.name}"
        leaf = Leaf("", "share", digest, len(slot.data), path, at, extra)
        found.append(marks.marked(key, leaf))
    for name, recipient in ways.holders:
        extra = (("recipient", recipient), ("what", HOLDER))
        found.append(marks.marked(key, Leaf("", "share", None, None, name, at, extra)))
    return found


def check_ways(ways: Ways) -> None:
    """A case that nobody can open, or a key that is none, is refused before anything is made."""
    if not (ways.owner or ways.recovery or ways.holders):
        raise WrongUsage(
            problem="Nobody could open this case: there is no way to unlock it.",
            remedy="Name a key holder:  everyword new DIR --deposit --holder NAME age1...",
        )
    if ways.owner and ways.passphrase is not None:
        check_passphrase(ways.passphrase)
    known: dict[str, str] = {}
    for name, recipient in ways.holders:
        check_holder(name, recipient, known)
        known[name] = recipient
    check_count(ways.owner + ways.recovery + len(ways.holders))


def check_passphrase(passphrase: str) -> None:
    """Raises Refused where there is nothing to type."""
    if not normalise(passphrase):
        raise Refused(
            name="This passphrase",
            reason="it is empty",
            remedy="Type some words; or leave it to the program to draw six.",
        )


def check_holder(name: str, recipient: str, known: Mapping[str, str]) -> None:
    """One name and one key for each holder, and no name that means another slot.

    `known` is name to key of the holders there are. Raises WrongUsage.
    """
    check_recipient(recipient)
    short = _alike(name)
    if not short:
        raise WrongUsage(problem="A key holder needs a name.", remedy="Give one.")
    if short in TAKEN:
        raise WrongUsage(
            problem=f"A key holder cannot be called {name}: your own slot is called that.",
            remedy="Use another name.",
        )
    for each, key in known.items():
        if short == _alike(each):
            raise WrongUsage(
                problem=f"{name} has a key already, as {each}.",
                remedy="Use another name, or see them:  everyword key list",
            )
        if key == recipient:
            raise WrongUsage(
                problem=f"{each} holds this key already, so {name} cannot have it too.",
                remedy="Each person makes a key of their own with age-keygen.",
            )


def check_count(slots: int) -> None:
    """No more slots than are tried when a case is opened. Raises WrongUsage."""
    if slots > case_keys.MAX_SLOTS:
        raise WrongUsage(
            problem=f"A case has at most {case_keys.MAX_SLOTS} ways to open it; these are {slots}.",
            remedy="Name fewer key holders, or take one away:  everyword key remove NAME",
        )


def _alike(name: str) -> str:
    """Names that look the same when read out are the same."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(folded.split())


def check_recipient(recipient: str) -> None:
    """A plain X25519 public key of age, nothing else. Raises WrongUsage."""
    try:
        agefile.recipient_bytes(recipient)
    except BadAge as fault:
        raise WrongUsage(
            problem=f"This is not a public age key: {recipient[:80]} ({fault}).",
            remedy="It begins with age1 and has 62 letters; the other person makes one with "
            "age-keygen.",
        ) from None


def make_empty(folder: Path) -> None:
    """The folder, there and empty. Raises CaseExists, StorageFailed."""
    try:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.chmod(0o700)
            return
        if folder.exists() or folder.is_symlink():
            raise CaseExists(path=folder)
    except OSError as fault:
        raise StorageFailed(reason=fault.strerror or str(fault)) from fault
    missing = [folder, *(each for each in folder.absolute().parents if not each.exists())]
    for each in reversed(missing):
        storage.make_folder(each)
        storage.sync_folder(each.absolute().parent)


def new_case_id() -> str:
    return secrets.token_hex(16)
