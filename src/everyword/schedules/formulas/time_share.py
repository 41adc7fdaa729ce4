"""Nights of a year as a share of time, to two places, as printed time share tables have it."""

import datetime as dt
from fractions import Fraction

from msgspec import Struct

from everyword.schedules.formulas.records import values_of
from everyword.schedules.formulas.working import Worked, begin, check, figure


class Figures(Struct, frozen=True, forbid_unknown_fields=True):
    days: int


def worked(on: dt.date, nights: Fraction) -> Worked:
    """`nights` in a year with one parent."""
    sheet = begin("time-share", on)
    days = values_of(sheet.record, Figures).days
    check(
        0 <= nights <= days,
        f"{figure(nights)} nights do not fit into a year of {days} days.",
        "Give the nights of one year:  --nights 52",
    )
    sheet.step("Share of time", f"{figure(nights)} / {days} x 100", nights * 100 / days)
    sheet.result("share of time", nights * 100 / days)
    return sheet.done()
