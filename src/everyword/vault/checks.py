"""Checking a whole case again from the disk: every hash, every seal, every name. Changes nothing.

Damage never stops the check: it becomes a `Check` that is not ok and names the file. What a match
shows is that nothing has changed since it was sealed, not that it is true.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from everyword.errors import Damaged, NoCase
from everyword.vault import beside, known_head, layout
from everyword.vault import keys as case_keys
from everyword.vault.checks_beside import check_beside
from everyword.vault.checks_journal import check_heads, check_journal, notes
from everyword.vault.checks_kept import check_kept
from everyword.vault.checks_names import check_names
from everyword.vault.checks_objects import check_deleted, check_objects, check_unconfirmed
from everyword.vault.checks_outside import check_stamps, check_witnesses
from everyword.vault.checks_said import Check, Nobody, Remark, Stray, Watch, remark
from everyword.vault.clock import Now
from everyword.vault.keys import Keys
from everyword.vault.known_head import Known
from everyword.vault.ledger import Sealed, Wrong
from everyword.vault.storage import open_plain

__all__ = ["Check", "Remark", "Stray", "Watch", "recipient_wrong", "verify", "verify_case"]

NOT_OUR_KEY: Final = (
    "Move recipient.txt elsewhere and keep it; write a new one with this as its only line:  "
    "{recipient}  Then see what may have been sealed to another key meanwhile:  everyword verify"
)


def verify_case(
    folder: Path, typed: str, now: Now, watch: Watch | None = None, known: Known | None = None
) -> list[Check]:
    """Check a case, however damaged, as long as its keys open.

    Raises NoCase, WrongPassphrase, HostileSlot.
    """
    if not (folder / "FORMAT").exists() and not (folder / "slots").is_dir():
        layout.read_case_id(folder)
    return verify(folder, case_keys.unlock(folder, typed), now(), watch, known)


def verify(
    folder: Path,
    keys: Keys,
    now: datetime,
    watch: Watch | None = None,
    known: Known | None = None,
) -> list[Check]:
    """Every check of a case whose keys are known. Never raises on damage.

    `known`: a head that came from outside, to be compared with this folder.
    """
    case_id, checks = _check_format(folder)
    checks += _check_plain(folder, keys)
    record, found = check_journal(folder, keys)
    checks += found
    checks += check_heads(folder, keys, case_id, record)
    if known is not None:
        origin = layout.origin(case_id) if case_id else None
        checks.append(known_head.compare(known, record.hashes, origin, keys.public))
    checks += check_kept(folder, keys.database, record.hashes)
    checks += check_beside(folder, record)
    signed = notes(folder, keys, record.sizes)
    checks += check_witnesses(signed, record.vouched, record.hashes)
    checks += check_stamps(folder, signed, beside.logged(record.vouched))
    checks += check_objects(folder, keys, record, watch or Nobody())
    checks += check_deleted(record)
    checks += check_unconfirmed(record.records)
    checks += check_names(folder)
    checks += _check_clock(record.records, now)
    return checks


def recipient_wrong(folder: Path, keys: Keys) -> list[Wrong]:
    """A changed recipient.txt would have things sealed to somebody else while locked."""
    remedy = NOT_OUR_KEY.format(recipient=keys.recipient)
    try:
        with open_plain(folder / "recipient.txt") as stream:
            text = stream.read(layout.MAX_LINES)
    except OSError as fault:
        return [Wrong("recipient.txt", fault.strerror or str(fault), remedy)]
    if text != layout.recipient_text(keys.recipient):
        return [Wrong("recipient.txt", "it is not the public key of this case", remedy)]
    return []


def _check_format(folder: Path) -> tuple[str | None, list[Check]]:
    try:
        case_id = layout.read_case_id(folder)
    except NoCase:
        return None, [Check("FORMAT", False, "it is missing")]
    except Damaged as fault:
        return None, [Check("FORMAT", False, fault.words["reason"])]
    return case_id, [Check("FORMAT", True, f"format 1, case {case_id}")]


def _check_plain(folder: Path, keys: Keys) -> list[Check]:
    wrong = recipient_wrong(folder, keys)
    found = [Check(each.path, False, each.reason) for each in wrong] or [
        Check("recipient.txt", True, "the public key of this case")
    ]
    try:
        with open_plain(folder / "lock") as stream:
            is_empty = not stream.read(1)
        found.append(Check("lock", is_empty, "there" if is_empty else "it is not empty"))
    except OSError as fault:
        found.append(Check("lock", False, fault.strerror or str(fault)))
    return found


def _check_clock(records: Sequence[Sealed], now: datetime) -> list[Check]:
    """A word on the local clock, never a finding: nobody vouches for it."""
    times = sorted(sealed.leaf.seen for sealed in records if sealed.leaf_text)
    if not times:
        return []
    said = f"local times from {times[0]} to {times[-1]}, as this computer's clock had them"
    newest = datetime.fromisoformat(times[-1][:19]).replace(tzinfo=UTC)
    if newest > now + timedelta(minutes=2):
        said += "; the newest is later than its clock now"
    return [remark("clock", said)]
