"""Rules of repetition (RRULE of RFC 5545), worked out as local times on the calendar.

A rule gives days, and times of day on them; the clock they are read on is no matter here. Work is
counted: a rule that seldom or never gives anything stops when its share of the work is used up.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import MAXYEAR, date, datetime, time, timedelta
from itertools import islice, product

from msgspec import Struct

MOST_TOGETHER = 100_000
"""Times of one year, month, week or day from which BYSETPOS picks."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNITS = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
FREQS = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", *_UNITS)
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_LIMITS = {
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}
_NOT_ZERO = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")


class Rule(Struct, frozen=True):
    """`by` has the lists of numbers by their names; `until` is as written."""

    freq: str
    interval: int
    count: int | None
    until: str | None
    by: dict[str, tuple[int, ...]]
    days: tuple[tuple[int, int], ...]
    """(n-th or 0, weekday from 0)."""
    start_of_week: int


class Work:
    """What may still be tried; `out` when there was more to try."""

    def __init__(self, left: int) -> None:
        self.left, self.out = left, False

    def spend(self) -> bool:
        self.left -= 1
        self.out = self.out or self.left < 0
        return not self.out


def rule_of(text: str) -> Rule:
    """Raises ValueError with what is not understood, in plain words."""
    if "=" not in text:
        raise ValueError("it is written in another form than FREQ=...")
    told: dict[str, str] = {}
    for part in filter(None, (each.strip() for each in text.strip().split(";"))):
        key, mark, value = part.partition("=")
        key = key.strip().upper()
        if not mark or key in told:
            raise ValueError(f"{part[:60]!r} in it stands twice or says nothing")
        told[key] = value.strip().upper()
    freq = told.pop("FREQ", "")
    if freq not in FREQS:
        raise ValueError("it does not say how often (FREQ)")
    interval, count = (_number(told.pop(key, None), key) for key in ("INTERVAL", "COUNT"))
    until = told.pop("UNTIL", None)
    if count is not None and until is not None:
        raise ValueError("it has both COUNT and UNTIL")
    days = _days(told.pop("BYDAY", ""), freq)
    week = told.pop("WKST", "MO")
    if week not in WEEKDAYS:
        raise ValueError(f"WKST={week[:20]} is no day of the week")
    if told.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or told.pop("SKIP", "OMIT") != "OMIT":
        raise ValueError("it counts in another calendar or moves days (RSCALE, SKIP)")
    by = {key: _numbers(key, value) for key, value in told.items()}
    return Rule(freq, interval or 1, count, until, by, days, WEEKDAYS.index(week))


def _number(text: str | None, key: str) -> int | None:
    if text is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", text) is None or int(text) == 0:
        raise ValueError(f"{key}={text[:20]} is no count")
    return int(text)


def _days(text: str, freq: str) -> tuple[tuple[int, int], ...]:
    days = []
    for each in filter(None, text.split(",")):
        match = _DAY.fullmatch(each.strip())
        if match is None or match[1] in ("0", "00", "+0", "-0"):
            raise ValueError(f"{each[:20]!r} is no day of the week")
        if match[1] and freq not in ("YEARLY", "MONTHLY"):
            raise ValueError(f"{each} has no meaning in a rule that is {freq}")
        days.append((int(match[1] or 0), WEEKDAYS.index(match[2])))
    return tuple(days)


def _numbers(key: str, text: str) -> tuple[int, ...]:
    if key not in _LIMITS:
        raise ValueError(f"{key[:40]} in it is not known here")
    low, high = _LIMITS[key]
    found = []
    for each in text.split(","):
        if re.fullmatch(r"[+-]?[0-9]{1,3}", each.strip()) is None:
            raise ValueError(f"{key}={text[:40]} is no list of numbers")
        number = int(each)
        if not low <= number <= high or (number == 0 and key in _NOT_ZERO):
            raise ValueError(f"{key}={text[:40]} is outside of what there is")
        found.append(number)
    return tuple(sorted(set(found)))


