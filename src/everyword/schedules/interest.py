"""Interest on what is unpaid: dated rates, counted by nights, in exact fractions.

A night counts for the day it follows: a sum due on the 1st and paid on the 10th is owed for nine
nights, each at the rate in force on its day. So the day something fell due bears nothing by itself,
and the day of a payment is not counted.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from msgspec import Struct

from everyword.errors import WrongUsage
from everyword.schedules.dues import DAY, clamped, months_on

Starts = Literal["due day", "after days", "month after", "month end", "next month end"]
"""The day from which a sum that is not paid bears interest: its due day; a number of days later;
the first day of the next month; the last day of its month, or of the next one."""
Count = Literal["365", "year", "month"]
"""What a day's share of the yearly rate is: a 365th always, or one of the days of that calendar
year; or no day has one, and what is owed at the end of a month bears a twelfth."""
Compounding = Literal["none", "month", "year"]
FIRST: Final = dt.date(1, 1, 1)


class Rate(Struct, frozen=True):
    """Per cent a year, from a day on, until a day where it is known to end."""

    percent: Decimal
    since: dt.date = FIRST
    until: dt.date | None = None
    source: str = ""


class Interest(Struct, frozen=True):
    """How interest is counted. `back`: once it begins, it counts from the due day.

    `above_one_month`: only what is more than one month's sum bears it. `dues_since`: sums due
    before that day never bear any. `compounding`: at the end of which period unpaid interest itself
    begins to bear interest.
    """

    rates: tuple[Rate, ...]
    starts: Starts = "due day"
    days: int = 0
    back: bool = False
    count: Count = "year"
    above_one_month: bool = False
    dues_since: dt.date | None = None
    compounding: Compounding = "none"


class Stretch(Struct, frozen=True):
    """Nights from a day to another at one rate. `share` of a year: what the rate is taken times."""

    first: dt.date
    last: dt.date
    percent: Decimal
    share: Fraction
    words: str

    @property
    def factor(self) -> Fraction:
        return self.share * Fraction(self.percent) / 100


class Piece(Struct, frozen=True):
    """One product of the interest: on what, and over which nights."""

    on: Fraction
    over: Stretch

    @property
    def amount(self) -> Fraction:
        return self.on * self.over.factor


def begins(interest: Interest, due: dt.date) -> dt.date | None:
    """The first day whose night counts, for a sum due on a day; None: it bears no interest."""
    if interest.dues_since and due < interest.dues_since:
        return None
    match interest.starts:
        case "due day":
            return due
        case "after days":
            return due + interest.days * DAY
        case "month after":
            return months_on(due.replace(day=1), 1)
        case "month end":
            return clamped(due.replace(day=1), 31)
        case "next month end":
            return clamped(months_on(due.replace(day=1), 1), 31)


def stretches(interest: Interest, first: dt.date, last: dt.date) -> Iterator[Stretch]:
    """The nights from `first` to the morning of `last`, cut where the rate or the year changes.

    Raises WrongUsage where no rate is known for one of them: a rate is never guessed.
    """
    day = first
    while day < last:
        rate, until = _rate_on(interest.rates, day, last)
        if interest.count == "month":
            yield from _months(day, until, rate.percent)
        else:
            until = min(until, dt.date(day.year + 1, 1, 1)) if interest.count == "year" else until
            of = days_of(day.year) if interest.count == "year" else 365
            nights = (until - day).days
            yield Stretch(day, until, rate.percent, Fraction(nights, of), f"{nights}/{of}")
        day = until


def days_of(year: int) -> int:
    return (dt.date(year + 1, 1, 1) - dt.date(year, 1, 1)).days


def _months(first: dt.date, last: dt.date, percent: Decimal) -> Iterator[Stretch]:
    """The ends of months among these nights: their number, as twelfths of a year."""
    ends = last.year * 12 + last.month - first.year * 12 - first.month
    if ends:
        yield Stretch(first, last, percent, Fraction(ends, 12), f"{ends}/12")


def _rate_on(rates: Sequence[Rate], day: dt.date, last: dt.date) -> tuple[Rate, dt.date]:
    """The latest rate that holds on a day, and the first day, at most `last`, it may not hold."""
    holding = [
        each for each in rates if each.since <= day and (each.until is None or day <= each.until)
    ]
    if not holding:
        raise WrongUsage(
            problem=f"The rate of interest on {day} is not known here.",
            remedy=f"Give it, with where you read it:  --rate {day}=PERCENT",
        )
    rate = max(holding, key=lambda each: each.since)
    ends = [each.since for each in rates if day < each.since < last]
    if rate.until and rate.until < last:
        ends.append(rate.until + DAY)
    return rate, min([*ends, last])
