"""Times and lengths as calendar files write them: RFC 5545, and what other programs write."""

import re
from datetime import date, datetime, timedelta

from msgspec import Struct

from everyword.model import Answers, Precision, When
from everyword.readers.ics.clock import Clock, Floating, Named, Offset, Universal
from everyword.readers.ics.lines import Property
from everyword.readers.ics.zones import Fixed, Table

DAY_BASIS = "a whole day; days have no zone"
_TIME = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ](\d\d)(:?)(\d\d)(?:\6(\d\d)(?:[.,]\d{1,9})?)?)?"
    r"(Z|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)
_LENGTH = re.compile(
    r"([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)
_UTC_NAMES = ("UTC", "GMT", "Etc/UTC", "Etc/GMT", "Z")


class Unreadable(Exception):
    """A value that is no time; the words say why."""


class Stamp(Struct, frozen=True):
    """A time as read: `clock` None for a whole day. `local` of a whole day is its midnight."""

    text: str
    local: datetime
    precision: Precision
    clock: Clock | None
    remark: str = ""

    def when(self) -> When:
        if self.clock is None:
            day = self.local.date().isoformat()
            return When(self.text, day, "day", None, None, DAY_BASIS + self.remark)
        local = self.local.isoformat(timespec="seconds")
        found = self.clock.when(self.text, local, self.precision)
        if not self.remark:
            return found
        return When(
            found.text, found.local, found.precision, found.zone, found.utc,
            found.basis + self.remark,
        )  # fmt: skip

    @property
    def utc(self) -> datetime | None:
        return None if self.clock is None else self.clock.utc(self.local)


class Length(Struct, frozen=True):
    """Days are days of the calendar; seconds are counted on a clock that never jumps."""

    days: int
    seconds: int


class Clocks:
    """Every clock of one calendar of the file."""

    def __init__(
        self, answers: Answers, path: str, named: str | None, tables: dict[str, Table | str]
    ) -> None:
        remark = f"; the calendar names {named} (X-WR-TIMEZONE), not used" if named else ""
        self._floating, self._utc = Floating(answers, path, remark), Universal()
        self._tables, self._named = tables, dict[str, Named]()

    def _of(self, name: str) -> Named:
        if name not in self._named:
            table = self._tables.get(name)
            rules, fault = (table, None) if isinstance(table, Table) else (None, table)
            self._named[name] = Named(name, rules, fault)
        return self._named[name]

    def stamp(self, held: Property, text: str) -> Stamp:
        """One value of a property. Raises Unreadable."""
        text = text.strip()
        match = _TIME.fullmatch(text)
        if match is None:
            raise Unreadable(f"{held.name}: {text[:60]!r} is no time as calendars write it")
        year, _, month, day, hour, _, minute, second, mark = match.groups()
        local = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}"
        try:
            moment = datetime.fromisoformat(local)
        except ValueError:
            raise Unreadable(f"{held.name}: there is no time {text[:60]!r}") from None
        zone = held.param("TZID")
        as_day = (held.param("VALUE") or "").upper() == "DATE"
        if hour is None and mark is None:
            return Stamp(text, moment, "day", None)
        if as_day or hour is None:
            if moment.time() == datetime.min.time() and mark is None:
                return Stamp(text, moment, "day", None, "; written with midnight as its time")
            raise Unreadable(f"{held.name}: {text[:60]!r} is said to be a day and has a time")
        precision: Precision = "second" if second else "minute"
        clock: Clock = self._floating
        if mark is not None:
            clock = self._marked(mark.upper(), zone, held)
        elif zone:
            clock = self._utc if zone in _UTC_NAMES else self._of(zone.strip())
        return Stamp(text, moment, precision, clock)

    def _marked(self, mark: str, zone: str | None, held: Property) -> Clock:
        if zone and zone not in _UTC_NAMES:
            what = f"both as {'UTC' if mark == 'Z' else mark} and as of zone {zone[:60]}"
            raise Unreadable(f"{held.name} is written {what}: which is meant is not known")
        if mark == "Z":
            return self._utc
        name = f"{mark[:3]}:{mark[-2:]}"
        size = timedelta(hours=int(mark[1:3]), minutes=int(mark[-2:]))
        if size >= timedelta(days=1):
            raise Unreadable(f"{held.name}: {mark} is no offset of a zone")
        return Offset(name, Fixed(-size if mark[0] == "-" else size))


def length_of(text: str) -> Length:
    """A DURATION. Raises Unreadable."""
    match = _LENGTH.fullmatch(text.strip().upper())
    if match is None or not any(match.groups()[1:]):
        raise Unreadable(f"{text[:60]!r} is no length of time")
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in match.groups()[1:])
    sign = -1 if match[1] == "-" else 1
    return Length(sign * (weeks * 7 + days), sign * (hours * 3600 + minutes * 60 + seconds))


def after(start: Stamp, length: Length, text: str) -> When:
    """When something ends that lasts so long. Raises Unreadable."""
    try:
        if start.clock is None:
            days = length.days + length.seconds // 86400
            if length.seconds % 86400:
                raise Unreadable("a whole day that lasts a part of a day")
            return last_day(text, start.local.date() + timedelta(days=days), start, "DURATION")
        end = start.local + timedelta(days=length.days)
        basis = "the beginning and its DURATION"
        utc = start.clock.utc(end)
        if length.seconds and utc is not None:
            shown = start.clock.shown(utc + timedelta(seconds=length.seconds))
            if shown is None:
                raise Unreadable("what the clock showed at its end is not known")
            end = shown
        elif length.seconds:
            end += timedelta(seconds=length.seconds)
            basis += ", counted on the local clock"
    except OverflowError:
        raise Unreadable("it would end after the last day there is") from None
    exact = "second" if length.seconds % 60 else start.precision
    found = Stamp(text, end, exact, start.clock).when()
    return When(
        text, found.local, found.precision, found.zone, found.utc, f"{basis}; {found.basis}"
    )


def last_day(text: str, end: date, start: Stamp, name: str) -> When:
    """The last whole day: the end that is written is the day after it."""
    first = start.local.date()
    if end == first:
        basis = f"{DAY_BASIS}; {name} is the day it begins on: read as that one day"
        return When(text, end.isoformat(), "day", None, None, basis)
    if end < first:
        raise Unreadable("it ends before it begins")
    basis = f"{DAY_BASIS}; the last day of it: {name} names {end}, which is no longer part of it"
    if name == "DURATION":
        basis = f"{DAY_BASIS}; the last day of it, by its DURATION"
    return When(text, (end - timedelta(days=1)).isoformat(), "day", None, None, basis)
