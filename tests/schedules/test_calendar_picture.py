"""Pictures of nights: whole SVG, without colours, with words for those who do not see them."""

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest

from everyword.schedules.calendar_picture import PATTERNS, Bar, Mark, bars, month, words, year

DAY = dt.date(2024, 2, 1)
PEOPLE = ["Sam <Lee> & Söhne", "אלכס כהן", *(f"P{n}" for n in range(9))]
MARKS = {
    DAY: Mark(0, 1),
    dt.date(2024, 2, 2): Mark(None, None, open=True),
    dt.date(2024, 2, 3): Mark(1, None, disputed=True),
    dt.date(2024, 2, 29): Mark(7, None, not_had=True),
}
NAME = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in ET.fromstring(svg).iter(f"{NAME}text")]


def drawn() -> list[str]:
    bar = Bar("02/24", 4, 2, 1, 1, 20)
    return [
        month("Nights of February", "what it says", DAY, MARKS, PEOPLE),
        year("Nights of 2024", "what it says", 2024, MARKS, PEOPLE),
        bars("By month", "what it says", [bar, Bar("03/24", 0, 0, 0, 0, 0)]),
        bars("By month", "what it says", []),
    ]


@pytest.mark.parametrize("place", range(4))
def test_it_is_whole_and_has_a_title_and_a_description(place: int) -> None:
    root = ET.fromstring(drawn()[place])

    assert [root[0].tag, root[1].tag] == [f"{NAME}title", f"{NAME}desc"]
    assert root[1].text == "what it says" and root.get("role") == "img"


@pytest.mark.parametrize("place", range(4))
def test_black_white_and_patterns_are_enough_and_nothing_is_loaded(place: int) -> None:
    svg = drawn()[place]

    assert set(re.findall(r"#[0-9a-f]{3,6}\b", svg)) <= {"#000", "#fff", "#777"}
    assert set(re.findall(r"url\(#(\w+)\)", svg)) <= set(PATTERNS)
    assert "href" not in svg and "<script" not in svg and "<style" not in svg


@pytest.mark.parametrize("place", range(4))
def test_everything_lies_inside_of_the_picture(place: int) -> None:
    root = ET.fromstring(drawn()[place])
    wide, high = float(root.get("width", "0")), float(root.get("height", "0"))

    for each in root.iter():
        if each.tag in (f"{NAME}rect", f"{NAME}text"):
            x, y = float(each.get("x", "0")), float(each.get("y", "0"))
            assert 0 <= x <= x + float(each.get("width", "0")) <= wide
            assert 0 <= y <= y + float(each.get("height", "0")) <= high


def test_a_leap_day_is_in_it_and_each_sign() -> None:
    found = texts(drawn()[0])

    assert "29" in found and {"?", "!", "x", "A", "B"} <= {*found}
    assert "30" not in found


def test_a_year_has_a_box_for_each_night() -> None:
    svg = year("t", "d", 2024, {}, ["A"])

    assert svg.count('width="18" height="18"') == 366


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('a<b>&"c', "a&lt;b&gt;&amp;&quot;c"),
        ("bell\x07 and\nline", "bell andline"),
        ("שלמה", "\u2068שלמה\u2069"),
        ("half \ud800", "half "),
    ],
    ids=["markup", "control", "right to left", "surrogate"],
)
def test_words_of_people_stay_words(text: str, shown: str) -> None:
    assert words(text) == shown


def test_the_height_of_a_bar_is_its_nights() -> None:
    root = ET.fromstring(bars("t", "d", [Bar("01/26", 4, 2, 1, 1, 0), Bar("02/26", 8, 0, 0, 0, 0)]))
    heights = [
        float(each.get("height", "0"))
        for each in root.iter(f"{NAME}rect")
        if each.get("width") == "39"
    ]

    assert heights == [85, 42.5, 21.25, 21.25, 170]
