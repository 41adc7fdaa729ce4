"""Sums that say what they lack, and a month of what comes weekly."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import WrongUsage
from everyword.schedules.household import RateSaid
from everyword.schedules.sums import (
    EVERY,
    Sum,
    added,
    converted,
    money,
    monthly,
    rate_words,
    read_amount,
    read_currency,
    read_rate,
    read_share,
    rounded,
    rounded_down,
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("750", "750"), ("750.00", "750.00"), (" 0.5 ", "0.5"), ("-3.10", "-3.10")],
)
def test_amounts_are_read_as_typed(typed: str, read: str) -> None:
    assert str(read_amount(typed)) == read


@pytest.mark.parametrize(
    "typed", ["1,200", "1.200,00", "1 200", "", "12e3", "nan", "٣", "1.1234567", "7" * 30, "£5"]
)
def test_what_could_be_two_amounts_is_not_read(typed: str) -> None:
    with pytest.raises(WrongUsage, match="not an amount"):
        read_amount(typed)


def test_not_known_is_a_value_of_its_own() -> None:
    assert read_amount("Not known") is None
    whole = Sum()
    for amount in (Decimal("1000"), None, Decimal("200.00"), None):
        whole.add(amount)
    assert whole.words() == "at least 1,200.00; 2 amounts not known"
    assert whole.words("GBP", is_net=True) == "what is known: 1,200.00 GBP; 2 amounts not known"
    nothing = Sum()
    nothing.add(None)
    assert nothing.words("GBP") == "not known (1)"
    assert Sum().words("GBP") == "0.00 GBP"


def test_a_hostile_sum_is_exact() -> None:
    assert str(added(Decimal("1e40"), Decimal("0.01"))) == "1" + "0" * 40 + ".01"


@pytest.mark.parametrize(
    ("every", "times", "amount", "month"),
    [
        ("month", None, "750.00", "750.00"),
        ("week", None, "100.00", "433.33"),
        ("two weeks", None, "100.00", "216.67"),
        ("half month", None, "100.00", "200.00"),
        ("four weeks", None, "120.00", "130.00"),
        ("quarter", None, "100.00", "33.33"),
        ("half year", None, "600.00", "100.00"),
        ("year", None, "100.00", "8.33"),
        ("day", "5", "10.00", "216.67"),
        ("hour", "40", "15.00", "2600.00"),
    ],
)
def test_a_month_of_it_as_the_instructions_say(
    every: str, times: str | None, amount: str, month: str
) -> None:
    exact = monthly(Decimal(amount), every, Decimal(times) if times else None)

    assert str(rounded(exact, "GBP")) == month


@given(st.decimals(0, 10**9, places=2))
def test_a_week_is_never_a_fourth_of_a_month(amount: Decimal) -> None:
    assert monthly(amount, "week", None) * 12 == Fraction(amount) * 52
    assert monthly(amount, "two weeks", None) * 12 == Fraction(amount) * 26
    assert monthly(amount, "four weeks", None) * 12 == Fraction(amount) * 13
    assert {*EVERY} >= {"week", "two weeks", "half month", "month"}


@given(st.fractions(-(10**6), 10**6), st.sampled_from(["GBP", "JPY", "KWD", None]))
def test_rounding_is_by_at_most_half_a_coin(amount: Fraction, currency: str | None) -> None:
    coin = {"JPY": Fraction(1), "KWD": Fraction(1, 1000)}.get(currency or "", Fraction(1, 100))
    near, down = Fraction(rounded(amount, currency)), Fraction(rounded_down(amount, currency))

    assert abs(near - amount) <= coin / 2 and (near / coin).denominator == 1
    assert abs(down) <= abs(amount) < abs(down) + coin
    if abs(near - amount) == coin / 2:
        assert abs(near) > abs(amount)


@pytest.mark.parametrize(
    ("typed", "share"), [("1/2", (1, 2)), ("60%", (3, 5)), ("0.25", (1, 4)), ("1", (1, 1))]
)
def test_shares(typed: str, share: tuple[int, int]) -> None:
    assert read_share(typed) == Fraction(*share)


@pytest.mark.parametrize("typed", ["0", "3/2", "1/0", "half", "120%", "-1/2", ""])
def test_no_shares(typed: str) -> None:
    with pytest.raises(WrongUsage, match="not a share"):
        read_share(typed)


def test_currencies_are_three_letters() -> None:
    assert read_currency("gbp") == "GBP"
    for typed in ("£", "pounds", "", "G1P"):
        with pytest.raises(WrongUsage):
            read_currency(typed)


def test_a_rate_has_its_day() -> None:
    rate = read_rate("EUR=0.86@2026-05-01", "GBP")
    assert (rate.of, rate.to, rate.rate, rate.day) == ("EUR", "GBP", Decimal("0.86"), "2026-05-01")
    assert rate_words(rate) == "1 EUR = 0.86 GBP, a rate given for 1 May 2026"
    for typed in ("EUR=0.86", "EUR=0@2026-05-01", "EUR=1@2026-02-30", "GBP=1@2026-05-01", "x"):
        with pytest.raises(WrongUsage, match="not a rate"):
            read_rate(typed, "GBP")


def sum_of(*amounts: str | None) -> Sum:
    whole = Sum()
    for amount in amounts:
        whole.add(None if amount is None else Decimal(amount))
    return whole


def test_nothing_is_converted_without_a_rate() -> None:
    rate = RateSaid("X1", "EUR", "GBP", Decimal("0.86"), "2026-05-01")
    sums = {"EUR": sum_of("10.01"), "GBP": sum_of("1.00", None), "USD": sum_of("5.00")}

    whole, lacking = converted(sums, "GBP", {"EUR": rate})
    assert (whole.known, whole.unknown, lacking) == (Decimal("9.61"), 2, ["USD"])
    assert converted({"EUR": sum_of("10.01")}, "GBP", {"EUR": rate})[0].words() == "8.61"


def test_money_is_printed_with_the_coins_of_its_currency() -> None:
    assert money(Decimal("1234.5"), "GBP") == "1,234.50 GBP"
    assert money(Decimal("1234"), "JPY") == "1,234 JPY"
    assert money(Decimal("1.2345"), "GBP") == "1.2345 GBP"
    assert money(None, "GBP") == "not known"
