"""Times as they are printed: the month in words, so that no country reads it the other way round.

They say their zone, or that none is given.
"""

from everyword.case.dates import day_words
from everyword.model import When


def when_words(when: When, brief: bool = False, zoned: bool = True) -> str:
    """3 April 2024, 21:07 with its zone; `brief` leaves out "zone not given" (said once above).

    `zoned` False leaves out any zone: where it is the same for a whole page, it is said once.
    """
    if when.local is None:
        return when.text or "no date in the source"
    if len(when.local) < 10:
        return when.local
    words = day_words(when.local)
    if "T" in when.local:
        words += f", {when.local[11:]}" if when.precision == "second" else f", {when.local[11:16]}"
        if when.zone and zoned:
            words += f" {when.zone}"
        elif not when.zone and not brief:
            words += " (zone not given)"
    return words


def clock(seconds: int) -> str:
    """90 as 1:30; more than an hour as 1:02:03."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
