"""Wisconsin: the percentage standard, shared placement, split placement, and both together.

Parents are A and B. The code's notes print the share of time as a whole percent and the rate for
each child with two places, and go on with what is printed; so does this.
"""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from everyword.schedules.formulas.records import values_of
from everyword.schedules.formulas.working import (
    Sheet,
    Worked,
    begin,
    cents,
    check,
    figure,
    percent,
    rate,
)


class High(Struct, frozen=True, forbid_unknown_fields=True):
    """What the court may apply to the part of an income above, up to `to`."""

    above: int
    rates: tuple[Decimal, ...]
    to: int | None = None


class Figures(Struct, frozen=True, forbid_unknown_fields=True):
    rates: tuple[Decimal, ...]
    shared_factor: int
    least_share: int
    least_nights: int
    high: tuple[High, ...]


class Time(Struct, frozen=True):
    """Overnights with each parent in a year, and equivalent care of each, in overnights."""

    a: int
    b: int
    care_a: int = 0
    care_b: int = 0

    @property
    def total(self) -> int:
        return self.a + self.b + self.care_a + self.care_b


def plain(on: dt.date, income: Fraction, children: int, high: bool = False) -> Worked:
    """One parent pays the standard (150.035(2)); `high`: with the rates of 150.04(5)."""
    _check_children(children)
    _check_income(income)
    sheet = begin("wisconsin", on)
    amount = _standard(sheet, values_of(sheet.record, Figures), "", income, children, high)
    sheet.result("to be paid", amount)
    return sheet.done()


def shared(
    on: dt.date, a: Fraction, b: Fraction, children: int, time: Time, high: bool = False
) -> Worked:
    """Both have the children for at least 25 % or 92 overnights (150.035(1)).

    Raises WrongUsage where one of them has less.
    """
    _check_children(children)
    _check_income(a, b)
    sheet = begin("wisconsin", on)
    figures = values_of(sheet.record, Figures)
    share = _shares(sheet, figures, time)
    standard = [
        _standard(sheet, figures, f"{name}: ", income, children, high)
        for name, income in zip("AB", (a, b), strict=True)
    ]
    owed = [
        _for_time(sheet, figures, name, amount, other)
        for name, amount, other in zip("AB", standard, (share[1], share[0]), strict=True)
    ]
    _offset(sheet, owed, most=standard)
    return sheet.done()


def split(on: dt.date, a: Fraction, b: Fraction, with_a: int, with_b: int) -> Worked:
    """Each parent has some of the children for good (150.04(3))."""
    return combined(on, a, b, with_a, with_b, 0, None)


def combined(
    on: dt.date,
    a: Fraction,
    b: Fraction,
    with_a: int,
    with_b: int,
    with_both: int,
    time: Time | None,
) -> Worked:
    """Some children are with one parent, some with both (150.04(3) and (6))."""
    check(min(with_a, with_b, with_both) >= 0, "A number of children is below zero.", "See --help.")
    check(
        bool(with_both) + bool(with_a) + bool(with_b) > 1,
        "All children live the same way: that is no split placement.",
        "Use  --children NUMBER  instead of --with-a, --with-b and --with-both.",
    )
    check(
        bool(with_both) == (time is not None),
        "The nights belong to the children who are with both parents.",
        "Give them together:  --with-both 1 --nights-a 110 --nights-b 255",
    )
    _check_income(a, b)
    sheet = begin("wisconsin", on)
    figures = values_of(sheet.record, Figures)
    each = _pro_rata(sheet, figures, with_a + with_b + with_both)
    owed = [
        _for_split(sheet, name, income, each, number)
        for name, income, number in (("A", a, with_b), ("B", b, with_a))
    ]
    if time is not None:
        sheet.used.append("combined")
        more = _for_both(sheet, figures, (a, b), each * with_both, time)
        owed = [one + other for one, other in zip(owed, more, strict=True)]
    _offset(sheet, owed)
    return sheet.done()


def _check_children(children: int) -> None:
    check(children >= 1, "No child is named.", "Say how many:  --children 2")


def _check_income(*incomes: Fraction) -> None:
    check(min(incomes) >= 0, "An income is below zero.", "Give it a month:  --income-a 2000")


def _rate_for(rates: tuple[Decimal, ...], children: int) -> Fraction:
    return percent(rates[min(children, len(rates)) - 1])


