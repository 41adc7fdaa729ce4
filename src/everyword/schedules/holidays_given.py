"""A holiday list of the person's own: a TOML file in our form, or a calendar file (.ics)."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from everyword.errors import NeedsAnswer, WrongUsage
from everyword.model import Event, source_of_bytes
from everyword.readers import calendar_ics
from everyword.schedules.holidays import ONE, Closed, of_days, own_list

LARGEST: Final = 2_000_000
_LONGEST: Final = 60
"""Days of one entry; a longer one is no holiday."""


def read(name: str, data: bytes) -> Closed:
    """Raises WrongUsage where it is neither, or says no whole days."""
    if len(data) > LARGEST:
        raise _not_a_list(name, f"it has more than {LARGEST:,} bytes")
    source = source_of_bytes(name, data)
    if calendar_ics.recognises(source):
        return of_days(name, _days(name, data))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _not_a_list(name, "it is neither a text file nor a calendar file") from None
    return own_list(name, text)


def _days(name: str, data: bytes) -> Iterator[tuple[dt.date, str]]:
    try:
        found = list(calendar_ics.read(source_of_bytes(name, data), {}))
    except NeedsAnswer as unclear:
        raise _not_a_list(name, unclear.words["question"]) from None
    for each in found:
        if not isinstance(each, Event) or each.cancelled:
            continue
        title = each.title or "holiday"
        if each.more:
            raise _not_a_list(name, f"{title} repeats without end; single days are needed")
        for begin in each.occurrences or (each.when.local,):
            if begin is None or each.when.precision != "day":
                raise _not_a_list(name, f"{title} is not a whole day")
            yield from _each_day(name, title, begin, each)


def _each_day(name: str, title: str, begin: str, event: Event) -> Iterator[tuple[dt.date, str]]:
    first = dt.date.fromisoformat(begin[:10])
    length = 0
    if event.until is not None and event.until.local and event.when.local:
        start = dt.date.fromisoformat(event.when.local[:10])
        length = (dt.date.fromisoformat(event.until.local[:10]) - start).days
    if not 0 <= length <= _LONGEST:
        raise _not_a_list(name, f"{title} lasts {length + 1} days")
    for number in range(length + 1):
        yield first + number * ONE, title


def _not_a_list(name: str, why: str) -> WrongUsage:
    return WrongUsage(
        problem=f"{name}: no holiday list: {why}.",
        remedy="Give a calendar file of whole days, or TOML as docs/schedules.md shows.",
    )
