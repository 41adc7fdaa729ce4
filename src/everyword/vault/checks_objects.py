"""The sealed files of a case checked: objects, recordings, what was deleted or not confirmed."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from everyword.errors import Damaged
from everyword.vault import adopted, objects, recordings, recovery
from everyword.vault.checks_journal import Record
from everyword.vault.checks_said import Check, Watch, remark
from everyword.vault.keys import Keys
from everyword.vault.leaf import leaf_hash
from everyword.vault.ledger import Sealed
from everyword.vault.objects import Opened
from everyword.vault.recordings import Slice


def check_objects(folder: Path, keys: Keys, record: Record, watch: Watch) -> list[Check]:
    """Every object the journal names, every other that is there, every recording."""
    recorded = {sealed.object: sealed for sealed in record.records if sealed.object}
    gone = adopted.deleted(record.records[: record.signed])
    ended = [each for each in record.records if each.leaf.kind == "recording"]
    there = set(objects.names(folder))
    sizes = [sealed.leaf.size or 0 for sealed in (*recorded.values(), *ended)]
    watch.begin("objects", sum(sizes))
    slices: dict[str, Slice] = {}
    found = [
        Check(each.path, False, each.reason) for each in recovery.without_object(record.records)
    ]
    matching = 0
    for name, sealed in recorded.items():
        if _is_named(sealed, gone):
            found.append(_being_deleted(sealed))
            if name not in there:
                continue
        try:
            opened = check_object(folder, keys, sealed, name, watch)
            if opened.leaf.kind == "chunk":
                slices[name] = recordings.slice_from(name, opened.leaf, opened.leaf_text)
            matching += 1
        except Damaged as fault:
            found.append(Check(objects.label(name), False, fault.words["reason"]))
    for name in sorted(there - recorded.keys()):
        found.append(_orphan(folder, keys, name, record, gone, watch))
    if all(check.ok for check in found):
        said = f"{matching} of {matching} objects open and their hashes match"
        found.append(Check("objects", True, said))
    return found + _check_recordings(folder, keys, record.records, gone, slices, watch)


def check_object(folder: Path, keys: Keys, sealed: Sealed, name: str, watch: Watch) -> Opened:
    """The object is the file that was written, and holds what its record says. Raises Damaged."""
    label = objects.label(name)
    opened, cipher = objects.check_whole(folder, name, keys.secret, watch.advance)
    if cipher != sealed.cipher_sha256:
        raise Damaged(path=label, reason="the file is not the one the journal names")
    if (opened.leaf.sha256, opened.leaf.size) != (sealed.leaf.sha256, sealed.leaf.size):
        raise Damaged(path=label, reason="its bytes are not those the journal names")
    of = sealed.leaf.get("of") if sealed.leaf.kind == "recover" else None
    if opened.leaf_text != sealed.leaf_text and of != leaf_hash(opened.leaf_text).hex():
        raise Damaged(path=label, reason="its leaf is not the one in the journal")
    return opened


def check_deleted(record: Record) -> list[Check]:
    """Every record that was emptied was emptied on purpose, and a signed record says so."""
    gone = adopted.deleted(record.vouched)
    emptied = [each.index for each in record.records if not each.leaf_text]
    found = [
        Check("journal", False, f"record {index} was emptied, and no record says it was deleted")
        for index in emptied
        if record.hashes[index].hex() not in gone
    ]
    if emptied and not found:
        one = len(emptied) == 1
        said = (
            f"{len(emptied)} of {len(record.records)} records {'was' if one else 'were'} deleted "
            f"on purpose, and the journal says so; only {'its hash is' if one else 'hashes are'} "
            "left"
        )
        found.append(remark("deleted", said))
    return found


def check_unconfirmed(records: Sequence[Sealed]) -> list[Check]:
    """What was taken in while the case was locked, and nobody has said whose it is."""
    said = adopted.words_said(records)
    waiting = [
        each for each in adopted.unconfirmed(records) if leaf_hash(each.leaf_text).hex() not in said
    ]
    if not waiting:
        return []
    one = len(waiting) == 1
    what = "1 file" if one else f"{len(waiting)} files"
    return [
        remark(
            "unconfirmed",
            f"{what} came in while the case was locked, or lay in the folder without a record. "
            f"{'It is' if one else 'They are'} not used until you say whether "
            f"{'it is' if one else 'they are'} yours:  everyword confirm",
        )
    ]


def _is_named(sealed: Sealed, gone: Iterable[str]) -> bool:
    return leaf_hash(sealed.leaf_text).hex() in gone


def _being_deleted(sealed: Sealed) -> Check:
    said = (
        "it is being deleted: the journal says so; what is left of it goes when the case is next "
        "written to"
    )
    return remark(objects.label(sealed.object or ""), said)


def _orphan(
    folder: Path, keys: Keys, name: str, record: Record, gone: set[str], watch: Watch
) -> Check:
    """Kept while another program is adding, or before a kill: whole, and not written down yet."""
    label = objects.label(name)
    try:
        opened = objects.check(folder, name, keys.secret, watch.advance)
    except Damaged as fault:
        return Check(label, False, f"it is not in the journal, and {fault.words['reason']}")
    own = leaf_hash(opened.leaf_text)
    if own.hex() in gone or own in _emptied(record):
        said = "what it holds was deleted on purpose, and here it lies again: somebody put it back"
        return Check(label, False, said)
    if not record.is_whole:
        return remark(label, "it opens; the journal is damaged, so it may be named there or not")
    said = "it is not in the journal yet; it opens, and is taken up when the case is written to"
    return remark(label, said)


def _emptied(record: Record) -> set[bytes]:
    return {record.hashes[each.index] for each in record.records if not each.leaf_text}


def _check_recordings(
    folder: Path,
    keys: Keys,
    records: Sequence[Sealed],
    gone: set[str],
    slices: Mapping[str, Slice],
    watch: Watch,
) -> list[Check]:
    """Those that are not being deleted; `slices` are the ones that were found as they should be."""
    ended = [
        each for each in records if each.leaf.kind == "recording" and not _is_named(each, gone)
    ]
    found: list[Check] = []
    for sealed in ended:
        try:
            _check_recording(folder, keys, records, sealed, slices, watch)
        except Damaged as fault:
            found.append(Check(f"recording {sealed.key}", False, fault.words["reason"]))
    if ended and not found:
        said = f"{len(ended)} of {len(ended)} recordings whole, slice after slice"
        found.append(Check("recordings", True, said))
    return found


def _check_recording(
    folder: Path,
    keys: Keys,
    records: Sequence[Sealed],
    sealed: Sealed,
    slices: Mapping[str, Slice],
    watch: Watch,
) -> None:
    """Its slices are there without a gap, each after the one it names, and join to its hash."""

    def slice_of(each: Sealed) -> Slice:
        name = each.object or ""
        if name not in slices:
            raise Damaged(path=objects.label(name), reason="it is not whole")
        return slices[name]

    digest, size = hashlib.sha256(), 0
    for each in recordings.parts(records, sealed, slice_of):
        with objects.open_object(folder, each.object or "", keys.secret).stream as stream:
            while block := stream.read(objects.BLOCK):
                digest.update(block)
                size += len(block)
                watch.advance(len(block))
    if (digest.hexdigest(), size) != (sealed.leaf.sha256, sealed.leaf.size):
        raise Damaged(path="", reason="its slices joined are not what its record names")
