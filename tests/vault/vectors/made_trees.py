"""RFC 6962 probes: one file each, in the shape the common Merkle test data has.

`wantErr` is not written by hand: it is what the definition of RFC 6962, section 2.1, gives when it
is followed word for word, by recursion (`reached`, `reached_both`). Our code walks the bits of the
index instead, so the two share no step.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

from tests.vault.vectors.seeds import Files, as_json, b64, seeded

LARGEST = 300
INCLUSION = ((0, 1), (1, 2), (3, 7), (6, 7), (4, 8), (255, 300))
CONSISTENCY = ((1, 1), (1, 2), (3, 7), (4, 7), (6, 8), (129, 300))

Probe = dict[str, object]


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


LEAVES = [leaf(seeded(f"leaf {n}", n % 40)) for n in range(LARGEST)]


def split(count: int) -> int:
    """The largest power of two below `count`."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def head(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return node(head(hashes[:k]), head(hashes[k:]))


def path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if index < k:
        return [*path(index, hashes[:k]), head(hashes[k:])]
    return [*path(index - k, hashes[k:]), head(hashes[:k])]


def between(old: int, hashes: Sequence[bytes], is_whole: bool = True) -> list[bytes]:
    """The consistency proof from the first `old` leaves to all."""
    if old == len(hashes):
        return [] if is_whole else [head(hashes)]
    k = split(len(hashes))
    if old <= k:
        return [*between(old, hashes[:k], is_whole), head(hashes[k:])]
    return [*between(old - k, hashes[k:], False), head(hashes[:k])]


