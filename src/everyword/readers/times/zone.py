"""Local times without a zone, and the zones a person gives for them.

What a person gives is one zone, or a schedule of a phone's zones over time:

    Europe/London until 2023-05-05 14:30, then Europe/Berlin

The time of a change is what the phone showed just before it. Which zone counts for a local time
follows from its own words; what the clock showed twice around a change, or never, is said, as it is
where the clocks go back or forward. Of a change with a day and no time, that day's times have no
UTC, unless both zones were alike. `[phone: NAME]` at the end says for which phone it was given.
"""

import re
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from msgspec import Struct

from everyword.errors import NeedsAnswer
from everyword.model import Precision, When

GIVEN: Final = "zone given by the person"
SHAPE: Final = "Europe/London, or Europe/London until 2023-05-05 14:30, then Europe/Berlin"
_STEP = re.compile(r" ?[,;] ?(?:and )?(?:then )?| (?:and )?then ", re.IGNORECASE)
_PART = re.compile(
    r"(\S+)(?: (?:until|till|to) (\d{4}-\d\d-\d\d)(?:(?:T| at | )(\d?\d:\d\d))?)?",
    re.IGNORECASE | re.ASCII,
)
_PHONE: Final = "[phone: "
_LONGEST: Final = 2000
_OF_THIS_COMPUTER: Final = ("localtime", "posixrules", "Factory")


class Part(Struct, frozen=True):
    """One zone of a schedule. `until` is a day, or a day and time ("2023-05-05T14:30")."""

    zone: str
    until: str | None = None


class Schedule(Struct, frozen=True):
    """The zones in their order, the last without an end; whose they are, where that was said."""

    parts: tuple[Part, ...]
    phone: str | None = None


class Told(NamedTuple):
    """What is known of one local time. `zone` None: two zones could be meant."""

    zone: str | None
    utc: str | None
    basis: str


def schedule_of(text: str) -> Schedule:
    """The schedule that these words are. Raises ValueError, in words, where they are none."""
    text, mark, named = text[:_LONGEST].partition(_PHONE)
    if mark and not named.endswith("]"):
        raise ValueError(f"{_PHONE}{named} is not closed")
    phone = named[:-1] if mark else None
    parts = []
    text = " ".join(text.split())
    for words in _STEP.split(text):
        match = _PART.fullmatch(words)
        if match is None:
            raise ValueError(f"{words or text!r} is not a zone, or a zone until a day")
        day, clock = match[2], match[3]
        until = f"{day}T{clock.zfill(5)}" if clock else day
        if until is not None:
            datetime.fromisoformat(until)  # 2023-02-30 is none
        parts.append(Part(match[1], until))
    _check(parts)
    given = Schedule(tuple(parts), phone)
    try:
        Given(given)
    except OverflowError:
        raise ValueError("a day in it cannot be counted") from None
    return given


def _check(parts: list[Part]) -> None:
    for one, two in pairwise(parts):
        if one.until is None:
            raise ValueError(f"it does not say until when it was {one.zone}")
        if two.until is not None and two.until[:10] <= one.until[:10]:
            raise ValueError(f"{two.until} does not come after {one.until}")
    if parts[-1].until is not None:
        raise ValueError(f"it does not say which zone came after {parts[-1].zone}")


def schedule_words(schedule: Schedule) -> str:
    """As a person types it; `schedule_of` reads it back."""
    words = ", then ".join(
        part.zone if part.until is None else f"{part.zone} until {_day_words(part.until)}"
        for part in schedule.parts
    )
    return words if schedule.phone is None else f"{words} [phone: {schedule.phone}]"


def _day_words(moment: str) -> str:
    return moment.replace("T", " ")


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        if name in _OF_THIS_COMPUTER:
            raise ValueError(name)
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not the name of a time zone") from None


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


class _Stretch(NamedTuple):
    """One part, and the first and last time its clock can have shown."""

    name: str
    zone: zoneinfo.ZoneInfo
    first: datetime | None
    last: datetime | None
    said: str

    def has(self, local: datetime) -> bool:
        return (self.first is None or self.first <= local) and (
            self.last is None or local <= self.last
        )


