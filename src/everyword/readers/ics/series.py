"""The days of an entry that repeats: RRULE and RDATE, without EXDATE, EXRULE and moved days.

Times are local ones of the entry's own clock and stay so when the clocks change. What can be read
in two ways is left out and named, never chosen.
"""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain, islice

from msgspec import Struct

from everyword.readers.ics.blocks import Block
from everyword.readers.ics.lines import Property
from everyword.readers.ics.rules import Rule, Work, moments, rule_of
from everyword.readers.ics.times import Clocks, Stamp, Unreadable

MOST = 1000
"""Occurrences of one entry."""
MOST_OF_FILE = 2_000_000
FEW = 10
"""Occurrences of one entry when those of the file are used up."""
_TRIES, _FEW_TRIES, _PER_OCCURRENCE = 20_000, 1_000, 400
_TRIES_OF_FILE = 1_000_000
_NAMED = 5
MOST_RULES = 20
_WIDEST = timedelta(hours=15)
"""No clock is further from UTC."""
REPEATS = ("RRULE", "RDATE", "EXDATE", "EXRULE")


class Series(Struct):
    """`notes` is what a person has to know; `remarks` what is odd about single occurrences."""

    occurrences: tuple[str, ...] = ()
    more: bool = False
    notes: list[str] = []
    remarks: str = ""


class Allowance:
    """What one file may still cost: a hostile one cannot take hours."""

    def __init__(self) -> None:
        self.occurrences, self.tries = MOST_OF_FILE, _TRIES_OF_FILE


class _Series:
    def __init__(self, start: Stamp, clocks: Clocks, allowance: Allowance) -> None:
        self.start, self.clocks, self.allowance = start, clocks, allowance
        self.notes: list[str] = []
        self.out, self.days, self.by_rule = (set[datetime]() for _ in range(3))
        self.end: datetime | None = None
        """From here on it is not known which days there are."""
        self.open = False
        self.work = Work(_TRIES if allowance.tries > 0 else _FEW_TRIES)

    def rule(self, each: Property) -> Iterator[datetime]:
        """What a rule gives, COUNT and UNTIL kept; the first day is always the first of it."""
        try:
            rule = rule_of(each.value)
            if self.start.clock is None and (
                rule.freq in ("HOURLY", "MINUTELY", "SECONDLY")
                or {"BYHOUR", "BYMINUTE", "BYSECOND"} & set(rule.by)
            ):
                raise ValueError("it has times of day, the entry has whole days")
            until = self._until(rule, each)
        except ValueError as fault:
            self.notes.append(f"{each.name} was not understood: {fault}; its days are not listed")
            self.open = True
            return iter(())
        return self._given(each.name, rule, until)

    def _until(self, rule: Rule, each: Property) -> Stamp | None:
        if rule.until is None:
            return None
        try:
            return self.clocks.stamp(Property(each.line, "UNTIL", (), rule.until, 0), rule.until)
        except Unreadable as fault:
            raise ValueError(str(fault)) from None

    def _given(self, name: str, rule: Rule, until: Stamp | None) -> Iterator[datetime]:
        first = self.start.local
        found = moments(rule, first, self.work)
        given = 0
        for moment in found:
            if given == 0 and moment != first and name == "RRULE":
                self.notes.append(
                    "the day it begins on does not fit its own rule: it is listed, and counted "
                    "where the rule counts; programs differ in this"
                )
                given += 1
            if rule.count is not None and given >= rule.count:
                return
            given += 1
            side = -1 if until is None else self._beside(moment, until)
            if side > 0:
                return
            if side == 0:
                self.notes.append(
                    f"whether {_iso(moment, self.start)} still belongs to it is not clear: "
                    f"UNTIL={rule.until} can be read in two ways; it is not listed"
                )
                continue
            self.work.left += _PER_OCCURRENCE
            yield moment

    def _beside(self, moment: datetime, until: Stamp) -> int:
        """-1 before or at the end of the rule, 1 behind it, 0 where that is not known."""
        start = self.start
        if until.clock is None or start.clock is None:
            return self._beside_day(moment, until)
        if until.clock.key == start.clock.key or until.clock.key == ("",):
            return -1 if moment <= until.local else 1
        if abs(moment - until.local) > 2 * _WIDEST:
            return -1 if moment < until.local else 1
        utc, end = start.clock.utc(moment), until.utc
        if utc is not None and end is not None:
            return -1 if utc <= end else 1
        return 0

    def _beside_day(self, moment: datetime, until: Stamp) -> int:
        if until.clock is None:
            if self.start.clock is None or moment.date() != until.local.date():
                return -1 if moment.date() <= until.local.date() else 1
            return -1 if moment == until.local else 0
        if until.clock.key == ("",):
            return -1 if moment <= until.local else 1
        # A day that ends at a time of UTC: where on earth is not said.
        if moment + _WIDEST <= until.local:
            return -1
        return 1 if moment - _WIDEST > until.local else 0

    def leave_out(self, stamp: Stamp, name: str) -> None:
        """Takes the occurrence at this time out of the list."""
        local = self._here(stamp)
        if local is not None:
            self.out.add(local)
        elif stamp.clock is None and self.start.clock is not None:
            self.days.add(stamp.local)
        else:
            what = f"{name} {stamp.text} could not be matched (zones not known)"
            self.notes.append(f"{what}: that day may still be listed")

    def leave_out_by(self, each: Property) -> None:
        """EXRULE: the days of a rule; what it gives behind the last one worked out is not known."""
        found = list(islice(self.rule(each), 2 * MOST + 1))
        self.by_rule.update(found)
        if len(found) > 2 * MOST or self.work.out:
            self.stop(found[-1] if found else self.start.local)

    def stop(self, at: datetime) -> None:
        self.end = at if self.end is None else min(self.end, at)
        self.open = True

    def change(self, stamp: Stamp) -> None:
        """Another entry changes this day and all behind it (THISANDFUTURE)."""
        self.stop(self._here(stamp) or self.start.local)
        self.notes.append(
            f"another entry changes it from {stamp.text} on (THISANDFUTURE): only the days before "
            "are listed"
        )

    def _here(self, stamp: Stamp) -> datetime | None:
        """The time as the entry's own clock shows it; None where that is not known."""
        start = self.start
        if start.clock is None:
            whole = stamp.clock is None or stamp.local.time() == datetime.min.time()
            utc = stamp.clock is not None and stamp.clock.key == ("UTC",)
            return stamp.local if whole and not utc else None
        if stamp.clock is None:
            return None
        if stamp.clock.key == start.clock.key:
            return stamp.local
        utc_time = stamp.utc
        return None if utc_time is None else start.clock.shown(utc_time)

    def dates(self, held: list[Property]) -> list[datetime]:
        """RDATE: more days, as this clock shows them."""
        found, lost = [], []
        for each in held:
            for text in filter(None, (part.strip() for part in each.value.split(","))):
                try:
                    stamp = self.clocks.stamp(each, text.split("/")[0])
                except Unreadable as fault:
                    self.notes.append(str(fault))
                    continue
                local = self._here(stamp)
                if local is None:
                    lost.append(stamp.text)
                else:
                    found.append(local)
        if lost:
            what = f"RDATE {_some(lost)} could not be put on the clock of the entry"
            self.notes.append(f"{what}: not listed")
        return sorted(found)

    def listed(self, streams: list[Iterator[datetime]]) -> Iterator[datetime]:
        """All of them in order, each once, without those taken out."""
        last = None
        for moment in heapq.merge(*streams):
            if moment == last:
                continue
            last = moment
            if self.end is not None and moment >= self.end:
                return
            if moment in self.out or moment in self.by_rule:
                self.out.discard(moment)
                continue
            if (day := moment.replace(hour=0, minute=0, second=0)) in self.days:
                self.notes.append(
                    f"{_iso(moment, self.start)} is not listed: the file takes out its day, "
                    "not its time"
                )
                self.days.discard(day)
                continue
            yield moment


