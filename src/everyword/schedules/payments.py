"""Payments that somebody said were made: from a bank's item, a receipt, a note, or their word.

A payment is counted only once a person said yes to it, and only while what it was taken from is
there and may be used. What was said not to be a payment stays in the list, too.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

import msgspec
from msgspec import Struct

from everyword.case.decided import CiteTo
from everyword.case.deciding import Deciding, named
from everyword.case.facts import checked_cites
from everyword.case.people import person_id
from everyword.case.work import Work
from everyword.errors import NotFound, NotOne, Refused, WrongUsage
from everyword.index.store import Index
from everyword.schedules.arrears import Paid
from everyword.schedules.orders import check_money, exact_day, orders

PREFIX: Final = "R"


class Exchange(Struct, frozen=True):
    """A rate the person gave: one unit of the payment's money in the order's, and of which day."""

    rate: Decimal
    currency: str
    day: str
    source: str | None = None


class Payment(Struct, frozen=True):
    """Money received. `amount` None is not known, and never a zero. `is_one` False: it was said not
    to be a payment under an order; then nothing else holds. `order`: where it was for one only.
    """

    id: str
    day: str
    amount: Decimal | None
    currency: str | None
    by: str | None = None
    to: str | None = None
    cites: tuple[CiteTo, ...] = ()
    words: str | None = None
    is_disputed: bool = False
    exchange: Exchange | None = None
    is_one: bool = True
    order: str | None = None


class LeftOut(NamedTuple):
    """A payment that is not counted, and why; `cites` may be shown."""

    id: str
    why: str
    cites: tuple[str, ...]


class Counted(NamedTuple):
    """The payments that count, and those that do not."""

    payments: tuple[Payment, ...]
    paid: tuple[Paid, ...]
    left_out: tuple[LeftOut, ...]


def payments(work: Work) -> dict[str, Payment]:
    """As they may be shown: of what is locked no day, no sum and no word."""
    return {
        id: Payment(id, "", None, None, cites=each.cites, is_one=each.is_one)
        if any(work.is_withheld(cite.item) for cite in each.cites)
        else each
        for id, each in work.shown("payment", Payment).items()
    }


def add(case: Deciding, payment: Payment) -> Payment:
    """With its number. Raises WrongUsage, NotFound, NotOne, Refused."""
    return add_all(case, [payment])[0]


def add_all(case: Deciding, found: Sequence[Payment]) -> list[Payment]:
    """All of them with their numbers, or none; an item that is named twice is one payment."""
    first = int(case.work.next_number("payment", PREFIX).removeprefix(PREFIX))
    kept = []
    for number, payment in enumerate(all_checked(case, found), first):
        kept.append(msgspec.structs.replace(payment, id=f"{PREFIX}{number}"))
        case.work.decide(case.now, "payment", kept[-1].id, kept[-1])
    return kept


def all_checked(case: Deciding, found: Sequence[Payment]) -> list[Payment]:
    """Each item once. Raises what `checked` raises."""
    known = _used(case)
    checks = [checked(case, each, known) for each in found]
    return list({(each.cites[:1] or n): each for n, each in enumerate(checks)}.values())


def _used(case: Deciding) -> dict[str, str]:
    """Of each item that was said to be a payment or not to be one, the number it has."""
    kept = case.work.state("payment", Payment)
    return {cite.item: each.id for each in kept.values() for cite in each.cites}


def change(case: Deciding, id: str, **changes: object) -> Payment:
    old = named(case.work.state("payment", Payment), "payment", id)
    known = {item: used for item, used in _used(case).items() if used != id}
    payment = checked(case, msgspec.structs.replace(old, **changes), known)
    case.work.decide(case.now, "payment", id, payment)
    return payment


def checked(case: Deciding, payment: Payment, known: Mapping[str, str]) -> Payment:
    """Day, money, people and items must hold; one item is one payment (`known`: those that are)."""
    cites = checked_cites(case, payment.cites)
    for each in cites:
        if each.item in known:
            raise WrongUsage(
                problem=f"{each.item} is {known[each.item]} already.",
                remedy=f"Change that one:  everyword payment change {known[each.item]} ...",
            )
    if not payment.is_one:
        return msgspec.structs.replace(payment, cites=cites)
    exact_day(payment.day, "--day")
    if payment.order is not None:
        named(orders(case.work), "order", payment.order)
    if payment.currency is None:
        raise WrongUsage(
            problem="The currency is not in the source.", remedy="Say it:  --currency GBP"
        )
    check_money(payment.amount, payment.currency)
    if payment.exchange is not None:
        exact_day(payment.exchange.day, "--rate")
        check_money(payment.exchange.rate, payment.exchange.currency)
    by, to = (person_id(case, each) if each else None for each in (payment.by, payment.to))
    if by is None or to is None or by == to:
        raise WrongUsage(
            problem="A payment needs who paid and who was paid, two people.",
            remedy="For example:  --from P2 --to P1",
        )
    return msgspec.structs.replace(payment, by=by, to=to, cites=cites)


def counted(
    work: Work, index: Index, between: tuple[str, str, str], as_of: dt.date, order: str | None
) -> Counted:
    """Those between two people, in one currency, received up to a day; and why others are not.

    `order`: of several orders between them, the one that is asked for.
    """
    by, to, currency = between
    used, paid, left_out = [], [], []
    for each in work.state("payment", Payment).values():
        people = (work.root_of(each.by or ""), work.root_of(each.to or ""))
        if not each.is_one or people != (by, to):
            continue
        why = _why_not(work, index, each, currency, as_of)
        if why is None and order is not None and each.order != order:
            why = f"it was for {each.order}" if each.order else "for which order it was is not said"
        if why is None:
            used.append(each)
            paid.append(Paid(each.id, exact_day(each.day, "--day"), in_currency(each)))
        else:
            left_out.append(LeftOut(each.id, why, tuple(cite.item for cite in each.cites)))
    return Counted(tuple(used), tuple(paid), tuple(left_out))


def _why_not(
    work: Work, index: Index, payment: Payment, currency: str, as_of: dt.date
) -> str | None:
    for cite in payment.cites:
        if work.is_withheld(cite.item):
            return "what it was taken from is locked"
        if not is_there(index, cite.item):
            return f"what it was taken from ({cite.item}) is not in the case any more"
    if payment.amount is None:
        return "its amount is not known"
    if exact_day(payment.day, "--day") > as_of:
        return f"it was received on {payment.day}, after the last day counted"
    if payment.exchange and payment.exchange.currency == currency:
        return None
    if payment.currency != currency:
        return f"it is in {payment.currency}, and no rate into {currency} was given"
    return None


def is_there(index: Index, id: str) -> bool:
    try:
        index.item(id)
    except (NotFound, NotOne, Refused):
        return False
    return True


def in_currency(payment: Payment) -> Fraction:
    """The amount in the order's money."""
    assert payment.amount is not None, "an amount that is not known is never counted"
    rate = payment.exchange.rate if payment.exchange else Decimal(1)
    return Fraction(payment.amount) * Fraction(rate)
