"""Local times without a zone, and the zone a person gives for them."""

import zoneinfo
from datetime import UTC, datetime

from everyword.errors import NeedsAnswer
from everyword.model import Precision, When

GIVEN = "zone given by the person"


class LocalClock:
    """`basis` says whose clock it is. Raises NeedsAnswer for a zone that there is not."""

    def __init__(self, zone: str | None, path: str, basis: str) -> None:
        self._name, self._basis = zone, basis
        self._zone: zoneinfo.ZoneInfo | None = None
        if zone is None:
            return
        try:
            self._zone = zoneinfo.ZoneInfo(zone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            question = f"which time zone is {zone!r}? (a name such as Europe/London)"
            choices = ("Europe/London", "America/New_York")
            raise NeedsAnswer(path=path, question=question, key="zone", choices=choices) from None

    def when(self, text: str, local: str, precision: Precision) -> When:
        """`local` is a day and time of day that there is, in ISO 8601."""
        if self._zone is None:
            return When(text, local, precision, None, None, f"{self._basis}; zone not given")
        utc, remark = self._utc(local, self._zone)
        return When(text, local, precision, self._name, utc, GIVEN + remark)

    @staticmethod
    def _utc(local: str, zone: zoneinfo.ZoneInfo) -> tuple[str | None, str]:
        first = datetime.fromisoformat(local).replace(tzinfo=zone)
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


def is_time(local: str) -> bool:
    """Is there such a day and time of day? 2023-02-29 is none."""
    try:
        return datetime.fromisoformat(local).year > 0
    except ValueError:
        return False
