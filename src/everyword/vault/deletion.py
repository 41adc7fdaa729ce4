"""Deleting on purpose: the content goes, its hash in the tree stays, and a leaf says so.

The `delete` leaf comes first, under a signed head: from then on the deletion is decided, and a
writer that was cut off half-way finishes it at the next opening. Then the objects are removed and
their frames redacted. So no object ever lies there that the journal does not know.
"""

from collections.abc import Sequence
from pathlib import Path

from everyword.vault import adopted, ledger, objects, storage
from everyword.vault.leaf import leaf_hash
from everyword.vault.ledger import Ledger, Sealed


def targets(records: Sequence[Sealed], key: str) -> list[Sealed]:
    """The leaves to delete for this key: that of a file, or a recording's and all its slices'.

    All: also what was sent twice, out of place, after the end, and the stop mark. A slice that
    stayed would be made a recording again. The recording's own leaf comes last: if the journal is
    cut off between, the recording is still there, can be deleted again, and is not begun anew.
    """
    found = [each for each in records if each.key == key and each.leaf_text]
    recs = {each.leaf.get("rec") for each in found if each.leaf.kind == "recording"}
    if not recs:
        return found
    every = [each for each in records if each.leaf_text and each.leaf.get("rec") in recs]
    return sorted(every, key=lambda each: each.leaf.kind == "recording")


def named(target: Sealed) -> list[str]:
    """The leaf hashes a `delete` leaf is to name: also the own one of what was taken up again."""
    own = target.leaf.get("of") if target.leaf.kind == "recover" else None
    return [leaf_hash(target.leaf_text).hex(), *([own] if own else [])]


def pending(records: Sequence[Sealed]) -> list[Sealed]:
    """What a `delete` leaf names and what is still whole."""
    gone = adopted.deleted(records)
    if not gone:
        return []
    return [each for each in records if each.leaf_text and leaf_hash(each.leaf_text).hex() in gone]


def finish(folder: Path, recipient: str, record: Ledger, wanted: Sequence[Sealed]) -> None:
    """Remove the objects, then redact the frames; `record` follows. Raises StorageFailed.

    What was kept of a cut journal goes as well.
    """
    parts = set()
    for each in wanted:
        if each.object and objects.path_of(folder, each.object).exists():
            storage.remove(objects.path_of(folder, each.object))
            parts.add(each.object)
    objects.sync_names(folder, parts)
    for path in folder.glob("journal.cut-*"):
        storage.remove(path)  # the leaf to be deleted may stand in it
    ledger.rewrite_redacted(
        folder, recipient, {each.index: record.hashes[each.index] for each in wanted}, record
    )
