"""Child maintenance by the scheme of 2012, in Great Britain and in Northern Ireland.

The sum is weekly. Sevenths stay exact; the calculator of GOV.UK took .286 for two sevenths and so
can differ by a penny or two. Whether the income is below 800 is asked after the reduction for
other children, because the upper rate is of what is left above it.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar

from msgspec import Struct

from everyword.schedules.formulas.records import values_of
from everyword.schedules.formulas.working import (
    Sheet,
    Worked,
    begin,
    check,
    figure,
    percent,
    rate,
)

Place = Literal["uk-cms", "ni-cms"]
T = TypeVar("T")


class Figures(Struct, frozen=True, forbid_unknown_fields=True):
    """The figures of a record. `bands`: from so many nights, so much comes off (as a fraction)."""

    nil_below: int
    flat: int
    flat_to: int
    basic_from: int
    cap: int
    upper: int
    basic: tuple[int, ...]
    plus: tuple[int, ...]
    other: tuple[int, ...]
    reduced: tuple[tuple[Decimal, ...], ...]
    bands: tuple[tuple[int, int, int], ...]
    off_each_half: int
    least: int
    nil_nights_on_benefit: int
    default: tuple[int, ...] = ()
    fee_payer: int | None = None
    fee_receiver: int | None = None


def worked(
    place: Place,
    on: dt.date,
    income: Fraction | None,
    nights: tuple[int, ...],
    other_children: int = 0,
    on_benefit: bool = False,
    collected: bool = False,
) -> Worked:
    """`income`: gross, a week, None where it is not known; `nights`: a year, for each child.

    Raises WrongUsage where the record has no figures for this.
    """
    _check(income, nights, other_children)
    sheet = begin(place, on)
    figures = values_of(sheet.record, Figures)
    sheet.assumed += [
        "All the children the sum is for live with one and the same parent.",
        "The income is gross, after pension contributions.",
    ]
    if income is None:
        amount = _default(sheet, figures, nights)
    else:
        amount = _liability(sheet, figures, income, nights, other_children, on_benefit)
    weekly = Fraction(sheet.result("to be paid", amount))
    if collected:
        _fees(sheet, figures, weekly)
    return sheet.done()


def _check(income: Fraction | None, nights: tuple[int, ...], others: int) -> None:
    check(
        bool(nights), "No child is named that the sum is for.", "Say how many:  --children NUMBER"
    )
    check(
        all(0 <= each <= 366 for each in nights),
        "The nights of a child are not between 0 and 366 a year.",
        "Give the nights of one year:  --nights 60",
    )
    check(others >= 0, "There cannot be fewer than no other children.", "See:  --other-children 1")
    check(income is None or income >= 0, "The income is below zero.", "Give it:  --income 600")


def _default(sheet: Sheet, figures: Figures, nights: tuple[int, ...]) -> Fraction:
    check(
        bool(figures.default),
        "The record has no default rate for an income that is not known.",
        "Give the income:  --income 600 --per week",
    )
    check(
        not any(nights),
        "The record does not say how nights count when the income is not known.",
        "Leave out --nights, or give the income:  --income 600 --per week",
    )
    sheet.used.append("default")
    amount = Fraction(_by_number(figures.default, len(nights)))
    sheet.step("The income is not known: the default rate", f"for {_children(len(nights))}", amount)
    return amount


def _liability(
    sheet: Sheet,
    figures: Figures,
    income: Fraction,
    nights: tuple[int, ...],
    others: int,
    on_benefit: bool,
) -> Fraction:
    sheet.step("Gross income a week", "as given", income)
    if on_benefit:
        return _on_benefit(sheet, figures, nights)
    if income < figures.nil_below:
        working = f"{figure(income)} is below {figures.nil_below}"
        sheet.step("Nil rate", working, Fraction(0))
        return Fraction(0)
    if income <= figures.flat_to:
        working = f"{figure(income)} is not above {figures.flat_to}; nights change nothing"
        sheet.step("Flat rate", working, Fraction(figures.flat))
        return Fraction(figures.flat)
    if income < figures.basic_from:
        amount = _reduced(sheet, figures, income, len(nights), others)
    else:
        amount = _basic(sheet, figures, income, len(nights), others)
    return _shared(sheet, figures, amount, nights)


def _on_benefit(sheet: Sheet, figures: Figures, nights: tuple[int, ...]) -> Fraction:
    sheet.assumed.append("The parent who pays gets one of the listed benefits.")
    sheet.step("Flat rate, on a listed benefit", "", Fraction(figures.flat))
    if max(nights) < figures.nil_nights_on_benefit:
        return Fraction(figures.flat)
    working = f"{max(nights)} nights are not below {figures.nil_nights_on_benefit}"
    sheet.step("Nil: a child stays overnight", working, Fraction(0))
    return Fraction(0)


def _reduced(
    sheet: Sheet, figures: Figures, income: Fraction, children: int, others: int
) -> Fraction:
    table = _by_number(figures.reduced, children)
    part = percent(table[min(others, len(table) - 1)])
    amount = figures.flat + (income - figures.flat_to) * part
    working = f"{figures.flat} + ({figure(income)} - {figures.flat_to}) x {rate(part)}"
    words = f"Reduced rate for {_children(children)}, {_others(others)}"
    sheet.step(words, working, amount)
    return amount


def _basic(
    sheet: Sheet, figures: Figures, income: Fraction, children: int, others: int
) -> Fraction:
    if income > figures.cap:
        working = f"{figure(income)} is above {figures.cap}"
        income = Fraction(figures.cap)
        sheet.step("Income that counts", working, income)
    off = percent(Decimal(figures.other[min(others, len(figures.other) - 1)]))
    if off:
        left = income * (1 - off)
        sheet.step(f"Less for {_others(others)}", f"{figure(income)} x (1 - {rate(off)})", left)
        income = left
    lower = percent(Decimal(_by_number(figures.basic, children)))
    plus = percent(Decimal(_by_number(figures.plus, children)))
    first, above = min(income, Fraction(figures.upper)), max(income - figures.upper, Fraction(0))
    amount, working = first * lower, f"{figure(first)} x {rate(lower)}"
    if above:
        amount += above * plus
        working += f" + {figure(above)} x {rate(plus)}"
    sheet.step(f"Basic rate for {_children(children)}", working, amount)
    return amount


def _shared(sheet: Sheet, figures: Figures, amount: Fraction, nights: tuple[int, ...]) -> Fraction:
    """What comes off is the mean of the children's parts, and 7 more for each child at a half."""
    parts = [_part(figures, each) for each in nights]
    for each in sorted({*nights}):
        sheet.assumed += _near(figures, each)
    if not any(parts):
        return amount
    mean = sum(parts, Fraction(0)) / len(parts)
    listed = " + ".join(str(part) for part in parts)
    sheet.step("Comes off for nights", f"({listed}) / {len(parts)}", str(mean))
    left = amount * (1 - mean)
    sheet.step("After that", f"{figure(amount)} x (1 - {mean})", left)
    halves = sum(part == Fraction(1, 2) for part in parts)
    if halves:
        less = left - figures.off_each_half * halves
        working = f"{figure(left)} - {figures.off_each_half} x {halves}"
        sheet.step("And for each child at one half", working, less)
        left = less
    if left < figures.least:
        left = Fraction(figures.least)
        sheet.step("Not below the least amount", f"{figures.least}", left)
    if any(each > 182 for each in nights):
        sheet.assumed.append(
            "A child is with the paying parent for half of the nights or more: ask whether "
            "anything is payable at all, and who pays."
        )
    return left


