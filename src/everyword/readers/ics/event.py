"""One entry of a calendar: from its properties to an event, and what has to be said of it."""

import re
from collections.abc import Iterator

from msgspec import Struct

from everyword.model import NO_TIME, Event, Locator, Problem, Reading, Skipped, When
from everyword.readers.ics.blocks import Block
from everyword.readers.ics.lines import Property, plain
from everyword.readers.ics.series import REPEATS, Allowance, Series, series
from everyword.readers.ics.times import Clocks, Stamp, Unreadable, after, last_day, length_of

KINDS = {
    "VTODO": "a task (VTODO)",
    "VJOURNAL": "a note (VJOURNAL)",
}
"""Entries that are no appointments; said with their time."""
_FIELDS = ("SUMMARY", "DESCRIPTION", "LOCATION")
_TIMES = ("DTSTART", "DTEND", "DURATION", "DUE")
_QUIET = ("UID", "DTSTAMP", "TRANSP", "PRIORITY", *REPEATS)
_QUIET_STARTS = ("X-MICROSOFT-", "X-MOZ-", "X-LIC-")
_LOUD = ("X-MICROSOFT-CDO-ALLDAYEVENT",)
_SHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Around(Struct, frozen=True):
    """What the calendar around an entry says of it, and of the other entries of its series."""

    clocks: Clocks
    method: str | None
    replaced: list[tuple[Stamp, bool]]
    allowance: Allowance


def event(path: str, block: Block, around: Around) -> Iterator[Reading]:
    """The event, then what of it was left out or could not be read."""
    where = (Locator(path, block.number, block.number, "record"),)
    notes: list[str] = []
    start, when = _when(block, around.clocks, notes)
    made = Series()
    if start is not None and block.all(*REPEATS):
        made = series(block, start, around.clocks, around.replaced, around.allowance)
        notes += made.notes
    elif start is None and block.all(*REPEATS):
        notes.append("it repeats, but when it begins is not known: its days are not listed")
    changed = block.first("RECURRENCE-ID")
    future = changed is not None and changed.param("RANGE") == "THISANDFUTURE"
    if future:
        notes.append("it changes all later days of its series too (THISANDFUTURE): not listed")
    if made.remarks:
        when = _with(when, made.remarks)
    title, place = (_told(block, name) for name in ("SUMMARY", "LOCATION"))
    repeats = made.more or future or (start is None and bool(block.all("RRULE")))
    yield Event(
        where,
        when,
        _until(block, start, around.clocks, notes),
        title,
        _text(block, around, notes),
        place,
        tuple(_people(block)),
        _recurrence(block),
        made.occurrences,
        repeats,
        _cancelled(block, around.method),
    )
    yield from _left_out(where, block)
    if notes:
        yield Problem(where, "; ".join(dict.fromkeys(notes)))
    yield from _lines(path, where, block)


def _told(block: Block, name: str) -> str | None:
    found = block.first(name)
    return plain(found.value) if found else None


def _cancelled(block: Block, method: str | None) -> bool:
    status = block.first("STATUS")
    return method == "CANCEL" or (
        status is not None and status.value.strip().upper() == "CANCELLED"
    )


def _with(when: When, remark: str) -> When:
    return When(when.text, when.local, when.precision, when.zone, when.utc, when.basis + remark)


def _when(block: Block, clocks: Clocks, notes: list[str]) -> tuple[Stamp | None, When]:
    """The beginning; for a task that has none, when it is due."""
    kind = KINDS.get(block.name)
    names = ("DTSTART", "DUE") if block.name == "VTODO" else ("DTSTART",)
    for name in names:
        held = block.all(name)
        if not held:
            continue
        if len({each.written for each in held}) > 1:
            notes.append(f"it has {len(held)} different {name}: which one counts is not known")
            text = ", ".join(each.value for each in held)
            return None, When(text, None, "none", None, None, f"more than one {name}")
        try:
            stamp = clocks.stamp(held[0], held[0].value)
        except Unreadable as fault:
            notes.append(str(fault))
            return None, When(held[0].value, None, "none", None, None, str(fault))
        basis = "; when it is due, no beginning is said" if name == "DUE" else ""
        basis += f"; {kind}" if kind else ""
        return (None if name == "DUE" else stamp), _with(stamp.when(), basis)
    return None, _with(NO_TIME, f"; {kind}") if kind else NO_TIME


def _until(block: Block, start: Stamp | None, clocks: Clocks, notes: list[str]) -> When | None:
    name = "DUE" if block.name == "VTODO" else "DTEND"
    end, length = block.first(name), block.first("DURATION")
    if block.name == "VTODO" and not block.all("DTSTART"):
        return None
    try:
        if end is not None:
            return _end(end, start, clocks, notes)
        if length is not None and start is not None:
            return after(start, length_of(length.value), length.value)
    except Unreadable as fault:
        written = end or length
        notes.append(f"its end ({written.value[:60] if written else ''}) was not read: {fault}")
    return None


