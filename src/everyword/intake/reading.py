"""Reading one source after another in a limited child, and what became of each."""

import contextlib
import select
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from collections.abc import Set as AbstractSet
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from everyword import sms_parts
from everyword.accounting import ARCHIVE, LOCKED_INSIDE, Account, Read, Reads, Tally
from everyword.archive import BadArchive, is_zip, members
from everyword.errors import NeedsAnswer, TwoReaders
from everyword.index.rows import Rows
from everyword.intake import wire
from everyword.intake.inside import MAILS, family
from everyword.intake.siblings import Siblings
from everyword.model import (
    NO_TIME,
    Answers,
    Document,
    Locator,
    Message,
    Problem,
    Reading,
    Skipped,
    Source,
    whole,
)
from everyword.readers import sms_backup_xml
from everyword.streams import sha256_of

SILENCE = 120.0
"""Seconds without a word from the child after which it is stopped."""
CPU_BASE, CPU_BYTES = 120, 250_000
"""A reader has this many seconds of processor time, and one more for each so many bytes."""
DEPTH = 2
"""Zips within zips are opened this deep."""


NESTED = 5
"""Mails sent with mails are opened this deep, counting the zips around them."""


Many = Reads | Rows | wire.Lines
"""Readings of one reader that follow each other."""


class Outcome(Struct, frozen=True):
    """How reading a source ended. `lines` is counted here, apart from the reader, or None."""

    reader: str | None
    version: int | None
    lines: int | None


