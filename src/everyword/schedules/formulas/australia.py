"""Australia: from nights in a care period to the percentage of care and the cost percentage."""

import datetime as dt
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from everyword.schedules.formulas.records import values_of
from everyword.schedules.formulas.working import Worked, begin, check, figure


class Band(Struct, frozen=True, forbid_unknown_fields=True):
    """For a percentage of care under `below`; `per_point` for each point over `over`."""

    below: int
    cost: int
    name: str
    over: int = 0
    per_point: int = 0


class Figures(Struct, frozen=True, forbid_unknown_fields=True):
    bands: tuple[Band, ...]


def worked(on: dt.date, nights: Fraction, days: int = 365) -> Worked:
    """`nights` with this parent in a care period of so many days; a half night may be typed."""
    check(
        0 <= nights <= days and days > 0,
        f"{figure(nights)} nights do not fit into {days} days.",
        "Give the nights of the care period:  --nights 128 --days 365",
    )
    sheet = begin("australia-care", on)
    exact = nights * 100 / days
    sheet.step("Part of the nights", f"{figure(nights)} / {days} x 100", exact)
    half = Fraction(50)
    care = ceil(exact) if exact > half else floor(exact)
    sheet.step("Rounded", "down below 50, up above 50", Fraction(care))
    bands = values_of(sheet.record, Figures).bands
    band = next(each for each in bands if care < each.below)
    cost = band.cost + band.per_point * (care - band.over) if band.per_point else band.cost
    working = f"{band.cost} + {band.per_point} x ({care} - {band.over})" if band.per_point else ""
    sheet.step(f"Cost percentage: {band.name}", working, Fraction(cost))
    sheet.result("percentage of care", Fraction(care))
    sheet.result("cost percentage", Fraction(cost))
    return sheet.done()
