"""Which months of which account the statements in the case cover, and which are missing.

A day is covered where it lies between the first and the last line of one file, or in the days a
person said a statement covers, or between two files of which the second opens with the balance the
first closed with (unless a whole month lies between them).
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from everyword.schedules.household import StatementSaid
from everyword.schedules.running import Span

State = Literal["whole", "part", "no line", "missing", "not asked"]


class Asked(Struct, frozen=True):
    """The days asked for (ISO, both counted): so many months up to `to`, to within `weeks`."""

    first: str
    last: str
    to: str
    count: int
    weeks: int

    def months(self) -> list[str]:
        """Every calendar month that a day asked for is in."""
        found, at = list[str](), self.first[:7]
        while at <= self.to[:7]:
            found.append(at)
            at = next_month(at)
        return found


def asked(to: str, months: int, weeks: int) -> Asked:
    day = dt.date.fromisoformat(to)
    first = _months_before(day, months) + dt.timedelta(days=1)
    last = day - dt.timedelta(weeks=weeks)
    return Asked(first.isoformat(), last.isoformat(), to, months, weeks)


def _months_before(day: dt.date, months: int) -> dt.date:
    number = day.year * 12 + day.month - 1 - months
    year, month = number // 12, number % 12 + 1
    last = calendar.monthrange(year, month)[1]
    is_last = (day + dt.timedelta(days=1)).day == 1  # from the end of a month to one: whole months
    return dt.date(year, month, last if is_last else min(day.day, last))


def next_month(month: str) -> str:
    number = int(month[:4]) * 12 + int(month[5:7])
    return f"{number // 12:04}-{number % 12 + 1:02}"


def month_days(month: str) -> tuple[dt.date, dt.date]:
    year, number = int(month[:4]), int(month[5:7])
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


class Days(Struct, frozen=True):
    """A stretch of days, both counted. `checked`: nothing can be missing in it unseen, because a
    balance runs through it or a person said that a statement covers it."""

    first: dt.date
    last: dt.date
    checked: bool
    months: frozenset[str] = frozenset()


class MonthCell(Struct, frozen=True):
    """One month of one account. `days`: what of it is covered, where it is a part."""

    month: str
    state: State
    days: tuple[tuple[str, str], ...] = ()


class Link(Struct, frozen=True):
    """Two files of an account after one another whose balances do not meet."""

    account: str
    first: Span
    second: Span

    @property
    def differ(self) -> tuple[Decimal, Decimal]:
        assert self.first.closing is not None and self.second.opening is not None
        return self.first.closing, self.second.opening


def stretches(
    spans: Iterable[Span], said: Iterable[StatementSaid]
) -> tuple[list[Days], list[Link]]:
    """What of one account is covered; and where one file does not open with what the last closed.

    Files that overlap cover what both cover together and are not compared.
    """
    ordered = sorted(spans, key=lambda span: (span.first, span.last))
    found = [Days(_date(span.first), _date(span.last), span.runs, span.months) for span in ordered]
    broken = list[Link]()
    known = [each for each in ordered if each.opening is not None and each.closing is not None]
    for one, two in pairwise(known):
        if one.last >= two.first:
            continue
        first, last = _date(one.last) + dt.timedelta(1), _date(two.first) - dt.timedelta(1)
        if one.closing != two.opening:
            broken.append(Link(one.account, one, two))
        elif first <= last and not _has_whole_month(first, last):
            found.append(Days(first, last, True))
    found += [Days(_date(each.first), _date(each.last), True) for each in said]
    return found, broken


def _has_whole_month(first: dt.date, last: dt.date) -> bool:
    month = first.strftime("%Y-%m") if first.day == 1 else next_month(first.strftime("%Y-%m"))
    return month_days(month)[1] <= last


def _date(iso: str) -> dt.date:
    return dt.date.fromisoformat(iso)


def cells(
    asked: Asked, covered: Sequence[Days], since: str | None, closed: str | None
) -> Iterator[MonthCell]:
    """Each month asked for. `since`, `closed` (ISO): the account was not there before and after."""
    lives = (max(asked.first, since or ""), min(asked.last, closed or "9999-12-31"))
    for month in asked.months():
        start, end = month_days(month)
        first, last = max(start.isoformat(), lives[0]), min(end.isoformat(), lives[1])
        if first > last:
            yield MonthCell(month, "not asked")
            continue
        yield _cell(month, _date(first), _date(last), covered)


def _cell(month: str, first: dt.date, last: dt.date, covered: Sequence[Days]) -> MonthCell:
    parts = _joined(
        (max(each.first, first), min(each.last, last))
        for each in covered
        if each.first <= last and each.last >= first
    )
    if not parts:
        return MonthCell(month, "missing")
    days = tuple((one.isoformat(), two.isoformat()) for one, two in parts)
    if parts != [(first, last)]:
        return MonthCell(month, "part", days)
    here = [each for each in covered if each.first <= last and each.last >= first]
    if any(month in each.months for each in here):
        return MonthCell(month, "whole", days)
    checked = _joined(
        (max(each.first, first), min(each.last, last)) for each in here if each.checked
    )
    return MonthCell(month, "whole" if checked == [(first, last)] else "no line", days)


def _joined(parts: Iterable[tuple[dt.date, dt.date]]) -> list[tuple[dt.date, dt.date]]:
    """Without overlaps; days that follow one another are one stretch."""
    found = list[tuple[dt.date, dt.date]]()
    for first, last in sorted(parts):
        if found and first <= found[-1][1] + dt.timedelta(1):
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
