"""Who was given what: key holders, witnesses, readers; a list that only grows, read from leaves.

A *witness* is sent a head and cosigns it: 32 bytes, no content; each *cosignature* that came back
is an entry, so that a head's line cannot be taken away unseen. A *key holder* has a slot: with a
copy of the folder it opens everything, without one nothing. A *reader* is given a package.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from everyword.vault.ledger import Sealed

WITNESS: Final = "witness"
HOLDER: Final = "key holder"
COSIGNATURE: Final = "cosignature"
REMOVED: Final = " removed"


class Grant(Struct, frozen=True):
    """One entry of the list: `role` as written in the leaf, `to` a public key, `at` local UTC."""

    at: str
    role: str
    name: str | None
    to: str | None


class Cosignature(Struct, frozen=True):
    """A line that was taken in: `to` is the key it is by, `sha256` that of the line itself."""

    name: str
    to: str
    root: str
    sha256: str


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


def cosignatures(records: Iterable[Sealed]) -> list[Cosignature]:
    """Every line of a witness that was taken in, oldest first."""
    found = []
    for leaf in (each.leaf for each in records):
        to, root = leaf.get("recipient"), leaf.get("root")
        if leaf.kind == "share" and leaf.get("what") == COSIGNATURE and to and root:
            found.append(Cosignature(leaf.name or "", to, root, leaf.sha256 or ""))
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
