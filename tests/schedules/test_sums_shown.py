"""Sums are rounded once, to the smallest coin."""

from decimal import Decimal
from fractions import Fraction

import pytest

from everyword.schedules.sums_shown import money


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (Fraction(1, 200), "GBP", "0.01"),
        (Fraction(-1, 200), "GBP", "-0.01"),
        (Fraction(49, 10000), "GBP", "0.00"),
        (Fraction(5, 2), "JPY", "3"),
        (Fraction(1, 3), "KWD", "0.333"),
        (Fraction(10**15), "USD", "1000000000000000.00"),
    ],
)
def test_rounded(amount: Fraction, currency: str, shown: str) -> None:
    assert str(money(amount, currency)) == shown


def test_more_places_where_asked() -> None:
    assert money(Fraction(1, 3), "GBP", more=4) == Decimal("0.333333")
