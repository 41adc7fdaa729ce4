"""The words and codes people keep on paper."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.vault.words import (
    bits,
    new_passphrase,
    new_recovery_code,
    normalise,
    read_recovery_code,
    recovery_code,
    word_list,
)

NUMBERS = st.integers(0, (1 << 128) - 1).filter(lambda number: recovery_code(number) is not None)


def test_the_list_is_the_whole_list() -> None:
    words = word_list()

    assert len(words) == len(set(words)) == 7776
    assert (words[0], words[-1]) == ("abacus", "zoom")


def test_a_passphrase_is_six_words_and_its_own_normal_form() -> None:
    passphrase = new_passphrase()

    assert len(passphrase.split(" ")) == 6
    assert set(passphrase.split(" ")) <= set(word_list())
    assert normalise(passphrase) == passphrase
    assert new_passphrase() != passphrase


def test_spaces_and_case_do_not_matter() -> None:
    assert normalise(" Abacus\t ZOOM\u00a0\nyo-yo ") == "abacus zoom yo-yo"


@given(st.text())
def test_normalising_is_done_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@given(NUMBERS)
def test_a_code_is_read_however_it_is_typed(number: int) -> None:
    code = recovery_code(number)
    assert code is not None

    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_recovery_code(code) == code
    assert read_recovery_code(sloppy) == code
    assert read_recovery_code(f"  {code.replace('-', '')}\n") == code


@given(NUMBERS, st.integers(0, 26), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_is_noticed(number: int, place: int, wrong: str) -> None:
    code = (recovery_code(number) or "").replace("-", "")
    changed = code[:place] + wrong + code[place + 1 :]

    assert (read_recovery_code(changed) is None) == (changed != code)


@given(NUMBERS, st.integers(0, 24))
def test_two_exchanged_neighbours_are_noticed(number: int, place: int) -> None:
    code = (recovery_code(number) or "").replace("-", "")
    changed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert (read_recovery_code(changed) is None) == (changed != code)


def test_a_new_code_has_only_plain_characters() -> None:
    code = new_recovery_code()

    assert [len(group) for group in code.split("-")] == [3] * 9
    assert read_recovery_code(code) == code


@pytest.mark.parametrize("typed", ["", "abacus zoom", "7" * 26, "U" * 27, "\ud800" * 27])
def test_other_words_are_not_a_code(typed: str) -> None:
    assert read_recovery_code(typed) is None


def test_nothing_is_guessed_at_once() -> None:
    assert bits("") == 0
    assert 0 < bits("password") < 5
