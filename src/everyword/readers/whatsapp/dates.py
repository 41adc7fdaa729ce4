"""Which day a date of an export means: shown by the whole file, or asked, never assumed.

The rule, strict on purpose:

1. A date that starts with a four-digit year, or reads the same both ways, needs no order.
2. A number above 12, or a weekday word, shows the order of its own date. It shows the order of the
   file when the date also stands in order with the dates above and below it (a day of slack): a
   quoted line of an older chat does not count.
3. Without one, the order of the lines decides: only when one reading of all dates never goes
   backwards and the other does.
4. Otherwise the person is asked. An answer the file contradicts is not used, and said so.
5. Where both orders are shown (a mixed file), or the shown order makes the file jump back where the
   other would not, each date that could be either is read only if exactly one reading lies between
   the certain dates around it. The rest keep their text and are left without a time.

Two-digit years are 2009 to 2029 (WhatsApp is from 2009; 30 to 49 can be 1430 to 1449 of the Hijri
calendar), four-digit ones 1970 to 2065 (from 2066 on, years of Nepal's calendar); Buddhist years
are counted back by 543. Years of other calendars, and with the name of an era, are not converted:
the message is kept without a time, and the file has a problem that says so.
"""

import itertools
import re
from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from everyword.errors import NeedsAnswer
from everyword.readers.whatsapp.stamp import has_era, weekday_of

ORDERS = ("dmy", "mdy")
_LAST_SHORT, _LAST = 29, 2065
_ORDINALS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
_NUMBERS = re.compile(r"\d+")
_IN_WORDS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


class Day(Struct, frozen=True, gc=False):
    """What a date was read as. `fault`: it cannot be one. `note`: why unread, or what to know."""

    local: str | None
    note: str | None = None
    fault: str | None = None


class Days(Struct, frozen=True):
    """One Day for each run of lines with the same date; `remark` is about the file as a whole."""

    runs: list[Day]
    remark: str | None = None


class _Readings(Struct, frozen=True, gc=False):
    """The day numbers one date can have, by order; `foreign` is a year of another calendar."""

    text: str
    can: Mapping[str, int]
    foreign: int | None = None
    note: str | None = None

    def sole(self) -> int:
        """The one day this date can be, 0 when it can be none or more than one."""
        days = set(self.can.values())
        return days.pop() if len(days) == 1 else 0


def settle(texts: list[str], answer: str | None, path: str) -> Days:
    """Reads the dates of a file, one per run of equal ones. Raises NeedsAnswer."""
    days = _settled(texts, answer, path)
    foreign = _foreign_of([_readings(text) for text in dict.fromkeys(texts)])
    if foreign and days.remark is None:
        return Days(days.runs, foreign)
    return days


def _settled(texts: list[str], answer: str | None, path: str) -> Days:
    known = {text: _readings(text) for text in dict.fromkeys(texts)}
    runs = [known[text] for text in texts]
    if _year_first(runs, answer, path):
        return Days(_flag_jumps([_read(run, "ymd") for run in runs], runs))
    known = {text: _two_orders(each) for text, each in known.items()}
    runs = [known[text] for text in texts]
    shown = [order for order in ORDERS if _shows(runs, order)]
    either = [run for run in runs if len(set(run.can.values())) > 1]
    if not shown and either:
        shown = _by_lines(runs)
    order = shown[0] if len(shown) == 1 else None
    if len(shown) == 2 or (order and answer and answer != order):
        days = _between(runs, answer, None)
        return Days(_flag_jumps(days, runs), _contradiction(runs, answer, shown))
    if order is None and either:
        if answer not in ORDERS:
            raise _question(either[0], path)
        order = answer
    if order and _doubtful(runs, order):
        days = _between(runs, None, answer)
        if answer is None and (open_run := _first_open(days, runs)):
            raise _question(open_run, path)
        return Days(_flag_jumps(days, runs))
    return Days(_flag_jumps([_read(run, order or answer) for run in runs], runs))


