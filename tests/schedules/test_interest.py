"""When interest begins, and how nights are counted."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import WrongUsage
from everyword.schedules.interest import Interest, Piece, Rate, begins, days_of, stretches

D = dt.date
TEN = Rate(Decimal(10))


@pytest.mark.parametrize(
    ("starts", "day"),
    [
        ("due day", D(2024, 1, 31)),
        ("after days", D(2024, 3, 1)),
        ("month after", D(2024, 2, 1)),
        ("month end", D(2024, 1, 31)),
        ("next month end", D(2024, 2, 29)),
    ],
)
def test_interest_begins(starts: str, day: dt.date) -> None:
    assert begins(Interest((TEN,), starts, 30), D(2024, 1, 31)) == day


def test_older_sums_bear_none() -> None:
    rule = Interest((TEN,), dues_since=D(2005, 5, 1))

    assert (begins(rule, D(2005, 4, 30)), begins(rule, D(2005, 5, 1))) == (None, D(2005, 5, 1))


def test_nights_are_cut_where_the_rate_or_the_year_changes() -> None:
    rule = Interest((TEN, Rate(Decimal("8.25"), D(2023, 12, 30))), count="year")
    found = [(x.first.day, x.last.day, x.percent, x.words) for x in
             stretches(rule, D(2023, 12, 28), D(2024, 1, 3))]  # fmt: skip

    assert found == [
        (28, 30, Decimal(10), "2/365"),
        (30, 1, Decimal("8.25"), "2/365"),
        (1, 3, Decimal("8.25"), "2/366"),
    ]


@given(st.dates(D(1999, 1, 1), D(2030, 1, 1)), st.integers(0, 900))
def test_the_nights_between_two_days_are_all_counted_once(first: dt.date, nights: int) -> None:
    last = first + dt.timedelta(days=nights)
    rule = Interest((TEN, Rate(Decimal(5), D(2010, 7, 1)), Rate(Decimal(7), D(2019, 2, 3))))
    found = list(stretches(rule, first, last))

    assert sum((x.last - x.first).days for x in found) == nights
    assert sum(x.share for x in found) == sum(
        Fraction(1, days_of((first + dt.timedelta(days=n)).year)) for n in range(nights)
    )


def test_a_month_is_a_twelfth_at_its_end() -> None:
    rule = Interest((TEN,), count="month")
    shares = [sum(x.share for x in stretches(rule, D(2024, 1, 15), last)) for last in
              (D(2024, 1, 31), D(2024, 2, 1), D(2024, 3, 1))]  # fmt: skip

    assert shares == [0, Fraction(1, 12), Fraction(2, 12)]


def test_a_rate_that_ends_is_not_stretched() -> None:
    rule = Interest((Rate(Decimal(6), D(2002, 1, 1), D(2025, 12, 31)),))

    assert list(stretches(rule, D(2025, 12, 1), D(2026, 1, 1)))
    with pytest.raises(WrongUsage, match="2026-01-01"):
        list(stretches(rule, D(2025, 12, 1), D(2026, 1, 2)))
    with pytest.raises(WrongUsage, match="2001-12-31"):
        list(stretches(rule, D(2001, 12, 31), D(2002, 1, 5)))


def test_a_piece_is_a_product_that_can_be_done_by_hand() -> None:
    (over,) = stretches(Interest((TEN,), count="365"), D(2024, 2, 20), D(2024, 3, 1))

    assert Piece(Fraction(365), over).amount == 1
