"""The mark in a salt: ours is known, anybody else's is not, and it tells nothing else."""

import secrets

from hypothesis import given
from hypothesis import strategies as st

from everyword.vault.marks import is_ours, mark_key, new_salt

SEED = bytes(range(32))
SHA256 = "ab" * 32


def test_our_salt_is_known_with_its_content_only() -> None:
    key = mark_key(SEED)
    salt = new_salt(key, SHA256)

    assert is_ours(key, salt, SHA256)
    assert not is_ours(key, salt, "cd" * 32)
    assert not is_ours(key, salt, None)
    assert not is_ours(mark_key(SEED[::-1]), salt, SHA256)
    assert is_ours(key, new_salt(key, None), None)


@given(st.integers(0, 255))
def test_every_changed_bit_is_noticed(bit: int) -> None:
    key = mark_key(SEED)
    changed = int(new_salt(key, SHA256), 16) ^ (1 << bit)

    assert not is_ours(key, f"{changed:064x}", SHA256)


def test_no_salt_drawn_by_chance_is_ours_and_no_two_are_alike() -> None:
    key = mark_key(SEED)

    assert not any(is_ours(key, secrets.token_hex(32), SHA256) for _ in range(1000))
    salts = {new_salt(key, SHA256) for _ in range(1000)}
    assert len({salt[:32] for salt in salts}) == len({salt[32:] for salt in salts}) == 1000
