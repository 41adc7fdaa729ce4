"""Terms as they are kept: what is checked before, and what follows from them."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest

from everyword.case.decided import Person
from everyword.errors import WrongUsage
from everyword.schedules.interest import FIRST, Rate
from everyword.schedules.orders import (
    GivenRate,
    Term,
    check_money,
    end_of,
    exact_day,
    of_money,
    rates_of,
    read_amount,
)

TERM = Term("T1", "O1", "support", "P2", "P1", Decimal("99.50"), "GBP", "month", first="2024-01-31")
KIM = {"P3": Person("P3", "Kim", born="2008-02-29"), "P4": Person("P4", "Lee", born="2008-02")}


def test_amounts_have_one_reading() -> None:
    assert read_amount("1234.50") == Decimal("1234.50")
    assert read_amount(" Unknown ") is None
    for text in ("1,234.50", "1.234,50", "", "-5", "1e3", "NaN", "£5", "\u0665"):
        with pytest.raises(WrongUsage):
            read_amount(text)


@pytest.mark.parametrize("amount", ["0", "1000000000000", "NaN", "Infinity", "-1"])
def test_no_sum_is_nothing_or_endless(amount: str) -> None:
    with pytest.raises(WrongUsage):
        check_money(Decimal(amount), "GBP")


def test_days_are_whole_days_that_there_are() -> None:
    assert exact_day("2024-02-29", "--first") == dt.date(2024, 2, 29)
    for text in (
        "2023-02-29",
        "2024-02",
        "29.2.2024",
        "2024-2-9",
        "9999-12-31",
        "\u0662\u0660\u0662\u0664-02-02",
    ):
        with pytest.raises(WrongUsage, match="--first"):
            exact_day(text, "--first")


@pytest.mark.parametrize(
    ("ends", "until", "last"),
    [
        (("child P3 is 18",), None, dt.date(2026, 2, 27)),
        (("p3 is 18 years old",), "2025-12-31", dt.date(2025, 12, 31)),
        (("P4 is 18",), None, None),
        (("the child leaves school",), None, None),
        ((), "2025-12-31", dt.date(2025, 12, 31)),
    ],
)
def test_ends_are_reckoned_only_where_the_day_is_known(
    ends: tuple[str, ...], until: str | None, last: dt.date | None
) -> None:
    term = msgspec.structs.replace(TERM, ends=ends, until=until)
    found, told = end_of(term, KIM)

    assert found == last and len(told) == len(ends)


def test_for_reckoning_it_is_exact() -> None:
    pure = of_money(TERM, KIM)

    assert (pure.amount, pure.first, pure.last) == (Fraction(199, 2), dt.date(2024, 1, 31), None)


def test_rates_stand_in_order_of_their_days() -> None:
    given = (GivenRate(Decimal(4), "2024-07-01", "a page"), GivenRate(Decimal(5)))

    assert rates_of(given) == (
        Rate(Decimal(5), FIRST),
        Rate(Decimal(4), dt.date(2024, 7, 1), None, "a page"),
    )
