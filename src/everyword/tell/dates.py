"""Calendar words: dates, months and years as they are written; two readings are a question."""

import re
from typing import NamedTuple

from everyword.tell.sentences import Token
from everyword.tell.tables import listed

UNITS = {
    "minute": "minute", "minutes": "minute", "hour": "hour", "hours": "hour", "day": "day",
    "days": "day", "night": "day", "nights": "day", "week": "week", "weeks": "week",
    "weekend": "week", "weekends": "week", "fortnight": "fortnight", "fortnights": "fortnight",
    "month": "month", "months": "month", "year": "year", "years": "year", "yrs": "year",
    "morning": "day", "evening": "day", "afternoon": "day", "decade": "decade", "mins": "minute",
    "hrs": "hour", "summer": "year", "winter": "year", "spring": "year", "autumn": "year",
}  # fmt: skip
MONTHS = {
    name: number
    for number, many in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"),
            ("may",), ("june", "jun"), ("july", "jul"), ("august", "aug"),
            ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in many
}  # fmt: skip
DAYS = listed("monday tuesday wednesday thursday friday saturday sunday")
FEASTS = listed("christmas easter ramadan eid halloween thanksgiving hanukkah diwali")
SEASONS = listed("summer winter spring autumn fall")
PREVIOUS = "previous"
LENGTH = "length"
_NUMERIC = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{4}|\d{2})\Z")
_ORDINAL = frozenset(("st", "nd", "rd", "th"))
_ORDINAL_WORDS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip


class Time(NamedTuple):
    """Time words at tokens[first:last]. `anchor` as in `When`, "previous" for the event before;
    `ambiguous`: a question about them, or None."""

    first: int
    last: int
    lo: int | str | None
    hi: int | str | None
    unit: str | None
    anchor: str | None
    ambiguous: str | None = None


def word_at(given: tuple[Token, ...], at: int) -> str:
    return given[at].low if 0 <= at < len(given) else ""


def _year(given: tuple[Token, ...], at: int) -> str | None:
    text = given[at].text if at < len(given) else ""
    return (
        text
        if len(text) == 4 and text.isascii() and text.isdigit() and "1900" <= text <= "2099"
        else None
    )


def _day_number(given: tuple[Token, ...], at: int) -> tuple[int, int] | None:
    """A day of a month, "3", "3rd", "the 3rd of"; with the token after it."""
    at += word_at(given, at) == "the"
    text = word_at(given, at)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 31 and len(text) <= 2):
        return None
    if word_at(given, at + 1) in _ORDINAL and given[at].end == given[at + 1].start:
        at += 1
    return int(text), at + 1


def _is_month(given: tuple[Token, ...], at: int) -> int | None:
    """A month's name; "may" and "march" only with a capital or beside a number or "in"."""
    month = MONTHS.get(word_at(given, at))
    if month is None:
        return None
    near = word_at(given, at - 1) in (
        "in",
        "of",
        "since",
        "until",
        "by",
        "last",
        "next",
        "early",
        "late",
        "mid",
        "this",
    )
    near = near or word_at(given, at - 1)[:1].isdigit() or _year(given, at + 1) is not None
    near = near or (word_at(given, at - 1) in _ORDINAL) or _day_number(given, at + 1) is not None
    if word_at(given, at) in ("may", "march", "mar", "jan", "sep"):
        return month if near and (given[at].text[0].isupper() or _year(given, at + 1)) else None
    return month if near or given[at].text[0].isupper() else None


