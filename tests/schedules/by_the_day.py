"""The same sums again, the long way: every day, every sum by itself; none of our code."""

import calendar
import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec import Struct

ONE = dt.timedelta(days=1)


class Owed(Struct):
    """A sum: what is left, and whether it has fallen due."""

    day: dt.date
    amount: Fraction
    left: Fraction
    fallen: bool = False
    bears: bool = False


class Pay(Struct, frozen=True):
    """An ordered sum: `step` weeks or months; `last` included."""

    unit: str
    step: int
    first: dt.date
    last: dt.date
    amount: Fraction


class Way(Struct, frozen=True):
    """How it is counted, as the records say it. `to` is what a payment meets, in its turn."""

    to: tuple[str, ...]
    starts: str = "due day"
    days: int = 0
    back: bool = False
    count: str = "year"
    above: bool = False
    dues_since: dt.date | None = None
    compounding: str = "none"
    rates: tuple[tuple[dt.date, Decimal], ...] = ()


def last_of(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def falls(pay: Pay, day: dt.date) -> bool:
    """Does the sum fall due on this day?"""
    if not pay.first <= day <= pay.last:
        return False
    if pay.unit == "week":
        return (day - pay.first).days % (7 * pay.step) == 0
    months = (day.year - pay.first.year) * 12 + day.month - pay.first.month
    return months % pay.step == 0 and day.day == min(pay.first.day, last_of(day.year, day.month))


def begins(way: Way, due: dt.date) -> dt.date | None:
    if not way.rates or (way.dues_since and due < way.dues_since):
        return None  # where nothing bears interest, no sum is late
    first = due.replace(day=1)
    after = (first + 32 * ONE).replace(day=1)
    return {
        "due day": due,
        "after days": due + way.days * ONE,
        "month after": after,
        "month end": after - ONE,
        "next month end": (after + 32 * ONE).replace(day=1) - ONE,
    }[way.starts]


def night(way: Way, day: dt.date, on: Fraction) -> Fraction:
    """What an amount bears in the night after a day."""
    rate = Fraction([percent for since, percent in way.rates if since <= day][-1]) / 100
    match way.count:
        case "365":
            return on * rate / 365
        case "year":
            return on * rate / (366 if calendar.isleap(day.year) else 365)
        case _:
            is_end = day.day == last_of(day.year, day.month)
            return on * rate / 12 if is_end else Fraction(0)


def sums(name: str, owed: list[Owed], way: Way, day: dt.date) -> list[Owed]:
    """The unpaid sums of one part."""
    match name:
        case "current":
            return [x for x in owed if (x.day.year, x.day.month) == (day.year, day.month)]
        case "not late":
            late = [(x, begins(way, x.day)) for x in owed if x.fallen]
            return [x for x, since in late if since is None or day < since]
        case "bearing":
            return [x for x in owed if x.fallen and x.bears]
        case _:
            return [x for x in owed if x.fallen]


def a_month(pays: list[Pay], day: dt.date) -> Fraction:
    """What is ordered for a month on this day, or was when anything was ordered last."""
    while day >= min(x.first for x in pays):
        if any(x.first <= day <= x.last for x in pays):
            return sum(
                (
                    x.amount * 52 / 12 / x.step if x.unit == "week" else x.amount / x.step
                    for x in pays
                    if x.first <= day <= x.last
                ),
                Fraction(0),
            )
        day -= ONE
    return Fraction(0)


def by_the_day(
    pays: list[Pay], payments: list[tuple[dt.date, Fraction]], way: Way, as_of: dt.date
) -> dict[str, Any]:
    """What is unpaid, what interest is owed and what is paid ahead, at the end of a day."""
    first = min([x.first for x in pays] + [day for day, _ in payments])
    end = as_of.replace(day=last_of(as_of.year, as_of.month))
    days = [first + n * ONE for n in range((end - first).days + 1)]
    owed = [Owed(d, x.amount, x.amount) for d in days for x in pays if falls(x, d)]
    interest = bearing_interest = spare = Fraction(0)
    for day in days:
        if day > as_of:
            break
        if day > first and way.rates:
            on = sum((x.left for x in owed if x.bears), Fraction(0))
            if way.above:
                on = max(Fraction(0), on - a_month(pays, day - ONE))
            interest += night(way, day - ONE, on + bearing_interest)
        for each in owed:
            if way.rates and each.fallen and each.left and begins(way, each.day) == day:
                each.bears = True
                back = each.day
                while way.back and back < day:
                    interest += night(way, back, each.left)
                    back += ONE
        is_month = day.day == 1 and way.compounding == "month"
        if is_month or ((day.day, day.month) == (1, 1) and way.compounding == "year"):
            bearing_interest = interest
        for each in owed:
            if each.day == day:
                each.fallen = True
                part = min(spare, each.left)
                spare, each.left = spare - part, each.left - part
                each.bears = bool(way.rates) and each.left > 0 and begins(way, day) == day
        for left in [amount for received, amount in payments if received == day]:
            for name in way.to:
                if name == "interest":
                    part = min(left, interest)
                    interest, left = interest - part, left - part
                    bearing_interest = min(bearing_interest, interest)
                    continue
                for each in sums(name, owed, way, day):
                    part = min(left, each.left)
                    each.left, left = each.left - part, left - part
            spare += left
    return {
        "principal": sum((x.left for x in owed if x.fallen), Fraction(0)),
        "interest": interest,
        "ahead": spare + sum((x.amount - x.left for x in owed if not x.fallen), Fraction(0)),
        "left": [(x.day, x.left) for x in owed if x.fallen and x.left],
    }
