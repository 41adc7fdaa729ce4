"""The tree of RFC 6962: against its recursive definition, and against everything slightly wrong."""

import hashlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.vault import tree

SEVEN = [hashlib.sha256(b"\0" + bytes([n])).digest() for n in range(7)]


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def naive_root(hashes: list[bytes]) -> bytes:
    """The definition, section 2.1, word for word."""
    if len(hashes) == 0:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node(naive_root(hashes[:k]), naive_root(hashes[k:]))


def naive_path(m: int, hashes: list[bytes]) -> list[bytes]:
    if len(hashes) == 1:
        return []
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    if m < k:
        return [*naive_path(m, hashes[:k]), naive_root(hashes[k:])]
    return [*naive_path(m - k, hashes[k:]), naive_root(hashes[:k])]


@st.composite
def trees(draw: st.DrawFn) -> list[bytes]:
    size = draw(st.integers(1, 70))
    return [hashlib.sha256(n.to_bytes(2)).digest() for n in range(size)]


def inclusion_proof(index: int, hashes: list[bytes]) -> list[bytes]:
    (proof,) = tree.inclusion_proofs([index], hashes)
    return proof


def wrong(value: bytes) -> bytes:
    return bytes([value[0] ^ 1]) + value[1:]


def test_the_tree_of_seven_leaves_of_the_rfc() -> None:
    d0, d1, d2, d3, d4, d5, d6 = SEVEN
    g, h, i = node(d0, d1), node(d2, d3), node(d4, d5)
    k, m = node(g, h), node(i, d6)

    assert tree.root(SEVEN) == node(k, m)
    assert tree.root([]).hex().startswith("e3b0c44298fc1c149afb")
    assert inclusion_proof(0, SEVEN) == [d1, h, m]
    assert inclusion_proof(3, SEVEN) == [d2, g, m]
    assert inclusion_proof(4, SEVEN) == [d5, d6, k]
    assert inclusion_proof(6, SEVEN) == [i, k]
    assert tree.consistency_proof(3, SEVEN) == [d2, d3, g, m]
    assert tree.consistency_proof(4, SEVEN) == [m]
    assert tree.consistency_proof(6, SEVEN) == [i, d6, k]
    assert tree.consistency_proof(7, SEVEN) == []


@given(trees(), st.data())
def test_inclusion_is_the_definition_and_nothing_near_it(
    hashes: list[bytes], data: st.DataObject
) -> None:
    size, root = len(hashes), tree.root(hashes)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, hashes)

    assert root == naive_root(hashes)
    assert proof == naive_path(index, hashes)
    assert tree.verify_inclusion(index, size, hashes[index], proof, root)
    assert not tree.verify_inclusion(index, size, wrong(hashes[index]), proof, root)
    assert not tree.verify_inclusion(index, size, hashes[index], proof, wrong(root))
    assert not tree.verify_inclusion(index, size, hashes[index], [*proof, root], root)
    assert not tree.verify_inclusion(-1, size, hashes[index], proof, root)
    assert not tree.verify_inclusion(size, size, hashes[index], proof, root)
    for other in set(range(size)) - {index}:
        assert not tree.verify_inclusion(other, size, hashes[index], proof, root)
    for place in range(len(proof)):
        changed = [*proof[:place], wrong(proof[place]), *proof[place + 1 :]]
        assert not tree.verify_inclusion(index, size, hashes[index], changed, root)
        shorter = [*proof[:place], *proof[place + 1 :]]
        assert not tree.verify_inclusion(index, size, hashes[index], shorter, root)


@given(trees(), st.data())
def test_consistency_holds_for_beginnings_only(hashes: list[bytes], data: st.DataObject) -> None:
    second = len(hashes)
    first = data.draw(st.integers(1, second))
    old, new = tree.root(hashes[:first]), tree.root(hashes)
    proof = tree.consistency_proof(first, hashes)

    assert tree.verify_consistency(first, second, proof, old, new)
    assert not tree.verify_consistency(first, second, proof, wrong(old), new)
    assert not tree.verify_consistency(first, second, proof, old, wrong(new))
    assert not tree.verify_consistency(first, second, [*proof, new], old, new)
    assert not tree.verify_consistency(0, second, [], tree.EMPTY_ROOT, new)
    if first < second:
        assert not tree.verify_consistency(second, first, proof, new, old)
        assert not tree.verify_consistency(first + 1, second, proof, old, new)
    for place in range(len(proof)):
        changed = [*proof[:place], wrong(proof[place]), *proof[place + 1 :]]
        assert not tree.verify_consistency(first, second, changed, old, new)
        shorter = [*proof[:place], *proof[place + 1 :]]
        assert not tree.verify_consistency(first, second, shorter, old, new)


@given(trees(), st.data())
def test_a_leaf_changed_in_the_old_part_cannot_be_hidden(
    hashes: list[bytes], data: st.DataObject
) -> None:
    first = data.draw(st.integers(1, len(hashes)))
    place = data.draw(st.integers(0, first - 1))
    rewritten = [*hashes[:place], wrong(hashes[place]), *hashes[place + 1 :]]
    proof = tree.consistency_proof(first, rewritten)

    assert not tree.verify_consistency(
        first, len(hashes), proof, tree.root(hashes[:first]), tree.root(rewritten)
    )


def test_many_proofs_are_the_single_ones() -> None:
    indexes = [6, 0, 3, 3]

    assert tree.inclusion_proofs(indexes, SEVEN) == [inclusion_proof(i, SEVEN) for i in indexes]
    assert tree.inclusion_proofs([], []) == []


@pytest.mark.parametrize("index", [-1, 7])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(index, SEVEN)


@pytest.mark.parametrize("first", [-1, 0, 8])
def test_there_is_no_proof_of_an_older_tree_that_never_was(first: int) -> None:
    with pytest.raises(IndexError):
        tree.consistency_proof(first, SEVEN)


def test_a_hash_of_another_length_is_no_hash() -> None:
    assert not tree.verify_inclusion(0, 1, b"x", [], b"x")
    assert not tree.verify_consistency(1, 1, [], b"x", b"x")


def test_a_hundred_thousand_leaves_are_no_wait() -> None:
    hashes = [n.to_bytes(32) for n in range(100_000)]
    before = time.monotonic()
    root = tree.root(hashes)
    proof = inclusion_proof(77_777, hashes)
    older = tree.consistency_proof(33_333, hashes)

    assert time.monotonic() - before < 5
    assert tree.verify_inclusion(77_777, 100_000, hashes[77_777], proof, root)
    assert tree.verify_consistency(33_333, 100_000, older, tree.root(hashes[:33_333]), root)
