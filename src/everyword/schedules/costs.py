"""Shared costs as a table: claimed, answered, paid, open, and the days an order gives."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from everyword.case.dates import day_words
from everyword.case.people import printed_name
from everyword.case.store import Case
from everyword.schedules.claims import Claim, claim
from everyword.schedules.entering import entries, whole_day
from everyword.schedules.household import Cost
from everyword.schedules.lacking import kept_back, usable
from everyword.schedules.shown_currency import Rates
from everyword.schedules.sums import Sum, figure, money
from everyword.schedules.table import Row, Schedule

COLUMNS: Final = (
    *("Id", "Day", "What, and the part asked back", "Cost", "Claimed"),
    *("Asked and answered", "Paid", "Open", "Currency"),
)


class Options(Struct, frozen=True, forbid_unknown_fields=True):
    """`on`: as it stood on this day (today). `kind`, `order`: those alone. `to`, `rates`: as for
    the schedule of money."""

    on: str | None = None
    kind: str | None = None
    order: str | None = None
    to: str | None = None
    rates: tuple[str, ...] = ()


def make(case: Case, options: Options) -> Schedule:
    """Raises WrongUsage."""
    notes = list(kept_back(case))
    on = whole_day(options.on) if options.on else case.now[:10]
    kept = usable(case.work, entries(case.work, "cost", Cost), notes)
    there = [each for each in kept.values() if each.day <= on]
    if len(there) < len(kept):
        later = len(kept) - len(there)
        notes.append(f"{later} later than {day_words(on)}: not in this table")
    chosen = [each for each in there if options.kind in (None, each.kind)]
    chosen = [each for each in chosen if options.order in (None, each.order)]
    claims = [claim(each, on) for each in sorted(chosen, key=lambda each: (each.day, each.id))]
    rates = Rates.of(case, options.to, options.rates)
    rows = [_row(case, each) for each in claims]
    rows += _totals(claims, rates)
    for each in claims:
        notes += _days_words(each)
    return Schedule(
        "costs",
        f"Shared costs as they stood on {day_words(on)}",
        (
            ("Part asked back", "exactly so much of the cost, rounded down: the odd coin stays"
             " with who paid"),
            ("Last days", "calendar days; the day after is day 1; none is moved for a weekend"),
            *([("Only", options.kind)] if options.kind else []),
            *([("Order", options.order)] if options.order else []),
            *rates.facts(),
        ),
        COLUMNS,
        "lllrrlrrl",
        tuple(rows),
        tuple(dict.fromkeys([*notes, *rates.notes])),
        figures={"by currency": _figures(claims)},
    )  # fmt: skip


def _row(case: Case, each: Claim) -> Row:
    cost, people = each.cost, case.work.people()
    who = ", ".join(printed_name(people[id], people) for id in cost.who if id in people)
    what = cost.what + (f" ({who})" if who else "") + f", {cost.share}"
    what += f" by {cost.order}" if cost.order else ""
    cells = (
        cost.id,
        cost.day,
        what,
        money(cost.amount),
        money(each.claimed),
        "; ".join(filter(None, (_asked(each), _answer(each)))),
        money(each.paid) if each.paid else "",
        money(each.open),
        cost.currency,
    )
    return Row(cells, tuple(each.items), (cost.id, *([cost.order] if cost.order else [])))


def _asked(each: Claim) -> str:
    words = each.asked or "not asked"
    if each.ask_by is None:
        return words
    late = f", {each.asked_late} days late" if each.asked_late else ""
    return f"{words} (by {each.ask_by}{late})"


def _answer(each: Claim) -> str:
    answered = each.answered
    if answered is None:
        return "no answer" if each.asked else ""
    part = f" {money(answered.amount)}" if answered.amount is not None else ""
    return f"{answered.answer}{part} {answered.day}"


def _totals(claims: Sequence[Claim], rates: Rates) -> Iterator[Row]:
    found = {each.cost.currency for each in claims}
    sums = {currency: _sums(claims, currency) for currency in sorted(found)}
    for currency, (cost, claimed, paid, left) in sums.items():
        words = (cost.words(), claimed.words(), "", paid.words(), left.words(), currency)
        yield Row(("", "", "all", *words), tuple(cost.items), tuple(cost.said), total=True)
    if rates.to is not None and found:
        ones = [
            rates.converted({currency: each[place] for currency, each in sums.items()}).words()
            for place in range(4)
        ]
        words = (ones[0], ones[1], "", ones[2], ones[3], rates.to)
        yield Row(("", "", "all, converted", *words), total=True)


def _sums(claims: Sequence[Claim], currency: str) -> tuple[Sum, Sum, Sum, Sum]:
    """What was spent, claimed, paid and is open."""
    cost, claimed, paid, left = Sum(), Sum(), Sum(), Sum()
    for each in claims:
        if each.cost.currency == currency:
            cost.add(each.cost.amount, each.items, (each.cost.id,))
            claimed.add(each.claimed)
            paid.add(each.paid)
            left.add(each.open)
    return cost, claimed, paid, left


def _days_words(each: Claim) -> Iterator[str]:
    """What is late, over, or cannot be said."""
    id, currency = each.cost.id, each.cost.currency
    if each.asked is None and each.asked_late:
        yield f"{id}: the last day to ask was {each.ask_by}; nobody is said to have asked"
    if each.pay_by and each.paid_late and each.open != Decimal(0):
        yield f"{id}: to be paid by {each.pay_by}; not all of it was"
    if each.over:
        yield f"{id}: {money(each.over, currency)} more was paid than was claimed"
    if each.answered and each.answered.answer == "agreed" and each.open:
        yield f"{id}: agreed on {each.answered.day}; {money(each.open, currency)} is open"


def _figures(claims: Sequence[Claim]) -> dict[str, dict[str, str]]:
    found = dict[str, dict[str, str]]()
    for currency in sorted({each.cost.currency for each in claims}):
        names = ("cost", "claimed", "paid", "open")
        sums = zip(names, _sums(claims, currency), strict=True)
        found[currency] = {name: figure(each.known, currency) for name, each in sums}
        unknown = sum(each.cost.amount is None for each in claims if each.cost.currency == currency)
        found[currency]["not known"] = str(unknown)
    return found
