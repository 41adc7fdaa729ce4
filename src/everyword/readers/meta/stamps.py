"""Times as the pages of a Facebook or Instagram download have them: in the account's language.

`Jun 02, 2024 10:20:00 am`, `May 13, 2021, 9:11 PM`, `01 Jan 2020, 09:59`, `8월 10, 2026 6:32 오후`,
`Tháng 10 01, 2025 10:21:24 ch`. A time is read only when every word of it is known here and says
one thing; else there is none. Days in numbers alone are read by what all of the page shows, or as
the person says.
"""

import re
import unicodedata
from datetime import datetime
from functools import lru_cache

from everyword.model import Precision
from everyword.readers.times.months import DAY_OF, GLUE, SHORT_MONTH_OF

_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"\s+")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)(?::(\d\d))?(?![\d:])", re.ASCII)
_NUMBERS = re.compile(
    r"(?<![\d./-])(?:(\d{4})([./-])(\d\d?)\2(\d\d?)|(\d\d?)([./-])(\d\d?)\6(\d{4}))\b\.?", re.ASCII
)
_TOKEN = re.compile(r"(\d{1,4})([월月년年일日])?|[^\W\d_][^\s\d,،()]*")
_HALVES = {
    **dict.fromkeys(("am", "a.m", "a. m", "ص", "πμ", "π.μ", "öö", "오전", "午前", "上午"), "am"),
    **dict.fromkeys(("pm", "p.m", "p. m", "م", "μμ", "μ.μ", "ös", "오후", "午後", "下午"), "pm"),
}
"""Halves of the day; they stand beside the clock, where no other word of these is."""
_FIRST = frozenset(("öö", "ös", "ص", "م", "오전", "午前", "上午", "오후", "午後", "下午"))
_VIETNAM = {"sa": "am", "ch": "pm"}
_BEHIND = re.compile(r" ?([ap]\. m|[^\W\d_][^\s\d,،()]*)\.?", re.I)
_NUMBERED = ("tháng", "thg")
_LONGEST = 100
_YEARS = (2004, 2099)


class _NotRead(Exception):
    """The words say no time, or more than one."""


def numbers_in(text: str) -> tuple[int, int] | None:
    """The first two numbers of a day written 03/04/2024: day and month, in one of two orders."""
    found = _NUMBERS.search(_plain(text))
    return (int(found[5]), int(found[7])) if found and found[5] else None


@lru_cache(maxsize=4096)
def read_stamp(text: str, order: str | None) -> tuple[str, Precision] | None:
    """`2024-06-02T10:20:00` and how exact it is; `order` is dmy or mdy, for days in numbers."""
    try:
        return _read(_plain(text), order)
    except (_NotRead, ValueError, OverflowError):
        return None


def _plain(text: str) -> str:
    """Blanks as blanks, digits of any alphabet as 0 to 9, no marks of direction."""
    plain = _BLANKS.sub(" ", _MARKS.sub("", text[: _LONGEST + 1]))
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain)
    return "".join(digits).strip()


def _read(text: str, order: str | None) -> tuple[str, Precision]:
    clocks = list(_CLOCK.finditer(text))
    if len(clocks) != 1 or len(text) > _LONGEST:
        raise _NotRead
    clock = clocks[0]
    before, half, after = _halved(text[: clock.start()], text[clock.end() :])
    rest = f"{before} {after}"
    known: dict[str, list[int]] = {"year": [], "month": [], "day": []}
    numbers = _NUMBERS.search(rest)
    if numbers is not None:
        rest = rest[: numbers.start()] + " " + rest[numbers.end() :]
        for name, value in zip(("year", "month", "day"), _ordered(numbers, order), strict=True):
            known[name].append(value)
    months, weekdays = _words(rest, known)
    months = [*months, *(frozenset((month - 1,)) for month in known["month"])]
    if not len(known["year"]) == len(known["day"]) == len(months) == 1:
        raise _NotRead
    hour = _hour(int(clock[1]), half)
    day = (known["year"][0], known["day"][0])
    if not _YEARS[0] <= day[0] <= _YEARS[1]:
        raise _NotRead  # of another calendar, or no time of a message
    fits = {
        moment
        for month in months[0]
        if (moment := _moment(day, month, hour, clock)) is not None
        and (weekdays is None or moment.weekday() in weekdays)
    }
    if len(fits) != 1:
        raise _NotRead
    precision: Precision = "second" if clock[3] else "minute"
    return fits.pop().isoformat(timespec="seconds"), precision


def _ordered(numbers: re.Match[str], order: str | None) -> tuple[int, int, int]:
    """Year, month, day."""
    if numbers[1]:
        return int(numbers[1]), int(numbers[3]), int(numbers[4])
    first, second = int(numbers[5]), int(numbers[7])
    if order is None and first != second:
        raise _NotRead
    day, month = (second, first) if order == "mdy" else (first, second)
    return int(numbers[8]), month, day


def _halved(before: str, after: str) -> tuple[str, str, str]:
    """What stands before the clock and behind it, and the half of the day named beside it."""
    behind = _BEHIND.match(after)
    if behind is not None:
        word = behind[1].casefold().rstrip(".")
        halves = {**_HALVES, **_VIETNAM} if _numbered(before) else _HALVES
        if word in halves:
            return before, halves[word], after[behind.end() :]
    words = before.split()
    ahead = words[-1].casefold() if words else ""
    if ahead in _FIRST:
        return " ".join(words[:-1]), _HALVES[ahead], after
    return before, "", after


def _numbered(words: str) -> bool:
    return any(word in words.casefold() for word in _NUMBERED)


def _words(
    rest: str, known: dict[str, list[int]]
) -> tuple[list[frozenset[int]], frozenset[int] | None]:
    """Months named, and the day of the week. Fills `known`."""
    months: list[frozenset[int]] = []
    weekdays: frozenset[int] | None = None
    numbered = False
    for match in _TOKEN.finditer(rest):
        if match[1]:
            kind = {"월": "month", "月": "month", "년": "year", "年": "year"}.get(match[2] or "")
            plain = "year" if len(match[1]) == 4 else "day"
            known["month" if numbered else kind or plain].append(int(match[1]))
            numbered = False
            continue
        word = match[0].casefold().rstrip(".")
        if word in _NUMBERED:
            numbered = True
        elif word in SHORT_MONTH_OF:
            months.append(SHORT_MONTH_OF[word])
        elif word in DAY_OF and weekdays is None:
            weekdays = DAY_OF[word]
        elif word not in GLUE:
            raise _NotRead
    return months, weekdays


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise _NotRead
    return hour % 12 + (12 if half == "pm" else 0)


def _moment(day: tuple[int, int], month: int, hour: int, clock: re.Match[str]) -> datetime | None:
    try:
        return datetime(  # noqa: DTZ001 (a local time; its zone is not known)
            day[0], month + 1, day[1], hour, int(clock[2]), int(clock[3] or 0)
        )
    except (ValueError, OverflowError):
        return None
