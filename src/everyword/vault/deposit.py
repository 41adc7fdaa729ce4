"""Taking things in while the case is locked: only `recipient.txt` is needed, and no secret is here.

What is sealed is durable on return and lies in the folder without a frame; the next opening for
writing takes it up (`recovery`) and asks the person whether it is theirs. Whoever is forced to give
up everything in this process can give up no key: there is none.
"""

import hashlib
import secrets
from pathlib import Path
from typing import Final, Self

from everyword.errors import Damaged, StorageFailed, WrongUsage
from everyword.model import Source, source_of_bytes
from everyword.vault import agefile, layout, lock, storage
from everyword.vault.agefile import BadAge
from everyword.vault.clock import Now, seen
from everyword.vault.leaf import Leaf, leaf_hash
from everyword.vault.sealing import Object, Progress, seal_object
from everyword.vault.storage import open_plain

ASK: Final = "Unlock the case, it knows the line that belongs in this file:  everyword confirm"


class Deposit:
    """A locked case, open for taking in. Holds the lock of the one writer."""

    def __init__(self, folder: Path, recipient: str, now: Now, held: int) -> None:
        self.folder = folder
        self.recipient, self._now, self._held = recipient, now, held
        self._is_broken = False
        self._slices: dict[tuple[str, int], Object] = {}

    @classmethod
    def open(cls, folder: Path, now: Now) -> Self:
        """Raises NoCase, CaseInUse, Damaged, StorageFailed."""
        layout.read_case_id(folder)
        layout.check_folders(folder)
        recipient = read_recipient(folder)
        held = lock.acquire(folder / "lock")
        try:
            # A writer that was killed may have made a part of it: what is kept in there must stay.
            storage.sync_folder(folder / "objects")
            return cls(folder, recipient, now, held)
        except BaseException:
            lock.release(held)
            raise

    def close(self) -> None:
        if self._held >= 0:
            lock.release(self._held)
            self._held = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def seal(self, source: Source, progress: Progress | None = None) -> Object:
        """Keep these bytes; durable on return. Raises SourceUnreadable, StorageFailed."""
        return self._seal(source, "file", (), progress)

    def slice(self, rec: str, seq: int, data: bytes, name: str) -> Object:
        """Keep one slice of a recording; sent twice, it is kept once. `rec` is 32 hex digits."""
        source = source_of_bytes(name, data)
        known = self._slices.get((rec, seq))
        if known is not None:
            if known.leaf.sha256 != hashlib.sha256(data).hexdigest():
                raise WrongUsage(
                    problem=f"Slice {seq} of this recording was sent before with other bytes.",
                    remedy="Begin a new recording.",
                )
            return known
        before = self._slices.get((rec, seq - 1))
        of = (("of", leaf_hash(before.leaf_text).hex()),) if before else ()
        made = self._seal(source, "chunk", (("rec", rec), ("seq", str(seq)), *of), None)
        self._slices[rec, seq] = made
        return made

    def stop(self, rec: str, seq: int, name: str) -> Object:
        """The stop mark: an empty slice after the last."""
        return self.slice(rec, seq, b"", name)

    def _seal(
        self,
        source: Source,
        kind: str,
        extra: tuple[tuple[str, str], ...],
        progress: Progress | None,
    ) -> Object:
        if self._held < 0 or self._is_broken:
            raise StorageFailed(reason="a write failed before; the case must be opened again")

        def make_leaf(sha256: str, size: int) -> Leaf:
            salt, marked = secrets.token_hex(32), (*extra, ("locked", "1"))
            return Leaf(salt, kind, sha256, size, source.name or None, seen(self._now), marked)

        try:
            return seal_object(
                self.folder, self.recipient, source, make_leaf, progress or (lambda done: None)
            )
        except StorageFailed:
            self._is_broken = True
            raise


def read_recipient(folder: Path) -> str:
    """The case's public key. Whether it is the right one, only an unlocked case can say."""
    try:
        with open_plain(folder / "recipient.txt") as stream:
            recipient = stream.read(layout.MAX_LINES).decode("ascii").strip()
        agefile.recipient_bytes(recipient)
    except OSError as fault:
        reason = fault.strerror or str(fault)
        raise Damaged(path="recipient.txt", reason=reason, remedy=ASK) from None
    except (BadAge, UnicodeDecodeError) as fault:
        raise Damaged(path="recipient.txt", reason=str(fault), remedy=ASK) from None
    return recipient


def new_recording() -> str:
    """A number for a recording, drawn by chance."""
    return secrets.token_hex(16)
