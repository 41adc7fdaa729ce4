"""Sums of money: read by their shape, by the file, or by a person; never by a guess."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.readers.bank.amounts import Decimals
from everyword.readers.bank.ofx_values import Unreadable


def settled(*texts: str, answer: str | None = None) -> Decimals:
    decimals = Decimals()
    for text in texts:
        decimals.see(text)
    decimals.settle(answer, "a")
    return decimals


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.50", "12.50"), ("-12,50", "-12.50"), ("1.234,56", "1234.56"), ("1,234.56", "1234.56"),
        ("1 234,56", "1234.56"), ("1\u00a0234\u00a0567,8", "1234567.8"), ("1'234.50", "1234.50"),
        ("1\u2019234.50", "1234.50"), ("1,23,456.78", "123456.78"), ("1.234.567", "1234567"),
        ("(45.00)", "-45.00"), ("45.00-", "-45.00"), ("\u2212 3,20", "-3.20"), ("+5", "5"),
        ("1200", "1200"), (",75", "0.75"), ("5,", "5"), ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("€ -5,00", "-5.00"), ("5,00 EUR", "5.00"), ("-$12.00", "-12.00"),
        ("1.200,00 TL", "1200.00"),
    ],
)  # fmt: skip
def test_amounts_that_have_one_reading(text: str, amount: str) -> None:
    assert str(settled().read(text)[0]) == amount


@pytest.mark.parametrize(
    "text",
    ["", "ten", "1,2,3", "--5", "-5-", "(5", "5)", "(-5)", "1 23,00", "1.23.456", "1e5", "١٢",
     "NaN", "5..", "1,234,56", "12.345.67,8", "9" * 80, "1,234.567.890"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        settled().read(text)


def test_the_file_shows_what_a_comma_means() -> None:
    assert settled("12,50", "1,234").read("1,234")[0] == Decimal("1.234")
    assert settled("12.50", "1,234").read("1,234")[0] == Decimal("1234")
    assert settled("1,234,567", "1,234").read("1,234")[0] == Decimal("1234")


def test_nothing_shows_it_and_it_is_asked() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        settled("1,234")
    assert (asked.value.key, asked.value.choices) == ("decimal", ("point", "comma"))
    assert "1234" in asked.value.question and "1.234" in asked.value.question
    assert settled("1,234", answer="point").read("1,234")[0] == 1234
    assert settled("1,234", answer="comma").read("1,234")[0] == Decimal("1.234")
    with pytest.raises(NeedsAnswer):
        settled("1,234", answer="perhaps")


def test_a_mixed_file_keeps_what_is_sure() -> None:
    mixed = settled("12,50", "12.50", "1,234", answer="point")
    assert mixed.read("12,50")[0] == mixed.read("12.50")[0]
    with pytest.raises(Unreadable):
        mixed.read("1,234")


def test_money_beside_the_amount_is_named() -> None:
    assert settled().read("5,00 EUR")[1:] == ("EUR", False)
    assert settled().read("€5,00")[1:] == ("EUR", False)
    assert settled().read("$5.00")[1:] == (None, True)
    assert settled().read("5.00")[1:] == (None, False)


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from([",", ".", " ", ""]))
def test_written_and_read_again(amount: Decimal, group: str) -> None:
    text = f"{amount:,.2f}".replace(",", "G").replace(".", "." if group != "." else ",")
    assert settled().read(text.replace("G", group))[0] == amount


@given(st.text(max_size=70))
def test_any_text_is_a_sum_or_refused(text: str) -> None:
    decimals = Decimals()
    decimals.see(text)
    try:
        assert decimals.read(text)[0].is_finite()
    except Unreadable as fault:
        assert str(fault)
