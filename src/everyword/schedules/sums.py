"""Sums of money that say what they lack: an amount nobody knows is no zero and is never added.

Amounts are `Decimal` beside a currency; what a rate or a share makes of one is a `Fraction` and is
rounded once, to the smallest coin of its currency, half upwards. Nothing here is a float.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from typing import Final

from msgspec import Struct

from everyword.case.dates import day_words
from everyword.errors import WrongUsage
from everyword.schedules.household import RateSaid

NOT_KNOWN: Final = "not known"
NOT_STATED: Final = "not stated"
NO_CURRENCY: Final = "currency not said"
COINS: Final = {
    **dict.fromkeys(("BIF", "CLP", "ISK", "JPY", "KRW", "PYG", "RWF", "UGX", "VND", "XAF"), 0),
    **dict.fromkeys(("XOF", "XPF", "DJF", "GNF", "KMF", "VUV"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Figures behind the point, where they are not two."""
_EXACT: Final = Context(prec=400, traps=[Inexact])
_TYPED: Final = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,6})?")


def added(one: Decimal, other: Decimal) -> Decimal:
    """Exact: 28 figures of precision would round a hostile sum without a word."""
    return _EXACT.add(one, other)


def read_amount(typed: str) -> Decimal | None:
    """750 or 750.00; None for "not known". Raises WrongUsage: 1,200 could be 1.2."""
    text = typed.strip()
    if text.casefold() == NOT_KNOWN:
        return None
    if not _TYPED.fullmatch(text) or not text.isascii():
        raise WrongUsage(
            problem=f"This is not an amount: {typed}",
            remedy='Write it like 1200 or 1200.50, with nothing between the thousands, or "not'
            ' known".',
        )
    return Decimal(text)


def read_currency(typed: str) -> str:
    """Three letters, as banks write them. Raises WrongUsage."""
    text = typed.strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise WrongUsage(
            problem=f"This is not a currency: {typed}",
            remedy="Write its three letters: GBP, EUR, USD.",
        )
    return text


def read_share(typed: str) -> Fraction:
    """1/2, 60%, 0.5; more than nothing and not more than all. Raises WrongUsage."""
    text = typed.strip()
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})|(\d{1,3}(?:\.\d{1,6})?)(%?)", text, re.ASCII)
    share = Fraction(0)
    if found and found[1]:
        share = Fraction(int(found[1]), int(found[2])) if int(found[2]) else share
    elif found:
        share = Fraction(found[3]) / (100 if found[4] else 1)
    if not 0 < share <= 1:
        raise WrongUsage(
            problem=f"This is not a share: {typed}",
            remedy="Write it like 1/2, 2/3 or 60%.",
        )
    return share


def coin(currency: str | None) -> Decimal:
    """The smallest coin: 0.01 where nothing else is known."""
    return Decimal(1).scaleb(-COINS.get(currency or "", 2))


def rounded(amount: Fraction, currency: str | None) -> Decimal:
    """To the smallest coin, a half away from nothing."""
    unit = Fraction(coin(currency))
    coins = (2 * abs(amount) + unit) // (2 * unit)
    return _EXACT.multiply(Decimal(coins if amount >= 0 else -coins), coin(currency))


def rounded_down(amount: Fraction, currency: str | None) -> Decimal:
    """To the smallest coin, the odd part of one left out."""
    unit = Fraction(coin(currency))
    coins = abs(amount) // unit
    return _EXACT.multiply(Decimal(coins if amount >= 0 else -coins), coin(currency))


def money(amount: Decimal | None, currency: str | None = None) -> str:
    """1,200.00 GBP, as it is printed; None is "not known"."""
    if amount is None:
        return NOT_KNOWN
    least = COINS.get(currency or "", 2)
    exponent = amount.as_tuple().exponent
    places = max(least, -exponent if isinstance(exponent, int) else 0)
    return f"{amount:,.{places}f}" + (f" {currency}" if currency else "")


def figure(amount: Decimal, currency: str | None = None) -> str:
    """1200.00: for a program."""
    return money(amount, currency if currency in COINS else None).split(" ")[0].replace(",", "")