def reached(index: int, size: int, hash_: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root an inclusion proof leads to; None where it has too much or too little."""
    if not 0 <= index < size:
        return None
    if size == 1:
        return None if proof else hash_
    if not proof:
        return None
    k = split(size)
    if index < k:
        left = reached(index, k, hash_, proof[:-1])
        return None if left is None else node(left, proof[-1])
    right = reached(index - k, size - k, hash_, proof[:-1])
    return None if right is None else node(proof[-1], right)


def reached_both(
    old: int, new: int, proof: Sequence[bytes], known: bytes | None
) -> tuple[bytes, bytes] | None:
    """Both roots a consistency proof leads to; `known` is the old one while it is a whole part."""
    if not 0 < old <= new:
        return None
    if old == new:
        if known is not None:
            return None if proof else (known, known)
        return (proof[0], proof[0]) if len(proof) == 1 else None
    if not proof:
        return None
    k = split(new)
    if old <= k:
        left = reached_both(old, k, proof[:-1], known)
        return None if left is None else (left[0], node(left[1], proof[-1]))
    right = reached_both(old - k, new - k, proof[:-1], None)
    return None if right is None else (node(proof[-1], right[0]), node(proof[-1], right[1]))


def is_included(index: int, size: int, hash_: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    are_hashes = all(len(each) == 32 for each in (hash_, root, *proof))
    return are_hashes and reached(index, size, hash_, proof) == root


def is_beginning(old: int, new: int, proof: Sequence[bytes], root1: bytes, root2: bytes) -> bool:
    are_hashes = all(len(each) == 32 for each in (root1, root2, *proof))
    return are_hashes and reached_both(old, new, proof, root1) == (root1, root2)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def make() -> Files:
    """Every probe, by its path."""
    files: Files = {}
    for index, size in INCLUSION:
        for name, desc, given in inclusion_probes(index, size):
            files[f"tree/inclusion/{index}-of-{size}/{name}.json"] = as_json(
                inclusion_json(*given, desc)
            )
    for old, new in CONSISTENCY:
        for name, desc, both in consistency_probes(old, new):
            files[f"tree/consistency/{old}-to-{new}/{name}.json"] = as_json(
                consistency_json(*both, desc)
            )
    return files


Inclusion = tuple[int, int, bytes, list[bytes], bytes]
Consistency = tuple[int, int, list[bytes], bytes, bytes]


def inclusion_json(
    index: int, size: int, hash_: bytes, proof: list[bytes], root: bytes, desc: str
) -> Probe:
    return {
        "leafIdx": index,
        "treeSize": size,
        "root": b64(root),
        "leafHash": b64(hash_),
        "proof": [b64(each) for each in proof] or None,
        "desc": desc,
        "wantErr": not is_included(index, size, hash_, proof, root),
    }


def consistency_json(
    old: int, new: int, proof: list[bytes], root1: bytes, root2: bytes, desc: str
) -> Probe:
    return {
        "size1": old,
        "size2": new,
        "root1": b64(root1),
        "root2": b64(root2),
        "proof": [b64(each) for each in proof] or None,
        "desc": desc,
        "wantErr": not is_beginning(old, new, proof, root1, root2),
    }


def inclusion_probes(index: int, size: int) -> Iterator[tuple[str, str, Inclusion]]:
    """A good proof, and what may be wrong with it."""
    hashes = LEAVES[:size]
    hash_, proof, root = hashes[index], path(index, hashes), head(hashes)
    yield "good", "a good proof", (index, size, hash_, proof, root)
    for name, desc, other in (
        ("index-below", "index less one", index - 1),
        ("index-above", "index plus one", index + 1),
        ("index-is-size", "the index is the size", size),
        ("index-bit", "the second bit of the index changed", index ^ 2),
    ):
        yield name, desc, (other, size, hash_, proof, root)
    for name, desc, other in (
        ("size-nothing", "a tree of no leaves", 0),
        ("size-half", "half the size", size // 2),
        ("size-double", "twice the size", size * 2),
        ("size-one-more", "one leaf more: may be a tree of the same form", size + 1),
    ):
        yield name, desc, (index, other, hash_, proof, root)
    wrong_leaf = leaf(seeded("a leaf that is not there"))
    yield "other-leaf", "the hash of another leaf", (index, size, wrong_leaf, proof, root)
    yield "other-root", "another root", (index, size, hash_, proof, seeded("a root"))
    yield "root-of-nothing", "the root of no leaves", (index, size, hash_, proof, head([]))
    yield "root-short", "a root of 31 bytes", (index, size, hash_, proof, root[:31])
    yield "leaf-short", "a leaf hash of no bytes", (index, size, b"", proof, root)
    yield "leaf-is-root-short", "31 bytes as leaf and root", (0, 1, root[:31], [], root[:31])
    if proof and index % 2 == 0:
        moved = [hash_[31:] + proof[0], *proof[1:]]
        desc = "the last byte of the leaf hash given to the first hash"
        yield "border-moved", desc, (index, size, hash_[:31], moved, root)
    for name, desc, other_proof in wrong_proofs(proof, root, hash_):
        yield name, desc, (index, size, hash_, other_proof, root)


def consistency_probes(old: int, new: int) -> Iterator[tuple[str, str, Consistency]]:
    hashes = LEAVES[:new]
    proof, root1, root2 = between(old, hashes), head(hashes[:old]), head(hashes)
    yield "good", "a good proof", (old, new, proof, root1, root2)
    for name, desc, sizes in (
        ("first-below", "the older tree one leaf smaller", (old - 1, new)),
        ("first-above", "the older tree one leaf larger", (old + 1, new)),
        ("first-nothing", "an older tree of no leaves", (0, new)),
        ("second-above", "one leaf more: may be a tree of the same form", (old, new + 1)),
        ("second-half", "half the size", (old, new // 2)),
        ("second-double", "twice the size", (old, new * 2)),
        ("sizes-exchanged", "the sizes exchanged", (new, old)),
    ):
        yield name, desc, (*sizes, proof, root1, root2)
    yield "roots-exchanged", "the roots exchanged", (old, new, proof, root2, root1)
    yield "other-first-root", "another older root", (old, new, proof, seeded("a root"), root2)
    yield "other-second-root", "another newer root", (old, new, proof, root1, seeded("a root"))
    yield "first-root-empty", "an older root of no bytes", (old, new, proof, b"", root2)
    rewritten = [flipped(hashes[0], 9), *hashes[1:]]
    later = between(old, rewritten)
    desc = "the first leaf rewritten, and the newer tree made again"
    yield "past-rewritten", desc, (old, new, later, root1, head(rewritten))
    yield "roots-short", "31 bytes as both roots", (old, old, [], root1[:31], root1[:31])
    if (old, new) == (1, 2):
        desc = "the last byte of the older root given to the first hash"
        yield "border-moved", desc, (1, 2, [root1[31:] + proof[0]], root1[:31], root2)
    for name, desc, other_proof in wrong_proofs(proof, root2, root1):
        yield name, desc, (old, new, other_proof, root1, root2)


def wrong_proofs(
    proof: list[bytes], last: bytes, first: bytes
) -> Iterator[tuple[str, str, list[bytes]]]:
    yield "more-after", "one hash more at the end", [*proof, seeded("a hash")]
    yield "more-before", "one hash more at the beginning", [seeded("a hash"), *proof]
    yield "root-after", "the root at the end", [*proof, last]
    yield "root-before", "what it starts from at the beginning", [first, *proof]
    changes: tuple[tuple[str, str, Callable[[], list[bytes]]], ...] = (
        ("cut", "the last hash left out", lambda: proof[:-1]),
        ("first-left-out", "the first hash left out", lambda: proof[1:]),
        ("first-bit", "one bit of the first hash", lambda: [flipped(proof[0], 4), *proof[1:]]),
        ("last-bit", "one bit of the last hash", lambda: [*proof[:-1], flipped(proof[-1], 255)]),
        ("last-short", "a hash of 31 bytes", lambda: [*proof[:-1], proof[-1][:31]]),
        ("inside", "one hash more inside", lambda: [*proof[:1], seeded("a hash"), *proof[1:]]),
        ("turned", "the order turned round", lambda: proof[::-1]),
        ("nothing", "no hash at all", list),
    )
    for name, desc, change in changes:
        needs = 2 if name in ("inside", "turned") else 1
        if len(proof) >= needs:
            yield name, desc, change()
