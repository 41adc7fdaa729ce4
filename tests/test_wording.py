"""A word is found however it is written, and only there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.wording import LEAST_PIECE, is_in, occurrences, pieces, spellings

FOUND = [
    ("Rowan Fox", "it is ROWAN  FOX."),
    ("Rowan Fox", "Ro-\nwan Fox"),
    ("Rowan Fox", "RowanFox.jpg"),
    ("Rowan Fox", "R o w a n F o x"),
    ("Rowan", "Rowan's"),
    ("Rowan", "rowan2015"),
    ("Jose", "José"),
    ("José", "Jose\u0301"),
    ("Fiona", "\ufb01ona"),
    ("Rowan", "\uff32\uff4f\uff57\uff41\uff4e"),
    ("12345678", "1234 5678"),
    ("12345678", "no. 0012345678"),
    ("\u0639\u0645\u0631", "\u0647\u0648 \u0639\u0645\u0631 \u0647\u0646\u0627"),
    ("\u738b\u5c0f\u660e", "\u4ed6\u53eb\u738b\u5c0f\u660e\u5417"),
]
NOT_FOUND = [
    ("Ann", "planning"),
    ("Ann", "An noon"),
    ("Anna", "Ann arrived"),
    ("4/3/15", "43 15"),
    ("Rowan Fox", "Rowan and the fox"),
    ("1234", "51234"),
]


@pytest.mark.parametrize(("word", "text"), FOUND)
def test_found(word: str, text: str) -> None:
    assert is_in(text, word)


@pytest.mark.parametrize(("word", "text"), NOT_FOUND)
def test_not_found(word: str, text: str) -> None:
    assert not is_in(text, word)


def test_days_in_the_usual_spellings() -> None:
    for text in ("4 March 2015", "March 4th, 2015", "04/03/2015", "3/4/15", "2015-03-04"):
        assert any(is_in(f"born {text}.", each) for each in spellings("2015-03-04")), text
    assert spellings("Rowan") == ("Rowan",)


def test_pieces_of_long_numbers_only() -> None:
    assert "34567" in pieces("12345678")
    assert pieces("Rowan Fox") == () and pieces("1234") == ()


@given(st.text(), st.text(min_size=1), st.text())
def test_places_are_places_of_the_text(before: str, word: str, after: str) -> None:
    text = f"{before} {word} {after}"
    for start, stop in occurrences(text, word):
        assert 0 <= start < stop <= len(text)
    if any(letter.isascii() and letter.isalnum() for letter in word):
        assert is_in(text, word) or not word.isascii()


COLUMN = "\n".join(f"{n} words of line" for n in range(1, 29))
BARE = "\r\n".join(str(n) for n in range(1, 29))


@pytest.mark.parametrize("text", [BARE, BARE.replace("\r\n", " \n "), f"{BARE}\nwords"])
@pytest.mark.parametrize("word", ["12345678", "1234567", "23456", "56", "1112131415", "3/4/5"])
def test_the_numbers_of_lines_are_no_number(text: str, word: str) -> None:
    assert not is_in(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("account 1234\n5678 of", "12345678"),
        ("account 12345\n678", "12345678"),
        ("card 4929\n1234\n5678\n9012 to", "4929123456789012"),
        ("1 2 3 4 5 6 7 8", "12345678"),
        ("12-34-\n56", "123456"),
        ("12\u00ad\n34\u00ad\n56", "123456"),
        ("12-34\n56", "12-34-56"),
        ("07700\n900123", "07700 900123"),
        ("3/\n4/2015", "3/4/2015"),
        ("3/4/\n2015", "3/4/2015"),
    ],
)
def test_a_number_broken_over_lines_is_found(text: str, word: str) -> None:
    assert is_in(text, word)


@given(st.integers(10_000, 10**16), st.data())
def test_any_number_is_found_wherever_one_line_ends(number: int, data: st.DataObject) -> None:
    digits = str(number)
    at = data.draw(st.integers(LEAST_PIECE, len(digits) - 1))
    assert is_in(f"no. {digits[:at]}\n{digits[at:]} here", digits)
