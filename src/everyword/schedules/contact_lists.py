"""Lists of school holidays, read from what was typed and from the calendars they came from.

The days of a calendar are read from its items each time, never copied into a decision: what the
gate keeps gives no day.
"""

import datetime as dt
from collections.abc import Iterator

from everyword.case.store import Case
from everyword.errors import EverywordError
from everyword.model import Event
from everyword.schedules.contact_pattern import FIRST_YEAR, LAST_YEAR, Block, Holidays, Window, span
from everyword.schedules.contact_terms import HolidayList

_LONGEST = dt.timedelta(days=366)


def read(case: Case, entry: HolidayList) -> tuple[Holidays, list[str]]:
    """Its blocks in order, and what of it could not be used."""
    notes: list[str] = []
    blocks = [Block(*span(each), entry.name) for each in entry.dates]
    for cite in entry.cites:
        blocks += _of_item(case, entry.id, cite.item, notes)
    covers = Window(*span(entry.covers)) if entry.covers else None
    if covers is None:
        notes.append(
            f"{entry.id} does not say which days it covers: it is taken to cover the days from the"
            " first to the last of it"
        )
    blocks.sort(key=lambda each: (each.first, each.last))
    return Holidays(entry.id, tuple(blocks), covers), notes


def _of_item(case: Case, id: str, item: str, notes: list[str]) -> Iterator[Block]:
    if case.work.is_withheld(item):
        notes.append(f"{id}: {item} is locked; its days are not counted")
        return
    try:
        case.check_usable([item])
        entry = case.index.item(item)
    except EverywordError as fault:
        notes.append(f"{id}: {item} cannot be used; its days are not counted ({fault.lines()[0]})")
        return
    event = entry.reading
    if not isinstance(event, Event) or event.when.local is None:
        notes.append(f"{id}: {item} has no day; it is not counted")
        return
    if event.cancelled:
        notes.append(f"{id}: {item} is cancelled; its days are not counted")
        return
    if event.more:
        notes.append(f"{id}: {item} goes on after the last day that was worked out")
    if len(event.when.local) < 10:
        notes.append(f"{id}: {item} has a month or a year and no day; it is not counted")
        return
    first = dt.date.fromisoformat(event.when.local[:10])
    last = first
    if event.until is not None and event.until.local is not None:
        last = max(first, dt.date.fromisoformat(event.until.local[:10]))
    length = last - first
    if length > _LONGEST:
        notes.append(f"{id}: {item} lasts longer than a year; it is not counted")
        return
    for begins in event.occurrences or (event.when.local,):
        day = dt.date.fromisoformat(begins[:10])
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            yield Block(day, day + length, event.title or "", item)
        else:
            notes.append(f"{id}: {item} on {day} is outside of the years that are counted")
