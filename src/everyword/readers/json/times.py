"""Times of chat exports: counted from 1970 in UTC, or of a local clock without a zone."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from everyword.model import Answers, Precision, When
from everyword.readers.times.zone import zone_given

_EPOCH = date(1970, 1, 1)
_FIRST, _LAST = 631_152_000, 4_102_444_800
"""The years 1990 to 2099: outside of them a number is no time of a chat."""
MINUTES = tuple(f"{minute:02}:{second:02}" for minute in range(60) for second in range(60))
"""What stands after the hour, for each second of it."""


@lru_cache(maxsize=4096)
def hour_of(hours: int) -> str:
    """`2024-04-03T21:`, hours since 1970."""
    return f"{_EPOCH + timedelta(days=hours // 24)}T{hours % 24:02}:"


def utc_of(seconds: int) -> str | None:
    """`2024-04-03T21:07:00`, or None where it is no time of a chat."""
    if not _FIRST <= seconds < _LAST:
        return None
    return hour_of(seconds // 3600) + MINUTES[seconds % 3600]


def number_of(text: str | int | None) -> int | None:
    """A count as exports write it: a number, or a text of digits."""
    if isinstance(text, int):
        return text
    if text is None or not text.isascii() or not text.isdecimal() or len(text) > 20:
        return None
    return int(text)


def counted(text: str | int | None, per_second: int, basis: str) -> When | None:
    """The time of a count since 1970 in UTC, cut to the second; None where it is no time."""
    count = number_of(text)
    local = None if count is None else utc_of(count // per_second)
    if local is None:
        return None
    return When(str(text), local, "second", "UTC", local + "Z", basis)


class LocalClock:
    """A clock whose zone nothing but the person can say: `answers["zone"]`."""

    def __init__(self, answers: Answers, path: str, not_given: str) -> None:
        self._not_given, self._given = not_given, zone_given(answers.get("zone"), path)

    def when(self, text: str, local: str, precision: Precision) -> When:
        """`local` is ISO 8601 without a zone; raises ValueError where there is no such time."""
        first = datetime.fromisoformat(local)
        if self._given is None:
            return When(text, local, precision, None, None, self._not_given)
        told = self._given.at(first)
        return When(text, local, precision, told.zone, told.utc, told.basis)
