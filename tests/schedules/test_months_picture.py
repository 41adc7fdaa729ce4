"""The grid of months as a drawing: well-formed, without colours, each state in its own way."""

import re
from xml.etree import ElementTree

from everyword.schedules.coverage import MonthCell
from everyword.schedules.months_picture import drawing

STATES = ("whole", "part", "no line", "missing", "not asked")
MONTHS = [f"2023-{n:02}" for n in (11, 12)] + [f"2024-{n:02}" for n in (1, 2, 3)]
CELLS = [MonthCell(month, state) for month, state in zip(MONTHS, STATES, strict=True)]


def test_each_state_looks_otherwise() -> None:
    looks = set()
    for state in STATES:
        svg = drawing({"a": [MonthCell("2024-01", state)]}, frozenset())
        looks.add(svg[: svg.index("scale(0.6)")])  # without the legend

    assert len(looks) == len(STATES)


def test_it_is_black_and_white() -> None:
    svg = drawing({"a": CELLS}, frozenset({("a", "2024-01")}))

    assert {*re.findall(r'(?:fill|stroke)="(#\w+)"', svg)} == {"#000", "#fff"}
    assert svg.count(">!<") == 2  # once in the grid, once in the legend


def test_years_stand_over_their_first_month_and_titles_are_text() -> None:
    svg = drawing({'<b>&"': CELLS, "חשבון \u202e" + "x" * 50: CELLS}, frozenset())
    texts = [
        "".join(each.itertext())
        for each in ElementTree.fromstring(svg).iter()
        if "text" in each.tag
    ]

    assert texts.count("2023") == texts.count("2024") == 1
    assert '<b>&"' in texts and "missing" in texts
    (cut,) = [each for each in texts if each.startswith("חשבון")]
    assert cut.endswith("…") and "\u202e" not in cut


def test_no_account_is_no_fault() -> None:
    assert ElementTree.fromstring(drawing({}, frozenset())) is not None
