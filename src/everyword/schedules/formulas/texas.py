"""Texas guidelines: a part of the monthly net resources up to a dated cap (Family Code 154.125),
and less for children in other households (154.128).
"""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from everyword.schedules.formulas.records import values_of
from everyword.schedules.formulas.working import Sheet, Worked, begin, check, figure, percent, rate


class Figures(Struct, frozen=True, forbid_unknown_fields=True):
    """`low_rates` hold below `low_below` of net resources, where the record has them."""

    rates: tuple[Decimal, ...]
    cap: int
    low_below: int | None = None
    low_rates: tuple[Decimal, ...] = ()


def worked(on: dt.date, net: Fraction, children: int, elsewhere: int = 0) -> Worked:
    """`net`: monthly net resources; `elsewhere`: further children there is a duty to support."""
    check(children >= 1, "No child is before the court.", "Say how many:  --children 2")
    check(elsewhere >= 0 and net >= 0, "A number is below zero.", "See:  --net 4000 --elsewhere 1")
    sheet = begin("texas", on)
    figures = values_of(sheet.record, Figures)
    sheet.step("Net resources a month", "as given", net)
    counted = _capped(sheet, figures, net)
    is_low = figures.low_below is not None and net < figures.low_below
    rates = figures.low_rates if is_low else figures.rates
    if is_low:
        sheet.step("The lower rates", f"{figure(net)} is below {figures.low_below}", "")
    if elsewhere:
        counted = _elsewhere(sheet, rates, counted, children, elsewhere)
    part = _rate(rates, children)
    amount = counted * part
    sheet.step(f"For {children} before the court", f"{figure(counted)} x {rate(part)}", amount)
    if children + elsewhere > len(rates):
        sheet.assumed.append(
            f"For more than {len(rates)} children the law says not less than the rate for "
            f"{len(rates)}; that rate was taken."
        )
    sheet.result("to be paid", amount)
    return sheet.done()


def _capped(sheet: Sheet, figures: Figures, net: Fraction) -> Fraction:
    if net <= figures.cap:
        return net
    cap = Fraction(figures.cap)
    sheet.step("Net resources that count", f"{figure(net)} is above the cap", cap)
    over = f"{figure(net - cap)} a month are above the cap and are not counted here."
    sheet.assumed.append(over)
    return cap


def _elsewhere(
    sheet: Sheet, rates: tuple[Decimal, ...], net: Fraction, children: int, elsewhere: int
) -> Fraction:
    total = children + elsewhere
    part = _rate(rates, total)
    one_house = net * part
    words = f"As if all {total} lived in one household"
    sheet.step(words, f"{figure(net)} x {rate(part)}", one_house)
    credit = one_house / total * elsewhere
    working = f"{figure(one_house)} / {total} x {elsewhere}"
    sheet.step(f"Credit for the {elsewhere} elsewhere", working, credit)
    left = net - credit
    sheet.step("Adjusted net resources", f"{figure(net)} - {figure(credit)}", left)
    sheet.assumed.append("Which table of rates holds goes by the net resources before the credit.")
    return left


def _rate(rates: tuple[Decimal, ...], children: int) -> Fraction:
    return percent(rates[min(children, len(rates)) - 1])
