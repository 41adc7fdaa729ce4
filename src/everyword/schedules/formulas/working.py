"""A result with its working: every step in words and figures, so that it can be done by hand."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

from everyword.errors import WrongUsage
from everyword.schedules.formulas.records import Confidence, Record, doubts, record, schemes

SAYS: Final = (
    "This is what the published formula gives for what was typed. It is not what is owed: an "
    "order, a decision or an agreement comes first."
)
PER_YEAR: Final = {
    "week": Fraction(365, 7),
    "month": Fraction(12),
    "year": Fraction(1),
    "day": Fraction(365),
}
"""How often a stretch goes into a year of 365 days."""


class Step(Struct, frozen=True):
    """`words` say what is done, `working` how, `value` what comes out."""

    words: str
    working: str
    value: str


class Result(Struct, frozen=True):
    """One figure that comes out: rounded as the record says; `exact` is what was rounded."""

    what: str
    amount: Decimal
    unit: str
    exact: str


class Worked(Struct, frozen=True):
    """What a formula gives, with everything that is needed to check it."""

    scheme: str
    title: str
    jurisdiction: str
    on: dt.date
    record: str
    source: str
    source_title: str
    seen: dt.date
    confidence: Confidence
    rounding: str
    steps: tuple[Step, ...]
    results: tuple[Result, ...]
    assumed: tuple[str, ...]
    unsure: tuple[str, ...]
    not_included: tuple[str, ...]
    says: str = SAYS


class Sheet(Struct):
    """The steps as they are worked, under one record."""

    scheme: str
    on: dt.date
    record: Record
    steps: list[Step] = []
    results: list[Result] = []
    assumed: list[str] = []
    used: list[str] = []
    """The parts of the record whose own doubts are said (`Record.unsure_of`)."""

    def step(self, words: str, working: str, value: Fraction | str) -> None:
        shown = value if isinstance(value, str) else figure(value)
        self.steps.append(Step(words, working, shown))

    def result(self, what: str, value: Fraction, unit: str | None = None) -> Decimal:
        amount = cents(value)
        found = unit or schemes()[self.scheme].unit
        self.results.append(Result(what, amount, found, figure(value)))
        return amount

    def done(self) -> Worked:
        scheme = schemes()[self.scheme]
        return Worked(
            scheme.id,
            scheme.title,
            scheme.jurisdiction,
            self.on,
            self.record.id,
            self.record.source,
            self.record.source_title,
            self.record.seen,
            self.record.confidence,
            self.record.rounding,
            tuple(self.steps),
            tuple(self.results),
            tuple(self.assumed),
            doubts(self.record, self.on, self.used),
            scheme.not_included,
        )


def begin(scheme: str, on: dt.date) -> Sheet:
    """An empty sheet under the record of this day. Raises WrongUsage where there is none."""
    return Sheet(scheme, on, record(scheme, on))


def cents(value: Fraction) -> Decimal:
    """To two places; a half goes away from zero."""
    sign = -1 if value < 0 else 1
    whole = (abs(value) * 200 + 1) // 2
    return Decimal(sign * whole).scaleb(-2)


def percent(value: Decimal | Fraction) -> Fraction:
    return Fraction(value) / 100


def figure(value: Fraction) -> str:
    """Exact where it ends; otherwise the fraction itself, and its beginning as a decimal."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        places = (value * 10**6).__floor__()
        begin = Decimal(places).scaleb(-6)
        return f"{begin:f}... ({value.numerator}/{value.denominator})"
    decimal = _exact(value)
    whole, _, part = decimal.partition(".")
    return f"{whole}.{part:0<2}" if part else whole


def _exact(value: Fraction) -> str:
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(value * 10**places).numerator).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def rate(value: Fraction) -> str:
    """0.121 as "12.1 %"."""
    return f"{figure(value * 100)} %"


def check(fits: bool, problem: str, remedy: str) -> None:
    """Raises WrongUsage where what was typed does not fit the formula."""
    if not fits:
        raise WrongUsage(problem=problem, remedy=remedy)
