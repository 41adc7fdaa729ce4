"""From a day and a time of day, as an export writes them, to a When."""

import itertools
import operator
from datetime import datetime
from itertools import repeat

from everyword.model import Precision, When
from everyword.readers.times.zone import zone_given
from everyword.readers.whatsapp.dates import Day
from everyword.readers.whatsapp.stamp import clock_of, has_seconds

NO_ZONE = "local clock of the phone; zone not given"


class Clock:
    """Turns a day and a time of day into a When."""

    def __init__(self, zone: str | None, path: str) -> None:
        self._given = zone_given(zone, path)
        self._times: dict[bytes, tuple[str, Precision] | None] = {}
        self._clocks: dict[bytes, str] = {}

    def when(self, stamp: bytes, day: Day, time: bytes) -> When | str:
        """The words of why not, where the stamp cannot be read."""
        known = self._times.get(time)
        if known and self._given is None and day.local and day.note is None:  # nearly always
            return When(stamp.decode(), day.local + known[0], known[1], None, None, NO_ZONE)
        return self._odd(stamp, day, time)

    def whens(
        self, stamps: list[bytes], times: list[bytes], runs: list[tuple[Day, int]]
    ) -> tuple[list[When | str], bool]:
        """The same for many, in columns: this is where a long chat is fast.

        `runs`: the days, and how many times belong to each. True: each of them is a When.
        """
        if self._given is None and all(day.local and day.note is None for day, _ in runs):
            clocks = list(map(self._clocks.get, times))
            if None in clocks:
                for time in set(times) - self._times.keys():
                    self._learn(time)
                clocks = list(map(self._clocks.get, times))
            if None not in clocks:
                days = itertools.chain.from_iterable(repeat(day.local, n) for day, n in runs)
                precision = _precision(times[0].decode())  # one form in the whole file
                return list(
                    map(
                        When,
                        map(bytes.decode, stamps),
                        map(operator.concat, days, clocks),  # type: ignore[arg-type]  # none is None
                        repeat(precision),
                        repeat(None),
                        repeat(None),
                        repeat(NO_ZONE),
                    )
                ), True
        each_day = itertools.chain.from_iterable(repeat(day, n) for day, n in runs)
        whens = list(map(self.when, stamps, each_day, times))
        return whens, str not in set(map(type, whens))

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
            zone = self._given.only if self._given is not None else None
            return When(text, None, "none", zone, None, day.note or NO_ZONE)
        local, basis, utc, zone = day.local + known[0], NO_ZONE, None, None
        if self._given is not None:
            zone, utc, basis = self._given.at(datetime.fromisoformat(local))
        if day.note:
            basis += f"; {day.note}"
        return When(text, local, known[1], zone, utc, basis)


def _precision(time: str) -> Precision:
    return "second" if has_seconds(time) else "minute"