class ReadingRoom:
    """One child at a time; a new one when the last was stopped. Use as a context manager."""

    def __init__(self, locked: Callable[[], AbstractSet[str]] = frozenset) -> None:
        """`locked` gives the hashes (SHA-256, hex) of files that are not read inside others."""
        self._locked, self._hashes = locked, locked()
        self._form: wire.Form = "readings"
        self._child: subprocess.Popen[bytes] | None = None
        self._sent: dict[str, str | None] = {}
        self._decoder: msgspec.msgpack.Decoder[wire.Said] = msgspec.msgpack.Decoder(wire.Said)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def get_ready(self) -> None:
        """Start the child now: it loads its readers while something else is done here."""
        self._start()

    def read(
        self, source: Source, answers: Answers, form: wire.Form = "readings"
    ) -> Iterator[Many | Outcome]:
        """Everything in a source, then one Outcome. Raises NeedsAnswer, TwoReaders.

        `form` is what many at once are given as.

        A zip that no reader takes as a whole is opened, and each file in it read by its own reader;
        so is each file sent with a mail, or with a text message.
        """
        self._hashes, self._form = self._locked(), form
        outcome = yield from self._read_one(source, answers)
        opened = yield from self._read_inside(source, outcome, answers, DEPTH)
        yield Outcome(ARCHIVE, 1, None) if opened else outcome

    def _read_inside(
        self, source: Source, outcome: Outcome, answers: Answers, depth: int
    ) -> Generator[Many, None, bool]:
        """True when it was a zip and its files were read."""
        if outcome.reader is None:
            return (yield from self._unrecognised(source, answers, depth))
        if outcome.reader in MAILS:
            yield from self._read_family(source, outcome.reader, answers, depth)
        elif outcome.reader == sms_backup_xml.NAME:
            yield from self._read_sent(source, answers)
        return False

    def _read_sent(self, backup: Source, answers: Answers) -> Iterator[Many]:
        """The pictures and other files inside text messages, which name them with their hash."""
        sent, self._sent = self._sent, {}
        try:
            for part in sms_parts.every(backup, sent):
                del sent[part.name]
                if self._is_locked(part):
                    yield _unread(Skipped(whole(part), LOCKED_INSIDE))
                    continue
                try:
                    yield from self._read_one(part, answers)
                except (NeedsAnswer, TwoReaders) as error:
                    yield _unread(Problem(whole(part), f"kept, not read: {error.lines()[0]}"))
        except BadArchive as fault:
            yield _unread(Problem(whole(backup), f"what was sent with it was not read: {fault}"))
        for path in sent:
            what = "kept, not read: the backup is damaged before it, so its place is not sure"
            yield _unread(Problem((Locator(path, 1, 1, "byte"),), what))

    def _read_family(
        self, mail: Source, reader: str, answers: Answers, depth: int
    ) -> Iterator[Many]:
        """The files sent with it. A question one of them raises must not hold up the letters."""
        if mail.name.count("!/") >= NESTED:
            return  # named with their hash by the mail itself
        try:
            for part in family(mail, reader):
                if self._is_locked(part):
                    yield _unread(Skipped(whole(part), LOCKED_INSIDE))
                    continue
                try:
                    outcome = yield from self._read_one(part, answers)
                    yield from self._read_inside(part, outcome, answers, depth)
                except (NeedsAnswer, TwoReaders) as error:
                    what = f"kept, not read: {error.lines()[0]}; save it and add it by itself"
                    yield _unread(Problem(whole(part), what))
        except BadArchive as fault:
            yield _unread(Problem(whole(mail), f"what was sent with it was not read: {fault}"))

    def _is_locked(self, part: Source) -> bool:
        return bool(self._hashes) and sha256_of(part) in self._hashes

    def _unrecognised(
        self, source: Source, answers: Answers, depth: int
    ) -> Generator[Many, None, bool]:
        """True when it was a zip and its files were read."""
        if source.size == 0:
            yield _unread(Problem(whole(source), "the file is empty (0 bytes)"))
        elif is_zip(source) and depth and not _is_office(source):
            yield from self._read_members(source, answers, depth)
            return True
        else:
            remark = "kept as it is, not read: no reader knows this kind of file"
            yield _unread(Document(whole(source), NO_TIME, source.base, None, None, (), remark))
        return False

    def _read_members(self, source: Source, answers: Answers, depth: int) -> Iterator[Many]:
        try:
            inner = members(source)
        except BadArchive as fault:
            yield _unread(Problem(whole(source), str(fault)))
            return
        if not inner:
            yield _unread(Problem(whole(source), "the zip file has no files in it"))
        siblings = Siblings(inner)
        for member in inner:
            if member.base.startswith("._") or member.base == ".DS_Store":
                what = "a helper file of the computer that made the zip"
                yield _unread(Skipped(whole(member), what))
                continue
            try:
                if self._is_locked(member):
                    yield _unread(Skipped(whole(member), LOCKED_INSIDE))
                    continue
                outcome = yield from self._read_one(siblings.with_other(member), answers, siblings)
                yield from self._read_inside(member, outcome, answers, depth - 1)
            except BadArchive as fault:
                yield _unread(Problem(whole(member), str(fault)))

    def _read_one(
        self, source: Source, answers: Answers, siblings: Siblings | None = None
    ) -> Generator[Many, None, Outcome]:
        counter, self._sent = LineCounter(source.size), {}
        task = wire.Task(
            source.name,
            source.size,
            dict(answers),
            CPU_BASE + source.size // CPU_BYTES,
            "readings" if siblings and self._form == "lines" else self._form,
        )
        said: wire.Said | None
        with source.open() as stream:
            child = self._start()
            assert child.stdin is not None
            try:
                wire.send(child.stdin, task)
                while True:
                    said = self._hear(child)
                    match said:
                        case wire.Want(offset, size):
                            stream.seek(offset)
                            data = stream.read(size)
                            counter.see(offset, data)
                            wire.send_bytes(child.stdin, data)
                        case wire.Batch(by, readings):
                            if siblings:
                                readings = [siblings.resolved(each) for each in readings]
                            if by == sms_backup_xml.NAME:
                                self._note_sent(readings)
                            yield Reads(by, readings)
                        case Rows() | wire.Lines() as many if wire.is_sound(many):
                            if siblings and isinstance(many, Rows):
                                for at, each in many.others.items():
                                    many.put(at, siblings.resolved(each))
                            if many.reader == sms_backup_xml.NAME:
                                self._note_sent(many.others.values())
                            yield many
                        case _:
                            break
            except (BrokenPipeError, EOFError):
                said = None
            except BaseException:
                self._stop()  # the child is mid-sentence: it cannot be used again
                raise
        match said:
            case wire.Ask(path, question, key, choices):
                raise NeedsAnswer(path=path, question=question, key=key, choices=choices)
            case wire.Claimed(readers):
                raise TwoReaders(path=source.name, readers=", ".join(readers))
            case wire.Done(reader, version, fault):
                if fault:
                    yield Reads(reader, [Problem(whole(source), f"not read to the end: {fault}")])
                return Outcome(reader, version, counter.lines)
            case _:
                self._stop()
                what = "not read to the end: it took more time or memory than one file may use"
                yield _unread(Problem(whole(source), what))
                return Outcome("stopped", None, None)

    def _note_sent(self, readings: Iterable[Reading]) -> None:
        for each in readings:
            if isinstance(each, Message) and each.attachments:
                self._sent |= {file.path: file.sha256 for file in each.attachments if file.path}

    def _start(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-m", "everyword.intake.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
            )
            wire.keep_memory()
            for pipe in (self._child.stdin, self._child.stdout):
                assert pipe is not None
                wire.widen(pipe)  # each side works on while the other is busy
        return self._child

    def _hear(self, child: subprocess.Popen[bytes]) -> wire.Said | None:
        """The child's next words; None when it is gone or has been silent too long."""
        assert child.stdout is not None
        ready, _, _ = select.select([child.stdout], [], [], SILENCE)
        return self._decoder.decode(wire.receive_bytes(child.stdout)) if ready else None

    def _stop(self) -> None:
        if self._child is not None:
            self._child.kill()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self._child.wait()
            self._child = None


