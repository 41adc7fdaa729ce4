"""When time stamps must be renewed: a date in the case, so that none is lost in silence.

A stamp is carried by its certificates until the first of them ends. A stamp over a newer head
covers the older ones, because they are leaves of the tree: made in time, it carries them on.
"""

import datetime as dt

from msgspec import Struct

from everyword.case.dates import day_words
from everyword.case.store import Case
from everyword.vault import stamps_kept
from everyword.vault.stamps_kept import Shelf, Stamp


class Renewal(Struct, frozen=True):
    """`date`: the day by which a new stamp must be there; `is_late`: it has passed."""

    date: dt.date
    size: int
    label: str
    words: str
    is_late: bool


def renewals(case: Case, now: dt.datetime) -> list[Renewal]:
    """The stamps that no newer stamp carries on, the most urgent first."""
    kept = [stamp for stamp in stamps_kept.stamps_of(case.vault, ask=False) if stamp.stamped]
    open_ones = [
        stamp for stamp in kept if not any(_carries(case.vault, other, stamp) for other in kept)
    ]
    return sorted((_renewal(stamp, now) for stamp in open_ones), key=lambda each: each.date)


def renewal_remarks(case: Case, days: int = 60) -> list[str]:
    """A line for each stamp that must be renewed within so many days, or should have been."""
    until = (case.moment + dt.timedelta(days=days)).date()
    return [each.words for each in renewals(case, case.moment) if each.date <= until]


def _carries(vault: Shelf, newer: Stamp, older: Stamp) -> bool:
    """Was the older stamp, with its root, in the tree that the newer one is over, in time?"""
    if newer.stamped is None or older.stamped is None or newer.size <= older.size:
        return False
    parts = (stamps_kept.path_of(older.size, older.label, part) for part in ("tsr", "pem"))
    there = vault.beside()
    in_tree = all(part in there and there[part].index < newer.size for part in parts)
    return in_tree and newer.stamped.time <= older.stamped.renew_before


def _renewal(stamp: Stamp, now: dt.datetime) -> Renewal:
    if stamp.stamped is None:
        raise ValueError("a stamp without its answer has no date")
    date = stamp.stamped.renew_before.date()
    named = f"Time stamp {stamp.size}.{stamp.label}"
    if stamp.stamped.renew_before > now:
        words = (
            f"{named}: renew before {day_words(date.isoformat())}: "
            "make a new stamp over the newest head:  everyword stamp"
        )
        return Renewal(date, stamp.size, stamp.label, words, False)
    words = (
        f"{named}: its certificate ended on {day_words(date.isoformat())} and no newer stamp "
        "covers it. Make one now:  everyword stamp    and ask an expert what the gap means."
    )
    return Renewal(date, stamp.size, stamp.label, words, True)
