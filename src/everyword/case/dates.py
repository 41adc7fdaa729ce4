"""Dates as people write them for a chronology: never narrower than what was said.

Forms: 2024-03-01, 2024-03-01T14:30, 2024-03, 2024, A/B for a range, and one of the words about,
before, by, after, from in front. EDTF's ~ for about and an open .. are read too. Where only the
order is known, or the order too: "after F3", "2024-03, before F7"; and "not known".
"""

import calendar
import datetime as dt
import re

from msgspec import Struct

from everyword.errors import WrongUsage
from everyword.wording import MONTHS

EARLIEST, LATEST = "0001-01-01", "9999-12-31"
_ONE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d))?)?)?$")
_ORDER = re.compile(r"(after|before)\s+F(\d{1,9})", re.IGNORECASE)
UNKNOWN = "not known"


class Span(Struct, frozen=True):
    """`first` and `last` day it can have been (ISO), the time of day if any, and words to print."""

    first: str
    last: str
    clock: str
    words: str


UNDATED = Span(EARLIEST, LATEST, "", "")


class Placed(Struct, frozen=True):
    """A date, the facts it comes after, and those it comes before. Without a date: no words."""

    span: Span
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


def read_when(text: str) -> Placed:
    """The reading of a fact's `when`: at most one date, and any number of facts around it."""
    after: list[str] = []
    before: list[str] = []
    dates: list[str] = []
    for part in text.split(","):
        found = _ORDER.fullmatch(part.strip())
        if found is None:
            dates.append(part)
        else:
            (after if found[1].lower() == "after" else before).append(f"F{int(found[2])}")
    if len(dates) > 1:
        raise _unclear(text)
    span = UNDATED
    if dates and dates[0].strip().lower() != UNKNOWN:
        span = read_span(dates[0])
    return Placed(span, tuple(dict.fromkeys(after)), tuple(dict.fromkeys(before)))


def read_span(text: str) -> Span:
    """The reading of a typed date. Raises WrongUsage; two readings are never chosen between."""
    typed = text.strip()
    word, _, rest = typed.partition(" ")
    if typed.endswith("~"):
        word, rest = "about", typed[:-1]
    if typed.startswith("../"):
        word, rest = "by", typed[3:]
    if typed.endswith("/.."):
        word, rest = "from", typed[:-3]
    match word.lower():
        case "about" | "before" | "by" | "after" | "from":
            return _qualified(word.lower(), rest, text)
    first, slash, second = typed.partition("/")
    if slash:
        start, end = _one(first, text), _one(second, text)
        if start.first > end.last:
            raise _unclear(text)
        return Span(start.first, end.last, start.clock, f"{start.words} to {end.words}")
    return _one(typed, text)


def _qualified(word: str, rest: str, text: str) -> Span:
    span = _one(rest.strip(), text)
    if span.first == EARLIEST or span.last == LATEST:
        raise _unclear(text)  # no day before the first, none after the last
    words = f"{word} {span.words}"
    match word:
        case "before":
            day = dt.date.fromisoformat(span.first) - dt.timedelta(days=1)
            return Span(EARLIEST, day.isoformat(), "", words)
        case "by":
            return Span(EARLIEST, span.last, "", words)
        case "after":
            day = dt.date.fromisoformat(span.last) + dt.timedelta(days=1)
            return Span(day.isoformat(), LATEST, "", words)
        case "from":
            return Span(span.first, LATEST, "", words)
    return Span(span.first, span.last, "", words)


def _one(typed: str, text: str) -> Span:
    found = _ONE.match(typed.strip())
    if found is None:
        raise _unclear(text)
    year, month, day, hour, minute = found.groups()
    try:
        if day:
            date = dt.date(int(year), int(month), int(day))
            clock = ""
            if hour:
                clock = dt.time(int(hour), int(minute)).strftime("%H:%M")
            words = day_words(date.isoformat()) + (f", {clock}" if clock else "")
            return Span(date.isoformat(), date.isoformat(), clock, words)
        if month:
            last = calendar.monthrange(int(year), int(month))[1]
            words = f"{MONTHS[int(month) - 1]} {int(year)}"
            return Span(f"{year}-{month}-01", f"{year}-{month}-{last:02}", "", words)
        dt.date(int(year), 1, 1)  # year 0 is refused
        return Span(f"{year}-01-01", f"{year}-12-31", "", str(int(year)))
    except (ValueError, IndexError):
        raise _unclear(text) from None


def day_words(iso: str) -> str:
    """2024-03-01 as "1 March 2024": read the same way in every country."""
    date = dt.date.fromisoformat(iso[:10])
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def _unclear(text: str) -> WrongUsage:
    return WrongUsage(
        problem=f"This date cannot be read: {text}",
        remedy='Write it like 2024-03-01, 2024-03, 2024-03-01/2024-03-05, "about 2024-03",'
        ' "after F3" or "not known".',
    )
