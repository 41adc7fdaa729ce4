"""Local times without a zone, and the zone a person gives for them."""

import zoneinfo
from datetime import UTC, datetime

from everyword.errors import NeedsAnswer
from everyword.model import Precision, When

GIVEN = "zone given by the person"


def zone_named(name: str | None, path: str) -> zoneinfo.ZoneInfo | None:
    """The zone of the answer `zone`. Raises NeedsAnswer for one that there is not."""
    if name is None:
        return None
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        question = f"which time zone is {name!r}? (a name such as Europe/London)"
        choices = ("Europe/London", "America/New_York")
        raise NeedsAnswer(path=path, question=question, key="zone", choices=choices) from None


def utc_in(local: datetime, zone: zoneinfo.ZoneInfo) -> tuple[str | None, str]:
    """A local time in UTC; or None, and why it has none: it was twice on that day, or never."""
    first = local.replace(tzinfo=zone)
    try:
        there = first.astimezone(UTC)
        back = there.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return None, "; this time is outside of what can be counted"
    if first.utcoffset() == first.replace(fold=1).utcoffset():
        return there.strftime("%Y-%m-%dT%H:%M:%SZ"), ""
    if back == first.replace(tzinfo=None):
        return None, "; this time was twice on that day (the clocks went back)"
    return None, "; this time was not on that day (the clocks went forward)"


class LocalClock:
    """`basis` says whose clock it is. Raises NeedsAnswer for a zone that there is not."""

    def __init__(self, zone: str | None, path: str, basis: str) -> None:
        self._name, self._basis, self._zone = zone, basis, zone_named(zone, path)

    def when(self, text: str, local: str, precision: Precision) -> When:
        """`local` is a day and time of day that there is, in ISO 8601."""
        if self._zone is None:
            return When(text, local, precision, None, None, f"{self._basis}; zone not given")
        utc, remark = utc_in(datetime.fromisoformat(local), self._zone)
        return When(text, local, precision, self._name, utc, GIVEN + remark)


def is_time(local: str) -> bool:
    """Is there such a day and time of day? 2023-02-29 is none."""
    try:
        return datetime.fromisoformat(local).year > 0
    except ValueError:
        return False
