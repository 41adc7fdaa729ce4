"""Whose each night is by the terms, and what is said of what happened: three series, kept apart.

Ordered: what the terms give. Said to have happened: cited, or said and not cited. Disputed: what
somebody says otherwise, and nights two entries give to two people. A night of which nothing is
known stays so: it is never counted as nobody's, and never as missed.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from everyword.schedules.contact_pattern import DAY, Stretch, Window
from everyword.schedules.contact_terms import LAYERS, Visit

Basis = Literal["cited", "said", "disputed"]
BASES: tuple[Basis, ...] = ("cited", "said", "disputed")


class Night(Struct, frozen=True):
    """A night by the terms. `person` None: no term gives it, or it is not clear (`unclear`: why).

    `term` is the one that counts, `over` those it stands above.
    """

    day: dt.date
    person: str | None = None
    term: str | None = None
    over: tuple[str, ...] = ()
    unclear: str | None = None


class Had(Struct, frozen=True):
    """What is said of one night: with whom, and by which entries.

    `person` None: disputed, or said not to have been with `not_with`.
    """

    day: dt.date
    person: str | None
    visits: tuple[str, ...]
    basis: Basis
    not_with: str | None = None


def ordered(given: Sequence[Stretch], window: Window) -> list[Night]:
    """One entry for each night of the window, in order."""
    of_day: dict[dt.date, list[Stretch]] = {}
    for stretch in given:
        for day in stretch.nights:
            if window.has(day):
                of_day.setdefault(day, []).append(stretch)
    return [_night(day, of_day.get(day, [])) for day in window.days]


def _night(day: dt.date, given: list[Stretch]) -> Night:
    if not given:
        return Night(day)
    counts, unclear = _strongest(given)
    over = sorted({each.term for each in given} - {each.term for each in counts})
    if unclear is not None:
        return Night(day, over=tuple(over), unclear=unclear)
    return Night(day, counts[0].person, counts[0].term, tuple(over))


def _strongest(given: Iterable[Stretch]) -> tuple[list[Stretch], str | None]:
    """Those of the strongest layer, and why they leave open whose it is, where they do."""
    given = list(given)
    layer = max(LAYERS.index(each.layer) for each in given)
    top = [each for each in given if LAYERS.index(each.layer) == layer]
    doubts = [each.unsure for each in top if each.unsure]
    if doubts:
        return top, "; ".join(dict.fromkeys(doubts))
    if len({each.person for each in top}) > 1:
        named = " and ".join(sorted({each.term for each in top}))
        return top, f"{named} give it to different people, and neither is above the other"
    return top, None


def hours(given: Sequence[Stretch], window: Window, zone: str) -> dict[str | None, Fraction]:
    """Of each person, the share of the window's time by the terms, in real time; None: nobody's.

    The window is from the first midnight to the last on the wall of `zone`.
    """
    place = ZoneInfo(zone)
    low = _utc(dt.datetime.combine(window.first, dt.time()), place)
    high = _utc(dt.datetime.combine(window.last + DAY, dt.time()), place)
    edges: list[tuple[dt.datetime, int, int]] = [(low, 0, -1), (high, 0, -1)]
    for number, each in enumerate(given):
        start, end = (_utc(one, ZoneInfo(each.zone)) for one in (each.start, each.end))
        if start < high and end > low and start < end:
            edges += [(max(start, low), 1, number), (min(end, high), 0, number)]
    edges.sort()
    active: set[int] = set()
    found: dict[str | None, dt.timedelta] = {}
    for place_in, (moment, begins, number) in enumerate(edges[:-1]):
        if number >= 0:
            (active.add if begins else active.discard)(number)
        length = edges[place_in + 1][0] - moment
        if length:
            whose = _owner(given, active)
            found[whose] = found.get(whose, dt.timedelta()) + length
    whole = high - low
    return {who: Fraction(_seconds(each), _seconds(whole)) for who, each in found.items()}


def _owner(given: Sequence[Stretch], active: set[int]) -> str | None:
    if not active:
        return None
    top, unclear = _strongest(given[number] for number in active)
    return None if unclear else top[0].person


def _utc(local: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return local.replace(tzinfo=zone).astimezone(dt.UTC)


def _seconds(length: dt.timedelta) -> int:
    return length.days * 86400 + length.seconds


def happened(
    visits: Iterable[Visit], by_order: Sequence[Night], window: Window
) -> dict[dt.date, Had]:
    """What is said of each night of the window; a night nothing is said of is not in it."""
    of_day: dict[dt.date, list[tuple[Visit, bool]]] = {}
    given = {night.day: night.person for night in by_order}
    for visit in visits:
        for day, was_there in _nights(visit, given):
            if window.has(day):
                of_day.setdefault(day, []).append((visit, was_there))
    return {day: _had(day, said) for day, said in sorted(of_day.items())}


def _nights(visit: Visit, given: Mapping[dt.date, str | None]) -> Iterator[tuple[dt.date, bool]]:
    """The nights an entry speaks of, and whether they were spent with its person."""
    first = dt.date.fromisoformat(visit.day)
    if visit.as_ordered:
        day = first
        while given.get(day) == visit.person:
            yield day, "used" in visit.states
            day += DAY
    elif visit.nights is not None and ("used" in visit.states or visit.nights):
        for number in range(visit.nights):
            yield first + number * DAY, "used" in visit.states


def _had(day: dt.date, said: list[tuple[Visit, bool]]) -> Had:
    ids = tuple(visit.id for visit, _ in said)
    people = {visit.person for visit, was_there in said if was_there}
    not_with = {visit.person for visit, was_there in said if not was_there}
    if any(visit.disputed for visit, _ in said) or len(people) > 1 or people & not_with:
        return Had(day, None, ids, "disputed")
    basis: Basis = "cited" if any(visit.cites for visit, _ in said) else "said"
    if people:
        return Had(day, min(people), ids, basis)
    return Had(day, None, ids, basis, min(not_with))


class Tally(Struct, frozen=True):
    """Nights of one person. `had` and `not_had` by how they are known; the rest is not known."""

    person: str
    nights: int
    ordered: int
    had: Mapping[Basis, int]
    not_had: Mapping[Basis, int]

    @property
    def unknown(self) -> int:
        """Nights of the window of which nobody said with whom."""
        return self.nights - sum(self.had.values()) - sum(self.not_had.values())


def tally(person: str, nights: Sequence[Night], said: Mapping[dt.date, Had]) -> Tally:
    """Counts for one person over these nights. Disputed nights stand in `had` as such."""
    had, not_had = dict.fromkeys(BASES, 0), dict.fromkeys(BASES, 0)
    for night in nights:
        each = said.get(night.day)
        if each is None:
            continue
        if each.basis == "disputed" or each.person == person:
            had[each.basis] += 1
        elif each.person is not None or each.not_with == person:
            not_had[each.basis] += 1
    count = sum(night.person == person for night in nights)
    return Tally(person, len(nights), count, had, not_had)


class Gap(Struct, frozen=True):
    """Days in a row, both counted, on which no contact with the person is recorded.

    `open_start`, `open_end`: it reaches the edge of the window, so it may have been longer.
    `recorded`: on how many of its days something else is recorded (missed, declined, late).
    """

    first: dt.date
    last: dt.date
    open_start: bool
    open_end: bool
    recorded: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def longest_gap(person: str, visits: Iterable[Visit], window: Window) -> Gap | None:
    """The longest stretch without a recorded day of contact; None where every day has one."""
    seen, noted = set[dt.date](), set[dt.date]()
    for visit in visits:
        if visit.person != person:
            continue
        first = dt.date.fromisoformat(visit.day)
        if "used" in visit.states and not visit.disputed:
            seen |= {first + number * DAY for number in range((visit.nights or 0) + 1)}
        else:
            noted.add(first)
    inside = sorted(day for day in seen if window.has(day))
    edges = [window.first - DAY, *inside, window.last + DAY]
    best: Gap | None = None
    for one, two in pairwise(edges):
        first, last = one + DAY, two - DAY
        if first > last or (best is not None and (last - first).days + 1 <= best.days):
            continue
        recorded = sum(first <= day <= last for day in noted)
        best = Gap(first, last, one < window.first, two > window.last, recorded)
    return best
