"""What comes again and again, and what is still to come, by the words about time alone."""

import itertools
from collections.abc import Sequence

from everyword.tell.dates import DAYS, LENGTH, UNITS, Time
from everyword.tell.money import CURRENCIES, SIGNS
from everyword.tell.numbers import WORDS
from everyword.tell.sentences import Token
from everyword.tell.tables import forms
from everyword.tell.times import times_in


def is_again(own: Sequence[Token]) -> bool:
    """ "every Friday", "on Fridays", "kept calling"."""
    for one, two in itertools.pairwise(own):
        if one.low in ("every", "each") and (two.low in UNITS or two.low in DAYS):
            return True
        if one.low in ("kept", "keeps", "keep") and any(f.tense == "ing" for f in forms(two.low)):
            return True
    return any(token.low[:-1] in DAYS and token.low.endswith("s") for token in own)


def is_each(own: Sequence[Token]) -> bool:
    """ "50 a week", "300 per month": no sum that was given once."""
    for one, two, three in zip(own, own[1:], own[2:], strict=False):
        if (one.is_number or one.low in WORDS or one.low in CURRENCIES or one.text in SIGNS) and (
            two.low in ("a", "an", "per", "each", "every") and three.low in UNITS
        ):
            after = own[own.index(three) + 1].low if three is not own[-1] else ""
            return after not in ("later", "ago", "before", "after")
    return False


def is_to_come(own: Sequence[Token]) -> bool:
    """A day, or a stretch after the telling: with a verb of the present it is a plan."""
    for time in times_in(tuple(own)):
        if time.anchor == "calendar" and time.unit == "day":
            return True
        if time.anchor == "telling" and isinstance(time.lo, int) and time.lo > 0:
            return True
    return False


_RANK = {"calendar": 0, "telling": 1, "previous": 2, LENGTH: 6}


def best_of(times: Sequence[Time]) -> Time | None:
    """The time words that place a thing best: a date before an offset, both before a length."""

    def rank(time: Time) -> int:
        if time.ambiguous:
            return 0
        if time.anchor is None:
            return 4
        return _RANK.get(time.anchor, 2)

    return min(times, key=rank) if times else None
