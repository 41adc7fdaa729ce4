"""The rules of a zone: as a calendar file has them (VTIMEZONE), and as the zone database has them.

Both answer the same two questions: at which offsets a local time exists (none where the clocks went
forward over it, two where they went back over it), and what the clock shows at a time of UTC.
"""

import re
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Protocol

from everyword.readers.ics.blocks import Block, Part
from everyword.readers.ics.rules import Rule, Work, moments, rule_of

MOST_ONSETS = 20_000
MOST_PARTS = 1000
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?", re.ASCII)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?(Z?)", re.ASCII)
_AREAS = (
    "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Etc|Europe|"
    "Indian|Mexico|Pacific|US"
)
_PLACE = re.compile(rf"(?:{_AREAS})(?:/[A-Za-z0-9_+-]{{1,40}}){{1,2}}")
_SOME = timedelta(days=2)
_FIRST, _LAST = (datetime.fromisoformat(f"{year}-01-01") for year in ("0002", "9990"))
"""Times outside of these years are not looked up in the rules of a file."""
Offsets = tuple[timedelta, ...]


class Rules(Protocol):
    """What a zone is to the times in it."""

    def at(self, local: datetime) -> Offsets | None:
        """The offsets at which the clock shows this; None where the rules do not say."""

    def shown(self, utc: datetime) -> datetime | None:
        """What the clock shows at this time of UTC (both without a zone)."""


class Places:
    """A zone of the zone database."""

    def __init__(self, zone: zoneinfo.ZoneInfo) -> None:
        self._zone = zone

    def at(self, local: datetime) -> Offsets | None:
        found = []
        for fold in (0, 1):
            there = local.replace(tzinfo=self._zone, fold=fold)
            offset = there.utcoffset() or timedelta()
            try:
                back = (local - offset).replace(tzinfo=UTC).astimezone(self._zone)
            except OverflowError:
                return None
            if back.replace(tzinfo=None) == local and offset not in found:
                found.append(offset)
        return tuple(sorted(found))

    def shown(self, utc: datetime) -> datetime | None:
        try:
            return utc.replace(tzinfo=UTC).astimezone(self._zone).replace(tzinfo=None, fold=0)
        except OverflowError:
            return None


@lru_cache(maxsize=256)
def place(name: str) -> Places | None:
    """A zone by its name in the database; nothing that only this computer could mean by it."""
    if name in ("UTC", "GMT"):
        return Places(zoneinfo.ZoneInfo("UTC"))
    if _PLACE.fullmatch(name) is None:
        return None
    try:
        return Places(zoneinfo.ZoneInfo(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def place_in(name: str) -> str | None:
    """`/mozilla.org/20050126_1/Europe/Berlin` ends in the name of a place."""
    parts = name.strip("/").split("/")
    ends = ("/".join(parts[-count:]) for count in (3, 2))
    return next((end for end in ends if place(end) is not None), None)


class Fixed:
    """One offset for ever, as written behind a time."""

    def __init__(self, offset: timedelta) -> None:
        self._offset = offset

    def at(self, local: datetime) -> Offsets | None:
        return (self._offset,)

    def shown(self, utc: datetime) -> datetime | None:
        try:
            return utc + self._offset
        except OverflowError:
            return None


class _Onsets:
    """When one STANDARD or DAYLIGHT begins, worked out as far as is asked for."""

    def __init__(self, part: Part, work: Work) -> None:
        self._work = work
        told = {each.name: each.value.strip() for each in reversed(part.held)}
        self.before, self.after = offset_of(told, "TZOFFSETFROM"), offset_of(told, "TZOFFSETTO")
        start, is_utc = local_of(told.get("DTSTART", ""))
        if is_utc:
            start += self.before
        days = [start]
        for each in part.held:
            if each.name == "RDATE":
                texts = [text.split("/")[0] for text in each.value.split(",") if text.strip()]
                found = [local_of(text) for text in texts]
                days += [day + self.before if utc else day for day, utc in found]
        self._days = sorted(set(days))
        self._rules = [rule_of(each.value) for each in part.held if each.name == "RRULE"]
        self._given: list[Iterator[datetime]] = [self._by(rule, start) for rule in self._rules]
        self._until = self._days[0]

    def _by(self, rule: Rule, start: datetime) -> Iterator[datetime]:
        last, is_utc = local_of(rule.until) if rule.until else (_LAST, False)
        if is_utc:
            last += self.before
        elif rule.until and "T" not in rule.until:
            last += timedelta(days=1)
        count = min(rule.count or MOST_ONSETS, MOST_ONSETS)
        for each in islice(moments(rule, start, self._work), count):
            if each > last:
                return
            yield each

    def to(self, utc: datetime) -> list[datetime]:
        """All that begin before this, and perhaps some later, as times of UTC."""
        for rule in self._given if utc + _SOME > self._until else ():
            for each in rule:
                self._days.append(each)
                if each > utc + _SOME:
                    break
        self._until = max(self._until, utc + _SOME)
        return [each - self.before for each in self._days if each > _FIRST]


class Table:
    """The rules a VTIMEZONE of the file says. Raises ValueError where they cannot be read."""

    def __init__(self, block: Block, work: Work) -> None:
        self._work = work
        parts = [each for each in block.parts if each.name in ("STANDARD", "DAYLIGHT")]
        if not parts or len(parts) > MOST_PARTS or block.more:
            raise ValueError("it has no rules, or too many to read")
        self._parts = [_Onsets(each, work) for each in parts]
        self._offsets = sorted({each.after for each in self._parts})
        self._changes: list[tuple[datetime, timedelta]] = []
        self._until = _FIRST
        tells = block.first("X-LIC-LOCATION")
        self.told = tells.value.strip() if tells else None

    def _offset(self, utc: datetime) -> timedelta | None:
        if utc >= self._until:
            self._until = utc.replace(month=1, day=1) + timedelta(days=800)
            found = ((on, part.after) for part in self._parts for on in part.to(self._until))
            self._changes = sorted(set(found))
        if self._work.out:
            return None
        low, high = 0, len(self._changes)
        while low < high:
            middle = (low + high) // 2
            if self._changes[middle][0] <= utc:
                low = middle + 1
            else:
                high = middle
        return self._changes[low - 1][1] if low else None

    def at(self, local: datetime) -> Offsets | None:
        if not _FIRST < local < _LAST:
            return None
        told = [(offset, self._offset(local - offset)) for offset in self._offsets]
        if any(found is None for _, found in told):
            return None
        return tuple(offset for offset, found in told if offset == found)

    def shown(self, utc: datetime) -> datetime | None:
        if not _FIRST < utc < _LAST:
            return None
        offset = self._offset(utc)
        return None if offset is None else utc + offset


def offset_of(told: dict[str, str], name: str) -> timedelta:
    match = _OFFSET.fullmatch(told.get(name, ""))
    if match is None or int(match[2]) > 23 or int(match[3]) > 59 or int(match[4] or 0) > 59:
        raise ValueError(f"{name} in them is no offset")
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return -size if match[1] == "-" else size


def local_of(text: str) -> tuple[datetime, bool]:
    """A time of the rules, and whether it is one of UTC. Raises ValueError."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text[:40]!r} in them is no time")
    year, month, day, hour, minute, second, zone = match.groups()
    local = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    return datetime.fromisoformat(local), zone == "Z"


def same_through(one: Rules, other: Rules, year: int) -> bool:
    """Whether both say the same on every day of a year."""
    first = datetime.fromisoformat(f"{year:04}-01-01T12:00:00")
    days = (first + timedelta(days=number) for number in range(365))
    return all(one.at(day) == other.at(day) for day in days)
