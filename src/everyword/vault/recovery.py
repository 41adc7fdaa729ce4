"""Putting right what a crash left, when a case is opened for writing. Nothing sealed is deleted.

Leftovers in tmp/ were never acknowledged and go. A torn tail of the journal is cut at the last good
frame (only a tail: anything else was refused before). What a killed writer wrote and did not flush
is flushed. Objects no frame stands for are handed back to be adopted; one that does not open or
does not match its own leaf is named and left where it is.
"""

import os
from pathlib import Path

from msgspec import Struct

from everyword.errors import Damaged
from everyword.vault import objects, storage
from everyword.vault.keys import Keys
from everyword.vault.ledger import Ledger
from everyword.vault.objects import Opened


class Recovered(Struct, frozen=True):
    """Objects to adopt (their streams are closed), and what a person should know."""

    orphans: list[tuple[str, Opened]]
    remarks: list[str]


def recover(folder: Path, keys: Keys, record: Ledger) -> Recovered:
    """Raises StorageFailed."""
    remarks: list[str] = []
    _clear_tmp(folder / "tmp", remarks)
    _settle_journal(folder / "journal", record, remarks)
    storage.sync_folder(folder / "heads")
    if beyond := len(record.records) - record.head_size:
        remarks.append(f"journal: {_count(beyond, 'record')} from after the last signed head")
    there = set(objects.names(folder))
    recorded = {sealed.object for sealed in record.records if sealed.object}
    for name in sorted(recorded - there):
        remarks.append(f"{objects.label(name)}: missing: the journal names it")
    lost = there - recorded
    objects.sync_names(folder, lost)
    orphans: list[tuple[str, Opened]] = []
    for name in sorted(lost):
        try:
            opened = objects.check(folder, name, keys.secret, lambda done: None)
        except Damaged as fault:
            remarks.append(f"{fault.words['path']}: kept, not used: {fault.words['reason']}")
        else:
            orphans.append((name, opened))
            remarks.append(f"{objects.label(name)}: taken up again: it was not in the journal")
    return Recovered(orphans, remarks)


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
    file = storage.append_to(path)
    try:
        if torn:
            storage.truncate(file, record.scan.end)
            remarks.append(f"journal: {_count(torn, 'byte')} of an unfinished record cut off")
        storage.sync(file)
    finally:
        storage.close(file)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
