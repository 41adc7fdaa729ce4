"""The sealed store of a case: the one way in for everything above.

A `Vault` open for writing holds the lock. `seal` returns when the object is durable; `commit`
then makes the journal durable and signs a head over all leaves. What was sealed and not committed
before a crash is found again at the next opening for writing (`recovery`). After any failed write
the vault takes nothing more: close it and open it again.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, Self

import pyrage
from msgspec import Struct

from everyword.errors import CaseExists, Damaged, StorageFailed, WrongUsage
from everyword.model import Source
from everyword.vault import (
    agefile,
    checks,
    heads,
    journal,
    layout,
    ledger,
    lock,
    objects,
    recovery,
    storage,
    tree,
)
from everyword.vault import keys as case_keys
from everyword.vault.checks import Check, Watch
from everyword.vault.heads import Head
from everyword.vault.keys import Keys
from everyword.vault.leaf import Leaf, encode, leaf_hash
from everyword.vault.ledger import Ledger, Sealed
from everyword.vault.sealing import Object, Progress, seal_object
from everyword.vault.words import new_passphrase, new_recovery_code

__all__ = ["Check", "Sealed", "Secrets", "Vault", "verify_case"]

Now = Callable[[], datetime]
FINDABLE: Final = frozenset({"file", "recover"})
MAX_PRIVATE: Final = 1 << 30


class Secrets(Struct, frozen=True):
    """What is shown once, when a case is made."""

    passphrase: str
    recovery_code: str

    def __repr__(self) -> str:
        """Never in a log or a traceback."""
        return "Secrets(...)"


class Vault:
    """One case folder, unlocked. Made by `create` and `open`."""

    def __init__(
        self, folder: Path, case_id: str, keys: Keys, record: Ledger, now: Now, held: int | None
    ) -> None:
        self.folder, self.case_id = folder, case_id
        self.remarks: list[str] = []
        self._keys, self._now, self._held = keys, now, held
        self._record = record
        self._pending: list[Sealed] = []
        self._recipient = keys.recipient
        self._secret = keys.secret
        self._is_broken = False
        self._known = tuple(record.records)
        self._by_hash: dict[str, Sealed] = {}
        for sealed in record.records:
            self._note_hash(sealed)

    @classmethod
    def create(
        cls, folder: Path, now: Now, work_factor: int = case_keys.WORK
    ) -> tuple[Self, Secrets]:
        """A new case, open for writing. FORMAT is written last: without it there is no case."""
        _make_empty(folder)
        held = lock.acquire(folder / "lock")
        try:
            words = Secrets(new_passphrase(), new_recovery_code())
            keys, case_id = case_keys.new_keys(), secrets.token_hex(16)
            _write_first_files(folder, keys, words, case_id, work_factor)
            return cls(folder, case_id, keys, ledger.read(folder, keys, case_id), now, held), words
        except BaseException:
            lock.release(held)
            raise

    @classmethod
    def open(cls, folder: Path, words: str, now: Now, write: bool) -> Self:
        """Raises NoCase, WrongPassphrase, HostileSlot; for writing also CaseInUse and Damaged.

        Reading changes nothing and goes as far as the record is whole; `remarks` say what is wrong.
        """
        case_id = layout.read_case_id(folder)
        held = lock.acquire(folder / "lock") if write else None
        try:
            keys = case_keys.unlock(folder, words)
            record = ledger.read(folder, keys, case_id)
            record.wrong.extend(checks.recipient_wrong(folder, keys))
            if write and record.wrong:
                raise Damaged(path=record.wrong[0].path, reason=record.wrong[0].reason)
            vault = cls(folder, case_id, keys, record, now, held)
            vault.remarks += [f"{each.path}: damaged: {each.reason}" for each in record.wrong]
            if write:
                vault._recover()
            return vault
        except BaseException:
            if held is not None:
                lock.release(held)
            raise

    @property
    def origin(self) -> str:
        return layout.origin(self.case_id)

    @property
    def database_key(self) -> bytes:
        return self._keys.database

    @property
    def public_key(self) -> bytes:
        return self._keys.public

    @property
    def signing_seed(self) -> bytes:
        return self._keys.seed

    def close(self) -> None:
        """Lets the lock go. What was not committed is taken up again at the next opening."""
        if self._held is not None:
            lock.release(self._held)
            self._held = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # Writing

    def seal(
        self,
        source: Source,
        kind: str = "file",
        extra: tuple[tuple[str, str], ...] = (),
        progress: Progress | None = None,
    ) -> Sealed:
        """Keep these bytes; durable on return. Raises SourceUnreadable, StorageFailed."""
        self._check_writable()

        def make_leaf(sha256: str, size: int) -> Leaf:
            name = source.name or None
            return Leaf(secrets.token_hex(32), kind, sha256, size, name, self._seen(), extra)

        try:
            made = seal_object(
                self.folder, self._recipient, source, make_leaf, progress or (lambda done: None)
            )
        except StorageFailed:
            self._is_broken = True
            raise
        return self._append(made.leaf, made.leaf_text, made)

    def note(
        self, kind: str, name: str | None = None, extra: tuple[tuple[str, str], ...] = ()
    ) -> Sealed:
        """A leaf without object. It is durable after the next `commit`, not before."""
        self._check_writable()
        leaf = Leaf(secrets.token_hex(32), kind, None, None, name, self._seen(), extra)
        return self._append(leaf, encode(leaf), None)

    def commit(self) -> None:
        """Make the journal durable, then sign a head over all leaves. Nothing new: nothing done."""
        self._check_writable()
        if not self._pending and self._record.head_size == len(self._record.hashes):
            return
        # Until all of it is done, nothing may be done again by a second call.
        self._is_broken = True
        if self._pending:
            self._write_frames()
        size = len(self._record.hashes)
        head = Head(self.origin, size, tree.root(self._record.hashes))
        note = heads.sign(head, self._keys.seed)
        storage.put(self.folder / "tmp", layout.head_path(self.folder, size), note)
        self._record.head, self._record.head_size = note, size
        self._is_broken = False

    def write_private(self, relative: str, data: bytes) -> None:
        """A file `work/...` sealed to the case: there whole, or not at all."""
        self._check_writable()
        path = self._private(relative)
        sealed = pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(self._recipient)])
        try:
            storage.put(self.folder / "tmp", path, sealed)
        except StorageFailed:
            self._is_broken = True
            raise

    # Reading

    def records(self) -> tuple[Sealed, ...]:
        """Every leaf in the order of the tree, with those not committed yet."""
        if len(self._known) != len(self._record.records):
            self._known = tuple(self._record.records)
        return self._known

    def leaf_hashes(self) -> list[bytes]:
        """The leaves of the tree, also of what was deleted."""
        return list(self._record.hashes)

    def find(self, sha256: str) -> Sealed | None:
        """The sealed file with exactly these bytes, if there is one."""
        return self._by_hash.get(sha256)

    def source(self, sealed: Sealed) -> Source:
        """The exact bytes, to be read from anywhere; Damaged is raised where they were changed."""
        if sealed.object is None or sealed.leaf.size is None:
            raise ValueError("this leaf has no object")
        name = sealed.object

        def opener() -> BinaryIO:
            opened = objects.open_object(self.folder, name, self._secret)
            if (opened.leaf.sha256, opened.leaf.size) != (sealed.leaf.sha256, sealed.leaf.size):
                opened.stream.close()
                raise Damaged(path=objects.label(name), reason="it holds something else")
            return opened.stream

        return Source(sealed.leaf.name or sealed.object, sealed.leaf.size, opener)

    def head_note(self) -> bytes:
        """The newest head. Raises Damaged where the record does not match it."""
        for wrong in self._record.wrong:
            raise Damaged(path=wrong.path, reason=wrong.reason)
        return self._record.head

    def read_private(self, relative: str) -> bytes:
        try:
            with storage.open_plain(self._private(relative)) as stream:
                sealed = stream.read(MAX_PRIVATE)
            if not sealed.startswith(agefile.MAGIC):
                raise Damaged(path=relative, reason="it is not a sealed file")
            identity = pyrage.x25519.Identity.from_str(self._keys.identity)
            return bytes(pyrage.decrypt(sealed, [identity]))
        except OSError as fault:
            raise Damaged(path=relative, reason=fault.strerror or str(fault)) from None
        except pyrage.DecryptError:
            raise Damaged(path=relative, reason="it does not open with the case's key") from None

    def private_names(self, folder: str) -> list[str]:
        """The names in that folder, in order."""
        if folder != "work":
            raise ValueError("private files are in work/")
        return sorted(path.name for path in (self.folder / folder).glob("*.age"))

    def verify(self, watch: Watch | None = None) -> list[Check]:
        """Check everything again from the disk. Nothing is changed."""
        return checks.verify(self.folder, self._keys, self._now(), watch)

    # Within

    def _recover(self) -> None:
        self._is_broken = True
        found = recovery.recover(self.folder, self._keys, self._record)
        self._is_broken = False
        self.remarks += found.remarks
        for object_, opened in found.orphans:
            leaf = Leaf(
                secrets.token_hex(32),
                "recover",
                opened.leaf.sha256,
                opened.leaf.size,
                opened.leaf.name,
                self._seen(),
                (("of", leaf_hash(opened.leaf_text).hex()),),
            )
            cipher = objects.cipher_sha256(self.folder, object_)
            self._append(leaf, encode(leaf), Object(object_, leaf, encode(leaf), cipher))
        self.commit()

    def _append(self, leaf: Leaf, leaf_text: bytes, made: Object | None) -> Sealed:
        sealed = Sealed(
            len(self._record.records),
            made.name if made else None,
            leaf,
            leaf_text,
            made.cipher_sha256 if made else None,
        )
        self._record.records.append(sealed)
        self._record.hashes.append(leaf_hash(leaf_text))
        self._pending.append(sealed)
        self._note_hash(sealed)
        return sealed

    def _write_frames(self) -> None:
        frames = [
            journal.seal_entry(self._recipient, each.object, each.cipher_sha256, each.leaf_text)
            for each in self._pending
        ]
        file = storage.append_to(self.folder / "journal")
        try:
            storage.write(file, b"".join(frames))
            storage.data_sync(file)
        finally:
            storage.close(file)
        self._pending.clear()

    def _note_hash(self, sealed: Sealed) -> None:
        if sealed.leaf.kind in FINDABLE and sealed.leaf.sha256 and sealed.object:
            self._by_hash.setdefault(sealed.leaf.sha256, sealed)

    def _check_writable(self) -> None:
        if self._held is None:
            raise WrongUsage(
                problem="The case is open for reading only.", remedy="Open it for writing."
            )
        if self._is_broken:
            raise StorageFailed(reason="a write failed before; the case must be opened again")

    def _seen(self) -> str:
        moment = self._now()
        if moment.tzinfo is None:
            raise ValueError("a time without a zone cannot be sealed")
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _private(self, relative: str) -> Path:
        if not relative.startswith("work/") or not layout.is_known(relative):
            raise ValueError("private files are work/<name>.age")
        return self.folder / relative


def verify_case(folder: Path, words: str, now: Now, watch: Watch | None = None) -> list[Check]:
    """Check a case, however damaged, as long as its keys open.

    Raises NoCase, WrongPassphrase, HostileSlot.
    """
    if not (folder / "FORMAT").exists() and not (folder / "slots").is_dir():
        layout.read_case_id(folder)
    return checks.verify(folder, case_keys.unlock(folder, words), now(), watch)


def _make_empty(folder: Path) -> None:
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


def _write_first_files(
    folder: Path, keys: Keys, words: Secrets, case_id: str, work_factor: int
) -> None:
    for name in layout.FOLDERS:
        storage.make_folder(folder / name)
    storage.sync_folder(folder)
    tmp = folder / "tmp"
    for slot, text in (
        (case_keys.OWNER, words.passphrase),
        (case_keys.RECOVERY, words.recovery_code),
    ):
        storage.put(tmp, folder / "slots" / slot, case_keys.lock_slot(keys, text, work_factor))
    storage.put(tmp, folder / "recipient.txt", layout.recipient_text(keys.recipient))
    storage.put(tmp, folder / "journal", b"")
    head = Head(layout.origin(case_id), 0, tree.EMPTY_ROOT)
    storage.put(tmp, layout.head_path(folder, 0), heads.sign(head, keys.seed))
    storage.put(tmp, folder / "FORMAT", layout.format_text(case_id))