def numeric(given: tuple[Token, ...], at: int) -> Time | None:
    """3/4/24, 13/04/2024, 2024-04-13. Only a reading that is the only one is taken."""
    text, last = word_at(given, at), at + 1
    if not text[:1].isdigit():
        return None
    while (
        last < len(given)
        and last - at < 5
        and given[last].start == given[last - 1].end
        and (given[last].text in "-./" or given[last].is_number)
    ):
        last += 1
    whole = "".join(token.text for token in given[at:last])
    while last > at and whole[-1:] in "-./":
        last, whole = last - 1, whole[:-1]
    found = _NUMERIC.match(whole)
    if not found or not whole.isascii():
        return _slashed(given, at, whole, last)
    one, _, two, year = found.groups()
    if len(one) == 4:
        ok = 1 <= int(two) <= 12 and 1 <= int(year) <= 31 and len(year) == 2
        date = f"{one}-{two:0>2}-{year}" if ok else None
        return Time(at, last, date, date, "day", "calendar" if ok else None) if ok else None
    if len(one) > 2:
        return None
    a, b = int(one), int(two)
    if not (1 <= a <= 31 and 1 <= b <= 31 and (a <= 12 or b <= 12)):
        return None
    if len(year) == 2:
        return Time(at, last, None, None, "day", None, f"Which day is {whole}?")
    if a <= 12 and b <= 12 and a != b:
        return Time(
            at, last, None, None, "day", None, f"{whole}: which is the day and which the month?"
        )
    day, month = (a, b) if b <= 12 else (b, a)
    date = f"{year}-{month:02}-{day:02}"
    return Time(at, last, date, date, "day", "calendar")


def _slashed(given: tuple[Token, ...], at: int, whole: str, last: int) -> Time | None:
    """ "on 3/4": a day without its year."""
    if (
        word_at(given, at - 1) not in ("on", "since", "until", "from", "by")
        or whole.count("/") != 1
    ):
        return None
    one, two = whole.split("/")
    if not (one.isascii() and one.isdigit() and two.isascii() and two.isdigit()):
        return None
    if len(one) > 2 or len(two) > 2 or not (1 <= int(one) <= 31 and 1 <= int(two) <= 31):
        return None
    return Time(at, last, None, None, "day", None, f"Which day is {whole}?")


def date(given: tuple[Token, ...], at: int) -> Time | None:
    """ "on Monday 3 March 2021", "the 3rd of March", "March 3rd, 2021", "in March"."""
    first = at
    if word_at(given, at) in DAYS:
        at += 1
        at += word_at(given, at) == ","
    start = at
    day = _day_number(given, at)
    if day is not None:
        at = day[1]
        at += word_at(given, at) == "of"
    month = _is_month(given, at)
    if month is None:
        return None
    dot = word_at(given, at + 1) == "." and len(word_at(given, at)) <= 4 and at + 2 < len(given)
    at += 1 + (dot and given[at].low not in ("may", "june", "july"))
    if day is None:
        after = _day_number(given, at)
        if after is not None and word_at(given, at) != "the" and _year(given, at) is None:
            day, at = after, after[1]
    skip = at + (word_at(given, at) in (",", "of"))
    year = _year(given, skip)
    if year is not None:
        at = skip + 1
    if day is not None:
        written = f"{year}-{month:02}-{day[0]:02}" if year else None
        return Time(first, at, written, written, "day", "calendar")
    if start != first and day is None:
        return None
    if word_at(given, first - 1) in ("last", "next", "this", "early", "late", "mid"):
        first -= 1
    written = f"{year}-{month:02}" if year else None
    return Time(first, at, written, written, "month", "calendar")


def in_year(given: tuple[Token, ...], at: int) -> Time | None:
    """ "in 2019", "since 2019", "summer 2019"."""
    year = _year(given, at)
    if year is None:
        return None
    before = word_at(given, at - 1)
    if before in SEASONS or before in FEASTS:
        return Time(at - 1, at + 1, None, None, "day" if before in FEASTS else "season", "calendar")
    known = ("in", "since", "of", "from", "until", "till", "by", "year", "early", "late", "before",
             "after", "to", "(", "during", "around", "about", "between", "and", "mid",
             "end")  # fmt: skip
    if before not in known and not (at == 0 and word_at(given, 1) in (",", ":")):
        return None
    if word_at(given, at + 1) in (
        "pounds",
        "euros",
        "dollars",
        "euro",
        "zl",
        "pln",
        "people",
        "lira",
    ):
        return None
    return Time(at, at + 1, year, year, "year", "calendar")