def moments(rule: Rule, start: datetime, work: Work) -> Iterator[datetime]:
    """What the rule gives from `start` on, in order, COUNT and UNTIL not looked at.

    Ends with the year 9999, or when `work` is used up (then `work.out`).
    """
    groups = _within_days(rule, start, work) if rule.freq in _UNITS else _in_days(rule, start, work)
    places = rule.by.get("BYSETPOS")
    for group in groups:
        found: Iterable[datetime] = group
        if places:
            every = list(islice(group, MOST_TOGETHER + 1))
            size = len(every)
            work.left -= size
            if size > MOST_TOGETHER or work.left < 0:
                work.out = True
                return
            at = {place - 1 if place > 0 else size + place for place in places}
            found = [each for number, each in enumerate(every) if number in at]
        for each in found:
            if each >= start:
                yield each
            elif not work.spend():
                return


def _in_days(rule: Rule, start: datetime, work: Work) -> Iterator[Iterator[datetime]]:
    hours = rule.by.get("BYHOUR", (start.hour,))
    minutes = rule.by.get("BYMINUTE", (start.minute,))
    seconds = [each for each in rule.by.get("BYSECOND", (start.second,)) if each < 60]
    fits = _filter(rule, start)

    def together(days: list[date]) -> Iterator[datetime]:
        for day in days:
            for hour, minute in product(hours, minutes):
                for second in seconds:
                    yield datetime.combine(day, time(hour, minute, second))

    for days in _periods(rule, start.date(), work):
        kept = []
        for day in days:
            if not work.spend():
                return
            if fits(day):
                kept.append(day)
        yield together(kept)


