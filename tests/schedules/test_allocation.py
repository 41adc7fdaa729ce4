"""What a payment meets first."""

import datetime as dt
from fractions import Fraction

import pytest

from everyword.errors import WrongUsage
from everyword.schedules.allocation import Open, Priority, laid, priority_on, sums_in
from everyword.schedules.dues import Due

D = dt.date


def one(day: dt.date, begins: dt.date | None, bears: bool = False) -> Open:
    return Open(Due("T1", day, Fraction(10)), Fraction(10), begins, bears=bears)


OLD, LATE, FRESH = one(D(2024, 1, 1), D(2024, 1, 1), True), one(D(2024, 2, 28), None), one(
    D(2024, 3, 1), D(2024, 4, 1)
)  # fmt: skip
COMING = [one(D(2024, 3, 29), None), one(D(2024, 4, 5), None)]


@pytest.mark.parametrize(
    ("bucket", "found"),
    [
        ("current", [FRESH, COMING[0]]),
        ("not late", [LATE, FRESH]),
        ("bearing", [OLD]),
        ("principal", [OLD, LATE, FRESH]),
        ("interest", []),
    ],
)
def test_the_parts_of_what_is_owed(bucket: str, found: list[Open]) -> None:
    assert sums_in(bucket, [OLD, LATE, FRESH], COMING, D(2024, 3, 15)) == found


def test_a_sum_is_late_on_the_day_it_begins_to_bear_interest() -> None:
    assert sums_in("not late", [FRESH], [], D(2024, 3, 31)) == [FRESH]
    assert sums_in("not late", [FRESH], [], D(2024, 4, 1)) == []


def test_an_amount_goes_from_sum_to_sum_until_nothing_is_left() -> None:
    sums = [one(D(2024, 1, 1), None), one(D(2024, 2, 1), None), one(D(2024, 3, 1), None)]

    assert [(x.due.day.month, part) for x, part in laid(Fraction(15), sums)] == [(1, 10), (2, 5)]
    assert list(laid(Fraction(0), sums)) == []


def test_the_latest_rule_of_the_day_holds_and_none_is_made_up() -> None:
    rules = (Priority(("interest",), D(2009, 1, 1)), Priority(("principal",), D(2010, 1, 1)))

    assert priority_on(rules, D(2009, 12, 31)).to == ("interest",)
    assert priority_on(rules, D(2010, 1, 1)).to == ("principal",)
    with pytest.raises(WrongUsage):
        priority_on(rules, D(2008, 12, 31))
