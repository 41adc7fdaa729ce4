"""The mark in a salt: ours is known, anybody else's is not, and it tells nothing else."""

import secrets

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.vault.leaf import Leaf
from everyword.vault.marks import is_ours, mark_key, marked

SEED = bytes(range(32))
KEY = mark_key(SEED)
SHA256 = "ab" * 32
LEAF = Leaf("", "file", SHA256, 5, "Sam.txt", "2024-04-03T21:07:00Z", (("tool", "x"),))


def test_our_leaf_is_known_by_this_key_only() -> None:
    leaf = marked(KEY, LEAF)

    assert is_ours(KEY, leaf)
    assert not is_ours(mark_key(SEED[::-1]), leaf)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "derived"},
        {"sha256": "cd" * 32},
        {"size": 6},
        {"name": "Threat by Sam.txt"},
        {"name": None},
        {"seen": "2020-01-01T00:00:00Z"},
        {"extra": ()},
        {"kind": "delete", "sha256": None, "size": None, "extra": (("of", SHA256),)},
    ],
)
def test_a_mark_taken_from_one_leaf_fits_no_other(change: dict[str, object]) -> None:
    assert not is_ours(KEY, msgspec.structs.replace(marked(KEY, LEAF), **change))


@given(st.integers(0, 255))
def test_every_changed_bit_is_noticed(bit: int) -> None:
    leaf = marked(KEY, LEAF)
    salt = f"{int(leaf.salt, 16) ^ (1 << bit):064x}"

    assert not is_ours(KEY, msgspec.structs.replace(leaf, salt=salt))


def test_no_salt_drawn_by_chance_is_ours_and_no_two_are_alike() -> None:
    strange = (msgspec.structs.replace(LEAF, salt=secrets.token_hex(32)) for _ in range(1000))

    assert not any(is_ours(KEY, leaf) for leaf in strange)
    salts = {marked(KEY, LEAF).salt for _ in range(1000)}
    assert len({salt[:32] for salt in salts}) == len({salt[32:] for salt in salts}) == 1000
