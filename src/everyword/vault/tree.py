"""The Merkle tree of RFC 6962: one hash that stands for every leaf in its order.

The caller hashes the leaves (`leaf.leaf_hash`); here only inner nodes are made. An inclusion proof
shows that a leaf is in a tree, a consistency proof that an older tree is the beginning of a newer.
"""

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The head of the tree over these leaf hashes."""
    level = list(hashes)
    while len(level) > 1:
        level = _parents(level)
    return level[0] if level else EMPTY_ROOT


def inclusion_proofs(indexes: Sequence[int], hashes: Sequence[bytes]) -> list[list[bytes]]:
    """For each index (from 0) the hashes that, with the leaf there, give the root.

    Many proofs for the price of one pass over the tree. Raises IndexError.
    """
    if any(not 0 <= index < len(hashes) for index in indexes):
        raise IndexError("no such leaf")
    proofs: list[list[bytes]] = [[] for _ in indexes]
    places, level = list(indexes), list(hashes)
    while len(level) > 1:
        for proof, place in zip(proofs, places, strict=True):
            # The last node of an odd level has no sibling and moves up as it is.
            if place ^ 1 < len(level):
                proof.append(level[place ^ 1])
        places = [place >> 1 for place in places]
        level = _parents(level)
    return proofs


def verify_inclusion(
    index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Does this proof lead from the leaf at `index` to the root of a tree of `size` leaves?"""
    if not 0 <= index < size or not _are_hashes(leaf_hash, root, *proof):
        return False
    place, last, node = index, size - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def consistency_proof(first: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes that show the first `first` leaves to be the beginning of all of them."""
    if not 0 < first <= len(hashes):
        raise IndexError("no such older tree")
    return _subproof(first, hashes, True)


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], root1: bytes, root2: bytes
) -> bool:
    """Is the tree of `first` leaves the beginning of that of `second`? Nothing begins with none."""
    if not 0 < first <= second or not _are_hashes(root1, root2, *proof):
        return False
    if first == second:
        return not proof and root1 == root2
    nodes = list(proof) if first & (first - 1) else [root1, *proof]
    if not nodes:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, node)
        place, last = place >> 1, last >> 1
    return last == 0 and old == root1 and new == root2


def _parents(level: list[bytes]) -> list[bytes]:
    above = [node_hash(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
    return [*above, level[-1]] if len(level) % 2 else above


def _subproof(first: int, hashes: Sequence[bytes], is_whole: bool) -> list[bytes]:
    if first == len(hashes):
        return [] if is_whole else [root(hashes)]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    if first <= split:
        return [*_subproof(first, hashes[:split], is_whole), root(hashes[split:])]
    return [*_subproof(first - split, hashes[split:], False), root(hashes[:split])]


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == 32 for value in values)
