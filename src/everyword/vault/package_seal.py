"""The tree a package is sealed by: made for it alone, or that of the case."""

from collections.abc import Sequence

from msgspec import Struct

from everyword.errors import Damaged, WrongUsage
from everyword.vault import heads, tree
from everyword.vault import package_names as names


class Seal(Struct, frozen=True):
    """The leaves of the tree, its signed head, and where each entry stands in it."""

    hashes: Sequence[bytes]
    note: bytes
    places: list[int]
    root: bytes


def fresh_seal(marks: Sequence[bytes], seed: bytes) -> Seal:
    """A tree of these leaf hashes alone."""
    root = tree.root(marks)
    head = heads.Head(names.FRESH_ORIGIN + root.hex()[:32], len(marks), root)
    return Seal(marks, heads.sign(head, seed), list(range(len(marks))), root)


def case_seal(
    marks: Sequence[bytes],
    places: Sequence[int],
    leaf_hashes: Sequence[bytes] | None,
    head_note: bytes | None,
    public: bytes,
) -> Seal:
    """The tree of the case, in which these leaf hashes stand at these places."""
    if leaf_hashes is None or head_note is None or len(leaf_hashes) > names.MAX_HASHES:
        raise WrongUsage(
            problem="The form 'case' needs the case's head and a list of hashes of its size.",
            remedy="Use the form 'fresh'.",
        )
    try:
        head = heads.verify(head_note, public)
    except heads.BadNote as fault:
        raise Damaged(path="heads", reason=str(fault)) from None
    if head.size != len(leaf_hashes) or head.root != tree.root(leaf_hashes):
        raise Damaged(path="heads", reason="the head is not that of these leaf hashes")
    for mark, place in zip(marks, places, strict=True):
        if not 0 <= place < len(leaf_hashes) or leaf_hashes[place] != mark:
            raise Damaged(path="heads", reason=f"leaf {place + 1} is not where the tree has it")
    return Seal(leaf_hashes, head_note, list(places), head.root)