def _readings(text: str) -> _Readings:
    parts = _NUMBERS.findall(text)
    a, b, c = (int(part) for part in parts)
    weekday = weekday_of(text)
    if has_era(text):
        return _Readings(text, {}, a if len(parts[0]) > 2 or text[:1] != parts[0][:1] else c)
    if len(parts[0]) > 2:
        year, note = _year(a, len(parts[0]))
        can = {order: _day(year, b, c, weekday) for order in ("ymd", *ORDERS)}
        return _Readings(text, _possible(can), None if year else a, note)
    year, note = _year(c, len(parts[2]))
    can = {"dmy": _day(year, b, a, weekday), "mdy": _day(year, a, b, weekday)}
    if len(parts[2]) < 3:
        can["ymd"] = _day(_year(a, 2)[0], b, c, weekday) if len(parts[0]) == 2 else 0
    foreign = None if year or can.get("ymd") else c
    return _Readings(text, _possible(can), foreign, note)


def _two_orders(run: _Readings) -> _Readings:
    """Without the reading year first, once the file is known not to be written so."""
    can = {order: run.can[order] for order in ORDERS if order in run.can}
    return _Readings(run.text, can, run.foreign, run.note)


def _foreign_of(runs: list[_Readings]) -> str | None:
    """What to say of a file with years of another calendar."""
    first = next((run for run in runs if run.foreign is not None), None)
    if first is None:
        return None
    return (
        f"{first.text}: this year is of a calendar that is not read here; the messages with such "
        "dates are kept with the date as it is written, but without a time"
    )


def _possible(can: dict[str, int]) -> dict[str, int]:
    return {order: day for order, day in can.items() if day}


def _year(number: int, digits: int) -> tuple[int, str | None]:
    """The Gregorian year, 0 when it is of no calendar known here, and what to know about it."""
    if digits < 3:
        return (2000 + number, None) if 9 <= number <= _LAST_SHORT else (0, None)
    if 2400 <= number <= 2699:
        return number - 543, f"Buddhist year {number} read as {number - 543}"
    return (number, None) if 1970 <= number <= _LAST else (0, None)


def _day(year: int, month: int, day: int, weekday: int | None) -> int:
    """The day's number, 0 when there is no such day."""
    if not year:
        return 0
    try:
        value = date(year, month, day)
    except ValueError:
        return 0
    return value.toordinal() if weekday in (None, value.weekday()) else 0


def _year_first(runs: list[_Readings], answer: str | None, path: str) -> bool:
    """`24/4/3` is year first when nothing else fits; asked when the lines speak for it too."""
    days = [run.can.get("ymd", 0) for run in runs]
    if not days or not all(days) or all(len(_NUMBERS.findall(run.text)[0]) > 2 for run in runs):
        return False
    if answer == "ymd" or any(not (run.can.keys() & set(ORDERS)) for run in runs):
        return True
    numbers = [_NUMBERS.findall(run.text) for run in runs]
    firsts, _, lasts = (set(each) for each in zip(*numbers, strict=True))
    if len(firsts) > 1 or len(lasts) == 1 or answer in ORDERS or days != sorted(days):
        return False
    other = "dmy" if "dmy" in runs[0].can else "mdy"
    words = [f"the {_in_words(day, True)}" for day in (days[0], runs[0].can[other])]
    question = f"is {runs[0].text} {' or '.join(words)}?"
    raise NeedsAnswer(path=path, question=question, key="date_order", choices=("ymd", other))


def _shows(runs: list[_Readings], order: str) -> bool:
    """Is there a date that can only be read in this order, and stands in order with the others?"""
    other = ORDERS[1 - ORDERS.index(order)]
    for at, run in enumerate(runs):
        day = run.can.get(order, 0)
        if not day or other in run.can:
            continue
        above = _nearest(runs[at - 1], order) if at else 0
        below = _nearest(runs[at + 1], order) if at + 1 < len(runs) else 0
        if (not above or day >= above - 1) and (not below or day <= below + 1):
            return True
    return False


def _nearest(run: _Readings, order: str) -> int:
    return run.can.get(order, 0) or run.sole()


def _by_lines(runs: list[_Readings]) -> list[str]:
    """The order in which the file never goes backwards, if it does in the other."""
    forward = []
    for order in ORDERS:
        days = [run.can.get(order, 0) for run in runs if not run.foreign]
        if all(days) and all(one <= two for one, two in itertools.pairwise(days)):
            forward.append(order)
    return forward if len(forward) == 1 else []


