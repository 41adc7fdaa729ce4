"""The files beside the objects: slots, snapshots of the work, time from outside.

Each is logged by a leaf without object whose name is its path in the case folder, with the hash of
the file's own bytes. The newest leaf of a name counts. So a slot put there by somebody, or an
older snapshot put back, shows.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from everyword.errors import Damaged
from everyword.vault import layout
from everyword.vault.ledger import Sealed
from everyword.vault.storage import open_plain

MAX_BESIDE: Final = 1 << 30
KINDS: Final = frozenset({"note", "share"})


def is_logged(sealed: Sealed) -> bool:
    """Does this leaf speak of a file beside the objects?"""
    leaf = sealed.leaf
    return leaf.kind in KINDS and sealed.object is None and layout.is_beside(leaf.name or "")


def logged(records: Iterable[Sealed]) -> dict[str, Sealed]:
    """The newest leaf of each path; of what was taken away on purpose there is none."""
    found: dict[str, Sealed] = {}
    for sealed in records:
        add(found, sealed)
    return found


def add(found: dict[str, Sealed], sealed: Sealed) -> None:
    """Take one more leaf into what `logged` gave."""
    if not is_logged(sealed):
        return
    if sealed.leaf.sha256 is None:
        found.pop(sealed.leaf.name or "", None)
    else:
        found[sealed.leaf.name or ""] = sealed


def read(folder: Path, relative: str, sealed: Sealed | None) -> bytes:
    """The file, as it was logged. Raises Damaged."""
    try:
        with open_plain(folder / relative) as stream:
            data = stream.read(MAX_BESIDE)
    except OSError as fault:
        raise Damaged(path=relative, reason=fault.strerror or str(fault)) from None
    if sealed is None:
        raise Damaged(path=relative, reason="it is not in the journal")
    if hashlib.sha256(data).hexdigest() != sealed.leaf.sha256:
        raise Damaged(path=relative, reason="it is not the file the journal names")
    return data
