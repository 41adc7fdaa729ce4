"""The picture says the same as the ledger, and can be read without colours."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from everyword.schedules import arrears
from everyword.schedules.allocation import Priority
from everyword.schedules.arrears import Ledger, Paid
from everyword.schedules.arrears_picture import drawn
from everyword.schedules.dues import Rhythm, Term, clamped, dues_of
from everyword.schedules.interest import Interest, Rate

D = dt.date
SVG = "{http://www.w3.org/2000/svg}"


def ledger(as_of: dt.date, paid: int = 0, rule: Interest | None = None) -> Ledger:
    term = Term("T1", Fraction(100), Rhythm("month"), D(2022, 1, 31))
    falling = dues_of([term], clamped(as_of.replace(day=1), 31))
    payments = [Paid("R1", D(2022, 2, 1), Fraction(paid))] if paid else []
    return arrears.reckon([term], falling, payments, (Priority(("principal",)),), rule, as_of)


@pytest.mark.parametrize("as_of", [D(2021, 12, 1), D(2022, 1, 31), D(2022, 6, 1), D(2040, 3, 3)])
def test_it_is_a_picture_whatever_there_is(as_of: dt.date) -> None:
    found = ledger(as_of)
    root = ElementTree.fromstring(drawn(found, found, "GBP"))
    words = [each.text or "" for each in root.iter(f"{SVG}text")]

    assert str(as_of) in words and "unpaid (GBP)" in words
    assert len([each for each in words if re.fullmatch(r"\d{4}-\d\d-\d\d", each)]) <= 8


def test_the_line_has_a_step_for_each_day_and_ends_at_what_is_unpaid() -> None:
    found = ledger(D(2022, 3, 31), 50)
    root = ElementTree.fromstring(drawn(found, found, "GBP"))
    (line,) = (p for p in root.iter(f"{SVG}path") if p.get("d", "").count("V") > 1)
    heights = [float(each) for each in re.findall(r"V([\d.]+)", line.get("d", ""))]
    top, bottom = 30.0, 260.0

    assert [round((bottom - y) / (bottom - top) * 400) for y in heights] == [100, 50, 150, 250]


def test_two_lines_differ_by_their_strokes_and_not_by_colour() -> None:
    rule = Interest((Rate(Decimal(10)),))
    found = ledger(D(2023, 1, 1), 50, rule)
    picture = drawn(found, found, "GBP")
    lines = [p for p in ElementTree.fromstring(picture).iter(f"{SVG}path") if p.get("fill")]

    assert len(lines) == 2 and lines[0].get("stroke-dasharray") is None
    assert lines[1].get("stroke-dasharray")
    assert {*re.findall(r"#[0-9a-f]{3,6}", picture)} <= {"#000", "#999", "#fff"}
    other = drawn(ledger(D(2023, 1, 1)), ledger(D(2023, 1, 1), 50), "GBP")
    assert "unpaid if the disputed payments are allowed" in other
