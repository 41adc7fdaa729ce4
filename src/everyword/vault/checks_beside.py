"""The files beside the objects checked: slots, snapshots of the work, time from outside.

Each has a leaf of its own name, and the newest of that name counts. A slot without one was put
there by somebody else, or by a program that was stopped before it wrote it down. Beside a head such
a file is told and is no finding: nothing reads it.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from everyword.errors import HostileSlot
from everyword.vault import beside, layout
from everyword.vault import keys as case_keys
from everyword.vault.agefile import BadAge
from everyword.vault.checks_journal import Record
from everyword.vault.checks_names import is_double
from everyword.vault.checks_said import Check, remark
from everyword.vault.ledger import Sealed
from everyword.vault.storage import open_plain

NOT_LOGGED: Final = (
    "it is not in the journal: put there by somebody, or left by a program that was stopped; "
    "it opens nothing by itself"
)
TAKEN_AWAY: Final = (
    "the journal says it was taken away, and here it lies: put back by somebody, or left by a "
    "program that was stopped"
)
LEFT: Final = (
    "it is not in the journal: left by a stopped program or put there by somebody; it is not used"
)
NOT_USED: Final = "it is not in the journal, and is not used"


def check_beside(folder: Path, record: Record) -> list[Check]:
    """Every file beside the objects that is there, and every one that should be."""
    logged = beside.logged(record.vouched)
    ever = {each.leaf.name or "" for each in record.vouched if beside.is_logged(each)}
    there = (name for name in layout.beside_files(folder) if not is_double(folder, name))
    names = sorted({*there, *logged})
    found: list[Check] = []
    for name in [each for each in names if not each.startswith("work/")]:
        reason = why_not(folder, name, logged.get(name))
        if reason == NOT_LOGGED and name in ever:
            reason = TAKEN_AWAY
        if reason == NOT_LOGGED and record.is_whole and name.startswith("heads/"):
            found.append(remark(name, LEFT))
            continue
        if reason == NOT_LOGGED and not record.is_whole:
            reason = "the journal is damaged, so nobody can say whether it is named there"
        is_slot = name.startswith("slots/")
        found.append(_slot(folder, name, reason) if is_slot else _stamp(name, reason))
    snapshots = [each for each in names if each.startswith("work/")]
    return found + _snapshots(folder, snapshots, logged)


def why_not(folder: Path, name: str, sealed: Sealed | None) -> str | None:
    """Why this file is not the one its leaf names; None when it is."""
    try:
        with open_plain(folder / name) as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return "it is missing: the journal names it"
    except (OSError, ValueError) as fault:
        return getattr(fault, "strerror", None) or str(fault)
    if sealed is None:
        return NOT_LOGGED
    return None if digest == sealed.leaf.sha256 else "it is not the file the journal names"


def _slot(folder: Path, name: str, reason: str | None) -> Check:
    """The header is looked at first: what it asks for is never done here."""
    try:
        said = case_keys.said_of_slot(folder / name)
    except HostileSlot:
        return Check(name, False, "it asks for more than a key file may")
    except (BadAge, OSError, ValueError) as fault:
        said = getattr(fault, "strerror", None) or str(fault)
        return Check(name, False, reason or said)
    if reason is not None:
        return Check(name, False, reason)
    return Check(name, True, f"{said}; it is the file the journal names")


def _stamp(name: str, reason: str | None) -> Check:
    return Check(name, reason is None, reason or "it is the file the journal names")


def _snapshots(folder: Path, names: list[str], logged: Mapping[str, Sealed]) -> list[Check]:
    """Older ones may be gone, because a few are kept; the newest may not."""
    newest = max(
        (each for each in names if each in logged), key=lambda n: logged[n].index, default=""
    )
    found: list[Check] = []
    matching = 0
    for name in names:
        sealed = logged.get(name)
        is_there = (folder / name).is_symlink() or (folder / name).exists()
        if not is_there and name != newest:
            continue
        reason = why_not(folder, name, sealed)
        if reason == NOT_LOGGED:
            found.append(remark(name, NOT_USED))
        elif reason is not None:
            found.append(Check(name, False, reason))
        else:
            matching += 1
    if matching and all(check.ok for check in found):
        said = f"{matching} of {matching} snapshots are the files the journal names"
        found.append(Check("work", True, said))
    return found
