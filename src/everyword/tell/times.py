"""Time words: what they count, from where, and what they leave open. No date is worked out.

"two weeks later" is 2 weeks from the event told before; "two years ago" is -2 years from the telling;
"3/4/24" may be two days and is asked. A range never has more than its words: "a few days" is 2 days
or more.
"""

import re
from typing import NamedTuple

from everyword.tell.numbers import number_at
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
_SEASONS = listed("summer winter spring autumn fall")
_VAGUE = {"few": 2, "several": 2, "some": 2, "many": 2, "couple": 2}
_BACK = frozenset(("ago", "back"))
_ON = frozenset(("later", "after", "afterwards"))
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


def times_in(given: tuple[Token, ...]) -> list[Time]:
    """The time words of a sentence, left to right, none inside another."""
    found = []
    at = 0
    while at < len(given):
        time = next((made for rule in _RULES if (made := rule(given, at))), None)
        if time is None:
            at += 1
        else:
            found.append(time)
            at = time.last
    return found


def _low(given: tuple[Token, ...], at: int) -> str:
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
    at += _low(given, at) == "the"
    text = _low(given, at)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 31 and len(text) <= 2):
        return None
    if _low(given, at + 1) in _ORDINAL and given[at].end == given[at + 1].start:
        at += 1
    return int(text), at + 1


