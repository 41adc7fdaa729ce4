"""Putting right what a crash left, when a case is opened for writing. Nothing sealed is deleted.

Leftovers in tmp/ were never acknowledged and go. A torn tail of the journal is cut at the last good
frame (only a tail: anything else was refused before). What a killed writer wrote and did not flush
is flushed. Objects no frame stands for are handed back to be adopted, in the order of their times;
one that does not open, does not match its own leaf, or is a copy of what is in the journal, is
named and left where it is. What the person had deleted and is there again is removed.
"""

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from everyword.errors import Damaged
from everyword.vault import adopted, beside, deletion, marks, objects, storage
from everyword.vault.keys import Keys
from everyword.vault.leaf import BadLeaf, Leaf, encode, leaf_hash
from everyword.vault.ledger import Ledger, Sealed, Wrong


class Orphan(Struct, frozen=True):
    """An object to adopt. `is_ours`: it carries the mark that only an unlocked case can make."""

    object: str
    leaf: Leaf
    own: str
    cipher_sha256: str
    is_ours: bool


class Recovered(Struct, frozen=True):
    """Objects to adopt in this order, and what a person should know."""

    orphans: list[Orphan]
    remarks: list[str]


def recover(folder: Path, keys: Keys, record: Ledger) -> Recovered:
    """Raises StorageFailed."""
    remarks: list[str] = []
    _clear_tmp(folder / "tmp", remarks)
    _settle_journal(folder / "journal", record, remarks)
    storage.sync_folder(folder / "heads")
    storage.sync_folder(folder)  # a journal that took the place of another, before a kill
    if beyond := len(record.records) - record.head_size:
        remarks.append(f"journal: {_count(beyond, 'record')} from after the last signed head")
    there = set(objects.names(folder))
    recorded = {sealed.object for sealed in record.records if sealed.object}
    leaving = {each.object for each in deletion.pending(record.records)}
    for name in sorted(recorded - there - leaving):
        remarks.append(f"{objects.label(name)}: missing: the journal names it")
    lost = there - recorded
    objects.sync_names(folder, lost)
    return Recovered(_adopt(folder, keys, record, lost, remarks), remarks)


def said_of(
    orphan: Orphan,
) -> tuple[str | None, str | None, int | None, tuple[tuple[str, str], ...]]:
    """Name, hash, size and keys of the leaf an object is adopted with."""
    leaf = orphan.leaf
    extra = [("of", orphan.own), ("was", leaf.kind)]
    extra += [(key, value) for key in ("rec", "seq") if (value := leaf.get(key))]
    if leaf.get("locked") or not orphan.is_ours:
        extra.append(("locked", "1"))
    return leaf.name, leaf.sha256, leaf.size, tuple(extra)


def _adopt(
    folder: Path, keys: Keys, record: Ledger, lost: set[str], remarks: list[str]
) -> list[Orphan]:
    known = {each.hex() for each in record.hashes}
    known |= {str(each.leaf.get("of")) for each in record.records if each.leaf.kind == "recover"}
    gone = adopted.deleted(record.records)
    key = marks.mark_key(keys.seed)
    found: list[Orphan] = []
    for name in sorted(lost):
        label = objects.label(name)
        try:
            opened, cipher = objects.check_whole(folder, name, keys.secret, lambda done: None)
        except Damaged as fault:
            remarks.append(f"{fault.words['path']}: kept, not used: {fault.words['reason']}")
            continue
        own = leaf_hash(opened.leaf_text).hex()
        if own in gone:
            storage.remove(objects.path_of(folder, name))
            remarks.append(f"{label}: removed again: it was deleted before")
        elif own in known:
            remarks.append(f"{label}: kept, not used: it is a copy of what the journal has")
        else:
            known.add(own)
            orphan = Orphan(name, opened.leaf, own, cipher, marks.is_ours(key, opened.leaf))
            if not _can_be_adopted(orphan):
                remarks.append(f"{label}: kept, not used: its leaf is of no kind that has content")
                continue
            found.append(orphan)
            if orphan.is_ours and not orphan.leaf.get("locked"):
                remarks.append(f"{label}: taken up again: it was not in the journal")
    locked = sum(1 for each in found if each.leaf.get("locked") or not each.is_ours)
    if locked:
        remarks.append(
            f"{_count(locked, 'thing')} kept while the case was locked, or put there by somebody: "
            "say whether they are yours:  everyword confirm"
        )
    return sorted(found, key=_when)


def _can_be_adopted(orphan: Orphan) -> bool:
    """A leaf somebody made may be of any kind, and as long as a leaf can be."""
    name, sha256, size, extra = said_of(orphan)
    try:
        encode(Leaf("0" * 64, "recover", sha256, size, name, orphan.leaf.seen, extra))
    except BadLeaf:
        return False
    return True


def _when(orphan: Orphan) -> tuple[str, str, int, str]:
    leaf = orphan.leaf
    return leaf.seen, leaf.get("rec") or "", int(leaf.get("seq") or 0), orphan.object


def _clear_tmp(tmp: Path, remarks: list[str]) -> None:
    if not os.path.lexists(tmp):
        storage.make_folder(tmp)
    for path in sorted(tmp.iterdir()):
        if path.is_dir() and not path.is_symlink():
            remarks.append(f"tmp/{path.name}: a folder that is not ours, left alone")
        else:
            storage.remove(path)


def _settle_journal(path: Path, record: Ledger, remarks: list[str]) -> None:
    torn = record.scan.length - record.scan.end
    if record.scan.beyond is not None:
        kept = _keep_aside(path, record.scan.end)
        remarks.append(
            f"journal: {_count(torn, 'byte')} after the last signed head are not this case's own, "
            f"or were torn; they are kept in {kept} and not used"
        )
    file = storage.append_to(path)
    try:
        if torn:
            storage.truncate(file, record.scan.end)
        if torn and record.scan.beyond is None:
            remarks.append(f"journal: {_count(torn, 'byte')} of an unfinished record cut off")
        storage.sync(file)
    finally:
        storage.close(file)


def waiting(folder: Path, record: Ledger) -> list[str]:
    """For somebody who only reads: what the next opening for writing would look at."""
    remarks: list[str] = []
    if record.scan.beyond is not None and not record.wrong:
        remarks.append("journal: what stands after the last signed head was left out: see verify")
    recorded = {sealed.object for sealed in record.records if sealed.object}
    if count := sum(1 for name in objects.names(folder) if name not in recorded):
        remarks.append(
            f"{_count(count, 'thing')} kept and not taken up yet (if no other program is adding "
            "just now):  everyword confirm"
        )
    return remarks


def _keep_aside(journal: Path, start: int) -> str:
    """The bytes from here on, durable under a name of their own before they are cut off."""
    name = f"journal.cut-{secrets.token_hex(4)}"
    target = journal.parent / name
    with (
        storage.open_plain(journal) as stream,
        storage.written_anew(journal.parent / "tmp", target) as file,
    ):
        stream.seek(start)
        while block := stream.read(1 << 20):
            storage.write(file, block)
    return name


def without_object(records: Iterable[Sealed]) -> list[Wrong]:
    """Leaves whose content must lie in an object, and whose frame names none."""
    return [
        Wrong("journal", f"record {each.index} is of kind {each.leaf.kind} and names no object")
        for each in records
        if each.leaf_text and not each.object and _has_content(each)
    ]


def _has_content(sealed: Sealed) -> bool:
    if sealed.leaf.kind == "note":
        return not beside.is_logged(sealed)
    return sealed.leaf.kind in ("file", "chunk", "derived", "recover")


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
