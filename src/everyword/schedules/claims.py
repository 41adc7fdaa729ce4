"""Shared costs: what was to be asked back until when, what was asked, answered, paid; what is open.

The part asked back is rounded down to the smallest coin: the odd penny stays with who paid. A last
day is counted in calendar days, the day after being day 1; no day is moved for a weekend.
"""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from everyword.schedules.household import Answered, Cost
from everyword.schedules.sums import added, rounded_down

State = Literal["not asked", "asked", "agreed", "refused", "partly", "paid", "paid in part"]


class Claim(Struct, frozen=True):
    """One cost as it stands on a day. None is "not known"; `open` is what is left of the claim.

    `ask_by`, `pay_by`: the last days (ISO); `asked_late`: so many days after it.
    """

    cost: Cost
    claimed: Decimal | None
    paid: Decimal
    open: Decimal | None
    over: Decimal
    state: State
    asked: str | None
    answered: Answered | None
    ask_by: str | None
    asked_late: int | None
    pay_by: str | None
    paid_late: int | None

    @property
    def items(self) -> list[str]:
        cost = self.cost
        cites = [*cost.cites, *cost.asked_cites]
        cites += cost.answered.cites if cost.answered else ()
        cites += [cite for each in cost.repaid for cite in each.cites]
        return list(dict.fromkeys(cite.item for cite in cites))


def part_of(amount: Decimal, share: str, currency: str) -> Decimal:
    """Exactly so much of it, rounded down."""
    return rounded_down(Fraction(amount) * Fraction(share), currency)


def claim(cost: Cost, on: str) -> Claim:
    """`on` (ISO): what was asked, answered and paid after it is left out of the picture."""
    claimed = None if cost.amount is None else part_of(cost.amount, cost.share, cost.currency)
    paid = Decimal(0)
    for each in cost.repaid:
        paid = added(paid, each.amount) if each.day <= on else paid
    left = None if claimed is None else max(added(claimed, -paid), Decimal(0))
    over = Decimal(0) if claimed is None else max(added(paid, -claimed), Decimal(0))
    asked = cost.asked if cost.asked and cost.asked <= on else None
    answered = cost.answered if cost.answered and cost.answered.day <= on else None
    ask_by = _plus(cost.day, cost.notice_days)
    pay_by = _plus(asked, cost.pay_days) if asked else None
    return Claim(
        cost,
        claimed,
        paid,
        left,
        over,
        _state(answered, asked, claimed, paid),
        asked,
        answered,
        ask_by,
        _late(ask_by, asked or on),
        pay_by,
        _late(pay_by, _settled_on(cost, on, claimed) or on),
    )


def _state(
    answered: Answered | None, asked: str | None, claimed: Decimal | None, paid: Decimal
) -> State:
    if claimed is not None and paid >= claimed:
        return "paid"
    if paid:
        return "paid in part"
    return answered.answer if answered else "asked" if asked else "not asked"


def _settled_on(cost: Cost, on: str, claimed: Decimal | None) -> str | None:
    """The day by which all of it was paid."""
    sum_ = Decimal(0)
    for each in sorted(cost.repaid, key=lambda each: each.day):
        sum_ = added(sum_, each.amount)
        if each.day <= on and claimed is not None and sum_ >= claimed:
            return each.day
    return None


def _plus(day: str | None, days: int | None) -> str | None:
    if day is None or days is None:
        return None
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()


def _late(last: str | None, day: str) -> int | None:
    """How many days after the last day; None where it is not."""
    if last is None or day <= last:
        return None
    return (dt.date.fromisoformat(day) - dt.date.fromisoformat(last)).days
