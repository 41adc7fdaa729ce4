"""The pictures of a schedule of contact: each year, the months asked for, and bars by month."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from everyword.case.dates import day_words
from everyword.schedules import calendar_picture as picture
from everyword.schedules.calendar_picture import Bar, Mark
from everyword.schedules.contact_counting import Counting
from everyword.schedules.contact_nights import Night, tally
from everyword.schedules.table import Picture

_FEW = 3
"""Months that are drawn without being asked for."""


def pictures(
    counting: Counting, whose: Iterable[str], months: Sequence[dt.date]
) -> Iterator[Picture]:
    """Months, years, then bars for each person with time of their own."""
    marks = dict(_marks(counting))
    names = [counting.names.get(each, each) for each in _in_turn(counting)]
    every = sorted({day.replace(day=1) for day in counting.window.days})
    for first in months or (every if len(every) <= _FEW else ()):
        words = day_words(first.isoformat()).split(" ", 1)[1]
        said = _said(counting, counting.months.get((first.year, first.month), []))
        svg = picture.month(f"Nights of {words}", said, first, marks, names)
        yield Picture(f"Calendar of {words}. {said}", svg)
    for year in range(counting.window.first.year, counting.window.last.year + 1):
        said = _said(counting, [night for night in counting.nights if night.day.year == year])
        svg = picture.year(f"Nights of {year}", said, year, marks, names)
        yield Picture(f"Calendar of {year}. {said}", svg)
    home = _home(counting)
    for person in whose:
        if person not in home or len(counting.people) == 1:
            yield _bars(counting, person)


def _home(counting: Counting) -> set[str]:
    return {each.person for each in counting.contact.terms.values() if each.is_every_night}


def _in_turn(counting: Counting) -> list[str]:
    """The usual home last: of the patterns it gets one of the lighter ones."""
    home = _home(counting)
    return sorted(counting.people, key=lambda each: each in home)


def _marks(counting: Counting) -> Iterator[tuple[dt.date, Mark]]:
    place = {each: number for number, each in enumerate(_in_turn(counting))}
    for night in counting.nights:
        had = counting.had.get(night.day)
        yield (
            night.day,
            Mark(
                place.get(night.person or ""),
                place.get(had.person or "") if had else None,
                night.unclear is not None,
                had is not None and had.basis == "disputed",
                had is not None and had.not_with is not None,
            ),
        )


def _said(counting: Counting, nights: Sequence[Night]) -> str:
    """The same in words, for those who do not see the picture."""
    if not nights:
        return "No night of it is in the window."
    parts = []
    for person in counting.people:
        counted = tally(person, nights, counting.had)
        had = counted.had["cited"] + counted.had["said"]
        name = counting.names.get(person, person)
        parts.append(f"{name}: {counted.ordered} nights by the terms, {had} said to have been")
    return "; ".join(parts) + f"; of {len(nights)} nights."


def _bars(counting: Counting, person: str) -> Picture:
    bars, name = [], counting.names.get(person, person)
    for (year, month), nights in counting.months.items():
        each = tally(person, nights, counting.had)
        had = each.had
        bars.append(
            Bar(
                f"{month:02}/{year % 100:02}",
                each.ordered,
                had["cited"],
                had["said"],
                had["disputed"],
                each.unknown,
            )
        )
    title = f"Nights with {name}, by month"
    words = "; ".join(
        f"{bar.name}: {bar.ordered} by the terms, {bar.cited + bar.said} said to have been"
        for bar in bars
    )
    return Picture(f"{title}. {words}.", picture.bars(title, words, bars))
