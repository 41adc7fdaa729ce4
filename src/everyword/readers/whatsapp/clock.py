"""From a day and a time of day, as an export writes them, to a When."""

from datetime import datetime
from itertools import repeat

from everyword.model import Precision, When
from everyword.readers.times.zone import GIVEN, utc_in, zone_named
from everyword.readers.whatsapp.dates import Day
from everyword.readers.whatsapp.stamp import clock_of, has_seconds

NO_ZONE = "local clock of the phone; zone not given"
_FEW = 4
"""So many messages of one day are made faster one by one."""


class Clock:
    """Turns a day and a time of day into a When."""

    def __init__(self, zone: str | None, path: str) -> None:
        self._name, self._zone = zone, zone_named(zone, path)
        self._times: dict[bytes, tuple[str, Precision] | None] = {}
        self._clocks: dict[bytes, str] = {}

    def when(self, stamp: bytes, day: Day, time: bytes) -> When | str:
        """The words of why not, where the stamp cannot be read."""
        known = self._times.get(time)
        if known and self._zone is None and day.local and day.note is None:  # nearly always
            return When(stamp.decode(), day.local + known[0], known[1], None, None, NO_ZONE)
        return self._odd(stamp, day, time)

    def whens(self, stamps: list[bytes], times: list[bytes], day: Day) -> list[When | str]:
        """The same for many of one day, in columns: this is where a long chat is fast."""
        if len(stamps) > _FEW and self._zone is None and day.local and day.note is None:
            for time in set(times) - self._times.keys():
                self._learn(time)
            clocks = list(map(self._clocks.get, times))
            if None not in clocks:
                return list(
                    map(
                        When,
                        map(bytes.decode, stamps),
                        map(day.local.__add__, clocks),  # type: ignore[arg-type]  # none is None
                        repeat(_precision(times[0].decode())),  # one form in the whole file
                        repeat(None),
                        repeat(None),
                        repeat(NO_ZONE),
                    )
                )
        return [self.when(stamp, day, time) for stamp, time in zip(stamps, times, strict=True)]

    def _learn(self, time: bytes) -> tuple[str, Precision] | None:
        if time not in self._times:
            written = time.decode()
            clock = clock_of(written)
            self._times[time] = (f"T{clock}", _precision(written)) if clock else None
            if clock:
                self._clocks[time] = f"T{clock}"
        return self._times[time]

    def _odd(self, stamp: bytes, day: Day, time: bytes) -> When | str:
        text, known = stamp.decode(), self._learn(time)
        if day.fault or known is None:
            why = day.fault or "there is no such time of day"
            return f"begins like a message ({text}), but {why}; not read"
        if day.local is None:
            return When(text, None, "none", self._name, None, day.note or NO_ZONE)
        local, basis, utc = day.local + known[0], NO_ZONE, None
        if self._zone is not None:
            utc, remark = utc_in(datetime.fromisoformat(local), self._zone)
            basis = GIVEN + remark
        if day.note:
            basis += f"; {day.note}"
        return When(text, local, known[1], self._name, utc, basis)


def _precision(time: str) -> Precision:
    return "second" if has_seconds(time) else "minute"
