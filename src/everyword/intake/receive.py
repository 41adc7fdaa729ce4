"""Receiving: walk what was handed over, seal each file, read it from the sealed copy.

The order is the promise: a file is durable before anything is said about it, and what is read is
what was sealed, never the file on the borrowed stick, which may change in between.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from everyword.accounting import Account, Reads
from everyword.errors import (
    Damaged,
    EverywordError,
    NeedsAnswer,
    SourceUnreadable,
    StorageFailed,
    TwoReaders,
)
from everyword.index import withheld
from everyword.index.rows import Rows
from everyword.index.store import Index, SourceRow
from everyword.intake.reading import ReadingRoom, read_formed
from everyword.intake.siblings import with_other
from everyword.intake.wire import Lines
from everyword.model import Answers, Source
from everyword.streams import sha256_of
from everyword.vault.sealing import has_room
from everyword.vault.store import Sealed, Vault

COMMIT_EVERY = 32
"""Files between two journal writes: what a crash leaves out of the journal is adopted again."""


class Watch(Protocol):
    """Who is told how far a long job is."""

    def begin(self, what: str, total: int) -> None: ...

    def advance(self, by: int) -> None: ...


class Unwatched:
    """Nobody is told."""

    def begin(self, what: str, total: int) -> None:
        pass

    def advance(self, by: int) -> None:
        pass


class Received(Struct, frozen=True):
    """What became of one path. `error` is set when the file could not be taken in."""

    path: str
    row: SourceRow | None = None
    fresh: bool = False
    account: Account | None = None
    question: NeedsAnswer | None = None
    error: EverywordError | None = None


def files_below(paths: list[Path]) -> Iterator[tuple[Path, str] | SourceUnreadable]:
    """Each file with the name it is kept under (relative to what was named), folders in order."""
    for path in paths:
        path = Path(os.path.normpath(path.absolute()))  # links stay links
        try:
            is_folder = stat.S_ISDIR(path.stat(follow_symlinks=False).st_mode)
        except (OSError, ValueError) as fault:
            yield _unreadable(path, fault)
            continue
        if is_folder:
            yield from _walk(path, path.parent)
        else:
            yield path, path.name


def _walk(folder: Path, base: Path) -> Iterator[tuple[Path, str] | SourceUnreadable]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as fault:
        yield _unreadable(folder, fault)
        return
    if {"FORMAT", "recipient.txt", "slots"} <= {entry.name for entry in entries}:
        yield SourceUnreadable(
            path=folder,
            reason="it is a case folder itself",
            remedy="Name the files that are not part of a case.",
        )
        return
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path, base)
        else:
            yield path, path.relative_to(base).as_posix()


def regular_source(path: Path, name: str) -> Source:
    """A lazily opened Source of a regular file; raises SourceUnreadable for anything else."""
    try:
        facts = path.stat(follow_symlinks=False)
        if stat.S_ISLNK(facts.st_mode):
            raise SourceUnreadable(
                path=path, reason="it is a link to another place", remedy="Add the file itself."
            )
        if not stat.S_ISREG(facts.st_mode):
            raise SourceUnreadable(
                path=path, reason="it is not a file", remedy="Add a file or a folder."
            )
        path.open("rb").close()
    except (OSError, ValueError) as fault:
        raise _unreadable(path, fault) from None
    return Source(name, facts.st_size, lambda: path.open("rb"))


def _unreadable(path: Path, fault: Exception) -> SourceUnreadable:
    match fault:
        case FileNotFoundError():
            reason, remedy = "there is no such file", "Check the name, then add it again."
        case PermissionError():
            reason = "this user may not read it"
            remedy = "Copy it to a place of your own, then add the copy."
        case _:
            reason = getattr(fault, "strerror", None) or str(fault)
            remedy = "Copy it to another disk, then add the copy."
    return SourceUnreadable(path=path, reason=reason, remedy=remedy)


class Waiting(Struct):
    """A file that is to be sealed together with others; its hash once somebody asked for it."""

    path: Path
    source: Source
    sha256: str | None = None


AfterKept = Callable[[SourceRow, bool, Path], None]


class Receiver:
    """Takes files into one case. The vault must be open for writing.

    Small files are sealed together, so that the disk is waited for once for some dozens of them;
    of each is said that it is kept when all of its group are durable.
    """

    def __init__(
        self,
        vault: Vault,
        index: Index,
        answers_for: Callable[[str], Answers],
        watch: Watch,
    ) -> None:
        self._vault, self._index, self._watch = vault, index, watch
        self._answers_for = answers_for
        self._uncommitted = 0
        self._group: list[Waiting | Received] = []
        self._sealed = {each.key: each for each in vault.files()}
        # The owner's own copy is kept beside one that only somebody else may have put there.
        self._unconfirmed = {each.key for each in vault.unconfirmed()}
        self._sizes = {each.leaf.size for each in self._sealed.values()}
        self._same: dict[str, list[Sealed]] = {}
        for each in self._sealed.values():
            self._same.setdefault(str(each.leaf.sha256), []).append(each)

    def _locked_hashes(self) -> set[str]:
        return withheld.hashes(self._index.connection.execute)

    def catch_up(self) -> Iterator[Received]:
        """Read what is sealed and was never read: after a crash, or when rebuilding."""
        for sealed in self._sealed.values():
            self._index.know(row_of(sealed))
        with ReadingRoom(self._locked_hashes) as room:
            for row in self._index.sources():
                if row.state == "waiting" and row.object in self._sealed:
                    yield self._read(room, row.name, row, fresh=False)

    def receive(self, paths: list[Path], after_kept: AfterKept) -> Iterator[Received]:
        """Seal and read each file. `after_kept(row, fresh, path)` is called when it is durable."""
        self._group = []
        try:
            with ReadingRoom(self._locked_hashes) as room:
                for found in files_below(paths):
                    yield from self._take(room, found, after_kept)
                yield from self._settle(room, after_kept)
        except StorageFailed:
            raise  # nothing more can be written; what was kept is adopted at the next opening
        except BaseException:
            self._vault.commit()
            raise
        self._vault.commit()

    def _take(
        self,
        room: ReadingRoom,
        found: tuple[Path, str] | SourceUnreadable,
        after_kept: AfterKept,
    ) -> Iterator[Received]:
        """Put it with those that wait; yields what became of them when it cannot wait."""
        try:
            if isinstance(found, SourceUnreadable):
                raise found
            path, source = found[0], regular_source(*found)
            sha256 = _sha256(path, source) if source.size in self._sizes else None
        except SourceUnreadable as error:
            name = error.words["path"] if isinstance(found, SourceUnreadable) else found[0]
            self._group.append(Received(str(name), error=error))
            return
        is_full = not has_room(len(self._group), self._size(), source)
        if is_full or (sha256 is not None and self._is_waiting(source.size, sha256)):
            yield from self._settle(room, after_kept)
        known = self._known(sha256) if sha256 is not None else None
        if known is not None:
            yield from self._settle(room, after_kept)
            yield self._receive_again(room, path, known, after_kept)
            return
        self._group.append(Waiting(path, source, sha256))
        self._sizes.add(source.size)

    def _size(self) -> int:
        return sum(each.source.size for each in self._group if isinstance(each, Waiting))

    def _is_waiting(self, size: int, sha256: str) -> bool:
        """Is one with these bytes among those that wait?"""
        for each in self._group:
            if isinstance(each, Waiting) and each.source.size == size:
                if each.sha256 is None:
                    with suppress(SourceUnreadable):  # said when it is its turn
                        each.sha256 = _sha256(each.path, each.source)
                if each.sha256 == sha256:
                    return True
        return False

    def _settle(self, room: ReadingRoom, after_kept: AfterKept) -> Iterator[Received]:
        """Seal all that wait, say so of each, then read them."""
        group, self._group = self._group, []
        sources = [each.source for each in group if isinstance(each, Waiting)]
        if sources:
            more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
            self._watch.begin(sources[0].name + more, 2 * sum(each.size for each in sources))
        made = iter(self._vault.seal_together(sources, progress=self._watch.advance))
        done: list[Received] = []
        for each in group:
            if isinstance(each, Received):
                done.append(each)
                continue
            sealed = next(made)
            if isinstance(sealed, SourceUnreadable):
                done.append(Received(str(each.path), error=sealed))
            else:
                done.append(
                    Received(str(each.path), self._keep(sealed, each, after_kept), fresh=True)
                )
        if self._uncommitted >= COMMIT_EVERY:
            self._vault.commit()
            self._uncommitted = 0
        for each in done:
            yield each if each.row is None else self._read(room, each.path, each.row, fresh=True)

    def _keep(self, sealed: Sealed, given: Waiting, after_kept: AfterKept) -> SourceRow:
        row = row_of(sealed)
        self._sealed[row.object] = sealed
        self._same.setdefault(row.sha256, []).append(sealed)
        self._index.know(row)
        after_kept(row, True, given.path)
        self._uncommitted += 1
        return row

    def _receive_again(
        self, room: ReadingRoom, path: Path, known: Sealed, after_kept: AfterKept
    ) -> Received:
        row = self._index.row(known.key)
        before = dict(self._answers_for(row.object))
        after_kept(row, False, path)
        # A new answer is a new reading; an open question is asked again, never passed over.
        if row.state != "read" or dict(self._answers_for(row.object)) != before:
            return self._read(room, str(path), row, fresh=False)
        return Received(str(path), row, account=row.account)

    def _known(self, sha256: str) -> Sealed | None:
        """The same bytes, if they are here."""
        same = [each for each in self._same.get(sha256, ()) if each.key not in self._unconfirmed]
        # A sealed copy that was lost or changed since is no reason not to keep the file again.
        return next((each for each in same if self._is_whole(each)), None)

    def _is_whole(self, sealed: Sealed) -> bool:
        try:
            return sha256_of(self._vault.source(sealed)) == sealed.leaf.sha256
        except (Damaged, OSError):
            return False

    def _named(self, name: str) -> Source | None:
        """What is sealed under a name, where that is one file only."""
        locked = withheld.sources(self._index.connection.execute)
        named = (each for each in self._sealed.values() if label(each.leaf.name or "") == name)
        found = [each for each in named if each.key not in locked]
        return self._vault.source(found[0]) if len(found) == 1 else None

    def _read(self, room: ReadingRoom, path: str, row: SourceRow, fresh: bool) -> Received:
        if withheld.keeps(self._index.connection.execute, row.object):
            return Received(path, self._index.row(row.object), fresh)
        sealed = self._vault.source(self._sealed[row.object])
        source = msgspec.structs.replace(sealed, name=row.name)
        source = with_other(source, self._named)
        try:
            answers = self._answers_for(row.object)
            account = self._index.fill(row, _rows(room, source, answers))
            return Received(path, row, fresh, account)
        except NeedsAnswer as question:
            self._index.ask(row.object, question.lines()[0])
            return Received(path, row, fresh, question=question)
        except (Damaged, TwoReaders) as error:
            self._index.fail(row.object, error.lines()[0])  # the others are still read
            return Received(path, row, fresh, error=error)


def _rows(room: ReadingRoom, source: Source, answers: Answers) -> Iterator[Reads | Rows | Account]:
    for each in read_formed(room, source, answers, "rows"):
        assert not isinstance(each, Lines)
        yield each


def _sha256(path: Path, source: Source) -> str:
    try:
        return sha256_of(source)
    except OSError as fault:
        raise _unreadable(path, fault) from None


def row_of(sealed: Sealed) -> SourceRow:
    """As it is listed before it is read."""
    leaf = sealed.leaf
    assert leaf.sha256 is not None and leaf.size is not None
    name = label(leaf.name or sealed.key)
    return SourceRow(sealed.key, sealed.index, leaf.sha256, leaf.size, name, leaf.seen, "waiting")


def label(name: str) -> str:
    """A name that can be printed and stored as text, whatever bytes the disk had for it."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
