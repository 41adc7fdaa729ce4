"""The record of a case checked: the frames of the journal, and the heads signed over them."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from everyword.vault import heads, layout, ledger, objects
from everyword.vault.checks_said import Check, remark
from everyword.vault.keys import Keys
from everyword.vault.ledger import Sealed, Wrong, record_of
from everyword.vault.words import fingerprint

BEYOND = (
    "good records stand behind a damaged place; they are kept aside when the case is next opened "
    "for writing"
)
SHOWN = 20
"""Of one sort of finding, so many are named one by one."""


class Record(Struct, frozen=True):
    """The leaves that opened. `signed` is how many of them the newest head names."""

    records: Sequence[Sealed]
    hashes: Sequence[bytes]
    sizes: Sequence[int]
    """The heads there were before the journal was read."""
    signed: int
    is_whole: bool
    vouched: Sequence[Sealed]
    """Those under a signed head, and those after it that carry our mark."""


def check_journal(folder: Path, keys: Keys) -> tuple[Record, list[Check]]:
    """The leaves up to the first wrong place, and what was found."""
    # Before the journal: a writer beside us makes the journal durable first, then the head.
    sizes = layout.head_sizes(folder)
    wrong: list[Wrong] = []
    entries, scan = ledger.read_journal(folder, keys, wrong)
    records = [record_of(index, entry) for index, entry in enumerate(entries)]
    hashes = [entry.leaf_hash for entry in entries]
    signed = min(max(sizes, default=0), len(records))
    found = [Check(each.path, False, each.reason) for each in wrong]
    if not wrong and scan.beyond is not None:
        found.append(Check("journal", False, BEYOND))
    elif not wrong and scan.end < scan.length:
        said = (
            f"its last {scan.length - scan.end:,} bytes are an unfinished record; what it was to "
            "say is not in the journal, and is taken up again when the case is next written to"
        )
        # What a kill leaves is no damage; a tail that a head was signed over is found by the heads.
        found.append(remark("journal", said))
    found += _check_names_twice(records)
    after = records[signed:]
    is_own = ledger.Own(keys, hashes[:signed])
    ours = [each for each in after if is_own(entries[each.index])]
    found += _check_after(after, ours, signed)
    if all(check.ok for check in found):
        said = f"{len(records)} of {len(records)} records open and have their right form"
        found.insert(0, Check("journal", True, said))
    return Record(records, hashes, sizes, signed, not wrong, [*records[:signed], *ours]), found


def check_heads(folder: Path, keys: Keys, case_id: str | None, record: Record) -> list[Check]:
    """Every head is signed by the case, and is one of the first so many leaves."""
    sizes, hashes = record.sizes, record.hashes
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
        words = fingerprint(roots[sizes[-1]])
        said = (
            f"{len(sizes)} of {len(sizes)} heads are signed and fit the journal; "
            f"the newest is {sizes[-1]} {words}"
        )
        found.append(Check("heads", True, said))
    return found


def notes(folder: Path, keys: Keys, sizes: Sequence[int]) -> dict[int, bytes]:
    """The heads that carry our signature, by their size."""
    found = {}
    for size in sizes:
        try:
            note = ledger.read_head(folder, size)
            heads.verify(note, keys.public)
        except (OSError, heads.BadNote):
            continue
        found[size] = note
    return found


def _check_names_twice(records: Sequence[Sealed]) -> list[Check]:
    found: list[Check] = []
    seen: set[str] = set()
    for sealed in records:
        if sealed.object and sealed.object in seen:
            said = f"two records name {objects.label(sealed.object)}"
            found.append(Check("journal", False, said))
        seen.add(sealed.object or "")
    return found


def _check_after(after: Sequence[Sealed], ours: Sequence[Sealed], signed: int) -> list[Check]:
    """Anybody who can read recipient.txt can make a frame; ours carry a mark only we can make."""
    known = {each.index for each in ours}
    # An emptied one has nothing left to be marked; whether it was to be emptied is asked elsewhere.
    strange = [each.index for each in after if each.leaf_text and each.index not in known]
    found = [
        Check(
            "journal",
            False,
            f"record {index} comes after the last signed head and does not carry this case's "
            "mark, or is there twice: somebody without the keys may have put it there",
        )
        for index in strange[:SHOWN]
    ]
    if len(strange) > SHOWN:
        found.append(Check("journal", False, f"{len(strange) - SHOWN} more records like these"))
    if ours:
        said = (
            f"{len(ours)} of its records came after the head of {signed} records, which is the "
            "last that is signed; the next head will cover them"
        )
        found.append(remark("journal", said))
    return found
