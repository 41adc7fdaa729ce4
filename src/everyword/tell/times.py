"""Time words: what they count, from where, and what they leave open. No date is worked out.

"two weeks later" is 2 weeks from the event told before, "two years ago" is -2 years from the
telling;
"3/4/24" may be two days and is asked. A range never has more than its words: "a few days" is 2 days
or more.
"""

from typing import NamedTuple

from everyword.tell.dates import (
    DAYS,
    FEASTS,
    LENGTH,
    PREVIOUS,
    SEASONS,
    UNITS,
    Time,
    date,
    in_year,
    numeric,
    word_at,
)
from everyword.tell.numbers import number_at
from everyword.tell.sentences import Token
from everyword.tell.tables import listed

_VAGUE = {"few": 2, "several": 2, "some": 2, "many": 2, "couple": 2}
_BACK = frozenset(("ago", "back"))
_ON = frozenset(("later", "after", "afterwards"))


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


def _amount(given: tuple[Token, ...], at: int) -> tuple[int, int | None, int] | None:
    """(lo, hi, token after): "two", "a", "a few", "two or three", "2-3", "about a"."""
    low = word_at(given, at)
    if low in ("a", "an", "the") and word_at(given, at + 1) in _VAGUE:
        low, at = word_at(given, at + 1), at + 1
    if low in _VAGUE:
        at += 1
        at += low == "couple" and word_at(given, at) == "of"
        return 2, (2 if low == "couple" else None), at
    if low in ("a", "an") and (word_at(given, at + 1) in UNITS or word_at(given, at + 1) == "half"):
        return 1, 1, at + 1
    one = number_at(given, at)
    if one is None or one[0] > 10_000:
        return None
    lo, after = one
    if word_at(given, after) in ("or", "to", "-", "\u2013", "and"):
        other = number_at(given, after + 1)
        if other and lo < other[0] <= 10_000 and (word_at(given, after) != "and"):
            return lo, other[0], other[1]
    return lo, lo, after


def _offset(given: tuple[Token, ...], at: int) -> Time | None:
    """ "two weeks later", "3 years ago", "after a few days", "for ten years", "within a month"."""
    amount = _amount(given, at)
    length = _length(given, at, amount[2]) if amount else None
    if amount is None or length is None:
        return None
    unit, last = length
    if word_at(given, at) == "one" and unit == "day" and not word_at(given, last - 1).endswith("s"):
        return Time(at, last, None, None, "day", None)  # "one evening" is no length
    lo, hi, _ = amount
    if any(token.low == "half" for token in given[at:last]):
        hi = None
    counted = _Counted(at, last, lo, hi, unit)
    return _before_or_after(given, counted) or _led(given, counted)


class _Counted(NamedTuple):
    """ "two weeks": tokens[first:last], from `lo` to `hi` units."""

    first: int
    last: int
    lo: int
    hi: int | None
    unit: str

    def back(self) -> tuple[int | None, int]:
        """The same, counted back."""
        return (-self.hi if self.hi is not None else None, -self.lo)


_WIDER = listed("long more whole full short and half")


def _length(given: tuple[Token, ...], at: int, last: int) -> tuple[str, int] | None:
    """The unit after a number that ends at `last`, and the token after it."""
    while word_at(given, last) in _WIDER and last < at + 9:
        last += 1
    unit = UNITS.get(word_at(given, last))
    if unit is None:
        return None
    last += 1
    if [word_at(given, last + n) for n in range(3)] == ["and", "a", "half"]:
        last += 3
    return unit, last


_GOES_ON = frozenset(("", ",", ".", "that", "this", "he", "she", "i", "we", "they"))


def _before_or_after(given: tuple[Token, ...], one: _Counted) -> Time | None:
    """ "ago", "later", "before": the word behind says from where it is counted."""
    last = one.last
    after, next_ = word_at(given, last), word_at(given, last + 1)
    if after in _BACK:
        return Time(one.first, last + 1, *one.back(), one.unit, "telling")
    if after == "after" and next_ not in _GOES_ON:
        return Time(one.first, last + 1, one.lo, one.hi, one.unit, _event(given, last + 1))
    if after in _ON:
        return Time(one.first, last + 1 + (next_ == "that"), one.lo, one.hi, one.unit, PREVIOUS)
    if after in ("before", "earlier", "previously", "prior"):
        named = after == "before" and next_ not in ("", ",", ".", "that", "this")
        anchor = _event(given, last + 1) if named else PREVIOUS
        return Time(one.first, last + 1, *one.back(), one.unit, anchor)
    return None


_NEARLY = listed("about around nearly almost exactly roughly just only maybe")
_LONG = listed("for over during nearly almost about in than next last past around")


def _led(given: tuple[Token, ...], one: _Counted) -> Time | None:
    """ "after two weeks", "for ten years": the word in front says it; else how long it was."""
    first, before = one.first, word_at(given, one.first - 1)
    if before in _NEARLY and word_at(given, first - 2) in ("after", "within"):
        first, before = first - 1, word_at(given, first - 2)
    if before in ("after", "within"):
        lo = one.lo if before == "after" else None
        return Time(first - 1, one.last, lo, one.hi, one.unit, PREVIOUS)
    if before in _LONG:
        anchor = "telling" if before in ("last", "past") else LENGTH
        return Time(first - 1, one.last, one.lo, one.hi, one.unit, anchor)
    old = word_at(given, one.last) == "old" or before in ("every", "per")
    if old or word_at(given, one.first) in ("a", "an"):
        return None
    return Time(first, one.last, one.lo, one.hi, one.unit, LENGTH)


