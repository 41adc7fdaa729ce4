"""The sealed store of a case: the one way in for everything above.

A `Vault` open for writing holds the lock. `seal` returns when the object is durable; `commit`
then makes the journal durable and signs a head over all leaves. What was sealed and not committed
before a crash is found again at the next opening for writing (`recovery`). After any failed write
the vault takes nothing more: close it and open it again.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Self, TypeVar

import pyrage

from everyword.errors import Damaged, NotFound, SourceUnreadable, StorageFailed, WrongUsage
from everyword.model import Source
from everyword.vault import (
    adopted,
    beside,
    checks,
    deletion,
    heads,
    journal,
    known_head,
    layout,
    ledger,
    lock,
    making,
    marks,
    recordings,
    recovery,
    storage,
    takes,
    tree,
)
from everyword.vault import keys as case_keys
from everyword.vault.checks import Check, Watch, verify_case
from everyword.vault.clock import Now, seen
from everyword.vault.contents import Contents
from everyword.vault.heads import Head
from everyword.vault.keys import Keys
from everyword.vault.known_head import Known
from everyword.vault.leaf import Leaf, encode, leaf_hash
from everyword.vault.ledger import Ledger, Sealed
from everyword.vault.making import USUAL, Secrets, Ways
from everyword.vault.sealing import Object, Progress, seal_together
from everyword.vault.takes import Run

__all__ = ["USUAL", "Check", "Sealed", "Secrets", "Vault", "Ways", "verify_case"]

NOT_CACHED: Final = 500
"""So many frames may be opened one by one before the opened journal is kept again."""

Extra = tuple[tuple[str, str], ...]
_T = TypeVar("_T")


class Vault(Contents):
    """One case folder, unlocked. Made by `create` and `open`."""

    def __init__(
        self, folder: Path, case_id: str, keys: Keys, record: Ledger, now: Now, held: int | None
    ) -> None:
        super().__init__(folder, case_id, keys, record)
        self.remarks: list[str] = []
        self._now, self._held = now, held
        self._pending: list[Sealed] = []
        self._recipient = keys.recipient
        self._mark = marks.mark_key(keys.seed)
        self._is_broken = False

    @classmethod
    def create(
        cls, folder: Path, now: Now, work_factor: int = case_keys.WORK, ways: Ways = USUAL
    ) -> tuple[Self, Secrets]:
        """A new case, open for writing."""
        making.check_ways(ways)
        making.make_empty(folder)
        held = lock.acquire(folder / "lock")
        try:
            keys, case_id = case_keys.new_keys(), making.new_case_id()
            words = making.write_first_files(folder, keys, ways, case_id, now, work_factor)
            return cls(folder, case_id, keys, ledger.read(folder, keys, case_id), now, held), words
        except BaseException:
            lock.release(held)
            raise

    @classmethod
    def open(
        cls, folder: Path, words: str, now: Now, write: bool, known: Known | None = None
    ) -> Self:
        """Raises NoCase, WrongPassphrase, HostileSlot; for writing also CaseInUse and Damaged.

        Reading changes nothing and goes as far as the record is whole; `remarks` say what is wrong.
        `known` is a head that came from outside: Damaged where this folder is older than it.
        """
        case_id = layout.read_case_id(folder)
        layout.check_folders(folder)
        held = lock.acquire(folder / "lock") if write else None
        try:
            keys = case_keys.unlock(folder, words)
            record = ledger.read(folder, keys, case_id)
            record.wrong.extend(checks.recipient_wrong(folder, keys))
            record.wrong.extend(recovery.without_object(record.records))
            if known is not None:
                _compare(known, record, layout.origin(case_id), keys)
            if write and record.wrong:
                first = record.wrong[0]
                raise Damaged(path=first.path, reason=first.reason, remedy=first.remedy)
            vault = cls(folder, case_id, keys, record, now, held)
            vault.remarks += [f"{each.path}: damaged: {each.reason}" for each in record.wrong]
            if write:
                vault._recover()
            else:
                vault.remarks += recovery.waiting(folder, record)
            return vault
        except BaseException:
            if held is not None:
                lock.release(held)
            raise

    def close(self) -> None:
        """Lets the lock go. What was not committed is taken up again at the next opening."""
        if self._held is None:
            return
        if not (self._is_broken or self._pending) and ledger.uncached(self._record) >= NOT_CACHED:
            with suppress(StorageFailed):  # it is made again from the journal at any time
                ledger.keep_opened(self.folder, self._keys, self._record)
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
        extra: Extra = (),
        progress: Progress | None = None,
    ) -> Sealed:
        """Keep these bytes; durable on return. Raises SourceUnreadable, StorageFailed."""
        (made,) = self.seal_together([source], kind, extra, progress)
        if isinstance(made, SourceUnreadable):
            raise made
        return made

    def seal_together(
        self,
        sources: Sequence[Source],
        kind: str = "file",
        extra: Extra = (),
        progress: Progress | None = None,
    ) -> list[Sealed | SourceUnreadable]:
        """Several, in their order: each durable on return, or why it was not taken in.

        Raises StorageFailed: then none of them may be called kept.
        """
        self._check_writable()

        def make_leaf(source: Source, sha256: str, size: int) -> Leaf:
            return self._leaf(kind, source.name or None, sha256, size, extra)

        tell = progress or (lambda done: None)
        made = self._storing(
            lambda: seal_together(self.folder, self._recipient, sources, make_leaf, tell)
        )
        return [
            self._append(each.leaf, each.leaf_text, each) if isinstance(each, Object) else each
            for each in made
        ]

    def note(
        self,
        kind: str,
        name: str | None = None,
        extra: Extra = (),
        sha256: str | None = None,
        size: int | None = None,
    ) -> Sealed:
        """A leaf without object. It is durable after the next `commit`, not before."""
        self._check_writable()
        leaf = self._leaf(kind, name, sha256, size, extra)
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
        self._put_head(size, heads.sign(head, self._keys.seed))
        self._is_broken = False

    def replace_head(self, size: int, note: bytes) -> None:
        """The same head with a witness's line added."""
        self._check_writable()
        if heads.body(heads.verify(note, self.public_key)) != heads.split(self.head_note(size))[0]:
            raise ValueError("it is another head")
        self._put_head(size, note)

    def put_slot(self, relative: str, data: bytes, to: str) -> None:
        """A new slot, logged and under a head on return. What a kill leaves of it goes again."""
        self.note("share", relative, (("what", "slot begun"),))
        self.commit()
        self.put_beside(relative, data, "share", (("recipient", to), ("what", "slot")))
        self.commit()

    def put_beside(self, relative: str, data: bytes, kind: str, extra: Extra) -> Sealed:
        """A file in slots/, work/ or heads/: durable on return, and logged by the next commit."""
        self._check_writable()
        if not layout.is_beside(relative):
            raise ValueError(f"not a file beside the objects: {relative}")
        self._storing(lambda: storage.put(self.folder / "tmp", self.folder / relative, data))
        return self.note(kind, relative, extra, hashlib.sha256(data).hexdigest(), len(data))

    def remove_beside(self, relative: str, what: str) -> None:
        """Take a slot away: said in the journal first, then done."""
        self.note("share", relative, (("what", what),))
        self.commit()
        self.drop_beside(relative)

    def drop_beside(self, relative: str) -> None:
        """Remove a file that is not needed any more; its leaf stays."""
        self._check_writable()
        if not layout.is_beside(relative):
            raise ValueError(f"not a file beside the objects: {relative}")

        def drop() -> None:
            storage.remove(self.folder / relative)
            storage.sync_folder((self.folder / relative).parent)

        self._storing(drop)

    def write_private(self, relative: str, data: bytes) -> None:
        """A snapshot `work/...` sealed to the case: there whole, or not at all; and logged."""
        recipient = pyrage.x25519.Recipient.from_str(self._recipient)
        self.put_beside(
            self._private(relative), pyrage.encrypt(data, [recipient]), "note", (("what", "work"),)
        )
        self.commit()

    def delete(self, key: str, why: str | None) -> list[Sealed]:
        """Delete the content of a file or recording; its hashes stay in the tree."""
        self._check_writable()
        wanted = deletion.targets(self._record.records, key)
        if not wanted:
            raise NotFound(thing="sealed file", name=key, command="everyword list")
        reason = (("why", why),) if why else ()
        for of in dict.fromkeys(of for each in wanted for of in deletion.named(each)):
            self.note("delete", extra=(("of", of), *reason))
        self.commit()
        self._finish_deleting(wanted)
        return wanted

    def confirm(self, sealed: Sealed, word: adopted.Word) -> None:
        """The person's word on something that was taken in while the case was locked."""
        of = leaf_hash(sealed.leaf_text).hex()
        self.note("confirm", extra=(("of", of), ("what", word)))

    # Checking

    def verify(self, watch: Watch | None = None) -> list[Check]:
        """Check everything again from the disk. Nothing is changed."""
        return checks.verify(self.folder, self._keys, self._now(), watch)

    # Within

    def _recover(self) -> None:
        self._is_broken = True
        found = recovery.recover(self.folder, self._keys, self._record)
        self._is_broken = False
        if wanted := deletion.pending(self._record.records):
            self._finish_deleting(wanted)
        self.remarks += found.remarks
        for orphan in found.orphans:
            leaf = self._leaf("recover", *recovery.said_of(orphan))
            made = Object(orphan.object, leaf, encode(leaf), orphan.cipher_sha256)
            self._append(leaf, made.leaf_text, made)
        for rec, run in self._unfinished().items():
            self._end_recording(rec, run)
        self._settle_slots()
        self.commit()

    def _settle_slots(self) -> None:
        """Finish what a kill cut off: a slot that was begun and not logged, or taken away, goes.

        The secret of one that was only begun was never told to anybody. One that the journal never
        named is somebody else's: it stays, and `verify` names it.
        """
        named = {each.leaf.name for each in self._record.records if each.leaf.kind == "share"}
        for path in layout.beside_files(self.folder):
            if not path.startswith("slots/") or path in self._beside:
                continue
            if path not in named:
                self.remarks.append(f"{path}: a key file that the journal does not name")
                continue
            storage.remove(self.folder / path)  # not flushed: the next opening does it again
            self.remarks.append(f"{path}: removed: it was taken away, or its making was cut off")

    def _unfinished(self) -> dict[str, Run]:
        return takes.unfinished(self.folder, self._secret, self._record.records)

    def _end_recording(self, rec: str, run: Run) -> Sealed:
        """Also of one that was cut off; a stop mark at its end is not content."""
        is_stopped = run.slices[-1].leaf.size == 0
        content = [each for each in run.slices if each.leaf.size]
        with self._joined(content) as joined:
            sha256, size = recordings.measure(joined)
        extra: list[tuple[str, str]] = [("rec", rec), ("chunks", str(len(content)))]
        why = [] if is_stopped else ["it was found without its end"]
        why += ["a slice is missing"] if run.missing else []
        why += [f"slices left out, sent twice or out of place: {run.left}"] if run.left else []
        if why:
            extra.append(("why", "; ".join(why)))
        if any(each.leaf.get("locked") for each in run.slices):
            extra.append(("locked", "1"))
        return self.note("recording", run.slices[0].leaf.name, tuple(extra), sha256, size)

    def _finish_deleting(self, wanted: list[Sealed]) -> None:
        self._is_broken = True
        deletion.finish(self.folder, self._recipient, self._record, wanted)
        self._known = None
        self._is_broken = False

    def _leaf(
        self, kind: str, name: str | None, sha256: str | None, size: int | None, extra: Extra
    ) -> Leaf:
        return marks.marked(self._mark, Leaf("", kind, sha256, size, name, seen(self._now), extra))

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
        self._known = None
        beside.add(self._beside, sealed)
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
        self._record.wrote(frames)
        self._pending.clear()

    def _put_head(self, size: int, note: bytes) -> None:
        path = layout.head_path(self.folder, size)
        self._storing(lambda: storage.put(self.folder / "tmp", path, note))
        if size >= self._record.head_size:
            self._record.head, self._record.head_size = note, size

    def _storing(self, step: Callable[[], _T]) -> _T:
        """A failed write is never tried again in this opening."""
        try:
            return step()
        except StorageFailed:
            self._is_broken = True
            raise

    def _check_writable(self) -> None:
        if self._held is None:
            raise WrongUsage(
                problem="The case is open for reading only.", remedy="Open it for writing."
            )
        if self._is_broken:
            raise StorageFailed(reason="a write failed before; the case must be opened again")


def _compare(known: Known, record: Ledger, origin: str, keys: Keys) -> None:
    """Before anything is put right or signed: an older copy put back must not be gone on with."""
    check = known_head.compare(known, record.hashes, origin, keys.public)
    if not check.ok:
        raise Damaged(path=check.name, reason=check.said)
