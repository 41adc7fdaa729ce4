"""Calendars (.ics, .vcs): appointments, tasks and notes of iCalendar 2.0 and vCalendar 1.0.

Where from: "Export" or "Subscribe" of Google, Apple and Outlook calendars, and invitations in
mails. An entry is what somebody planned and wrote down; it does not say that it took place.

Times: as written. UTC comes from the zone rules in the file (VTIMEZONE); the name of a zone counts
as a place of the zone database only where both say the same at that time, else no UTC is given and
the basis says what either says. Names of zones without rules count only where they are the zone
database's own. A time without a zone stays without, unless the person says one (answer `zone`).
Whole days have no zone; `until` of whole days is the last day, though the file names the one
after it. `occurrences` are worked out from the rule: at most
1,000, at the same local time all year.

Records: every calendar and every entry in it, in the file's order. An entry for one moved or
changed day of a series is an event of its own, whose text says which day it replaces.

Left out: reminders (VALARM), files put inside (with their size), free and busy times (named), UID,
DTSTAMP, TRANSP, PRIORITY, a second description in HTML, notes programs write to themselves.

Format: RFC 5545, RFC 7986; vCalendar 1.0 (its own form of rules is kept as words, not worked out).
"""

import contextlib
from collections.abc import Iterator

from msgspec import Struct, field

from everyword.archive import BadArchive
from everyword.errors import NeedsAnswer
from everyword.model import Answers, Locator, Problem, Reading, Skipped, Source, whole
from everyword.readers.ics.blocks import Block, Closed, Heading, Opened, steps
from everyword.readers.ics.event import Around, event
from everyword.readers.ics.lines import Stray, plain
from everyword.readers.ics.rules import Work
from everyword.readers.ics.series import Allowance
from everyword.readers.ics.times import Clocks, Stamp, Unreadable
from everyword.readers.ics.zones import Table
from everyword.readers.text import ENCODINGS

NAME, TITLE, VERSION = "calendar_ics", "Calendar (iCalendar)", 1

FIRST = ("VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY")
MOST_MOVED = 500_000
"""Moved days of all series of one file that are remembered."""
_WORK_ON_ZONES = 4_000_000
_LONGEST = 200


class _Calendar(Struct):
    """What one VCALENDAR says of itself."""

    told: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Table | str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    lost: int = 0


class _Known:
    """What has to be known before the first entry can be read: the whole file, looked through."""

    def __init__(self) -> None:
        self.calendars: dict[int, _Calendar] = {-1: _Calendar()}
        self.moved: dict[str, list[tuple[int, Block]]] = {}
        self.count = 0
        self._same: dict[tuple[str, ...], Table | str] = {}
        self._work = Work(_WORK_ON_ZONES)

    def look(self, source: Source, encoding: str | None) -> None:
        for step in steps(source, encoding, []):
            match step:
                case Opened():
                    self.calendars[step.calendar] = _Calendar()
                case Heading():
                    calendar = self.calendars[step.calendar]
                    calendar.lost += step.held.lost
                    if len(calendar.told) < 50:
                        calendar.told.setdefault(step.held.name, plain(step.held.value)[:_LONGEST])
                case Closed(whole=False):
                    calendar = self.calendars[step.calendar]
                    calendar.problems.append("this calendar does not end; what there is was read")
                case Block(name="VTIMEZONE"):
                    self._zone(step)
                case Block():
                    self._moved(step)

    def _zone(self, block: Block) -> None:
        named = block.first("TZID")
        if named is None:
            return
        tables = self.calendars[block.calendar].tables
        parts = (each.written for part in block.parts for each in part.held)
        key = (*(each.written for each in block.held), *parts)
        if key not in self._same:
            try:
                self._same[key] = Table(block, self._work)
            except (ValueError, OverflowError) as fault:
                self._same[key] = str(fault)
        name = named.value.strip()
        if tables.setdefault(name, self._same[key]) is not self._same[key]:
            tables[name] = "the file has two different rules for it"

    def _moved(self, block: Block) -> None:
        if block.first("RECURRENCE-ID") is None or not block.uid or self.count >= MOST_MOVED:
            return
        self.count += 1
        held = block.all("RECURRENCE-ID")
        self.moved.setdefault(block.uid, []).append(
            (block.calendar, Block(block.number, block.calendar, block.name, held))
        )


