"""The clocks that times of a calendar are told on, and what is known of each.

A zone is what the file's own rules say it is (VTIMEZONE). Its name counts as a place of the zone
database only where the database says the same offset at that time; where they differ, no time of
UTC is given. A name without rules counts only where it is the database's own name of a place.
"""

from datetime import datetime

from msgspec import Struct

from everyword.model import Answers, Precision, When
from everyword.readers.ics.windows import PLACES
from everyword.readers.ics.zones import Fixed, Offsets, Rules, Table, place, place_in, same_through
from everyword.readers.times.zone import LocalClock, zone_given

TWICE = "; this time was twice on that day (the clocks went back)"
NEVER = "; this time was not on that day (the clocks went forward)"


class Told(Struct, frozen=True):
    """One time on one clock: the zone's name, its offsets (None: not known), and why."""

    zone: str | None
    offsets: Offsets | None
    basis: str


class Clock:
    """`key` is the same for two times told on the same clock."""

    key: tuple[str, ...] = ()

    def told(self, local: datetime) -> Told:
        raise NotImplementedError

    def when(self, text: str, local: str, precision: Precision) -> When:
        """`local` is a time that there is, in ISO 8601."""
        moment = datetime.fromisoformat(local)
        told = self.told(moment)
        utc, remark = None, ""
        if told.offsets is not None and len(told.offsets) != 1:
            remark = TWICE if told.offsets else NEVER
        elif told.offsets:
            try:
                utc = (moment - told.offsets[0]).isoformat(timespec="seconds") + "Z"
            except OverflowError:
                remark = "; this time is outside of what can be counted"
        return When(text, local, precision, told.zone, utc, told.basis + remark)

    def utc(self, local: datetime) -> datetime | None:
        """None where it is not known, or not one."""
        offsets = self.told(local).offsets
        try:
            return local - offsets[0] if offsets and len(offsets) == 1 else None
        except OverflowError:
            return None

    def shown(self, utc: datetime) -> datetime | None:
        """What this clock shows at a time of UTC; None where that is not known."""
        return None


class Universal(Clock):
    key = ("UTC",)

    def told(self, local: datetime) -> Told:
        return Told("UTC", Fixed(local - local).at(local), "written as a time of UTC")

    def shown(self, utc: datetime) -> datetime | None:
        return utc


class Floating(Clock):
    """Times without a zone: the person can say one, else they stay as they are."""

    key = ("",)

    def __init__(self, answers: Answers, path: str, remark: str) -> None:
        self._given = LocalClock(answers.get("zone"), path, "local time without a zone" + remark)
        self._zones = zone_given(answers.get("zone"), path)
        only = self._zones.only if self._zones is not None else None
        self._place = place(only) if only is not None else None

    def when(self, text: str, local: str, precision: Precision) -> When:
        return self._given.when(text, local, precision)

    def told(self, local: datetime) -> Told:
        zone = self._zones.at(local).zone if self._zones is not None else None
        counts = place(zone) if zone is not None else None
        return Told(None, None if counts is None else counts.at(local), "")

    def shown(self, utc: datetime) -> datetime | None:
        return None if self._place is None else self._place.shown(utc)


class Offset(Clock):
    """A time with its offset behind it, which few programs write."""

    def __init__(self, name: str, rules: Fixed) -> None:
        self.key, self._name, self._rules = (name,), name, rules

    def told(self, local: datetime) -> Told:
        return Told(self._name, self._rules.at(local), "offset written behind the time")

    def shown(self, utc: datetime) -> datetime | None:
        return self._rules.shown(utc)


class Named(Clock):
    """A zone the file names (TZID), with the file's rules or without."""

    def __init__(self, name: str, table: Table | None, fault: str | None) -> None:
        self.key = ("zone", name)
        self._name, self._table, self._fault = name, table, fault
        known = name if place(name) else place_in(name) or PLACES.get(name)
        if known is None and table is not None and table.told and place(table.told):
            known = table.told
        self._known, self._place = known, place(known) if known else None
        self._own = known == name or (known is not None and name.endswith("/" + known))
        self._years: dict[int, bool] = {}

    def told(self, local: datetime) -> Told:
        offsets = None if self._table is None else self._table.at(local)
        if offsets is None:
            return self._without(local)
        if self._place is None:
            basis = f"zone {self._name} in the file; UTC by the file's own rules for it"
            return Told(_offset_name(offsets) or self._name, offsets, basis)
        database = self._place.at(local)
        if database != offsets:
            basis = (
                f"zone {self._name} in the file; the file's own rules say {_names(offsets)} at "
                f"this time, the zone database says {_names(database)} for {self._known}: "
                "no UTC given"
            )
            return Told(self._name, None, basis)
        basis = f"zone {self._name} in the file; UTC by the file's own rules for it"
        if self._own:
            return Told(self._known, offsets, basis)
        if self._same(local.year, self._table, self._place):
            basis += f", which in that year are those of {self._known}"
            return Told(self._known, offsets, basis)
        return Told(_offset_name(offsets) or self._name, offsets, basis)

    def _same(self, year: int, table: Rules | None, database: Rules) -> bool:
        if year not in self._years:
            self._years[year] = table is not None and same_through(table, database, year)
        return self._years[year]

    def _without(self, local: datetime) -> Told:
        """No rules in the file, or none for this time."""
        lack = "no rules for it" if self._table is None else "its rules do not reach this time"
        if self._fault is not None:
            lack = f"its rules could not be read: {self._fault}"
        if self._own and self._place is not None:
            basis = f"zone {self._name} in the file ({lack}); UTC by the zone database"
            return Told(self._known, self._place.at(local), basis)
        return Told(self._name, None, f"zone {self._name} in the file ({lack}); UTC not known")

    def shown(self, utc: datetime) -> datetime | None:
        there = self._table.shown(utc) if self._table is not None else None
        if there is None and self._own and self._place is not None:
            there = self._place.shown(utc)
        # Only where it leads back: else the file's rules and the database differ.
        return there if there is not None and self.utc(there) == utc else None


def _offset_name(offsets: Offsets) -> str | None:
    return _name(offsets[0].total_seconds()) if len(offsets) == 1 else None


def _names(offsets: Offsets | None) -> str:
    if offsets is None:
        return "nothing"
    found = [_name(each.total_seconds()) for each in offsets]
    return " or ".join(found) or "that the clocks went forward over it"


def _name(seconds: float) -> str:
    size = abs(int(seconds))
    rest = f":{size % 60:02}" if size % 60 else ""
    return f"{'-' if seconds < 0 else '+'}{size // 3600:02}:{size // 60 % 60:02}{rest}"
