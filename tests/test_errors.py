"""Errors say three lines, and a hostile name cannot break them."""

import inspect

import pytest

from everyword import errors
from everyword.errors import ERRORS, EverywordError, NeedsAnswer, SourceUnreadable


def test_every_error_class_is_listed() -> None:
    classes = {
        each
        for _, each in inspect.getmembers(errors, inspect.isclass)
        if issubclass(each, EverywordError) and each is not EverywordError
    }

    assert classes == set(ERRORS)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)
def test_every_error_has_a_code_and_ends_with_what_to_do(error: type[EverywordError]) -> None:
    assert error.code in (2, 3, 4, 5, 6, 7, 70)
    assert all(line and "\n" not in line for line in (error.what, error.safe, error.do))


def test_three_lines_with_the_words_filled_in() -> None:
    error = NeedsAnswer(
        path="chat.txt",
        question="is 3/4/24 the 3rd of April or the 4th of March?",
        key="date_order",
        choices=("dmy", "mdy"),
    )

    assert str(error) == (
        "chat.txt: the file does not say: is 3/4/24 the 3rd of April or the 4th of March?\n"
        "Nothing was changed.\n"
        "Answer it:  everyword add --answer date_order=dmy chat.txt"
    )


def test_a_name_cannot_move_the_cursor_or_add_lines() -> None:
    error = SourceUnreadable(path="a\x1b[2J\nb\u202e", reason="r", remedy="do")

    assert "\x1b" not in str(error) and "\u202e" not in str(error)
    assert len(str(error).splitlines()) == 3