def recognises(source: Source) -> bool:
    """The first words are BEGIN:VCALENDAR, or the beginning of an entry of one."""
    try:
        head = source.head(4096)
    except (OSError, BadArchive):
        return False
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.decode("utf-16", "replace")
    else:
        text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    name, _, value = text.lstrip().split("\n", 1)[0].strip().upper().partition(":")
    return name == "BEGIN" and value.strip() in FIRST


def read(source: Source, answers: Answers) -> Iterator[Reading]:
    """Every entry in file order. Raises NeedsAnswer for a zone or alphabet that there is not."""
    encoding = answers.get("encoding")
    if encoding is not None and encoding not in ENCODINGS:
        question = f"which alphabet is it in, where it is not UTF-8? {encoding} is not one of them"
        raise NeedsAnswer(path=source.name, question=question, key="encoding", choices=ENCODINGS)
    faults: list[str] = []
    reading = _Reading(source, answers)
    try:
        reading.known.look(source, encoding)
        yield from reading.all(encoding, faults)
    except BadArchive as fault:
        faults.append(str(fault))
    yield from (Problem(whole(source), f"not read to the end: {fault}") for fault in faults)


class _Reading:
    def __init__(self, source: Source, answers: Answers) -> None:
        self._source, self._answers = source, answers
        self.known = _Known()
        self._allowance = Allowance()
        self._clocks: tuple[int, Clocks] = (-2, Clocks(answers, source.name, None, {}))

    def all(self, encoding: str | None, faults: list[str]) -> Iterator[Reading]:
        for step in steps(self._source, encoding, faults):
            match step:
                case Opened():
                    yield from self._calendar(step)
                case Block():
                    yield from self._entry(step)
                case Stray():
                    where = (Locator(self._source.name, step.line, step.line, "line"),)
                    yield Problem(where, f"this line is no part of an entry: {step.words[:120]!r}")

    def _calendar(self, step: Opened) -> Iterator[Reading]:
        where = (Locator(self._source.name, step.number, step.number, "record"),)
        calendar = self.known.calendars.get(step.calendar, _Calendar())
        said = "; ".join(f"{name}: {value}" for name, value in calendar.told.items() if value)
        yield Skipped(where, f"what the calendar says of itself: {said or 'nothing'}")
        if calendar.lost:
            calendar.problems.append(f"{calendar.lost} letters of its heading are not UTF-8")
        yield from (Problem(where, each) for each in calendar.problems)

    def _entry(self, block: Block) -> Iterator[Reading]:
        where = (Locator(self._source.name, block.number, block.number, "record"),)
        if block.name in ("VEVENT", "VTODO", "VJOURNAL"):
            yield from event(self._source.name, block, self._around(block))
            return
        if block.name == "VTIMEZONE":
            named = block.first("TZID")
            name = named.value.strip() if named else ""
            found = self.known.calendars[block.calendar].tables.get(name, "it has no name")
            yield Skipped(where, f"rules of a zone: {name[:_LONGEST]}")
            if isinstance(found, str):
                yield Problem(where, f"the rules of this zone could not be read: {found}")
        else:
            held = (f"{each.name}: {each.value}" for each in block.held)
            kind = "free or busy times" if block.name == "VFREEBUSY" else "an entry without days"
            said = "; ".join(held)
            rest = f" and {len(said) - 2000:,} letters more" if len(said) > 2000 else ""
            yield Skipped(where, f"{kind} ({block.name[:80]}), not read: {said[:2000]}{rest}")
        if not block.ended:
            yield Problem(where, "this entry does not end; what there is of it was read")

    def _clocks_of(self, number: int) -> Clocks:
        if self._clocks[0] != number:
            calendar = self.known.calendars.get(number, _Calendar())
            named = calendar.told.get("X-WR-TIMEZONE")
            made = Clocks(self._answers, self._source.name, named, calendar.tables)
            self._clocks = (number, made)
        return self._clocks[1]

    def _around(self, block: Block) -> Around:
        clocks = self._clocks_of(block.calendar)
        calendar = self.known.calendars.get(block.calendar, _Calendar())
        method = calendar.told.get("METHOD")
        replaced: list[tuple[Stamp, bool]] = []
        if block.uid and block.first("RECURRENCE-ID") is None:
            for number, other in self.known.moved.get(block.uid, ()):
                held = other.held[0]
                with contextlib.suppress(Unreadable):  # said where that entry itself is read
                    stamp = self._clocks_of(number).stamp(held, held.value)
                    replaced.append((stamp, held.param("RANGE") == "THISANDFUTURE"))
        upper = method.strip().upper() if method else None
        return Around(clocks, upper, replaced, self._allowance)
