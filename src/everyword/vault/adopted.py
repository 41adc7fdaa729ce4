"""What was found in the folder and not in the journal, and what the person says of it.

Anybody who can read `recipient.txt` can drop an object that opens. So what was taken in while the
case was locked, and what does not carry our mark (`marks`), is adopted with `locked 1` and stays
unconfirmed until the person says it is theirs: a leaf of kind `confirm`. Until then it can be
looked at, and not be used.
"""

from collections.abc import Iterable
from typing import Final, Literal

from everyword.vault.leaf import leaf_hash
from everyword.vault.ledger import Sealed

INCIDENT: Final = "incident"
"""What a leaf of kind note says where the note is the person's own and lies in an object."""
MINE: Final = "mine"
NOT_MINE: Final = "not mine"
Word = Literal["mine", "not mine"]


def is_file(sealed: Sealed) -> bool:
    """Is it one whole file: received, taken up again, a recording, or a note of an incident?"""
    leaf = sealed.leaf
    if leaf.kind == "recover":
        return leaf.get("was") in (None, "file", "note")
    if leaf.kind == "note":
        return leaf.get("what") == INCIDENT and sealed.object is not None
    return leaf.kind in ("file", "recording")


def deleted(records: Iterable[Sealed]) -> set[str]:
    """The leaf hashes (hex) that a `delete` leaf names."""
    return {str(each.leaf.get("of")) for each in records if each.leaf.kind == "delete"}


def words_said(records: Iterable[Sealed]) -> dict[str, str]:
    """Leaf hash (hex) to the newest word of the person: MINE or NOT_MINE."""
    found = (each.leaf for each in records if each.leaf.kind == "confirm")
    return {str(leaf.get("of")): str(leaf.get("what")) for leaf in found}


def unconfirmed(records: Iterable[Sealed]) -> list[Sealed]:
    """Files that must not be used: nobody has said yet, or somebody said no."""
    every = list(records)
    said = words_said(every)
    return [
        each
        for each in every
        if is_file(each)
        and each.leaf.get("locked")
        and said.get(leaf_hash(each.leaf_text).hex()) != MINE
    ]
