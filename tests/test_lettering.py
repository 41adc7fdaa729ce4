"""Text on paper: nothing vanishes, nothing reads other than it was stored."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from everyword.bundle.pages.lettering import (
    FONT_FOLDER,
    LONGEST_RUN,
    Para,
    covered,
    is_right_to_left,
    paragraphs,
    visible,
)


def joined(para: Para) -> str:
    return "".join(c if isinstance(c, str) else c["number"] for c in para["c"])


@given(st.text(st.characters(codec="utf-8")))
def test_pieces_of_a_text_are_the_text(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [joined(para) for para in paragraphs(text)] == [visible(line) for line in lines]


@given(st.text(st.characters()))
def test_every_letter_is_printable_or_written_out(text: str) -> None:
    seen: set[int] = set()
    shown = visible(text, seen)
    shown.encode()  # no half of a pair is left
    for letter in text:
        assert letter in shown or letter == "\t" or f"[U+{ord(letter):04X}]" in shown
    for code in seen:
        assert code not in covered() and chr(code) in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b", "a[U+0000]b"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\u2028b", "a[U+2028]b"),
        ("\U00012000", "[U+12000]"),
        ("\ud83d", "[U+D83D]"),
        ("a\tb", "a    b"),
        ("\u200e+44\u202c ❤\ufe0f", "\u200e+44\u202c ❤\ufe0f"),
        ('#read("x") *a* $b$ \\', '#read("x") *a* $b$ \\'),
        ("\ue000", "[U+E000]"),  # of private use: no two fonts agree on it
        ("\ufeffa\u3164\u2800", "[U+FEFF]a[U+3164][U+2800]"),
        ("soft\u00adhyphen \u200b\u2067", "soft\u00adhyphen \u200b\u2067"),
        ("\u070f", "[U+070F]"),  # a mark with a shape, which no font here has
    ],
)
def test_what_paper_cannot_show_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "is_right"),
    [("שלום abc", True), ("abc שלום", False), ("123 مرحبا", True), ("123", False), ("", False)],
)
def test_direction_is_that_of_the_first_letter(text: str, is_right: bool) -> None:
    assert is_right_to_left(text) is is_right


def test_a_telephone_number_keeps_its_order_in_a_right_to_left_line() -> None:
    (para,) = paragraphs("محمد (+44 7700 900456) ok")
    assert para["d"] == "r" and {"number": "+44 7700 900456"} in para["c"]


def test_long_runs_may_break_but_letters_are_not_torn() -> None:
    family = "👨\u200d👩\u200d👧"
    (para,) = paragraphs("x" * 90 + family * 30 + "e\u0301" * 40)
    assert max(len(c) for c in para["c"]) <= LONGEST_RUN + len(family) + 1
    for piece in para["c"]:
        assert isinstance(piece, str)
        assert piece[0] not in "\u200d\u0301" and piece[-1] != "\u200d"


@pytest.mark.parametrize("letter", ["x", "م", "ก", "ह", "ש"])
def test_no_word_is_too_long_to_be_broken(letter: str) -> None:
    for run, most in ((LONGEST_RUN, 34), (5, 15)):
        (para,) = paragraphs(letter * 2000, run=run)
        assert max(map(len, para["c"])) <= most and joined(para) == letter * 2000


def test_a_joined_word_of_a_usual_length_is_never_broken() -> None:
    for word in ("أفاستسقيناكموها", "निरपराध", "สวัสดีตอนเช้า"):
        (para,) = paragraphs(f"{word} " * 9, run=5)
        assert all(len(piece) >= 5 for piece in para["c"])
        assert joined(para) == f"{word} " * 9


def test_cover_agrees_with_another_reader_of_fonts() -> None:
    """A letter we call covered is drawn differently from the box that stands for none."""
    path = FONT_FOLDER / "LiberationSans-Regular.ttf"
    font = ImageFont.truetype(str(path), 20)
    missing = bytes(font.getmask("\U0010fffd"))
    for letter in "aÿЖπ€":
        assert ord(letter) in covered() and bytes(font.getmask(letter)) != missing
    for letter in "中שم😀हก":
        assert ord(letter) in covered()


def test_every_font_has_its_licence_named() -> None:
    words = (FONT_FOLDER / "LICENSES.md").read_text("utf-8")
    for font in FONT_FOLDER.glob("*.ttf"):
        assert font.name in words
    for line in words.splitlines():
        if line.startswith("- text: "):
            assert (FONT_FOLDER / Path(line.removeprefix("- text: ").strip("`"))).is_file()
