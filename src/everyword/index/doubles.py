"""Payments and calls that may be one, though they stand in two sources in other words.

    payments(run)    pairs of items: the same day, amount and account
    calls(run)       pairs of items: the same time, number and way

A bank's CSV and its OFX of one account, or a call list and a backup of the same phone, tell of the
same thing in words too different to be merged unasked; whoever adds them up counts it twice. So
they are asked about, and never merged. Two alike in one source are two. Worked out when asked for.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any, Final

import msgspec
from msgspec import Struct

from everyword.model import Call, Payment, Reading

_unpack: msgspec.msgpack.Decoder[Reading] = msgspec.msgpack.Decoder(Reading)

SHARE: Final = 2
"""Where an account is not named, one of so many lines of the days both have must be in both."""
FEWEST: Final = 4
"""Letters by which the end of an account's number tells which it is: "…1234"."""
DIGITS: Final = 7
"""Digits from the end by which a telephone number is one with another: +44 7700 and 07700."""
FAR: Final = timedelta(hours=15)
STEP: Final = timedelta(minutes=15)
HOUR: Final = timedelta(hours=1)


class Double(Struct, frozen=True, order=True):
    """Two items, by id, each with the source it was met in first, in the order these were sealed.

    `clock`: how far the second's clock must be behind, where one of them does not say its zone.
    """

    one: str
    two: str
    one_source: str
    two_source: str
    clock: timedelta | None = None


class _Row(Struct, frozen=True):
    n: int
    id: str
    source: str
    sources: frozenset[str]
    reading: Any
    """A Payment or a Call."""


_Key = tuple[str, str | None]
"""A source, and an account in it: one statement."""


def payments(run: Any) -> list[Double]:
    """In the order of the first of each."""
    statements: dict[_Key, list[_Row]] = defaultdict(list)
    for row in _rows(run, "payment"):
        if isinstance(row.reading, Payment) and len(row.reading.when.local or "") >= 10:
            for source in sorted(row.sources):
                statements[source, _plain(row.reading.account)].append(row)
    spans = {key: _span(rows) for key, rows in statements.items()}
    found: dict[tuple[int, int], Double] = {}
    for (one, ones), (two, twos) in _pairs(statements):
        if max(spans[one][0], spans[two][0]) > min(spans[one][1], spans[two][1]):
            continue
        if one[1] and two[1] and not _ends_alike(one[1], two[1], FEWEST):
            continue
        pairs = list(_same_payments(ones, twos))
        is_sure = one[1] is not None and two[1] is not None
        if is_sure or _are_mostly_one(ones, twos, len(pairs)):
            found |= {(a.n, b.n): _double(a, b) for a, b in pairs}
    return [found[key] for key in sorted(found)]


def calls(run: Any) -> list[Double]:
    """In the order of the first of each."""
    lists: dict[_Key, list[_Row]] = defaultdict(list)
    for row in _rows(run, "call"):
        if isinstance(row.reading, Call) and "T" in (row.reading.when.local or ""):
            for source in sorted(row.sources):
                lists[source, None].append(row)
    found: dict[tuple[int, int], Double] = {}
    for (_, ones), (_, twos) in _pairs(lists):
        found |= {(a.n, b.n): _double(a, b, clock) for a, b, clock in _same_calls(ones, twos)}
    return [found[key] for key in sorted(found)]


def _rows(run: Any, kind: str) -> Iterator[_Row]:
    """Without sources that nobody has said are theirs."""
    sql = (
        "SELECT i.n, i.id, i.source, group_concat(DISTINCT p.source), i.body"
        " FROM item i JOIN place p ON p.item = i.n AND p.source NOT IN apart"
        " WHERE i.kind = ? AND i.source NOT IN apart GROUP BY i.n ORDER BY i.n"
    )
    for n, id, source, sources, body in run(sql, (kind,)):
        yield _Row(n, id, source, frozenset(sources.split(",")), _unpack.decode(body))


def _pairs(
    of: dict[_Key, list[_Row]],
) -> Iterator[tuple[tuple[_Key, list[_Row]], tuple[_Key, list[_Row]]]]:
    """Each two that are of different sources."""
    for one, two in combinations(of.items(), 2):
        if one[0][0] != two[0][0]:
            yield one, two


def _double(one: _Row, two: _Row, clock: timedelta | None = None) -> Double:
    return Double(one.id, two.id, one.source, two.source, clock)


def _apart(ones: list[_Row], twos: list[_Row]) -> tuple[list[_Row], list[_Row]]:
    """Without what stands in both: that is one item already."""
    both = {row.n for row in ones} & {row.n for row in twos}
    return [row for row in ones if row.n not in both], [row for row in twos if row.n not in both]


