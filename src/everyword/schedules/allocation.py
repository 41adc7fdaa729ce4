"""Which debt a payment meets: the parts of what is owed, in the order a dated rule names them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import takewhile
from typing import Literal

from msgspec import Struct

from everyword.errors import WrongUsage
from everyword.schedules.dues import Due

Bucket = Literal["current", "not late", "bearing", "principal", "interest"]
"""current: sums due in the calendar month of the payment, also later in it; not late: unpaid sums
that bear no interest yet; bearing: those that do; principal: all sums that have fallen due; in
each the oldest first. interest: what has accrued."""
WORDS: dict[str, str] = {
    "current": "sums due in the month of the payment",
    "not late": "sums that are not late yet",
    "bearing": "sums that bear interest, the oldest first",
    "principal": "unpaid sums, the oldest first",
    "interest": "interest",
}


class Priority(Struct, frozen=True):
    """The parts in which a payment is laid, for payments received from a day on."""

    to: tuple[Bucket, ...]
    since: dt.date = dt.date(1, 1, 1)
    source: str = ""


class Open(Struct):
    """A sum not wholly met: what is left of it, and from which day it bears interest."""

    due: Due
    left: Fraction
    begins: dt.date | None
    has_fallen: bool = False
    bears: bool = False


def priority_on(orders: Sequence[Priority], day: dt.date) -> Priority:
    """The latest that holds. Raises WrongUsage where none is known for the day."""
    holding = [each for each in orders if each.since <= day]
    if not holding:
        raise WrongUsage(
            problem=f"What a payment of {day} is laid against first is not known here.",
            remedy="Choose:  --payments-to oldest-first    or  current-first, interest-first,"
            " current-interest-first",
        )
    return max(holding, key=lambda each: each.since)


def sums_in(
    bucket: Bucket, fallen: Sequence[Open], coming: Sequence[Open], day: dt.date
) -> list[Open]:
    """The unpaid sums of one part, the oldest first; `coming` have not fallen due yet."""
    match bucket:
        case "current":
            month = (day.year, day.month)
            ahead = takewhile(lambda one: _month(one) <= month, coming)
            of_month = list(takewhile(lambda one: _month(one) == month, reversed(fallen)))
            return [*reversed(of_month), *ahead]
        case "not late":
            return [one for one in fallen if one.begins is None or one.begins > day]
        case "bearing":
            return [one for one in fallen if one.bears]
        case "principal":
            return list(fallen)
        case "interest":
            return []


def _month(one: Open) -> tuple[int, int]:
    return one.due.day.year, one.due.day.month


def laid(amount: Fraction, sums: Sequence[Open]) -> Iterator[tuple[Open, Fraction]]:
    """What of an amount goes to each sum, in turn, until nothing is left."""
    for one in sums:
        if not amount:
            return
        part = min(amount, one.left)
        if part:
            yield one, part
            amount -= part