class Given:
    """The zones a person gave, and what they say of a local time. Raises ValueError."""

    def __init__(self, schedule: Schedule) -> None:
        whose = f" for the phone {schedule.phone}" if schedule.phone is not None else ""
        self._basis = GIVEN + whose
        self._stretches = list(_stretches(schedule.parts))
        self.only = schedule.parts[0].zone if len(schedule.parts) == 1 else None
        """The one zone, where it is one."""

    def at(self, local: datetime) -> Told:
        """The zone that counts, UTC where there is one, and why."""
        fits = [each for each in self._stretches if each.has(local)]
        if len(fits) == 1:
            utc, remark = utc_in(local, fits[0].zone)
            return Told(fits[0].name, utc, self._basis + fits[0].said + remark)
        if not fits:
            why = "; this time was not on the phone's clock (its zone changed over it)"
            return Told(None, None, self._basis + why)
        names = " or ".join(each.name for each in fits)
        times = {utc_in(local, each.zone)[0] for each in fits}
        found = times.pop()
        if not times and found is not None:
            offset = local.replace(tzinfo=fits[0].zone, microsecond=0).isoformat()[19:]
            return Told(offset, found, f"{self._basis}: {names}, alike at this time")
        why = f"; the zone changed about this time: {names} is not said"
        return Told(None, None, self._basis + why)


def _stretches(parts: tuple[Part, ...]) -> Iterator[_Stretch]:
    first, since = None, ""
    for number, part in enumerate(parts):
        zone, last, until = _zone(part.zone), None, ""
        following = None
        if part.until is not None:
            last = _last_of(part.until)
            until = f" until {_day_words(part.until)}"
            following = _first_of(part.until, zone, _zone(parts[number + 1].zone))
        said = f": {part.zone}{since}{until}" if len(parts) > 1 else ""
        yield _Stretch(part.zone, zone, first, last, said)
        if part.until is not None:
            first, since = following, f" from {_day_words(part.until)}"


def _last_of(until: str) -> datetime:
    moment = datetime.fromisoformat(until)
    # A minute is over when its last second is.
    return moment + (timedelta(seconds=59) if "T" in until else timedelta(days=1, microseconds=-1))


def _first_of(until: str, before: zoneinfo.ZoneInfo, after: zoneinfo.ZoneInfo) -> datetime:
    """What the clock showed first after a change; of a whole day, from its beginning."""
    moment = datetime.fromisoformat(until)
    if "T" not in until:
        return datetime.combine(moment.date(), time())
    utc, why = utc_in(moment, before)
    if utc is None:
        raise ValueError(f"{_day_words(until)}{why}: say a minute before or after it")
    return datetime.fromisoformat(utc).astimezone(after).replace(tzinfo=None)


def zone_given(answer: str | None, path: str) -> Given | None:
    """What the answer `zone` says. Raises NeedsAnswer for words that are no zone or schedule."""
    if answer is None:
        return None
    try:
        return Given(schedule_of(answer))
    except ValueError as fault:
        shown = answer if len(answer) <= 100 else answer[:99] + "…"
        question = (
            f"which time zone is {shown!r}? ({fault}; for example {SHAPE};"
            " once for all files of a phone:  everyword zone set)"
        )
        choices = ("Europe/London", "America/New_York")
        raise NeedsAnswer(path=path, question=question, key="zone", choices=choices) from None


class LocalClock:
    """`basis` says whose clock it is. Raises NeedsAnswer for a zone that there is not."""

    def __init__(self, zone: str | None, path: str, basis: str) -> None:
        self._basis, self._given = basis, zone_given(zone, path)

    def when(self, text: str, local: str, precision: Precision) -> When:
        """`local` is a day and time of day that there is, in ISO 8601."""
        if self._given is None:
            return When(text, local, precision, None, None, f"{self._basis}; zone not given")
        told = self._given.at(datetime.fromisoformat(local))
        return When(text, local, precision, told.zone, told.utc, told.basis)


def is_time(local: str) -> bool:
    """Is there such a day and time of day? 2023-02-29 is none."""
    try:
        return datetime.fromisoformat(local).year > 0
    except ValueError:
        return False
