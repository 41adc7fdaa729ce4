"""Sums as they are printed: rounded once, at the end, to the smallest coin of their currency."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

PLACES: Final = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "KWD": 3, "BHD": 3, "JOD": 3}
"""Places after the point where they are not two."""


def money(amount: Fraction, currency: str, more: int = 0) -> Decimal:
    """Halves go away from nothing. `more`: so many places beyond the smallest coin."""
    places = PLACES.get(currency, 2) + more
    whole = int(abs(amount) * 10**places + Fraction(1, 2))
    return Decimal(whole if amount >= 0 else -whole).scaleb(-places)