def _some(words: list[str]) -> str:
    rest = f" and {len(words) - _NAMED:,} more" if len(words) > _NAMED else ""
    return ", ".join(words[:_NAMED]) + rest


def _iso(moment: datetime, start: Stamp) -> str:
    if start.clock is None:
        return moment.date().isoformat()
    return moment.isoformat(timespec="seconds")


def series(
    block: Block,
    start: Stamp,
    clocks: Clocks,
    replaced: list[tuple[Stamp, bool]],
    allowance: Allowance,
) -> Series:
    """The occurrences of an entry. `replaced` are days that have an entry of their own, and
    whether that one is for all days behind it as well."""
    made = _Series(start, clocks, allowance)
    for each in block.all("EXDATE"):
        for text in filter(None, (part.strip() for part in each.value.split(","))):
            try:
                made.leave_out(clocks.stamp(each, text), "EXDATE")
            except Unreadable as fault:
                made.notes.append(str(fault))
    for stamp, future in replaced:
        if future:
            made.change(stamp)
        else:
            made.leave_out(stamp, "RECURRENCE-ID")
    most = MOST if allowance.occurrences > 0 else FEW
    streams = [iter([start.local]), iter(made.dates(block.all("RDATE")))]
    rules, out = block.all("RRULE"), block.all("EXRULE")
    if len(rules) + len(out) > MOST_RULES:
        made.notes.append(f"it has {len(rules) + len(out)} rules, too many to work out")
        made.stop(start.local)
    else:
        streams += [made.rule(each) for each in rules]
        for each in out:
            made.leave_out_by(each)
    found = list(islice(made.listed(streams), most + 1))
    more = len(found) > most
    return _closed(made, found[:most], more)


def _closed(made: _Series, found: list[datetime], more: bool) -> Series:
    allowance = made.allowance
    allowance.occurrences -= len(found)
    allowance.tries -= _TRIES
    if made.work.out:
        made.notes.append("its rule is too much work: only the first days it gives are listed")
        more = True
    last = found[-1] if found else made.start.local
    unsure = more or made.open
    missed = sorted(each for each in (*made.out, *made.days) if not unsure or each <= last)
    if missed:
        named = _some([_iso(each, made.start) for each in missed])
        what = "days that are taken out or moved, but not among its days"
        made.notes.append(f"{what}: {named}")
    said = tuple(_iso(each, made.start) for each in found)
    return Series(said, more or made.open, made.notes, _odd(made, found))


def _odd(made: _Series, found: list[datetime]) -> str:
    """Occurrences that the clocks jumped over, or that were twice."""
    clock = made.start.clock
    if clock is None:
        return ""
    said = []
    for moment in found[1:]:
        offsets = clock.told(moment).offsets
        if offsets is not None and len(offsets) != 1:
            jump = "was twice on that day" if offsets else "was not on that day"
            said.append(f"{_iso(moment, made.start)} {jump}")
    rest = [f"{len(said) - _NAMED:,} more of this kind"] if len(said) > _NAMED else []
    return "".join(f"; {each} (the clocks changed)" for each in chain(said[:_NAMED], rest))