def _is_month(given: tuple[Token, ...], at: int) -> int | None:
    """A month's name; "may" and "march" only with a capital or beside a number or "in"."""
    month = MONTHS.get(_low(given, at))
    if month is None:
        return None
    near = _low(given, at - 1) in (
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
    near = near or _low(given, at - 1)[:1].isdigit() or _year(given, at + 1) is not None
    near = near or (_low(given, at - 1) in _ORDINAL) or _day_number(given, at + 1) is not None
    if _low(given, at) in ("may", "march", "mar", "jan", "sep"):
        return month if near and (given[at].text[0].isupper() or _year(given, at + 1)) else None
    return month if near or given[at].text[0].isupper() else None


def _numeric(given: tuple[Token, ...], at: int) -> Time | None:
    """3/4/24, 13/04/2024, 2024-04-13. Only a reading that is the only one is taken."""
    text, last = _low(given, at), at + 1
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
    if _low(given, at - 1) not in ("on", "since", "until", "from", "by") or whole.count("/") != 1:
        return None
    one, two = whole.split("/")
    if not (one.isascii() and one.isdigit() and two.isascii() and two.isdigit()):
        return None
    if len(one) > 2 or len(two) > 2 or not (1 <= int(one) <= 31 and 1 <= int(two) <= 31):
        return None
    return Time(at, last, None, None, "day", None, f"Which day is {whole}?")


def _date(given: tuple[Token, ...], at: int) -> Time | None:
    """ "on Monday 3 March 2021", "the 3rd of March", "March 3rd, 2021", "in March"."""
    first = at
    if _low(given, at) in DAYS:
        at += 1
        at += _low(given, at) == ","
    start = at
    day = _day_number(given, at)
    if day is not None:
        at = day[1]
        at += _low(given, at) == "of"
    month = _is_month(given, at)
    if month is None:
        return None
    dot = _low(given, at + 1) == "." and len(_low(given, at)) <= 4 and at + 2 < len(given)
    at += 1 + (dot and given[at].low not in ("may", "june", "july"))
    if day is None:
        after = _day_number(given, at)
        if after is not None and _low(given, at) != "the" and _year(given, at) is None:
            day, at = after, after[1]
    skip = at + (_low(given, at) in (",", "of"))
    year = _year(given, skip)
    if year is not None:
        at = skip + 1
    if day is not None:
        date = f"{year}-{month:02}-{day[0]:02}" if year else None
        return Time(first, at, date, date, "day", "calendar")
    if start != first and day is None:
        return None
    if _low(given, first - 1) in ("last", "next", "this", "early", "late", "mid"):
        first -= 1
    date = f"{year}-{month:02}" if year else None
    return Time(first, at, date, date, "month", "calendar")


def _in_year(given: tuple[Token, ...], at: int) -> Time | None:
    """ "in 2019", "since 2019", "summer 2019"."""
    year = _year(given, at)
    if year is None:
        return None
    before = _low(given, at - 1)
    if before in _SEASONS or before in FEASTS:
        return Time(at - 1, at + 1, None, None, "day" if before in FEASTS else "season", "calendar")
    known = ("in", "since", "of", "from", "until", "till", "by", "year", "early", "late", "before",
             "after", "to", "(", "during", "around", "about", "between", "and", "mid", "end")  # fmt: skip
    if before not in known and not (at == 0 and _low(given, 1) in (",", ":")):
        return None
    if _low(given, at + 1) in ("pounds", "euros", "dollars", "euro", "zl", "pln", "people", "lira"):
        return None
    return Time(at, at + 1, year, year, "year", "calendar")


def _amount(given: tuple[Token, ...], at: int) -> tuple[int, int | None, int] | None:
    """(lo, hi, token after): "two", "a", "a few", "two or three", "2-3", "about a"."""
    low = _low(given, at)
    if low in ("a", "an", "the") and _low(given, at + 1) in _VAGUE:
        low, at = _low(given, at + 1), at + 1
    if low in _VAGUE:
        at += 1
        at += low == "couple" and _low(given, at) == "of"
        return 2, (2 if low == "couple" else None), at
    if low in ("a", "an") and (_low(given, at + 1) in UNITS or _low(given, at + 1) == "half"):
        return 1, 1, at + 1
    one = number_at(given, at)
    if one is None or one[0] > 10_000:
        return None
    lo, after = one
    if _low(given, after) in ("or", "to", "-", "\u2013", "and"):
        other = number_at(given, after + 1)
        if other and lo < other[0] <= 10_000 and (_low(given, after) != "and"):
            return lo, other[0], other[1]
    return lo, lo, after


def _offset(given: tuple[Token, ...], at: int) -> Time | None:
    """ "two weeks later", "3 years ago", "after a few days", "for ten years", "within a month"."""
    amount = _amount(given, at)
    if amount is None:
        return None
    lo, hi, last = amount
    while (
        _low(given, last) in ("long", "more", "whole", "full", "short", "and", "half")
        and last < at + 9
    ):
        last += 1
    unit = UNITS.get(_low(given, last))
    if unit is None:
        return None
    if _low(given, at) == "one" and unit == "day" and not _low(given, last).endswith("s"):
        return Time(at, last + 1, None, None, "day", None)  # "one evening" is no length
    last += 1
    if _low(given, last) == "and" and [_low(given, last + n) for n in (1, 2)] == ["a", "half"]:
        last += 3
    after, before = _low(given, last), _low(given, at - 1)
    if before in (
        "about",
        "around",
        "nearly",
        "almost",
        "exactly",
        "roughly",
        "just",
        "only",
        "maybe",
    ):
        before = _low(given, at - 2) if _low(given, at - 2) in ("after", "within") else before
        at -= before in ("after", "within")
    half = any(token.low == "half" for token in given[at:last])
    if half:
        hi = None
    if after in _BACK:
        back = (-hi if hi is not None else None, -lo)
        return Time(at, last + 1, *back, unit, "telling")
    if after in _ON:
        if after == "after" and _low(given, last + 1) not in (
            "",
            ",",
            ".",
            "that",
            "this",
            "he",
            "she",
            "i",
            "we",
            "they",
        ):
            return Time(at, last + 1, lo, hi, unit, _event(given, last + 1))
        return Time(at, last + 1 + (_low(given, last + 1) == "that"), lo, hi, unit, PREVIOUS)
    if after in ("before", "earlier", "previously", "prior"):
        back = (-hi if hi is not None else None, -lo)
        named = after == "before" and _low(given, last + 1) not in ("", ",", ".", "that", "this")
        return Time(at, last + 1, *back, unit, _event(given, last + 1) if named else PREVIOUS)
    if before in ("after", "within"):
        return Time(at - 1, last, lo if before == "after" else None, hi, unit, PREVIOUS)
    if before in (
        "for",
        "over",
        "during",
        "nearly",
        "almost",
        "about",
        "in",
        "than",
        "next",
        "last",
        "past",
        "around",
    ):
        anchor = "telling" if before in ("last", "past") else LENGTH
        return Time(at - 1, last, lo, hi, unit, anchor)
    if after == "old" or before in ("every", "per") or _low(given, at) in ("a", "an"):
        return None
    return Time(at, last, lo, hi, unit, LENGTH)


def _event(given: tuple[Token, ...], at: int) -> str:
    """The words of a named event, up to a comma or six words."""
    last = at
    while last < len(given) and last - at < 6 and given[last].text not in ",.;!?":
        last += 1
    return " ".join(token.text for token in given[at:last]) or PREVIOUS


def _next(given: tuple[Token, ...], at: int) -> Time | None:
    """ "the next morning", "the same day", "the day after", "last Christmas", "that night"."""
    low = _low(given, at)
    if low in ("next", "following", "same", "previous"):
        noun = _low(given, at + 1)
        unit = UNITS.get(noun) or ("week" if noun in DAYS else "year" if noun in FEASTS else None)
        if unit is None or (
            low == "next"
            and _low(given, at - 1) != "the"
            and noun not in ("day", "morning", "evening", "night")
        ):
            return _plain_next(given, at)
        count = {"next": 1, "following": 1, "same": 0, "previous": -1}[low]
        first = at - (_low(given, at - 1) == "the")
        sure = noun not in DAYS and noun not in FEASTS
        return Time(first, at + 2, count if sure else None, count if sure else None, unit, PREVIOUS)
    if low in UNITS and _low(given, at - 1) == "the" and _low(given, at + 1) in ("after", "before"):
        count = 1 if _low(given, at + 1) == "after" else -1
        named = _low(given, at + 2) not in ("", ",", ".", "that", "he", "she", "i", "we", "they")
        return Time(
            at - 1, at + 2, count, count, UNITS[low], _event(given, at + 2) if named else PREVIOUS
        )
    if low in ("last", "this", "that") and (
        _low(given, at + 1) in UNITS
        or _low(given, at + 1) in DAYS | FEASTS | _SEASONS
        or _low(given, at + 1) == "time"
    ):
        return _last(given, at)
    return None


def _plain_next(given: tuple[Token, ...], at: int) -> Time | None:
    if _low(given, at) == "next" and _low(given, at + 1) in UNITS | dict.fromkeys(DAYS):
        return Time(at, at + 2, 1, 1, UNITS.get(_low(given, at + 1), "week"), "telling")
    return None


def _last(given: tuple[Token, ...], at: int) -> Time | None:
    low, noun = _low(given, at), _low(given, at + 1)
    if noun == "time":
        return None
    if low == "that":
        return Time(at, at + 2, 0, 0, UNITS.get(noun, "day"), PREVIOUS) if noun in UNITS else None
    if low == "this":
        return Time(at, at + 2, 0, 0, UNITS.get(noun, "day"), "telling")
    unit = UNITS.get(noun) or ("week" if noun in DAYS else "year")
    sure = noun in ("day", "week", "month", "year", "night")
    count = -1 if sure else None
    return Time(at, at + 2, count, count, unit, "telling")


def _plain(given: tuple[Token, ...], at: int) -> Time | None:
    """Single words and fixed ones."""
    low = _low(given, at)
    fixed = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
    if low in fixed and _low(given, at + 1) != "'s":
        return Time(at, at + 1, fixed[low], fixed[low], "day", "telling")
    if low in ("later", "afterwards", "eventually") and _low(given, at - 1) not in (
        "see",
        "sooner",
    ):
        return Time(at, at + 1, None, None, None, PREVIOUS)
    if low in ("soon", "shortly") and _low(given, at + 1) in ("after", "afterwards"):
        return Time(at, at + 2, None, None, None, PREVIOUS)
    if (
        low in ("after", "before")
        and _low(given, at + 1) in ("that", "this")
        and (
            _low(given, at + 2)
            in (",", ".", "", "he", "she", "i", "we", "they", "my", "the", "everything", "his")
        )
    ):
        count = (0, None) if low == "after" else (None, 0)
        return Time(at, at + 2, *count, None, PREVIOUS)
    if low in DAYS and given[at].text[0].isupper() | (
        _low(given, at - 1) in ("on", "every", "last", "that")
    ):
        return Time(at, at + 1, None, None, "week", None)
    if low in FEASTS and _low(given, at - 1) in (
        "at",
        "last",
        "before",
        "after",
        "until",
        "by",
        "over",
        "for",
        "on",
    ):
        return Time(at, at + 1, None, None, "year", None)
    if low in _SEASONS - {"fall", "spring"} and _low(given, at - 1) in (
        "in",
        "the",
        "last",
        "that",
        "this",
    ):
        first = at - 1
        return Time(first, at + 1, None, None, "season", None)
    if low == "birthday" and _low(given, at - 1) not in ("happy",):
        return Time(at, at + 1, None, None, "day", None)
    return None


def _clock(given: tuple[Token, ...], at: int) -> Time | None:
    """ "at 5", "at 5.30 pm", "by noon", "at midnight"."""
    low = _low(given, at)
    if low in ("noon", "midnight") and _low(given, at - 1) in (
        "at",
        "by",
        "until",
        "after",
        "before",
        "around",
        "till",
    ):
        return Time(at, at + 1, None, None, "hour", None)
    if not low[:1].isdigit() or len(low) > 5:
        return None
    last = at + 1
    half = _low(given, last) in ("am", "pm", "o'clock") or (
        _low(given, last) in ("a", "p") and _low(given, last + 1) == "."
    )
    if half:
        last += 1 if _low(given, last) not in ("a", "p") else 3
        return Time(at, min(last, len(given)), None, None, "hour", None)
    if ":" in low and low.replace(":", "").isdigit():
        return Time(at, last, None, None, "minute", None)
    return None


def _age(given: tuple[Token, ...], at: int) -> Time | None:
    """ "when she was 3", "at the age of 12"."""
    if _low(given, at) == "when" and _low(given, at + 2) in ("was", "is", "were", "turned"):
        age = number_at(given, at + 3)
        if age and age[0] <= 100:
            last = age[1]
            unit = UNITS.get(_low(given, last), "year")
            if _low(given, last) in UNITS:
                last += 1
                last += _low(given, last) == "old"
            return Time(at, last, age[0], age[0], unit, f"birth of {_low(given, at + 1)}")
    if _low(given, at) == "age" and _low(given, at + 1) == "of":
        age = number_at(given, at + 2)
        if age and age[0] <= 100:
            return Time(at, age[1], age[0], age[0], "year", "birth")
    return None


_RULES = (_age, _numeric, _date, _in_year, _clock, _offset, _next, _plain)
