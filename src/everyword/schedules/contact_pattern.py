"""From the terms of an order to the times they give, as local wall times of the term's zone.

A rule of RFC 5545 gives days; hours are the term's own. An end is a day and a time on the wall
(two days later at 18:00), never a number of hours: the clocks may change in between.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from everyword.readers.ics.rules import Rule, Work, moments, rule_of
from everyword.readers.ics.zones import local_of
from everyword.schedules.contact_terms import Layer, Term

DAY = dt.timedelta(days=1)
MIDNIGHT = dt.time()
EARLIEST = "1970-01-01"
"""From here a rule is worked out that needs no anchor, in a term without a first day."""
FIRST_YEAR, LAST_YEAR = 1970, 2200
_TYPED = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WORK = 2_000_000


class Window(Struct, frozen=True):
    """The nights of `first` to `last`, both counted: a night has the date of its evening."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> Iterator[dt.date]:
        return days_of(self.first, self.last)

    @property
    def count(self) -> int:
        return (self.last - self.first).days + 1

    def has(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


class Block(Struct, frozen=True):
    """Days without school, both counted; the item they were read from, where they were."""

    first: dt.date
    last: dt.date
    title: str = ""
    item: str | None = None


class Holidays(Struct, frozen=True):
    """A list of holidays as it was read. `covers` None: it does not say; its own ends are taken."""

    id: str
    blocks: tuple[Block, ...]
    covers: Window | None = None

    def known(self) -> Window | None:
        if self.covers is not None or not self.blocks:
            return self.covers
        first = min(each.first for each in self.blocks)
        return Window(first, max(each.last for each in self.blocks))

    def has(self, day: dt.date) -> bool | None:
        """None where the list does not reach so far."""
        if any(each.first <= day <= each.last for each in self.blocks):
            return True
        known = self.known()
        return False if known is not None and known.has(day) else None


class Stretch(Struct, frozen=True):
    """One time a term gives to a person: from `start` until `end`, local, the end not counted.

    `whole`: no times of day are said; the nights are those that begin on its days. `unsure`: why
    it is not known whether the term gives it.
    """

    term: str
    person: str
    layer: Layer
    zone: str
    start: dt.datetime
    end: dt.datetime
    whole: bool = False
    unsure: str | None = None

    @property
    def nights(self) -> Iterator[dt.date]:
        """The days at whose end, at midnight, it is going on."""
        first, last = self.start.date(), self.end.date() - DAY
        if not self.whole and self.start.time() == MIDNIGHT:
            first -= DAY
        if not self.whole and self.end.time() == MIDNIGHT:
            last -= DAY
        return days_of(first, last)

    def touches(self, window: Window) -> bool:
        """Whether a day of it, or the night it ends with, is in the window."""
        last = self.end.date() - (DAY if self.whole else 0 * DAY)
        return last >= window.first and self.start.date() <= window.last


def days_of(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for number in range((last - first).days + 1):
        yield first + number * DAY


def stretches(
    term: Term, lists: Mapping[str, Holidays], window: Window
) -> tuple[list[Stretch], list[str]]:
    """What a term gives that touches the window, oldest first, and what has to be said of it."""
    notes: list[str] = []
    since, until = (dt.date.fromisoformat(each) if each else None for each in _force(term))
    wide = Window(since or dt.date.min + 400 * DAY, until or dt.date.max - 400 * DAY)
    if term.is_every_night:
        first, last = max(window.first, wide.first), min(window.last, wide.last)
        found = [_whole(term, first, last)] if first <= last else []
        return found, notes
    # What begins before the window may reach into it, by days of its own length and of a holiday.
    reach = window.last + (term.before + 1) * DAY
    made: list[Stretch] = []
    for each in _all(term, lists, reach, notes):
        if not wide.has(each.start.date()):
            continue
        if term.years and each.start.year % 2 != (term.years == "odd"):
            continue
        if each.end.date() < window.first or each.start.date() > reach:
            continue
        made += _where(term, lists, each, notes)
    return sorted(made, key=lambda each: each.start), notes


def _force(term: Term) -> tuple[str | None, str | None]:
    return term.since, term.until


def _all(
    term: Term, lists: Mapping[str, Holidays], reach: dt.date, notes: list[str]
) -> Iterator[Stretch]:
    if term.rrule is not None:
        for day in rule_days(term, reach, notes):
            yield _from_day(term, day)
    for typed in term.dates:
        first, last = span(typed)
        if "/" not in typed:
            yield _from_day(term, first)
        else:
            yield _between(term, first, last)
    if term.holidays is not None and term.only is None:
        found = lists.get(term.holidays)
        for block in found.blocks if found else ():
            if term.titled is None or term.titled.casefold() in block.title.casefold():
                yield from _half(term, _between(term, block.first, block.last))


def day_of(typed: str) -> dt.date:
    """2026-01-02, from 1970 to 2200. Raises ValueError for anything else, also 2026-W01-5."""
    if _TYPED.fullmatch(typed) is None:
        raise ValueError(f"{typed[:40]} is not written like 2026-01-02")
    day = dt.date.fromisoformat(typed)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the years go from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def span(typed: str) -> tuple[dt.date, dt.date]:
    """A or A/B. Raises ValueError."""
    first, _, last = typed.partition("/")
    one, two = day_of(first), day_of(last or first)
    if one > two:
        raise ValueError(f"{typed} runs backwards")
    return one, two


def rule_days(term: Term, reach: dt.date, notes: list[str]) -> Iterator[dt.date]:
    """The days a rule counts, from its anchor; COUNT and UNTIL are kept."""
    assert term.rrule is not None
    rule = rule_of(term.rrule)
    clock = dt.time.fromisoformat(term.begins) if term.begins else MIDNIGHT
    start = dt.datetime.combine(dt.date.fromisoformat(term.anchor or term.since or EARLIEST), clock)
    within, work = _until(rule, term), Work(_WORK)
    for number, moment in enumerate(moments(rule, start, work), 1):
        if moment.date() > reach or not within(moment):
            return
        if rule.count is not None and number > rule.count:
            return
        yield moment.date()
    if work.out:
        notes.append(f"{term.id}: its rule seldom or never gives a day; it was not worked out")


def _until(rule: Rule, term: Term) -> Callable[[dt.datetime], bool]:
    if rule.until is None:
        return lambda moment: True
    last, is_utc = local_of(rule.until)
    if is_utc:
        zoned = last.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(term.zone))
        last = zoned.replace(tzinfo=None)
    if "T" not in rule.until:
        return lambda moment: moment.date() <= last.date()
    return lambda moment: moment <= last


def _from_day(term: Term, counted: dt.date) -> Stretch:
    first = counted - term.before * DAY
    if term.begins is None or term.ends is None:
        return _whole(term, first, first + (term.length - 1) * DAY)
    return _timed(term, first, first + term.length * DAY)


def _between(term: Term, first: dt.date, last: dt.date) -> Stretch:
    if term.begins is None or term.ends is None:
        return _whole(term, first, last)
    return _timed(term, first - term.before * DAY, last + term.length * DAY)


def _whole(term: Term, first: dt.date, last: dt.date) -> Stretch:
    start, end = (dt.datetime.combine(day, MIDNIGHT) for day in (first, last + DAY))
    return Stretch(term.id, term.person, term.layer, term.zone, start, end, True)


def _timed(term: Term, first: dt.date, last: dt.date) -> Stretch:
    start = dt.datetime.combine(first, dt.time.fromisoformat(term.begins or "00:00"))
    end = dt.datetime.combine(last, dt.time.fromisoformat(term.ends or "00:00"))
    return Stretch(term.id, term.person, term.layer, term.zone, start, end)


def _half(term: Term, block: Stretch) -> Iterator[Stretch]:
    """The half of the nights a term gives. Whose the middle one of an odd number is, an order has
    to say; where it does not, the night stays open."""
    nights = list(block.nights)
    if term.part == "all" or not nights:
        yield block
        return
    middle = len(nights) // 2
    turn = nights[0] + (middle + (len(nights) % 2 and term.middle == "first")) * DAY
    open_night = len(nights) % 2 == 1 and term.middle is None
    after = turn + DAY if open_night else turn
    clock = MIDNIGHT if block.whole else block.end.time()
    change, later = dt.datetime.combine(turn, clock), dt.datetime.combine(after, clock)
    change, later = max(change, block.start), min(later, block.end)
    if open_night:
        why = f"{term.id} gives half of {len(nights)} nights and does not say whose the middle is"
        yield msgspec.structs.replace(block, start=change, end=later, unsure=why)
    if term.part == "first" and change > block.start:
        yield msgspec.structs.replace(block, end=change)
    elif term.part == "second" and block.end > later:
        yield msgspec.structs.replace(block, start=later)


def _where(
    term: Term, lists: Mapping[str, Holidays], each: Stretch, notes: list[str]
) -> list[Stretch]:
    """In term or in the holidays only, where the term says so."""
    if term.only is None:
        return [each]
    found = lists.get(term.holidays or "")
    is_holiday = found.has(each.start.date()) if found else None
    if is_holiday is None:
        why = f"{term.id} is for {term.only} only, and {term.holidays} does not say which it is"
        return [msgspec.structs.replace(each, unsure=why)]
    return [each] if is_holiday == (term.only == "holidays") else []


def odd_times(each: Stretch) -> str | None:
    """What has to be said where the clocks change over its beginning or its end."""
    zone = ZoneInfo(each.zone)
    for moment in () if each.whole else (each.start, each.end):
        one, two = (moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        if one.utcoffset() != two.utcoffset():
            there = one.astimezone(dt.UTC).astimezone(zone).replace(tzinfo=None) == moment
            what = "was twice on that day" if there else "was not on that day"
            return f"{each.term}: {moment:%Y-%m-%d %H:%M} {what} (the clocks changed)"
    return None
