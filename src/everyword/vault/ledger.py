"""The record of a case as it stands on the disk: the leaves in their order, under a signed head.

Reading only. The newest head is read before the journal, because a writer makes the journal durable
first: so a reader beside a writer never sees a head that the journal does not reach.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

from everyword.vault import heads, journal, layout, tree
from everyword.vault.heads import BadNote
from everyword.vault.journal import BadFrame, Entry, Scan
from everyword.vault.keys import Keys
from everyword.vault.leaf import Leaf
from everyword.vault.storage import open_plain

NO_FRAMES: Final = Scan((), (), 0, 0, None)


class Sealed(Struct, frozen=True):
    """One leaf of the case; `index` is its place in the tree, from 0.

    Of a deleted one only its hash is left: its `leaf_text` is empty and its leaf of kind "deleted".
    """

    index: int
    object: str | None
    leaf: Leaf
    leaf_text: bytes
    cipher_sha256: str | None


class Wrong(Struct, frozen=True):
    """Something sealed that does not match its record."""

    path: str
    reason: str


class Ledger(Struct):
    """Leaves up to the first wrong place, if there is one; `head` is the newest note."""

    records: list[Sealed]
    hashes: list[bytes]
    scan: Scan
    head: bytes
    head_size: int
    wrong: list[Wrong]


def read(folder: Path, keys: Keys, case_id: str) -> Ledger:
    """Never raises on damage: it is listed in `wrong`."""
    wrong: list[Wrong] = []
    head_size, head = _newest_head(folder, wrong)
    entries, scan = read_journal(folder, keys, wrong)
    records = [record_of(index, entry) for index, entry in enumerate(entries)]
    hashes = [entry.leaf_hash for entry in entries]
    if head and not wrong:
        root = tree.root(hashes[:head_size])
        if reason := why_not(head, head_size, keys.public, case_id, len(hashes), root):
            wrong.append(reason)
    return Ledger(records, hashes, scan, head, head_size, wrong)


def read_journal(folder: Path, keys: Keys, wrong: list[Wrong]) -> tuple[list[Entry], Scan]:
    """The entries up to the first wrong place, which is added to `wrong`."""
    try:
        with open_plain(folder / "journal") as stream:
            scan = journal.scan(stream.read())
    except OSError as fault:
        wrong.append(Wrong("journal", fault.strerror or str(fault)))
        return [], NO_FRAMES
    entries: list[Entry] = []
    for number, payload in enumerate(scan.payloads):
        try:
            entries.append(journal.open_entry(payload, keys.identity))
        except BadFrame as fault:
            wrong.append(
                Wrong("journal", f"record {number} (byte {scan.offsets[number]}): {fault}")
            )
            return entries, scan
    if scan.beyond is not None:
        wrong.append(Wrong("journal", _gap(scan)))
    return entries, scan


def record_of(index: int, entry: Entry) -> Sealed:
    leaf = entry.leaf or Leaf("", "deleted", None, None, None, "")
    return Sealed(index, entry.object, leaf, entry.leaf_text, entry.cipher_sha256)


def read_head(folder: Path, size: int) -> bytes:
    """Raises OSError."""
    with open_plain(layout.head_path(folder, size)) as stream:
        return stream.read(heads.MAX_NOTE + 1)


def why_not(
    note: bytes, size: int, public: bytes, case_id: str, leaves: int, root: bytes
) -> Wrong | None:
    """What is wrong with the head of this size; `root` is that of the first `size` leaves."""
    path = f"heads/{size}.note"
    try:
        head = heads.verify(note, public)
    except BadNote as fault:
        return Wrong(path, str(fault))
    if head.origin != layout.origin(case_id):
        return Wrong(path, "it is the head of another case than FORMAT names")
    if head.size != size:
        return Wrong(path, f"it is the head of {head.size} records, not of {size}")
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


def _gap(scan: Scan) -> str:
    return (
        f"good records up to byte {scan.end:,}, then something else, "
        f"then a good record again at byte {scan.beyond:,}"
    )
