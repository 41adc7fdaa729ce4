"""Checking a whole case again from the disk: every hash, every seal, every name. Changes nothing.

Damage never stops the check: it becomes a `Check` that is not ok and names the file. What a match
shows is that nothing has changed since it was sealed, not that it is true.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from everyword.errors import Damaged, HostileSlot, NoCase
from everyword.vault import keys as case_keys
from everyword.vault import layout, ledger, objects
from everyword.vault.agefile import BadAge
from everyword.vault.keys import Keys
from everyword.vault.leaf import leaf_hash
from everyword.vault.ledger import Sealed, Wrong, record_of
from everyword.vault.storage import open_plain


class Check(Struct, frozen=True):
    """`name` is the file or part that was checked; `said` the sentence a person reads."""

    name: str
    ok: bool
    said: str


class Watch(Protocol):
    """Who is told how far a long check is, in bytes."""

    def begin(self, what: str, total: int) -> None: ...

    def advance(self, by: int) -> None: ...


class _Nobody:
    def begin(self, what: str, total: int) -> None:
        """Nobody looks."""

    def advance(self, by: int) -> None:
        """Nobody looks."""


def verify(folder: Path, keys: Keys, now: datetime, watch: Watch | None = None) -> list[Check]:
    """Every check of a case whose keys are known. Never raises on damage."""
    case_id, checks = _check_format(folder)
    checks += _check_slots(folder)
    checks += _check_plain(folder, keys)
    records, hashes, found = _check_journal(folder, keys)
    checks += found
    checks += _check_heads(folder, keys, case_id, hashes)
    checks += _check_objects(folder, keys, records, watch or _Nobody())
    checks += _check_names(folder)
    checks += _check_clock(records, now)
    return checks


def recipient_wrong(folder: Path, keys: Keys) -> list[Wrong]:
    """A changed recipient.txt would have things sealed to somebody else while locked."""
    try:
        with open_plain(folder / "recipient.txt") as stream:
            text = stream.read(layout.MAX_LINES)
    except OSError as fault:
        return [Wrong("recipient.txt", fault.strerror or str(fault))]
    if text != layout.recipient_text(keys.recipient):
        return [Wrong("recipient.txt", "it is not the public key of this case")]
    return []


def _check_format(folder: Path) -> tuple[str | None, list[Check]]:
    try:
        case_id = layout.read_case_id(folder)
    except NoCase:
        return None, [Check("FORMAT", False, "it is missing")]
    except Damaged as fault:
        return None, [Check("FORMAT", False, fault.words["reason"])]
    return case_id, [Check("FORMAT", True, f"format 1, case {case_id}")]


def _check_slots(folder: Path) -> list[Check]:
    found: list[Check] = []
    for path in case_keys.slot_files(folder):
        name = f"slots/{path.name}"
        try:
            found.append(Check(name, True, case_keys.said_of_slot(path)))
        except HostileSlot:
            found.append(Check(name, False, "it asks for more than a key file may"))
        except (BadAge, OSError) as fault:
            found.append(Check(name, False, str(fault)))
    return found


def _check_plain(folder: Path, keys: Keys) -> list[Check]:
    wrong = recipient_wrong(folder, keys)
    found = [Check(each.path, False, each.reason) for each in wrong] or [
        Check("recipient.txt", True, "the public key of this case")
    ]
    try:
        open_plain(folder / "lock").close()
        found.append(Check("lock", True, "there"))
    except OSError as fault:
        found.append(Check("lock", False, fault.strerror or str(fault)))
    return found


def _check_journal(folder: Path, keys: Keys) -> tuple[list[Sealed], list[bytes], list[Check]]:
    wrong: list[Wrong] = []
    entries, scan = ledger.read_journal(folder, keys, wrong)
    records = [record_of(index, entry) for index, entry in enumerate(entries)]
    hashes = [entry.leaf_hash for entry in entries]
    found = [Check(each.path, False, each.reason) for each in wrong]
    if not wrong and scan.end < scan.length:
        said = (
            f"its last {scan.length - scan.end:,} bytes are an unfinished record; what it was to "
            "say is not in the journal, and is taken up again when the case is next written to"
        )
        # What a kill leaves is no damage; a tail that a head was signed over is found by the heads.
        found.append(Check("journal", True, said))
    seen: set[str] = set()
    for sealed in records:
        if sealed.object in seen:
            found.append(
                Check("journal", False, f"two records name {objects.label(sealed.object)}")
            )
        if sealed.object:
            seen.add(sealed.object)
    if not found:
        said = f"{len(records)} of {len(records)} records open and their leaves hash"
        found.append(Check("journal", True, said))
    return records, hashes, found


def _check_heads(
    folder: Path, keys: Keys, case_id: str | None, hashes: Sequence[bytes]
) -> list[Check]:
    sizes = layout.head_sizes(folder)
    if not sizes:
        return [Check("heads", False, "there is no signed head")]
    roots = ledger.roots(sizes, hashes)
    found: list[Check] = []
    for size in sizes:
        try:
            note = ledger.read_head(folder, size)
        except OSError as fault:
            found.append(Check(f"heads/{size}.note", False, fault.strerror or str(fault)))
            continue
        wrong = ledger.why_not(
            note, size, keys.public, case_id or "", len(hashes), roots.get(size, b"")
        )
        if wrong:
            found.append(Check(wrong.path, False, wrong.reason))
    if not found:
        said = f"{len(sizes)} of {len(sizes)} heads are signed and fit the journal"
        found.append(Check("heads", True, said))
    return found


def _check_objects(
    folder: Path, keys: Keys, records: Sequence[Sealed], watch: Watch
) -> list[Check]:
    recorded = {sealed.object: sealed for sealed in records if sealed.object}
    there = set(objects.names(folder))
    watch.begin("objects", sum(sealed.leaf.size or 0 for sealed in recorded.values()))
    found: list[Check] = []
    for name, sealed in recorded.items():
        try:
            _check_object(folder, keys, sealed, name, watch)
        except Damaged as fault:
            found.append(Check(objects.label(name), False, fault.words["reason"]))
    for name in sorted(there - recorded.keys()):
        found.append(_orphan(folder, keys, name, watch))
    if all(check.ok for check in found):
        said = f"{len(recorded)} of {len(recorded)} objects open and their hashes match"
        found.append(Check("objects", True, said))
    return found


def _check_object(folder: Path, keys: Keys, sealed: Sealed, name: str, watch: Watch) -> None:
    label = objects.label(name)
    try:
        cipher = objects.cipher_sha256(folder, name)
    except OSError as fault:
        raise Damaged(path=label, reason=fault.strerror or str(fault)) from None
    opened = objects.check(folder, name, keys.secret, watch.advance)
    if cipher != sealed.cipher_sha256:
        raise Damaged(path=label, reason="the file is not the one the journal names")
    if (opened.leaf.sha256, opened.leaf.size) != (sealed.leaf.sha256, sealed.leaf.size):
        raise Damaged(path=label, reason="its bytes are not those the journal names")
    of = sealed.leaf.get("of") if sealed.leaf.kind == "recover" else None
    if opened.leaf_text != sealed.leaf_text and of != leaf_hash(opened.leaf_text).hex():
        raise Damaged(path=label, reason="its leaf is not the one in the journal")


def _orphan(folder: Path, keys: Keys, name: str, watch: Watch) -> Check:
    """Kept while another program is adding, or before a kill: whole, and not written down yet."""
    label = objects.label(name)
    try:
        objects.check(folder, name, keys.secret, watch.advance)
    except Damaged as fault:
        return Check(label, False, f"it is not in the journal, and {fault.words['reason']}")
    said = "it is not in the journal yet; it opens, and is taken up when the case is written to"
    return Check(label, True, said)


def _check_names(folder: Path) -> list[Check]:
    """Everything else in the folder; tmp/ may hold leftovers of a crash."""
    found: list[Check] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        is_folder = path.is_dir() and not path.is_symlink()
        if name.startswith("tmp/") or (is_folder and _is_ours(name)):
            continue
        if is_folder or not layout.is_known(name):
            found.append(Check(name, False, "it does not belong in a case folder"))
        elif not path.is_file() or path.is_symlink():
            found.append(Check(name, False, "it is not a plain file"))
    return found or [Check("folder", True, "nothing in it that does not belong there")]


def _is_ours(name: str) -> bool:
    top, _, part = name.partition("/")
    if not part:
        return top in layout.FOLDERS
    return top == "objects" and len(part) == 2 and not set(part) - set("0123456789abcdef")


def _check_clock(records: Sequence[Sealed], now: datetime) -> list[Check]:
    """A word on the local clock, never a finding: nobody vouches for it."""
    times = sorted(sealed.leaf.seen for sealed in records if sealed.leaf_text)
    if not times:
        return []
    said = f"local times from {times[0]} to {times[-1]}, as this computer's clock had them"
    newest = datetime.fromisoformat(times[-1][:19]).replace(tzinfo=UTC)
    if newest > now + timedelta(minutes=2):
        said += "; the newest is later than its clock now"
    return [Check("clock", True, said)]