def _periods(rule: Rule, start: date, work: Work) -> Iterator[list[date]]:
    """The days of each year, month, week or day of the rule that may fit."""
    months = rule.by.get("BYMONTH", ())
    if rule.freq == "YEARLY":
        if not (rule.days or _has(rule, "BYYEARDAY", "BYWEEKNO", "BYMONTHDAY", "BYMONTH")):
            months = (start.month,)
        for year in range(start.year, MAXYEAR + 1, rule.interval):
            if not work.spend():
                return
            found = (_of_month(rule, start, year, month) for month in months or range(1, 13))
            yield [day for days in found for day in days]
    elif rule.freq == "MONTHLY":
        first = start.year * 12 + start.month - 1
        for at in range(first, (MAXYEAR + 1) * 12, rule.interval):
            if not work.spend():
                return
            if not months or at % 12 + 1 in months:
                yield _of_month(rule, start, at // 12, at % 12 + 1)
    else:
        yield from _of_days(rule, start, work)


def _of_days(rule: Rule, start: date, work: Work) -> Iterator[list[date]]:
    length = 7 if rule.freq == "WEEKLY" else 1
    first = start.toordinal()
    if length == 7:
        first -= (start.weekday() - rule.start_of_week) % 7
    last = date.max.toordinal()
    for at in range(first, last + 1, length * rule.interval):
        if not work.spend():
            return
        yield [date.fromordinal(each) for each in range(max(1, at), min(at + length, last + 1))]


def _has(rule: Rule, *names: str) -> bool:
    return any(name in rule.by for name in names)


def _of_month(rule: Rule, start: date, year: int, month: int) -> list[date]:
    length = calendar.monthrange(year, month)[1]
    wanted: tuple[int, ...] | range = range(1, length + 1)
    if "BYMONTHDAY" in rule.by:
        told = rule.by["BYMONTHDAY"]
        wanted = tuple(sorted({each if each > 0 else length + 1 + each for each in told}))
    elif not rule.days and not _has(rule, "BYYEARDAY", "BYWEEKNO"):
        wanted = (start.day,)
    return [date(year, month, day) for day in wanted if 0 < day <= length]


def _filter(rule: Rule, start: datetime) -> Callable[[date], bool]:
    """Whether a day of a period is one of the rule's."""
    by, days = rule.by, set(rule.days)
    if not days and (
        rule.freq == "WEEKLY" or ("BYWEEKNO" in by and not _has(rule, "BYMONTHDAY", "BYYEARDAY"))
    ):
        days = {(0, start.weekday())}
    in_year = rule.freq == "YEARLY" and "BYMONTH" not in by
    weekdays = {weekday for _, weekday in days} or set(range(7))

    def fits(day: date) -> bool:
        if day.weekday() not in weekdays:
            return False
        if "BYMONTH" in by and day.month not in by["BYMONTH"]:
            return False
        if "BYMONTHDAY" in by:
            length = calendar.monthrange(day.year, day.month)[1]
            if not {day.day, day.day - length - 1} & set(by["BYMONTHDAY"]):
                return False
        if "BYYEARDAY" in by:
            at = day.timetuple().tm_yday
            whole = 366 if calendar.isleap(day.year) else 365
            if not {at, at - whole - 1} & set(by["BYYEARDAY"]):
                return False
        if "BYWEEKNO" in by and not _week(day, rule.start_of_week) & set(by["BYWEEKNO"]):
            return False
        return not days or (0, day.weekday()) in days or bool(_places(day, in_year) & days)

    return fits


def _places(day: date, in_year: bool) -> set[tuple[int, int]]:
    """As the n-th of its weekday in the month or year, from the front and from the back."""
    at, whole = day.day, calendar.monthrange(day.year, day.month)[1]
    if in_year:
        at, whole = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
    weekday = day.weekday()
    return {((at - 1) // 7 + 1, weekday), (-((whole - at) // 7 + 1), weekday)}


def _week(day: date, start_of_week: int) -> set[int]:
    """The number of its week, from the front and from the back of the year it belongs to."""
    # A week belongs to the year that has most of its days: the year of its fourth day.
    first = day.toordinal() - (day.weekday() - start_of_week) % 7
    fourth = date.fromordinal(max(1, min(first + 3, date.max.toordinal())))
    number = (fourth.timetuple().tm_yday - 1) // 7 + 1
    whole = 366 if calendar.isleap(fourth.year) else 365
    behind = (whole - fourth.timetuple().tm_yday) // 7
    return {number, -behind - 1}


def _within_days(rule: Rule, start: datetime, work: Work) -> Iterator[Iterator[datetime]]:
    """Every so many hours, minutes or seconds."""
    unit, fits = _UNITS[rule.freq], _filter(rule, start)
    step = timedelta(seconds=unit * rule.interval)
    first = start.replace(second=0) if unit > 1 else start
    at = first.replace(minute=0) if unit > 60 else first
    known: tuple[date, bool] = (date.min, False)
    while work.spend():
        if known[0] != at.date():
            known = (at.date(), fits(at.date()))
        try:
            if not known[1]:  # to the first step on the next day
                wait = datetime.combine(at.date() + timedelta(1), time()) - at
                at += step * -(-wait // step)
                continue
            yield iter(_at(rule, start, at, unit))
            at += step
        except OverflowError:
            return


def _at(rule: Rule, start: datetime, at: datetime, unit: int) -> list[datetime]:
    by = rule.by
    if at.hour not in by.get("BYHOUR", (at.hour,)):
        return []
    minutes: tuple[int, ...] = by.get("BYMINUTE", (start.minute if unit == 3600 else at.minute,))
    seconds: tuple[int, ...] = by.get("BYSECOND", (start.second if unit > 1 else at.second,))
    if unit < 3600:
        minutes = (at.minute,) if at.minute in minutes else ()
    if unit == 1:
        seconds = (at.second,) if at.second in seconds else ()
    return [at.replace(minute=m, second=s) for m in minutes for s in seconds if s < 60]
