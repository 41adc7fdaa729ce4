"""Errors say three lines, and a hostile name cannot break them."""

import inspect

import pytest

from everyword import errors
from everyword.errors import ERRORS, EverywordError, NeedsAnswer, SourceUnreadable, printable


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u200eSam\u200f \u061c", "\u200eSam\u200f \u061c"),
        ("\u202a+44 7700 900123\u202c", "\u202a+44 7700 900123\u202c"),
        ("\u2068Sam \u202a1\u202c\u2069", "\u2068Sam \u202a1\u202c\u2069"),
        ("\u2068Sam", "\\u2068Sam"),
        ("Sam\u2069", "Sam\\u2069"),
        ("\u2068\u202aSam\u2069\u202c", "\\u2068\\u202aSam\\u2069\\u202c"),
        ("a\u202egnp.exe\u202c", "a\\u202egnp.exe\\u202c"),
        ("Bonjour\u00a0!\u202f21:07", "Bonjour\u00a0!\u202f21:07"),
        ("👨\u200d👩 می\u200cترسم", "👨\u200d👩 می\u200cترسم"),
        ("a\u2028b\x85c\ufeff\x9b\U000e0041", "a\\u2028b\\x85c\\ufeff\\x9b\\U000e0041"),
        ("a\nb\t", "a\\x0ab\\x09"),
    ],
)
def test_marks_that_belong_to_the_letters_stay_what_turns_a_line_is_shown(
    text: str, shown: str
) -> None:
    assert printable(text) == shown


def test_directions_are_ended_on_their_own_line() -> None:
    assert printable("\u2068a\nb\u2069\t", kept="\n\t") == "\\u2068a\nb\\u2069\t"
    assert printable("\u2068a\u2069\nb", kept="\n\t") == "\u2068a\u2069\nb"


def test_a_name_cannot_move_the_cursor_or_add_lines() -> None:
    error = SourceUnreadable(path="a\x1b[2J\nb\u202e", reason="r", remedy="do")

    assert "\x1b" not in str(error) and "\u202e" not in str(error)
    assert len(str(error).splitlines()) == 3