def _part(figures: Figures, nights: int) -> Fraction:
    found = Fraction(0)
    for least, over, under in figures.bands:
        if nights >= least:
            found = Fraction(over, under)
    return found


def _near(figures: Figures, nights: int) -> Iterator[str]:
    """What one night more or fewer would change."""
    for other, words in ((nights + 1, "one night more"), (nights - 1, "one night fewer")):
        if other >= 0 and _part(figures, other) != _part(figures, nights):
            part = _part(figures, other) or "nothing"
            yield f"{nights} nights are at the edge of a band: with {words} {part} comes off."


def _fees(sheet: Sheet, figures: Figures, weekly: Fraction) -> None:
    check(
        figures.fee_payer is not None and figures.fee_receiver is not None,
        f"The record {sheet.record.id} has no fees for collecting.",
        "Leave out --collected, or give a day with fees:  --on DAY",
    )
    sheet.used.append("fees")
    adds, takes = (
        percent(Decimal(figures.fee_payer or 0)),
        percent(Decimal(figures.fee_receiver or 0)),
    )
    sheet.step("Paid with the fee", f"{figure(weekly)} x (1 + {rate(adds)})", weekly * (1 + adds))
    sheet.step(
        "Arrives after the fee", f"{figure(weekly)} x (1 - {rate(takes)})", weekly * (1 - takes)
    )
    sheet.result("the payer pays, with the fee", weekly * (1 + adds))
    sheet.result("the receiver gets, after the fee", weekly * (1 - takes))


def _by_number(table: tuple[T, ...], number: int) -> T:
    return table[min(number, len(table)) - 1]


def _children(number: int) -> str:
    return "1 child" if number == 1 else f"{number} children"


def _others(number: int) -> str:
    return f"{number or 'no'} other {'child' if number == 1 else 'children'}"
