"""What falls due when: rhythms, ends, and terms that take each other's place."""

import calendar
import datetime as dt
from fractions import Fraction
from itertools import islice, takewhile

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everyword.errors import WrongUsage
from everyword.schedules.dues import (
    Due,
    Rhythm,
    Term,
    due_days,
    dues_of,
    months_on,
    per_month,
    read_rhythm,
)

D = dt.date


@pytest.mark.parametrize(
    ("text", "rhythm"),
    [
        ("week", Rhythm("week")),
        ("2 weeks", Rhythm("week", 2)),
        ("Month", Rhythm("month")),
        ("3 months", Rhythm("month", 3)),
        ("quarter", Rhythm("month", 3)),
        ("half year", Rhythm("month", 6)),
        ("year", Rhythm("month", 12)),
        ("once", Rhythm("once")),
    ],
)
def test_rhythms_as_people_say_them(text: str, rhythm: Rhythm) -> None:
    assert read_rhythm(text) == rhythm


def test_half_months_have_their_two_days() -> None:
    assert read_rhythm("half month", "1, 15") == Rhythm("half month", days=(1, 15))
    for days in (None, "15", "15,1", "0,5", "5,32"):
        with pytest.raises(WrongUsage):
            read_rhythm("half month", days)


@pytest.mark.parametrize(
    "text", ["", "fortnight", "0 weeks", "month or so", "every week", "2 half month"]
)
def test_other_rhythms_are_asked(text: str) -> None:
    with pytest.raises(WrongUsage):
        read_rhythm(text, "1,15")


def test_the_thirty_first_is_the_last_day_of_a_shorter_month_and_comes_back() -> None:
    days = islice(due_days(Rhythm("month"), D(2023, 12, 31)), 6)

    assert [str(day) for day in days] == [
        "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31",
    ]  # fmt: skip


def test_half_months_and_leap_days() -> None:
    half = list(islice(due_days(Rhythm("half month", days=(15, 31)), D(2024, 1, 20)), 4))
    years = list(islice(due_days(Rhythm("month", 12), D(2024, 2, 29)), 5))

    assert half == [D(2024, 1, 31), D(2024, 2, 15), D(2024, 2, 29), D(2024, 3, 15)]
    assert [day.day for day in years] == [29, 28, 28, 28, 29]


@given(
    st.dates(D(1990, 1, 1), D(2040, 1, 1)),
    st.sampled_from(["week", "2 weeks", "month", "quarter", "year"]),
)
def test_due_days_by_looking_at_every_day(first: dt.date, text: str) -> None:
    rhythm, end = read_rhythm(text), first + dt.timedelta(days=900)

    def falls(day: dt.date) -> bool:
        if rhythm.unit == "week":
            return (day - first).days % (7 * rhythm.step) == 0
        months = (day.year - first.year) * 12 + day.month - first.month
        last = calendar.monthrange(day.year, day.month)[1]
        return months % rhythm.step == 0 and day.day == min(first.day, last)

    looked = [day for n in range(901) if falls(day := first + dt.timedelta(days=n))]
    assert list(takewhile(lambda day: day <= end, due_days(rhythm, first))) == looked


def test_months_on_is_clamped_backwards_too() -> None:
    assert months_on(D(2024, 3, 31), -1) == D(2024, 2, 29)
    assert months_on(D(2024, 1, 15), -13) == D(2022, 12, 15)


def test_an_end_includes_its_day() -> None:
    term = Term("T1", Fraction(5), Rhythm("week"), D(2024, 5, 3), last=D(2024, 5, 17))

    assert [due.day.day for due in dues_of([term], D(2024, 6, 30))] == [3, 10, 17]


OLD = Term("T1", Fraction(70), Rhythm("week"), D(2024, 5, 3))


def new(part: str, holds: dt.date, first: dt.date) -> Term:
    term = Term("T2", Fraction(140), Rhythm("week"), first, None, "T1", holds, OLD.first)
    return msgspec.structs.replace(term, part=part)


def shown(terms: list[Term]) -> list[tuple[str, int, Fraction, str]]:
    return [(x.term, x.day.day, x.amount, x.share) for x in dues_of(terms, D(2024, 5, 25))]


def test_a_later_term_takes_the_place_from_its_day_on() -> None:
    terms = [OLD, new("due day", D(2024, 5, 13), D(2024, 5, 17))]

    assert shown(terms) == [("T1", 3, 70, ""), ("T1", 10, 70, ""), ("T2", 17, 140, ""),
                            ("T2", 24, 140, "")]  # fmt: skip


def test_a_period_shared_by_days_for_the_days_after_each_sum() -> None:
    terms = [OLD, new("ahead", D(2024, 5, 13), D(2024, 5, 17))]

    assert shown(terms) == [
        ("T1", 3, 70, ""),
        ("T1", 10, 30, "3 of 7 days"),
        ("T2", 13, 80, "4 of 7 days"),
        ("T2", 17, 140, ""),
        ("T2", 24, 140, ""),
    ]


def test_a_period_shared_by_days_for_the_days_before_each_sum() -> None:
    terms = [OLD, new("behind", D(2024, 5, 13), D(2024, 5, 17))]

    assert shown(terms) == [
        ("T1", 3, 70, ""),
        ("T1", 10, 70, ""),
        ("T1", 17, 30, "3 of 7 days"),
        ("T2", 17, 80, "4 of 7 days"),
        ("T2", 24, 140, ""),
    ]


@given(st.integers(0, 6), st.sampled_from(["ahead", "behind"]))
def test_shares_by_days_are_the_sum_of_the_days(shift: int, part: str) -> None:
    """Ten a day before the change, twenty from it on."""
    holds = D(2024, 5, 10) + dt.timedelta(days=shift)
    first = D(2024, 5, 10) if shift == 0 else D(2024, 5, 17)
    sums = dues_of([OLD, new(part, holds, first)], D(2024, 5, 17))
    days = [D(2024, 5, 3) + dt.timedelta(days=n) for n in range(-7 if part == "behind" else 0, 21)]
    kept = [day for day in days if (day < D(2024, 5, 17)) == (part == "behind") or part == "ahead"]

    assert sum(due.amount for due in sums) == sum(10 if day < holds else 20 for day in kept)


def test_a_monthly_rhythm_goes_on_from_its_first_day_after_a_change() -> None:
    old = Term("T1", Fraction(1), Rhythm("month"), D(2024, 1, 31))
    later = Term("T2", Fraction(2), Rhythm("month"), D(2024, 2, 29), None, "T1", D(2024, 2, 29),
                 D(2024, 1, 31))  # fmt: skip
    found = dues_of([old, later], D(2024, 4, 30))

    assert found == (
        Due("T1", D(2024, 1, 31), Fraction(1)),
        Due("T2", D(2024, 2, 29), Fraction(2)),
        Due("T2", D(2024, 3, 31), Fraction(2)),
        Due("T2", D(2024, 4, 30), Fraction(2)),
    )


def test_what_a_month_comes_to() -> None:
    amounts = {
        text: per_month(Term("T", Fraction(120), read_rhythm(text, "1,15"), D(2024, 1, 1)))
        for text in ("week", "2 weeks", "month", "quarter", "half month", "once")
    }

    assert amounts == {
        "week": 520, "2 weeks": 260, "month": 120, "quarter": 40, "half month": 240, "once": 0,
    }  # fmt: skip
