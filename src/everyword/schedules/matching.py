"""Which items of a bank look like payments under an order: proposed with the reason, never decided.

A line of an account is proposed where it names the other person, has the sum of a due day near it,
or says the same as a line that does: a part of a sum is found so, too. These are only signs; what
it was for, a person says.
"""

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

from everyword.schedules.dues import DAY, Due

BEFORE: Final = 5
AFTER: Final = 14
"""Days before and after a due day in which its sum is looked for."""
LEAST: Final = 3
"""Letters that a name must have to be looked for in a line."""


class BankLine(Struct, frozen=True):
    """A line of an account: `amount` is signed, below nothing where money leaves it."""

    item: str
    day: dt.date
    amount: Decimal
    currency: str | None
    words: str


class Proposal(Struct, frozen=True):
    """A line that may be a payment: why, and the sum due nearest to it, if one is that sum."""

    line: BankLine
    why: tuple[str, ...]
    due: Due | None


def proposed(
    lines: Sequence[BankLine],
    dues: Sequence[Due],
    currency: str,
    payer: Iterable[str],
    payee: Iterable[str],
) -> Iterator[Proposal]:
    """In the order of the lines. Names are the handles and names of the two people."""
    from_them, to_them = _names(payer), _names(payee)
    sums: dict[Fraction, list[Due]] = {}
    for due in sorted(dues, key=lambda each: each.day):
        sums.setdefault(due.amount, []).append(due)
    looked = []
    for line in lines:
        if not line.amount or line.currency not in (None, currency):
            continue
        name = from_them if line.amount > 0 else to_them
        found = name.search(line.words.casefold()) if name else None
        looked.append((line, found, _near(sums.get(abs(Fraction(line.amount)), ()), line.day)))
    alike = {_said(line) for line, found, nearest in looked if found or nearest}
    for line, found, nearest in looked:
        why = []
        if found:
            why.append(f"{'comes from' if line.amount > 0 else 'goes to'} “{found[0]}”")
        if nearest:
            why.append(f"is the sum due on {nearest.day} ({nearest.term})")
        if not why and line.words.strip() and _said(line) in alike:
            why.append("says the same as others that are proposed")
        if line.currency is None and why:
            why.append("has no currency in the source")
        if why:
            yield Proposal(line, tuple(why), nearest)


def _said(line: BankLine) -> tuple[bool, str]:
    """In or out, and the words without figures: a bank numbers and dates its lines."""
    return line.amount > 0, " ".join(re.sub(r"\d+", " ", line.words.casefold()).split())


def _names(names: Iterable[str]) -> re.Pattern[str] | None:
    """Whole words, whatever their case; short ones are in too many lines."""
    words = sorted({each.strip().casefold() for each in names if len(each.strip()) >= LEAST})
    return (
        re.compile("|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in words))
        if words
        else None
    )


def _near(dues: Sequence[Due], day: dt.date) -> Due | None:
    """The due nearest to a day, in the window around it; of two as near, the earlier."""
    first = bisect_left(dues, day - AFTER * DAY, key=lambda due: due.day)
    window = []
    for due in dues[first:]:
        if due.day > day + BEFORE * DAY:
            break
        window.append(due)
    return min(window, key=lambda due: (abs((due.day - day).days), due.day), default=None)