def rate_words(rate: RateSaid) -> str:
    """As it is printed beside what it converts."""
    given = f", a rate given for {day_words(rate.day)}"
    return f"1 {rate.of} = {rate.rate:f} {rate.to}{given}" + (
        f" ({rate.source})" if rate.source else ""
    )


def read_rate(typed: str, to: str) -> RateSaid:
    """EUR=0.86@2026-05-01 into `to`. Raises WrongUsage."""
    found = re.fullmatch(
        r"\s*([A-Za-z]{3})\s*=\s*(\d{1,12}(?:\.\d{1,12})?)\s*@\s*(\d{4}-\d\d-\d\d)\s*", typed
    )
    try:
        if found is None:
            raise ValueError
        day = dt.date.fromisoformat(found[3]).isoformat()
        rate = RateSaid("", found[1].upper(), read_currency(to), Decimal(found[2]), day)
        if not rate.rate or rate.of == rate.to:
            raise ValueError
    except ValueError:
        raise WrongUsage(
            problem=f"This is not a rate: {typed}",
            remedy=f"Write it like EUR=0.86@2026-05-01: on that day one EUR was 0.86 {to}.",
        ) from None
    return rate


class Sum(Struct):
    """What was added up in one currency. `items`, `said`: ids of what it was counted from."""

    known: Decimal = Decimal(0)
    count: int = 0
    unknown: int = 0
    items: list[str] = []
    said: list[str] = []

    def add(
        self, amount: Decimal | None, items: Iterable[str] = (), said: Iterable[str] = ()
    ) -> None:
        if amount is None:
            self.unknown += 1
        else:
            self.known = added(self.known, amount)
            self.count += 1
        self.items.extend(items)
        self.said.extend(said)

    def words(self, currency: str | None = None, is_net: bool = False) -> str:
        """As printed. `is_net`: parts of it may be taken off, so what is known is no least."""
        lack = f"{self.unknown} amount{'s' * (self.unknown != 1)} {NOT_KNOWN}"
        if not self.unknown:
            return money(self.known, currency)
        if not self.count:
            return f"{NOT_KNOWN} ({self.unknown})"
        least = "what is known: " if is_net else "at least "
        return f"{least}{money(self.known, currency)}; {lack}"


def converted(
    sums: Mapping[str, Sum], to: str, rates: Mapping[str, RateSaid]
) -> tuple[Sum, list[str]]:
    """All of it in one currency, each currency's sum at its one rate and rounded once; and the
    currencies for which nobody gave a rate, whose parts are not known in it."""
    whole, lacking = Sum(), list[str]()
    for currency, each in sums.items():
        rate = rates.get(currency)
        if currency != to and rate is None and (each.count or each.unknown):
            lacking.append(currency)
        if each.count:
            amount: Decimal | None = each.known
            if currency != to:
                exact = Fraction(each.known) * Fraction(rate.rate) if rate else None
                amount = None if exact is None else rounded(exact, to)
            whole.add(amount, each.items, each.said)
        whole.unknown += each.unknown
    return whole, lacking


EVERY: Final = {
    "month": (Fraction(1), "as it is"),
    "week": (Fraction(52, 12), "x 52 / 12"),
    "two weeks": (Fraction(26, 12), "x 26 / 12"),
    "half month": (Fraction(2), "x 2"),
    "four weeks": (Fraction(13, 12), "x 13 / 12"),
    "quarter": (Fraction(1, 3), "/ 3"),
    "half year": (Fraction(1, 6), "/ 6"),
    "year": (Fraction(1, 12), "/ 12"),
    "day": (Fraction(52, 12), "x {times} days a week x 52 / 12"),
    "hour": (Fraction(52, 12), "x {times} hours a week x 52 / 12"),
}
"""How often, what makes a month of it, and how that is printed. Four weeks are no month."""
SOME: Final = ("day", "hour")
"""How many of them a week has is to be said."""


def monthly(amount: Decimal, every: str, times: Decimal | None) -> Fraction:
    """Exactly; `times`: days or hours a week."""
    return Fraction(amount) * EVERY[every][0] * (Fraction(times) if times is not None else 1)


def monthly_words(every: str, times: Decimal | None) -> str:
    return EVERY[every][1].format(times=f"{times:f}" if times is not None else "")
