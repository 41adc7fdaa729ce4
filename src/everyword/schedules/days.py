"""Counting days by a stated rule, each day that is left out with its reason.

Nothing here knows what a rule of court means by its words: the person says whether days are clear
days, which days do not count, and whether a last day moves. A named rule (`RULES`) is a record of
such choices with its source.
"""

import calendar
import datetime as dt
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

from everyword.case.dates import day_words
from everyword.errors import WrongUsage
from everyword.schedules.holidays import ONE, WEEKDAYS, Closed

Unit = Literal["days", "business days", "weeks", "months"]
Way = Literal["before", "after"]
Roll = Literal["no", "next", "previous"]
MOST: Final = 20_000
"""More days than this are no deadline."""


class Rule(Struct, frozen=True):
    """So many units before or after a day.

    `clear`: neither the day of the event nor the last day is counted. `short`: where so many days
    or fewer are counted, days on which the office is closed do not count. `roll`: where a last day
    on which it is closed moves to.
    """

    number: int
    unit: Unit = "days"
    way: Way = "before"
    clear: bool = False
    short: int = 0
    roll: Roll = "no"
    place: str | None = None
    named: str | None = None

    @property
    def needs_list(self) -> bool:
        return (
            self.unit == "business days"
            or self.roll != "no"
            or (self.unit == "days" and self.number <= self.short)
        )

    @property
    def words(self) -> str:
        unit = self.unit[:-1] if self.number == 1 else self.unit
        clear = "clear " if self.clear else ""
        parts = [f"{self.number} {clear}{unit} {self.way}"]
        if self.unit == "days" and 0 < self.number <= self.short:
            parts.append("closed days not counted")
        if self.roll != "no":
            parts.append(f"a closed last day moves to the {self.roll} open day")
        if self.named:
            parts.append(f"rule {self.named}")
        return ", ".join(parts)


class Named(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule of court as a record: what its words mean for counting, and where they were read."""

    id: str
    title: str
    clear: Literal["yes", "no"]
    short: int
    words: str
    source: str
    confidence: Literal["official", "secondary", "general"]
    seen: dt.date
    place: str | None = None
    roll_after: Roll = "no"
    roll_before: Roll = "no"


class Counted(Struct, frozen=True):
    """The day that comes out and how: `left_out` are days with the reason, `steps` in words."""

    day: dt.date
    start: dt.date
    rule: str
    steps: tuple[str, ...]
    left_out: tuple[tuple[dt.date, str], ...] = ()
    remarks: tuple[str, ...] = ()


def named_rules() -> dict[str, Named]:
    """The rules of court there are records of, by id."""
    text = (Path(__file__).parent / "data" / "counting.toml").read_text("utf-8")
    return {each["id"]: msgspec.convert(each, Named) for each in tomllib.loads(text)["rule"]}


def by_name(id: str, number: int, unit: Unit, way: Way) -> Rule:
    """The rule with the choices of a record. Raises WrongUsage."""
    known = named_rules()
    if id not in known:
        raise WrongUsage(
            problem=f"There is no counting rule {id}.",
            remedy=f"There are {', '.join(known)}; or say it:  --clear, --short 5, --roll next",
        )
    each = known[id]
    roll = each.roll_after if way == "after" else each.roll_before
    clear = each.clear == "yes" and unit == "days" and way == "before"
    return Rule(number, unit, way, clear, each.short, roll, each.place, id)


def count(rule: Rule, start: dt.date, closed: Closed | None = None) -> Counted:
    """The day that is so far from `start`. Raises WrongUsage where no list says what is closed."""
    _check(rule, closed)
    steps = [f"{full(start)}: from here, {rule.words}"]
    left_out: list[tuple[dt.date, str]] = []
    try:
        if rule.unit in ("weeks", "months"):
            day = _far(rule, start, steps)
        else:
            day = _counted(rule, start, closed, left_out, steps)
        day = _rolled(rule, day, closed, steps)
    except OverflowError:
        raise _too_far(rule) from None
    remarks = list(closed.place.unsure) if closed is not None and rule.needs_list else []
    if rule.roll == "no" and WEEKDAYS[day.weekday()] in ("saturday", "sunday"):
        remarks.insert(0, f"{full(day)} is at a weekend; the rule as given leaves it there.")
    return Counted(day, start, rule.words, tuple(steps), tuple(left_out), tuple(remarks))


def full(day: dt.date) -> str:
    """2026-05-01 as "Friday 1 May 2026"."""
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day_words(day.isoformat())}"


def _check(rule: Rule, closed: Closed | None) -> None:
    if not 0 <= rule.number <= MOST:
        raise _too_far(rule)
    if rule.clear and rule.unit not in ("days", "business days"):
        raise WrongUsage(
            problem=f"Clear days are counted in days, not in {rule.unit}.",
            remedy="Leave out --clear, or give the number of days:  --days 14 --clear",
        )
    if rule.needs_list and closed is None:
        raise WrongUsage(
            problem="Which days are bank holidays is not said, and this rule leaves them out.",
            remedy="Say where:  --place england-wales    or  --holidays FILE",
        )


def _far(rule: Rule, start: dt.date, steps: list[str]) -> dt.date:
    sign = -1 if rule.way == "before" else 1
    if rule.unit == "weeks":
        day = start + sign * rule.number * 7 * ONE
        steps.append(f"{full(day)}: {rule.number} weeks {rule.way}, the same day of the week")
        return day
    months = start.year * 12 + start.month - 1 + sign * rule.number
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    last = calendar.monthrange(year, month + 1)[1]
    day = dt.date(year, month + 1, min(start.day, last))
    what = "the same day of the month"
    if day.day != start.day:
        what = f"that month has no {start.day}, so its last day"
    steps.append(f"{full(day)}: {rule.number} months {rule.way}, {what}")
    return day


def _counted(
    rule: Rule,
    start: dt.date,
    closed: Closed | None,
    left_out: list[tuple[dt.date, str]],
    steps: list[str],
) -> dt.date:
    """Day by day where days are left out; with clear days one more, which is not counted."""
    step = -ONE if rule.way == "before" else ONE
    skips = rule.unit == "business days" or (rule.unit == "days" and rule.number <= rule.short)
    why: Callable[[dt.date], str | None] = closed.why if closed and skips else lambda day: None
    day, counted, wanted = start, 0, rule.number + (1 if rule.clear else 0)
    while counted < wanted:
        day += step
        reason = why(day)
        if reason is not None:
            left_out.append((day, reason))
            continue
        counted += 1
    if rule.clear and wanted > 1:
        inside = f"{rule.number} days lie between, neither end counted"
        steps.append(f"{full(day)}: {inside}")
    else:
        steps.append(f"{full(day)}: the day of the event is not counted, this day is the last")
    return day


def _rolled(
    rule: Rule,
    day: dt.date,
    closed: Closed | None,
    steps: list[str],
) -> dt.date:
    if rule.roll == "no" or closed is None:
        return day
    step = ONE if rule.roll == "next" else -ONE
    reason = closed.why(day)
    while reason is not None:
        steps.append(f"{full(day)} is closed ({reason}): moved to the {rule.roll} day")
        day += step
        reason = closed.why(day)
    return day


def _too_far(rule: Rule) -> WrongUsage:
    return WrongUsage(
        problem=f"{rule.number} {rule.unit} {rule.way} leads to no day of the calendar.",
        remedy="Give a number that fits:  --days 14",
    )