def _end(held: Property, start: Stamp | None, clocks: Clocks, notes: list[str]) -> When:
    stamp = clocks.stamp(held, held.value)
    if stamp.clock is None and start is not None and start.clock is None:
        return last_day(stamp.text, stamp.local.date(), start, held.name)
    if start is not None and (stamp.clock is None) != (start.clock is None):
        notes.append("one of its beginning and its end is a whole day, the other a time")
        if stamp.clock is None:
            return _with(stamp.when(), "; whether that day is part of it is not said")
    elif start is not None and start.clock is not None and stamp.clock is not None:
        same = stamp.clock.key == start.clock.key and stamp.local < start.local
        one, two = start.utc, stamp.utc
        if (one and two and two < one) or (not (one and two) and same):
            notes.append("it ends before it begins")
    return stamp.when()


def _people(block: Block) -> Iterator[str]:
    """`Sam Lee <sam@home.test>`: the name as the source has it, and its address."""
    seen = set()
    for each in (*block.all("ORGANIZER"), *block.all("ATTENDEE")):
        name, address = each.param("CN"), plain(each.value)
        if address[:7].lower() == "mailto:":
            address = address[7:]
        said = f"{name} <{address}>" if name and address and name != address else name or address
        if said and said not in seen:
            seen.add(said)
            yield said


def _recurrence(block: Block) -> str | None:
    """The rule as written; what else adds or takes out days on lines of its own."""
    rules = [each.value for each in block.all("RRULE")]
    others = [each.written for each in block.all("RDATE", "EXRULE", "EXDATE")]
    return "\n".join((*rules, *others)) or None


def _text(block: Block, around: Around, notes: list[str]) -> str:
    """The description, then a line for each thing that has no place of its own."""
    lines = []
    described = block.first("DESCRIPTION")
    if described is not None and described.value:
        lines.append(plain(described.value))
    if block.name in KINDS:
        lines.append(f"BEGIN: {block.name}")
    if around.method not in (None, "PUBLISH"):
        lines.append(f"METHOD: {around.method}")
    firsts = {id(block.first(name)) for name in (*_FIELDS, *_TIMES)}
    for each in block.held:
        if id(each) in firsts or _is_quiet(each) or _is_inside(each) or each.too_long:
            continue
        if each.name == "X-ALT-DESC" and described is not None and described.value:
            continue
        said = f"{_label(each)}: {plain(each.value)}"
        if each.name == "RECURRENCE-ID":
            said += _replaces(each, around.clocks, notes)
        lines.append(said)
    lines += [each.words for each in block.strays]
    return "\n".join(lines)


def _replaces(each: Property, clocks: Clocks, notes: list[str]) -> str:
    try:
        when = clocks.stamp(each, each.value).when()
    except Unreadable as fault:
        notes.append(str(fault))
        return ""
    return f" (in place of the day {when.local} of a series)"


def _is_quiet(each: Property) -> bool:
    return each.name in _QUIET or (each.name.startswith(_QUIET_STARTS) and each.name not in _LOUD)


def _is_inside(each: Property) -> bool:
    """A file put into the entry itself."""
    return each.name in ("ATTACH", "IMAGE") and not each.value


def _label(each: Property) -> str:
    shown = [
        f"{key}={each.param(key)}" if value else key
        for key, value in each.params
        if key not in ("ENCODING", "CHARSET", "VALUE")
    ]
    return f"{each.name} ({', '.join(shown)})" if shown else each.name


def _left_out(where: tuple[Locator, ...], block: Block) -> Iterator[Skipped]:
    for each in block.held:
        if _is_inside(each) and not each.too_long:
            name = each.param("FILENAME") or each.param("X-FILENAME") or each.param("FMTTYPE")
            said = f" ({name})" if name else ""
            what = f"{each.name}{said}: a file of about {each.size * 3 // 4:,} bytes, not read"
            yield Skipped(where, what)
    if alarms := len(block.parts):
        names = ", ".join(dict.fromkeys(each.name for each in block.parts))
        yield Skipped(
            where, f"reminders and other parts inside, not read: {alarms} ({names[:200]})"
        )
    described = block.first("DESCRIPTION")
    if block.first("X-ALT-DESC") and described is not None and described.value:
        yield Skipped(where, "X-ALT-DESC: a second form of the description (HTML), not read")


def _lines(path: str, where: tuple[Locator, ...], block: Block) -> Iterator[Reading]:
    """Trouble with the lines of an entry."""
    for each in block.held:
        if each.too_long:
            place = (*where, Locator(path, each.line, each.line, "line"))
            yield Problem(place, f"{each.name}: {each.size:,} bytes, too long to read")
    for stray in block.strays:
        place = (*where, Locator(path, stray.line, stray.line, "line"))
        yield Problem(place, "this line is no property; its words stand at the end of the text")
    if lost := sum(each.lost for each in block.held):
        what = (
            f"{lost} letters of it are not UTF-8 and are shown as U+FFFD; if you know the "
            "alphabet: --answer encoding=cp1252 (or another)"
        )
        yield Problem(where, what)
    if block.more:
        yield Problem(where, f"{block.more:,} further lines of it: too many to read")
    if not block.ended:
        yield Problem(where, "this entry does not end; what there is of it was read")