def _same_payments(ones: list[_Row], twos: list[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """The first of a day here with the first there, the second with the second."""
    ones, twos = _apart(ones, twos)
    there: dict[tuple[str, Decimal], list[_Row]] = defaultdict(list)
    for row in twos:
        there[_day_and_amount(row.reading)].append(row)
    for row in ones:
        waiting = there.get(_day_and_amount(row.reading), [])
        other = next((each for each in waiting if _fits(row.reading, each.reading)), None)
        if other is not None:
            waiting.remove(other)
            yield (row, other) if row.n < other.n else (other, row)


def _day_and_amount(payment: Payment) -> tuple[str, Decimal]:
    return (payment.when.local or "")[:10], payment.amount


def _fits(one: Payment, two: Payment) -> bool:
    """One currency, or one side does not say."""
    return one.currency is None or two.currency is None or one.currency == two.currency


def _span(rows: list[_Row]) -> tuple[str, str]:
    """The first day and the last."""
    days = [_day_and_amount(row.reading)[0] for row in rows]
    return min(days), max(days)


def _are_mostly_one(ones: list[_Row], twos: list[_Row], pairs: int) -> bool:
    """Of the days that both have, most lines are in both: it may be one account."""
    days = [[_day_and_amount(row.reading)[0] for row in rows] for rows in (ones, twos)]
    first, last = max(map(min, days)), min(map(max, days))
    fewer = min(sum(first <= day <= last for day in each) for each in days)
    both = len({row.n for row in ones} & {row.n for row in twos})
    return (pairs + both) * SHARE >= fewer


def _plain(account: str | None) -> str | None:
    letters = "".join(sign for sign in account or "" if sign.isalnum()).casefold()
    return letters.lstrip("x") or None


def _ends_alike(one: str, two: str, least: int) -> bool:
    if one == two:
        return True
    short, long = sorted((one, two), key=len)
    return len(short) >= least and long.endswith(short)


def _same_calls(
    ones: list[_Row], twos: list[_Row]
) -> Iterator[tuple[_Row, _Row, timedelta | None]]:
    """In the order of their numbers; with the clock, where it is not known that there is none."""
    ones, twos = _apart(ones, twos)
    by_end: dict[str, list[_Row]] = defaultdict(list)
    for row in twos:
        for end in _ends(row.reading):
            by_end[end[-DIGITS:]].append(row)
    may_be = {
        (one.n, two.n): (one, two, clock)
        for one in ones
        for end in _ends(one.reading)
        for two in by_end.get(end[-DIGITS:], ())
        if (clock := _clock(one.reading, two.reading)) is not None
    }
    for one, two, clock in _each_once(list(may_be.values())):
        sure = None if _are_sure(one.reading, two.reading) else clock
        if one.n < two.n:
            yield one, two, sure
        else:
            yield two, one, None if sure is None else -sure


def _each_once(
    may_be: list[tuple[_Row, _Row, timedelta]],
) -> Iterator[tuple[_Row, _Row, timedelta]]:
    """Where a zone is not known, by the clock that most agree on, and its summer time."""
    unsure = [each for each in may_be if not _are_sure(each[0].reading, each[1].reading)]
    votes = Counter(clock for _, _, clock in unsure)
    most = min(votes, key=lambda clock: (-votes[clock], abs(clock)), default=timedelta())
    used: set[int] = set()
    for one, two, clock in may_be:
        is_sure = _are_sure(one.reading, two.reading)
        if not used & {one.n, two.n} and (is_sure or abs(clock - most) in (timedelta(), HOUR)):
            used |= {one.n, two.n}
            yield one, two, clock


def _are_sure(one: Call, two: Call) -> bool:
    """Of both it is known when they were, wherever that was."""
    return one.when.utc is not None and two.when.utc is not None


def _clock(one: Call, two: Call) -> timedelta | None:
    """How far the second's clock is behind, when they may be one call; nothing: they are not."""
    if not _is_one_call(one, two):
        return None
    is_sure = _are_sure(one, two)
    times = [
        datetime.fromisoformat(((each.when.utc if is_sure else each.when.local) or "")[:19])
        for each in (one, two)
    ]
    if one.when.precision != "second" or two.when.precision != "second":
        times = [each.replace(second=0) for each in times]
    apart = times[0] - times[1]
    if is_sure or (one.when.utc is None and two.when.utc is None):
        return apart if not apart else None
    # Nothing but the length of the talk tells it then: one of no length is not asked about.
    may_be = bool(one.seconds) and bool(two.seconds) and not apart % STEP and abs(apart) <= FAR
    return apart if may_be else None


def _is_one_call(one: Call, two: Call) -> bool:
    ways = {one.direction, two.direction} - {None}
    lengths = {one.seconds, two.seconds} - {None}
    is_one_way = len(ways) < 2 and len(lengths) < 2
    return is_one_way and any(
        _ends_alike(here, there, DIGITS) for here in _ends(one) for there in _ends(two)
    )


def _ends(call: Call) -> set[str]:
    """Those who called and were called: digits without the zeros in front, else the name."""
    found = set()
    for name in (call.sender, *call.to):
        digits = re.sub(r"\D", "", name or "").lstrip("0")
        found.add(digits if len(digits) >= DIGITS else (name or "").casefold())
    return found - {""}
