"""Dates of bank files: the order is shown by the file or asked, never assumed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import NeedsAnswer
from everyword.readers.bank.dates import Orders, is_date
from everyword.readers.bank.months import month_of
from everyword.readers.bank.ofx_values import Unreadable


def settled(*texts: str, answer: str | None = None) -> Orders:
    orders = Orders()
    for text in texts:
        orders.see(text)
    orders.settle(answer, "a")
    return orders


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2024-01-31", "2024-01-31"), ("2024/1/31", "2024-01-31"), ("20240131", "2024-01-31"),
        ("31012024", "2024-01-31"), ("31.01.2024", "2024-01-31"), ("1/31/2024", "2024-01-31"),
        ("31 Jan 2024", "2024-01-31"), ("Jan 31, 2024", "2024-01-31"), ("31-Jan-24", "2024-01-31"),
        ("31. März 2024", "2024-03-31"), ("31 de enero de 2024", "2024-01-31"),
        ("5 août 2024", "2024-08-05"), ("05 мая 2024", "2024-05-05"), ("5/5/2024", "2024-05-05"),
        ("5 Ağustos 2024", "2024-08-05"), ("2024. 01. 31.", "2024-01-31"),
        ("31/ 1'94", "1994-01-31"), ("31.12.69", "2069-12-31"), ("31.12.70", "1970-12-31"),
    ],
)  # fmt: skip
def test_dates_that_need_no_order(text: str, local: str) -> None:
    assert settled(text, answer="dmy").read(text).local == local


@pytest.mark.parametrize(
    ("text", "local", "precision", "utc"),
    [
        ("2024-01-31 10:15:07", "2024-01-31T10:15:07", "second", None),
        ("2024-01-31T10:15", "2024-01-31T10:15:00", "minute", None),
        ("31.01.2024 9:05 PM", "2024-01-31T21:05:00", "minute", None),
        ("31.01.2024, 12:05 am", "2024-01-31T00:05:00", "minute", None),
        ("2024-01-31T10:15:07Z", "2024-01-31T10:15:07", "second", "2024-01-31T10:15:07Z"),
        ("2024-01-31T10:15:07+02:00", "2024-01-31T10:15:07", "second", "2024-01-31T08:15:07Z"),
    ],
)
def test_times_of_day(text: str, local: str, precision: str, utc: str | None) -> None:
    when = settled(text).read(text)
    assert (when.text, when.local, when.precision, when.utc) == (text, local, precision, utc)


@pytest.mark.parametrize(
    "text",
    ["", "31.02.2024", "32/01/2024", "2024-13-01", "24/1", "1/2/3", "001/02/2024", "31 Foo 2024",
     "1.2.2024 25:00", "1/1/1899", "\u0661/\u0661/\u0662\u0660\u0662\u0664", 
     "2024-01-01 13:00 pm", "31.12.20241", "x" * 99],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        settled(answer="dmy").read(text)


def test_one_date_shows_the_order_of_the_file() -> None:
    assert settled("03/04/2024", "13/04/2024").read("03/04/2024").local == "2024-04-03"
    assert settled("03/04/2024", "04/13/2024").read("03/04/2024").local == "2024-03-04"


def test_nothing_shows_it_and_it_is_asked() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        settled("03/04/2024", "05/05/2024")
    assert (asked.value.key, asked.value.choices) == ("date_order", ("dmy", "mdy"))
    assert "3 April 2024" in asked.value.question and "4 March 2024" in asked.value.question
    assert settled("03/04/2024", answer="mdy").read("03/04/2024").local == "2024-03-04"
    with pytest.raises(NeedsAnswer):
        settled("03/04/2024", answer="ymd")


def test_two_figures_may_also_be_the_year_in_front() -> None:
    with pytest.raises(NeedsAnswer) as asked:
        settled("24.01.12", "25.02.13")
    assert asked.value.choices == ("dmy", "ymd")
    assert settled("24.01.12", answer="ymd").read("24.01.12").local == "2024-01-12"
    # A month of days in front would be thirty years: so the last number is the year.
    days = [f"{day:02}.01.24" for day in range(1, 32)]
    assert settled(*days).read("05.01.24").local == "2024-01-05"


def test_a_file_in_two_orders_is_asked_and_the_rest_refused() -> None:
    with pytest.raises(NeedsAnswer):
        settled("13/04/2024", "04/13/2024", "01/02/2024")
    orders = settled("13/04/2024", "04/13/2024", "01/02/2024", answer="dmy")
    assert orders.read("01/02/2024").local == "2024-02-01"
    assert orders.read("04/13/2024").local == "2024-04-13"


def test_no_month_has_two_numbers() -> None:
    assert {month_of(word) for word in ("März", "mars", "marzec", "марта", "MART")} == {3}
    assert month_of("monday") is None


@given(st.dates(dt.date(1970, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_written_and_read_again(day: dt.date, order: str) -> None:
    form = {"dmy": "%d.%m.%Y", "mdy": "%m/%d/%Y", "ymd": "%Y-%m-%d"}[order]
    text = day.strftime(form)
    try:
        assert settled(text, answer=order).read(text).local == day.isoformat()
    except NeedsAnswer:
        assert order == "ymd"


@given(st.text(st.sampled_from("0123456789./-' :TZapmJn"), max_size=25))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        assert Orders().read(text).local is not None
        assert is_date(text)
    except Unreadable as fault:
        assert str(fault)