def _standard(
    sheet: Sheet, figures: Figures, who: str, income: Fraction, children: int, high: bool
) -> Fraction:
    part = _rate_for(figures.rates, children)
    steps = figures.high if high else ()
    first = min([income, *(Fraction(step.above) for step in steps)])
    amount, working = first * part, f"{figure(first)} x {rate(part)}"
    for step in steps:
        top = income if step.to is None else min(income, Fraction(step.to))
        if top > step.above:
            part = _rate_for(step.rates, children)
            amount += (top - step.above) * part
            working += f" + {figure(top - step.above)} x {rate(part)}"
    sheet.step(f"{who}percentage standard for {children}", working, amount)
    if not high and income > min(step.above for step in figures.high):
        sheet.assumed.append(
            f"{who}above {figures.high[0].above} a month the court may apply lower rates; here "
            "the full rate was taken. The lower ones:  --high"
        )
    return amount


def _shares(sheet: Sheet, figures: Figures, time: Time) -> tuple[Fraction, Fraction]:
    """Whole percents, as the note prints them; what A has not is B's."""
    check(
        min(time.a, time.b, time.care_a, time.care_b) >= 0 and 364 <= time.a + time.b <= 366,
        f"{time.a} and {time.b} overnights do not make a year.",
        "Give both:  --nights-a 219 --nights-b 146",
    )
    a, b = time.a + time.care_a, time.b + time.care_b
    for name, nights in (("A", a), ("B", b)):
        enough = nights >= figures.least_nights or nights * 100 >= figures.least_share * time.total
        check(
            enough,
            f"{name} has {nights} of {time.total} overnights: less than {figures.least_share} % "
            f"and less than {figures.least_nights}. That is no shared placement.",
            "Leave out the nights for the plain percentage standard.",
        )
    whole = cents(Fraction(a, time.total)) * 100
    share = percent(whole)
    sheet.step("A: part of the time", f"{a} / {time.total}, to a whole percent", rate(share))
    sheet.step("B: part of the time", f"100 % - {rate(share)}", rate(1 - share))
    if time.care_a or time.care_b:
        sheet.assumed.append("The court counts the equivalent care that was typed as overnights.")
    return share, 1 - share


def _for_time(
    sheet: Sheet, figures: Figures, name: str, amount: Fraction, others: Fraction
) -> Fraction:
    factor = percent(Decimal(figures.shared_factor))
    owed = amount * factor * others
    working = f"{figure(amount)} x {figures.shared_factor} % x {rate(others)}"
    sheet.step(f"{name}: for the time with the other parent", working, owed)
    return owed


def _pro_rata(sheet: Sheet, figures: Figures, children: int) -> Fraction:
    whole = _rate_for(figures.rates, children)
    each = Fraction(cents(whole * 100 / children)) / 100
    working = f"{rate(whole)} / {children}, to two places"
    sheet.step(f"Rate for each of {children}", working, rate(each))
    if children > len(figures.rates):
        sheet.assumed.append("More than five children: the note has no rate; rounded in its way.")
    return each


def _for_split(sheet: Sheet, name: str, income: Fraction, each: Fraction, number: int) -> Fraction:
    owed = income * each * number
    working = f"{figure(income)} x {rate(each)} x {number}"
    sheet.step(f"{name}: {number} with the other parent", working, owed)
    return owed


def _for_both(
    sheet: Sheet, figures: Figures, incomes: tuple[Fraction, Fraction], part: Fraction, time: Time
) -> list[Fraction]:
    """Of the children who are with both, at this rate together."""
    share, owed = _shares(sheet, figures, time), list[Fraction]()
    for place, (name, income) in enumerate(zip("AB", incomes, strict=True)):
        amount = income * part
        sheet.step(f"{name}: those with both parents", f"{figure(income)} x {rate(part)}", amount)
        owed.append(_for_time(sheet, figures, name, amount, share[1 - place]))
    return owed


def _offset(sheet: Sheet, owed: list[Fraction], most: list[Fraction] | None = None) -> None:
    """The larger pays the difference, but with `most` never above the plain standard."""
    payer = 0 if owed[0] > owed[1] else 1
    amount = owed[payer] - owed[1 - payer]
    name = "AB"[payer]
    working = f"{figure(owed[payer])} - {figure(owed[1 - payer])}"
    sheet.step(f"{name} owes the difference" if amount else "Nobody owes", working, amount)
    if most is not None and amount > most[payer]:
        amount = most[payer]
        sheet.step("Not above the plain standard", figure(amount), amount)
    sheet.result(f"{name} pays" if amount else "nobody pays", amount)
