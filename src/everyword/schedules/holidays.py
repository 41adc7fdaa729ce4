"""Days on which an office is closed: weekends and the bank holidays of a place, from dated lists.

A list covers the days from `first` to `last`; about a day outside nothing is said, because a
holiday that is not in the list would be counted as a working day.
"""

import calendar
import datetime as dt
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from everyword.case.dates import day_words
from everyword.errors import WrongUsage

DATA: Final = Path(__file__).parent / "data" / "holidays"
Moves = Literal["no", "free", "nearest", "sunday"]
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ONE: Final = dt.timedelta(days=1)
GIVEN: Final = dt.date.min
"""The day a list was seen that the person gives."""


class Day(Struct, frozen=True, forbid_unknown_fields=True):
    """One holiday: a date, a month and day, the nth weekday of a month, or days from Easter.

    `moves` when it falls on a weekend: "free" to the next weekday that is no holiday, "nearest" to
    the Friday before a Saturday and the Monday after a Sunday, "sunday" only from a Sunday to the
    Monday after it. `nth` -1 is the last. `plus`: days
    later. `monday_before`: the Monday before that month and day.
    """

    name: str
    date: dt.date | None = None
    month: int | None = None
    day: int | None = None
    weekday: (
        Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None
    ) = None
    nth: int = 1
    easter: int | None = None
    plus: int = 0
    monday_before: bool = False
    moves: Moves = "no"
    but_not: tuple[int, ...] = ()


class Place(Struct, frozen=True, forbid_unknown_fields=True):
    """A list as written. `weekend`: the days of the week on which the office is closed."""

    id: str
    title: str
    first: dt.date
    last: dt.date
    source: str
    confidence: str
    seen: dt.date
    day: tuple[Day, ...]
    weekend: tuple[str, ...] = ("saturday", "sunday")
    unsure: tuple[str, ...] = ()


class Closed(Struct, frozen=True):
    """The list of one place, day by day."""

    place: Place
    days: dict[dt.date, str]

    def why(self, day: dt.date) -> str | None:
        """Why the office is closed on this day, None where it is open. Raises WrongUsage."""
        name = WEEKDAYS[day.weekday()]
        if name in self.place.weekend:
            return name.capitalize()
        if not self.place.first <= day <= self.place.last:
            raise WrongUsage(
                problem=f"{self.place.title}: the holiday list begins on "
                f"{day_words(self.place.first.isoformat())} and ends on "
                f"{day_words(self.place.last.isoformat())}; {day} is outside.",
                remedy="Give a list of your own that covers it:  --holidays FILE",
            )
        return self.days.get(day)


def places() -> dict[str, Place]:
    """The lists of the program, by id."""
    found = {}
    for path in sorted(DATA.glob("*.toml")):
        for each in tomllib.loads(path.read_text("utf-8"))["place"]:
            place = msgspec.convert(each, Place)
            found[place.id] = place
    return found


def closed(place: str) -> Closed:
    """The list of a place. Raises WrongUsage, naming those there are."""
    known = places()
    if place not in known:
        raise WrongUsage(
            problem=f"There is no holiday list for {place}.",
            remedy=f"There are {', '.join(sorted(known))}; or your own:  --holidays FILE",
        )
    return worked(known[place])


def worked(place: Place) -> Closed:
    """The days of a list inside the time it covers."""
    taken: dict[dt.date, str] = {}
    moving: list[tuple[dt.date, Day]] = []
    for day, rule in sorted(_all(place), key=lambda each: each[0]):
        if _has_to_move(day, rule, place):
            moving.append((day, rule))
        else:
            taken[day] = f"{taken[day]}; {rule.name}" if day in taken else rule.name
    for day, rule in moving:
        taken[_moved(day, rule, place, taken)] = f"{rule.name} (for {day})"
    return Closed(
        place, {day: name for day, name in taken.items() if place.first <= day <= place.last}
    )


def _all(place: Place) -> Iterator[tuple[dt.date, Day]]:
    for rule in place.day:
        if rule.date is not None:
            yield rule.date, rule
            continue
        for year in range(place.first.year - 1, place.last.year + 2):
            if year not in rule.but_not:
                yield _in_year(rule, year) + rule.plus * ONE, rule


def _in_year(rule: Day, year: int) -> dt.date:
    if rule.easter is not None:
        return easter(year) + rule.easter * ONE
    if rule.month is None:
        raise _unclear(rule.name)
    try:
        if rule.weekday is not None:
            return _nth(year, rule.month, WEEKDAYS.index(rule.weekday), rule.nth)
        found = dt.date(year, rule.month, rule.day or 0)
    except (ValueError, IndexError):
        raise _unclear(rule.name) from None
    if rule.monday_before:
        return found - (found.weekday() or 7) * ONE
    return found


def _nth(year: int, month: int, weekday: int, nth: int) -> dt.date:
    last = calendar.monthrange(year, month)[1]
    fits = [
        day
        for day in (dt.date(year, month, number) for number in range(1, last + 1))
        if day.weekday() == weekday
    ]
    return fits[nth - 1 if nth > 0 else nth]


def _has_to_move(day: dt.date, rule: Day, place: Place) -> bool:
    name = WEEKDAYS[day.weekday()]
    if rule.moves == "sunday":
        return name == "sunday"
    return rule.moves != "no" and name in place.weekend


def _moved(day: dt.date, rule: Day, place: Place, taken: dict[dt.date, str]) -> dt.date:
    if rule.moves == "nearest":
        return day - ONE if day.weekday() == 5 else day + ONE
    if rule.moves == "sunday":
        return day + ONE
    while WEEKDAYS[day.weekday()] in place.weekend or day in taken:
        day += ONE
    return day


@cache
def easter(year: int) -> dt.date:
    """Easter Sunday of the western churches, by the rule of Meeus, Jones and Butcher."""
    century, rest = divmod(year, 100)
    moon = (
        19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def own_list(name: str, text: str) -> Closed:
    """A list the person gives, as TOML in the form of ours. Raises WrongUsage."""
    try:
        read: dict[str, Any] = tomllib.loads(text)
        place = {"id": "own", "title": name, "source": name, "confidence": "given", **read}
        place.setdefault("seen", GIVEN)
        return worked(msgspec.convert(place, Place))
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise WrongUsage(
            problem=f"{name}: this holiday list cannot be read: {fault}",
            remedy="docs/schedules.md shows the form; a calendar file (.ics) is read too.",
        ) from None


def of_days(name: str, days: Iterable[tuple[dt.date, str]]) -> Closed:
    """A list of single days, as a calendar file has them; whole years are taken as covered."""
    found = dict(sorted(days))
    if not found:
        raise WrongUsage(
            problem=f"{name}: there is no day in it.",
            remedy="Give a calendar file whose events last whole days.",
        )
    first, last = dt.date(min(found).year, 1, 1), dt.date(max(found).year, 12, 31)
    said = f"{name} is taken to name every holiday from {first.year} to {last.year}."
    rules = tuple(Day(title, date=day) for day, title in found.items())
    return worked(Place("own", name, first, last, name, "given", GIVEN, rules, unsure=(said,)))


def _unclear(name: str) -> WrongUsage:
    return WrongUsage(
        problem=f"The holiday {name} names no day.",
        remedy="Give it a date, or a month with a day or a weekday: docs/schedules.md.",
    )
