"""Each sum that falls due by what was ordered: its day, its amount, and the days it is for.

Rules that hold everywhere, and are printed with every table: a monthly sum falls due on the day of
the month of the first one, and where a month has no such day, on its last; a sum is governed by the
term that is in force on the day it falls due. Nothing is reckoned for a part of a period unless a
rule for it was chosen.
"""

import calendar
import datetime as dt
import re
from collections import deque
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import chain, pairwise, takewhile
from typing import Final, Literal

from msgspec import Struct

from everyword.errors import WrongUsage

DAY: Final = dt.timedelta(days=1)
Part = Literal["due day", "ahead", "behind"]
"""Of a period in which the amount changes: the sum is whole by the term of its due day; or it is
shared by days, each sum being for the days that follow it ("ahead") or precede it ("behind")."""
_MONTHS = {"month": 1, "quarter": 3, "half year": 6, "year": 12}


class Rhythm(Struct, frozen=True):
    """`step` weeks or months from one due day to the next; of a half month, its two `days`."""

    unit: Literal["week", "month", "half month", "once"]
    step: int = 1
    days: tuple[int, int] | None = None


class Term(Struct, frozen=True):
    """A sum ordered again and again: due on `first` and then in rhythm, `last` included.

    `from_day`: the day the amount holds from, where it replaces another one; its own first due day
    may come later. `anchor`: the first due day of the one whose rhythm it goes on in. `part` is
    what is done with a period in which `from_day` falls.
    """

    id: str
    amount: Fraction
    rhythm: Rhythm
    first: dt.date
    last: dt.date | None = None
    replaces: str | None = None
    from_day: dt.date | None = None
    anchor: dt.date | None = None
    part: Part = "due day"

    @property
    def holds_from(self) -> dt.date:
        return self.from_day or self.first

    @property
    def begins(self) -> dt.date:
        return self.anchor or self.first


class Due(Struct, frozen=True):
    """One sum; `share` says why it is not the whole amount, where it is not."""

    term: str
    day: dt.date
    amount: Fraction
    share: str = ""


def read_rhythm(text: str, days: str | None = None) -> Rhythm:
    """week, 2 weeks, month, 3 months, quarter, half year, year, half month, once.

    Raises WrongUsage. `days`: "1,15" for a half month.
    """
    found = re.fullmatch(r"(?:(\d{1,3}) )?(half month|half year|[a-z]+?)s?", text.strip().lower())
    count, unit = (int(found[1] or 1), found[2]) if found else (0, "")
    if found and count:
        if unit == "week":
            return Rhythm("week", count)
        if unit in _MONTHS:
            return Rhythm("month", count * _MONTHS[unit])
        if unit == "half month" and found[1] is None:
            return Rhythm("half month", days=_two_days(days))
        if unit == "once":
            return Rhythm("once")
    raise WrongUsage(
        problem=f"How often is not clear: {text}",
        remedy='Say one of: week, "2 weeks", month, "3 months", quarter, year, "half month", once.',
    )


def _two_days(days: str | None) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d\d?)\s*,\s*(\d\d?)\s*", days or "")
    if found is None or not 1 <= int(found[1]) < int(found[2]) <= 31:
        raise WrongUsage(
            problem="A sum due twice a month needs the two days of the month.",
            remedy="For example:  --days 1,15    or  --days 15,31 (31 is the last day)",
        )
    return int(found[1]), int(found[2])


def due_days(rhythm: Rhythm, first: dt.date) -> Iterator[dt.date]:
    """Every due day from the first on, without end except of what is due once."""
    match rhythm.unit:
        case "once":
            yield first
        case "week":
            day = first
            while True:
                yield day
                day += 7 * rhythm.step * DAY
        case "month":
            number = 0
            while True:
                yield months_on(first, number * rhythm.step)
                number += 1
        case "half month":
            month = first.replace(day=1)
            while True:
                for each in rhythm.days or ():
                    if (day := clamped(month, each)) >= first:
                        yield day
                month = months_on(month, 1)


def months_on(day: dt.date, months: int) -> dt.date:
    """The same day of a later (or earlier) month, or the last of it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return clamped(dt.date(year, month + 1, 1), day.day)


def clamped(month: dt.date, day: int) -> dt.date:
    """This day of the month, or the last of it."""
    return month.replace(day=min(day, calendar.monthrange(month.year, month.month)[1]))


def per_month(term: Term) -> Fraction:
    """What the amount comes to in an average month: a week is 12/52 of a month."""
    match term.rhythm.unit:
        case "week":
            return term.amount * 52 / (12 * term.rhythm.step)
        case "half month":
            return term.amount * 2
        case "month":
            return term.amount / term.rhythm.step
        case "once":
            return Fraction(0)


def dues_of(terms: Sequence[Term], until: dt.date) -> tuple[Due, ...]:
    """Every sum due up to and including a day, in order; a later term ends the one it replaces."""
    named = {each.id: each for each in terms}
    later = {each.replaces: each for each in terms if each.replaces}
    found: list[Due] = []
    for term in terms:
        before = named.get(term.replaces or "")
        found += _dues(term, before, later.get(term.id), until)
    order = {term.id: place for place, term in enumerate(terms)}
    return tuple(sorted(found, key=lambda due: (due.day, order[due.term])))


def _dues(term: Term, before: Term | None, later: Term | None, until: dt.date) -> Iterator[Due]:
    """Those of one term: none from the day on which another one takes its place."""
    end = min(term.last or until, until)
    if before and term.part == "ahead" and term.holds_from < term.first:
        yield from _shares(before, term)[1:]
    for day, after in pairwise(chain(due_days(term.rhythm, term.begins), [dt.date.max])):
        if day < term.first:
            continue
        if day > end or (later and day >= later.holds_from):
            return
        if before and day == term.first and term.part == "behind":
            yield from _shares(before, term)
        elif later and later.part == "ahead" and after > later.holds_from:
            yield from _shares(term, later)[:1]
        else:
            yield Due(term.id, day, term.amount)


def _shares(old: Term, new: Term) -> tuple[Due, ...]:
    """The period in which the amount changes, by days: the old term's share and the new one's.

    "ahead": both fall due on the first of their own days. "behind": both at the period's end.
    """
    end = new.first
    before = takewhile(lambda day: day < end, due_days(new.rhythm, new.begins))
    start = deque(before, maxlen=1)[0]
    of_old, whole = (new.holds_from - start).days, (end - start).days
    days = (start, new.holds_from) if new.part == "ahead" else (end, end)
    parts = ((old, days[0], of_old), (new, days[1], whole - of_old))
    return tuple(
        Due(term.id, day, term.amount * count / whole, f"{count} of {whole} days")
        for term, day, count in parts
        if count
    )
