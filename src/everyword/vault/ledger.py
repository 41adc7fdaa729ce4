"""The record of a case as it stands on the disk: the leaves in their order, under a signed head.

Reading only. The newest head is read before the journal, because a writer makes the journal durable
first: so a reader beside a writer never sees a head that the journal does not reach.
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from everyword.errors import Damaged
from everyword.vault import heads, journal, layout, marks, opened, storage, tree
from everyword.vault.heads import BadNote
from everyword.vault.journal import BadFrame, Entry, Opener, Scan
from everyword.vault.keys import Keys
from everyword.vault.opened import Opened, Prefix, Sealed, record_of
from everyword.vault.storage import open_plain

__all__ = ["Entry", "Ledger", "Prefix", "Scan", "Sealed", "Wrong", "record_of"]

NOT_A_HEAD: Final = (
    "Look for {path} in another copy of the folder and put that one here. If no copy has it, this "
    "file is none of ours: move it out of heads/, keep it, and look:  everyword verify"
)
NO_FRAMES: Final = Scan([], 0, 0, None)
_BATCH: Final = 1 << 20


class Wrong(Struct, frozen=True):
    """Something sealed that does not match its record; `remedy` where one can be named."""

    path: str
    reason: str
    remedy: str = Damaged.USUAL


class Ledger(Struct):
    """Leaves up to the first wrong place, if there is one; `head` is the newest note.

    `prefix` is what of the journal the first records were opened from; for so many frames as are
    `kept` they need not be opened one by one another time.
    """

    records: list[Sealed]
    hashes: list[bytes]
    scan: Scan
    head: bytes
    head_size: int
    wrong: list[Wrong]
    prefix: Prefix
    kept: int

    def wrote(self, frames: Iterable[bytes]) -> None:
        """These frames of the next records are at the end of the journal now."""
        for frame in frames:
            self.prefix.add(frame)


def read(folder: Path, keys: Keys, case_id: str) -> Ledger:
    """Never raises on damage: it is listed in `wrong`. What was kept open is not opened again."""
    wrong: list[Wrong] = []
    head_size, head = _newest_head(folder, wrong)
    found, scan, kept = _read_opened(folder, keys, wrong, head_size)
    records, hashes = found.records, found.hashes
    if head and not wrong:
        root = tree.root(hashes[:head_size])
        if reason := why_not(head, head_size, keys.public, case_id, len(hashes), root):
            wrong.append(reason)
    return Ledger(records, hashes, scan, head, head_size, wrong, found.prefix, kept)


def read_journal(folder: Path, keys: Keys, wrong: list[Wrong]) -> tuple[list[Entry], Scan]:
    """Every frame opened, up to the first wrong place, which is added to `wrong`."""
    entries: list[Entry] = []
    signed = max(layout.head_sizes(folder), default=0)
    try:
        with open_plain(folder / "journal") as stream:
            return entries, _open_frames(stream, keys, Prefix(), wrong, entries.append, signed)
    except OSError as fault:
        wrong.append(Wrong("journal", fault.strerror or str(fault)))
        return [], NO_FRAMES


def uncached(record: Ledger) -> int:
    """How many frames the next opening would have to open one by one."""
    return len(record.prefix.lengths) - record.kept


def keep_opened(folder: Path, keys: Keys, record: Ledger) -> None:
    """Keep what was opened for the next opening; nothing of a damaged case. Raises StorageFailed.

    Only for frames that were opened or written here, under the hash of those very bytes: what has
    changed on the disk since is found by that.
    """
    if not record.wrong:
        opened.keep(folder, keys, Opened(record.records, record.hashes, record.prefix))
        record.kept = len(record.prefix.lengths)


def forget_opened(folder: Path) -> None:
    """Nothing of the journal is kept open any more. Raises StorageFailed."""
    opened.forget(folder)


def rewrite_redacted(
    folder: Path, recipient: str, gone: Mapping[int, bytes], record: Ledger | None = None
) -> None:
    """Put a redacted frame, with this leaf hash, in the place of each of these; durable on return.

    What was kept open is forgotten first. `record` follows; without it, nothing is to be kept of
    it any more. Raises StorageFailed, and Damaged when the journal is not what was opened.
    """
    if not gone:
        return
    forget_opened(folder)
    known = record.prefix if record else Prefix()
    try:
        with (
            open_plain(folder / "journal") as stream,
            storage.written_anew(folder / "tmp", folder / "journal") as file,
        ):
            now = _copy_redacted(stream, file, recipient, gone, known)
    except OSError as fault:
        raise Damaged(path="journal", reason=fault.strerror or str(fault)) from None
    if record:
        record.prefix, record.kept = now, 0
        for index, each in gone.items():
            record.records[index] = record_of(index, Entry(None, None, b"", None, each))


def read_head(folder: Path, size: int) -> bytes:
    """Raises OSError."""
    with open_plain(layout.head_path(folder, size)) as stream:
        return stream.read(heads.MAX_NOTE + 1)


def why_not(
    note: bytes, size: int, public: bytes, case_id: str, leaves: int, root: bytes
) -> Wrong | None:
    """What is wrong with the head of this size; `root` is that of the first `size` leaves."""
    path = f"heads/{size}.note"
    remedy = NOT_A_HEAD.format(path=path)
    try:
        head = heads.verify(note, public)
    except BadNote as fault:
        return Wrong(path, str(fault), remedy)
    if head.origin != layout.origin(case_id):
        return Wrong(path, "it is the head of another case than FORMAT names", remedy)
    if head.size != size:
        return Wrong(path, f"it is the head of {head.size} records, not of {size}", remedy)
    if leaves < size:
        reason = f"it has {leaves} good records, but {size} were signed for in {path}"
        return Wrong("journal", reason)
    if head.root != root:
        return Wrong("journal", f"its records do not give the root signed in {path}")
    return None


def roots(sizes: Iterable[int], hashes: Sequence[bytes]) -> dict[int, bytes]:
    """The roots of the first so many leaves, all in one pass over them."""
    wanted = sorted(size for size in set(sizes) if size <= len(hashes))
    found: dict[int, bytes] = {}
    peaks: list[tuple[int, bytes]] = []
    done = 0
    for size in wanted:
        for leaf in hashes[done:size]:
            width, node = 1, leaf
            while peaks and peaks[-1][0] == width:
                node = tree.node_hash(peaks.pop()[1], node)
                width *= 2
            peaks.append((width, node))
        done = size
        found[size] = _fold(peaks)
    return found


def _fold(peaks: list[tuple[int, bytes]]) -> bytes:
    if not peaks:
        return tree.EMPTY_ROOT
    node = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        node = tree.node_hash(left, node)
    return node


def _newest_head(folder: Path, wrong: list[Wrong]) -> tuple[int, bytes]:
    sizes = layout.head_sizes(folder)
    if not sizes:
        wrong.append(Wrong("heads", "there is no signed head"))
        return 0, b""
    try:
        return sizes[-1], read_head(folder, sizes[-1])
    except OSError as fault:
        wrong.append(Wrong(f"heads/{sizes[-1]}.note", fault.strerror or str(fault)))
        return sizes[-1], b""


def _read_opened(
    folder: Path, keys: Keys, wrong: list[Wrong], signed: int
) -> tuple[Opened, Scan, int]:
    try:
        with open_plain(folder / "journal") as stream:
            found = opened.load(folder, keys, stream)
            kept = len(found.prefix.lengths)

            def take(entry: Entry) -> None:
                found.records.append(record_of(len(found.records), entry))
                found.hashes.append(entry.leaf_hash)

            accepts = Own(keys, found.hashes)
            scan = _open_frames(stream, keys, found.prefix, wrong, take, signed, accepts)
            return found, scan, kept
    except OSError as fault:
        wrong.append(Wrong("journal", fault.strerror or str(fault)))
        return Opened([], [], Prefix()), NO_FRAMES, 0


def _open_frames(
    stream: BinaryIO,
    keys: Keys,
    prefix: Prefix,
    wrong: list[Wrong],
    take: Callable[[Entry], None],
    signed: int,
    accepts: Callable[[Entry], bool] = lambda entry: True,
) -> Scan:
    """Open what follows the prefix, which grows with it as far as nothing is wrong.

    After the frames a head was signed over, a good one behind a bad one is a torn tail as well:
    many frames go in one write, and of those the pages reach the disk in any order. And there
    anybody could have put a frame: the first that is not accepted ends the journal.
    """
    opener = Opener(keys.secret)
    # A writer may be adding to it: what comes after this moment is not looked at.
    length = os.fstat(stream.fileno()).st_size
    offsets, end, is_whole = prefix.offsets(), prefix.end, True
    beyond: int | None = None
    for frame in journal.walk(stream, length - end):
        if is_whole:
            try:
                entry = opener.open(frame[journal.HEAD.size :])
                if len(offsets) >= signed and not accepts(entry):
                    beyond = end
                    break
                take(entry)
                prefix.add(frame)
            except BadFrame as fault:
                wrong.append(Wrong("journal", f"record {len(offsets)} (byte {end}): {fault}"))
                is_whole = False
        offsets.append(end)
        end += len(frame)
    if beyond is None:
        beyond = journal.find_beyond(stream, end, length)
    scan = Scan(offsets, end, length, beyond)
    if is_whole and scan.beyond is not None and len(offsets) < signed:
        wrong.append(Wrong("journal", _gap(scan)))
    return scan


class Own:
    """Is a frame behind the newest head one that this case wrote, and only once?

    It carries our mark, and its leaf is not in the tree yet: a frame can be copied by anybody.
    """

    def __init__(self, keys: Keys, hashes: list[bytes]) -> None:
        self._key, self._hashes = marks.mark_key(keys.seed), hashes
        self._seen: set[bytes] | None = None

    def __call__(self, entry: Entry) -> bool:
        if self._seen is None:
            self._seen = set(self._hashes)
        is_new = entry.leaf_hash not in self._seen
        self._seen.add(entry.leaf_hash)
        return is_new and entry.leaf is not None and marks.is_ours(self._key, entry.leaf)


def _copy_redacted(
    stream: BinaryIO, file: int, recipient: str, gone: Mapping[int, bytes], known: Prefix
) -> Prefix:
    """The prefix of the new journal, for as many frames as are known of the old one."""
    length, end, redacted = os.fstat(stream.fileno()).st_size, 0, 0
    old, new = Prefix(), Prefix()
    batch = bytearray()
    for number, frame in enumerate(journal.walk(stream, length)):
        kept = frame
        if number in gone:
            kept = journal.seal_redacted(recipient, gone[number])
            redacted += 1
        if number < len(known.lengths):
            old.add(frame)
            new.add(kept)
        end += len(frame)
        batch += kept
        if len(batch) >= _BATCH:
            storage.write(file, batch)
            batch = bytearray()
    storage.write(file, batch)
    if end < length or redacted < len(gone):
        raise Damaged(path="journal", reason=f"it is whole only up to byte {end:,}")
    if old.digest() != known.digest():
        raise Damaged(path="journal", reason="it was changed while the case was open")
    return new


def _gap(scan: Scan) -> str:
    return (
        f"good records up to byte {scan.end:,}, then something else, "
        f"then records again from byte {scan.beyond:,} on"
    )