def _doubtful(runs: list[_Readings], order: str) -> bool:
    """Does the file jump back under the shown order at a date the other order would set right?"""
    other = ORDERS[1 - ORDERS.index(order)]
    above = 0
    for run in runs:
        day = run.can.get(order, 0)
        if day and above and day < above - 1 and run.can.get(other, 0) >= above:
            return True
        above = day or above
    return False


def _between(runs: list[_Readings], against: str | None, answer: str | None) -> list[Day]:
    """Each date by itself: certain, or the one reading that fits between certain neighbours."""
    below = [0] * len(runs)
    for at in range(len(runs) - 2, -1, -1):
        below[at] = runs[at + 1].sole() or below[at + 1]
    days, above = [], 0
    for run, next_day in zip(runs, below, strict=True):
        if run.sole() or len(run.can) == 0:
            above = run.sole() or above
            days.append(_read(run, against or next(iter(run.can), None)))
            continue
        fits = {
            order: run.can[order]
            for order in ORDERS
            if (not above or run.can[order] >= above - 1)
            and (not next_day or run.can[order] <= next_day + 1)
        }
        chosen = next(iter(fits)) if len(fits) == 1 else answer
        days.append(_read(run, chosen) if chosen else Day(None, _unread(run)))
    return days


def _read(run: _Readings, order: str | None) -> Day:
    if run.foreign is not None:
        return Day(None, f"the year {run.foreign} is of a calendar that is not read here")
    day = run.can.get(order, 0) if order else next(iter(run.can.values()), 0)
    if day:
        return Day(date.fromordinal(day).isoformat(), run.note)
    if run.can and order:
        return Day(None, None, f"the date {run.text} cannot be read {_IN_WORDS[order]}")
    return Day(None, None, f"there is no such date as {run.text}")


def _unread(run: _Readings) -> str:
    return f"not read: {run.text} can be {_both(run)}, and nothing in the file decides"


def _first_open(days: list[Day], runs: list[_Readings]) -> _Readings | None:
    return next((run for day, run in zip(days, runs, strict=True) if _is_open(day)), None)


def _is_open(day: Day) -> bool:
    return day.local is None and day.note is not None and day.note.startswith("not read: ")


def _contradiction(runs: list[_Readings], answer: str | None, shown: list[str]) -> str:
    examples = []
    for order in ORDERS:
        text = next((run.text for run in runs if list(run.can) == [order]), None)
        if text:
            examples.append(f"{text} can only be {_IN_WORDS[order]}")
    told = "; ".join(examples) or f"the order of the lines shows {_IN_WORDS[shown[0]]}"
    start = f"the answer date_order={answer} does not fit this file" if answer else ""
    start = start or "this file has dates in both orders"
    return (
        f"{start}: {told}. Where a date could be either and the lines around it do not decide, "
        "the message is kept without a time"
    )


def _flag_jumps(days: list[Day], runs: list[_Readings]) -> list[Day]:
    """Says it of each run dated more than a day before the one above it: quotes look like that."""
    above: date | None = None
    for at, day in enumerate(days):
        if day.local is None:
            continue
        value = date.fromisoformat(day.local)
        if above and value < above - timedelta(days=1):
            note = "dated before the line above it"
            days[at] = Day(day.local, f"{day.note}; {note}" if day.note else note)
        above = value
    return days


def _question(run: _Readings, path: str) -> NeedsAnswer:
    return NeedsAnswer(
        path=path,
        question=f"is {run.text} {_both(run)}?",
        key="date_order",
        choices=ORDERS,
    )


def _both(run: _Readings) -> str:
    return " or ".join(f"the {_in_words(run.can[order])}" for order in ORDERS)


def _in_words(ordinal: int, with_year: bool = False) -> str:
    """In English whatever the computer's language: a reader knows no locale."""
    day = date.fromordinal(ordinal)
    words = f"{day.day}{_ORDINALS.get(day.day, 'th')} of {_MONTHS[day.month - 1]}"
    return f"{words} {day.year}" if with_year else words


_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