def _event(given: tuple[Token, ...], at: int) -> str:
    """The words of a named event, up to a comma or six words."""
    last = at
    while last < len(given) and last - at < 6 and given[last].text not in ",.;!?":
        last += 1
    return " ".join(token.text for token in given[at:last]) or PREVIOUS


def _next(given: tuple[Token, ...], at: int) -> Time | None:
    """ "the next morning", "the same day", "the day after", "last Christmas", "that night"."""
    low = word_at(given, at)
    if low in ("next", "following", "same", "previous"):
        noun = word_at(given, at + 1)
        unit = UNITS.get(noun) or ("week" if noun in DAYS else "year" if noun in FEASTS else None)
        if unit is None or (
            low == "next"
            and word_at(given, at - 1) != "the"
            and noun not in ("day", "morning", "evening", "night")
        ):
            return _plain_next(given, at)
        count = {"next": 1, "following": 1, "same": 0, "previous": -1}[low]
        first = at - (word_at(given, at - 1) == "the")
        sure = noun not in DAYS and noun not in FEASTS
        return Time(first, at + 2, count if sure else None, count if sure else None, unit, PREVIOUS)
    if (
        low in UNITS
        and word_at(given, at - 1) == "the"
        and word_at(given, at + 1) in ("after", "before")
    ):
        count = 1 if word_at(given, at + 1) == "after" else -1
        named = word_at(given, at + 2) not in ("", ",", ".", "that", "he", "she", "i", "we", "they")
        return Time(
            at - 1, at + 2, count, count, UNITS[low], _event(given, at + 2) if named else PREVIOUS
        )
    if low in ("last", "this", "that") and (
        word_at(given, at + 1) in UNITS
        or word_at(given, at + 1) in DAYS | FEASTS | SEASONS
        or word_at(given, at + 1) == "time"
    ):
        return _last(given, at)
    return None


def _plain_next(given: tuple[Token, ...], at: int) -> Time | None:
    if word_at(given, at) == "next" and word_at(given, at + 1) in UNITS | dict.fromkeys(DAYS):
        return Time(at, at + 2, 1, 1, UNITS.get(word_at(given, at + 1), "week"), "telling")
    return None


def _last(given: tuple[Token, ...], at: int) -> Time | None:
    low, noun = word_at(given, at), word_at(given, at + 1)
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


_FIXED = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_AFTER_THAT = (_GOES_ON - {"that", "this"}) | {"my", "the", "everything", "his"}


def _plain(given: tuple[Token, ...], at: int) -> Time | None:
    """ "yesterday", "later", "soon after", "after that"."""
    low, before, after = (word_at(given, at + step) for step in (0, -1, 1))
    if low in _FIXED and after != "'s":
        return Time(at, at + 1, _FIXED[low], _FIXED[low], "day", "telling")
    if low in ("later", "afterwards", "eventually") and before not in ("see", "sooner"):
        return Time(at, at + 1, None, None, None, PREVIOUS)
    if low in ("soon", "shortly") and after in ("after", "afterwards"):
        return Time(at, at + 2, None, None, None, PREVIOUS)
    goes_on = word_at(given, at + 2) in _AFTER_THAT
    if low in ("after", "before") and after in ("that", "this") and goes_on:
        lo, hi = (0, None) if low == "after" else (None, 0)
        return Time(at, at + 2, lo, hi, None, PREVIOUS)
    return None


_AT_FEAST = listed("at last before after until by over for on")
_IN_SEASON = listed("in the last that this")


def _of_the_year(given: tuple[Token, ...], at: int) -> Time | None:
    """ "on Monday", "at Christmas", "last summer", "her birthday": which one is open."""
    low, before = word_at(given, at), word_at(given, at - 1)
    if low in DAYS and (given[at].text[0].isupper() or before in ("on", "every", "last", "that")):
        return Time(at, at + 1, None, None, "week", None)
    if low in FEASTS and before in _AT_FEAST:
        return Time(at, at + 1, None, None, "year", None)
    if low in SEASONS - {"fall", "spring"} and before in _IN_SEASON:
        return Time(at - 1, at + 1, None, None, "season", None)
    if low == "birthday" and before != "happy":
        return Time(at, at + 1, None, None, "day", None)
    return None


def _clock(given: tuple[Token, ...], at: int) -> Time | None:
    """ "at 5", "at 5.30 pm", "by noon", "at midnight"."""
    low = word_at(given, at)
    if low in ("noon", "midnight") and word_at(given, at - 1) in (
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
    half = word_at(given, last) in ("am", "pm", "o'clock") or (
        word_at(given, last) in ("a", "p") and word_at(given, last + 1) == "."
    )
    if half:
        last += 1 if word_at(given, last) not in ("a", "p") else 3
        return Time(at, min(last, len(given)), None, None, "hour", None)
    if ":" in low and low.replace(":", "").isdigit():
        return Time(at, last, None, None, "minute", None)
    return None


def _age(given: tuple[Token, ...], at: int) -> Time | None:
    """ "when she was 3", "at the age of 12"."""
    if word_at(given, at) == "when" and word_at(given, at + 2) in ("was", "is", "were", "turned"):
        age = number_at(given, at + 3)
        if age and age[0] <= 100:
            last = age[1]
            unit = UNITS.get(word_at(given, last), "year")
            if word_at(given, last) in UNITS:
                last += 1
                last += word_at(given, last) == "old"
            return Time(at, last, age[0], age[0], unit, f"birth of {word_at(given, at + 1)}")
    if word_at(given, at) == "age" and word_at(given, at + 1) == "of":
        age = number_at(given, at + 2)
        if age and age[0] <= 100:
            return Time(at, age[1], age[0], age[0], "year", "birth")
    return None


_RULES = (_age, numeric, date, in_year, _clock, _offset, _next, _plain, _of_the_year)
