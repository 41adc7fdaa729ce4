"""New York basic child support: a part of both incomes up to a dated cap, shared by income."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from everyword.schedules.formulas.records import values_of
from everyword.schedules.formulas.working import Worked, begin, check, figure, percent, rate


class Figures(Struct, frozen=True, forbid_unknown_fields=True):
    rates: tuple[Decimal, ...]
    cap: int


def worked(on: dt.date, payer: Fraction, other: Fraction, children: int) -> Worked:
    """`payer` and `other`: yearly incomes after what the law takes off."""
    check(children >= 1, "No child is named.", "Say how many:  --children 2")
    check(
        payer >= 0 and other >= 0 and payer + other > 0,
        "There is no income to share by.",
        "Give both, a year:  --payer 60000 --other 40000",
    )
    sheet = begin("new-york", on)
    figures = values_of(sheet.record, Figures)
    both = payer + other
    sheet.step("Both incomes a year", f"{figure(payer)} + {figure(other)}", both)
    counted = min(both, Fraction(figures.cap))
    if counted < both:
        sheet.step("Income that counts", f"{figure(both)} is above the cap", counted)
        over = f"{figure(both - counted)} a year are above the cap and are not counted here."
        sheet.assumed.append(over)
    part = percent(figures.rates[min(children, len(figures.rates)) - 1])
    if children >= len(figures.rates):
        sheet.assumed.append(f"For 5 or more children the law says at least {rate(part)}.")
    whole = counted * part
    sheet.step("Basic obligation of both", f"{figure(counted)} x {rate(part)}", whole)
    share = payer / both
    sheet.step("Share of the one who pays", f"{figure(payer)} / {figure(both)}", share)
    sheet.step("Of the basic obligation", f"{figure(whole)} x {share}", whole * share)
    sheet.result("to be paid", whole * share)
    sheet.result("to be paid", whole * share / 12, "USD per month")
    return sheet.done()
