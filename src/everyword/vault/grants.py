"""Who was given what: key holders, witnesses, readers; a list that only grows, read from leaves.

A *witness* is sent a head and cosigns it: 32 bytes, no content. A *key holder* has a slot: with a
copy of the folder it opens everything, without one nothing. A *reader* is given a package.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from everyword.vault.ledger import Sealed

WITNESS: Final = "witness"
HOLDER: Final = "key holder"
REMOVED: Final = " removed"


class Grant(Struct, frozen=True):
    """One entry of the list: `role` as written in the leaf, `to` a public key, `at` local UTC."""

    at: str
    role: str
    name: str | None
    to: str | None


def grants(records: Iterable[Sealed]) -> list[Grant]:
    """Everything ever given to anybody, and taken back, oldest first."""
    found = []
    for sealed in records:
        leaf = sealed.leaf
        role = leaf.get("what")
        if leaf.kind == "export":
            role = "reader" if leaf.get("recipient") else "package"
        if leaf.kind == "export" or (leaf.kind == "share" and role is not None):
            found.append(Grant(leaf.seen, str(role), leaf.name, leaf.get("recipient")))
    return found


def standing(records: Iterable[Sealed], role: str) -> dict[str, str]:
    """Name and public key of everybody who has this role now (WITNESS, HOLDER)."""
    found: dict[str, str] = {}
    for grant in grants(records):
        if grant.role == role and grant.name and grant.to:
            found[grant.name] = grant.to
        elif grant.role == role + REMOVED:
            found.pop(grant.name or "", None)
    return found
