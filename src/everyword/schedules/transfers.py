"""Sums that may have gone from one own account to another: asked about; apart once confirmed."""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from msgspec import Struct

from everyword.schedules.household import Transfer
from everyword.schedules.ledger import Line

NEAR: Final = dt.timedelta(days=4)
"""A transfer over a weekend and a holiday arrives so much later at most; else nobody is asked."""


class Proposal(Struct, frozen=True):
    """`out` left an account and `into` came to another; `others`: more lines that fit as well."""

    out: Line
    into: Line
    others: int


def pair(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one < two else (two, one)


def proposals(lines: Iterable[Line], said: Iterable[Transfer]) -> Iterator[Proposal]:
    """Two lines of two accounts, one sum, one currency, at most NEAR apart: the nearest in days,
    each line once. `lines` in order of time; those a person spoke of are not asked about again.

    Memory does not grow with the ledger: what is older than NEAR is let go.
    """
    known = {pair(each.one.item, each.two.item): each.same for each in said}
    done = {item for both, same in known.items() if same for item in both}
    waiting: dict[tuple[str | None, Decimal], list[Line]] = defaultdict(list)
    order: deque[Line] = deque()
    for line in lines:
        if not line.is_dated or line.item in done or not line.amount:
            continue
        day = _day(line)
        while order and day - _day(order[0]) > NEAR:
            old = order.popleft()
            _drop(waiting, old)
        key = (line.currency, abs(line.amount))
        may_be = [
            each
            for each in waiting.get(key, ())
            if each.account != line.account
            and each.amount == -line.amount
            and pair(each.item, line.item) not in known
        ]
        if may_be:
            other = min(may_be, key=lambda each: day - _day(each))
            _drop(waiting, other)
            out, into = (line, other) if line.amount < 0 else (other, line)
            yield Proposal(out, into, len(may_be) - 1)
        else:
            waiting[key].append(line)
            order.append(line)


def _drop(waiting: dict[tuple[str | None, Decimal], list[Line]], line: Line) -> None:
    key = (line.currency, abs(line.amount))
    left = [each for each in waiting.get(key, ()) if each is not line]
    if left:
        waiting[key] = left
    else:
        waiting.pop(key, None)


def _day(line: Line) -> dt.date:
    return dt.date.fromisoformat(line.day)


def confirmed(said: Iterable[Transfer], there: set[str]) -> tuple[frozenset[str], list[Transfer]]:
    """The items that went between own accounts; and what was confirmed of which one half is not in
    the case any more: its other half counts again, and that is to be said."""
    whole, broken = set[str](), list[Transfer]()
    for each in said:
        if not each.same:
            continue
        both = {each.one.item, each.two.item}
        if both <= there:
            whole |= both
        else:
            broken.append(each)
    return frozenset(whole), broken
