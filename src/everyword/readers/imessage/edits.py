"""Edits and unsent parts of a message, from its `message_summary_info` (a binary property list).

`ec` has for each part, by its number, every text it had, oldest first, each with its time (`d`,
seconds since 2001 UTC) and an archived text (`t`); `rp` lists the parts that were unsent.
"""

import math
import plistlib

from msgspec import Struct

from everyword.readers.imessage.typedstream import BadTypedstream, text_of

LARGEST = 4 << 20


class Earlier(Struct, frozen=True, gc=False):
    """A text that a part of a message had before it was edited. `seconds` since 2001 UTC."""

    part: str
    text: str
    seconds: int | None


class Edits(Struct, frozen=True, gc=False):
    """`faults` in plain words; `unsent` the numbers of the parts that were taken back."""

    earlier: tuple[Earlier, ...]
    edited: bool
    unsent: tuple[str, ...]
    faults: tuple[str, ...]


NO_EDITS = Edits((), False, (), ())


def edits_of(data: object) -> Edits:
    """Never raises: what cannot be read is a fault."""
    if not isinstance(data, bytes) or not data:
        return NO_EDITS
    if len(data) > LARGEST or not data.startswith(b"bplist00"):
        return Edits((), False, (), ("its record of edits cannot be read",))
    if b"ec" not in data and b"rp" not in data:
        return NO_EDITS  # nearly always: it is about something else
    try:
        found = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
    except Exception:  # plistlib raises what its bytes make it raise: all mean the same
        return Edits((), False, (), ("its record of edits cannot be read",))
    if not isinstance(found, dict):
        return NO_EDITS
    texts, unsent = found.get("ec"), found.get("rp")
    earlier: list[Earlier] = []
    faults: list[str] = []
    for part, versions in texts.items() if isinstance(texts, dict) else ():
        for version in versions[:-1] if isinstance(versions, list) else ():
            text = _text(version)
            if text is None:
                faults.append(f"an earlier text of part {str(part)[:10]} cannot be read")
            else:
                earlier.append(Earlier(str(part), text, _seconds(version.get("d"))))
    parts = tuple(str(part) for part in unsent) if isinstance(unsent, list) else ()
    return Edits(tuple(earlier), bool(texts), parts, tuple(faults))


def _text(version: object) -> str | None:
    data = version.get("t") if isinstance(version, dict) else None
    if not isinstance(data, bytes):
        return None
    try:
        return text_of(data)
    except BadTypedstream:
        return None


def _seconds(value: object) -> int | None:
    if isinstance(value, int | float) and math.isfinite(value) and 0 < value < 8e9:
        return int(value)
    return None