def read_accounted(
    room: ReadingRoom, source: Source, answers: Answers
) -> Generator[Read | Account, None, None]:
    """Everything in a source, then its Account; what nobody accounted for is a Problem in between.

    Raises NeedsAnswer, TwoReaders.
    """
    # Closed with this one, and at once: the child may be half-way through a file.
    with contextlib.closing(read_in_batches(room, source, answers)) as batches:
        for batch in batches:
            if isinstance(batch, Account):
                yield batch
            else:
                for reading in batch.readings:
                    yield Read(batch.reader, reading)


def read_in_batches(
    room: ReadingRoom, source: Source, answers: Answers
) -> Generator[Reads | Account, None, None]:
    """The same, many readings at a time, as they come from the child."""
    for batch in read_formed(room, source, answers, "readings"):
        assert isinstance(batch, Reads | Account)
        yield batch


def read_formed(
    room: ReadingRoom, source: Source, answers: Answers, form: wire.Form
) -> Generator[Many | Account, None, None]:
    """The same, and what is many in the form that is wanted."""
    tally = Tally()
    for batch in room.read(source, answers, form):
        if isinstance(batch, Outcome):
            for lost in tally.close(source.name, batch.lines):
                yield Reads(batch.reader, [lost])
            yield tally.account(source.name, batch.reader, batch.version)
        elif isinstance(batch, Reads):
            tally.see_all(batch.readings)
            yield batch
        else:
            others = {at: one for at, one in batch.others.items() if type(one) is not Message}
            tally.see_places(batch.wheres, others)
            yield batch


def _unread(reading: Reading) -> Reads:
    return Reads(None, [reading])


class LineCounter:
    """Counts lines in the bytes as they are handed out, so that a reader's own count is checked.

    `lines` is None unless the whole source went by in order and is text with one byte per newline.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._seen = 0
        self._newlines = 0
        self._last = b""
        self._plain = True

    def see(self, offset: int, data: bytes) -> None:
        if offset > self._seen:
            self._plain = False
        fresh = data[self._seen - offset :] if self._plain else b""
        if not fresh:
            return
        is_wide = fresh[:2] in (b"\xff\xfe", b"\xfe\xff")
        if self._seen == 0 and (is_wide or b"\0" in fresh[:4096]):
            self._plain = False  # UTF-16 and binary: a newline is not one byte
        self._newlines += fresh.count(b"\n")
        self._last = fresh[-1:]
        self._seen += len(fresh)

    @property
    def lines(self) -> int | None:
        if not self._plain or self._seen != self._size:
            return None
        return self._newlines + (self._last not in (b"\n", b""))


def _is_office(source: Source) -> bool:
    """Word, Excel, OpenDocument and EPUB files are zips, but one thing to the person."""
    head = source.head(128)
    return b"[Content_Types].xml" in head or b"mimetypeapplication/" in head
