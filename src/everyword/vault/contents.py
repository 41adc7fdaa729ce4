"""What a case holds, to be read: leaves, files, heads, and the files beside the objects."""

import functools
import io
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import pyrage

from everyword.errors import Damaged
from everyword.model import Source
from everyword.vault import adopted, beside, grants, layout, ledger, objects, recordings, takes
from everyword.vault.keys import Keys
from everyword.vault.ledger import Ledger, Sealed
from everyword.vault.recordings import Joined


class Contents:
    """One case folder, unlocked, for reading. `Vault` is the one that also writes."""

    def __init__(self, folder: Path, case_id: str, keys: Keys, record: Ledger) -> None:
        self.folder, self.case_id = folder, case_id
        self._keys, self._record = keys, record
        self._secret = keys.secret
        self._known: tuple[Sealed, ...] | None = None
        self._beside = beside.logged(record.records)

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

    @property
    def keys(self) -> Keys:
        """To lock one more slot with."""
        return self._keys

    def records(self) -> tuple[Sealed, ...]:
        """Every leaf in the order of the tree, with those not committed yet."""
        if self._known is None:
            self._known = tuple(self._record.records)
        return self._known

    def files(self) -> tuple[Sealed, ...]:
        """Every whole file: received, taken up again, recorded; not what was deleted."""
        gone, hashes = adopted.deleted(self._record.records), self._record.hashes
        every = (each for each in self._record.records if adopted.is_file(each))
        return tuple(each for each in every if not gone or hashes[each.index].hex() not in gone)

    def unconfirmed(self) -> tuple[Sealed, ...]:
        """Files that must not be used: the person has not said that they are theirs."""
        kept = {each.index for each in self.files()}
        found = adopted.unconfirmed(self._record.records)
        return tuple(each for each in found if each.index in kept)

    def leaf_hashes(self) -> list[bytes]:
        """The leaves of the tree, also of what was deleted."""
        return list(self._record.hashes)

    def beside(self) -> dict[str, Sealed]:
        """The files in slots/, work/ and heads/ that are logged, by their path."""
        return dict(self._beside)

    def read_beside(self, relative: str) -> bytes:
        """Raises Damaged where it is not the file that was logged."""
        return beside.read(self.folder, relative, self._beside.get(relative))

    def witnesses(self) -> dict[str, str]:
        """Name and verifier key of each witness."""
        return grants.standing(self._record.records, grants.WITNESS)

    def source(self, sealed: Sealed) -> Source:
        """The exact bytes, to be read from anywhere; Damaged is raised where they were changed."""
        leaf = sealed.leaf
        if leaf.size is None or not sealed.key:
            raise ValueError("this leaf has no content")
        name, size = leaf.name or sealed.key, leaf.size
        if leaf.kind == "recording":
            parts = functools.cache(lambda: self._parts(sealed))
            return Source(name, size, lambda: self._joined(parts()))
        return Source(name, size, lambda: self._stream(sealed))

    def head_sizes(self) -> list[int]:
        return layout.head_sizes(self.folder)

    def head_note(self, size: int | None = None) -> bytes:
        """The newest head, or an older one. Raises Damaged where the record does not match it."""
        for wrong in self._record.wrong:
            raise Damaged(path=wrong.path, reason=wrong.reason)
        if size is None or size == self._record.head_size:
            return self._record.head
        try:
            return ledger.read_head(self.folder, size)
        except OSError as fault:
            raise Damaged(path=f"heads/{size}.note", reason=str(fault.strerror)) from None

    def read_private(self, relative: str) -> bytes:
        """A snapshot as it was logged. Raises Damaged."""
        sealed = self.read_beside(self._private(relative))
        try:
            return bytes(
                pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(self._keys.identity)])
            )
        except pyrage.DecryptError:
            raise Damaged(path=relative, reason="it does not open with the case's key") from None

    def private_names(self, folder: str) -> list[str]:
        """The logged snapshots that are there, in order."""
        if folder != "work":
            raise ValueError("private files are in work/")
        there = set(layout.beside_files(self.folder))
        return sorted(
            name.removeprefix("work/")
            for name in self._beside
            if name in there and name.startswith("work/")
        )

    def _parts(self, recording: Sealed) -> Sequence[Sealed]:
        """The very slices whose hash its leaf names. Raises Damaged."""
        every = self._record.records
        if (only := recordings.only_parts(every, recording)) is not None:
            return only
        found = recordings.parts(
            every, recording, lambda each: takes.slice_of(self.folder, self._secret, each)
        )
        with self._joined(found) as joined:
            measured = recordings.measure(joined)
        if measured != (recording.leaf.sha256, recording.leaf.size):
            reason = "its slices joined are not what its record names"
            raise Damaged(path=f"recording {recording.key}", reason=reason)
        return found

    def _joined(self, slices: Sequence[Sealed]) -> BinaryIO:
        sizes = [each.leaf.size or 0 for each in slices]
        joined = Joined(sizes, lambda number: self._stream(slices[number]))
        return io.BufferedReader(joined, recordings.BLOCK)

    def _stream(self, sealed: Sealed) -> BinaryIO:
        opened = objects.open_object(self.folder, sealed.key, self._secret)
        if (opened.leaf.sha256, opened.leaf.size) != (sealed.leaf.sha256, sealed.leaf.size):
            opened.stream.close()
            raise Damaged(path=objects.label(sealed.key), reason="it holds something else")
        return opened.stream

    def _private(self, relative: str) -> str:
        if not relative.startswith("work/") or not layout.is_beside(relative):
            raise ValueError("private files are work/<name>.age")
        return relative
