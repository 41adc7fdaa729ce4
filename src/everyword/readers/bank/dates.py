"""Dates as people's bank files write them: the order of day and month is shown or asked.

One order for a file: of day first, month first and year first, those under which every date of the
file is a day are left. One left: that is it. Several that read every date the same: any. Otherwise
the person is asked (`date_order`), with those that are left. Names of months, four figures in
front and dates like 20240131 need no order.

A year of two figures is 1970 to 2069. Year first with two figures is thought of too; it is left
out where it would spread the file over more than twenty years and another order does not.
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from msgspec import Struct

from everyword.errors import NeedsAnswer
from everyword.model import Precision, When
from everyword.readers.bank.months import month_of
from everyword.readers.bank.ofx_values import Unreadable

ORDERS = ("dmy", "mdy", "ymd")
MOST_YEARS = 20
MAX_LENGTH = 60

_TIME = (
    r"(?:[T ,]{1,2}\s?(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})"
    r"(?:[.,][0-9]{1,9})?)?\s?(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2}|[AaPp](?:[Mm]|\.\s?[Mm]\.)?)?)?"
)
_NUMBERS = re.compile(
    r"(?P<a>[0-9]{1,4})(?:\s?(?P<mark>[./'-])\s?|\s)(?P<b>[0-9]{1,2})"
    r"(?:\s?(?P<mark2>[./'-])\s?|\s)(?P<c>[0-9]{1,4})\.?" + _TIME
)
_COMPACT = re.compile(r"(?P<all>[0-9]{8})" + _TIME)
_NAMED = re.compile(
    r"(?:(?P<d>[0-9]{1,2})[.,]?[ -]?(?:de |d')?(?P<m>[^\W\d_]{3,12})\.?,?[ -]?(?:de )?'?"
    r"(?P<y>[0-9]{4}|[0-9]{2})"
    r"|(?P<m2>[^\W\d_]{3,12})\.? (?P<d2>[0-9]{1,2}),? '?(?P<y2>[0-9]{4}|[0-9]{2}))\.?" + _TIME
)
_IN_WORDS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


class _Parts(Struct, frozen=True):
    """The days a date may be, by order; where all are one, no order is needed."""

    can: dict[str, tuple[int, int, int]]
    time: tuple[str, str, str, str]
    short: bool

    @property
    def days(self) -> set[tuple[int, int, int]]:
        return set(self.can.values())


class Orders:
    """What the dates of one file show; see all of them, then settle."""

    def __init__(self) -> None:
        self._left = set(ORDERS)
        self._years: dict[str, tuple[int, int]] = {}
        self._either: str | None = None
        self._apart: set[tuple[str, str]] = set()
        self.order: str | None = None

    def see(self, text: str) -> None:
        parts = _parts(text)
        if parts is None or not parts.can:
            return
        self._left &= set(parts.can)
        for order, day in parts.can.items():
            low, high = self._years.get(order, (day[0], day[0]))
            self._years[order] = (min(low, day[0]), max(high, day[0]))
        if len(parts.days) > 1:
            self._either = self._either or text.strip()
            self._apart |= {
                (one, other)
                for one in parts.can
                for other in parts.can
                if parts.can[one] != parts.can[other]
            }

    def settle(self, answer: str | None, path: str) -> None:
        """Raises NeedsAnswer where dates have two readings and no date shows which."""
        left = [order for order in ORDERS if order in self._left]
        if len(left) > 1 and "ymd" in left and self._span("ymd") > MOST_YEARS:
            others = [order for order in left if order != "ymd"]
            left = [each for each in others if self._span(each) <= MOST_YEARS] or left
        if self._either is None:
            return
        if len(left) == 1 or (left and not any((left[0], each) in self._apart for each in left)):
            self.order = left[0]
            return
        if answer in (left or ORDERS):
            self.order = answer
            return
        raise _question(self._either, path, tuple(left or ORDERS))

    def _span(self, order: str) -> int:
        low, high = self._years.get(order, (0, 0))
        return high - low

    def read(self, text: str) -> When:
        """Raises Unreadable. `text` of the When is as it stands."""
        parts = _parts(text)
        if parts is None or not parts.can:
            raise Unreadable(f"{text.strip()[:40]!r} is not a date")
        days = parts.days
        if len(days) == 1:
            return _when(text, days.pop(), parts, "")
        day = parts.can.get(self.order or "")
        if day is None:
            how = _IN_WORDS.get(self.order or "", "in the order of the file")
            raise Unreadable(f"{text.strip()[:40]!r} is not a date read {how}")
        return _when(text, day, parts, f", read {_IN_WORDS[self.order or '']}")


def is_date(text: str) -> bool:
    """Whether it can be read as a date in any order."""
    parts = _parts(text)
    return parts is not None and bool(parts.can)


@lru_cache(maxsize=4096)
def _parts(text: str) -> _Parts | None:
    if len(text) > MAX_LENGTH:
        return None
    text = text.strip()
    for pattern, reader in ((_NUMBERS, _numbers), (_COMPACT, _compact), (_NAMED, _named)):
        match = pattern.fullmatch(text)
        if match is not None:
            time = (match["hour"], match["minute"], match["second"], match["zone"])
            can, short = reader(match)
            can = {order: day for order, day in can.items() if _is_day(day)}
            filled = tuple(each or "" for each in time)
            return _Parts(can, (filled[0], filled[1], filled[2], filled[3]), short)
    return None


Days = dict[str, tuple[int, int, int]]


def _numbers(match: re.Match[str]) -> tuple[Days, bool]:
    a, b, c = match["a"], match["b"], match["c"]
    if len(a) == 3 or len(c) == 3 or (len(a) == 4 and len(c) == 4):
        return {}, False
    if len(a) == 4:
        day = (int(a), int(b), int(c))
        return dict.fromkeys(ORDERS, day) if len(c) <= 2 else {}, False
    short = len(c) <= 2
    year = _year(c)
    can = {"dmy": (year, int(b), int(a)), "mdy": (year, int(a), int(b))}
    if short and len(a) == 2 and "'" not in (match["mark"], match["mark2"]):
        can["ymd"] = (_year(a), int(b), int(c))
    if len(c) == 1 and match["mark2"] != "'":
        return {}, False
    return can, short


def _compact(match: re.Match[str]) -> tuple[Days, bool]:
    text = match["all"]
    first = (int(text[:4]), int(text[4:6]), int(text[6:]))
    if _is_day(first):
        return dict.fromkeys(ORDERS, first), False
    one, two, year = int(text[:2]), int(text[2:4]), int(text[4:])
    return {"dmy": (year, two, one), "mdy": (year, one, two)}, False


def _named(match: re.Match[str]) -> tuple[Days, bool]:
    month = month_of(match["m"] or match["m2"])
    year = match["y"] or match["y2"]
    if month is None:
        return {}, False
    day = (_year(year), month, int(match["d"] or match["d2"]))
    return dict.fromkeys(ORDERS, day), len(year) == 2


def _year(figures: str) -> int:
    year = int(figures)
    if len(figures) > 2:
        return year
    return year + (2000 if year < 70 else 1900)


def _is_day(day: tuple[int, int, int]) -> bool:
    try:
        return 1970 <= datetime(*day).year <= 2099  # noqa: DTZ001  # only whether there is such a day
    except ValueError:
        return False


def _when(text: str, day: tuple[int, int, int], parts: _Parts, how: str) -> When:
    year = "; its year has two figures" if parts.short else ""
    local = f"{day[0]:04}-{day[1]:02}-{day[2]:02}"
    hour, minute, second, zone = parts.time
    if not hour:
        basis = f"the date in the file{how}; it has no time of day{year}"
        return When(text, local, "day", None, None, basis)
    clock = int(hour)
    if zone[:1] in ("A", "a", "P", "p"):
        if not 1 <= clock <= 12:
            raise Unreadable(f"{text.strip()[:40]!r} is not a time of day")
        clock, zone = clock % 12 + (12 if zone[0] in "Pp" else 0), ""
    try:
        moment = datetime(*day, clock, int(minute), int(second or 0))  # noqa: DTZ001  # as written
    except ValueError:
        raise Unreadable(f"{text.strip()[:40]!r} is not a time of day") from None
    precision: Precision = "second" if second else "minute"
    local = moment.isoformat()
    if not zone:
        basis = f"date and time in the file{how}; zone not given{year}"
        return When(text, local, precision, None, None, basis)
    offset, utc = _zoned(zone, moment)
    return When(
        text, local, precision, offset, utc, f"date, time and offset in the file{how}{year}"
    )


def _zoned(words: str, moment: datetime) -> tuple[str | None, str | None]:
    figures = "+00:00" if words == "Z" else words
    hours, minutes = int(figures[1:3]), int(figures[-2:])
    if hours > 14 or minutes > 59:
        return None, None
    sign = -1 if figures[0] == "-" else 1
    zone = timezone(sign * timedelta(hours=hours, minutes=minutes))
    try:
        utc = moment.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None, None
    return f"{figures[0]}{hours:02}:{minutes:02}", f"{utc.replace(tzinfo=None).isoformat()}Z"


def _question(text: str, path: str, choices: tuple[str, ...]) -> NeedsAnswer:
    parts = _parts(text)
    assert parts is not None
    readings = dict.fromkeys(
        f"{day[2]} {_MONTHS[day[1]]} {day[0]} ({order})"
        for order in choices
        if (day := parts.can.get(order))
    )
    question = f"is {text} the {' or the '.join(readings)}?"
    return NeedsAnswer(path=path, question=question, key="date_order", choices=choices)


_MONTHS = (
    *("", "January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
